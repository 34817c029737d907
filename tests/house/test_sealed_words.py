"""Nothing reads a sender's words but through the one door; each rule is shown what it must catch."""

import pytest
from django.apps import apps
from django.db import models

from feedback.sealing import FinderVersionField, RedactedField, _SealedMixin
from records.fields import FoldedField
from tests.house import rules, words

ROOM = rules.ROOT / "feedback"
# What opens the seal: the door, what redacts, and the actions that write words anew.
OPENERS = {
    *("sealing.py", "words.py", "models/items.py"),
    *("actions/receiving.py", "actions/erasing.py", "actions/redacting.py"),
}
# What a sender is told, by code and secret or at the address they confirmed; who asks for a very text.
TELLERS = {
    *("words.py", "views/following.py", "views/public.py", "actions/letters.py"),
    *("actions/receiving.py", "actions/erasing.py"),
}
# Files: the door; those chosen for the public, which are copies; what waits with a page.
FILE_HANDLERS = {
    *("words.py", "views/handling.py", "views/public_files.py", "actions/public_files.py"),
    *("models/kept.py", "forms/sending.py"),
}
# Text that is not a sender's, nor written to them: each field was thought about.
PLAIN = {
    "Item": {"code", "secret_digest", "sending_digest", "content_digest"},
    "Sender": {"phone_digest"},
    "Event": {"verb"},
    "Answer": {"number", "signer_name"},  # of the letter; the officer's
    "Publication": {"title", "question", "answer"},  # made for everybody, read by another before
    "PublicFile": {"title"},
    "Breach": {"happened", "data"},  # an officer's, without names
    "BreachEntry": {"words"},
    "ConsentWording": {"text"},
    "DataLimit": {"legal_ground"},
    "Notice": {"digest", "language", "text"},  # to everybody
    "KeptFile": {"sending_digest"},
    "Tries": {"key_digest"},
    "Delivery": {"number"},  # the post's
    "Letter": {"number"},
    "RetentionRule": {"legal_ground", "fixed_by"},
    "Regulation": None,  # of the agency, published
    "TimeLimit": None,
    "Rule": None,
    "Norm": None,
}


def slips(rule, allowed: set[str], paths=None) -> list[str]:
    chosen = rules.python_files() if paths is None else paths
    return rules.slips_in([path for path in chosen if path not in {ROOM / one for one in allowed}], rule)


def test_t1_only_the_door_and_who_writes_words_open_the_seal():
    assert slips(words.opens_the_seal, OPENERS) == []


def test_t1_only_pages_of_the_sender_speak_to_them():
    assert slips(words.speaks_for_the_sender, TELLERS) == []


def test_t1_no_query_goes_round_the_seal():
    sample = rules.ROOT / "reformportal/sample/writing.py"  # whose statistics it brings up to date
    posts = rules.ROOT / "agencies/models/officers.py"  # with a single statement, of its own tables
    many = rules.ROOT / "records/bulk.py"  # which writes back rows that were read by their models
    others = [path for path in rules.python_files() if path not in (sample, posts, many)]
    assert slips(words.asks_the_tables, set(), others) == []
    assert [slip.rpartition(": ")[2] for slip in slips(words.asks_the_tables, set(), [posts])] == [
        ".raw() reads past the seal"
    ]
    asking = [path for path in rules.python_files() if "feedback" in path.read_text("utf-8")]
    assert slips(words.makes_another_column, set(), asking) == []


def test_t1_words_are_written_with_what_others_read():
    room = [path for path in rules.python_files() if ROOM in path.parents]
    assert slips(words.leaves_what_others_read, {"forms/publishing.py"}, room) == []
    assert slips(words.redacts_by_itself, {"sealing.py", "redaction/__init__.py"}, room) == []


def test_t1_files_of_senders_have_the_same_door():
    room = [path for path in rules.python_files() if ROOM in path.parents]
    assert slips(words.hands_out_files, FILE_HANDLERS, room) == []


def test_t1_templates_print_what_the_door_handed_over():
    copies = rules.ROOT / "templates/feedback/public_files.html"  # named by code and number
    pages = [path for path in rules.templates() if "feedback" in str(path) and path != copies]
    assert rules.slips_in(pages, words.prints_words) == []


def is_text(field: models.Field) -> bool:
    return isinstance(field, models.CharField | models.TextField) and not field.choices


