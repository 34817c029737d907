"""Working-day arithmetic over the loaded calendar of 2025 to 2027, and its laws."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.calendar import Roll, WorkingDays
from agencies.holidays import ALL_DAYS
from agencies.models import CalendarDay

LOADED = WorkingDays(
    off=[day.day for day in ALL_DAYS if day.kind != "swap_work"],
    working=[day.day for day in ALL_DAYS if day.kind == "swap_work"],
)

days = st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31))
calendars = st.builds(WorkingDays, st.frozensets(days, max_size=60), st.frozensets(days, max_size=20))
working_rolls = st.sampled_from([Roll.NEXT, Roll.PREVIOUS])


def d(text: str) -> dt.date:
    day, month, year = map(int, text.split("/"))
    return dt.date(year, month, day)


@pytest.mark.parametrize(
    ("closing", "due"),
    [
        ("14/03/2026", "17/03/2026"),  # quarter I closes on a Saturday
        ("14/06/2026", "16/06/2026"),  # six months, on a Sunday
        ("14/09/2026", "16/09/2026"),  # nine months, on a Monday
        ("14/12/2026", "16/12/2026"),  # the year, on a Monday
    ],
)
def test_two_working_days_after_closing(closing, due):
    assert LOADED.after(d(closing), 2) == d(due)


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        ("13/02/2026", 5, "27/02/2026"),  # across Tết
        ("24/01/2025", 1, "03/02/2025"),  # across Tết 2025
        ("29/04/2026", 1, "04/05/2026"),  # across 30/4 and 1/5, which are Thursday and Friday
        ("25/04/2025", 1, "26/04/2025"),  # a Saturday worked for 2/5
        ("29/04/2025", 1, "05/05/2025"),  # 30/4, 1/5, the swapped 2/5 and the weekend
        ("24/04/2026", 1, "28/04/2026"),  # Giỗ Tổ on a Sunday, the Monday in lieu
        ("21/08/2026", 1, "22/08/2026"),  # a Saturday worked for 31/8
        ("28/08/2026", 1, "03/09/2026"),  # 31/8 swapped, 1/9 and 2/9
        ("31/12/2025", 1, "05/01/2026"),  # 1/1 and the swapped 2/1
        ("09/01/2026", 1, "10/01/2026"),  # a Saturday worked for 2/1
        ("23/11/2026", 1, "25/11/2026"),  # Ngày Văn hóa Việt Nam
        ("29/08/2025", 1, "03/09/2025"),  # Quốc khánh 2025
        ("04/02/2027", 1, "12/02/2027"),  # Tết 2027, provisional
        ("24/08/2026", -1, "22/08/2026"),  # backwards, onto the worked Saturday
        ("17/03/2026", -2, "13/03/2026"),
        ("14/03/2026", 0, "14/03/2026"),
    ],
)
def test_working_days_after_a_day(day, n, expected):
    assert LOADED.after(d(day), n) == d(expected)


@pytest.mark.parametrize(
    ("day", "roll", "expected"),
    [
        ("20/12/2026", Roll.NEXT, "21/12/2026"),
        ("20/12/2026", Roll.PREVIOUS, "18/12/2026"),
        ("20/12/2026", Roll.NONE, "20/12/2026"),
        ("21/12/2026", Roll.NEXT, "21/12/2026"),
        ("22/08/2026", Roll.NEXT, "22/08/2026"),
        ("26/04/2026", Roll.NEXT, "28/04/2026"),
        ("31/08/2026", Roll.PREVIOUS, "28/08/2026"),
    ],
)
def test_a_day_off_rolls_where_the_rule_says(day, roll, expected):
    assert LOADED.roll(d(day), roll) == d(expected)


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        ("14/03/2026", "17/03/2026", 2),
        ("13/02/2026", "27/02/2026", 5),
        ("17/03/2026", "17/03/2026", 0),
        ("17/03/2026", "14/03/2026", -2),
        ("21/08/2026", "24/08/2026", 2),
    ],
)
def test_working_days_between_two_days(first, last, count):
    assert LOADED.between(d(first), d(last)) == count


@given(calendars, days, st.integers(1, 40))
def test_the_day_found_is_worked_and_that_many_working_days_away(calendar, day, n):
    found = calendar.after(day, n)

    assert calendar.is_working(found)
    assert calendar.between(day, found) == n


@given(calendars, days, st.integers(1, 40))
def test_counting_back_from_a_working_day_undoes_counting_forward(calendar, day, n):
    start = calendar.roll(day, Roll.NEXT)

    assert calendar.after(calendar.after(start, n), -n) == start


@given(calendars, days, working_rolls)
def test_rolling_ends_on_a_working_day_in_its_direction_and_stays_there(calendar, day, roll):
    rolled = calendar.roll(day, roll)

    assert calendar.is_working(rolled)
    assert rolled >= day if roll == Roll.NEXT else rolled <= day
    assert calendar.roll(rolled, roll) == rolled


@given(calendars, days, days, days)
def test_working_days_add_up_over_adjoining_spans(calendar, first, middle, last):
    first, middle, last = sorted([first, middle, last])

    assert calendar.between(first, middle) + calendar.between(middle, last) == calendar.between(first, last)


@pytest.mark.django_db
def test_the_loaded_calendar_answers_as_its_data_in_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        calendar = CalendarDay.objects.working_days(around=dt.date(2026, 6, 1))

    first = dt.date(2025, 1, 1)
    assert [calendar.is_working(first + dt.timedelta(n)) for n in range(1095)] == [
        LOADED.is_working(first + dt.timedelta(n)) for n in range(1095)
    ]


@pytest.mark.django_db
def test_every_loaded_day_names_its_source_and_only_2027_is_provisional():
    entries = CalendarDay.objects.all()

    assert [entry.day for entry in entries if not entry.source] == []
    assert {entry.day.year for entry in entries if entry.is_provisional} == {2027}
    assert {entry.day.year for entry in entries if not entry.is_provisional} == {2025, 2026}


@pytest.mark.parametrize(("year", "paid"), [(2025, 11), (2026, 12), (2027, 12)])
def test_a_year_has_the_paid_holidays_of_the_labour_code(year, paid):
    assert sum(day.kind == "holiday" and day.day.year == year for day in ALL_DAYS) == paid


@pytest.mark.parametrize("year", [2025, 2026])
def test_every_swapped_day_off_is_worked_on_another(year):
    kinds = [day.kind for day in ALL_DAYS if day.day.year == year]

    assert kinds.count("swap_off") == kinds.count("swap_work")
