"""A file's name is data: shown, never used as a path."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.content.names import LONGEST, ascii_name, clean_file_name, ending_of

KEPT = {
    "Báo cáo quý I.pdf": "Báo cáo quý I.pdf",
    unicodedata.normalize("NFD", "Đặng Thùy Trâm.docx"): "Đặng Thùy Trâm.docx",
    "../../etc/passwd.pdf": "passwd.pdf",
    "..\\..\\a.pdf": "a.pdf",
    "C:\\Users\\Lan\\a.pdf": "a.pdf",
    "/a/b/c.pdf": "c.pdf",
    "%2e%2e%2fa.pdf": "%2e%2e%2fa.pdf",
    ".htaccess": "htaccess",
    ".pdf": "pdf",
    "CON.pdf": "_CON.pdf",
    "con": "_con",
    "Aux .pdf": "_Aux.pdf",
    "lpt1.a.pdf": "_lpt1.a.pdf",
    "COM¹.pdf": "_COM¹.pdf",
    "console.pdf": "console.pdf",
    "a.pdf.": "a.pdf",
    "a.pdf ": "a.pdf",
    "a.pdf . .": "a.pdf",
    "a\r\nX: y.pdf": "a X_ y.pdf",
    'a"b.pdf': "a_b.pdf",
    "a;b=c.pdf": "a;b=c.pdf",
    "<svg onload=x>.pdf": "_svg onload=x_.pdf",
    "=cmd.xlsx": "=cmd.xlsx",
    "x.php;.jpg": "x.php;.jpg",
    "x.pdf .exe": "x.pdf.exe",
    "a\x00b.pdf": "ab.pdf",
    "\u202efdp.exe": "fdp.exe",
    "a\u200bb.pdf": "ab.pdf",
    "📄 tài liệu.pdf": "📄 tài liệu.pdf",
    "a|b?c*d:e.pdf": "a_b_c_d_e.pdf",
    "...": "",
    "": "",
    " . ": "",
    "\u200b": "",
    "a/": "",
    "ă" * 300 + ".docx": "ă" * 145 + ".docx",
    "a" * 300: "a" * 150,
    "a." + "b" * 300: "a." + "b" * 148,
    "a" * 144 + " .docx": "a" * 144 + ".docx",
}


@pytest.mark.parametrize(("given_name", "kept"), KEPT.items())
def test_a_name_is_kept_as(given_name, kept):
    assert clean_file_name(given_name) == kept


@given(st.text())
def test_any_name_becomes_a_harmless_one(name):
    kept = clean_file_name(name)
    assert len(kept) <= LONGEST
    assert not set(kept) & set('/\\<>:"|?*\r\n\0')
    assert kept == kept.strip(". ") == clean_file_name(kept)


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("a.PDF", "pdf"),
        ("a.tar.gz", "gz"),
        ("a", ""),
        ("a.", ""),
        (".pdf", ""),
        ("a.p df", ""),
        ("a.pdf .exe", "exe"),
    ],
)
def test_the_ending_stands_behind_the_last_dot(name, ending):
    assert ending_of(name) == ending


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Báo cáo Đăk Tô (1).docx", "bao-cao-dak-to-1-.docx"),
        ("📄.pdf", "pdf"),
        ("漢字", "file"),
        ('a"\r\n.pdf', "a-.pdf"),
    ],
)
def test_old_programs_get_a_plain_name(name, plain):
    assert ascii_name(name) == plain
