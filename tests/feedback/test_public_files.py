"""Files that everybody may open: chosen one by one, approved by another, without their makers."""

import io

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pikepdf import Array, Dictionary, Name
from PIL import Image

from feedback.actions.erasing import erase_sender
from feedback.actions.public_files import approve_file, choose_file, remove_file
from feedback.actions.publishing import approve_publication, redraft, take_down, withdraw_consent
from feedback.models import ConsentWording, Handling, PublicFile
from records.content.check import CheckedFile, check_file
from records.content.publishing import without_maker
from tests.feedback.make import NOW, answer_one, approved, draft
from tests.records.files import make_docx, make_pdf, make_picture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_spring(time_machine):
    time_machine.move_to("2026-03-16T10:00:00Z")


def signed_pdf() -> bytes:
    """A PDF that names its maker in three places."""

    def change(pdf: pikepdf.Pdf) -> None:
        pdf.docinfo["/Author"] = "Nguyễn Thị Dân"
        with pdf.open_metadata() as meta:
            meta["dc:creator"] = ["Nguyễn Thị Dân"]
        kind = {"/Type": pikepdf.Name.Annot, "/Subtype": pikepdf.Name.Text}
        note = pikepdf.Dictionary({**kind, "/Rect": [0, 0, 9, 9], "/T": "Nguyen Thi Dan"})
        pdf.pages[0].obj["/Annots"] = pikepdf.Array([note])

    return make_pdf(change=change)


def checked(name: str, data: bytes) -> CheckedFile:
    return check_file(SimpleUploadedFile(name, data))


@pytest.fixture
def case(people) -> Handling:
    files = [checked("don-nguyen-thi-dan.pdf", signed_pdf()), checked("don.docx", make_docx())]
    return answer_one(people, consents=list(ConsentWording.objects.all()), files=files)


@pytest.fixture
def shown(case, people):
    return approve_publication(draft(case, by=people.drafter), seen_edits=1, by=people.head, now=NOW)


def choose(case: Handling, by, *, place: int | None = 0, **fields) -> PublicFile:
    original = None if place is None else case.item.files.all()[place]
    return choose_file(
        case, **({"title": "Giấy bị yêu cầu", "original": original, "copy": None} | fields), by=by, now=NOW
    )


def address(file: PublicFile) -> str:
    case = file.publication.handling
    return reverse("feedback:public-file", args=[case.item.code, case.pk, file.pk])


def open_it(file_address: str, by: Client | None = None) -> tuple[int, bytes]:
    answer = (by or Client()).get(file_address)
    return answer.status_code, answer.getvalue()  # reading it closes the file


def test_one_chooses_another_approves_and_then_everybody_opens_it(case, shown, people):
    file = choose(case, people.drafter)
    assert open_it(address(file))[0] == 404
    with pytest.raises(PermissionDenied):
        approve_file(file, by=people.drafter, now=NOW)
    with pytest.raises(PermissionDenied):
        approve_file(file, by=people.stranger, now=NOW)
    with pytest.raises(ValidationError) as refused:
        approve_file(file, by=people.head, now=NOW)
    assert refused.value.code == "unseen"
    approved(file, by=people.head)
    approve_file(file, by=people.head, now=NOW)
    answer = Client().get(address(file))
    assert answer.getvalue().startswith(b"%PDF")
    name = f"{case.item.code}-1.pdf"
    assert answer.headers["Content-Disposition"] == (
        f"attachment; filename=\"{name.lower()}\"; filename*=UTF-8''{name}"
    )
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "Giấy bị yêu cầu" in Client().get(shown.get_absolute_url()).text
    with pytest.raises(IntegrityError), transaction.atomic():
        PublicFile.objects.update(approved_by=people.drafter)


def test_nothing_in_it_names_its_maker(case, shown, people):
    file = approved(choose(case, people.drafter), by=people.head)
    _code, data = open_it(address(file))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.pages) == 1
        assert "/Info" not in pdf.trailer
        assert "/Metadata" not in pdf.Root
        assert "/Annots" not in pdf.pages[0].obj
    for form in ("Nguyễn Thị Dân", "Nguyen Thi Dan"):
        for encoding in ("utf-8", "utf-16-be"):
            assert form.encode(encoding) not in data


def test_word_files_are_refused_and_a_copy_may_stand_for_what_came(case, shown, people):
    with pytest.raises(ValidationError) as refused:
        choose(case, people.drafter, place=1)
    assert list(refused.value.error_dict) == ["original"]
    covered = checked("che-ten.png", make_picture())
    file = choose(case, people.drafter, place=None, copy=covered)
    assert file.attachment.original_name == f"{case.item.code}-1.png"
    for neither_or_both in ({"place": None}, {"copy": covered}):
        with pytest.raises(ValidationError):
            choose(case, people.drafter, **neither_or_both)
    with pytest.raises(ValidationError):
        choose(case, people.drafter, title="Đơn của Nguyễn Thị Dân")


def test_it_goes_with_the_text_and_with_the_agreement(case, people):
    with pytest.raises(ValidationError):
        choose(case, people.drafter)  # no text yet
    made = draft(case, by=people.drafter)
    file = approved(choose(case, people.drafter), by=people.head)
    assert open_it(address(file))[0] == 404  # the text is a draft
    approve_publication(made, seen_edits=1, by=people.head, now=NOW)
    assert open_it(address(file))[0] == 200
    withdraw_consent(case.item, now=NOW)
    assert open_it(address(file))[0] == 404
    with pytest.raises(ValidationError):
        approve_file(file, by=people.head, now=NOW)


