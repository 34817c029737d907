"""What an officer who owes nothing may read: the newest issued papers, the board, own reports."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.models import Officer
from agencies.permissions import is_leadership
from notices.obligations import Line
from reports.models import ProvincePaper
from reports.permissions import may_see_province
from reports.workflow import PaperState

LATEST_PAPERS = 3


def at_hand(officer: Officer) -> list[Line]:
    board = Line(_("See how the agencies report"), reverse("reports:board"))
    if is_leadership(officer):
        return [*_issued_papers(), board]
    lines = [Line(_("Read my agency's reports"), reverse("reports:list"))]
    return [board, *lines] if may_see_province(officer) else lines


def _issued_papers() -> list[Line]:
    """The newest issue of each paper, with the set of figures it stands on."""
    newest = ProvincePaper.objects.issued().newest().values("pk")
    issued = ProvincePaper.objects.filter(pk__in=newest).select_related("period", "basis")
    return [
        Line(
            str(paper),
            reverse("reports:paper", args=[paper.period_id, paper.kind]),
            PaperState.ISSUED,
            str(paper.basis or ""),
        )
        for paper in issued.order_by("-issued_at", "-pk")[:LATEST_PAPERS]
    ]
