"""In a trial, mail goes to a folder and can be read on a page."""

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.urls import reverse

from notices.outbox import letters
from tests.agencies.make import make_officer

OUTBOX = reverse("notices:outbox")
TEXT = "Mở việc: http://127.0.0.1:8000/errands/1/\n"
FILES = "django.core.mail.backends.filebased.EmailBackend"


@pytest.fixture
def folder(settings, tmp_path):
    settings.TRIAL = True
    settings.EMAIL_FILE_PATH = str(tmp_path)
    return tmp_path


def write(folder, *subjects: str) -> None:
    mails = [EmailMultiAlternatives(subject, TEXT, to=["an@tinh.example"]) for subject in subjects]
    for mail in mails:
        mail.attach_alternative("<p>Mở việc</p>", "text/html")
    get_connection(FILES, file_path=str(folder)).send_messages(mails)


def test_mails_of_one_file_are_told_apart_the_newest_first(folder):
    write(folder, "Việc một", "Việc hai")
    found = letters(folder)
    assert [(letter.subject, letter.to) for letter in found] == [
        ("Việc hai", "an@tinh.example"),
        ("Việc một", "an@tinh.example"),
    ]
    assert {letter.text for letter in found} == {TEXT}


def test_no_more_is_read_than_asked_for(folder):
    write(folder, "Việc một", "Việc hai", "Việc ba")
    assert [letter.subject for letter in letters(folder, most=2)] == ["Việc ba", "Việc hai"]


@pytest.mark.django_db
def test_the_page_shows_them_with_their_link(client, folder):
    client.force_login(make_officer())
    write(folder, "Việc một")
    page = client.get(OUTBOX).content.decode()
    assert page.count("<strong>Việc một</strong>") == 1
    assert '<a href="http://127.0.0.1:8000/errands/1/"' in page


@pytest.mark.django_db
def test_a_folder_nobody_wrote_to_is_an_empty_page(client, folder, settings):
    settings.EMAIL_FILE_PATH = str(folder / "not-yet")
    client.force_login(make_officer())
    assert "Chưa có thư nào" in client.get(OUTBOX).content.decode()


@pytest.mark.django_db
def test_there_is_no_such_page_outside_a_trial(client, folder, settings):
    settings.TRIAL = False
    write(folder, "Việc một")
    client.force_login(make_officer())
    assert client.get(OUTBOX).status_code == 404


@pytest.mark.django_db
def test_nobody_reads_mails_without_signing_in(client, folder):
    assert client.get(OUTBOX).status_code == 302