def test_removed_it_is_gone_and_what_the_sender_attached_stays(case, shown, people):
    file = approved(choose(case, people.drafter), by=people.head)
    gone = address(file)
    remove_file(file, by=people.drafter, now=NOW)
    assert open_it(gone)[0] == 404
    assert case.item.files.count() == 2
    erase_sender(case.item_id, rule=None, now=NOW)
    assert case.item.files.count() == 0


def test_page_of_the_agency(case, shown, people):
    url = reverse("feedback:public-files", args=[case.pk])
    drafter, head, stranger = Client(), Client(), Client()
    drafter.force_login(people.drafter)
    head.force_login(people.head)
    stranger.force_login(people.stranger)
    empty = drafter.post(url, {"title": "Giấy"})
    assert list(empty.context["form"].errors) == ["copy"]
    original = case.item.files.all()[0].pk
    assert drafter.post(url, {"title": "Giấy bị yêu cầu", "original": original}).status_code == 302
    file = PublicFile.objects.get()
    approve = reverse("feedback:approve-public-file", args=[case.pk, file.pk])
    assert approve not in drafter.get(url).text
    assert approve not in head.get(url).text
    look = reverse("feedback:look-at-public-file", args=[case.pk, file.pk])
    assert look in head.get(url).text
    assert head.post(look).getvalue().startswith(b"%PDF")
    assert approve in head.get(url).text
    past_the_trail = reverse("records:file", args=[file.attachment_id])
    assert {open_it(past_the_trail, one)[0] for one in (head, drafter, stranger)} == {404}
    assert drafter.post(approve).status_code == 403
    assert head.post(approve).status_code == 302
    assert open_it(address(file))[0] == 200
    assert drafter.post(reverse("feedback:remove-public-file", args=[case.pk, file.pk])).status_code == 302
    assert not PublicFile.objects.exists()


def telling_pdf() -> bytes:
    """A scan by telephone, signed: hidden data in its picture, the signer in the signature, a hidden note."""
    photo = Image.new("RGB", (8, 8), "white")
    exif = photo.getexif()
    exif[0x013B] = "MAY-ANH Nguyen Thi Dan"
    out = io.BytesIO()
    photo.save(out, "JPEG", exif=exif, comment=b"GHI-CHU Nguyen Thi Dan")
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(100, 100))
    picture = pdf.make_stream(out.getvalue())
    picture.Type, picture.Subtype, picture.Filter = Name.XObject, Name.Image, Name.DCTDecode
    picture.Width, picture.Height, picture.ColorSpace, picture.BitsPerComponent = 8, 8, Name.DeviceRGB, 8
    picture.Metadata = pdf.make_stream(b"<xmp>Nguyen Thi Dan</xmp>")
    page.Resources = Dictionary(XObject=Dictionary(P=picture))
    page.Contents = pdf.make_stream(b"q 50 0 0 50 0 0 cm /P Do Q")
    signature = pdf.make_indirect(Dictionary(Type=Name.Sig, Name="Nguyen Thi Dan", Location="Cam Thanh"))
    box = Array([0, 0, 10, 10])
    field = Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, T="chu ky", V=signature, Rect=box)
    field = pdf.make_indirect(field)
    note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Contents="Nguyen Thi Dan", Rect=box, F=2)
    page.obj.Annots = Array([field, pdf.make_indirect(note)])
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]))
    written = io.BytesIO()
    pdf.save(written)
    return written.getvalue()


def test_a_pdf_tells_neither_place_nor_signer_and_shows_the_same(people):
    plain = without_maker(CheckedFile("don.pdf", "application/pdf", telling_pdf()), name="a").data
    with pikepdf.open(io.BytesIO(plain)) as pdf:
        held = [obj.read_raw_bytes() for obj in pdf.objects if isinstance(obj, pikepdf.Stream)]
        pictures = [obj for obj in pdf.objects if isinstance(obj, pikepdf.Stream) and "/Width" in obj]
        (kept,) = pictures
        photo = Image.open(io.BytesIO(kept.read_raw_bytes()))
        assert (photo.size, dict(photo.getexif()), photo.info.get("comment")) == ((8, 8), {}, None)
    for words in (b"Nguyen Thi Dan", b"Cam Thanh", b"MAY-ANH", b"GHI-CHU"):
        assert not any(words in piece for piece in [plain, *held])


def test_after_it_was_taken_down_each_file_is_approved_anew(case, shown, people):
    file = approved(choose(case, people.drafter), by=people.head)
    take_down(shown, note="Nêu tên", by=people.head, now=NOW)
    redraft(shown, by=people.drafter, now=NOW)
    shown.refresh_from_db()
    again = approve_publication(shown, seen_edits=shown.edits, by=people.head, now=NOW)
    assert again.state == "published"
    assert open_it(address(file))[0] == 404


def test_s3_a_covered_copy_is_attached_on_the_page(client, case, shown, people):
    client.force_login(people.drafter)
    url = reverse("feedback:public-files", args=[case.pk])
    copy = SimpleUploadedFile("che.pdf", make_pdf(), "application/pdf")
    assert client.post(url, {"title": "Bản đã che", "copy": copy}).status_code == 302
    assert list(PublicFile.objects.values_list("title", flat=True)) == ["Bản đã che"]
