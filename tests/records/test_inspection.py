"""What is counted before a file is opened, what one request may bring, and the one place for inspecting."""

import io
import struct
import subprocess
import threading
import time

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageOps

from records import workbooks
from records.content import budget, check, counting, images, inspector
from records.content.check import CheckedFile, check_file
from records.content.publishing import without_maker
from records.content.refusals import Refused
from tests.records import files


def upload(name="don.pdf", data=None):
    return SimpleUploadedFile(name, files.make_pdf() if data is None else data)


def code_of(call):
    with pytest.raises(ValidationError) as refused:
        call()
    return refused.value.code


@pytest.fixture
def nothing_is_opened(monkeypatch):
    def opened(*_args, **_kwargs):
        raise AssertionError("a reader was started")

    monkeypatch.setattr(subprocess, "run", opened)


@pytest.fixture
def quick(monkeypatch):
    """An inspection that finds every file in order and costs nothing; gives what was asked of it."""
    asked = []

    def run(command, **_kwargs):
        asked.append(command[4])
        return subprocess.CompletedProcess(command, 0, b'{"ending": "pdf"}\n', b"")

    monkeypatch.setattr(subprocess, "run", run)
    return asked


@pytest.fixture
def taken():
    """The place for inspecting, held by somebody else."""
    with budget.of_request() as other:
        other.take_place()
        yield
    assert not budget._place.locked()


def from_elsewhere(call):
    """As another request, in a thread of its own."""
    found = []

    def run():
        with budget.of_request():
            try:
                found.append(call())
            except ValidationError as error:
                found.append(error.code)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(20)
    assert found
    return found[0]


def jpeg_claiming(width, height, scans=1):
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8\xff\xe0\x00\x04ab" + frame + b"\xff\xda\x00\x02x" * scans + b"\xff\xd9"


def png_of_many_frames():
    return files.moving_png()


def pdf_with_many_objects():
    return b"%PDF-1.7\n" + b"1 0 obj\n" * (counting.MOST_OBJECTS + 1) + b"%%EOF"


def pdf_with_packed_objects():
    stream = b"<< /Type /ObjStm /N 90000 /First 10 >>"
    return b"%PDF-1.7\n" + stream * 3 + b"%%EOF"


@pytest.mark.parametrize(
    ("name", "make", "code"),
    [
        ("a.png", files.vast_png, "too_many_pixels"),
        ("a.png", png_of_many_frames, "animated"),
        ("a.jpg", lambda: jpeg_claiming(20_001, 10_000), "too_many_pixels"),
        ("a.jpg", lambda: jpeg_claiming(6300, 6300, scans=100), "too_complex"),
        ("a.jpg", lambda: b"\xff\xd8\xff\xe0\x00\x04ab\xff\xd9", "broken"),
        ("a.pdf", pdf_with_many_objects, "too_complex"),
        ("a.pdf", pdf_with_packed_objects, "too_complex"),
        ("a.docx", files.bomb, "bomb"),
    ],
)
def test_t2_what_a_file_claims_is_counted_before_it_is_opened(name, make, code, nothing_is_opened):
    assert code_of(lambda: check_file(upload(name, make()))) == code


def test_the_entries_of_an_archive_are_counted_though_its_end_says_fewer(nothing_is_opened):
    data = bytearray(files.repacked(files.make_docx(), add={f"word/media/{n}.png": b"" for n in range(1100)}))
    struct.pack_into("<2H", data, len(data) - 14, 9, 9)
    assert code_of(lambda: check_file(upload("a.docx", bytes(data)))) == "bomb"


@pytest.mark.parametrize("progressive", [False, True])
def test_t2_a_photograph_of_50_megapixels_is_accepted_and_drawn_smaller(progressive):
    photograph = files.make_picture("JPEG", (8160, 6120), progressive=progressive)
    kept = Image.open(io.BytesIO(check_file(upload("anh.jpg", photograph)).data))
    assert kept.size == (4080, 3060)


