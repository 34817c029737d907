"""The board as a table for Excel and CSV."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from records.papers.sheets import Sheet, write_csv, write_xlsx
from records.papers.tables import Column, Table
from reports.board import COUNTED, EXCUSED, OVERDUE, Row
from reports.workflow import State


def board_table(rows: Iterable[Row]) -> Table:
    words = {**dict(State.choices), OVERDUE: COUNTED[OVERDUE], "not_applicable": COUNTED[EXCUSED]}
    columns = [
        Column(_("No."), 5, "center"),
        Column(_("Agency"), 40),
        Column(_("Kind of agency"), 20),
        Column(_("State"), 18),
        Column(_("Deadline"), 12, "center"),
        Column(_("First sent"), 12, "center"),
        Column(_("Timeliness"), 18),
        Column(_("Sendings"), 8, "center"),
        Column(_("Responsible reviewer"), 22),
        Column(_("Why it is not applicable"), 30),
    ]
    cells = (
        (
            number,
            row.name,
            row.kind,
            str(words[row.state]),
            row.due_on,
            timezone.localdate(row.sent_at) if row.sent_at else None,
            str(row.timeliness_label),
            row.sendings,
            row.reviewer,
            row.excused_reason,
        )
        for number, row in enumerate(rows, start=1)
    )
    return Table(columns, cells)


def board_csv(rows: Iterable[Row]) -> bytes:
    return write_csv(board_table(rows))


def board_xlsx(rows: Iterable[Row], *, title: str, facts: Iterable[tuple[str, str]]) -> bytes:
    sheet = Sheet(_("Board"), board_table(rows), title=title, facts=list(facts), frozen_columns=2)
    return write_xlsx([sheet])
