"""How the province's issued papers went out: to their signer, to the clerk's number, to whom they are for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from agencies.models import Officer
from records.content.check import CheckedFile
from reformportal.sample.cast import Cast
from reformportal.sample.history import at
from reformportal.sample.staff import address
from reports.actions.outgoing import move_dispatch, move_outgoing, number_outgoing, record_figures
from reports.models import Dispatch, OutgoingPaper, PaperKind, Period
from reports.roads import Happened

UP = {PaperKind.HOME_AFFAIRS: ("sign",), PaperKind.PROVINCE: ("to_office", "to_signer", "sign")}
SIGNERS = {PaperKind.HOME_AFFAIRS: "Giám đốc Sở (mẫu)", PaperKind.PROVINCE: "Phó Chủ tịch UBND tỉnh (mẫu)"}
SIGNS = {PaperKind.HOME_AFFAIRS: "BC-SNV", PaperKind.PROVINCE: "BC-UBND"}
NUMBERS = {PaperKind.HOME_AFFAIRS: 312, PaperKind.PROVINCE: 145}  # invented, the year's numbers go on
RECEIVED = ("send", "arrive", "register", "finish")


def send_papers(period: Period, *, cast: Cast, day: Callable[[int], dt.date]) -> None:
    """Both papers of an issued period; `day(n)` is the n-th working day after they were issued."""
    for outgoing in OutgoingPaper.objects.filter(paper__period=period).with_names():
        _send(outgoing, cast, day)


def _send(outgoing: OutgoingPaper, cast: Cast, day: Callable[[int], dt.date]) -> None:
    follower, clerk = cast.officers[address("duyet1", "snv")], cast.officers[address("vanthu", "snv")]
    kind, place = PaperKind(outgoing.paper.kind), 1
    for place, verb in enumerate(UP[kind], start=1):
        document = "118/TTr-SNV" if verb == "to_office" else ""
        what, now = Happened(day(place), document=document), at(day(place), 16)
        outgoing = move_outgoing(outgoing, verb, what, seen=_seen(outgoing), by=follower, now=now)
    number = NUMBERS[kind] + outgoing.paper.period.ends_on.month
    facts: dict[str, Any] = {
        "number": f"{number}/{SIGNS[kind]}",
        "dated_on": day(place),
        "signer": SIGNERS[kind],
    }
    now = at(day(place), 17)
    number_outgoing(outgoing, _signed_file(), **facts, seen=_seen(outgoing), by=clerk, now=now)
    for row in outgoing.dispatches.all():
        _receive(row, clerk, day, place)


def _receive(row: Dispatch, clerk: Officer, day: Callable[[int], dt.date], place: int) -> None:
    outgoing = row.outgoing
    for verb in RECEIVED:
        place += 1
        document = f"Đến số {500 + row.pk % 100}" if verb == "register" else ""
        what, now = Happened(day(place), dt.time(9, 15), document), at(day(place), 10)
        told: dict[str, Any] = {"seen": _seen(outgoing), "by": clerk, "now": now}
        row = move_dispatch(row, verb, what, channel=Dispatch.Channel.EXCHANGE, **told)
    if row.owes_figures:
        code, now = f"BNV-{outgoing.paper.period.ends_on:%Y%m}-MAU", at(day(place), 11)
        seen = _seen(outgoing)
        record_figures(row, None, on=day(place), code=code, seen=seen, by=clerk, now=now)


def _seen(outgoing: OutgoingPaper) -> int:
    return outgoing.events.count()


def _signed_file() -> CheckedFile:
    """A blank page that stands for the signed paper."""
    return CheckedFile("van-ban-da-ky-mau.pdf", "application/pdf", _blank_page())


def _blank_page() -> bytes:
    parts = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    )
    content, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(content)
    content += b"xref\n0 4\n0000000000 65535 f \n" + table
    return content + b"trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start
