"""Files are checked, written for good under a random name, and handed out only through a gate."""

import datetime as dt
import errno
import hashlib
import os
import re
import stat
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from records import actions, permissions, storage, tasks
from records.content.check import check_file
from records.models import Attachment, AuditEntry
from records.permissions import may_open, register_file_gate
from tests.records.files import make_docx, make_pdf, photo
from tests.records.make import NOW, Someone, make_attachment, make_upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def gates(monkeypatch):
    """The gates of this test alone."""
    opened: list = []
    monkeypatch.setattr(permissions, "_gates", opened)
    return opened


@pytest.fixture
def officer(django_user_model):
    return django_user_model.objects.create_user("lan@songoaivu.example", full_name="Lan")


@pytest.fixture
def reader(client, officer):
    client.force_login(officer)
    return client


def address(attachment):
    return reverse("records:file", args=[attachment.pk])


def ask(reader, attachment, method="get"):
    """The answer, read to its end as a server does."""
    answer = getattr(reader, method)(address(attachment))
    answer.body = b"".join(answer)
    return answer


def stored_files(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


# Keeping


def test_a_file_is_kept_with_its_sum_under_a_random_name(files_dir):
    data = make_pdf()
    kept = actions.store_attachment(make_upload("Biên bản họp.pdf", data), by=Someone(pk=7), now=NOW)
    kept.refresh_from_db()
    assert (kept.original_name, kept.media_type) == ("Biên bản họp.pdf", "application/pdf")
    assert (kept.size, kept.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert kept.created_at == NOW
    assert re.fullmatch(r"[0-9a-f]{2}/[0-9a-f]{32}", kept.stored_name)
    assert stored_files(files_dir) == [kept.stored_name]
    assert (files_dir / kept.stored_name).read_bytes() == data


def test_only_the_portal_and_its_group_read_the_disk(files_dir):
    before = os.umask(0)
    try:
        kept = make_attachment()
    finally:
        os.umask(before)
    assert stat.S_IMODE((files_dir / kept.stored_name).stat().st_mode) == 0o640
    assert stat.S_IMODE((files_dir / kept.stored_name).parent.stat().st_mode) == 0o750


def test_keeping_a_file_is_written_down():
    kept = actions.store_attachment(make_upload(), by=Someone(pk=7), now=NOW)
    entry = AuditEntry.objects.about(kept).get()
    assert (entry.verb, entry.actor_id, entry.at, entry.changes) == ("store", 7, NOW, {"sha256": kept.sha256})


def test_a_file_that_a_form_checked_is_not_checked_again(monkeypatch):
    checked = check_file(make_upload())
    monkeypatch.setattr(actions, "check_file", None)
    assert actions.store_attachment(checked, by=None, now=NOW).original_name == "Biên bản.pdf"


def test_what_is_kept_of_a_photo_is_the_redrawn_one(files_dir):
    kept = make_attachment("anh.jpg", photo())
    data = (files_dir / kept.stored_name).read_bytes()
    assert b"Camera" not in data
    assert kept.sha256 == hashlib.sha256(data).hexdigest()


def test_a_refused_file_leaves_nothing(files_dir):
    with pytest.raises(ValidationError):
        make_attachment("a.pdf", b"MZ")
    assert (Attachment.objects.count(), stored_files(files_dir)) == (0, [])


def test_bytes_are_safe_on_the_disk_before_the_row_exists(monkeypatch):
    synced = []
    monkeypatch.setattr(storage.os, "fsync", lambda descriptor: synced.append(Attachment.objects.count()))
    make_attachment()
    assert synced == [0, 0]  # the file and its folder


def test_a_full_disk_is_said_and_leaves_nothing(monkeypatch, files_dir):
    def full(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(storage.os, "fsync", full)
    with pytest.raises(ValidationError) as refusal:
        make_attachment()
    assert refusal.value.code == "disk"
    assert (Attachment.objects.count(), stored_files(files_dir)) == (0, [])


def test_the_database_never_changes_a_kept_file():
    kept = make_attachment()
    kept.original_name = "khác.pdf"
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        kept.save()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Attachment.objects.update(sha256="0" * 64)
    assert Attachment.objects.get().original_name == "Biên bản.pdf"


@pytest.mark.parametrize("wrong", [{"stored_name": "../etc/passwd"}, {"sha256": "x" * 64}, {"size": 0}])
def test_the_database_refuses_an_impossible_file(wrong):
    right = {"original_name": "a.pdf", "media_type": "application/pdf", "size": 1, "created_at": NOW}
    right |= {"sha256": "0" * 64, "stored_name": f"ab/{'0' * 32}"}
    Attachment.objects.create(**right).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.create(**right | wrong)


@pytest.mark.parametrize("name", ["../a", "/etc/passwd", "ab/../../x", "AB/" + "0" * 32, ""])
def test_only_random_names_lead_to_the_disk(name):
    with pytest.raises(ValueError, match="no name of a stored file"):
        storage.path_of(name)


# Sweeping


def make_orphan(age: dt.timedelta) -> str:
    name = storage.write(b"left behind")
    moment = (NOW - age).timestamp()
    os.utime(storage.path_of(name), (moment, moment))
    return name


def test_the_sweep_removes_what_has_no_row_after_a_day(files_dir):
    kept = make_attachment()
    os.utime(storage.path_of(kept.stored_name), (0, 0))
    make_orphan(dt.timedelta(hours=25))
    fresh = make_orphan(dt.timedelta(hours=23))
    (files_dir / "README").write_text("not ours")
    assert actions.sweep_orphan_files(now=NOW) == 1
    assert stored_files(files_dir) == sorted([kept.stored_name, fresh, "README"])
    assert actions.sweep_orphan_files(now=NOW) == 0


def test_the_sweep_task_twice_is_once(files_dir):
    make_orphan(dt.timedelta(days=800))
    assert [tasks.sweep_orphan_files() for _ in range(2)] == [1, 0]


def test_the_sweep_asks_the_database_once_however_many(django_assert_num_queries):
    for orphans in (1, 3):
        for _ in range(orphans):
            make_orphan(dt.timedelta(days=2))
        with django_assert_num_queries(1):
            assert actions.sweep_orphan_files(now=NOW) == orphans


def test_an_upload_undone_by_its_transaction_is_swept(files_dir):
    with transaction.atomic():
        make_attachment()
        transaction.set_rollback(True)
    assert (Attachment.objects.count(), len(stored_files(files_dir))) == (0, 1)
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=2)
    assert actions.sweep_orphan_files(now=later) == 1
    assert stored_files(files_dir) == []


# Handing out


def test_a_file_comes_as_a_download_that_runs_nothing(reader, gates):
    gates.append(lambda officer, attachment: True)
    kept = make_attachment("Biên bản Đăk Tô.docx", make_docx())
    answer = ask(reader, kept)
    assert hashlib.sha256(answer.body).hexdigest() == kept.sha256
    expected = {
        "Content-Type": kept.media_type,
        "Content-Disposition": 'attachment; filename="bien-ban-dak-to.docx"; '
        "filename*=UTF-8''Bi%C3%AAn%20b%E1%BA%A3n%20%C4%90%C4%83k%20T%C3%B4.docx",
        "Content-Length": str(kept.size),
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    assert {name: answer[name] for name in expected} == expected


@pytest.mark.parametrize(
    "name", ['a";b=c.pdf', "a\r\nX-Evil: 1.pdf", "=cmd.pdf", "📄.pdf", "%0d%0a.pdf", "a'b''c.pdf"]
)
def test_no_name_breaks_out_of_the_header(name, reader, gates):
    gates.append(lambda officer, attachment: True)
    header = ask(reader, make_attachment(name))["Content-Disposition"]
    assert re.fullmatch(r"attachment; filename=\"[\w.-]+\"; filename\*=UTF-8''[\w.%~-]+", header)


def test_a_gate_is_asked_about_this_officer_and_this_file(reader, officer, gates):
    kept, other = make_attachment(), make_attachment()
    asked = []

    def gate(person, attachment):
        asked.append((person.pk, attachment))
        return attachment == kept

    gates.append(gate)
    assert [ask(reader, one).status_code for one in (kept, other)] == [200, 404]
    assert asked == [(officer.pk, kept), (officer.pk, other)]


def test_without_a_gate_nobody_opens_anything(reader):
    assert ask(reader, make_attachment()).status_code == 404


def test_one_open_gate_is_enough(officer):
    register_file_gate(lambda person, attachment: False)
    register_file_gate(lambda person, attachment: person == officer)
    assert (may_open(officer, make_attachment()), may_open(Someone(pk=0), make_attachment())) == (True, False)


def test_a_gate_registered_twice_is_asked_once(gates):
    def gate(person, attachment):
        return False

    assert [register_file_gate(gate), register_file_gate(gate), gates] == [gate, gate, [gate]]


def test_a_gate_that_fails_stays_shut(reader, gates, caplog):
    def broken(officer, attachment):
        raise RuntimeError

    gates.append(broken)
    assert ask(reader, make_attachment()).status_code == 404
    assert "A file gate failed" in caplog.text
    gates.append(lambda officer, attachment: True)
    assert ask(reader, make_attachment()).status_code == 200


def test_who_is_not_signed_in_is_asked_to(client, gates):
    gates.append(lambda officer, attachment: True)
    kept = make_attachment()
    answer = client.get(address(kept))
    assert (answer.status_code, answer["Location"]) == (
        302,
        f"{reverse('account_login')}?next={address(kept)}",
    )


def test_a_file_is_only_ever_read(reader, gates):
    gates.append(lambda officer, attachment: True)
    kept = make_attachment()
    assert [ask(reader, kept, method).status_code for method in ("head", "post", "delete")] == [200, 405, 405]


def test_an_id_that_names_nothing_is_not_found(reader, gates):
    gates.append(lambda officer, attachment: True)
    assert reader.get(reverse("records:file", args=[uuid.UUID(int=0)])).status_code == 404


def test_a_row_whose_bytes_are_gone_is_not_found(reader, gates):
    gates.append(lambda officer, attachment: True)
    kept = make_attachment()
    storage.remove(kept.stored_name)
    assert ask(reader, kept).status_code == 404
