"""allauth's forms, with the office's words on labels instead of texts in the fields that vanish on typing."""

from typing import Any

from allauth.account import forms as account
from django import forms
from django.utils.translation import gettext_lazy as _

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
    pass


class SetPasswordForm(PlainFields, account.SetPasswordForm):
    pass


class ResetPasswordForm(PlainFields, account.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(PlainFields, account.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(PlainFields, account.ReauthenticateForm):
    pass
