"""Django's rules for passwords in the office's words: its own Vietnamese addresses officers as friends."""

from django.contrib.auth import password_validation
from django.utils.translation import gettext as _


class UnlikeTheOwner(password_validation.UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return _("The password is too much like the %(verbose_name)s.")

    def get_help_text(self) -> str:
        return _("Not your name or e-mail address.")


class LongEnough(password_validation.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return _("The password is too short: it needs at least %d characters.") % self.min_length

    def get_help_text(self) -> str:
        return _("At least %d characters; several words are easiest to remember.") % self.min_length


class Uncommon(password_validation.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return _("Many people use this password, so it is guessed first. Choose another.")

    def get_help_text(self) -> str:
        return _("Not one that many people use.")
