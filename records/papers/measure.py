"""How long a line of bold Times New Roman is: the decree sets rules by the length of the text above."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

TWIPS_PER_POINT = 20

# Advance widths in thousandths of the type size, from the font's public metrics.
_WIDTHS = {
    "ACDNRUVXY": 722, "BELTZ": 667, "FP": 611, "GHKOQ": 778, "I": 389, "J": 500, "M": 944, "S": 556,
    "W": 1000, "agovxy": 500, "bdhknpqu": 556, "cerz": 444, "fjt": 333, "il": 278, "m": 833, "s": 389,
    "w": 722, "0123456789": 500, " \u00a0\x1f,.;'/": 250, "-()": 333,
}  # fmt: skip
_BOLD = {letter: width for letters, width in _WIDTHS.items() for letter in letters}
_USUAL = 600


def bold_width(text: str, size: float) -> int:
    """In twips."""
    letters = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    thousandths = sum(_BOLD.get(letter, _USUAL) for letter in letters if not unicodedata.combining(letter))
    return round(thousandths * size * TWIPS_PER_POINT / 1000)


@lru_cache(maxsize=20_000)
def _word_width(word: str, size: float) -> int:
    return bold_width(word, size)


def lines_needed(text: str, size: float, width: int) -> int:
    """How many lines of `width` twips a text takes, wrapped between words; a longer word is cut."""
    return sum(_lines_of(line.split(" "), size, width) for line in text.split("\n"))


def _lines_of(words: Sequence[str], size: float, width: int) -> int:
    lines, used, space = 1, 0, _word_width(" ", size)
    for word in words:
        length = _word_width(word, size)
        if used and used + space + length > width:
            lines, used = lines + 1, 0
        elif used:
            used += space
        used += length
        while used > width:
            lines, used = lines + 1, used - width
    return lines


# Words a reader takes in as one; a title is not cut inside them.
_TOGETHER = re.compile(
    "cải cách hành chính|ủy ban nhân dân|thông tin|tuyên truyền|công tác|thực hiện|kết quả|số liệu|tổng hợp"
    "|cơ quan|đơn vị|địa phương|phương hướng|nhiệm vụ|văn hóa|thể thao|du lịch|nông nghiệp|môi trường"
    r"|khoa học|công nghệ|giáo dục|đào tạo|(?:quý|năm|số|tháng|tỉnh|xã|phường) \w+|\d+ tháng",
    re.IGNORECASE,
)
_JOINT = "\x1f"


def balanced_lines(text: str, size: float, width: int) -> list[str]:
    """The fewest lines that fit `width` twips, as even as the words allow."""
    joined = _TOGETHER.sub(lambda found: found.group().replace(" ", _JOINT), text)
    lines = _wrapped(joined, size, width)
    for narrower in range(width, 0, -width // 50):
        tighter = _wrapped(joined, size, narrower)
        if len(tighter) > len(lines):
            break
        lines = tighter
    return [line.replace(_JOINT, " ") for line in lines]


def _wrapped(text: str, size: float, width: int) -> list[str]:
    lines: list[str] = []
    for word in filter(None, text.split(" ")):
        if lines and bold_width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
