"""Writing the text of a section, with what may be taken as its text at hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from records.text import clean_text
from reports.actions.sections import take_nil_sentences, take_proofs
from reports.forms.entry import SectionForm, mark_of_text
from reports.models import Narrative, Section
from reports.offers import Offer, Offers
from reports.outline import Told
from reports.views.entry import PartMixin, forget
from reports.views.offers import pressed
from reports.views.saving import save_section
from reports.views.verbs import DraftVerbView


def typed_anew(told: Told, text: str) -> Told:
    """The section with words that came from nowhere but the person."""
    return replace(told, text=text, is_nil_sentence=False, is_from_figures=False)


class SectionView(PartMixin):
    """The text of one section, and what may be taken as its text."""

    template_name = "reports/section.html"

    @cached_property
    def section(self) -> Section:
        for section in self.answers.sections:
            if section.pk == self.kwargs["section"] and not section.is_heading:
                return section
        raise Http404

    @property
    def part_url(self) -> str:
        return reverse("reports:section", args=[self.report.pk, self.section.pk])

    @property
    def narrative(self) -> Narrative | None:
        return self.answers.narratives.get(self.section.pk)

    @property
    def told(self) -> Told:
        return self.answers.told[self.section.pk]

    @cached_property
    def offers(self) -> Offers:
        return Offers(self.answers)

    def get_context_data(self, form: SectionForm | None = None, **kwargs: Any) -> dict[str, Any]:
        is_open = self.may_enter and self.section.pk in self.answers.open_sections
        if form is None and is_open:
            form = SectionForm(self.narrative)
        keeps_seen = form is not None and form.is_bound and not form.conflict
        links = self.progress.figure_links
        return super().get_context_data(
            section=self.section,
            told=self.told,
            spoken=[(one, links[one.figure.pk]) for one in self.told.spoken],
            offers=self.offers.of(self.section) if is_open else [],
            done=self.offers.activities(self.told) if is_open else [],
            form=form,
            seen=form.seen if form and keeps_seen else mark_of_text(self.narrative),
            narrative=self.narrative,
            saved_at=self.narrative.saved_at if self.narrative else None,
            reason=self.answers.reasons.get(("section", self.section.pk)),
            remark=self.progress.remark(self.section),
            evidence=self.report.evidence.filter(section=self.section).select_related("attachment"),
            is_open=is_open,
            **kwargs,
        )

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Saves what is typed. Where a proposal is taken, it comes after what is typed, or in the place of
        words that say that nothing arose."""
        self.require_entry()
        offer = self.taken()
        form = SectionForm(self.narrative, self.typed(offer))
        now = timezone.now()
        saved = save_section(
            self.report, self.section, form,
            origin=self.origin(form, offer), said=offer.said if offer else None, by=self.officer, now=now,
        )  # fmt: skip
        if saved:
            messages.success(request, _("The text is saved."))
        if offer and saved and "proofs" in request.POST:
            count = take_proofs(self.report, self.section, offer.proofs, by=self.officer, now=now)
            self.tell_proofs(count)
        if not form.errors:
            return self.lead_on("#text")
        forget(self, "report", "answers", "progress", "section", "may_enter", "offers")
        return self.render_to_response(self.get_context_data(form))

    def taken(self) -> Offer | None:
        """The proposal whose button was pressed, as long as it is still what the page showed."""
        return pressed(self.request, self.offers.of(self.section)) if "take" in self.request.POST else None

    def typed(self, offer: Offer | None) -> Any:
        """What was typed, with the proposal that was taken after it."""
        posted = self.request.POST
        if offer is None:
            return posted
        text = clean_text(posted.get("s-text", ""), multiline=True).strip()
        told = self.told
        data = posted.copy()
        data["s-text"] = offer.after(told if text == told.text else typed_anew(told, text))
        return data

    def origin(self, form: SectionForm, offer: Offer | None) -> str:
        """Where a text came from is said of it alone: with words of one's own beside it, it is one's own. But
        the last period's text is a draft whatever stands beside it, until somebody changes it."""
        if offer is None or not form.is_valid():
            return Narrative.Origin.OWN
        last = Narrative.Origin.LAST_TIME
        if form.entered == offer.text or offer.origin == last:
            return offer.origin
        return last if self.keeps_draft() else Narrative.Origin.OWN

    def keeps_draft(self) -> bool:
        """Did the last period's text stand there, and was nothing typed into it with this press?"""
        row = self.narrative
        typed = clean_text(self.request.POST.get("s-text", ""), multiline=True).strip()
        return row is not None and row.origin == Narrative.Origin.LAST_TIME and typed == row.text

    def tell_proofs(self, count: int) -> None:
        if count:
            text = ngettext("%(count)d proof added.", "%(count)d proofs added.", count)
            messages.success(self.request, text % {"count": count})


class TakeNilView(DraftVerbView):
    """The sentence for nothing arose in each section that the check page has named."""

    done = gettext_lazy("The sentences are written; each can still be changed.")
    refused_url = "reports:check"

    def act(self) -> None:
        seen = self.request.POST.get("seen", "")
        take_nil_sentences(self.report, seen=seen, **self.acting())

    def next_url(self, result: Any) -> str:
        return reverse("reports:check", args=[self.report.pk])
