"""Reading written papers back: what a person or a program opening the file finds."""

import csv
import re
import shutil
import subprocess
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import docx
import openpyxl
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from lxml import etree
from openpyxl.workbook import Workbook
from pypdf import PdfReader


def open_docx(content: bytes) -> Document:
    return docx.Document(BytesIO(content))


def part(content: bytes, name: str) -> etree._Element:
    """One part of the file, parsed."""
    with ZipFile(BytesIO(content)) as archive:
        return etree.fromstring(archive.read(name))


def texts(content: bytes) -> list[str]:
    """Every paragraph that says something, in order, those in tables too; a line break is a newline."""
    body = part(content, "word/document.xml")
    found = (
        "".join(
            node.text or "" if node.tag == qn("w:t") else "\n" for node in line.iter(qn("w:t"), qn("w:br"))
        )
        for line in body.iter(qn("w:p"))
    )
    return [text.replace("\u00a0", " ") for text in found if text.strip()]


def styled(content: bytes, style: str) -> list[str]:
    """The texts set in one style, by its id."""
    lines = part(content, "word/document.xml").iter(qn("w:p"))
    chosen = (
        line for line in lines if line.find(f"{qn('w:pPr')}/{qn('w:pStyle')}").get(qn("w:val")) == style
    )
    return [
        "".join(node.text or "" for node in line.iter(qn("w:t"))).replace("\u00a0", " ") for line in chosen
    ]


def open_xlsx(content: bytes) -> Workbook:
    return openpyxl.load_workbook(BytesIO(content))


def cells(content: bytes, sheet: str = "Số liệu") -> list[tuple[object, ...]]:
    return [tuple(row) for row in open_xlsx(content)[sheet].iter_rows(values_only=True)]


def csv_rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def as_pdf(content: bytes, folder: Path) -> PdfReader:
    """Through LibreOffice, the closest thing to a printer; the test is skipped where there is none."""
    office = shutil.which("soffice")
    if not office:
        pytest.skip("LibreOffice (soffice) is not installed: no paper was laid out on pages")
    (folder / "paper.docx").write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command: list[str | Path] = [
        office,
        "--headless",
        profile,
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        str(folder / "paper.docx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return PdfReader(folder / "paper.pdf")


def page_lines(page) -> list[str]:
    text = re.sub("[ \u00a0]+", " ", page.extract_text())
    return [line.strip() for line in text.splitlines() if line.strip()]
