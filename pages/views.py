"""How one action answers a form, whoever acts. Who may is the business of the room whose page it is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.generic import FormView


class FormActionView(FormView):
    """A form that leads to one action. What the action refuses is told beside the fields it names.

    Who may is the business of the view that inherits this.
    """

    template_name = "pages/form.html"
    title: Any = ""
    action_label: Any = ""
    done: Any = ""

    def act(self, form: Any) -> Any:
        """Call the action."""
        raise NotImplementedError

    def next_url(self, result: Any) -> str:
        raise NotImplementedError

    def trail(self) -> list[tuple[Any, str]]:
        return []

    def form_valid(self, form: forms.BaseForm) -> HttpResponse:
        try:
            result = self.act(form)
        except ValidationError as error:
            tell(form, error)
            if getattr(error, "code", None) == "stale":
                return self.clash(form)
            return self.form_invalid(form)
        messages.success(self.request, self.done)
        return HttpResponseRedirect(self.next_url(result))

    def clash(self, form: Any) -> HttpResponse:
        """Someone saved meanwhile: show theirs where it differs; the next press puts this in its place.

        The form's hidden fields say what the person had before them: now they have this.
        """
        kwargs = {k: v for k, v in self.get_form_kwargs().items() if k not in ("data", "files")}
        now = type(form)(**kwargs | {"prefix": "now", "initial": form.initial})
        for field in now.fields.values():
            field.disabled = True
        form.data = form.data.copy()
        for hidden in form.hidden_fields():
            form.data[hidden.html_name] = form.initial[hidden.name]
        standing = [now[name] for name in form.changed_data if not now[name].is_hidden]
        return self.render_to_response(self.get_context_data(form=form, standing=standing), status=422)

    def form_invalid(self, form: forms.BaseForm) -> HttpResponse:
        for name, upload in form.files.items():
            if name in form.fields and name not in form.errors and not getattr(upload, "is_good", False):
                said = _("Choose “%(file)s” once more: a page cannot keep a chosen file.")
                form.add_error(name, said % {"file": upload})
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=self.title,
            submit_label=self.action_label,
            cancel_url=self.trail()[-1][1],
            trail=self.trail(),
            **kwargs,
        )


class ConfirmActionView(FormActionView):
    """Asks again before a grave action, naming what will happen."""

    template_name = "pages/confirm.html"

    def consequences(self) -> list[Any]:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            action_url=self.request.get_full_path(),
            action_label=self.action_label,
            consequences=self.consequences(),
            is_danger=True,
            **kwargs,
        )


def tell(form: forms.BaseForm, error: ValidationError) -> None:
    """Put an action's refusal on the form: beside its field where the form has it, else on top."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for field, errors in error.error_dict.items():
        form.add_error(field if field in form.fields else None, errors)
