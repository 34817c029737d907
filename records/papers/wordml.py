"""WordprocessingML as strings: paragraphs, tables, sections, and the file they are packed in.

Strings and not objects, because a table of 300 rows through python-docx costs three times
its template. Children stand in the order the schema demands.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from .measure import bold_width
from .tables import Cell, Column, Number, Row, Table, printed

PrintedRow = tuple[Row, list[str]]

_BLANK = Path(__file__).parent / "blank"
_PARTS = (
    "[Content_Types].xml",
    "_rels/.rels",
    "word/_rels/document.xml.rels",
    "word/styles.xml",
    "word/settings.xml",
    "word/header-number.xml",
    "word/header-first.xml",
)
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DIGIT = 125  # twips a bold digit takes at 12 pt, and a little
_CELL_PADDING = 190
_CELL_SIZE = 12  # points
_SHORT = 8  # letters: TT27.1, truyền
_TOGETHER = 3  # rows at the end of a table that no page parts from each other and from what follows
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def text(value: str) -> str:
    return escape(_NOT_XML.sub("", value)).replace("\t", " ")


def run(value: str) -> str:
    lines = '</w:t><w:br/><w:t xml:space="preserve">'.join(text(value).splitlines())
    return f'<w:r><w:t xml:space="preserve">{lines}</w:t></w:r>'


def paragraph(style: str, value: str = "", props: str = "") -> str:
    """`props` are direct properties beside the style; an empty value leaves an empty line."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{props}</w:pPr>{run(value) if value else ""}</w:p>'


def rule(length: int, width: int) -> str:
    """A centred line of `length` twips in a column of `width`."""
    side = max(0, (width - length) // 2)
    return paragraph("Rule", props=f'<w:ind w:left="{side}" w:right="{side}"/>')


def frame(rows: Iterable[Sequence[str]], widths: Sequence[int]) -> str:
    """A table without lines that only places things; cells are given as paragraphs."""
    body = "".join(
        "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        + "".join(f"<w:tc>{_cell_width(width)}{cell}</w:tc>" for cell, width in zip(row, widths, strict=True))
        + "</w:tr>"
        for row in rows
    )
    return _table("TableNormal", widths, body)


def grid(table: Table, width: int) -> str:
    """A table with lines, `width` twips wide; its headings repeat on each page, its rows do not split."""
    rows = [(row, [printed(cell) for cell in row.cells]) for row in table.checked_rows()]
    widths = _fitted(table.columns, rows, width)
    return _table("Grid", widths, _headings(table, widths) + _rows(table, rows, widths))


def _fitted(columns: Sequence[Column], rows: Sequence[PrintedRow], width: int) -> list[int]:
    """The widths asked for, but no number or short word broken over two lines: wider columns give way."""
    total = sum(column.width for column in columns)
    asked = [round(width * column.width / total) for column in columns]
    needed = [
        max(_number_width(place, rows), _word_width(place, columns, rows)) for place in range(len(columns))
    ]
    spare = [max(0, wish - need) for wish, need in zip(asked, needed, strict=True)]
    missing = sum(need - wish for wish, need in zip(asked, needed, strict=True) if need > wish)
    share = min(1, missing / sum(spare)) if any(spare) else 0
    return [
        need if need > wish else round(wish - extra * share)
        for wish, need, extra in zip(asked, needed, spare, strict=True)
    ]


def _number_width(place: int, rows: Sequence[PrintedRow]) -> int:
    lengths = (len(cells[place]) for row, cells in rows if not row.span and _is_number(row.cells[place]))
    longest = max(lengths, default=0)
    return longest * _DIGIT + _CELL_PADDING if longest else 0


def _word_width(place: int, columns: Sequence[Column], rows: Sequence[PrintedRow]) -> int:
    """Of the longest word that is short enough to be kept whole, in the heading and below it."""
    texts = [columns[place].heading, *(cells[place] for row, cells in rows if not row.span)]
    words = {word for text in texts for word in text.split() if len(word) <= _SHORT}
    return max((bold_width(word, _CELL_SIZE) for word in words), default=0) + _CELL_PADDING


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, Number | date)


