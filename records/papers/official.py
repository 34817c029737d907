"""An official document (văn bản hành chính) as a Word file, laid out by Decree 30/2020/NĐ-CP, Annex I.

Number and date are left blank for the records clerk (văn thư), who gives them at issue, unless the number is
known already.
Names are passed as they are written in a sentence ("Sở Nội vụ"); capitals are set here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from records.text import paper_number

from . import wordml
from .measure import balanced_lines, bold_width
from .tables import Table

PORTRAIT_WIDTH = 9355  # twips between the margins: 16.5 cm
LANDSCAPE_WIDTH = 14287  # 25.2 cm
SIDES = 800  # what the subject and an annex's reference leave free
LEFT_HEAD, RIGHT_HEAD = 3685, 5670
HEAD_SIZE, BODY_SIZE, LETTER_SUBJECT_SIZE = 13, 14, 12
RULE_SHARE = 0.4  # of the line above: the decree wants a third to a half
SIGNING_LINES = 4
ANNEX_RULE = 2000

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
BLANK_NUMBER = "\u00a0" * 8
BLANK_DAY = "\u00a0" * 5
DRAFT = "DỰ THẢO"
POINT_LETTERS = "abcdđeghiklmnopqrstuvxy"


@dataclass(frozen=True)
class Heading:
    """Level 1 "I. CAPITALS", 2 "1. bold", 3 "a) plain". The number is set here unless `numbered` is off."""

    text: str
    level: Literal[1, 2, 3] = 1
    numbered: bool = True


@dataclass(frozen=True)
class Paragraph:
    """Each line of the text becomes a paragraph of its own."""

    text: str


Block = Heading | Paragraph | Table


@dataclass(frozen=True)
class Signature:
    """`lines` as the post signs: "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"."""

    lines: Sequence[str]
    name: str = ""


@dataclass(frozen=True)
class AnnexTable:
    """`reference` is the line in brackets; left empty, it points at the paper itself."""

    title: str
    table: Table
    reference: str = ""
    unit: str = ""
    notes: Sequence[str] = ()
    landscape: bool = True


@dataclass(frozen=True)
class OfficialPaper:
    """A line break in `issuing_body`, `parent_body` or `subject` is kept; else long ones are cut evenly.

    With an empty `type_name` it is a letter (công văn, form 1.5), whose subject stands under its number.
    `mark` is boxed under the number ("DỰ THẢO"). `addressees` are the Kính gửi, `grounds` the căn cứ,
    `recipients` the Nơi nhận lines ("Lưu: VT" comes last): dashes and end marks are set here.
    The last paragraph of `blocks` gets the closing "./."; where no text refers to the annexes, a line does.
    """

    issuing_body: str
    sign: str
    place: str
    year: int
    subject: str
    signature: Signature
    parent_body: str = ""
    type_name: str = "Báo cáo"
    number: str = ""
    mark: str = ""
    addressees: Sequence[str] = ()
    grounds: Sequence[str] = ()
    blocks: Sequence[Block] = ()
    recipients: Sequence[str] = ()
    annexes: Sequence[AnnexTable] = ()


def write_docx(paper: OfficialPaper) -> bytes:
    body = _head(paper) + _title(paper) + _addressees(paper.addressees) + _space(200)
    body += _grounds(paper) + _body(paper) + _foot(paper)
    sections = [wordml.section(landscape=False, restart=False)]
    for number, annex in enumerate(paper.annexes, start=1):
        body += wordml.paragraph("Thin", props=sections[-1])
        body += _annex(paper, annex, number)
        sections.append(wordml.section(landscape=annex.landscape, restart=True))
    body += wordml.paragraph("Thin") + sections[-1]
    title = f"{_type_in_sentence(paper)} {paper.subject}"
    return wordml.package(body, title=_one_line(title), author=_one_line(paper.issuing_body))


def write_extract(*, title: str, author: str, text: str, table: Table, source: str) -> bytes:
    """A part to be taken into another paper: no head, no foot, the text, its table, where both are from."""
    body = wordml.paragraph("AnnexTitle", title.upper()) + _space(160)
    body += "".join(wordml.paragraph("Body", line) for line in text.splitlines() if line.strip())
    body += (
        _space(120) + wordml.grid(table, PORTRAIT_WIDTH) + wordml.paragraph("Note", source, "<w:keepNext/>")
    )
    body += wordml.paragraph("Thin") + wordml.section(landscape=False, restart=False)
    return wordml.package(body, title=_one_line(title), author=_one_line(author))


def _head(paper: OfficialPaper) -> str:
    number = wordml.paragraph("Sign", _number_and_sign(paper))
    if not paper.type_name:
        subject = balanced_lines(f"V/v {paper.subject}", LETTER_SUBJECT_SIZE, LEFT_HEAD)
        number += wordml.paragraph("LetterSubject", "\n".join(subject))
    if paper.mark:
        number += wordml.paragraph("Mark", paper.mark)
    rows = [
        (_bodies(paper), _nation()),
        (number, wordml.paragraph("PlaceDate", _place_and_date(paper))),
    ]
    return wordml.frame(rows, (LEFT_HEAD, RIGHT_HEAD))


def _nation() -> str:
    nation = wordml.paragraph("Nation", NATION) + wordml.paragraph("Motto", MOTTO)
    return nation + wordml.rule(bold_width(MOTTO, BODY_SIZE), RIGHT_HEAD)


def _number_and_sign(paper: OfficialPaper) -> str:
    """Số: 12/BC-STP."""
    return f"Số:{_number_or_blank(paper)}/{paper.sign}"


def _bodies(paper: OfficialPaper) -> str:
    above = _body_lines(paper.parent_body) if paper.parent_body else []
    issuing = _body_lines(paper.issuing_body)
    longest = max(bold_width(line, HEAD_SIZE) for line in issuing)
    return (
        "".join(wordml.paragraph("ParentBody", line) for line in above)
        + "".join(wordml.paragraph("IssuingBody", line) for line in issuing)
        + wordml.rule(round(longest * RULE_SHARE), LEFT_HEAD)
    )


def _body_lines(name: str) -> list[str]:
    """ỦY BAN NHÂN DÂN stands on a line of its own, as every office writes it."""
    name = name.upper()
    for council in ("ỦY BAN NHÂN DÂN", "HỘI ĐỒNG NHÂN DÂN"):
        if name.startswith(f"{council} "):
            name = f"{council}\n{name.removeprefix(council)}"
    return [line for part in name.splitlines() for line in balanced_lines(part, HEAD_SIZE, LEFT_HEAD)]


def _place_and_date(paper: OfficialPaper) -> str:
    return f"{paper.place}, ngày{BLANK_DAY}tháng{BLANK_DAY}năm {paper.year}"


def _number_or_blank(paper: OfficialPaper) -> str:
    return f"\u00a0{paper_number(paper.number)}" if paper.number else BLANK_NUMBER


def _title(paper: OfficialPaper) -> str:
    """A letter has none: its subject stands under its number."""
    if not paper.type_name:
        return ""
    subject = _title_lines(paper.subject, PORTRAIT_WIDTH)
    longest = max(bold_width(line, BODY_SIZE) for line in subject)
    return (
        wordml.paragraph("TypeName", paper.type_name.upper())
        + wordml.paragraph("Subject", "\n".join(subject))
        + wordml.rule(round(longest * RULE_SHARE), PORTRAIT_WIDTH)
    )


def _title_lines(text: str, width: int) -> list[str]:
    return [line for part in text.splitlines() for line in balanced_lines(part, BODY_SIZE, width - SIDES)]


def _addressees(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(wordml.paragraph("Addressee", f"Kính gửi: {_bare(name)}") for name in names)
    lines = "".join(wordml.paragraph("AddresseeItem", line) for line in _dashed(names))
    return wordml.paragraph("AddresseeList", "Kính gửi:") + lines


def _grounds(paper: OfficialPaper) -> str:
    return "".join(wordml.paragraph("Ground", line) for line in _listed(paper.grounds))


def _body(paper: OfficialPaper) -> str:
    counters = [0, 0, 0]
    blocks = [*paper.blocks, *_pointer(paper)]
    last = len(blocks) - 1
    texts = [_block(block, counters, closing=place == last) for place, block in enumerate(blocks)]
    if len(blocks) > len(paper.blocks) > 0 and isinstance(paper.blocks[-1], Paragraph):
        texts[-2] = _paragraphs(paper.blocks[-1].text, closing=False, stays=True)
    return "".join(texts)


_POINTS = re.compile("phụ lục[^.;\n]{0,60}kèm theo|kèm theo[^.;\n]{0,60}phụ lục", re.IGNORECASE)


def _pointer(paper: OfficialPaper) -> list[Paragraph]:
    """A body that has annexes names them (the decree, Annex I, part III): by a line where no text does."""
    said = any(_POINTS.search(block.text) for block in paper.blocks if isinstance(block, Paragraph))
    if said or not paper.annexes:
        return []
    numbers = ", ".join(roman(number + 1) for number in range(len(paper.annexes)))
    return [Paragraph(f"(Chi tiết tại Phụ lục{f' {numbers}' if len(paper.annexes) > 1 else ''} kèm theo)")]


def _block(block: Block, counters: list[int], *, closing: bool) -> str:
    match block:
        case Heading():
            return _heading(block, counters)
        case Table():
            return wordml.grid(block, PORTRAIT_WIDTH) + _space(120)
    return _paragraphs(block.text, closing=closing)


def _heading(heading: Heading, counters: list[int]) -> str:
    words = heading.text.upper() if heading.level == 1 else heading.text
    if heading.numbered:
        words = f"{_number(counters, heading.level)} {words}"
    return wordml.paragraph(f"Heading{heading.level}", words)


def _number(counters: list[int], level: int) -> str:
    counters[level - 1] += 1
    counters[level:] = [0] * (len(counters) - level)
    count = counters[level - 1]
    if level == 3:
        return f"{POINT_LETTERS[(count - 1) % len(POINT_LETTERS)]})"
    return f"{roman(count) if level == 1 else count}."


def _paragraphs(text: str, *, closing: bool, stays: bool = False) -> str:
    """What closes the paper ends in "./."; it and what `stays` are on the page of the signature."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not (closing or stays) or not lines:
        return "".join(wordml.paragraph("Body", line) for line in lines)
    before = "".join(wordml.paragraph("Body", line) for line in lines[:-1])
    last = f"{_bare(lines[-1])}./." if closing else lines[-1]
    return before + wordml.paragraph("Body", last, "<w:keepNext/>")


