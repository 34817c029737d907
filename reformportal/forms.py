"""allauth's forms, with the office's words on labels instead of texts in the fields that vanish on typing."""

from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core import context
from django import forms
from django.utils.translation import gettext_lazy as _

from reformportal.attempts import attempt_of

LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "oldpassword": _("Current password"),
    "password1": _("New password"),
    "password2": _("New password once more"),
}
# allauth says this itself, but knows no Vietnamese: the catalog has it from here.
PASSWORDS_DIFFER = _("You must type the same password each time.")


class PlainFields(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)
            if name in ("password", "oldpassword"):
                field.help_text = ""


class SignInForm(PlainFields, account.LoginForm):
    pass


class ChangePasswordForm(PlainFields, account.ChangePasswordForm):
    def clean_oldpassword(self) -> str:
        """Looked at as a sign-in is: whoever finds a page open does not guess on it without end."""
        password: str = self.cleaned_data["oldpassword"]
        if not get_adapter().reauthenticate(self.user, password):
            raise get_adapter().validation_error("enter_current_password")
        return password


class SetPasswordForm(PlainFields, account.SetPasswordForm):
    pass


class ResetPasswordForm(PlainFields, account.ResetPasswordForm):
    def clean_email(self) -> str:
        """Counted before anybody is looked for: the answer is the same for an address that nobody has."""
        attempt_of(context.request, self.cleaned_data["email"]).require_link()
        email: str = super().clean_email()
        return email


class ResetPasswordKeyForm(PlainFields, account.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(PlainFields, account.ReauthenticateForm):
    pass
