"""The content of a file decides; what may do harm is refused by its name, with what to do instead."""

import functools
import io
import time
import zipfile

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from PIL import Image

from records.content import archives, inspector
from records.content.check import MOST_BYTES, check_file
from records.content.messages import MESSAGES
from records.content.refusals import Refused
from tests.records import files

DDE = (
    "<w:p><w:r><w:instrText>DD</w:instrText></w:r><w:r><w:instrText>EAUTO c:\\\\cmd</w:instrText></w:r></w:p>"
)
XXE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
VBA_TYPE = (
    '<Override PartName="/word/x.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'
)


def check(data: bytes, name: str):
    return check_file(SimpleUploadedFile(name, data))


@functools.cache
def sound_files():
    return {
        "bao-cao.pdf": files.make_pdf(),
        "ký số.PDF": files.make_pdf(3, files.opens_at_page),
        "link.pdf": files.make_pdf(1, files.links_to_web),
        "owner.pdf": files.make_pdf(encryption=pikepdf.Encryption(owner="secret", user="")),
        "bao-cao.docx": files.make_docx(),
        "so-lieu.xlsx": files.make_xlsx(),
        "weblink.docx": files.with_relation(files.make_docx(), "hyperlink", "https://quangngai.gov.vn/"),
        "own-template.docx": files.with_relation(
            files.make_docx(), "attachedTemplate", "file:///C:\\Users\\lan\\Normal.dotm"
        ),
        "anh.png": files.make_picture("PNG"),
        "anh.jpg": files.make_picture("JPEG"),
        "anh.jpeg": files.photo(),
        "xam.jpg": files.make_picture("JPEG", mode="L"),
        "in.jpg": files.make_picture("JPEG", mode="CMYK"),
        "trong.png": files.make_picture("PNG", mode="RGBA"),
        "16bit.png": files.make_picture("PNG", mode="I;16"),
        "bang.php.jpg": files.make_picture("JPEG"),
    }


@pytest.mark.parametrize("name", sound_files())
def test_sound_files_are_kept(name):
    checked = check(sound_files()[name], name)
    assert (checked.name, bool(checked.data)) == (name, True)


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("bao-cao.pdf", "application/pdf"),
        ("bao-cao.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("so-lieu.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("anh.png", "image/png"),
        ("anh.jpeg", "image/jpeg"),
    ],
)
def test_the_type_follows_the_content(name, media_type):
    assert check(sound_files()[name], name).media_type == media_type


@pytest.mark.parametrize("name", ["bao-cao.pdf", "owner.pdf", "bao-cao.docx", "so-lieu.xlsx"])
def test_documents_are_kept_byte_for_byte(name):
    data = sound_files()[name]
    assert check(data, name).data == data


