"""Proofs beside figures and sections, and the signed official paper of a sending."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.actions.entry import add_evidence, remove_evidence
from reports.actions.files import add_evidence_file, record_signed_file, send_paper_report
from reports.forms.files import EvidenceForm, OfficialPaperForm, PaperReportForm
from reports.forms.verbs import ConfirmForm
from reports.models import Evidence, Figure, Section, Sending
from reports.permissions import may_record_paper, reviewing_post
from reports.progress import figure_title
from reports.views.verbs import DraftActionView


class EvidenceMixin(DraftActionView):
    """A figure or a section of the report that is open for changes."""

    def is_allowed(self) -> bool:
        return self.may_enter

    def back_to(self, figure: Figure | None, section: Section | None) -> str:
        if figure:
            url = reverse("reports:group", args=[self.report.pk, figure.indicator.group_id])
            return f"{url}#figure-{figure.pk}"
        return reverse("reports:section", args=[self.report.pk, section.pk if section else 0])


class AddEvidenceView(EvidenceMixin):
    form_class = EvidenceForm
    title = gettext_lazy("Add evidence")
    action_label = gettext_lazy("Add the evidence")

    @cached_property
    def figure(self) -> Figure | None:
        return _named(self.answers.typed, self.request.GET.get("figure"))

    @cached_property
    def section(self) -> Section | None:
        return _named(self.answers.sections, self.request.GET.get("section"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.figure is None and self.section is None:
            raise Http404
        subject = figure_title(self.figure) if self.figure else str(self.section)
        return super().get_context_data(lead=subject, **kwargs)

    def back_url(self) -> str:
        return self.back_to(self.figure, self.section)

    def act(self, form: EvidenceForm) -> None:
        where: dict[str, Any] = {"figure": self.figure, "section": None if self.figure else self.section}
        common = where | {"by": self.officer, "now": timezone.now()}
        upload = form.cleaned_data["upload"]
        if upload:
            add_evidence_file(self.report, upload, title=form.cleaned_data["title"], **common)
        else:
            add_evidence(self.report, title=form.title_or_url, url=form.cleaned_data["url"], **common)
        messages.success(self.request, _("The evidence is added."))


def _named(rows: list[Any], pk: str | None) -> Any:
    return next((row for row in rows if str(row.pk) == pk), None)


class RemoveEvidenceView(EvidenceMixin):
    form_class = ConfirmForm
    title = gettext_lazy("Remove evidence")
    action_label = gettext_lazy("Remove it")
    is_danger = True

    @cached_property
    def evidence(self) -> Evidence:
        rows = self.report.evidence.select_related("figure__indicator", "section")
        return get_object_or_404(rows, pk=self.kwargs["evidence"])

    def consequences(self) -> list[str]:
        return [
            _("“%(title)s” is taken out of this draft.") % {"title": self.evidence.title},
            _("What was already sent with the report stays with that sending."),
        ]

    def back_url(self) -> str:
        return self.back_to(self.evidence.figure, self.evidence.section)

    def act(self, form: ConfirmForm) -> None:
        remove_evidence(self.evidence, **self.acting())
        messages.success(self.request, _("The evidence is removed."))


class OfficialPaperView(DraftActionView):
    """The signed paper of one sending, recorded once."""

    form_class = OfficialPaperForm
    title = gettext_lazy("Enter the signed paper")
    action_label = gettext_lazy("Enter the paper")

    @cached_property
    def sending(self) -> Sending:
        return get_object_or_404(self.report.sendings, number=self.kwargs["number"])

    def is_allowed(self) -> bool:
        return may_record_paper(self.officer, self.report)

    def get_initial(self) -> dict[str, Any]:
        return {"signer": self.sending.signer_name}

    def consequences(self) -> list[str]:
        return [_("The paper is kept byte for byte beside this sending and cannot be changed afterwards.")]

    def back_url(self) -> str:
        return reverse("reports:sending", args=[self.report.pk, self.kwargs["number"]])

    def act(self, form: OfficialPaperForm) -> None:
        upload = form.cleaned_data["upload"]
        record_signed_file(self.sending, upload, **form.facts, **self.acting())
        messages.success(self.request, _("The signed paper is recorded."))


class SendOnBehalfView(DraftActionView):
    """Home Affairs sends what it typed from an agency's paper, with that paper."""

    form_class = PaperReportForm
    title = gettext_lazy("Send on the agency's behalf")
    action_label = gettext_lazy("Send with the paper")

    def is_allowed(self) -> bool:
        return self.report.is_on_behalf and reviewing_post(self.officer) is not None

    def get_initial(self) -> dict[str, Any]:
        return {"seen": self.stands}

    def consequences(self) -> list[str]:
        return [
            _("The report counts as sent by the agency today, marked as entered from paper."),
            _("It cannot be changed afterwards; another reviewer returns or accepts it."),
        ]

    def act(self, form: PaperReportForm) -> None:
        if not self.may_enter:
            raise PermissionDenied
        upload = form.cleaned_data["upload"]
        seen = form.cleaned_data["seen"]
        send_paper_report(self.report, upload, seen=seen, **form.facts, **self.acting())
        messages.success(self.request, _("Sent on the agency's behalf."))
