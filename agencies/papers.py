"""How an agency's head and foot stand on its official papers (Decree 30/2020/NĐ-CP, Annex I)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Agency, AgencyKind, AgencyVersion, Post
from records.papers.official import Signature

COUNCIL = "Ủy ban nhân dân"
KEPT = "Lưu: VT"


def refuse_own_form(kind: AgencyKind) -> None:
    """ValidationError where the papers of such an agency follow another form than the portal writes."""
    if not kind.has_word_files:
        raise ValidationError(own_form(kind), code="form")


def own_form(kind: AgencyKind) -> str:
    """What is said in place of a Word file: which form its papers follow; empty where there are files."""
    if kind.has_word_files:
        return ""
    return _(
        "Papers of this agency follow a form of their own (%(source)s): the portal makes no Word file. "
        "Write the paper by that form, then enter its number, its date and the signed file in the portal."
    ) % {"source": kind.head_source}


def own_form_on(agency: int, day: dt.date) -> str:
    """`own_form` of what the agency was that day."""
    versions = AgencyVersion.objects.in_force(day).filter(agency=agency).select_related("kind")
    return "".join(own_form(version.kind) for version in versions)


def parent_body_of(version: AgencyVersion, *, otherwise: str) -> str:
    """Above its name, as its kind says: none without a State parent, else the parent, or as `otherwise`."""
    line = version.kind.parent_line
    if line == AgencyKind.ParentLine.NONE:
        return ""
    if version.parent:
        return str(version.parent)
    return otherwise if line == AgencyKind.ParentLine.COMMITTEE else ""


def number_and_sign(written: str) -> tuple[str, str]:
    """12/BC-STP as 12 and BC-STP; of others nothing."""
    number, _mark, sign = written.partition("/")
    return (number, sign) if sign else ("", "")


def letter_sign(version: AgencyVersion, unit: str) -> str:
    """Of a letter, which has no type in its sign: SNV-CCHC, or SNV alone where no drafting unit is known."""
    return "-".join(filter(None, (version.sign, unit))) if version.sign else ""


def kept_at(recipients: Iterable[str], unit: str) -> list[str]:
    """The recipients of a paper; a bare “Lưu: VT” names the unit that drafted it, where one is known."""
    return [f"{KEPT}, {unit}" if unit and line.strip(" -;.") == KEPT else line for line in recipients]


def unit_of_desk(desk: str, on: dt.date) -> str:
    """The drafting unit of the agency at that desk, as Home Affairs."""
    agencies = Agency.objects.filter(
        pk__in=AgencyVersion.objects.in_force(on).filter(kind__desk=desk).values("agency")
    )
    return next(iter(agencies.order_by("pk").values_list("drafting_unit", flat=True)), "")


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
