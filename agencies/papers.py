"""How an agency's head and foot stand on its official papers (Decree 30/2020/NĐ-CP, Annex I)."""

from __future__ import annotations

import re

from agencies.models import AgencyKind, AgencyVersion, Post
from records.papers.official import Signature

COUNCIL = "Ủy ban nhân dân"


def parent_body_of(version: AgencyVersion, *, otherwise: str, place: str) -> str:
    """A People's Committee stands under nobody; others under their parent, or as `otherwise` says: a body of
    the Party under its committee of the `place`."""
    if version.name.startswith(COUNCIL):
        return ""
    if version.parent:
        return str(version.parent)
    return f"Tỉnh ủy {place}" if is_party(version.kind) else otherwise


def is_party(kind: AgencyKind) -> bool:
    """Do its papers bear the Party's head, not that of the State?"""
    return kind.head == AgencyKind.Head.PARTY


def number_and_sign(written: str, kind: AgencyKind) -> tuple[str, str]:
    """12/BC-STP as 12 and BC-STP, the Party's 12-BC/BTGDVTU as 12 and BC/BTGDVTU; of others nothing."""
    number, _mark, sign = written.partition("-" if is_party(kind) else "/")
    return (number, sign) if sign else ("", "")


def place_of(version: AgencyVersion, *, otherwise: str) -> str:
    """A People's Committee below the province writes its own unit's name: xã Bình Sơn is Bình Sơn."""
    unit = re.match(rf"{COUNCIL} (?:xã|phường|đặc khu|huyện|thị xã|thành phố) (.+)", version.name)
    return unit[1] if unit else otherwise


def in_file_name(name: str) -> str:
    """An agency as a file's name says it: phường Cẩm Thành, tỉnh Quảng Ngãi, Sở Tư pháp."""
    return name.removeprefix(f"{COUNCIL} ")


def signature_of(head: Post | None, kind: AgencyKind) -> Signature:
    """As the head's post signs; while nobody is named, as the head of such an agency, the name left empty."""
    if head is None:
        return Signature(kind.authority.splitlines() or ["THỦ TRƯỞNG CƠ QUAN"])
    return Signature(head.signature_lines.splitlines() or [head.title.upper()], head.officer.full_name)
