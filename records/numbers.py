"""Numbers as a Vietnamese reader means them: `1.234` is one thousand two hundred and thirty-four.

What can be read in two ways is refused with both readings, never guessed.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MAX_DIGITS = 24

_ASCII = str.maketrans("０１２３４５６７８９．，－\u2212", "0123456789.,--")
_NUMBER = re.compile(r"-?(?:[1-9][0-9]{0,2}(?:\.[0-9]{3})+|[0-9]+)(?:,[0-9]+)?")
_POINT_AS_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+")
_ENGLISH = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|-?[0-9]{1,3}(?:,[0-9]{3}){2,}")
_ENGLISH_GROUPS = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})*\.[0-9]+")
_SPACED = re.compile(r"-?[0-9]+(?:\s+[0-9]+)+(?:[.,][0-9]+)?")
_NOTES: list[tuple[re.Pattern[str], str | Promise]] = [
    (re.compile(r"%|\bphần trăm\b"), _("“%(text)s”: leave out the percent sign, as in 12,5.")),
    (re.compile(r"^\+"), _("“%(text)s”: leave out the plus sign, as in 7.")),
    (re.compile(r"_"), _("“%(text)s”: group thousands with a full stop, as in 1.000.")),
    (
        re.compile(r"^-?[0-9.,]+e[-+]?[0-9]+$", re.I),
        _("“%(text)s”: write the number out in digits, as in 1.000."),
    ),
    (re.compile(r"[^\W\d_]"), _("“%(text)s”: write digits only, without words or units, as in 5.000.000.")),
    (re.compile(r"^-?,[0-9]+$"), _("“%(text)s”: write the zero before the comma, as in 0,5.")),
]


class NumberFormatError(ValueError):
    """What was typed is no number, or could be two; the message says so in the reader's language."""


def ascii_digits(text: str) -> str:
    """Full-width digits, as some keyboards type them, and the true minus sign, made plain."""
    return text.translate(_ASCII)


def parse_number(text: str, *, advises_decimals: bool = True) -> Decimal:
    """Read `1234`, `1.234`, `1.234,5` and `-5`; raise NumberFormatError for everything else.

    Where only whole numbers are taken, the message must not advise decimals.
    """
    text = " ".join(ascii_digits(text).split())
    if not text:
        raise NumberFormatError(
            _("Type a number, as in 1.234,5.") if advises_decimals else _("Type a number, as in 1.234.")
        )
    if len(text) > 2 * MAX_DIGITS:
        raise _too_long()
    if not _NUMBER.fullmatch(text):
        raise NumberFormatError(_explain(text) if advises_decimals else _explain_whole(text))
    return _decimal(text)


def _decimal(text: str) -> Decimal:
    number = Decimal(text.replace(".", "").replace(",", "."))
    if len(number.as_tuple().digits) > MAX_DIGITS:
        raise _too_long()
    return number if number else abs(number)


def _too_long() -> NumberFormatError:
    return NumberFormatError(_("The number is too long: %(count)d digits at most.") % {"count": MAX_DIGITS})


def _explain(text: str) -> str:
    if _POINT_AS_DECIMAL.fullmatch(text):
        return _two_readings(text)
    if _ENGLISH.fullmatch(text) or _ENGLISH_GROUPS.fullmatch(text):
        return _swapped(text)
    if _SPACED.fullmatch(text):
        return _(
            "“%(text)s”: leave no space inside a number; group thousands with a full stop, as in 1.234."
        ) % {"text": text}
    note = next((note for pattern, note in _NOTES if pattern.search(text)), _UNKNOWN)
    return note % {"text": text}


def _explain_whole(text: str) -> str:
    """The same where decimals are refused: no advice that would be refused in its turn."""
    if _POINT_AS_DECIMAL.fullmatch(text) and Decimal(text) % 1:
        return _WHOLE % {"text": text}
    said = _explain(text)
    return _WHOLE % {"text": text} if _DECIMALS.search(said.replace(f"“{text}”", "")) else said


_DECIMALS = re.compile(r"[0-9],[0-9]")
_WHOLE = _("“%(text)s”: only whole numbers are taken here. Write it as in 1234 or 1.234.")
_UNKNOWN = _("“%(text)s” is not a number as written here. Write it as in 1234, 1.234 or 1.234,5.")


def _two_readings(text: str) -> str:
    return _("“%(text)s” can be read in two ways. Write %(decimal)s or %(whole)s, whichever is meant.") % {
        "text": text,
        "decimal": format_number(Decimal(text)),
        "whole": format_number(Decimal(text.replace(".", ""))),
    }


def _swapped(text: str) -> str:
    return _(
        "“%(text)s”: the full stop groups thousands and the comma starts the decimals. Write %(right)s."
    ) % {
        "text": text,
        "right": format_number(Decimal(text.replace(",", ""))),
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
