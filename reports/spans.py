"""Which days a number is of, as screens, papers and exports say it: “từ 15/9 đến hết 14/12”."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import ParamSpec, TypeVar

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from records.days import paper_day, paper_day_and_month
from reports.models import Figure, Period, PeriodCode

P = ParamSpec("P")
T = TypeVar("T")
Time = Figure.TimeRule
# What an added-up period is called in a sentence about its figures.
WHOLE = {
    PeriodCode.H1: gettext_lazy("of the six months"),
    PeriodCode.M9: gettext_lazy("of the nine months"),
    PeriodCode.YEAR: gettext_lazy("of the whole year"),
}


def day(date: dt.date, *, with_year: bool = True) -> str:
    """As papers write it: the same words stand on both."""
    return paper_day(date) if with_year else paper_day_and_month(date)


def span_words(first: dt.date, last: dt.date, *, with_year: bool = False) -> str:
    """“from 15/9 to the end of 14/12”; both years where they differ, the last one `with_year`."""
    differ = first.year != last.year
    return _("from %(first)s to the end of %(last)s") % {
        "first": day(first, with_year=differ),
        "last": day(last, with_year=differ or with_year),
    }


def slice_words(period: Period) -> str:
    """Of which days the figures are that the period asks for."""
    return capfirst(span_words(period.open_slice.starts_on, period.open_slice.ends_on))


def cumulative_words(period: Period) -> str:
    """Of which days the figures are that the period adds up."""
    return _("Cumulative %(span)s") % {"span": span_words(period.counted_from, period.ends_on)}


def adds_up(period: Period) -> bool:
    """Does the period add earlier slices to the one it asks for?"""
    return period.counted_from < period.open_slice.starts_on


def moment_words(figure: Figure, period: Period) -> str:
    """Of which day or year a figure is that does not count what happened; empty for one that does."""
    words = {
        Time.LAST: _("The number on the closing date %(day)s") % {"day": day(period.open_slice.ends_on)},
        Time.FIRST: _("The number at the beginning of %(day)s") % {"day": day(period.open_slice.starts_on)},
        Time.YEARLY: _("The number of the whole year %(year)s, given once") % {"year": period.year},
    }
    return words.get(Time(figure.time_rule), "")


def running_words(figure: Figure, period: Period) -> str:
    """What the number of the period is that stands beside an entry, and of which days; empty where it is the
    entry itself."""
    words = {
        Time.YEARLY: _("Set for the year %(year)s") % {"year": period.year},
        Time.FIRST: _("At the beginning of %(day)s") % {"day": day(period.counted_from)},
        Time.LAST: "",
    }
    otherwise = cumulative_words(period) if adds_up(period) else ""
    return words.get(Time(figure.time_rule), otherwise)


def asked_words(period: Period, figures: Iterable[Figure] | None = None) -> str:
    """What is to be entered for `figures` (None: the form's): “Enter what happened from 15/9 to the end of
    14/12/2026; the figures of the whole year are added up by the portal.”"""
    rules = {Time(figure.time_rule) for figure in figures} if figures is not None else {Time.SUM}
    if Time.SUM in rules:
        return _entered(period)
    if Time.LAST in rules or Time.FIRST in rules:
        return _("Enter the numbers on the closing date %(day)s.") % {"day": day(period.open_slice.ends_on)}
    return _("Enter the numbers of the whole year %(year)s.") % {"year": period.year}


def _entered(period: Period) -> str:
    span = {"span": span_words(period.open_slice.starts_on, period.open_slice.ends_on, with_year=True)}
    if not adds_up(period):
        return _("Enter what happened %(span)s.") % span
    return _("Enter what happened %(span)s; the figures %(whole)s are added up by the portal.") % {
        **span,
        "whole": WHOLE.get(PeriodCode(period.code), _("of the period")),
    }


def read_words(period: Period) -> str:
    """The same over figures that are read, not entered."""
    span = {"span": span_words(period.open_slice.starts_on, period.open_slice.ends_on, with_year=True)}
    if not adds_up(period):
        return _("What happened %(span)s.") % span
    return _("What happened %(span)s; the figures %(whole)s are added up by the portal.") % {
        **span,
        "whole": WHOLE.get(PeriodCode(period.code), _("of the period")),
    }


def on_paper(words: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The words in Vietnamese whatever the reader's language: papers and exports are."""
    with override("vi"):
        return words(*args, **kwargs)


PERIOD_NAMES = {
    PeriodCode.Q1: "quý I",
    PeriodCode.Q2: "quý II",
    PeriodCode.H1: "6 tháng đầu năm",
    PeriodCode.Q3: "quý III",
    PeriodCode.M9: "9 tháng đầu năm",
    PeriodCode.Q4: "quý IV",
    PeriodCode.YEAR: "năm",
}


def period_in_words(period: Period) -> str:
    """As a title says it: quý I năm 2026, 6 tháng đầu năm 2026, năm 2026."""
    name = PERIOD_NAMES[PeriodCode(period.code)]
    return f"{name} {period.year}" if name.endswith("năm") else f"{name} năm {period.year}"
