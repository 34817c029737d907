"""Many reports written at once leave the very rows that the actions leave one by one."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import transaction

from reformportal.sample.cast import Cast
from reformportal.sample.figures import Office
from reformportal.sample.history import at
from reformportal.sample.narratives import texts
from reformportal.sample.notes import OF_FLOW
from reformportal.sample.outline import Earlier, Outline
from reformportal.sample.work import agreed
from reformportal.sample.writing import Form, Story, write
from reports.models import (
    Report,
)
from reports.recorded import recorded_figures
from reports.workflow import State
from tests.reformportal.sample.rows import by_actions, period, rows_of

STEPS = {
    "saved_at": at(dt.date(2026, 12, 15), 8),
    "submitted_at": at(dt.date(2026, 12, 15), 9),
    "sent_at": at(dt.date(2026, 12, 17), 10),  # a day late
    "accepted_at": at(dt.date(2026, 12, 18), 9),
}


# Where the portal asks: more than the records say, as many as the year had before.
WORDS = {"TT16": "3 bài của đoàn thể", "TT33.2": OF_FLOW, "TT33.3": OF_FLOW}


def make_story(report: Report, steps: int) -> Story:
    cast = Cast(dt.date(2026, 12, 15))
    invented = Office(report.version.code, report.version.kind.code).numbers(2026, 3)
    asked = {figure.pk: figure for figure in Form(report.period.form_version).asked(report.version.kind)}
    recorded = recorded_figures(report, asked.values())
    numbers = agreed(invented, {asked[pk].code: row.number for pk, row in recorded.items()})
    numbers["TT16"] = (numbers["TT16"] or Decimal(0)) + 3
    written = texts(
        report.version.code, name=report.version.name, sign="UBND", year=2026, place=3, month=1,
        numbers=numbers, people="kinh",
    )  # fmt: skip
    if report.version.kind.owes == "whole":
        outline = Outline(report.period.form_version)
        over = Earlier(report.period).over(report.agency_id, numbers, outline.figures)
        written = outline.taken(written, {figure.code for figure in asked.values()}, over)
    return Story(
        report=report,
        numbers=numbers,
        texts=written,
        drafter=cast.drafter(report.agency_id),
        head=cast.head(report.agency_id, deputy=True),
        reviewer=cast.reviewer("duyet2.snv@quangngai.example"),
        recorded=recorded,
        notes={code: words for code, words in WORDS.items() if code in {row.code for row in asked.values()}},
        **dict(list(STEPS.items())[:steps]),
    )


@pytest.mark.parametrize("steps", [1, 2, 3, 4])
@pytest.mark.parametrize("kind", ["xa", "so", "dang"])
def test_many_at_once_leave_what_the_actions_leave(province, kind, steps):
    chosen = Report.objects.filter(period=period("year"), state=State.NOT_STARTED, version__kind__code=kind)
    found = []
    for store in (by_actions, lambda story, form: write([story], form)):
        report = chosen.select_related(
            "period__open_slice", "period__regime", "version__kind", "reviewer"
        ).first()
        with transaction.atomic():
            store(make_story(report, steps), Form(report.period.form_version))
            found.append(rows_of(report))
            transaction.set_rollback(True)
    assert found[0] == found[1]
    assert [bool(found[0][name]) for name in ("values", "sendings", "reviews")] == [
        True, steps > 2, steps > 3,
    ]  # fmt: skip
