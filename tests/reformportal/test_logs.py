"""A row that the database refuses is named in the log, and none of its words."""

import logging

import pytest
from django.db import IntegrityError, transaction

from feedback.models import Rating
from reformportal.logs import LineFormatter
from tests.agencies.make import make_people
from tests.feedback.make import NOW, answer_one, receive

pytestmark = pytest.mark.django_db
SAID = "Gọi 0905 888 777\n\nđể hỏi"


def logged(caplog) -> str:
    return "\n".join(LineFormatter("%(levelname)s %(message)s").format(record) for record in caplog.records)


def refuse(write) -> IntegrityError:
    """The error with which the database refuses it."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        write()
    return refused.value


def test_t1_a_refused_row_leaves_no_words_in_the_log(caplog):
    item = receive(make_people().agency, content=SAID).item
    item.channel, item.entered_by = "telephone", None
    error = refuse(item.save)
    logging.getLogger("django.request").error("Internal Server Error", exc_info=error)
    line = logged(caplog)
    assert ("who_enters_what_did_not_come_by_the_portal" in line, "Traceback" in line) == (True, True)
    assert [part for part in ("0905 888 777", "để hỏi") if part in line] == []


def test_nor_when_the_error_is_told_in_the_message(caplog):
    rating = Rating(handling=answer_one(make_people()), helped=None, words=SAID, at=NOW)
    logging.getLogger("feedback").error("Refused: %s", refuse(rating.save))
    assert ("Refused" in logged(caplog), "0905 888 777" in logged(caplog)) == (True, False)