def section(*, landscape: bool, restart: bool) -> str:
    """A4; margins 20 mm above and below, 30 mm left, 15 mm right; no number on the first page."""
    size = 'w:w="16838" w:h="11906" w:orient="landscape"' if landscape else 'w:w="11906" w:h="16838"'
    numbering = '<w:pgNumType w:start="1"/>' if restart else ""
    return (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId3"/>'
        '<w:headerReference w:type="first" r:id="rId4"/>'
        f'<w:type w:val="nextPage"/><w:pgSz {size}/>'
        '<w:pgMar w:top="1134" w:right="850" w:bottom="1134" w:left="1701"'
        ' w:header="567" w:footer="567" w:gutter="0"/>'
        f'{numbering}<w:cols w:space="708"/><w:titlePg/></w:sectPr>'
    )


def package(body: str, *, title: str, author: str) -> bytes:
    document = f"{_DECLARATION}<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>"
    parts = {**_blank_parts(), "word/document.xml": document, "docProps/core.xml": _core(title, author)}
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for name, content in parts.items():
            # ZipInfo's own date, so that the same paper gives the same bytes.
            archive.writestr(ZipInfo(name), content.encode(), ZIP_DEFLATED)
    return file.getvalue()


def _table(style: str, widths: Sequence[int], rows: str) -> str:
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:jc w:val="center"/><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
    )


def _cell_width(width: int, props: str = "") -> str:
    return f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{props}</w:tcPr>'


_HEADING_ROW = "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
_MIDDLE = '<w:vAlign w:val="center"/>'


def _headings(table: Table, widths: Sequence[int]) -> str:
    if not table.has_groups:
        cells = zip(table.columns, widths, strict=True)
        return _HEADING_ROW + "".join(_heading(c.heading, w) for c, w in cells) + "</w:tr>"
    upper, lower, place = "", "", 0
    for group, columns in table.groups():
        spans = widths[place : place + len(columns)]
        place += len(columns)
        if group:
            upper += _heading(group, sum(spans), f'<w:gridSpan w:val="{len(columns)}"/>')
            lower += "".join(_heading(c.heading, w) for c, w in zip(columns, spans, strict=True))
        else:
            upper += _heading(columns[0].heading, spans[0], '<w:vMerge w:val="restart"/>')
            lower += _heading("", spans[0], "<w:vMerge/>")
    return f"{_HEADING_ROW}{upper}</w:tr>{_HEADING_ROW}{lower}</w:tr>"


def _heading(value: str, width: int, merge: str = "") -> str:
    return f"<w:tc>{_cell_width(width, merge + _MIDDLE)}{paragraph('CellHead', value)}</w:tc>"


def _rows(table: Table, rows: Sequence[PrintedRow], widths: Sequence[int]) -> str:
    whole = f'<w:gridSpan w:val="{len(widths)}"/>'
    cells = {
        bold: [_cell(w, bold, c.align) for c, w in zip(table.columns, widths, strict=True)] for bold in _BOTH
    }
    last = {
        bold: [_cell(w, bold, c.align, props=_KEEP) for c, w in zip(table.columns, widths, strict=True)]
        for bold in _BOTH
    }
    spans = {bold: [_cell(sum(widths), bold, merge=whole, props=_KEEP)] for bold in _BOTH}
    found = ""
    for left, (row, texts) in zip(range(len(rows), 0, -1), rows, strict=True):
        found += _row((spans if row.span else last if left <= _TOGETHER else cells)[row.bold], texts)
    return found


_BOTH = (False, True)
_KEEP = "<w:keepNext/>"
_ALIGNED = {"left": "", "center": '<w:jc w:val="center"/>', "right": '<w:jc w:val="right"/>'}


def _cell(width: int, bold: bool, align: str = "left", *, merge: str = "", props: str = "") -> str:
    """The cell up to its text: the same for every row, so composed once."""
    style = "CellBold" if bold else "Cell"
    props = f'<w:pPr><w:pStyle w:val="{style}"/>{props}{_ALIGNED[align]}</w:pPr>'
    return f"<w:tc>{_cell_width(width, merge + _MIDDLE)}<w:p>{props}"


def _row(starts: Sequence[str], texts: Sequence[str]) -> str:
    cells = (f"{start}{run(cell)}</w:p></w:tc>" for start, cell in zip(starts, texts, strict=True))
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"


@cache
def _blank_parts() -> dict[str, str]:
    return {name: (_BLANK / name).read_text(encoding="utf-8") for name in _PARTS}


def _core(title: str, author: str) -> str:
    return (
        f"{_DECLARATION}<cp:coreProperties"
        ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{text(title)}</dc:title><dc:creator>{text(author)}</dc:creator>"
        f"<cp:lastModifiedBy>{text(author)}</cp:lastModifiedBy><dc:language>vi-VN</dc:language></cp:coreProperties>"
    )
