"""What a sending keeps of a figure and of a proof, as they stand when it is sent."""

from __future__ import annotations

from reports.models import Evidence, FigureValue, Sending, SendingFigure, SendingFile
from reports.recorded import Recorded


def sha256_of(row: Evidence) -> str:
    return row.attachment.sha256 if row.attachment else ""


def frozen_figure(sending: Sending, row: FigureValue, recorded: Recorded | None) -> SendingFigure:
    return SendingFigure(
        sending=sending,
        figure=row.figure,
        slice_id=row.slice_id,
        number=row.number,
        is_not_applicable=row.is_not_applicable,
        note=row.note,
        recorded=recorded.number if recorded else None,
    )


def frozen_file(sending: Sending, row: Evidence) -> SendingFile:
    return SendingFile(
        sending=sending,
        figure_id=row.figure_id,
        section_id=row.section_id,
        title=row.title,
        url=row.url,
        attachment=row.attachment,
        sha256=sha256_of(row),
    )
