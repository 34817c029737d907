from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedbackConfig(AppConfig):
    name = "feedback"
    verbose_name = _("Feedback")

    def ready(self) -> None:
        """Answer the room below: who may open a regulation's file."""
        from feedback.permissions import may_open_file
        from records.permissions import register_file_gate

        register_file_gate(may_open_file)