@functools.cache
def hostile_files():
    word, excel, pdf, png = files.make_docx(), files.make_xlsx(), files.make_pdf(), files.make_picture()
    types = "[Content_Types].xml"
    return {
        "empty": [("rỗng.pdf", b"")],
        "unknown": [("a.pdf", b"x"), ("a.docx", b"Plain words."), ("a.jpg", b"[InternetShortcut]\r\nURL=x")],
        "program": [("a.pdf", b"MZ\x90\0"), ("a.docx", b"\x7fELF"), ("a.pdf", b"L\0\0\0\x01\x14\x02\0")],
        "archive": [
            ("a.docx", b"Rar!\x1a\x07"),
            ("a.xlsx", b"7z\xbc\xaf\x27\x1c"),
            ("a.pdf", b"\x1f\x8b\x08"),
            ("a.docx", files.saved(lambda stream: zipfile.ZipFile(stream, "w").close())),
            ("a.zip", repack({"a.txt": "x"})),
            ("a.docx", repack({"a.txt": "x"})),
        ],
        "web_page": [
            ("a.pdf", b"<!DOCTYPE html><html>"),
            ("a.jpg", b"\xef\xbb\xbf  <HTML><script>"),
            ("a.pdf", "<html>".encode("utf-16")),
            ("a.docx", b"<?xml version='1.0'?><x/>"),
        ],
        "svg": [("a.png", b"<svg onload='x'/>"), ("a.png", b"<?xml version='1.0'?><svg/>")],
        "other_document": [
            ("a.docx", b"{\\rtf1"),
            ("a.pdf", b"Received: from x"),
            ("a.docx", repack({"mimetype": "application/vnd.oasis.opendocument.text"})),
            (
                "a.docx",
                files.repacked(word, edit={types: ("wordprocessingml.document", "presentationml.document")}),
            ),
        ],
        "old_office": [("a.docx", files.ole("WordDocument")), ("a.xls", files.ole("Workbook"))],
        "password": [
            ("a.xlsx", files.ole("EncryptedPackage")),
            ("a.pdf", files.make_pdf(encryption=pikepdf.Encryption(owner="o", user="u"))),
            ("a.docx", encrypted_zip()),
        ],
        "other_image": [
            ("a.png", files.make_picture("GIF")),
            ("a.jpg", files.make_picture("BMP")),
            ("a.jpg", files.make_picture("WEBP")),
            ("a.png", files.make_picture("TIFF")),
        ],
        "heic": [("IMG_1.jpg", b"\0\0\0\x18ftypheic"), ("IMG_1.HEIC", b"\0\0\0\x18ftypmif1")],
        "video": [("a.jpg", b"\0\0\0\x18ftypisom")],
        "wrong_name": [
            ("a.docx", pdf),
            ("a.pdf", word),
            ("a.docx", excel),
            ("a.png", files.make_picture("JPEG")),
            ("a", pdf),
            ("a.pdf.exe", pdf),
            ("a.docm", word),
            ("a.pdfx", pdf),
            (".pdf", pdf),
            ("a.pd", pdf),
        ],
        "broken": [
            ("a.pdf", b"%PDF-1.7\nnothing\n%%EOF"),
            ("a.png", png[:40]),
            ("a.jpg", b"\xff\xd8\xff\xe0garbage"),
            ("a.docx", files.repacked(word, add={"../evil.xml": "<x/>"})),
            ("a.docx", files.repacked(word, add={"/etc/evil.xml": "<x/>"})),
            ("a.docx", files.repacked(word, add={"C:/evil.xml": "<x/>"})),
            ("a.docx", files.named_twice()),
            ("a.docx", files.linked()),
            ("a.docx", files.repacked(word, edit={"word/document.xml": ("</w:body>", "")})),
        ],
        "incomplete": [("a.pdf", pdf[: len(pdf) // 2]), ("a.docx", word[: len(word) // 2])],
        "two_in_one": [
            ("a.pdf", b"junk before\n" + pdf),
            ("a.pdf", pdf.replace(b"\n", b"\n<script>alert(1)</script>\n", 1)),
            ("a.pdf", pdf + repack({"a.txt": "x"})),
            ("a.pdf", pdf + b"<html>"),
            ("a.pdf", pdf + b"\0" * 4096),
            ("a.docx", word + b"MZ tail"),
            ("a.docx", word + repack({"a.txt": "x"})),
            ("a.docx", files.overlapping()),
        ],
        "bomb": [("a.docx", files.bomb()), ("a.docx", many_parts())],
        "lying_archive": [("a.docx", files.lying(word, "word/document.xml", 10))],
        "macro": [
            ("a.docx", files.repacked(word, add={"word/vbaProject.bin": b"x"})),
            ("a.docm", files.repacked(word, add={"word/vbaProject.bin": b"x"})),
            ("a.xlsx", files.repacked(excel, add={"xl/macrosheets/sheet1.xml": "<x/>"})),
            ("a.docx", files.repacked(word, edit={types: ("</Types>", VBA_TYPE + "</Types>")})),
        ],
        "embedded": [
            ("a.docx", files.repacked(word, add={"word/embeddings/oleObject1.bin": b"x"})),
            ("a.docx", files.repacked(word, add={"word/embeddings/Sheet.xlsx": excel})),
            ("a.docx", files.repacked(word, add={"word/media/virus.exe": b"MZ"})),
            ("a.xlsx", files.repacked(excel, add={"xl/activeX/activeX1.xml": "<x/>"})),
            ("a.docx", files.with_relation(word, "aFChunk", "chunk.htm")),
        ],
        "external_template": [
            ("a.docx", files.with_relation(word, "attachedTemplate", "https://evil.example/t.dotm")),
            ("a.docx", files.with_relation(word, "attachedTemplate", "file:///\\\\evil\\share\\t.dotm")),
            ("a.docx", files.with_relation(word, "attachedTemplate", "\\\\evil\\share\\t.dotm")),
        ],
        "external": [
            ("a.docx", files.with_relation(word, "image", "https://evil.example/pixel.png")),
            ("a.docx", files.with_relation(word, "oleObject", "file:///\\\\evil\\x")),
            ("a.docx", files.with_relation(word, "frame", "https://evil.example/")),
            ("a.xlsx", files.repacked(excel, add={"xl/externalLinks/externalLink1.xml": "<ddeLink/>"})),
            ("a.xlsx", files.repacked(excel, add={"xl/connections.xml": "<x/>"})),
        ],
        "dde": [
            ("a.docx", files.with_body(DDE)),
            ("a.docx", files.with_body('<w:fldSimple w:instr="DDE x"/>')),
        ],
        "entities": [
            ("a.docx", files.repacked(word, add={"word/x.xml": XXE})),
            ("a.xlsx", files.repacked(excel, add={"xl/x.xml": XXE})),
        ],
        "template": [
            ("a.docx", files.repacked(word, edit={types: ("document.main+xml", "template.main+xml")})),
        ],
        "script": [
            ("a.pdf", files.make_pdf(1, files.runs_script)),
            ("a.pdf", files.packed_script()),
            ("a.pdf", files.packed_script(40)),
            ("a.pdf", files.make_pdf(1, files.runs_script_on_page)),
            ("a.pdf", files.make_pdf(1, files.launches)),
            ("a.pdf", files.make_pdf(1, files.calls_home)),
            (
                "a.pdf",
                files.make_pdf(1, files.runs_script, object_stream_mode=pikepdf.ObjectStreamMode.generate),
            ),
            ("a.pdf", files.make_pdf(1, files.runs_script).replace(b"/JavaScript", b"/Java#53cript")),
        ],
        "attached": [("a.pdf", files.make_pdf(1, files.carries_file))],
        "xfa": [("a.pdf", files.make_pdf(1, files.has_xfa))],
        "too_complex": [("a.pdf", files.make_pdf(2001)), ("a.pdf", files.packed_script(80))],
        "too_many_pixels": [
            ("a.png", files.vast_png()),
            ("a.png", files.make_picture("PNG", (8001, 5000), "1")),
        ],
        "animated": [("a.png", files.moving_png())],
        "nameless": [("...", pdf)],
    }


def repack(parts: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return stream.getvalue()


def many_parts() -> bytes:
    return files.repacked(files.make_docx(), add={f"word/media/image{n}.png": b"" for n in range(20_000)})


def encrypted_zip() -> bytes:
    data = bytearray(files.make_docx())
    data[6] |= 1
    return bytes(data)


HOSTILE = [(code, index) for code, made in hostile_files().items() for index in range(len(made))]


@pytest.fixture(scope="module")
def hostile():
    return hostile_files()


@pytest.mark.parametrize(("code", "index"), HOSTILE)
def test_a_hostile_file_is_refused_by_its_name(code, index, hostile):
    name, data = hostile[code][index]
    with translation.override("en"), pytest.raises(ValidationError) as refusal:
        check(data, name)
    assert refusal.value.code == code
    assert "%(" not in refusal.value.messages[0]
    assert name.strip(".") in refusal.value.messages[0]


def test_every_reason_is_shown_by_a_file():
    of_a_request = {
        "busy",
        "too_often",
        "out_of_time",
        "too_much",
        "too_many_files",
        "too_many_pixels_in_all",
    }
    elsewhere = {"forgotten", "missing", "too_big", "disk", "telling_picture"} | of_a_request
    assert set(MESSAGES) == set(hostile_files()) | elsewhere


@pytest.mark.parametrize(("more", "kept"), [(0, True), (1, False)])
def test_the_limit_is_twenty_megabytes_to_the_byte(more, kept):
    pdf = files.make_pdf()
    data = pdf[:-6] + b"%" * (MOST_BYTES - len(pdf) - 1 + more) + b"\n" + pdf[-6:]
    assert len(data) == MOST_BYTES + more
    if kept:
        assert len(check(data, "a.pdf").data) == MOST_BYTES
        return
    with pytest.raises(ValidationError) as refusal:
        check(data, "a.pdf")
    assert refusal.value.code == "too_big"


@pytest.mark.parametrize("limit", ["MOST_BYTES", "MOST_ENTRIES", "MOST_RATIO"])
def test_each_limit_of_an_archive_stands_alone(limit, monkeypatch):
    data = files.repacked(files.make_docx(), add={"word/media/image1.png": b"\0" * (2 * archives.SMALL)})
    monkeypatch.setattr(archives, "MOST_RATIO", 10**6)
    assert archives.parts_of(data)
    monkeypatch.setattr(archives, limit, 2)
    with pytest.raises(Refused) as refusal:
        archives.parts_of(data)
    assert refusal.value.code == "bomb"


@pytest.mark.parametrize("make", [files.bomb, many_parts])
def test_a_bomb_costs_no_time(make):
    data, start = make(), time.monotonic()
    with pytest.raises(ValidationError):
        check(data, "a.docx")
    assert time.monotonic() - start < 2


def test_a_photo_loses_place_and_maker_and_stands_upright():
    kept = check(files.photo(orientation=6), "anh.jpg").data
    picture = Image.open(io.BytesIO(kept))
    assert (dict(picture.getexif()), picture.size) == ({}, (4, 8))
    assert b"Camera of Ba To" not in kept


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_loses_what_hangs_behind_it(kind):
    checked = check(files.make_picture(kind) + repack({"a.txt": "x"}), f"anh.{kind.lower()}")
    assert b"PK" not in checked.data


def test_a_file_that_crashes_its_reader_is_refused(monkeypatch):
    monkeypatch.setattr(inspector.sys, "executable", "/bin/false")
    with pytest.raises(ValidationError) as refusal:
        check(files.make_pdf(), "a.pdf")
    assert refusal.value.code == "too_complex"


def test_a_file_that_keeps_its_reader_busy_is_refused(monkeypatch):
    monkeypatch.setattr(inspector, "SECONDS", 0)
    with pytest.raises(ValidationError) as refusal:
        check(files.make_pdf(), "a.pdf")
    assert refusal.value.code == "too_complex"
