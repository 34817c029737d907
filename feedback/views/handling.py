"""What an agency's officers do about feedback before they answer it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.views.access import OfficerRequest
from feedback import keys, words
from feedback.actions import handling, senders
from feedback.forms import handling as forms
from feedback.models import Extension, Handling, ItemFile, Norm, Step
from feedback.views.office import OfficeVerbView, OfficeView, show_secret
from pages.forms import NoForm
from pages.views import ConfirmView
from records.days import screen_moment, screen_weekday
from records.models import Attachment
from records.views import serve


class AcceptView(OfficeView):
    template_name = "feedback/accept.html"
    form_class = forms.AcceptForm
    title = gettext_lazy("Take it in hand")
    action_label = gettext_lazy("Take it in hand")
    done = gettext_lazy("It is in hand.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | self.at_agency()

    def get_initial(self) -> dict[str, Any]:
        item = self.handling.item
        return {"officer": self.request.user.pk, "rule_words": str(item.rule) if item.rule else ""}

    def act(self, form: forms.AcceptForm) -> Handling:
        data = form.cleaned_data
        fields = {"kind": data["kind"], "officer": data["officer"], "rule": form.rule}
        return handling.accept(self.handling, **fields, **self.acting())


class AssignView(OfficeView):
    form_class = forms.AssignForm
    title = gettext_lazy("Who handles it?")
    action_label = gettext_lazy("Hand it to them")
    done = gettext_lazy("They have it now.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | self.at_agency()

    def get_initial(self) -> dict[str, Any]:
        return {"officer": self.handling.officer_id}

    def changes(self) -> Handling:
        return self.handling

    def act(self, form: forms.AssignForm) -> Handling:
        return handling.assign(self.handling, **form.cleaned_data, **self.acting())


class TransferView(OfficeView):
    tells_sender = True
    form_class = forms.PassOnForm
    title = gettext_lazy("Transfer to the competent agency")
    action_label = gettext_lazy("Transfer it")
    done = gettext_lazy("It is transferred. The sender and that agency see it at once.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | self.at_agency()

    def act(self, form: forms.PassOnForm) -> Handling:
        return handling.transfer(self.handling, **form.cleaned_data, **self.acting())


class PassPartView(TransferView):
    title = gettext_lazy("Let another agency answer a part")
    action_label = gettext_lazy("Pass the part on")
    done = gettext_lazy("That agency has the part now; the rest stays here.")

    def act(self, form: forms.PassOnForm) -> Handling:
        return handling.pass_part(self.handling, **form.cleaned_data, **self.acting())


class RefuseView(OfficeView):
    tells_sender = True
    template_name = "feedback/refuse.html"
    form_class = forms.RefuseForm
    title = gettext_lazy("Do not accept")
    action_label = gettext_lazy("Do not accept")
    done = gettext_lazy("The sender sees the reason.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"grounds": Norm.objects.grounds(timezone.localdate())}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        norms = Norm.objects.in_force(timezone.localdate())
        return super().get_context_data(norms=norms, **kwargs)

    def act(self, form: forms.RefuseForm) -> Handling:
        return handling.refuse(self.handling, **form.cleaned_data, **self.acting())


class DuplicateView(OfficeView):
    tells_sender = True
    form_class = forms.DuplicateForm
    title = gettext_lazy("It was sent twice")
    action_label = gettext_lazy("Close it as sent twice")
    done = gettext_lazy("It is closed; the other one is answered.")

    def act(self, form: forms.DuplicateForm) -> Handling:
        return handling.mark_duplicate(self.handling, **form.cleaned_data, **self.acting())


class AskView(OfficeView):
    tells_sender = True
    form_class = forms.QuestionForm
    title = gettext_lazy("Ask the sender for more")
    action_label = gettext_lazy("Ask the sender")
    done = gettext_lazy("The sender sees the question. If they left a telephone number, call them too.")

    def act(self, form: forms.QuestionForm) -> Handling:
        return handling.ask(self.handling, **form.cleaned_data, **self.acting())


class TellView(OfficeView):
    tells_sender = True
    form_class = forms.WordsForm
    title = gettext_lazy("Tell the sender how it stands")
    action_label = gettext_lazy("Tell the sender")
    done = gettext_lazy("The sender sees it.")

    def act(self, form: forms.WordsForm) -> Handling:
        return handling.tell(self.handling, **form.cleaned_data, **self.acting())


class ExtendView(OfficeView):
    tells_sender = True
    form_class = forms.ExtendForm
    title = gettext_lazy("More time for the answer")
    action_label = gettext_lazy("Give more time")
    done = gettext_lazy("The new day is set, and the sender sees why.")

    def facts(self) -> list[tuple[Any, Any]]:
        """The day that holds, and what led to it: time given twice adds up."""
        handling = self.handling
        limit = handling.regulation.limits.filter(step=Step.ANSWER).first()
        unit = limit.get_unit_display() if limit else ""
        given = handling.extensions.filter(at__date__gte=handling.counts_from).select_related("by")
        due = _("The clock stands still until the sender answers") if limit else "–"
        if handling.answer_due_on:
            due = screen_weekday(handling.answer_due_on)
        return [
            (_("Answer due"), due),
            *((_("Time given already"), _said(one, unit)) for one in given),
        ]

    def changes(self) -> Handling:
        return self.handling

    def act(self, form: forms.ExtendForm) -> Handling:
        data = form.cleaned_data
        return handling.extend(
            self.handling, amount=int(data["amount"]), reason=data["reason"], **self.acting()
        )


def _said(extension: Extension, unit: str) -> str:
    words = [f"{extension.amount} {unit}", screen_moment(timezone.localtime(extension.at))]
    return ", ".join(words + ([extension.by.full_name] if extension.by else []))


class ResumeView(OfficeVerbView):
    done = gettext_lazy("It is in hand again.")

    def act(self) -> Handling:
        return handling.resume(self.handling, **self.acting())


class ReconsiderView(OfficeVerbView):
    tells_sender = True
    done = gettext_lazy("It is in hand after all.")

    def act(self) -> Handling:
        return handling.take_up_after_all(self.handling, **self.acting())


class ClearDoubtView(OfficeVerbView):
    done = gettext_lazy("It stands among the others now.")

    def act(self) -> Any:
        return handling.clear_doubt(self.handling, **self.acting())


class SenderView(OfficeView):
    """Who sent it, shown once for each press and written down each time."""

    http_method_names = ["post"]
    form_class = NoForm
    template_name = "feedback/sender.html"
    title = gettext_lazy("Who sent it")

    def form_valid(self, form: Any) -> HttpResponse:
        who = words.who_sent(self.handling, **self.acting())
        response = self.render_to_response(self.get_context_data(form=form, who=who))
        response.headers["Cache-Control"] = "no-store"
        return response


class NewSecretView(OfficeView, ConfirmView):
    """A new secret for a sender who lost theirs, shown once."""

    request: OfficerRequest
    form_class = forms.NewSecretForm
    title = gettext_lazy("Give the sender a new secret")
    action_label = gettext_lazy("Make a new secret")

    def get_initial(self) -> dict[str, Any]:
        item = self.handling.item
        return {"seen": keys.make_pass(item.code, item.secret_digest, purpose=keys.REPLACING)}

    def consequences(self) -> list[Any]:
        return [
            _("First make sure who asks: name, address and telephone as they were given."),
            _("The old secret opens nothing any more."),
            _("The new one is shown once, for you to tell them."),
        ]

    def act(self, form: forms.NewSecretForm) -> str:
        return senders.replace_secret(self.handling, seen=form.cleaned_data["seen"], **self.acting())

    def respond(self, result: str) -> HttpResponse:
        return show_secret(self.request, self.handling, result)


class OpenFileView(OfficeVerbView):
    """A file that came with the item, as a download."""

    def act(self) -> Attachment:
        file = get_object_or_404(ItemFile, item=self.handling.item_id, pk=self.kwargs["file"])
        return words.open_file(self.handling, file, **self.acting())

    def respond(self, result: Attachment) -> HttpResponseBase:  # type: ignore[override]
        return serve(result)