def test_a_photograph_of_40_megapixels_keeps_its_size():
    kept = check_file(upload("anh.jpg", files.make_picture("JPEG", (7300, 5475)))).data
    assert Image.open(io.BytesIO(kept)).size == (7300, 5475)


def test_a_telephones_second_picture_behind_the_first_is_left_behind():
    first = Image.new("RGB", (40, 30))
    data = files.saved(
        lambda out: first.save(out, "MPO", save_all=True, append_images=[Image.new("RGB", (20, 15))])
    )
    kept = Image.open(io.BytesIO(check_file(upload("anh.jpg", data)).data))
    assert (kept.format, kept.size, getattr(kept, "n_frames", 1)) == ("JPEG", (40, 30), 1)


def sampled(picture):
    """A corner that survives JPEG: which of four quarters is light."""
    wide, high = picture.size
    spots = [(wide // 4, high // 4), (3 * wide // 4, high // 4), (wide // 4, 3 * high // 4)]
    return [picture.convert("L").getpixel(spot) > 128 for spot in spots]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_is_turned_as_it_was_held(orientation):
    picture = Image.new("RGB", (64, 32))
    picture.paste((255, 255, 255), (0, 0, 32, 16))
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = files.saved(lambda out: picture.save(out, "JPEG", exif=exif))
    right = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    kept = Image.open(io.BytesIO(images.redraw(data, "jpeg")))
    assert (kept.size, sampled(kept), dict(kept.getexif())) == (right.size, sampled(right), {})


def test_a_photograph_with_senseless_notes_of_its_camera_is_kept_without_them(monkeypatch):
    def senseless(_picture):
        raise struct.error("argument out of range")

    data = files.photo(orientation=6)
    monkeypatch.setattr(Image.Image, "getexif", senseless)
    kept = images.redraw(data, "jpeg")
    monkeypatch.undo()
    assert dict(Image.open(io.BytesIO(kept)).getexif()) == {}


def test_five_photographs_of_9_megabytes_pass_in_one_request(quick):
    photograph = jpeg_claiming(8160, 6120)
    photograph += b"\0" * (int(9.4 * 1024 * 1024) - len(photograph))
    with budget.of_request() as request:
        for _number in range(5):
            request.charge(len(photograph))
            request.charge_pixels(counting.count_pixels(photograph, "jpeg"))
    assert (request.files, request.pixels) == (5, 5 * 8160 * 6120)


@pytest.mark.parametrize(
    ("limit", "code"),
    [
        ("MOST_FILES", "too_many_files"),
        ("MOST_BYTES", "too_much"),
        ("MOST_PIXELS", "too_many_pixels_in_all"),
    ],
)
def test_t2_all_files_of_a_request_share_one_budget(limit, code, monkeypatch):
    picture = files.make_picture()
    most = {"MOST_FILES": 1, "MOST_BYTES": len(picture) + 10, "MOST_PIXELS": 40}[limit]
    monkeypatch.setattr(budget, limit, most)
    with budget.of_request():
        assert check_file(upload("a.png", picture)).name == "a.png"
        assert code_of(lambda: check_file(upload("b.png", picture))) == code
    with budget.of_request():
        assert check_file(upload("c.png", picture)).name == "c.png"


def test_t2_when_the_time_of_a_request_is_over_the_rest_is_not_looked_at(quick):
    with budget.of_request() as request:
        check_file(upload("a.pdf"))
        request.seconds = budget.SECONDS
        assert code_of(lambda: check_file(upload("b.pdf"))) == "out_of_time"
    assert quick == ["pdf"]


def test_a_file_cut_short_by_the_time_of_its_request_is_not_called_too_complex(monkeypatch):
    def run(command, *, timeout, **_kwargs):
        raise subprocess.TimeoutExpired(command, timeout)

    monkeypatch.setattr(subprocess, "run", run)
    assert code_of(lambda: check_file(upload())) == "too_complex"
    with budget.of_request() as request:
        request.seconds = 15
        assert code_of(lambda: check_file(upload())) == "out_of_time"


def test_t2_who_finds_the_place_taken_is_told_at_once(taken, quick):
    start = time.monotonic()
    assert from_elsewhere(lambda: check_file(upload())) == "busy"
    assert time.monotonic() - start < 2
    assert quick == []


def test_the_place_is_free_again_when_the_request_has_its_answer(quick):
    def breaks():
        with budget.of_request():
            check_file(upload())
            assert from_elsewhere(lambda: check_file(upload())) == "busy"
            raise RuntimeError

    with pytest.raises(RuntimeError):
        breaks()
    assert from_elsewhere(lambda: check_file(upload())).name == "don.pdf"


def test_a_file_is_judged_once_in_a_request(quick):
    sound, wrong = upload("a.pdf"), upload("a.docx")
    with budget.of_request():
        assert check_file(sound) is check_file(sound)
        assert [code_of(lambda: check_file(wrong)) for _time in range(2)] == ["wrong_name"] * 2
    assert quick == ["pdf", "pdf"]


def test_a_file_refused_for_what_it_claims_takes_no_place(taken):
    assert from_elsewhere(lambda: check_file(upload("a.png", files.vast_png()))) == "too_many_pixels"


def test_t2_workbooks_and_copies_for_the_public_find_the_place_taken_too(taken):
    widths = {"Sheet": 2}
    read = lambda: workbooks.read_sheets(upload("a.xlsx", files.make_xlsx()), widths, most_rows=5)  # noqa: E731
    copy = lambda: without_maker(CheckedFile("a.pdf", "application/pdf", files.make_pdf()), name="b")  # noqa: E731
    assert [from_elsewhere(read), from_elsewhere(copy)] == ["busy", "busy"]


def test_an_inspection_may_use_little_of_the_machine():
    asked = "import os; from resource import *; from records.content import inspector\n"
    asked += "inspector._limit_this_process()\n"
    asked += "print(os.nice(0), *getrlimit(RLIMIT_CPU), getrlimit(RLIMIT_AS)[0])"
    said = subprocess.run(
        [inspector.sys.executable, "-c", asked],
        capture_output=True,
        text=True,
        cwd=inspector._HOME,
        check=True,
    )
    assert said.stdout.split() == ["5", "10", "10", str(inspector.MEMORY)]


MEGABYTES = 8 * 1024 * 1024
HOSTILE = {
    "filling": ("jpeg", b"\xff\xd8" + b"\xff" * MEGABYTES),
    "bare markers": ("jpeg", b"\xff\xd8" + b"\xff\x01" * (MEGABYTES // 2)),
    "empty segments": ("jpeg", b"\xff\xd8" + b"\xff\xe1\x00\x02" * (MEGABYTES // 4)),
    "packed streams": ("pdf", b"%PDF-1.4\n" + b"/ObjStm" * (MEGABYTES // 7)),
    "packed streams with half a number": ("pdf", b"%PDF-1.4\n" + b"/ObjStm/N " * (MEGABYTES // 10)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_t2_counting_takes_no_time_whatever_stands_in_a_file(name):
    kind, data = HOSTILE[name]
    begun = time.process_time()
    with pytest.raises(Refused):
        counting.count_pixels(data, kind)
    assert time.process_time() - begun < 0.5  # seconds; by every byte it took ten


def test_t2_what_is_more_than_a_request_may_bring_is_not_even_counted(monkeypatch):
    counted = []
    monkeypatch.setattr(check, "count_pixels", lambda *_args: counted.append(1))
    monkeypatch.setattr(budget, "MOST_BYTES", 100)
    assert (code_of(lambda: check_file(upload("a.jpg", HOSTILE["filling"][1]))), counted) == ("too_much", [])