def test_t1_every_text_of_the_room_is_sealed_or_was_thought_about():
    """A new field of text fails here until somebody says whose words it holds."""
    unthought = set()
    for model in apps.get_app_config("feedback").get_models():
        plain = PLAIN.get(model.__name__, set())
        for field in model._meta.concrete_fields if plain is not None else []:
            made = isinstance(field, _SealedMixin | RedactedField | FoldedField)
            if is_text(field) and not made and field.name not in plain:
                unthought.add(f"{model.__name__}.{field.name}")
    assert unthought == set()


def test_t1_beside_every_sealed_text_stands_what_others_read():
    """But for who the sender is: others read nothing of that."""
    lacking = set()
    for model in apps.get_app_config("feedback").get_models():
        fields = {field.name: field for field in model._meta.concrete_fields}
        sealed = {name for name, field in fields.items() if isinstance(field, _SealedMixin)}
        if not sealed or model.__name__ == "Sender":
            continue
        made = {field.source for field in fields.values() if isinstance(field, RedactedField)}
        versions = [name for name, field in fields.items() if isinstance(field, FinderVersionField)]
        if made != sealed or versions != ["redaction"]:
            lacking.add(model.__name__)
    assert lacking == set()


@pytest.mark.parametrize(
    ("rule", "code", "found"),
    [
        (words.opens_the_seal, "from feedback.sealing import unseal as look", 1),
        (words.opens_the_seal, "import feedback.sealing\nfeedback.sealing.unseal(x)", 1),
        (words.opens_the_seal, "getattr(item.content, '_text')", 1),
        (words.opens_the_seal, "getattr(sealing, 'unseal')(x)", 1),
        (words.opens_the_seal, "item.content._text", 1),
        (words.opens_the_seal, "words.read(handling, by=by, purpose=purpose, now=now).content", 0),
        (words.speaks_for_the_sender, "words.for_sender(item)", 1),
        (words.speaks_for_the_sender, "rows.filter(content__same=typed)", 1),
        (words.speaks_for_the_sender, "rows.filter(**{'item__sender__name__same': typed})", 1),
        (words.speaks_for_the_sender, "rows.filter(code=typed)", 0),
        (words.asks_the_tables, "cursor.execute('SELECT content FROM feedback_item')", 1),
        (words.asks_the_tables, "cursor.execute(f'SELECT * FROM {Item._meta.db_table}')", 1),
        (words.asks_the_tables, "Item.objects.raw(sql)", 1),
        (words.asks_the_tables, "cursor.execute(TAKE_NUMBER)", 0),
        (words.makes_another_column, "rows.annotate(a=Cast('item__content', TextField()))", 1),
        (words.makes_another_column, "rows.annotate(a=Substr(F('words'), 1, 50))", 1),
        (
            words.makes_another_column,
            "from django.db.models.functions import Trim as T\nrows.annotate(a=T('sender__name'))",
            1,
        ),
        (words.makes_another_column, "rows.order_by('-item__sender__phone')", 1),
        (words.makes_another_column, "rows.annotate(a=TruncDate('began_at')).order_by('code')", 0),
        (words.leaves_what_others_read, "row.save(update_fields=['words'])", 1),
        (words.leaves_what_others_read, "rows.update(answer='x', answer_redacted='x')", 0),
        (words.leaves_what_others_read, "rows.update(text=text)", 1),
        (words.leaves_what_others_read, "Event.objects.bulk_update(rows, ['words'])", 1),
        (words.leaves_what_others_read, "row.save(update_fields=['state'])", 0),
        (words.hands_out_files, "serve(item.files.first().attachment)", 1),
        (words.hands_out_files, "[row.attachment.original_name for row in item.files.all()]", 1),
        (words.hands_out_files, "item.files.count()", 0),
        (words.redacts_by_itself, "from feedback.redaction import redact", 1),
        (words.redacts_by_itself, "find(text, person)", 0),
        (words.prints_words, "{{ handling.item.content|linebreaks }}", 1),
        (words.prints_words, "{% if x %}{% include 'a.html' with a=row.item.rule_words %}{% endif %}", 1),
        (words.prints_words, "{{ received.item.sender.email }}", 1),
        (words.prints_words, "{{ file.attachment.original_name }}", 1),
        (words.prints_words, "{{ words.content }}{{ row.item.summary }}{{ words.answer }}", 0),
    ],
)
def test_t1_a_way_round_the_door_is_caught(rule, code, found):
    assert len({slip.partition(":")[0] for slip in rule(code)}) == found
