"""One door: who handles feedback reads its sender's words and leaves a look; others read it redacted."""

from __future__ import annotations

import html
import io
import zipfile
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from agencies.models import Post
from feedback.actions.publishing import take_down
from feedback.models import Event, Item, Publication
from notices.actions import deliver_due
from records.models import AuditEntry
from tests.agencies.make import make_agency, make_officer, make_post
from tests.feedback.marked import APRIL, LATER, MARKS, STATES, WHO, Case, make_case

pytestmark = pytest.mark.django_db
OF_NO_MORE = {"of an agency that is no more", "handed on", "kept"}
WALKS = {"drafter", "head", "stranger", "reviewer"}  # to every address; others knock at two
LOOKS = {"look_at_words", "look_at_sender", "open_file"}


@pytest.fixture(autouse=True)
def _quiet(caplog):
    caplog.set_level("CRITICAL", "django.request")


def handling_addresses() -> list[str]:
    """The names of all addresses about one handling, read from the portal's own list."""
    found: Any = next(
        row for row in get_resolver().url_patterns if getattr(row, "namespace", "") == "feedback"
    )
    return [row.name for row in found.url_patterns if str(row.pattern).startswith("handlings/<int:pk>/")]


EVERYWHERE = handling_addresses()
# Verbs that answer by leading back show nothing: they are walked once.
LEAD_BACK = {
    *("clear-doubt", "resume", "reconsider", "submit-answer", "take-back-answer", "redraft"),
    *("approve-public-file", "remove-public-file"),
}


def addresses(role: str, state: str) -> list[str]:
    if role not in WALKS:
        return ["handling", "answer"]
    return [name for name in EVERYWHERE if state == "answered" or name not in LEAD_BACK]


def roles_of(people) -> dict[str, tuple[str, object]]:
    """Role to whose officer it is, and the officer."""
    leaders = make_agency("Lãnh đạo UBND tỉnh", "lanh-dao-tinh")
    return {
        "drafter": ("agency", people.drafter),
        "colleague": ("agency", make_post(make_officer("Lý Thị Bạn"), people.agency).officer),
        "head": ("agency", people.head),
        "stranger": ("other", people.stranger),
        "reviewer": ("", people.reviewer),
        "issuer": ("", people.issuer),
        "registrar": ("", people.registrar),
        "drafter at Home Affairs": ("", make_post(make_officer("Võ Thị Nội"), people.home_affairs).officer),
        "leader": ("", make_post(make_officer("Cao Văn Xem"), leaders, Post.Role.READER).officer),
        "postless": ("", make_officer("Tạ Thị Nghỉ")),
    }


def marks_in(answer) -> set[str]:
    """The marks a person would find in a page, a file or its name; a file from the sender is one."""
    body = answer.getvalue()
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            body = b"\n".join(packed.read(name) for name in packed.namelist())
    told = html.unescape(body.decode(errors="replace")) + str(answer.headers)
    found = {name for name, mark in MARKS.items() if mark in told or mark.replace(" ", "%20") in told}
    return (
        found
        | {name for name, value in WHO.items() if value in told}
        | {"inside a file" for _once in [0] if body.startswith(b"%PDF")}
    )


class Reader:
    """An officer at a browser, who opens every address about one handling."""

    def __init__(self, officer) -> None:
        self.officer, self.client = officer, Client(raise_request_exception=False)
        self.client.force_login(officer)
        self.unseen: list[str] = []  # pages that showed a mark and left no look

    def looks(self, item_id: int) -> int:
        about = AuditEntry.objects.filter(subject_id=str(item_id), subject_type="feedback.item")
        return about.filter(actor_id=self.officer.pk, verb__in=LOOKS).count()

    def read(self, case: Case, names: list[str]) -> set[str]:
        found: set[str] = set()
        file = case.handling.item.files.first()
        for name in names:
            args = [case.handling.pk]
            if "file" in name and name != "public-files":
                args.append(file.pk if file else 1)
            found |= self.ask(reverse(f"feedback:{name}", args=args), case)
        return found

    def ask(self, url: str, case: Case) -> set[str]:
        """A page is read, a verb is done and undone."""
        before = self.looks(case.handling.item_id)
        with transaction.atomic():
            answer = self.client.get(url)
            if answer.status_code == 405:
                answer = self.client.post(url)
            assert answer.status_code < 500, url
            found = marks_in(answer)
            if found and self.looks(case.handling.item_id) == before:
                self.unseen.append(url)
            transaction.set_rollback(True)
        return found


@pytest.mark.parametrize("state", STATES)
def test_t1_who_handles_it_reads_it_and_leaves_a_look_and_nobody_else_does(state, people, time_machine):
    time_machine.move_to(LATER)
    case, roles = make_case(state, people), roles_of(people)
    if state in OF_NO_MORE:
        time_machine.move_to(APRIL)
    seen, unseen = {}, []
    for role, (_works_at, officer) in roles.items():
        reader = Reader(officer)
        seen[role] = reader.read(case, addresses(role, state))
        unseen += reader.unseen
    of_sender = set() if state == "erased" else {*WHO, "inside a file"}
    everywhere = case.marks | of_sender
    foreseen = {
        role: (everywhere if role in WALKS else case.marks)
        if works_at and works_at == case.readers
        else set()
        for role, (works_at, _officer) in roles.items()
    }
    assert (seen, unseen) == (foreseen, [])


def found_by(officer, typed: str) -> list[int]:
    client = Client()
    client.force_login(officer)
    return [
        row.pk
        for row in client.get(reverse("feedback:handlings"), {"q": typed, "state": ""}).context["handlings"]
    ]


