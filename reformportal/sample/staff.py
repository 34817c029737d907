"""Who holds which post: the same few seats at every agency, some more at Home Affairs and at Finance."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from agencies.actions import create_officer, give_post
from agencies.models import Agency, Officer, Post
from records.text import fold
from reformportal.sample import people

DOMAIN = "quangngai.example"
Role = Post.Role


class Seat(NamedTuple):
    """`mailbox` is the first word of the address; the same mailbox twice is one officer with two posts."""

    mailbox: str
    role: str
    title: str
    lines: str = ""


def address(mailbox: str, place: str) -> str:
    return f"{mailbox}.{place}@{DOMAIN}"


def slug(text: str) -> str:
    """A part of an address: letters and digits without diacritics."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


def body_seats(head: str) -> list[Seat]:
    deputy = f"Phó {head}"
    return [
        Seat("soan", Role.DRAFTER, "Chuyên viên Văn phòng"),
        Seat("truong", Role.HEAD, head, head.upper()),
        Seat("pho", Role.HEAD, deputy, f"KT. {head.upper()}\n{deputy.upper()}"),
    ]


COUNCIL_SEATS = [
    Seat("soan", Role.DRAFTER, "Công chức Văn phòng HĐND và UBND"),
    Seat("truong", Role.HEAD, "Chủ tịch", "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH"),
    Seat("pho", Role.HEAD, "Phó Chủ tịch", "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH"),
]
REVIEWERS = ("duyet1", "duyet2", "duyet3", "duyet4")
MORE_SEATS = {
    "SNV": [
        Seat("vanthu", Role.CLERK, "Văn thư Sở"),
        *(Seat(box, Role.REVIEWER, "Chuyên viên Phòng Cải cách hành chính") for box in REVIEWERS),
        Seat("truong", Role.ISSUER, "Giám đốc", "GIÁM ĐỐC"),
        Seat("quantri", Role.REGISTRAR, "Chuyên viên Văn phòng, quản trị danh mục cơ quan"),
    ],
    "VP": [Seat("vanthu", Role.CLERK, "Văn thư Văn phòng UBND tỉnh")],
    "STP": [Seat("vanthu", Role.CLERK, "Văn thư Sở")],
    "STC": [Seat("ngansach", Role.READER, "Chuyên viên Phòng Quản lý ngân sách")],
}
VICE_CHAIRMAN = "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH"
LEADERSHIP_SEATS = [Seat("lanhdao", Role.READER, "Phó Chủ tịch UBND tỉnh", VICE_CHAIRMAN)]


def fill_seats(
    agency: Agency, seats: list[Seat], *, place: str, since: dt.date, now: dt.datetime, names: str = "kinh"
) -> None:
    """Give every seat to an invented officer; `place` is the agency's part of the address."""
    known: dict[str, Officer] = {}
    for seat in seats:
        if seat.mailbox not in known:
            known[seat.mailbox] = _officer(address(seat.mailbox, place), names, now=now)
        give_post(
            known[seat.mailbox],
            agency=agency,
            role=seat.role,
            title=seat.title,
            signature_lines=seat.lines,
            valid_from=since,
            document="Quyết định phân công (dữ liệu mẫu)",
            by=None,
            now=now,
        )


def _officer(email: str, names: str, *, now: dt.datetime) -> Officer:
    return create_officer(email=email, full_name=people.name(email, names), by=None, now=now, is_sample=True)
