"""A form takes a file only whole and sound, and says so where it does not."""

import pytest
from django import forms
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.test import RequestFactory
from django.utils import translation

from records.content.check import CheckedFile
from records.forms import EvidenceFileField
from tests.records.files import make_pdf
from tests.records.make import make_upload

BOUNDARY = "BoUnDaRy"


class Proof(forms.Form):
    note = forms.CharField(required=False)
    proof = EvidenceFileField()


def errors_of(form):
    with translation.override("en"):
        return {name: list(messages) for name, messages in form.errors.items()}


def posted(body: bytes):
    """What a form sees of a raw request."""
    request = RequestFactory().post("/", data=body, content_type=f"multipart/form-data; boundary={BOUNDARY}")
    return Proof(request.POST, request.FILES)


def multipart(data: bytes, name: str = "a.pdf") -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="proof"; filename="{name}"\r\n\r\n'
    return head.encode() + data + f"\r\n--{BOUNDARY}--\r\n".encode()


def test_a_sound_file_is_cleaned_to_a_checked_one():
    data = make_pdf()
    form = Proof({}, {"proof": make_upload("Biên bản.pdf", data)})
    assert form.is_valid()
    assert form.cleaned_data["proof"] == CheckedFile("Biên bản.pdf", "application/pdf", data)


def test_a_large_upload_waiting_on_the_disk_is_read_too():
    data = make_pdf()
    with TemporaryUploadedFile("a.pdf", "text/html", len(data), None) as upload:
        upload.write(data)
        form = Proof({}, {"proof": upload})
        assert form.is_valid()
        assert form.cleaned_data["proof"].data == data


def test_the_box_offers_the_kinds_that_are_kept():
    assert 'accept=".pdf,.docx,.xlsx,.png,.jpg,.jpeg"' in str(Proof()["proof"])


@pytest.mark.parametrize(
    ("upload", "message"),
    [
        (None, "No file arrived. Choose the file again and send once more."),
        (
            make_upload("rỗng.pdf", b""),
            "“rỗng.pdf” is empty. Open it to see whether it holds anything, save it and attach it again.",
        ),
        (
            make_upload("a.docx"),
            "“a.docx” is really a .pdf file. Rename it so that its name ends in .pdf.",
        ),
    ],
)
def test_what_is_wrong_is_said_at_the_field(upload, message):
    assert errors_of(Proof({}, {"proof": upload} if upload else {})) == {"proof": [message]}


def test_a_whole_request_brings_its_file():
    assert posted(multipart(make_pdf())).is_valid()


@pytest.mark.parametrize("left", [10, 60, 110, 300, -20])
def test_a_request_cut_short_is_an_error_not_silence(left):
    body = multipart(make_pdf())
    assert list(errors_of(posted(body[:left]))) == ["proof"]


def test_a_request_without_its_last_bytes_keeps_no_half_file():
    body = multipart(make_pdf())
    cut = body[: -len(f"\r\n--{BOUNDARY}--\r\n") - 7]
    assert list(errors_of(posted(cut))) == ["proof"]


def test_an_optional_file_may_be_left_out():
    assert EvidenceFileField(required=False).clean(None) is None
