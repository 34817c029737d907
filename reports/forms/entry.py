"""What a person types into a report: one form a figure, one form a section."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from records.forms import CleanCharField, VietnameseNumberField
from records.numbers import format_number
from reports.answers import Answer
from reports.models import Figure, FigureValue, Narrative
from reports.progress import figure_title

MOST = Decimal("999999999999999999")  # what the table has room for
NOT_APPLICABLE = "na"
YES_NO = [("1", _("Yes")), ("0", _("No")), (NOT_APPLICABLE, _("Not applicable")), ("", _("Not answered yet"))]
CHOICES = [("mine", _("Keep mine")), ("theirs", _("Take theirs"))]


def mark(version: int, *shown: object) -> str:
    """What the page showed of a field: its version, and a digest of what stood there.

    A save compares the two: the version says whether someone else saved since, the digest whether the person
    changed anything at all.
    """
    text = "\x1f".join(_plain(value) for value in shown)
    return f"{version}.{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def _plain(value: object) -> str:
    return format_number(value) if isinstance(value, Decimal) else str(value)


class SeenForm(forms.Form):
    """A field, what the page had shown of it (`seen`) and, after a conflict, whose words stay (`choice`)."""

    choice = forms.ChoiceField(label=_("Which one stays?"), choices=CHOICES, required=False)
    choices = CHOICES
    standing: Any = None  # the row as it was loaded
    conflict: Any = None  # the row that somebody else saved meanwhile

    @property
    def error_anchor(self) -> str:
        """Where the reasons of a refusal stand."""
        return f"error-{self.prefix}"

    def add_error(self, field: str | None, error: Any) -> None:
        """A refused control names the place of its reasons to those who listen."""
        super().add_error(field, error)
        if field in self.fields:
            attrs = self.fields[field].widget.attrs
            attrs["aria-describedby"] = f"{self.error_anchor} {attrs.get('aria-describedby', '')}".strip()

    @property
    def seen(self) -> str:
        return str(self.data.get(self.add_prefix("seen"), ""))

    @property
    def is_posted(self) -> bool:
        """Does the request speak of this field? A save of one field leaves the others out."""
        return self.add_prefix("seen") in self.data

    @property
    def seen_version(self) -> int:
        version = self.seen.partition(".")[0]
        return int(version) if version.isdecimal() and len(version) < 10 else -1

    @property
    def takes_theirs(self) -> bool:
        return self.data.get(self.add_prefix("choice")) == "theirs"

    @property
    def is_unanswered_conflict(self) -> bool:
        """The page asked whose words stay, and no answer came."""
        return self.add_prefix("conflict") in self.data and not self.data.get(self.add_prefix("choice"))

    @property
    def entry(self) -> tuple[object, ...]:
        """What was entered, in the order in which it is marked."""
        raise NotImplementedError

    @property
    def changed_nothing(self) -> bool:
        """Is what was entered just what the page had shown?"""
        return self.seen.partition(".")[2] == mark(0, *self.entry).partition(".")[2]


class FigureForm(SeenForm):
    """Blank, 0 and not applicable are three answers; limits are the action's to judge."""

    note = CleanCharField(
        label=_("Note or explanation"),
        multiline=True,
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, answer: Answer, data: Any = None) -> None:
        self.figure = figure = answer.figure
        self.standing = answer.value
        super().__init__(data, prefix=f"f{figure.pk}", initial=shown_values(answer.value))
        self.is_yes_no = figure.kind == Figure.Kind.YES_NO
        if self.is_yes_no:
            self.fields["answer"] = forms.ChoiceField(
                label=figure.label, choices=YES_NO, required=False, widget=forms.RadioSelect
            )
        else:
            self._ask_number(figure)
        describe(self, f"beside-{figure.pk}")

    def _ask_number(self, figure: Figure) -> None:
        self.fields["number"] = VietnameseNumberField(
            label=figure.label,
            required=False,
            decimals=figure.decimals,
            minimum=figure.minimum,
            maximum=MOST if figure.maximum is None else figure.maximum,
            typed_unit=figure.unit,
        )
        self.fields["na"] = forms.BooleanField(label=_("Not applicable"), required=False)

    @property
    def main_field(self) -> forms.BoundField:
        return self["answer" if self.is_yes_no else "number"]

    @property
    def title(self) -> str:
        return figure_title(self.figure)

    @property
    def anchor(self) -> str:
        """Where a list of errors leads: the control itself, or the figure that holds several."""
        return f"figure-{self.figure.pk}" if self.is_yes_no else self["number"].id_for_label

    @property
    def number(self) -> Decimal | None:
        answer = self.cleaned_data.get("answer")
        if answer in ("0", "1"):
            return Decimal(answer)
        return self.cleaned_data.get("number")

    @property
    def is_not_applicable(self) -> bool:
        return bool(self.cleaned_data.get("na")) or self.cleaned_data.get("answer") == NOT_APPLICABLE

    @property
    def note_text(self) -> str:
        return str(self.cleaned_data.get("note") or "")

    @property
    def entry(self) -> tuple[object, ...]:
        return self.number, self.is_not_applicable, self.note_text


def shown_values(value: FigureValue | None) -> dict[str, Any]:
    """What the controls of a figure hold for a row; `answer` stands for `number` and `na` of a yes/no."""
    if value is None:
        return {"number": None, "answer": "", "na": False, "note": ""}
    number = value.number
    answer = "" if number is None else str(int(number))
    return {
        "number": number,
        "answer": NOT_APPLICABLE if value.is_not_applicable else answer,
        "na": value.is_not_applicable,
        "note": value.note,
    }


def mark_of_value(value: FigureValue | None) -> str:
    if value is None:
        return mark(0, None, False, "")
    return mark(value.version, value.number, value.is_not_applicable, value.note)


def describe(form: forms.Form, beside: str = "") -> None:
    """Give each control its look, and tell those who listen what stands beside it."""
    for name, field in form.fields.items():
        is_tick = isinstance(field.widget, forms.CheckboxInput | forms.RadioSelect)
        field.widget.attrs["class"] = "form-check-input" if is_tick else "form-control"
        if name == "number":
            field.widget.attrs["aria-describedby"] = beside


class SectionForm(SeenForm):
    text = CleanCharField(
        label=_("Text"),
        multiline=True,
        required=False,
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 14}),
    )

    def __init__(self, narrative: Narrative | None, data: Any = None) -> None:
        self.standing = narrative
        super().__init__(data, prefix="s", initial={"text": narrative.text if narrative else ""})
        describe(self)

    @property
    def main_field(self) -> forms.BoundField:
        return self["text"]

    @property
    def entered(self) -> str:
        return str(self.cleaned_data.get("text") or "")

    @property
    def entry(self) -> tuple[object, ...]:
        return (self.entered,)


def mark_of_text(narrative: Narrative | None) -> str:
    return mark(narrative.version, narrative.text) if narrative else mark(0, "")
