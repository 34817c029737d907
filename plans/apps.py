from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PlansConfig(AppConfig):
    name = "plans"
    verbose_name = _("Plans")

    def ready(self) -> None:
        """Answer the rooms below: files, and what follows from a change of the register."""
        from agencies.registries import on_register_change
        from notices.obligations import owes
        from notices.topics import tells
        from notices.waits import measured
        from plans.actions.assigning import follow_register
        from plans.permissions import may_open_file
        from plans.reminders import activity, agency_plan, duty
        from plans.reminders.activity import TOPIC as ACTIVITY_TOPIC
        from plans.reminders.agency_plan import TOPIC
        from plans.reminders.duty import DUTY_TOPIC
        from records.permissions import register_file_gate

        for kind in (*agency_plan.OWED_KINDS, duty.OWED_KIND, activity.OWED_KIND):
            owes(kind)
        measured(agency_plan.APPROVAL)
        tells(TOPIC)
        tells(DUTY_TOPIC)
        tells(ACTIVITY_TOPIC)
        register_file_gate(may_open_file)
        on_register_change(follow_register)
        post_migrate.connect(fill_empty_tables, sender=self)


def fill_empty_tables(using: str, **kwargs: object) -> None:
    """The forms of activity stand in every database, one emptied by flush included."""
    from plans.actions.reference import install_forms

    if "plans_activityform" in connections[using].introspection.table_names():
        install_forms()
