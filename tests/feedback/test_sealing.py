"""The seal holds against whoever means to read past the door, and against whoever forgets it."""

from __future__ import annotations

import copy
import json
import logging
import pickle

import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.db.models import F, Max
from django.db.models.functions import Lower, Upper
from django.forms import modelform_factory
from django.forms.models import model_to_dict
from django.template import Context, Template

from feedback import keys
from feedback.actions import answering, handling, redacting
from feedback.models import Answer, Event, Handling, Item, Sender
from feedback.sealing import SealIsClosed
from feedback.tasks import redact_what_waits
from tests.feedback.make import NOW, SENDER, answer_one, receive

pytestmark = pytest.mark.django_db
MARK = "0905 888 777"


@pytest.fixture
def item(people) -> Item:
    found = receive(people.agency, content=f"Khai sinh chậm, gọi {MARK}.").item
    return Item.objects.get(pk=found.pk)


def row(query):
    return query.get()


READS = {
    "printed": lambda item: str(item.content),
    "in an f-string": lambda item: f"{item.content}",
    "cut in an f-string": lambda item: f"{item.content:.20}",
    "put into a sentence": lambda item: "%s" % item.content,  # noqa: UP031 one of the ways
    "formatted": lambda item: "{}".format(item.content),  # noqa: UP032 one of the ways
    "joined": lambda item: " ".join([item.content]),
    "added": lambda item: "x" + item.content,
    "cut": lambda item: item.content[:20],
    "spelled": lambda item: list(item.content),
    "measured": lambda item: len(item.content),
    "looked into": lambda item: "0905" in item.content,
    "put in order": lambda item: item.content < item.content,
    "packed": lambda item: pickle.dumps(item.content),
    "packed with its row": lambda item: pickle.dumps(item),
    "copied and printed": lambda item: str(copy.deepcopy(item).content),
    "packed as JSON": lambda item: json.dumps({"content": item.content}),
    "printed by a template": lambda item: Template("{{ item.content }}").render(Context({"item": item})),
    "printed by a filter": lambda item: Template("{{ item.content|linebreaks }}").render(
        Context({"item": item})
    ),
    "taken from the row": lambda item: str(vars(item)["content"]),
    "made a dict": lambda item: str(model_to_dict(item)["content"]).lower(),
    "serialized": lambda item: serializers.serialize("json", [item]),
    "in a form": lambda item: str(modelform_factory(Item, fields=["content"])(instance=item)),
    "as a value": lambda item: str(row(Item.objects.values("content"))["content"]),
    "in a list of values": lambda item: str(row(Item.objects.values_list("content", flat=True))),
    "under another name": lambda item: str(row(Item.objects.annotate(a=F("content")).values("a"))["a"]),
    "in small letters": lambda item: str(row(Item.objects.annotate(a=Lower("content"))).a),
    "through a relation": lambda item: str(row(Handling.objects.annotate(a=Upper("item__sender__name"))).a),
    "as the greatest": lambda item: str(Item.objects.aggregate(a=Max("content"))["a"]),
    "loaded late": lambda item: str(row(Item.objects.defer("content")).content),
    "of the sender": lambda item: str(item.sender.name),
}


@pytest.mark.parametrize("way", READS)
def test_t1_words_are_read_in_no_other_way(item, way):
    with pytest.raises((SealIsClosed, TypeError)):
        READS[way](item)


ASKS = ["contains", "icontains", "startswith", "gt", "lt", "regex", "iexact", "in", "range", "exact"]


@pytest.mark.parametrize("lookup", ASKS)
@pytest.mark.parametrize("field", ["content", "sender__phone", "sender__name", "sender__email"])
def test_t1_nobody_asks_the_database_what_they_hold(item, field, lookup):
    typed = [MARK, MARK] if lookup in ("in", "range") else MARK
    with pytest.raises((SealIsClosed, FieldError)):
        Item.objects.filter(**{f"{field}__{lookup}": typed}).exists()
    with pytest.raises((SealIsClosed, FieldError)):
        Handling.objects.exclude(**{f"item__{field}__{lookup}": typed}).exists()


