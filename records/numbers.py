"""Numbers as a Vietnamese reader means them: `1.234` is one thousand two hundred and thirty-four.

What other programs paste is read where it can mean nothing else; what can be read in two ways is refused with
both readings, never guessed.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from records.text import clean_text, fold

MAX_DIGITS = 24

_ASCII = str.maketrans("０１２３４５６７８９．，－％\u2212", "0123456789.,-%-")
_NUMBER = re.compile(r"-?(?:[1-9][0-9]{0,2}(?:\.[0-9]{3})+|[0-9]+)(?:,[0-9]+)?")
_POINT_AS_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+")
_COMMA_AND_THREE = re.compile(r"-?[1-9][0-9]{0,2},[0-9]{3}")
_ENGLISH = re.compile(r"-?[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+\.[0-9]+|(?:,[0-9]{3}){2,})")
_SPACED_GROUPS = re.compile(r"-?[1-9][0-9]{0,2}(?: [0-9]{3})+(?:[.,][0-9]+)?")
_SPACED = re.compile(r"-?[0-9]+(?:\s+[0-9]+)+(?:[.,][0-9]+)?")
_WITH_WORDS = re.compile(r"(-?[0-9][0-9., ]*?) ?([^\W\d_]+|%|₫)(?: .*)?")
_OWN_UNIT = re.compile(r"([-0-9][0-9., ]*?) ?([^0-9., ].*)")
_NOTES: list[tuple[re.Pattern[str], str | Promise]] = [
    (re.compile(r"%|\bphần trăm\b"), _("“%(text)s”: leave out the percent sign, as in 12,5.")),
    (re.compile(r"^\+"), _("“%(text)s”: leave out the plus sign, as in 7.")),
    (re.compile(r"_"), _("“%(text)s”: group thousands with a full stop, as in 1.000.")),
    (
        re.compile(r"^-?[0-9.,]+e[-+]?[0-9]+$", re.I),
        _("“%(text)s”: write the number out in digits, as in 1.000."),
    ),
    (re.compile(r"[^\W\d_]"), _("“%(text)s”: write digits only, without words or units, as in %(example)s.")),
    (re.compile(r"^-?,[0-9]+$"), _("“%(text)s”: write the zero before the comma, as in 0,5.")),
]
# What a unit is also written as, by its folded name.
_ALSO_WRITTEN = {"dong": {"d", "vnd", "₫"}, "%": {"phan tram"}}
_TIMES = {"nghin": 1000, "ngan": 1000, "trieu": 10**6, "tr": 10**6, "ty": 10**9, "ti": 10**9}
_EXAMPLES = {"dong": "5.000.000", "vnd": "5.000.000"}
_EXAMPLE = "37"


class NumberFormatError(ValueError):
    """What was typed is no number, or could be two; the message says so in the reader's language."""


def ascii_digits(text: str) -> str:
    """Full-width digits, as some keyboards type them, and the true minus sign, made plain."""
    return text.translate(_ASCII)


def parse_number(text: str, *, decimals: int | None = None, unit: str = "") -> Decimal:
    """Read `1234`, `1.234`, `1.234,5` and `-5`; raise NumberFormatError for what could be something else.

    Also what other programs paste: thousands parted by any space, `1,234.50` with both signs the English way,
    and the number's own `unit` behind it. With `decimals` the message advises no more of them than are taken,
    and a comma before three digits is asked about where it could group thousands. The value keeps its zeros.
    """
    text = clean_text(ascii_digits(text))
    if not text:
        raise NumberFormatError(
            _("Type a number, as in %(example)s.") % {"example": _example(unit)}
            if decimals == 0
            else _("Type a number, as in 1.234,5.")
        )
    if len(text) > 2 * MAX_DIGITS:
        raise _too_long()
    plain = _plain(text, unit)
    if not _NUMBER.fullmatch(plain):
        explain = _explain_whole if decimals == 0 else _explain
        raise NumberFormatError(explain(plain, text, unit))
    number = _decimal(plain)
    if (
        decimals is not None
        and decimals < 3
        and _COMMA_AND_THREE.fullmatch(plain)
        and _fits(number, decimals)
    ):
        raise NumberFormatError(_two_readings(text, number, Decimal(plain.replace(",", ""))))
    return number


def _plain(text: str, unit: str) -> str:
    """The same number without its own unit, without spaces between its thousands, with the comma for
    decimals."""
    parts = _OWN_UNIT.fullmatch(text)
    if parts and fold(parts[2]) in _names_of(unit):
        text = parts[1]
    if _ENGLISH.fullmatch(text):
        return text.replace(",", "").replace(".", ",")
    return text.replace(" ", "") if _SPACED_GROUPS.fullmatch(text) else text


def _names_of(unit: str) -> set[str]:
    """What may stand behind a number of that unit: “tờ/cuốn” is either, “đồng” is also “đ”."""
    if not unit:
        return set()
    folded = fold(str(unit))
    names = {folded, *re.split(r" ?[/,] ?", folded)} - {""}
    return names | {other for name in names for other in _ALSO_WRITTEN.get(name, ())}


