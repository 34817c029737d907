"""Reading .xlsx workbooks that people fill in by a template: values only, and what is wrong cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from records.content import inspector
from records.content.archives import refuse_excess
from records.content.check import told
from records.content.refusals import Refused
from records.content.values import unpacked
from records.text import clean_text, fold

MOST_ENTRIES = 200
MOST_UNPACKED = 50 * 1024 * 1024
Line = tuple[Any, ...]


class Column(NamedTuple):
    field: str
    title: str
    right: str  # what a right entry looks like, shown beside a wrong one
    is_required: bool = True
    is_date: bool = False


class Spot(NamedTuple):
    """A problem as people find it: the cell (or the row), what is wrong, what would be right."""

    cell: str
    wrong: str
    right: str


def read_sheets(file: IO[bytes], widths: Mapping[str, int], *, most_rows: int) -> dict[str, list[Line]]:
    """The lines of each sheet of `widths` (name to number of columns), headings first, one more than is
    allowed. ValidationError when the file as a whole is no workbook, one made to burst, or when another
    file is being read just now. The library runs in a process with limits, never in a thread of a page."""
    data = file.read()
    try:
        refuse_excess(data, entries=MOST_ENTRIES, unpacked=MOST_UNPACKED)
        wanted = {"widths": dict(widths), "most_rows": most_rows}
        found, _kept = inspector.ask(inspector.SHEETS, data, **wanted)
    except Refused as refusal:
        if refusal.code in ("busy", "out_of_time"):
            raise told(refusal, file, getattr(file, "name", None) or _("The workbook")) from refusal
        raise ValidationError(_("The file cannot be read as an .xlsx workbook.")) from refusal
    return {
        name: [tuple(unpacked(value) for value in line) for line in lines]
        for name, lines in found["sheets"].items()
    }


def wrong_headings(columns: Sequence[Column], values: Line) -> Iterator[tuple[Column, str]]:
    """The columns whose heading is another than the template's, with what to say."""
    for number, column in enumerate(columns):
        value = values[number] if number < len(values) else None
        if fold(str(value or "").rstrip(" *")) != fold(column.title):
            yield column, _("The heading of this column must be “%(title)s”.") % {"title": column.title}


def is_filled(values: Line) -> bool:
    return any(value is not None and str(value).strip() for value in values)


def text_of(value: Any) -> str:
    """A code typed as the number 21025 comes back as that, not as 21025.0."""
    if isinstance(value, bool) or (isinstance(value, str) and value.startswith("#")):
        raise ValidationError(_("“%(value)s” is no text.") % {"value": value})
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return clean_text(str(value), multiline=True) if value is not None else ""
