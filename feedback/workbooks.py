"""Registers as workbooks: the register book (sổ theo dõi), one row a handling, the columns of a paper book;
requests about personal data and breaches of it, one row each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from feedback.models import Breach, DataRequest, Handling
from records.days import screen_day
from records.papers.sheets import Sheet, write_xlsx
from records.papers.tables import Cell, Column, Table

SUMMARY = 200  # characters of what was written


def columns() -> list[Column]:
    """Who sent it stands in no export: it is looked up one by one, and each look is recorded."""
    return [
        Column(_("No."), 6, "center"),
        Column(_("Code"), 21),
        Column(pgettext("counted", "Received"), 12, "center"),
        Column(_("How it came"), 16),
        Column(_("Number in the own register"), 14),
        Column(_("Summary"), 44),
        Column(_("Rule or procedure"), 32),
        Column(_("What it is about"), 20),
        Column(_("Agency"), 26),
        Column(_("Who handles it"), 20),
        Column(_("State"), 16),
        Column(_("Answer due"), 12, "center"),
        Column(_("Closed"), 12, "center"),
        Column(_("What became of it"), 26),
        Column(_("Letter"), 16),
        Column(_("Posted"), 12, "center"),
        Column(_("Published"), 12, "center"),
    ]


def row_of(number: int, row: Handling) -> list[Cell]:
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
        row.posted_on,  # type: ignore[attr-defined]
        timezone.localdate(publication.approved_at) if publication and publication.approved_at else None,
    ]


def write_book(rows: Iterable[Handling]) -> bytes:
    lines = (row_of(number, row) for number, row in enumerate(rows, start=1))
    return write_xlsx([Sheet(_("Register of feedback"), Table(columns(), lines), frozen_columns=2)])


def request_columns() -> list[Column]:
    """What was said, and to whom, stands in no export: it is read one by one, and each look is recorded."""
    return [
        Column(_("No."), 6, "center"),
        Column(_("What is asked"), 26),
        Column(_("Agency"), 28),
        Column(_("Feedback"), 21),
        Column(_("Received on"), 12, "center"),
        Column(_("Respond by"), 12, "center"),
        Column(_("Responded on"), 12, "center"),
        Column(_("Response late"), 11, "center"),
        Column(_("Carry out by"), 12, "center"),
        Column(_("Extended by (days)"), 11, "center"),
        Column(_("Carried out on"), 12, "center"),
        Column(_("Carrying out late"), 11, "center"),
        Column(_("What became of it"), 26),
    ]


def write_requests(rows: Iterable[DataRequest], today: dt.date) -> bytes:
    """`rows` with `item` and `agency_label` at hand."""
    lines = (_request_row(number, row, today) for number, row in enumerate(rows, start=1))
    table = Table(request_columns(), lines)
    return write_xlsx([Sheet(_("Requests about personal data"), table, frozen_columns=2)])


def _request_row(number: int, row: DataRequest, today: dt.date) -> list[Cell]:
    return [
        number,
        row.get_kind_display(),
        row.agency_label,  # type: ignore[attr-defined]
        row.item.code if row.item else "",
        row.received_on,
        row.due_on,
        row.answered_on,
        "x" if row.is_respond_late(today) else "",
        row.carry_out_due_on,
        row.extended_by or None,
        row.done_on,
        "x" if row.is_carry_out_late(today) else "",
        row.get_outcome_display(),
    ]


def breach_columns() -> list[Column]:
    return [
        Column(_("No."), 6, "center"),
        Column(_("Found"), 16, "center"),
        Column(_("What happened"), 44),
        Column(_("Which data"), 30),
        Column(_("People"), 10, "right"),
        Column(_("What was learned and done"), 60),
        Column(_("Notify the authority by"), 16, "center"),
        Column(_("Authority notified"), 16, "center"),
        Column(_("Notified late"), 10, "center"),
        Column(_("People told"), 16, "center"),
        Column(_("Closed"), 16, "center"),
    ]


def write_breaches(rows: Iterable[Breach], now: dt.datetime) -> bytes:
    """`rows` with their entries at hand."""
    lines = (_breach_row(number, row, now) for number, row in enumerate(rows, start=1))
    table = Table(breach_columns(), lines)
    return write_xlsx([Sheet(_("Breaches of personal data"), table, frozen_columns=2)])


def _breach_row(number: int, row: Breach, now: dt.datetime) -> list[Cell]:
    entries = [
        f"{_moment(entry.at)} {entry.get_kind_display()}: {entry.words}" for entry in row.entries.all()
    ]
    return [
        number,
        _moment(row.found_at),
        row.happened,
        row.data,
        row.people,
        "\n".join(entries),
        _moment(row.report_by),
        _moment(row.reported_at),
        "x" if row.is_report_late(now) else "",
        _moment(row.told_at),
        _moment(row.closed_at),
    ]


def _moment(at: dt.datetime | None) -> str:
    """With its hour: the limit is counted in hours."""
    return f"{timezone.localtime(at):%H:%M} {screen_day(at)}" if at else ""