def _foot(paper: OfficialPaper) -> str:
    """One row that does not split: the recipients on the left, the signature on the right."""
    left = "".join(wordml.paragraph("Recipient", line) for line in _dashed(paper.recipients))
    if left:
        left = wordml.paragraph("RecipientsLabel", "Nơi nhận:") + left
    right = "".join(wordml.paragraph("Signature", line) for line in paper.signature.lines)
    right += wordml.paragraph("Signature") * SIGNING_LINES
    right += wordml.paragraph("Signature", paper.signature.name)
    half = PORTRAIT_WIDTH // 2
    row = (left or wordml.paragraph("Recipient"), right)
    return _space(120, "<w:keepNext/>") + wordml.frame([row], (half, PORTRAIT_WIDTH - half))


def _annex(paper: OfficialPaper, annex: AnnexTable, number: int) -> str:
    width = LANDSCAPE_WIDTH if annex.landscape else PORTRAIT_WIDTH
    reference = _title_lines(annex.reference or _reference(paper), width)
    name = f"Phụ lục {roman(number)}" if len(paper.annexes) > 1 else "Phụ lục"
    return (
        wordml.paragraph("AnnexName", name)
        + wordml.paragraph("AnnexTitle", annex.title.upper())
        + wordml.paragraph("AnnexReference", "\n".join(reference))
        + wordml.rule(ANNEX_RULE, width)
        + _space(160, "<w:keepNext/>")
        + (wordml.paragraph("Unit", f"Đơn vị tính: {annex.unit}") if annex.unit else "")
        + wordml.grid(annex.table, width)
        + "".join(wordml.paragraph("Note", note, "<w:keepNext/>") for note in annex.notes)
    )