def _fits(number: Decimal, decimals: int) -> bool:
    return number == round(number, decimals)


def _decimal(text: str) -> Decimal:
    number = Decimal(text.replace(".", "").replace(",", "."))
    if len(number.as_tuple().digits) > MAX_DIGITS:
        raise _too_long()
    return number if number else abs(number)


def _too_long() -> NumberFormatError:
    return NumberFormatError(_("The number is too long: %(count)d digits at most.") % {"count": MAX_DIGITS})


def _explain(plain: str, text: str, unit: str) -> str:
    if _POINT_AS_DECIMAL.fullmatch(plain):
        return _two_readings(text, Decimal(plain), Decimal(plain.replace(".", "")))
    if _SPACED.fullmatch(plain):
        return _(
            "“%(text)s”: leave no space inside a number; group thousands with a full stop, as in 1.234."
        ) % {"text": text}
    note = next((note for pattern, note in _NOTES if pattern.search(text)), _UNKNOWN)
    return note % {"text": text, "example": _example(unit, text)}


def _explain_whole(plain: str, text: str, unit: str) -> str:
    """The same where decimals are refused: no advice that would be refused in its turn."""
    whole = _WHOLE % {"text": text, "example": _example(unit)}
    if _POINT_AS_DECIMAL.fullmatch(plain) and Decimal(plain) % 1:
        return whole
    said = _explain(plain, text, unit)
    return whole if _DECIMALS.search(said.replace(f"“{text}”", "")) else said


_DECIMALS = re.compile(r"[0-9],[0-9]")
_WHOLE = _("“%(text)s”: only whole numbers are taken here, as in %(example)s.")
_UNKNOWN = _("“%(text)s” is not a number as written here. Write it as in 1234, 1.234 or 1.234,5.")


def _example(unit: str, text: str = "") -> str:
    """A number such as is meant here: the one that stands in `text` where there is one, else one of the
    unit's size."""
    found = _WITH_WORDS.fullmatch(text)
    if found and _NUMBER.fullmatch(found[1]):
        number = _decimal(found[1]) * _TIMES.get(fold(found[2]), 1)
        return format_number(number)
    return _EXAMPLES.get(fold(str(unit)), _EXAMPLE)


def _two_readings(text: str, decimal: Decimal, whole: Decimal) -> str:
    return _("“%(text)s” can be read in two ways. Write %(decimal)s or %(whole)s, whichever is meant.") % {
        "text": text,
        "decimal": format_number(decimal),
        "whole": format_number(whole),
    }


def format_number(value: Decimal | int | float | None, decimals: int | None = None) -> str:
    """`1.234,5`; with `decimals`, rounded half up to so many; without, as exact as it is. None is ""."""
    if value is None:
        return ""
    number = Decimal(str(value))
    if decimals is not None:
        number = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    whole, _point, part = f"{number:,f}".partition(".")
    part = part if decimals is not None else part.rstrip("0")
    text = whole.replace(",", ".") + ("," + part if part else "")
    return text.lstrip("-") if not number else text


def format_percent(value: Decimal | int | float | None, decimals: int | None = None) -> str:
    """The one way a percentage is written where it stands alone: `2.287%`, `92,31%`. None is ""."""
    return "" if value is None else f"{format_number(value, decimals)}%"


_DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
_BILLION = 10**9


def in_words(number: int) -> str:
    """A whole number in Vietnamese words, as read aloud: `một nghìn không trăm linh năm`."""
    if number < 0:
        return "âm " + in_words(-number)
    if number == 0:
        return _DIGITS[0]
    return _read(number, after_more=False)


def _read(number: int, *, after_more: bool) -> str:
    """A positive number; after a higher group its hundreds and tens are named even when zero."""
    for size, name in ((_BILLION, "tỷ"), (10**6, "triệu"), (1000, "nghìn")):
        if number >= size:
            head = f"{_read(number // size, after_more=after_more)} {name}"
            rest = number % size
            return f"{head} {_read(rest, after_more=True)}" if rest else head
    return _read_hundreds(number, after_more=after_more)


def _read_hundreds(number: int, *, after_more: bool) -> str:
    hundreds, rest = divmod(number, 100)
    if not hundreds and not after_more:
        return _read_tens(rest)
    head = f"{_DIGITS[hundreds]} trăm"
    if not rest:
        return head
    return f"{head} linh {_DIGITS[rest]}" if rest < 10 else f"{head} {_read_tens(rest)}"


def _read_tens(number: int) -> str:
    tens, unit = divmod(number, 10)
    if not tens:
        return _DIGITS[unit]
    head = "mười" if tens == 1 else f"{_DIGITS[tens]} mươi"
    if not unit:
        return head
    if unit == 5:
        return f"{head} lăm"
    return f"{head} mốt" if unit == 1 and tens > 1 else f"{head} {_DIGITS[unit]}"
