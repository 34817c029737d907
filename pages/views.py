"""How one action answers a page, whoever acts: a form, a question asked again, a press.

Who may is the business of the room whose page it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from copy import copy
from typing import Any, Self

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View

from pages.forms import NoForm

AS_SEEN = "as-seen"  # under which name a page brings back the digest of what it showed


class ActingView(View):
    """Who acts and when, what is said when it is done, where that leads."""

    done: Any = ""

    def acting(self) -> dict[str, Any]:
        """As every action asks for it."""
        return {"by": self.request.user, "now": timezone.now()}

    def trail(self) -> list[tuple[Any, str]]:
        """The places above the page, each with its address."""
        return []

    def back_url(self) -> str:
        """Where a person goes who leaves it as it is."""
        return self.trail()[-1][1]

    def next_url(self, result: Any) -> str:
        return self.back_url()

    def respond(self, result: Any) -> HttpResponse:
        """What follows when the action is done, `result` being what it returned."""
        if self.done:
            messages.success(self.request, self.done)
        return HttpResponseRedirect(self.next_url(result))


class ActionView(ActingView, FormView):
    """A form that leads to one action. What the action refuses is told beside the fields it names."""

    template_name = "pages/form.html"
    title: Any = ""
    lead: Any = ""
    action_label: Any = ""
    cancel_label: Any = gettext_lazy("Cancel")
    is_danger = False
    proposed: Sequence[str] = ()  # fields that open with what is only proposed, as today's date

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.as_view_with = kwargs

    def act(self, form: Any) -> Any:
        """Call the action."""
        raise NotImplementedError

    def facts(self) -> list[tuple[Any, Any]]:
        """What the page says of what it is about, above the form: name and value."""
        return []

    def consequences(self) -> list[Any]:
        """What will happen, a sentence each."""
        return []

    def changes(self) -> models.Model | None:
        """The row that the page changes: the one that its action locks first, or `hold` does. None where it
        only adds."""
        return None

    def hold(self, row: models.Model) -> None:
        """Lock it, with whatever its action locks before it."""
        lock(row)

    def shown(self, form: Any) -> Any:
        """All that the page says of it, as it opens."""
        names = [name for name in form.fields if name not in self.proposed and not form[name].is_hidden]
        values = {name: form[name].value() for name in names}
        return values, self.facts(), self.consequences()

    def form_valid(self, form: forms.BaseForm) -> HttpResponse:
        try:
            result = self.act_on_what_stands(form)
        except ValidationError as error:
            tell(form, error)
            return self.clash(form) if getattr(error, "code", None) == "stale" else self.form_invalid(form)
        return self.respond(result)

    def act_on_what_stands(self, form: forms.BaseForm) -> Any:
        """The action, unless the row says something else by now than the page that is answered did.

        Compared under the row's lock, in the action's own transaction: of two who save at once one is told.
        """
        row, seen = self.changes(), self.request.POST.get(AS_SEEN)
        if row is None:
            return self.act(form)
        with transaction.atomic():
            self.hold(row)
            if seen and seen != self.stands_as(seen):
                raise ValidationError(
                    _(
                        "Somebody changed this after the page was opened. What stands now is shown below; "
                        "send yours once more to put it in its place."
                    ),
                    code="stale",
                )
            return self.act(form)

    def anew(self) -> Self:
        """The same page as it opens now, everything read again."""
        view = type(self)(**self.as_view_with)
        request = copy(self.request)
        request.method = "GET"
        view.setup(request, *self.args, **self.kwargs)
        return view

    def as_seen(self, form: Any = None) -> str:
        """A digest of what the page shows, after the language in which it does; it comes back with the form.
        Empty where the page only adds."""
        if self.changes() is None:
            return ""
        return f"{get_language()}.{digest(self.shown(form or self.get_form()))}"

    def stands_as(self, seen: str) -> str:
        """The same of the page as it opens now, in the language in which it was seen."""
        language = seen.partition(".")[0]
        with override(language if language in dict(settings.LANGUAGES) else get_language()):
            return self.anew().as_seen()

    def clash(self, form: Any) -> HttpResponse:
        """Someone saved meanwhile: show theirs where it differs; the next press puts this in its place.

        The hidden fields say what the person had before them: now they have this.
        """
        now = self.anew()
        as_seen = now.as_seen()
        now.prefix = "now"
        theirs = now.get_form()
        form.data = form.data.copy()
        for hidden in form.hidden_fields():
            form.data[hidden.html_name] = theirs[hidden.name].value()
        standing = [theirs[name] for name in differing(form, theirs) if name not in self.proposed]
        for field in theirs.fields.values():
            field.disabled = True
        page = now.get_context_data(form=form, standing=standing, as_seen=as_seen)
        return self.render_to_response(page, status=422)

    def form_invalid(self, form: forms.BaseForm) -> HttpResponse:
        for name, upload in form.files.items():
            if name in form.fields and name not in form.errors and not getattr(upload, "is_good", False):
                said = _("Choose “%(file)s” once more: a page cannot keep a chosen file.")
                form.add_error(name, said % {"file": upload})
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "form" not in kwargs:
            kwargs["form"] = self.get_form()
        form = kwargs["form"]
        page = {
            "as_seen": self.request.POST.get(AS_SEEN, "") if form.is_bound else self.as_seen(form),
            "title": self.title,
            "lead": self.lead,
            "trail": self.trail(),
            "facts": self.facts(),
            "consequences": self.consequences(),
            "submit_label": self.action_label,
            "cancel_label": self.cancel_label,
            "cancel_url": self.back_url(),
            "is_danger": self.is_danger,
        }
        return super().get_context_data(**page | kwargs)


class ConfirmView(ActionView):
    """Asks again before a grave action, naming what will happen."""

    form_class: Any = NoForm
    cancel_label = gettext_lazy("Leave it as it is")
    is_danger = True

    def consequences(self) -> list[Any]:
        raise NotImplementedError


class RowsView(ActingView, TemplateView):
    """A form for each row of one thing, all saved by one action, under the lock of what holds the rows.

    The rows' forms bring back what they showed (`pages.forms.RowForm`).
    """

    title: Any = ""

    def formset(self, data: Any = None) -> Any:
        """The forms as they stand, or filled with what was sent."""
        raise NotImplementedError

    def changes(self) -> models.Model:
        """What holds the rows: the row that the action locks first."""
        raise NotImplementedError

    def act(self, forms: Sequence[Any]) -> Any:
        """Call the action with the rows' forms, which are valid."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        formset = self.formset(request.POST)
        try:
            with transaction.atomic():
                lock(self.changes())
                if not formset.is_valid():
                    return self.again(formset)
                result = self.act(formset.forms)
        except ValidationError as error:
            tell(formset.forms[0], error)
            return self.again(formset)
        return self.respond(result)

    def again(self, formset: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(formset=formset), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        formset = kwargs.pop("formset", None) or self.formset()
        page = {
            "title": self.title,
            "trail": self.trail(),
            "cancel_url": self.back_url(),
            "formset": formset,
            "has_errors": formset.is_bound and not formset.is_valid(),
        }
        return super().get_context_data(**page | kwargs)


class VerbView(ActingView):
    """A verb without words of its own: a press, then on; what is refused is told where it leads back to."""

    http_method_names = ["post"]

    def act(self) -> Any:
        """Call the action."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            result = self.act()
        except ValidationError as error:
            for text in error.messages:
                messages.error(request, text)
            return HttpResponseRedirect(self.back_url())
        return self.respond(result)


def tell(form: forms.BaseForm, error: ValidationError) -> None:
    """Put an action's refusal on the form: beside its field where the form has it, else on top."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for field, errors in error.error_dict.items():
        form.add_error(field if field in form.fields else None, errors)


def lock(row: models.Model) -> None:
    """Nobody else changes the row until the transaction ends; rows that merely point at it may be added."""
    type(row)._base_manager.select_for_update(of=("self",), no_key=True).filter(pk=row.pk).first()


def differing(form: Any, theirs: Any) -> list[str]:
    """The fields that a person sees and in which the form says something else than `theirs` opens with."""
    return [
        name
        for name, field in form.fields.items()
        if not theirs[name].is_hidden
        and (name in theirs.initial or theirs.fields[name].initial is not None)
        and not field.widget.needs_multipart_form
        and field.has_changed(theirs.get_initial_for_field(theirs.fields[name], name), form[name].data)
    ]


def digest(shown: Any) -> str:
    return hashlib.sha256(repr(plain(shown)).encode()).hexdigest()


def plain(shown: Any) -> Any:
    """Words and numbers alone, whatever kind of object says them."""
    if isinstance(shown, dict):
        return [(name, plain(value)) for name, value in shown.items()]
    if isinstance(shown, list | tuple | set | models.QuerySet):
        return [plain(value) for value in shown]
    return "" if shown is None else str(shown)
