"""Entering a report: one page a figure group; of its texts `sections` tells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from agencies.models import Officer
from agencies.permissions import works_at
from reports.answers import Answer, Answers
from reports.forms.entry import FigureForm, mark_of_value
from reports.models import Evidence, Figure, FigureGroup, OpenField, Report
from reports.permissions import drafting_post
from reports.progress import Part, field_links
from reports.templatetags.reports import with_unit
from reports.views.access import DraftMixin, deadline_context
from reports.views.saving import save_figures


@dataclass
class FigureRow:
    """A figure on its group's page: what stands, what is typed, what is beside it."""

    answer: Answer
    form: FigureForm | None = None
    reason: OpenField | None = None
    evidence: list[Evidence] = field(default_factory=list)
    remark: str = ""
    addresses: dict[int, str] = field(default_factory=dict)
    is_first_of_several: bool = False
    is_one_of_several: bool = False

    @property
    def mine(self) -> str:
        form = self.form
        return entry_words(form.figure, form.number, form.is_not_applicable, form.note_text) if form else ""

    @property
    def theirs(self) -> str:
        row = self.form.conflict if self.form else None
        return entry_words(row.figure, row.number, row.is_not_applicable, row.note) if row else ""

    @property
    def seen(self) -> str:
        """What the page has shown of the figure; a refused entry keeps what it had seen."""
        if self.form and self.form.is_bound and not self.form.conflict:
            return self.form.seen
        return mark_of_value(self.answer.value)

    @property
    def needs_note(self) -> bool:
        """A note is there, or a cross-check or a difference from the records waits for one."""
        waits = self.answer.is_unexplained or any(not finding.blocks for finding in self.answer.findings)
        return waits or bool(self.answer.value and self.answer.value.note)


def entry_words(figure: Figure, number: Decimal | None, is_not_applicable: bool, note: str) -> str:
    """An answer in words, for comparing two of them."""
    answer = _("not applicable") if is_not_applicable else with_unit(number, figure)
    return f"{answer} ({note})" if note else answer


class PartMixin(DraftMixin, TemplateView):
    """A page of the entry: its place among the others, why it cannot be changed, where saving leads."""

    @property
    def part_url(self) -> str:
        raise NotImplementedError

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def place(self) -> dict[str, Any]:
        parts = self.progress.parts
        here = next((n for n, part in enumerate(parts) if part.url == self.part_url), None)
        if here is None:
            raise Http404
        return {
            "part": parts[here],
            "number": here + 1,
            "count": len(parts),
            "previous": parts[here - 1] if here else None,
            "next": parts[here + 1] if here + 1 < len(parts) else None,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **self.place(),
            **deadline_context(self.report),
            closed_because=closed_because(self.answers, self.officer, may_enter=self.may_enter),
            part_url=self.part_url,
            shows_agency=len({post.agency_id for post in self.officer.current_posts}) > 1
            or not works_at(self.officer, self.report.agency_id),
            **kwargs,
        )

    def require_entry(self) -> None:
        if not self.may_enter:
            raise PermissionDenied(_("You may not write in this report now."))

    def lead_on(self, place_saved: str = "") -> HttpResponseRedirect:
        """To where the pressed button says; who only saved stays at what was saved."""
        then, _colon, rest = self.request.POST.get("then", "").partition(":")
        if then in ("previous", "next", "check"):
            part: Part | None = self.place().get(then)
            return HttpResponseRedirect(part.url if part else reverse("reports:check", args=[self.report.pk]))
        take = self.request.POST.get("take", "").partition(":")[0]
        if take.isdecimal():
            return HttpResponseRedirect(f"{self.part_url}#figure-{take}")
        if then in ("figure", "section") and rest.isdecimal():
            url = reverse("reports:add-evidence", args=[self.report.pk])
            return HttpResponseRedirect(f"{url}?{then}={rest}")
        return HttpResponseRedirect(self.part_url + place_saved)


def closed_because(answers: Answers, officer: Officer, *, may_enter: bool) -> str:
    """Why what is not open here cannot be changed; empty where everything is open."""
    report = answers.report
    if not may_enter:
        return _closed_to(report, officer)
    if report.latest_sending_id is not None:
        return _("Only what was returned can be changed; the rest stands as it was sent.")
    if answers.sibling:
        return _(
            "The figures were sent with %(report)s, which closes on the same day: they are entered once."
        ) % {"report": answers.sibling.period}
    return ""


def _closed_to(report: Report, officer: Officer) -> str:
    if report.excused_at:
        return _("This report is recorded as not applicable.")
    if not report.is_editable:
        return _("The report is “%(state)s”: it can be read, not changed.") % {
            "state": report.get_state_display()
        }
    if report.is_on_behalf:
        return _("Home Affairs enters this report from paper; the agency reads along.")
    if drafting_post(officer, report) is None:
        return _("The drafters of the agency write in this report; you can read it.")
    return ""


