"""The province's papers to be issued, and those on older figures than the other of their period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from agencies.models import Post
from notices.models import Obligation
from notices.obligations import Ids, Kind, Line, Owed, of_ids
from records.days import beginning_of
from reports.models import Period, ProvincePaper
from reports.workflow import PaperState

ISSUE, OLDER_FIGURES = "reports.issue", "reports.older-figures"
ONE_DAY = dt.timedelta(days=1)


def params_of(paper: ProvincePaper) -> dict[str, Any]:
    return {
        "paper": paper.kind,
        "state": paper.state,
        "number": paper.issue_number,
        "period": paper.period.code,
        "year": paper.period.year,
    }


def paper_of(params: Mapping[str, Any]) -> ProvincePaper:
    """As far as its title goes."""
    period = Period(code=params["period"], year=params["year"])
    return ProvincePaper(
        kind=params["paper"], state=params["state"], issue_number=params["number"], period=period
    )


def owed(today: dt.date, ids: Ids) -> Iterator[Owed]:
    """Each paper of a period once that has closed; another issue as soon as it is begun."""
    rows = ProvincePaper.objects.filter(state=PaperState.DRAFT, period__opened_at__isnull=False)
    for paper in of_ids(rows, ids).select_related("period"):
        visible_from = paper.period.ends_on + ONE_DAY
        yield Owed(
            paper.pk,
            Post.Role.ISSUER,
            None,
            since=beginning_of(visible_from),
            visible_from=visible_from,
            params=params_of(paper) | {"of": paper.period_id},
        )


def _url(row: Obligation) -> str:
    return reverse("reports:paper", args=[row.params["of"], row.params["paper"]])


def line(row: Obligation, today: dt.date) -> Line:
    paper = paper_of(row.params)
    title = _("%(period)s: issue “%(paper)s”") % {"period": paper.period, "paper": paper.title}
    return Line(title, _url(row))


def standings(rows: Collection[Obligation]) -> dict[int, str]:
    """How far the agencies' reports of a period that is not issued have come."""
    periods = Period.objects.open().filter(pk__in={row.params["of"] for row in rows})
    told = {period.pk: period.standing.in_words for period in periods.with_standing(timezone.localdate())}
    return {row.pk: told[row.params["of"]] for row in rows if row.params["of"] in told}


def on_older_figures(today: dt.date, ids: Ids) -> Iterator[Owed]:
    """Of the period issued last, the paper that stands on an older set of figures than the other does."""
    same = ProvincePaper.objects.filter(period=OuterRef("period"))
    newer = same.filter(basis__number__gt=OuterRef("basis__number"))
    begun = same.filter(kind=OuterRef("kind"), state=PaperState.DRAFT)
    later = Period.objects.filter(issued_at__isnull=False, ends_on__gt=OuterRef("period__ends_on"))
    newest = ProvincePaper.objects.issued().newest().values("pk")
    rows = ProvincePaper.objects.filter(Exists(newer), ~Exists(begun), ~Exists(later), pk__in=newest)
    for paper in of_ids(rows, ids).select_related("period"):
        params = params_of(paper) | {"of": paper.period_id}
        yield Owed(paper.pk, Post.Role.ISSUER, None, since=None, visible_from=None, params=params)


def older_line(row: Obligation, today: dt.date) -> Line:
    title = _("%(paper)s stands on older figures than the other report") % {"paper": paper_of(row.params)}
    hint = _("Issue it once more if the newer figures change what it says.")
    return Line(title, _url(row), PaperState.ISSUED, hint, waits=True)


OWED_KINDS = (
    Kind(
        code=ISSUE,
        name=gettext_noop("Report of the province to issue"),
        owed=owed,
        line=line,
        rows=ProvincePaper.objects.all,
        shows_ahead=True,
        hints=standings,
    ),
    Kind(
        code=OLDER_FIGURES,
        name=gettext_noop("Issued paper on older figures"),
        owed=on_older_figures,
        line=older_line,
        rows=ProvincePaper.objects.all,
        by_time=True,
    ),
)
