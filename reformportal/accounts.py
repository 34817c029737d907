"""How allauth behaves here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from reformportal import actions, attempts, devices


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed."),
        "email_password_mismatch": _("The e-mail address or the password is not right."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_password": _("This is not your password."),
        "invalid_password_reset": _("This link no longer works. Ask for a new one."),
        "unknown_email": _("No officer is registered with this e-mail address."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: the register of agencies makes the accounts."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Only a path of this site; allauth would take every host in ALLOWED_HOSTS."""
        return (url or "").startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Counted before the password is looked at, and forgiven when it was right."""
        attempt = attempts.attempt_of(request, credentials.get("email", ""))
        counted = attempt.require_password_try()
        officer = super().authenticate(request, **credentials)
        if officer is not None:
            attempt.forgive(counted)
        return officer

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """What allauth would count here is counted above, beyond a stranger's reach."""

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """The browser and the network are known from now on."""
        attempt = attempts.attempt_of(request, user.email)
        devices.remember(request, attempt.account)
        actions.note_network(attempt.account, attempt.network, today=timezone.localdate())
        return super().post_login(request, user, **kwargs)

    def set_password(self, user: Any, password: str) -> None:
        """Whoever chose a password by a mailed link is known in this browser, and enters with it at once."""
        super().set_password(user, password)
        devices.remember(context.request, attempts.account_of(user.email))

    def send_mail(self, template_prefix: str, email: str, words: dict[str, Any]) -> None:
        """No mail leaves inside a request: the wish is written down, and the worker makes the link."""
        if template_prefix != "account/email/password_reset_key":
            raise ValueError(f"{template_prefix} is not a mail of this portal.")
        if attempts.attempt_of(context.request, email).may_mail_link():
            actions.ask_for_link(words["user"], language=get_language() or "vi", now=timezone.now())