class GroupView(PartMixin):
    """The figures of one group. Valid entries are saved even where another is refused."""

    template_name = "reports/group.html"

    @cached_property
    def group(self) -> FigureGroup:
        for group in self.progress.groups:
            if group.pk == self.kwargs["group"]:
                return group
        raise Http404

    @property
    def part_url(self) -> str:
        return reverse("reports:group", args=[self.report.pk, self.group.pk])

    def get_context_data(self, forms: Iterable[FigureForm] = (), **kwargs: Any) -> dict[str, Any]:
        kept = {form.figure.pk: form for form in forms if form.errors}
        rows = self.rows(kept)
        saved = [row.answer.value.saved_at for row in rows if row.answer.value]
        return super().get_context_data(
            group=self.group,
            rows=rows,
            asked=[row.answer.figure for row in rows],
            refused=list(kept.values()),
            saved_at=max(saved, default=None),
            is_open=any(row.form for row in rows),
            **kwargs,
        )

    def rows(self, kept: dict[int, FigureForm]) -> list[FigureRow]:
        evidence = self._evidence()
        answers = self.progress.groups[self.group]
        rows = [self._row(answer, kept, evidence.get(answer.figure.pk, [])) for answer in answers]
        for row, before in zip(rows, [None, *rows], strict=False):
            indicator = row.answer.figure.indicator_id
            row.is_one_of_several = sum(r.answer.figure.indicator_id == indicator for r in rows) > 1
            row.is_first_of_several = row.is_one_of_several and (
                before is None or before.answer.figure.indicator_id != indicator
            )
        return rows

    def _row(self, answer: Answer, kept: dict[int, FigureForm], evidence: list[Evidence]) -> FigureRow:
        pk = answer.figure.pk
        is_open = answer.is_open and self.may_enter
        return FigureRow(
            answer,
            form=kept.get(pk) or (FigureForm(answer) if is_open else None),
            reason=self.progress.reason(answer),
            remark=self.progress.remark(answer.figure),
            evidence=evidence,
            addresses={key: url for key, (_title, url) in self.links.items()},
        )

    @cached_property
    def links(self) -> dict[int, tuple[str, str]]:
        return field_links(self.answers)

    def _evidence(self) -> dict[int, list[Evidence]]:
        found: dict[int, list[Evidence]] = {}
        for row in self.report.evidence.filter(figure__isnull=False).select_related("attachment"):
            found.setdefault(row.figure_id or 0, []).append(row)
        return found

    def posted_forms(self, *, is_open: bool = True) -> list[FigureForm]:
        """The figures of which the request speaks: those that are open, or those closed meanwhile."""
        answers = [answer for answer in self.progress.groups[self.group] if answer.is_open == is_open]
        forms = [FigureForm(answer, self.typed(answer)) for answer in answers]
        return [form for form in forms if form.is_posted]

    def typed(self, answer: Answer) -> Any:
        """What was typed; where the button beside it was pressed, the recorded number that stood on it."""
        posted = self.request.POST
        figure, _colon, number = posted.get("take", "").partition(":")
        if answer.recorded is None or figure != str(answer.figure.pk):
            return posted
        data = posted.copy()
        for name, value in {"number": number, "answer": number, "na": ""}.items():
            data[f"f{answer.figure.pk}-{name}"] = value
        return data

    def tell_closed(self) -> None:
        """Nothing typed is dropped in silence, not even into a figure that was closed meanwhile."""
        for form in self.posted_forms(is_open=False):
            if form.is_valid() and not form.changed_nothing:
                text = _("%(field)s is not open any more, so “%(typed)s” was not saved.")
                typed = entry_words(form.figure, form.number, form.is_not_applicable, form.note_text)
                messages.error(self.request, text % {"field": form.title, "typed": typed})

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        self.require_entry()
        forms = self.posted_forms()
        now = timezone.now()
        saved = save_figures(self.report, forms, by=self.officer, now=now)
        tell_saved(request, len(saved))
        self.tell_closed()
        if not any(form.errors for form in forms):
            return self.lead_on(f"#figure-{saved[-1].figure_id}" if saved else "")
        forget(self, "report", "answers", "progress", "group", "may_enter", "links")
        return self.render_to_response(self.get_context_data(forms))


def tell_saved(request: Any, count: int) -> None:
    if count:
        text = ngettext("%(count)d figure saved.", "%(count)d figures saved.", count)
        messages.success(request, text % {"count": count})


def forget(view: object, *names: str) -> None:
    """Let cached properties be read anew after a save."""
    for name in names:
        view.__dict__.pop(name, None)
