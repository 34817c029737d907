"""Reopening fields of a report that was sent: those named with a reason, and those joined by cross-checks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils.translation import gettext as _

from agencies.models import Officer
from reports.answers import Answers
from reports.models import Figure, OpenField, Report, Section


def open_fields(
    report: Report,
    *,
    figures: Mapping[Figure, str],
    sections: Mapping[Section, str],
    by: Officer,
    now: dt.datetime,
) -> None:
    """Open exactly these fields, and the figures that a cross-check joins to them."""
    common = {"report": report, "opened_by": by, "opened_at": now}
    rows = [OpenField(figure=figure, reason=reason, **common) for figure, reason in figures.items()]
    rows += [OpenField(section=section, reason=reason, **common) for section, reason in sections.items()]
    rows += [
        OpenField(
            figure_id=figure,
            is_joined=True,
            reason=_("Joined to a reopened figure by a cross-check."),
            **common,
        )
        for figure in sorted(Answers(report).joined(figure.pk for figure in figures))
    ]
    report.open_fields.all().delete()
    OpenField.objects.bulk_create(rows)
