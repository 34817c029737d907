"""The register book (sổ theo dõi) as a workbook: one row a handling, the columns of a paper book."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback.models import Handling
from records.days import SHEET_DAY

WIDE = 40
SUMMARY = 200  # characters of what was written


def headings() -> list[str]:
    """Who sent it stands in no export: it is looked up one by one, and each look is recorded."""
    return [
        _("No."),
        _("Code"),
        _("Received"),
        _("How it came"),
        _("Number in the own register"),
        _("Summary"),
        _("Rule or procedure"),
        _("What it is about"),
        _("Agency"),
        _("Who handles it"),
        _("State"),
        _("Answer due"),
        _("Closed"),
        _("What became of it"),
        _("Letter"),
        _("Published"),
    ]


def row_of(number: int, row: Handling) -> list[Any]:
    """One line of the book; `row` comes from `Handling.objects.for_book()`."""
    item, answer = row.item, getattr(row, "answer", None)
    publication = getattr(row, "publication", None)
    return [
        number,
        item.code,
        row.received_on,
        item.get_channel_display(),
        item.register_number_redacted or "",
        item.summary[:SUMMARY],
        item.rule_summary,
        row.get_kind_display() if row.kind else "",
        row.agency_label,  # type: ignore[attr-defined]
        row.officer.full_name if row.officer else "",
        row.get_state_display(),
        row.answer_due_on,
        timezone.localdate(row.closed_at) if row.closed_at else None,
        answer.get_outcome_display() if answer and answer.signed_at else row.get_ground_display(),
        answer.number if answer and answer.signed_at else "",
        timezone.localdate(publication.approved_at) if publication and publication.approved_at else None,
    ]


def write_book(rows: Iterable[Handling]) -> bytes:
    output = io.BytesIO()
    options = {"in_memory": True, "default_date_format": SHEET_DAY}
    with xlsxwriter.Workbook(output, options) as workbook:
        sheet = workbook.add_worksheet(_("Register of feedback"))
        bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#e6efee"})
        sheet.freeze_panes(1, 0)
        for place, title in enumerate(headings()):
            sheet.write_string(0, place, title, bold)
        sheet.set_column(0, len(headings()) - 1, 16)
        sheet.set_column(5, 6, WIDE)
        for number, row in enumerate(rows, start=1):
            _write(sheet, number, row_of(number, row))
    return output.getvalue()


def _write(sheet: Any, line: int, cells: Sequence[Any]) -> None:
    """Text is written as text: nothing a person typed becomes a formula."""
    for place, value in enumerate(cells):
        if isinstance(value, dt.date):
            sheet.write_datetime(line, place, dt.datetime.combine(value, dt.time.min))
        elif isinstance(value, int):
            sheet.write_number(line, place, value)
        elif value:
            sheet.write_string(line, place, str(value))
