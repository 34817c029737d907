"""What a head does in the portal is called approval: a signature is given with a token, elsewhere."""

import re

import pytest
from babel.messages.pofile import read_po

from notices.topics import all_topics
from tests.house.rules import ROOMS, ROOT

CALLED_A_SIGNATURE = re.compile(
    r"\b(ký và gửi|ký gửi|xem và ký|lãnh đạo (đang xem để )?ký|trình ký|chờ (anh/chị |lãnh đạo )?ký)\b"
    r"(?! hiệu)",
    re.IGNORECASE,
)
CALLED_A_SIGNATURE_IN_ENGLISH = re.compile(
    r"\b(sign and send|read and sign|signs? it off|for signing|signed and sent|your signature|the signature|"
    r"has to sign|reads and signs|signs a report|signs an answer|awaiting the head)\b",
    re.IGNORECASE,
)
ABOUT_PAPER = {"lines above the signature"}


@pytest.mark.parametrize("room", ROOMS)
def test_p10_no_text_calls_approval_in_the_portal_a_signature(room):
    with (ROOT / room / "locale/vi/LC_MESSAGES/django.po").open("rb") as file:
        catalog = read_po(file)
    english, vietnamese = [], []
    for message in catalog:
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        english += [text for text in ids if text not in ABOUT_PAPER]
        vietnamese += texts
    assert [text for text in english if CALLED_A_SIGNATURE_IN_ENGLISH.search(text)] == []
    assert [text for text in vietnamese if CALLED_A_SIGNATURE.search(text)] == []


def test_p10_no_rule_of_reminders_calls_approval_a_signature():
    names = [rule.name for kind in all_topics() for rule in kind.rules]
    assert [name for name in names if CALLED_A_SIGNATURE.search(name)] == []
