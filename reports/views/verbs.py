"""What moves a report: one address a verb. What a person can mend is told on the page they come back to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agencies.handing_back import shown
from agencies.views.handing_back import asks_first
from pages.views import ActionView, VerbView
from reports.actions.entry import Entry, fill_blanks, mark_of_blanks, mark_of_recorded, take_recorded
from reports.actions.sending import (
    digest_of_draft,
    hand_back_report,
    open_correction,
    sign_report,
    submit_report,
    withdraw_report,
)
from reports.answers import Answers
from reports.forms.verbs import BlanksForm, CorrectionForm, HandBackForm, SeenForm, places_of
from reports.permissions import may_open_correction, signing_post
from reports.views.access import DraftMixin


class DraftVerbView(DraftMixin, VerbView):
    """Back to the report, or to where what was refused can be mended."""

    action: Callable[..., Any]
    refused_url = "reports:report"

    def back_url(self) -> str:
        return reverse(self.refused_url, args=[self.report.pk])

    def next_url(self, result: Any) -> str:
        return self.report.get_absolute_url()

    def act(self) -> Any:
        return type(self).action(self.report, **self.acting())


class SubmitView(DraftVerbView):
    action = submit_report
    done = gettext_lazy("The report is with the head for approval.")
    refused_url = "reports:check"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Who has not opened what the head handed back is asked first."""
        found = shown(self.hand_back, self.progress.remarked) if self.may_enter else None
        asked = asks_first(
            request,
            self.report,
            found,
            action_label=_("Send to the head for approval"),
            cancel_url=self.report.get_absolute_url(),
        )
        return asked or super().post(request, *args, **kwargs)


class WithdrawView(DraftVerbView):
    action = withdraw_report
    done = gettext_lazy("The report is with its drafters again.")


class SignView(DraftVerbView):
    done = gettext_lazy("Approved and sent to Home Affairs.")

    def act(self) -> None:
        """What is signed is what the page showed."""
        seen = self.request.POST.get("seen", "")
        sign_report(self.report, seen=seen, **self.acting())


class DraftActionView(DraftMixin, ActionView):
    """A verb that needs words: asked on its own page, which says what will happen."""

    template_name = "reports/verb.html"
    cancel_label = gettext_lazy("Leave it as it is")

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if not self.is_allowed():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def is_allowed(self) -> bool:
        raise NotImplementedError

    @property
    def stands(self) -> str:
        """A digest of what the report says by now, as the page on which it is signed brings it back."""
        return digest_of_draft(self.answers, self.report.evidence.select_related("attachment"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What is asked here stands nowhere: a refusal leads to the report itself."""
        return super().get_context_data(**kwargs | {"standing": []})

    def back_url(self) -> str:
        return self.report.get_absolute_url()


class HandBackView(DraftActionView):
    """With a reason, and remarks on the places that the head names."""

    form_class = HandBackForm
    template_name = "reports/hand_back.html"
    title = gettext_lazy("Hand the report back")
    action_label = gettext_lazy("Hand back to the drafters")

    def is_allowed(self) -> bool:
        return signing_post(self.officer, self.report) is not None

    def get_initial(self) -> dict[str, Any]:
        return {"seen": self.stands}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"places": places_of(self.answers)}

    def consequences(self) -> list[str]:
        return [
            _("The drafters can change the report again and see your reason."),
            _("It comes back to you when they send it for approval once more."),
        ]

    def act(self, form: HandBackForm) -> None:
        hand_back_report(
            self.report,
            reason=form.cleaned_data["reason"],
            remarks=form.remarks,
            seen=form.cleaned_data["seen"],
            **self.acting(),
        )
        messages.success(self.request, _("The report is with its drafters again."))


class BlanksView(DraftActionView):
    """The blank figures at once: 0 where nothing arose, or not applicable. The page names each first."""

    form_class = BlanksForm
    template_name = "reports/blanks.html"
    title = gettext_lazy("Record the remaining blanks")
    action_label = gettext_lazy("Record them")

    def is_allowed(self) -> bool:
        return self.may_enter

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        blanks = self.answers.open_blanks
        return super().get_context_data(
            blanks=blanks,
            may_be_nil=[figure for figure in blanks if figure.may_be_nil],
            by_hand=[figure for figure in blanks if not figure.may_be_nil],
            **kwargs,
        )

    def get_initial(self) -> dict[str, Any]:
        return {"seen": mark_of_blanks(self.answers)}

    def back_url(self) -> str:
        return reverse("reports:check", args=[self.report.pk])

    def act(self, form: BlanksForm) -> None:
        seen = form.cleaned_data["seen"]
        count = fill_blanks(self.report, Entry(**form.entry), seen=seen, **self.acting())
        messages.success(self.request, _("Recorded: %(count)d figures.") % {"count": count})
        if left := [figure.code for figure in Answers(self.report).open_blanks]:
            text = _("Answer by hand, since 0 would not be true by itself: %(figures)s.")
            messages.warning(self.request, text % {"figures": ", ".join(left)})


class TakeRecordedView(DraftActionView):
    """The blank figures that records feed, answered with them at once. The page names each number first."""

    form_class = SeenForm
    template_name = "reports/take_recorded.html"
    title = gettext_lazy("Take the numbers from our records")
    action_label = gettext_lazy("Take these numbers")

    def is_allowed(self) -> bool:
        return self.may_enter

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(recorded=self.answers.open_recorded, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"seen": mark_of_recorded(self.answers)}

    def back_url(self) -> str:
        return self.report.get_absolute_url()

    def act(self, form: SeenForm) -> None:
        seen = form.cleaned_data["seen"]
        count = take_recorded(self.report, seen=seen, **self.acting())
        if not count:
            messages.info(self.request, _("No blank figure is left that your records answer."))
            return
        text = ngettext("%(count)d number taken.", "%(count)d numbers taken.", count)
        messages.success(self.request, text % {"count": count})


class CorrectView(DraftActionView):
    """After issue: name the figures and sections to be corrected, each with its reason."""

    form_class = CorrectionForm
    template_name = "reports/correct.html"
    title = gettext_lazy("Correct an issued report")
    action_label = gettext_lazy("Open the correction")

    def is_allowed(self) -> bool:
        return may_open_correction(self.officer, self.report)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"places": places_of(self.answers)}

    def consequences(self) -> list[str]:
        return [
            _("What was issued stays as it is; the correction is approved and accepted like a report."),
            _("The province's report takes it in once that is issued again, with its reason."),
            _("Only the fields you name open, and figures that a cross-check joins to them."),
        ]

    def act(self, form: CorrectionForm) -> None:
        open_correction(self.report, figures=form.figures, sections=form.sections, **self.acting())
        messages.success(self.request, _("The correction is open."))
