"""The answer: written, signed off, delivered, and taken up again."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.views.access import OfficerRequest
from agencies.views.handing_back import asks_first
from feedback import words
from feedback.actions import answering, posting
from feedback.forms import handling as forms
from feedback.handing_back import hand_backs, shown_of
from feedback.models import Answer, Handling, Norm
from feedback.models.handlings import ABOUT_TEXTS
from feedback.permissions import drafting_post, may_sign, signing_post
from feedback.views.office import OfficeVerbView, OfficeView
from feedback.words import Purpose
from feedback.workflow import State
from pages.views import ConfirmView
from records.downloads import download, file_name


class AnswerView(OfficeView):
    template_name = "feedback/answer.html"
    form_class = forms.AnswerForm
    title = gettext_lazy("Write the answer")
    action_label = gettext_lazy("Save the answer")
    done = gettext_lazy("The answer is saved. Send it to the head when it is complete.")

    @cached_property
    def answer(self) -> Answer | None:
        return Answer.objects.filter(handling=self.handling).first()

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.answer}

    @cached_property
    def words(self) -> words.Words:
        return words.read(self.handling, purpose=Purpose.ANSWER, **self.acting())

    def get_initial(self) -> dict[str, Any]:
        written = {"text": self.words.answer, "proposal": self.words.proposal}
        return written | {"seen_edits": self.answer.edits if self.answer else 0}

    def act(self, form: forms.AnswerForm) -> Answer:
        data = form.cleaned_data
        fields = {name: data[name] for name in form.Meta.fields}
        return answering.write_answer(
            self.handling,
            assessment=form.assessment(),
            seen_edits=data["seen_edits"] or 0,
            **fields,
            **self.acting(),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = shown_of(self.handling, self.words)
        norms = Norm.objects.in_force(timezone.localdate())
        door = norms.get(Norm.Code.LEGAL_TEXTS) if self.handling.kind in ABOUT_TEXTS else None
        page = {"words": self.words, "handling": self.handling, "handed_back": back}
        page |= {"criteria": norms.get(Norm.Code.CRITERIA), "door": door}
        return super().get_context_data(**page, **kwargs)


class HandBackView(OfficeView):
    form_class = forms.HandBackForm
    title = gettext_lazy("Hand the answer back")
    action_label = gettext_lazy("Hand it back")
    done = gettext_lazy("The answer is with its drafters again.")

    def get_initial(self) -> dict[str, Any]:
        answer = Answer.objects.filter(handling=self.handling).first()
        return {"seen": answer.edits if answer else 0}

    def act(self, form: forms.HandBackForm) -> Handling:
        said = {"words": form.cleaned_data["words"], "seen_edits": form.cleaned_data["seen"]}
        return answering.hand_back_answer(self.handling, **said, **self.acting())


class SignView(OfficeView, ConfirmView):
    """Asks the head once more, with the answer as it leaves."""

    request: OfficerRequest

    is_danger = False
    tells_sender = True
    template_name = "feedback/sign.html"
    form_class = forms.SignForm
    title = gettext_lazy("Approve and send the answer")
    action_label = gettext_lazy("Approve and send")
    done = gettext_lazy("Approved. The sender reads the answer by code and secret.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if (
            signing_post(self.request.user, self.handling.agency_id)
            and self.handling.state != State.AWAITING_HEAD
        ):
            return HttpResponseRedirect(self.handling.get_absolute_url())
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"seen": self.answer.edits, "added": answering.last_addition(self.handling)}

    @cached_property
    def answer(self) -> Answer:
        return get_object_or_404(Answer, handling=self.handling)

    def get_form_kwargs(self) -> dict[str, Any]:
        if not may_sign(self.request.user, self.handling, self.answer):
            raise PermissionDenied
        return super().get_form_kwargs()

    def consequences(self) -> list[Any]:
        reads = _("The sender reads this answer from now on.")
        posted = _("The sender has it by post alone: it counts as given once it is posted and recorded.")
        return [
            posted if self.is_told_by_post() else reads,
            _("You answer for it; later changes take reopening the case, with a reason."),
        ]

    def act(self, form: forms.SignForm) -> Handling:
        seen = {"seen_edits": form.cleaned_data["seen"], "seen_added": form.cleaned_data["added"]}
        return answering.sign_answer(self.handling, **seen, **self.acting())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = words.read(self.handling, purpose=Purpose.SIGN, **self.acting())
        mine = {"handling": self.handling, "answer": self.answer}
        return super().get_context_data(words=told, **mine, **kwargs)


class LetterView(OfficeVerbView):
    """The answer as a Word file, for who prints, signs and posts it; each is written down as a look."""

    def act(self) -> bytes:
        return answering.write_letter(self.handling, **self.acting())

    def respond(self, result: bytes) -> HttpResponse:
        return download(result, file_name("trả lời phản ánh", self.handling.item.code, ending="docx"))


class DeliveryView(OfficeView):
    form_class = forms.DeliveryForm
    title = gettext_lazy("How the answer reached the sender")
    action_label = gettext_lazy("Record it")
    done = gettext_lazy("It is recorded.")

    def get_initial(self) -> dict[str, Any]:
        return {"on": timezone.localdate()}

    def act(self, form: forms.DeliveryForm) -> Any:
        return answering.record_delivery(self.handling, **form.cleaned_data, **self.acting())


class PostView(OfficeView):
    """That what waits for the sender on paper was posted."""

    form_class = forms.PostingForm
    title = gettext_lazy("Record that it was posted")
    lead = gettext_lazy("The sender left a postal address alone: they are told once this is recorded.")
    action_label = gettext_lazy("Record that it was posted")
    done = gettext_lazy("It is recorded as posted.")

    def get_initial(self) -> dict[str, Any]:
        return {"on": timezone.localdate()}

    def act(self, form: forms.PostingForm) -> Handling:
        return posting.record_posting(self.handling, **form.cleaned_data, **self.acting())


class RecallView(OfficeVerbView):
    done = gettext_lazy("The answer is yours to change again; it was not posted.")

    def act(self) -> Handling:
        return posting.recall_answer(self.handling, **self.acting())


class SubmitView(OfficeVerbView):
    done = gettext_lazy("The answer is with the head.")

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Who has not opened what the head handed back is asked first."""
        back = None
        if drafting_post(request.user, self.handling.agency_id) and hand_backs([self.handling]):
            told = words.read(self.handling, purpose=Purpose.ANSWER, **self.acting())
            back = shown_of(self.handling, told)
        asked = asks_first(
            request,
            self.handling,
            back,
            action_label=_("Send the answer to the head"),
            cancel_url=self.handling.get_absolute_url(),
        )
        return asked or super().post(request, *args, **kwargs)

    def act(self) -> Handling:
        return answering.submit_answer(self.handling, **self.acting())


class TakeBackView(OfficeVerbView):
    done = gettext_lazy("The answer is yours to change again.")

    def act(self) -> Handling:
        return answering.take_back_answer(self.handling, **self.acting())


class ReopenView(OfficeView):
    tells_sender = True
    form_class = forms.ReopenForm
    title = gettext_lazy("Take it up again")
    action_label = gettext_lazy("Take it up again")
    done = gettext_lazy("It is in hand again; the time counts from today.")

    def act(self, form: forms.ReopenForm) -> Handling:
        return answering.reopen(self.handling, **form.cleaned_data, **self.acting())
