"""The province's papers for tests, through the portal's own actions."""

from __future__ import annotations

import datetime as dt

from agencies.models import Officer
from reports.actions.issuing import issue_paper
from reports.actions.papers import paper_of, save_paper_text
from reports.bases import footing
from reports.models import PaperKind, Period, ProvincePaper, Section
from reports.paper_outline import PaperOutline
from tests.agencies.make import People
from tests.reports.make import at

ISSUED_AT = at(20, 3)


def write_paper_texts(
    period: Period,
    reviewer: Officer,
    kind: str = PaperKind.HOME_AFFAIRS,
    now: dt.datetime = ISSUED_AT,
    **texts: str,
) -> ProvincePaper:
    """Text in each section that needs one, these in those named (dots as underscores)."""
    paper = paper_of(period, kind)
    needed = {told.section.pk for told in PaperOutline(paper, footing(paper).province).unsaid}
    said = {name.replace("_", "."): text for name, text in texts.items()}
    for section in Section.objects.filter(form_version=period.form_version_id, is_heading=False):
        row = paper.texts.filter(section=section).first()
        text = said.get(section.number) or (
            f"Mục {section.number}." if section.is_required or section.pk in needed else ""
        )
        if text and (row is None or section.number in said):
            seen = row.version if row else 0
            save_paper_text(paper, section, text, seen_version=seen, by=reviewer, now=now)
    return paper


def issue(
    period: Period,
    people: People,
    kind: str = PaperKind.HOME_AFFAIRS,
    now: dt.datetime = ISSUED_AT,
    **texts: str,
) -> ProvincePaper:
    """Written and issued."""
    paper = write_paper_texts(period, people.reviewer, kind, now, **texts)
    return issue_paper(paper, by=people.issuer, now=now)
