"""How allauth behaves here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from reformportal import actions


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed."),
        "email_password_mismatch": _("The e-mail address or the password is not right."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_password": _("This is not your password."),
        "invalid_password_reset": _("This link no longer works. Ask for a new one."),
        "too_many_login_attempts": _("Too many attempts failed. Wait five minutes, then try again."),
        "unknown_email": _("No officer is registered with this e-mail address."),
        "rate_limited": _("Too many attempts. Wait a few minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: the register of agencies makes the accounts."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Only a path of this site; allauth would take every host in ALLOWED_HOSTS."""
        return (url or "").startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """No mail leaves inside a request: the wish is written down, and the worker makes the link."""
        if template_prefix != "account/email/password_reset_key":
            raise ValueError(f"{template_prefix} is not a mail of this portal.")
        actions.ask_for_link(context["user"], language=get_language() or "vi", now=timezone.now())
