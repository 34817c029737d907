"""What is found in a text: where it stands, and what it is."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Found(TextChoices):
    EMAIL = "email", _("e-mail address")
    IDENTITY = "identity", _("identity number")
    PHONE = "phone", _("telephone number")
    BANK = "bank", _("bank account")
    PLATE = "plate", _("number plate")
    LAND = "land", _("land parcel")
    DOSSIER = "dossier", _("dossier code")
    BIRTH = "birth", _("day of birth")
    ADDRESS = "address", _("address")
    NAME = "name", _("name")


# A redacted text is the text of a Vietnamese writer, whoever reads it: these words are data, not interface.
WORDS = {
    Found.EMAIL: "thư điện tử",
    Found.IDENTITY: "số giấy tờ tùy thân",
    Found.PHONE: "số điện thoại",
    Found.BANK: "số tài khoản",
    Found.PLATE: "biển số xe",
    Found.LAND: "thửa đất",
    Found.DOSSIER: "mã hồ sơ",
    Found.BIRTH: "ngày sinh",
    Found.ADDRESS: "địa chỉ",
    Found.NAME: "tên",
}


class Span(NamedTuple):
    """Where something was found, as `text[start:end]`."""

    start: int
    end: int
    kind: Found


def apart(spans: list[Span]) -> list[Span]:
    """In the order of the text; of two that overlap the one that begins first, then the longer, grown to
    the end of the other: nothing that was found is left standing."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if kept and span.start < kept[-1].end:
            kept[-1] = kept[-1]._replace(end=max(kept[-1].end, span.end))
        else:
            kept.append(span)
    return kept


def replaced(text: str, spans: list[Span]) -> str:
    """The text with each span's words replaced by what they were, in brackets."""
    for span in reversed(spans):
        text = f"{text[: span.start]}[{WORDS[span.kind]}]{text[span.end :]}"
    return text
