"""One function moves every state: it locks, looks the move up, asks the guard, saves and writes it down."""

import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from records.actions import move
from records.models import AuditEntry
from records.workflow import Move, MoveTable
from tests.records.make import LETTER_MOVES, NOW, Letter, Someone


@pytest.mark.usefixtures("letters")
def test_a_move_of_the_table_changes_the_state():
    letter = Letter.objects.create()
    moved = move(letter, "send", table=LETTER_MOVES, by=None, now=NOW, sent_at=NOW)
    assert (moved.state, moved.sent_at) == ("sent", NOW)
    stored = Letter.objects.get()
    assert (stored.state, stored.sent_at) == ("sent", NOW)


@pytest.mark.usefixtures("letters")
def test_a_move_is_written_down_with_officer_and_post():
    letter = Letter.objects.create()
    move(
        letter,
        "send",
        table=LETTER_MOVES,
        by=Someone(pk=7),
        post=Someone(pk=70),
        now=NOW,
        note="Gửi bổ sung",
        sent_at=NOW,
    )
    assert list(
        AuditEntry.objects.values_list("at", "actor_id", "post_id", "verb", "subject_type", "subject_id")
    ) == [(NOW, 7, 70, "send", "letters.letter", str(letter.pk))]
    assert AuditEntry.objects.get().changes == {
        "state": ["draft", "sent"],
        "fields": ["sent_at"],
        "note": "Gửi bổ sung",
    }


@pytest.mark.usefixtures("letters")
@pytest.mark.parametrize("state", Letter.State.values)
@pytest.mark.parametrize("verb", ["send", "file", "burn"])
def test_only_moves_of_the_table_are_made(state, verb):
    letter = Letter.objects.create(state=state)
    allowed = {("send", "draft"): "sent", ("file", "draft"): "filed", ("file", "sent"): "filed"}
    if (verb, state) in allowed:
        assert move(letter, verb, table=LETTER_MOVES, by=None, now=NOW).state == allowed[verb, state]
        return
    with pytest.raises(ValidationError):
        move(letter, verb, table=LETTER_MOVES, by=None, now=NOW)
    assert (Letter.objects.get().state, AuditEntry.objects.count()) == (state, 0)


@pytest.mark.usefixtures("letters")
def test_a_refusal_names_the_act_and_the_state():
    letter = Letter.objects.create(state=Letter.State.FILED)
    with pytest.raises(ValidationError) as refusal:
        move(letter, "send", table=LETTER_MOVES, by=None, now=NOW)
    assert refusal.value.params == {"verb": "Gửi thư", "state": "Đã lưu"}


@pytest.mark.usefixtures("letters")
def test_the_state_in_the_database_counts_not_the_one_in_hand():
    letter = Letter.objects.create()
    Letter.objects.update(state=Letter.State.SENT)
    assert letter.state == "draft"
    with pytest.raises(ValidationError):
        move(letter, "send", table=LETTER_MOVES, by=None, now=NOW)


@pytest.mark.usefixtures("letters")
def test_the_guard_sees_the_locked_row_and_may_forbid():
    letter = Letter.objects.create()
    Letter.objects.update(sent_at=NOW)

    def forbid(locked):
        assert locked.sent_at == NOW
        raise PermissionDenied

    with pytest.raises(PermissionDenied):
        move(letter, "send", table=LETTER_MOVES, by=None, now=NOW, guard=forbid)
    assert (Letter.objects.get().state, AuditEntry.objects.count()) == ("draft", 0)


@pytest.mark.usefixtures("letters")
def test_nothing_moves_when_it_cannot_be_written_down(monkeypatch):
    def fail(*args, **kwargs):
        raise OSError

    monkeypatch.setattr("records.actions.audit", fail)
    letter = Letter.objects.create()
    with pytest.raises(OSError):  # noqa: PT011 - raised above
        move(letter, "send", table=LETTER_MOVES, by=None, now=NOW)
    assert Letter.objects.get().state == "draft"


@pytest.mark.usefixtures("letters")
def test_fields_that_are_not_named_are_not_saved():
    letter = Letter.objects.create()
    letter.sent_at = NOW
    move(letter, "send", table=LETTER_MOVES, by=None, now=NOW)
    assert Letter.objects.get().sent_at is None


def test_a_table_lists_verbs_in_its_order():
    assert [LETTER_MOVES.verbs(state) for state in Letter.State] == [["send", "file"], ["file"], []]


def test_a_table_refuses_two_moves_of_one_verb_from_one_state():
    with pytest.raises(ValueError, match="Two moves"):
        MoveTable([Move("send", "a", "b", "x"), Move("send", "a", "c", "x")])


def send_in_thread(letter, outcomes, start):
    start.wait(timeout=10)
    try:
        move(letter, "send", table=LETTER_MOVES, by=None, now=NOW)
        outcomes.append("sent")
    except ValidationError:
        outcomes.append("refused")
    finally:
        connection.close()


@pytest.mark.usefixtures("committed_letters")
def test_of_many_who_decide_at_once_one_wins():
    outcomes: list[str] = []
    letter, start = Letter.objects.create(), threading.Barrier(8)
    threads = [threading.Thread(target=send_in_thread, args=(letter, outcomes, start)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused"] * 7 + ["sent"]
    assert AuditEntry.objects.about(letter).count() == 1