@pytest.fixture
def heard(people, time_machine):
    """Two handlings of one item: the agency's, which passed it on, and the other's, which has it."""
    time_machine.move_to(LATER)
    there = make_case("passed on", people).handling
    return there.item.handlings.get(agency=people.agency), there


def test_t1_the_code_finds_it_for_all_who_may_see_it(people, heard):
    before, there = heard
    for typed in (there.item.code, there.item.code.lower(), there.item.code[-4:]):
        assert found_by(people.drafter, typed) == [before.pk]
        assert found_by(people.stranger, typed) == [there.pk]
        assert set(found_by(people.reviewer, typed)) == {before.pk, there.pk}


@pytest.mark.parametrize(
    "typed", ["Nguyễn Thị Dân", "nguyen thi dan", "12 Lê Lợi", "dan@example.vn", *MARKS.values()]
)
def test_t1_neither_name_nor_number_nor_address_finds_it(people, heard, typed):
    for officer in (people.drafter, people.stranger, people.reviewer, people.registrar):
        assert found_by(officer, typed) == []


def test_t1_words_that_tell_nobody_find_it(people, heard):
    before, there = heard
    assert (found_by(people.drafter, "khai sinh"), found_by(people.stranger, "KHAI sinh")) == (
        [before.pk],
        [there.pk],
    )


@pytest.mark.parametrize("typed", ["0905 123 456", "+84905123456", "0905.123.456"])
def test_t1_the_whole_telephone_number_finds_it_for_who_handles_it_and_leaves_a_look(people, heard, typed):
    _before, there = heard
    assert found_by(people.stranger, typed) == [there.pk]
    look = AuditEntry.objects.get(verb="found_by_phone")
    assert (look.actor_id, look.subject_id) == (people.stranger.pk, str(there.item_id))
    assert found_by(people.drafter, typed) == []
    assert found_by(people.reviewer, typed) == []
    assert found_by(people.stranger, typed[:-1]) == []
    asked = AuditEntry.objects.filter(verb="search_by_phone")
    assert {people.stranger.pk, people.drafter.pk, people.reviewer.pk} == set(
        asked.values_list("actor_id", flat=True)
    )
    assert AuditEntry.objects.filter(verb="found_by_phone").count() == 1
    held = str(list(AuditEntry.objects.values()))
    assert [number for number in (typed, "905123456") if number in held] == []


def test_t1_of_rows_not_redacted_yet_nothing_is_shown_and_the_code_alone_finds_them(people, heard):
    before, _there = heard
    Item.objects.update(redaction=0, content_redacted=None, search_key="khai sinh nguyen thi dan")
    Event.objects.update(redaction=0, words_redacted=None)
    assert found_by(people.drafter, "khai sinh") == []
    assert found_by(people.drafter, before.item.code) == [before.pk]
    client = Client()
    client.force_login(people.drafter)
    page = client.get(before.get_absolute_url())
    assert (page.status_code, "Khai sinh chậm" in page.text, marks_in(page)) == (200, False, set())


ELSEWHERE = ["desk", "deadlines", "notices:inbox", "notices:ledger", "notices:outbox", "feedback:handlings"]
ELSEWHERE += ["feedback:book", "feedback:export-book", "feedback:data-requests", "feedback:public"]
ELSEWHERE += ["feedback:public-numbers", "feedback:feed"]


def test_t1_no_list_notice_mail_feed_or_export_says_a_word(people, time_machine, mailoutbox, settings):
    """Not even to who handles it: there the words stand on the page of the case alone."""
    time_machine.move_to(LATER)
    settings.PORTAL_URL = "https://cchc.example.vn"
    for state in ("received", "awaiting the head", "published", "reopened", "refused", "transferred"):
        make_case(state, people)
    deliver_due(now=LATER)
    told = {}
    for role, (_works_at, officer) in roles_of(people).items():
        client = Client(raise_request_exception=False)
        client.force_login(officer)
        pages = [client.get(reverse(name)) for name in ELSEWHERE]
        pages += [client.get(reverse("feedback:open-data", args=[ending])) for ending in ("csv", "json")]
        client.post(reverse("deadlines"))
        feed = client.get(reverse("deadlines")).context["address"].removeprefix("https://cchc.example.vn")
        pages.append(Client().get(feed))
        told[role] = set().union(*(marks_in(page) for page in pages))
    assert told == {role: set() for role in told}
    mails = "\n".join(f"{mail.subject}\n{mail.body}" for mail in mailoutbox)
    assert (len(mailoutbox) > 0, [mark for mark in [*MARKS.values(), *WHO.values()] if mark in mails]) == (
        True,
        [],
    )


def test_t1_the_trail_of_changes_holds_no_words(people, time_machine):
    time_machine.move_to(LATER)
    for state in ("taken down", "reopened", "refused", "transferred", "withdrawn"):
        make_case(state, people)
    held = str(list(AuditEntry.objects.values()))
    assert [mark for mark in [*MARKS.values(), *WHO.values()] if mark in held] == []


def test_t1_why_it_was_taken_down_is_kept_without_who_sent_it(people, time_machine):
    time_machine.move_to(LATER)
    case = make_case("published", people).handling
    take_down(Publication.objects.get(handling=case), note=f"{WHO['name']} gọi", by=people.head, now=LATER)
    entry = AuditEntry.objects.get(verb="take_down")
    assert entry.changes["note"] == "[tên] gọi"
