from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Reports")

    def ready(self) -> None:
        """Answer the rooms below: files, reminders, and what follows from the register and the calendar."""
        from agencies.registries import on_calendar_change, on_register_change
        from notices.obligations import owes
        from notices.topics import tells
        from notices.waits import measured
        from records.permissions import register_file_gate
        from reports.actions.periods import follow_register, recompute_deadlines
        from reports.permissions import may_open_file
        from reports.reminders import issue, outgoing, report, waiting
        from reports.reminders.outgoing import TOPIC as OUTGOING_TOPIC
        from reports.reminders.report import TOPIC
        from reports.reminders.waiting import TOPICS

        for kind in (report.OWED_KIND, *waiting.OWED_KINDS, *issue.OWED_KINDS, *outgoing.OWED_KINDS):
            owes(kind)
        measured(waiting.SIGNATURE, waiting.REVIEW, waiting.CORRECTION, waiting.PAPER, outgoing.NUMBERING)
        tells(TOPIC)
        for wait in TOPICS:
            tells(wait)
        tells(OUTGOING_TOPIC)
        register_file_gate(may_open_file)
        on_calendar_change(recompute_deadlines)
        on_register_change(follow_register)
