from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "notices"
    verbose_name = _("Notices")

    def ready(self) -> None:
        from agencies.registries import (
            on_calendar_change,
            on_posts_change,
            on_proposals_change,
            on_register_change,
        )

        from .actions.following import follow_calendar, follow_posts, follow_proposals, follow_register
        from .announcements import TOPIC
        from .obligations import owes
        from .substitutes import OWED_KIND
        from .topics import tells
        from .troubles import OWED_KINDS

        for kind in (*OWED_KINDS, OWED_KIND):
            owes(kind)
        tells(TOPIC)
        on_calendar_change(follow_calendar)
        on_posts_change(follow_posts)
        on_proposals_change(follow_proposals)
        on_register_change(follow_register)
        post_migrate.connect(write_missing_rules, sender=self)


def write_missing_rules(using: str, **kwargs: object) -> None:
    """Rules belong to the kinds that other rooms register, so they are written once those are known; so are
    the hours in which mail leaves."""
    from .actions import install_office_hours, install_rules

    tables = connections[using].introspection.table_names()
    if "notices_reminderrule" in tables:
        install_rules()
    if "notices_officehours" in tables:
        install_office_hours()