def test_t1_a_log_names_the_seal_and_not_the_words(item, caplog):
    logging.getLogger("feedback").error("Broken: %r in %r", item.content, vars(item))
    assert ("<sealed>" in caplog.text, MARK in caplog.text) == (True, False)


def test_sealed_words_are_stored_compared_and_handed_on_as_they_are(item, people):
    assert (item.content, bool(item.rule_words)) == (f"Khai sinh chậm, gọi {MARK}.", False)
    item.save()
    item.refresh_from_db()
    assert item.content == f"Khai sinh chậm, gọi {MARK}."
    assert item.content_redacted == "Khai sinh chậm, gọi [số điện thoại]."
    item.full_clean(exclude=["entered_by", "asked_of", "rule"])
    case = answer_one(people, text=f"Đã gọi {MARK}.")
    signed = Event.objects.get(handling=case, verb="sign")
    assert signed.words == Answer.objects.get(handling=case).text
    assert signed.words_redacted == "Đã gọi [số điện thoại]."


def test_what_others_read_is_stored_with_the_words_by_every_action(people):
    case, by = receive(people.agency, rule_words=f"Thủ tục của {SENDER['name']}").handling, people.drafter
    handling.accept(case, kind="unfit", rule=None, officer=by, by=by, now=NOW)
    words = {
        "text": f"Kính gửi {SENDER['name'].upper()}",
        "proposal": SENDER["phone"],
        "outcome": "put_right",
    }
    answering.write_answer(case, **words, seen_edits=0, by=by, now=NOW)
    handling.extend(case, amount=2, reason=f"Chờ {SENDER['email']}", by=by, now=NOW)
    answer = Answer.objects.get()
    assert Item.objects.get().rule_words_redacted == "Thủ tục của [tên]"
    assert (answer.text_redacted, answer.proposal_redacted) == ("Kính gửi [tên]", "[số điện thoại]")
    assert case.extensions.get().reason_redacted == "Chờ [thư điện tử]"
    assert Event.objects.get(verb="extend").words_redacted == "Chờ [thư điện tử]"


def test_rows_of_before_are_redacted_some_at_a_time_and_once(people, monkeypatch):
    monkeypatch.setattr(redacting, "BATCH", 2)
    case = answer_one(people, content=f"Tôi là {SENDER['name']}: khai sinh chậm.")
    for _ in range(4):
        receive(people.agency)
    before = Item.objects.get(pk=case.item_id)
    made = (before.content_redacted, before.search_key)
    Item.objects.update(redaction=0, content_redacted=None, search_key="nguyen thi dan")
    Event.objects.update(redaction=0, words_redacted=None)
    Sender.objects.update(phone_digest="")
    assert redact_what_waits() == 5 + Event.objects.count() + 5
    after = Item.objects.get(pk=case.item_id)
    assert ((after.content_redacted, after.search_key), after.content) == (made, before.content)
    assert Event.objects.get(handling=case, verb="sign").words_redacted == "Đã bỏ một giấy tờ."
    assert Sender.objects.get(item=case.item).phone_digest == keys.phone_digest("0905123456")
    assert redact_what_waits() == 0


def test_a_better_finder_makes_them_anew(item, monkeypatch):
    from feedback import redaction

    monkeypatch.setattr(redaction, "FINDER_VERSION", 99, raising=False)
    monkeypatch.setattr(redaction, "redact", lambda text, person, *names: "[tất cả]")
    assert redact_what_waits() >= 1
    found = Item.objects.get()
    assert (found.content_redacted, found.redaction, "tat ca" in found.search_key) == ("[tất cả]", 99, True)


@pytest.mark.parametrize("written", ["0905123456", "+84 905 123 456", "(0905) 123.456", "0084905123456"])
def test_a_telephone_number_is_one_however_it_is_written(written):
    assert keys.phone_digest(written) == keys.phone_digest("0905 123 456") != ""
    assert len(keys.phone_digest(written)) == 64


@pytest.mark.parametrize(
    "typed", ["PAKN.20261125.0001", "0905", "051090123456", "gọi 0905123456", "", "09051234567890"]
)
def test_what_is_no_telephone_number_is_kept_under_none(typed):
    assert (keys.phone_digest(typed), keys.phone_digests(typed)) == ("", [])
