"""Form fields for what Vietnamese officers type. They know no model, so that model fields may use them.

Other rooms import them from `records.forms`.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from records.numbers import NumberFormatError, ascii_digits, format_number, parse_number
from records.text import clean_text, paper_number

DATE_INPUT_FORMATS = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"]
_SHORT_YEAR = re.compile(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2}")
_DAY = re.compile(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")


MOST_LETTERS = 50_000  # of a field that says no limit of its own
ROOM = 4  # signs a letter: itself, two marks, and what pages paste between
_TIME = re.compile(r"([0-9]{1,2}) ?(?:h|g|giờ|:) ?([0-9]{2})?(?: ?(?:phút|p))?")


class CleanCharField(forms.CharField):
    """Text in the form `clean_text` gives it; what is empty after cleaning counts as empty."""

    def __init__(self, *, multiline: bool = False, **kwargs: Any) -> None:
        self.multiline = multiline
        if multiline:
            kwargs.setdefault("widget", forms.Textarea)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str | None:
        if value not in self.empty_values:
            self._refuse_far_too_long(str(value))
            value = clean_text(str(value), multiline=self.multiline)
        return super().to_python(value)

    def _refuse_far_too_long(self, value: str) -> None:
        """Before it is cleaned, which takes its time: no letter is written with more than `ROOM` signs."""
        most = (self.max_length or MOST_LETTERS) * ROOM
        if len(value) > most + 100:
            raise ValidationError(
                _("This text has %(length)s letters; %(most)s fit here. Shorten it."),
                code="far_too_long",
                params={"length": format_number(len(value)), "most": format_number(most // ROOM)},
            )


class PaperNumberField(CleanCharField):
    """Number and sign of a paper; a number of one digit gets its leading zero."""

    def to_python(self, value: Any) -> str | None:
        cleaned = super().to_python(value)
        return paper_number(cleaned) if cleaned else cleaned


class VietnameseNumberField(forms.Field):
    """A Decimal, or None when left blank; what was typed stays in the box when it cannot be read.

    The `typed_unit` may stand behind the number, and gives the size of the example in a refusal.
    """

    widget = forms.TextInput
    default_error_messages = {
        "minimum": _("Must be %(limit)s or more."),
        "maximum": _("Must be %(limit)s or less."),
        "whole": _(
            "Only a whole number here: “%(text)s” has decimals. "
            "Thousands are grouped with a full stop, as in 1.234."
        ),
    }

    def __init__(
        self,
        *,
        decimals: int | None = None,
        minimum: Decimal | int | None = None,
        maximum: Decimal | int | None = None,
        typed_unit: str = "",
        **kwargs: Any,
    ) -> None:
        self.decimals, self.minimum, self.maximum = decimals, minimum, maximum
        self.typed_unit = typed_unit
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {"inputmode": "decimal" if self.decimals != 0 else "numeric", "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        return format_number(value) if isinstance(value, (Decimal, int, float)) else value

    def to_python(self, value: Any) -> Decimal | None:
        text = clean_text(str(value)) if value is not None else ""
        if not text:
            return None
        try:
            number = parse_number(text, decimals=self.decimals, unit=self.typed_unit)
        except NumberFormatError as error:
            raise ValidationError(str(error), code="invalid") from error
        self._check_decimals(number, text)
        return number if self.decimals is None else round(number, self.decimals)

    def validate(self, value: Decimal | None) -> None:
        super().validate(value)
        if value is None:
            return
        if self.minimum is not None and value < self.minimum:
            raise self._out_of_range("minimum", self.minimum)
        if self.maximum is not None and value > self.maximum:
            raise self._out_of_range("maximum", self.maximum)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(initial != self.to_python(data))
        except ValidationError:
            return True

    def _check_decimals(self, number: Decimal, text: str) -> None:
        """Zeros behind the last decimal that is taken say nothing: 12,00 is a whole number."""
        if self.decimals is None or number == round(number, self.decimals):
            return
        if self.decimals == 0:
            raise ValidationError(self.error_messages["whole"], code="whole", params={"text": text})
        message = ngettext_lazy(
            "At most %(count)d digit after the comma.",
            "At most %(count)d digits after the comma.",
            self.decimals,
        )
        raise ValidationError(message, code="decimals", params={"count": self.decimals})

    def _out_of_range(self, code: str, limit: Decimal | int) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code, params={"limit": format_number(limit)})


class VietnameseDateField(forms.DateField):
    """A day typed day first, with a year of four digits, in a year someone may mean."""

    default_error_messages = {
        "short_year": _("Write the year with four digits, as in 31/12/2026."),
        "no_such_day": _("There is no such day in the calendar. Write day/month/year, as in 31/12/2026."),
        "invalid": _("Write the date as day/month/year, as in 31/12/2026."),
        "range": _("The year must be between %(first)s and %(last)s."),
    }
    years = (1900, 2100)

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", DATE_INPUT_FORMATS)
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {"autocomplete": "off"}

    def to_python(self, value: Any) -> dt.date | None:
        text = ascii_digits(clean_text(str(value))) if value is not None else ""
        if isinstance(value, dt.date) or not text:
            return super().to_python(value if text else None)
        try:
            day = super().to_python(text)
        except ValidationError as error:
            raise self._explained(text) from error
        return self._in_range(day)

    def _explained(self, text: str) -> ValidationError:
        code = "invalid"
        if _SHORT_YEAR.fullmatch(text):
            code = "short_year"
        elif _DAY.fullmatch(text):
            code = "no_such_day"
        return ValidationError(self.error_messages[code], code=code)

    def _in_range(self, day: dt.date | None) -> dt.date | None:
        first, last = self.years
        if day and not first <= day.year <= last:
            raise ValidationError(
                self.error_messages["range"], code="range", params={"first": str(first), "last": str(last)}
            )
        return day


class VietnameseTimeField(forms.TimeField):
    """An hour of the day as people write it: 8h, 8h30, 8 giờ 30, 08:30."""

    widget = forms.TimeInput({"placeholder": "08:00"}, format="%H:%M")
    default_error_messages = {"invalid": _("Write the time as in 08:30 or 8h30.")}

    def to_python(self, value: Any) -> dt.time | None:
        if isinstance(value, str):
            parts = _TIME.fullmatch(ascii_digits(clean_text(value)).lower())
            value = f"{parts[1]}:{parts[2] or '00'}" if parts else value
        return super().to_python(value)
