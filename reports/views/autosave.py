"""Saving at each change, without a button: one field a request, as static/portal/autosave.js asks."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from records.days import screen_moment
from records.numbers import format_number
from reports.answers import Answer, Answers
from reports.forms.entry import FigureForm, SectionForm, SeenForm, mark_of_text, mark_of_value, shown_values
from reports.models import FigureValue, Narrative
from reports.templatetags.reports import beside, differs_words, read_aloud, with_unit
from reports.views.entry import GroupView, PartMixin
from reports.views.saving import save_figures, save_section
from reports.views.sections import SectionView


class AutosaveMixin(PartMixin):
    """Turns what a save came to into the script's answers."""

    http_method_names = ["post"]

    def require_right(self) -> None:
        """403 says "not you" to the script too; that a report has left its drafter is told beside it."""
        if self.report.is_editable:
            self.require_entry()

    def refusal(self, *texts: str) -> JsonResponse:
        return JsonResponse({"errors": list(texts)}, status=422)

    def refused(self, form: SeenForm) -> JsonResponse:
        return self.refusal(*(str(text) for texts in form.errors.values() for text in texts))

    def saved(self, seen: str, understood: str = "", **more: Any) -> JsonResponse:
        time = timezone.localtime().strftime("%H:%M")
        return JsonResponse({"saved_at": time, "version": seen, "understood": understood} | more)


class GroupAutosaveView(AutosaveMixin, GroupView):
    def post(self, request: Any, *args: Any, **kwargs: Any) -> JsonResponse:
        self.require_right()
        form = next(iter(self.posted_forms()), None)
        if form is None:
            return self.refusal(_("This field is not open for changes."))
        try:
            saved = save_figures(self.report, [form], by=self.officer, now=timezone.now())
        except PermissionDenied as error:
            return self.refusal(str(error))
        if form.conflict:
            return self.conflict(form)
        if form.errors:
            return self.refused(form)
        figure = form.figure
        value = saved[0] if saved else self.answers.value(figure)
        answers = self.answers.with_value(value) if value else self.answers
        answer = Answer(figure, value, recorded=answers.recorded.get(figure.pk))
        understood = {"understood": read_aloud(form.number, figure)} | beside_records(answer)
        understood["findings"] = self.findings(answers)
        understood["shows"] = self.shows(answers)
        if form.number is not None and not form.is_yes_no:
            understood["reads"] = format_number(form.number)
        return self.saved(mark_of_value(value), **understood)

    def of_page(self, answers: Answers) -> list[Answer]:
        return [one for one in answers.answers if one.figure.indicator.group_id == self.group.pk]

    def shows(self, answers: Answers) -> dict[str, str]:
        """What the page shows of numbers that follow from those typed: cumulatives, and ratios."""
        of_page = self.of_page(answers)
        running = {f"running-{one.figure.pk}": beside(one.cumulative, one.figure) for one in of_page}
        ratios = [one for one in of_page if one.figure.parts]
        return running | {f"slice-{one.figure.pk}": with_unit(one.in_slice, one.figure) for one in ratios}

    def findings(self, answers: Answers) -> dict[int, str]:
        """What stands now at each figure of the page: a number mended here settles what was said there."""
        addresses = {key: url for key, (_title, url) in self.links.items()}
        return {
            answer.figure.pk: render_to_string(
                "reports/_findings.html",
                {"findings": answer.findings, "figure": answer.figure, "addresses": addresses},
            )
            for answer in self.of_page(answers)
        }

    def conflict(self, form: FigureForm) -> JsonResponse:
        theirs: FigureValue = form.conflict
        shown = with_unit(theirs.number, form.figure)
        if theirs.is_not_applicable:
            shown = _("not applicable")
        return JsonResponse(
            {
                "theirs": _controls(form, theirs),
                "shown": _by(shown, theirs),
                "version": mark_of_value(theirs),
            },
            status=409,
        )


class SectionAutosaveView(AutosaveMixin, SectionView):
    def post(self, request: Any, *args: Any, **kwargs: Any) -> JsonResponse:
        self.require_right()
        form = SectionForm(self.narrative, request.POST)
        if not form.is_posted:
            raise Http404
        try:
            row = save_section(self.report, self.section, form, by=self.officer, now=timezone.now())
        except PermissionDenied as error:
            return self.refusal(str(error))
        if theirs := form.conflict:
            answer = {"theirs": {"s-text": theirs.text}, "shown": _by(theirs.text, theirs)}
            return JsonResponse(answer | {"version": mark_of_text(theirs)}, status=409)
        if form.errors:
            return self.refused(form)
        return self.saved(mark_of_text(row or self.narrative))


def beside_records(answer: Answer) -> dict[str, Any]:
    """Whether an answer agrees with the agency's records, and what to do where it differs without a word."""
    if answer.recorded is None:
        return {}
    words = differs_words(answer.recorded.number, answer.figure) if answer.is_unexplained else ""
    return {"agrees": answer.agrees_with_records, "advice": words}


def _controls(form: FigureForm, theirs: FigureValue) -> dict[str, str]:
    """What each control of the figure would hold if theirs stays."""
    held = {"na": "on" if theirs.is_not_applicable else "", "number": format_number(theirs.number)}
    values = shown_values(theirs) | held
    return {form.add_prefix(name): values[name] for name in form.fields if name in values}


def _by(shown: str, saved: FigureValue | Narrative) -> str:
    return _("%(shown)s (%(name)s, %(time)s)") % {
        "shown": shown,
        "name": saved.saved_by.full_name,
        "time": screen_moment(timezone.localtime(saved.saved_at)),
    }
