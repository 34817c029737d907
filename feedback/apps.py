from django.apps import AppConfig, apps
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class FeedbackConfig(AppConfig):
    name = "feedback"
    verbose_name = _("Feedback")

    def ready(self) -> None:
        """Answer the rooms below: who may open a file; what follows the working calendar."""
        from agencies.registries import on_calendar_change, on_register_change
        from feedback.actions.clocks import recompute_deadlines
        from feedback.actions.requests import follow_calendar, follow_register
        from feedback.permissions import may_open_file
        from feedback.reminders import breach, data_request, handling, publication, regulation
        from feedback.reminders.breach import TOPIC as BREACH_TOPIC
        from feedback.reminders.data_request import CARRYING_OUT_TOPIC
        from feedback.reminders.data_request import TOPIC as REQUEST_TOPIC
        from feedback.reminders.handling import DUE_TOPIC, TELLING_TOPIC, TOPIC
        from feedback.reminders.regulation import TOPIC as MISSING_TOPIC
        from notices.obligations import owes
        from notices.topics import tells
        from notices.waits import measured
        from records.permissions import register_file_gate

        for kind in (*handling.OWED_KINDS, publication.OWED_KIND, *data_request.OWED_KINDS):
            owes(kind)
        owes(breach.OWED_KIND)
        owes(regulation.OWED_KIND)
        measured(handling.FEEDBACK, handling.ANSWER, handling.POSTING, publication.PUBLICATION)
        measured(data_request.REQUEST, data_request.CARRYING_OUT)
        tells(DUE_TOPIC)
        tells(TOPIC)
        tells(TELLING_TOPIC)
        tells(REQUEST_TOPIC)
        tells(CARRYING_OUT_TOPIC)
        tells(BREACH_TOPIC)
        on_calendar_change(follow_calendar)
        tells(MISSING_TOPIC)
        register_file_gate(may_open_file)
        on_calendar_change(recompute_deadlines)
        on_register_change(follow_register)
        post_migrate.connect(fill_empty_tables, sender=self)
        # Kinds of agencies, which they name, are there once the rooms below were filled.
        post_migrate.connect(fill_rules_of_law, sender=apps.get_app_config("records"))


def fill_empty_tables(using: str, **kwargs: object) -> None:
    """What senders are asked to agree to, how long they are kept and what the law on personal data allows
    stand in every database, one emptied by flush included."""
    from feedback.actions.reference import (
        install_consent_wordings,
        install_data_limits,
        install_retention,
    )

    tables = connections[using].introspection.table_names()
    if "feedback_consentwording" in tables:
        install_consent_wordings()
    if "feedback_retentionrule" in tables:
        install_retention()
    if "feedback_datalimit" in tables:
        install_data_limits()


def fill_rules_of_law(using: str, **kwargs: object) -> None:
    from feedback.actions.reference import install_norms

    if "feedback_norm" in connections[using].introspection.table_names():
        install_norms(now=timezone.now())
