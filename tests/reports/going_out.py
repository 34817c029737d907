"""Issued papers for tests of what comes after."""

from __future__ import annotations

import datetime as dt

from reports.actions.issuing import issue_paper
from reports.actions.papers import paper_of, save_paper_text
from reports.models import PaperKind, Period, Section
from tests.agencies.make import People


def issue_both(period: Period, people: People, now: dt.datetime) -> None:
    """Both papers of the period, each required section with some words."""
    for kind in (PaperKind.HOME_AFFAIRS, PaperKind.PROVINCE):
        paper = paper_of(period, kind)
        for section in Section.objects.filter(form_version=period.form_version_id, is_required=True):
            save_paper_text(paper, section, "Nội dung.", seen_version=0, by=people.reviewer, now=now)
        issue_paper(paper, by=people.issuer, now=now)
