"""The sample's totals, computed a second time, and the annexes read back."""

import datetime as dt
from collections import defaultdict
from decimal import Decimal

import pytest

from agencies.models import AgencyVersion
from reports.accounts import NOTHING
from reports.actions.papers import write_paper
from reports.bases import footing, later_than
from reports.consolidation import by_agency, consolidate
from reports.models import (
    Figure,
    Period,
    ProvincePaper,
    Report,
    SendingFigure,
)
from reports.reconciling import disagreements
from reports.recount import differences, recount
from reports.rules import percentage
from tests.records.papers import read
from tests.reformportal.sample.rows import DAY, period


def independent_total(figure: Figure, asked: Period) -> Decimal | None:
    """A figure over the whole period by its rule, from accepted sendings, in plain Python."""
    if figure.parts:
        return percentage(*(independent_total(part, asked) for part in figure.parts))
    numbers: dict[int, dict[dt.date, Decimal]] = defaultdict(dict)
    rows = SendingFigure.objects.filter(
        figure__code=figure.code, sending__in=Report.objects.values("accepted_sending"), number__isnull=False
    ).select_related("sending__report", "slice")
    for row in rows:
        if asked.starts_on <= row.slice.starts_on and row.slice.ends_on <= asked.ends_on:
            numbers[row.sending.report.agency_id][row.slice.ends_on] = row.number or Decimal(0)
    found = [one for agency, by_closing in numbers.items() for one in _one(figure, agency, by_closing, asked)]
    return sum(found, Decimal(0)) if found else None


def _one(figure: Figure, agency: int, by_closing: dict[dt.date, Decimal], asked: Period) -> list[Decimal]:
    versions = AgencyVersion.objects.filter(agency=agency)
    is_here = versions.in_force(asked.ends_on).exists()
    if figure.time_rule == "sum":
        return list(by_closing.values())
    if figure.time_rule == "last":
        return [by_closing[asked.ends_on]] if is_here and asked.ends_on in by_closing else []
    if figure.time_rule == "yearly":
        return [by_closing[max(by_closing)]] if is_here else []
    existed = versions.filter(valid_from__lte=asked.starts_on).exists()
    return [by_closing[min(by_closing)]] if existed else []


@pytest.mark.parametrize(("code", "year"), [("year", 2025), ("q1", 2026), ("q3", 2026)])
@pytest.mark.parametrize("figure", ["TT03", "TT04", "TT06", "TT13", "TT26.1", "TT34.2"])
def test_totals_equal_an_independent_sum(province, code, year, figure):
    asked = period(code, year)
    row = Figure.objects.of_form(asked.form_version_id).get(code=figure)
    assert consolidate(asked).total(row).cumulative == independent_total(row, asked)


OPENED = [(year, code) for year in (2025, 2026) for code in ("q1", "h1", "q3", "year")]


@pytest.mark.parametrize(("year", "code"), OPENED)
def test_f2_every_figure_is_what_its_parts_add_up_to_and_every_stock_closes(province, year, code):
    """By the recount; whose numbers are in a total is told beside it."""
    asked = period(code, year)
    found = consolidate(asked)
    assert differences(asked) == []
    assert disagreements(asked, found) == []
    total = {row.code: found.total(row).cumulative or Decimal(0) for row in found.figures}
    came = total["TT33.1"] + total["TT33.2"] + total["TT33.6"]
    left = sum(total[f"TT33.{place}"] for place in (3, 4, 7, 8, 9, 10))
    assert came - left == total["TT33.5"]
    typed = [row for row in found.figures if not row.parts]
    given = by_agency(asked, [row.pk for row in typed])
    counted = {row.code: sum(one.cumulative is not None for one in given[row.pk].values()) for row in typed}
    assert {row.code: found.total(row).reporting for row in typed} == counted


def test_f2_every_number_of_every_issued_annex_is_recounted(province):
    """The newest issue of each paper as .docx, read back, against the recount."""
    papers = [row for row in ProvincePaper.objects.issued() if row.basis and not later_than(row.basis)]
    assert len(papers) >= 10
    for paper in papers:
        counted = recount(paper.period)
        figures = {row.code: row for row in Figure.objects.of_form(paper.period.form_version_id)}
        rows = annex_rows(paper)
        assert rows.keys() == figures.keys()
        for code, (in_slice, over, agencies) in rows.items():
            row = figures[code]
            if row.parts:
                numbers = [counted.get((part.pk, None), NOTHING) for part in row.parts]
                shares = (percentage(*(one.in_slice for one in numbers)),
                          percentage(*(one.cumulative for one in numbers)))  # fmt: skip
                assert (in_slice, over, agencies) == (*shares, min(one.reporting for one in numbers)), code
                continue
            total = counted.get((row.pk, None), NOTHING)
            if row.agency_rule == "none":
                assert (in_slice, over, agencies) == (None, None, total.reporting), code
                continue
            wanted = None if row.time_rule == "yearly" else total.in_slice
            assert (in_slice, over, agencies) == (wanted, total.cumulative, total.reporting), (paper, code)


def annex_rows(paper: ProvincePaper) -> dict[str, tuple[Decimal | None, Decimal | None, int]]:
    """In the slice, over the period, of how many agencies: by code, as printed."""
    content = write_paper(paper, footing(paper), post=paper.issued_post, today=DAY, is_issued=True)
    table = read.open_docx(content).tables[-1]
    found = {}
    for row in table.rows:
        cells = [cell.text.strip() for cell in row.cells]
        if len(cells) >= 7 and cells[1].startswith("TT"):
            found[cells[1]] = (_printed(cells[4]), _printed(cells[5]), int(cells[6]))
    return found


def _printed(text: str) -> Decimal | None:
    plain = text.replace(".", "").replace(",", ".")
    return Decimal(plain) if plain.replace(".", "").isdigit() else None
