"""Files people attach, sound and hostile, made on the spot: none of them is kept in the repository."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import docx
import openpyxl
import pikepdf
from PIL import Image

WORD_RELATIONS = "word/_rels/document.xml.rels"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def make_docx(text: str = "Báo cáo kết quả tuyên truyền") -> bytes:
    document = docx.Document()
    document.add_paragraph(text)
    return saved(document.save)


def make_xlsx() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["Ba Tơ", 1234.5])
    return saved(book.save)


def make_pdf(pages: int = 1, change: Callable[[pikepdf.Pdf], None] | None = None, **options) -> bytes:
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page()
    if change:
        change(pdf)
    return saved(lambda stream: pdf.save(stream, **options))


def make_picture(kind: str = "PNG", size: tuple[int, int] = (8, 4), mode: str = "RGB", **options) -> bytes:
    picture = Image.new(mode, size)
    return saved(lambda stream: picture.save(stream, kind, **options))


def saved(save: Callable[[io.BytesIO], object]) -> bytes:
    stream = io.BytesIO()
    save(stream)
    return stream.getvalue()


def repacked(
    data: bytes, add: dict[str, str | bytes] | None = None, edit: dict[str, tuple[str, str]] | None = None
):
    """The same archive with parts added, and one text in a part replaced by another."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if edit and name in edit:
                before, after = (text.encode() for text in edit[name])
                assert before in content
                content = content.replace(before, after)
            new.writestr(name, content)
        for name, added in (add or {}).items():
            new.writestr(name, added)
    return out.getvalue()


def with_relation(data: bytes, kind: str, target: str, part: str = WORD_RELATIONS) -> bytes:
    """A document that points outside."""
    relation = f'<Relationship Id="rIdX" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="External"/>'
    return repacked(data, edit={part: ("</Relationships>", f"{relation}</Relationships>")})


def with_body(body: str) -> bytes:
    """A Word file with raw markup in its body."""
    return repacked(make_docx(), edit={"word/document.xml": ("<w:body>", f"<w:body>{body}")})


def bomb() -> bytes:
    """30 MB of nothing in 30 kB, with an ordinary document around it."""
    return repacked(make_docx(), add={"word/media/image1.png": b"\0" * (30 * 1024 * 1024)})


def lying(data: bytes, name: str, claimed: int) -> bytes:
    """The same archive, one part of which says in the directory and before itself that it is short."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = archive.getinfo(name)
        directory_at = archive.start_dir
    out = bytearray(data)
    struct.pack_into("<L", out, info.header_offset + 22, claimed)
    entry = out.index(name.encode(), directory_at) - 46
    struct.pack_into("<L", out, entry + 24, claimed)
    return bytes(out)


def overlapping() -> bytes:
    """Two names for the same packed bytes."""
    data = make_docx()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        first = archive.infolist()[0]
        directory_at, count = archive.start_dir, len(archive.infolist())
    end_at = len(data) - 22
    length = 46 + len(first.filename)
    entry = data[directory_at : directory_at + length]
    twin = entry.replace(first.filename.encode(), b"word/media/twin1.xml"[: len(first.filename)].ljust(1))
    size = end_at - directory_at + length
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count + 1, count + 1, size, directory_at, 0)
    return data[:end_at] + twin + end


def named_twice() -> bytes:
    return repacked(make_docx(), add={"WORD/document.xml": "<x/>"})


def linked() -> bytes:
    """An entry that is a symbolic link."""
    info = zipfile.ZipInfo("word/media/link.xml")
    info.external_attr = 0o120777 << 16
    out = io.BytesIO(make_docx())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(info, "/etc/passwd")
    return out.getvalue()


def ole(stream: str) -> bytes:
    """The container of old and of encrypted Office files, with one stream's name in it."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1016 + stream.encode("utf-16-le") + b"\0" * 512


def vast_png() -> bytes:
    """60,000 × 60,000 pixels in under a hundred bytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">L", len(body)) + kind + body + struct.pack(">L", zlib.crc32(kind + body))

    header = struct.pack(">2L5B", 60_000, 60_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


def photo(orientation: int = 6) -> bytes:
    """A telephone's picture: place, maker and a turned sensor in its metadata."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Camera of Ba To"
    exif.get_ifd(0x8825).update({1: "N", 2: (15.0, 7.0, 12.0), 3: "E", 4: (108.0, 48.0, 1.0)})
    return make_picture("JPEG", exif=exif)


def moving_png() -> bytes:
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "blue")]
    return saved(lambda stream: frames[0].save(stream, "PNG", save_all=True, append_images=frames[1:]))


def packed_script(blanks: int = 0) -> bytes:
    """A PDF whose script lies in a packed object, behind so many megabytes of nothing."""
    plain = b"5 0 " + b" " * (blanks * 1024 * 1024) + b"<</S/JavaScript/JS(app.alert)>>"
    packed = zlib.compress(plain, 1)
    stream = b"4 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n" % len(packed)
    objects = [
        b"1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction 5 0 R>>endobj\n",
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n",
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n",
        stream + packed + b"\nendstream endobj\n",
    ]
    data, table = b"%PDF-1.5\n", bytes(7)
    for written in objects:
        table += struct.pack(">BLH", 1, len(data), 0)
        data += written
    table += struct.pack(">BLH", 2, 4, 0) + struct.pack(">BLH", 1, len(data), 0)
    index = b"6 0 obj<</Type/XRef/Size 7/W[1 4 2]/Root 1 0 R/Length %d>>stream\n" % len(table)
    end = b"\nendstream endobj\nstartxref\n%d\n%%%%EOF\n" % len(data)
    return data + index + table + end


# What a PDF is made to do


def runs_script(pdf):
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def runs_script_on_page(pdf):
    action = pdf.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)"))
    pdf.pages[0].obj.AA = pikepdf.Dictionary(O=action)


def launches(pdf):
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Link,
        Rect=[0, 0, 9, 9],
        A=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe"),
    )
    pdf.pages[0].obj.Annots = [note]


def calls_home(pdf):
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://evil.example/")


def carries_file(pdf):
    pdf.attachments["virus.exe"] = b"MZ"


def has_xfa(pdf):
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[], XFA=pdf.make_stream(b"<xdp/>"))


def opens_at_page(pdf):
    pdf.Root.OpenAction = [pdf.pages[0].obj, pikepdf.Name.XYZ, 0, 0, 0]


def links_to_web(pdf):
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Link,
        Rect=[0, 0, 9, 9],
        Contents="How /JS and /Launch are spelt",
        A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://quangngai.gov.vn/"),
    )
    pdf.pages[0].obj.Annots = [note]
