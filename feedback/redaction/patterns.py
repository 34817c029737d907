"""Finds what has a form: numbers, addresses of mail, places, plates, accounts, parcels, codes. Pure.

Every repetition is bounded, so that the time grows with the length of the text alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedback.redaction.spans import Found, Span
from records.text import fold

UPPER = "A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
PROPER = rf"[{UPPER}][^\W\d_]{{0,20}}(?:[ \t][{UPPER}][^\W\d_]{{0,20}}){{0,4}}"
GAP = r"[ \t.\-]?"
APART = r"[ \t.,\-()/_:·–—…]{0,3}"  # what people put between the digits of a telephone number
AT = r"(?:@|[(\[](?i:a|at|@|a còng|a cong)[)\]])"
DOT = r"(?:\.|[ \t]?[(\[](?i:\.|dot|chấm|cham)[)\]][ \t]?)"
SPACE = r"[ \t]{1,3}"


def said(phrases: str) -> str:
    """Any of the phrases parted by commas, in any case, with and without diacritics."""
    given = [phrase.strip() for phrase in phrases.split(",")]
    longest = sorted({*given, *map(fold, given)}, key=len, reverse=True)
    return f"(?i:{'|'.join(re.escape(one).replace(chr(92) + ' ', SPACE) for one in longest)})"


# Street, hamlet, quarter: what stands below the commune, whose name everybody may know.
STREET = said("đường, phố, ngõ, ngách, hẻm, kiệt, quốc lộ, ql, tỉnh lộ, hương lộ")
HAMLET = said(
    "tổ dân phố, tdp, khu phố, khu dân cư, kdc, khóm, tổ, thôn, ấp, xóm, làng, buôn, plei, chung cư,"
    "căn hộ, đội"
)
OF_A_HEAD = r"(?<![Tt]rưởng )(?<![Tt]ruong )(?<![Gg]ià )(?<!TRƯỞNG )"  # "trưởng thôn" is a person
HOUSE = (
    rf"(?:{said('số nhà')}|(?:(?<=nhà )|(?<=Nhà )|(?<=nha )|(?<=Nha )){said('số')}){SPACE}\d[\w/\-]{{0,10}}"
)
NUMBER_OF_HOUSE = r"\d{1,4}[a-zA-Z]?(?:/\d{1,4}){0,3}[a-zA-Z]?"
NUMBERED = rf"(?:{said('nhà, địa chỉ, ở, tại')}{SPACE}|(?={said('số, k')}))"  # before what is taken out
NUMBER_OF_STREET = r"\d[\w/]{0,8}"
IN_STREET = rf"{STREET}{SPACE}(?:số{SPACE})?(?:{PROPER}|{NUMBER_OF_STREET})"
A_BODY = (  # after a number: not a street, but whose paper it is
    r"(?:Sở|Ủy|Uỷ|UBND|HĐND|Phòng|Ban|Nghị|Quyết|Luật|Thông|Tỉnh|Xã|Phường|Huyện|Ngày|Công|Chỉ|Kế|Bộ|Điều"
    r"|Khoản|Văn|Tổ|Trung|Chi|Hội|Đảng|Tháng|Năm|Quý|Cục)\b"
)
IDENTITY_PAPER = said(
    "cccd, cmnd, cmt, căn cước công dân, căn cước, thẻ căn cước, chứng minh thư, chứng minh nhân dân,"
    "chứng minh,"
    "định danh cá nhân, mã định danh, số định danh, định danh, hộ chiếu, passport, bhxh, bhyt,"
    "bảo hiểm xã hội,"
    "bảo hiểm y tế, thẻ bảo hiểm, mã số thuế, mst, giấy phép lái xe, bằng lái, gplx"
)
ACCOUNT = said("tài khoản, stk, số tk, tk, account, số thẻ, thẻ ngân hàng, thẻ atm")
PARCEL = said("thửa đất, thửa, tờ bản đồ, tbđ, lô đất")
CERTIFICATE = said("giấy chứng nhận, gcn, sổ đỏ, sổ hồng, qsdđ, cnqsdđ, gcnqsdđ, giấy đỏ, số vào sổ")
CODE_OF = said(
    "mã hồ sơ, số hồ sơ, hồ sơ số, hồ sơ mã, mã biên nhận, số biên nhận, biên nhận số, mã giấy hẹn,"
    "giấy hẹn số,"
    "số giấy hẹn, mã tiếp nhận, số tiếp nhận, phiếu hẹn số, số phiếu hẹn, mã phiếu, mã đơn"
)
BORN = said("sinh ngày, sinh năm, ngày sinh, năm sinh, ngày tháng năm sinh, sinh, sn")
LINK = (
    rf"(?:[ \t]{{0,3}}[:\-–][ \t]{{0,3}}|{SPACE})"
    rf"(?:{said('là, số, cá nhân, của tôi, tôi, của em, mã')}[ \t:]{{1,3}}){{0,3}}"
)
DAY = r"\d{1,2}[/.\- ]{1,2}\d{1,2}[/.\- ]{1,2}\d{2,4}|\d{1,2}/\d{4}|(?:19|20)\d{2}"

PATTERNS: list[tuple[Found, re.Pattern[str]]] = [
    (kind, re.compile(pattern))
    for kind, pattern in [
        # In each the group `taken` is what is found; without one, all of it.
        (
            Found.EMAIL,
            rf"(?<![\w.+\-])[\w.+\-]{{1,64}}[ \t]?{AT}[ \t]?[\w\-]{{1,63}}(?:{DOT}[\w\-]{{1,63}}){{1,5}}",
        ),
        (
            Found.PLATE,
            r"(?<![\w./\-])\d{2}[ \t]?-?[ \t]?(?:[A-Z]{1,2}\d?|[a-z]{1,2}\d?(?=[ \t\-.]?\d{3}\.?\d{2}))"
            r"[ \t]?[\-.]?[ \t]?(?:\d{3}\.?\d{2}|\d{4})(?![\w/])",
        ),
        (
            Found.DOSSIER,
            r"(?<![\w.])(?:\d{2,3}\.){0,4}[A-Z]\d{2}(?:\.\d{1,4}){0,4}-\d{6}(?:\d{2})?-\d{3,6}(?!\w)",
        ),
        (Found.DOSSIER, rf"\b{CODE_OF}{LINK}(?P<taken>(?=[^\W\d]{{0,8}}[.\-/]?\d)[\w.\-/]{{3,40}}\w)"),
        (
            Found.LAND,
            rf"\b{PARCEL}(?:{SPACE}(?:{said('số')}))?[ \t:.]{{1,3}}\d{{1,5}}(?:[/\-]\d{{1,4}})?(?![\w/])"
            rf"(?:,[ \t]?\d{{1,5}}\b){{0,8}}(?:,?{SPACE}{said('tờ số, tờ')}{SPACE}\d{{1,4}}\b)?",
        ),
        (Found.LAND, rf"\b{CERTIFICATE}[^\n\d]{{0,40}}?(?P<taken>\b[A-ZĐ]{{1,2}}[ \t.\-]?\d{{5,8}})(?!\w)"),
        (
            Found.BANK,
            rf"\b{ACCOUNT}[^\d\n]{{0,40}}?(?<![\d/])(?P<taken>\d(?:{GAP}\d){{5,20}})(?![\d/])",
        ),
        (
            Found.IDENTITY,
            rf"\b{IDENTITY_PAPER}{LINK}(?P<taken>(?i:[a-z]{{1,2}}{GAP})?\d(?:{GAP}\d){{6,14}})(?!\w)",
        ),
        (Found.BIRTH, rf"\b{BORN}{LINK}(?:{said('ngày, năm')}{SPACE})?(?P<taken>{DAY})(?![\w/])"),
        (
            Found.BIRTH,
            rf"\b{BORN}{LINK}(?P<taken>(?:{said('ngày')}{SPACE})?\d{{1,2}}{SPACE}{said('tháng')}{SPACE}\d{{1,2}}"
            rf"{SPACE}{said('năm')}{SPACE}\d{{4}})",
        ),
        (Found.ADDRESS, rf"\b{HOUSE}(?:,?{SPACE}{IN_STREET}|,?{SPACE}{PROPER})?"),
        (
            Found.ADDRESS,
            rf"\b{NUMBERED}(?P<taken>(?:{said('số, k')}{SPACE})?{NUMBER_OF_HOUSE},?{SPACE}"
            rf"(?:{IN_STREET}|(?!{A_BODY}){PROPER}))",
        ),
        (
            Found.ADDRESS,
            rf"(?<![\w/])[KkSs]?\d{{1,4}}(?:/\d{{1,4}}){{0,3}}[a-zA-Z]?,?{SPACE}{STREET}{SPACE}{PROPER}",
        ),
        (Found.ADDRESS, rf"\b{IN_STREET}"),
        (
            Found.ADDRESS,
            rf"\b{OF_A_HEAD}{HAMLET}{SPACE}(?:{said('số')}{SPACE})?(?:\d[\w/]{{0,4}}(?![.,]\d)|{PROPER})",
        ),
    ]
]
NOT_A_PLACE = re.compile(  # "tổ công tác", "làng nghề", "Đường dây nóng": no place where somebody lives
    rf"(?:{STREET}|{HAMLET}){SPACE}(?:Công|Dây|Trưởng|Phó|Chức|Hợp|Nghề|Văn hóa|Đồ|Quyền|Thuế|Quản|Cơ động"
    r"|Hồ sơ|Tin|Báo|Ghi)\b",
    re.IGNORECASE,
)
NUMBER = re.compile(r"(?<![\w/.,])\(?\+?\(?\d(?:[ \t.,\-()·_]{0,2}\d){7,13}(?![\w/]|[.,]\d)")
MONEY = re.compile(r"[ \t]{0,2}(?:đồng|đ\b|vnđ|vnd|triệu|tỷ|tỉ|m2|m²|ha\b|lượt|người|%)", re.IGNORECASE)
GROUPED = re.compile(r"\d{1,3}(?:\.\d{3}){2,}|\d{1,3}(?:,\d{3}){2,}")
MOBILE = re.compile(r"(?:0|84)(?:[35789]\d{8}|2\d{8,9})|[35789]\d{8}|1[89]00\d{4,6}")


def find_forms(text: str) -> list[Span]:
    """All that has a form; spans may overlap."""
    spans = []
    for kind, pattern in PATTERNS:
        group = "taken" if "taken" in pattern.groupindex else 0
        spans += [
            Span(*match.span(group), kind)
            for match in pattern.finditer(text)
            if kind != Found.ADDRESS or not NOT_A_PLACE.match(match.group())
        ]
    return [*spans, *_find_numbers(text)]


def _find_numbers(text: str) -> Iterator[Span]:
    """Telephones by their shape, papers of identity by their length; sums and counts are left alone."""
    for match in NUMBER.finditer(text):
        written = match.group()
        digits = re.sub(r"\D", "", written)
        is_sum = MONEY.match(text, match.end()) or GROUPED.fullmatch(written)
        kind = _number_kind(digits, is_international="+" in written)
        if kind is not None and (digits.startswith("0") or not is_sum):
            is_open = written.startswith("(") and ")" not in written
            yield Span(match.start() + is_open, match.end(), kind)


def _number_kind(digits: str, *, is_international: bool) -> Found | None:
    if is_international or MOBILE.fullmatch(digits):
        return Found.PHONE
    if len(digits) in (9, 12):
        return Found.IDENTITY
    return Found.PHONE if digits.startswith("0") and len(digits) in (10, 11) else None
