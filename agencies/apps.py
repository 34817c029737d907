from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AgenciesConfig(AppConfig):
    name = "agencies"
    verbose_name = _("Agencies")

    def ready(self) -> None:
        post_migrate.connect(fill_empty_tables, sender=self)


def fill_empty_tables(using: str, **kwargs: object) -> None:
    """Kinds of agencies and the known calendar stand in every database, one emptied by flush included."""
    from agencies.actions.reference import install_calendar, install_kinds

    if "agencies_calendarday" in connections[using].introspection.table_names():
        install_kinds()
        install_calendar()
