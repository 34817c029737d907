"""The self-check agrees with a right consolidation and finds each wrong one."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from agencies.models import Post
from reports import consolidation
from tests.agencies.make import make_agency, make_officer, make_people, make_post
from tests.reports.make import at, make_open_period, make_report, send_and_accept

pytestmark = pytest.mark.django_db


def staff(agency):
    return [make_post(make_officer(), agency, role).officer for role in (Post.Role.DRAFTER, Post.Role.HEAD)]


@pytest.fixture
def half_year():
    """Two districts in the half year, one of them closed before the year ends, a commune after them."""
    reviewer = make_people().reviewer
    closed = make_agency("Huyện Bình Sơn", "huyen", valid_to=at(31, 5).date())
    lasting = make_agency("Huyện Lý Sơn", "huyen")
    people = {agency: staff(agency) for agency in (closed, lasting)}
    for place, code in enumerate(("q1", "h1"), start=1):
        period = make_open_period(code)
        for agency, (drafter, head) in people.items():
            if agency == lasting or code == "q1":
                numbers = {"TT05": place, "TT33_1": place, "TT33_2": 1, "TT33_5": place + 1}
                numbers["TT01"] = place % 2
                send_and_accept(make_report(agency, period), drafter, head, reviewer, **numbers)
    return period


def check(**options):
    out, errors = StringIO(), StringIO()
    try:
        call_command("check_figures", stdout=out, stderr=errors, **options)
    except CommandError as error:
        return error.returncode, str(error), errors.getvalue()
    return 0, out.getvalue(), errors.getvalue()


WRONG = [
    ("WHEN 'sum' THEN answer.number", "WHEN 'sum' THEN answer.number + 1"),
    ("id = %(open_slice)s AS is_open", "true AS is_open"),
    ("counted.place ELSE -counted.place", "-counted.place ELSE counted.place"),
    ("targets.time_rule = 'yearly' AND agencies.is_in_force", "targets.time_rule = 'yearly'"),
    ("1::bigint << (agency_id %% 64)::int AS bit", "1::bigint AS bit"),
    ("(figure_id, kind_id), (figure_id)", "(figure_id, kind_id)"),
]


def test_figures_agree_and_every_slip_of_the_consolidation_is_found(half_year, monkeypatch):
    assert check() == (0, "2 periods: every figure is what its parts add up to.\n", "")
    for right, wrong in WRONG:
        broken = consolidation.TOTALS.replace(right, wrong)
        assert broken != consolidation.TOTALS
        with monkeypatch.context() as patched:
            patched.setattr(consolidation, "TOTALS", broken)
            status, sentence, _lines = check()
        assert (status, "figures are not what" in sentence) == (1, True), wrong


def test_a_difference_is_named_with_both_numbers(half_year, monkeypatch):
    broken = consolidation.TOTALS.replace(
        "WHEN 'sum' THEN answer.number", "WHEN 'sum' THEN answer.number + 1"
    )
    monkeypatch.setattr(consolidation, "TOTALS", broken)
    line = "2026 h1 TT05: consolidated 2.00 / 7.00 of 2 agencies, recounted 2.00 / 4.00 of 2"
    assert line in check(year=2026)[2].splitlines()
    assert check(year=2025) == (0, "0 periods: every figure is what its parts add up to.\n", "")