def _reference(paper: OfficialPaper) -> str:
    body = _one_line(paper.issuing_body)
    return (
        f"(Kèm theo {_type_in_sentence(paper)} số{_number_or_blank(paper)}/{paper.sign}"
        f" ngày{BLANK_DAY}tháng{BLANK_DAY}năm {paper.year} của {body})"
    )


def _type_in_sentence(paper: OfficialPaper) -> str:
    return paper.type_name.capitalize() or "Công văn"


def _space(after: int, props: str = "") -> str:
    spacing = f'<w:spacing w:before="0" w:after="{after}" w:line="20" w:lineRule="exact"/>'
    return wordml.paragraph("Thin", props=props + spacing)


def _one_line(text: str) -> str:
    return " ".join(text.splitlines())


def _bare(line: str) -> str:
    return line.strip().rstrip(" .;/")


def _listed(lines: Sequence[str]) -> list[str]:
    """Each line ends in a semicolon, the last in a full stop."""
    return [
        f"{_bare(line)}{'.' if place == len(lines) else ';'}" for place, line in enumerate(lines, start=1)
    ]


def _dashed(lines: Sequence[str]) -> list[str]:
    return [f"- {line.removeprefix('- ')}" for line in _listed(lines)]


def roman(number: int) -> str:
    numerals = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    found = ""
    for value, letters in numerals:
        found += letters * (number // value)
        number %= value
    return found
