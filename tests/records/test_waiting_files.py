"""Whoever sends a page again need not choose its files again, unless they waited too long."""

import datetime as dt
import os
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from records.content import budget, waiting
from records.forms import EvidenceFileField
from tests.records.files import make_pdf
from tests.records.make import make_upload

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


class Proof(forms.Form):
    note = forms.CharField()
    proof = EvidenceFileField()


def posted(*, note="", proof=None, token=""):
    data = QueryDict(mutable=True)
    data.update({"note": note} | ({"proof-waiting": token} if token else {}))
    return Proof(data, MultiValueDict({"proof": [proof]} if proof else {}))


def token_on(form):
    """What the page that comes back would send again."""
    found = re.search(r'name="proof-waiting"\s+value="([^"]+)"', str(form["proof"]))
    return found[1] if found else ""


def test_a_good_file_waits_when_another_field_is_wrong():
    data = make_pdf()
    first = posted(proof=make_upload("Biên bản.pdf", data))
    assert list(first.errors) == ["note"]
    again = posted(note="Đủ", token=token_on(first))
    assert again.is_valid()
    assert (again.cleaned_data["proof"].name, again.cleaned_data["proof"].data) == ("Biên bản.pdf", data)


def test_a_page_that_comes_back_twice_keeps_one_copy(settings):
    first = posted(proof=make_upload("a.pdf", make_pdf()))
    assert not first.is_valid()
    second = posted(token=token_on(first))
    assert not second.is_valid()
    assert token_on(second) == token_on(first)
    assert len(list(waiting._waiting())) == 1


def test_t2_a_file_that_was_not_looked_at_waits_and_is_judged_when_it_comes_again():
    answers = []
    with ThreadPoolExecutor(1) as other, budget.of_request() as elsewhere:
        elsewhere.take_place()
        for upload in (make_upload("a.pdf", make_pdf()), make_upload("b.docx", make_pdf())):
            form = other.submit(posted, note="Đủ", proof=upload).result()
            answers.append((other.submit(lambda form=form: form.errors.as_data()).result(), token_on(form)))
    assert [errors["proof"][0].code for errors, _token in answers] == ["busy", "busy"]
    sound, misnamed = (posted(note="Đủ", token=token) for _errors, token in answers)
    assert sound.is_valid()
    assert misnamed.errors["proof"].as_data()[0].code == "wrong_name"
    assert token_on(misnamed) == ""  # what is refused for good waits no more


def test_a_file_that_is_refused_does_not_wait():
    form = posted(proof=make_upload("a.pdf", b"<html></html>"))
    assert {"note", "proof"} == set(form.errors)
    assert token_on(form) == ""
    assert list(waiting._waiting()) == []


def test_a_newly_chosen_file_takes_the_place_of_the_one_that_waits():
    first = posted(proof=make_upload("a.pdf", make_pdf()))
    again = posted(note="Đủ", proof=make_upload("b.pdf", make_pdf()), token=token_on(first))
    assert again.is_valid()
    assert again.cleaned_data["proof"].name == "b.pdf"


@pytest.mark.parametrize("token", ["khong-phai", "a:b:c", "../../etc/passwd"])
def test_a_token_that_is_none_of_ours_is_no_file(token):
    assert list(posted(note="Đủ", token=token).errors) == ["proof"]


def test_what_waited_too_long_is_removed_and_said():
    first = posted(proof=make_upload("a.pdf", make_pdf()))
    token = token_on(first)
    ((path, _found),) = waiting._waiting()
    os.utime(path, ((NOW - waiting.LASTS).timestamp() - 1,) * 2)
    assert (waiting.forget(now=NOW), waiting.forget(now=NOW)) == (1, 0)
    again = posted(note="Đủ", token=token)
    assert again.errors["proof"].as_data()[0].code == "forgotten"
    assert token_on(again) == ""


def test_where_there_is_no_room_the_file_is_asked_for_again(monkeypatch):
    monkeypatch.setattr(waiting, "MOST_FILES", 1)
    assert token_on(posted(proof=make_upload("a.pdf", make_pdf())))
    second = posted(proof=make_upload("b.pdf", make_pdf()))
    assert token_on(second) == ""
    assert "Hãy chọn lại “b.pdf”" in str(second["proof"])


def test_what_another_request_lets_go_of_meanwhile_stops_nobody(monkeypatch):
    assert token_on(posted(proof=make_upload("a.pdf", make_pdf())))
    waits = Path.stat

    def gone(path, **options):
        if path.parent.name == "waiting":
            path.unlink(missing_ok=True)
        return waits(path, **options)

    monkeypatch.setattr(Path, "stat", gone)
    assert token_on(posted(proof=make_upload("b.pdf", make_pdf())))


def test_a_disk_that_is_full_keeps_no_half_of_a_file(monkeypatch):
    def half(path, data):
        with path.open("wb") as stream:
            stream.write(data[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", half)
    assert token_on(posted(proof=make_upload("a.pdf", make_pdf()))) == ""
    assert list(waiting._waiting()) == []


def test_a_token_serves_only_whom_the_page_was_for():
    with budget.of_request(owner=lambda: "1001"):
        token = token_on(posted(proof=make_upload("a.pdf", make_pdf())))
        assert posted(note="Đủ", token=token).is_valid()
    for other in ("1002", ""):
        with budget.of_request(owner=lambda other=other: other):
            assert posted(note="Đủ", token=token).errors["proof"].as_data()[0].code == "forgotten"


def test_what_waits_is_read_by_the_portal_alone():
    assert token_on(posted(proof=make_upload("a.pdf", make_pdf())))
    assert [oct(found.st_mode & 0o777) for _path, found in waiting._waiting()] == ["0o640"]
