"""The page for our own failures stands when everything else has fallen."""

import logging
import re

import pytest
from django.test import RequestFactory

from reformportal import errors


def shown_code(page: str) -> str:
    return re.findall(r"\b[0-9A-F]{8}\b", page)[0]


def test_the_page_needs_no_database_and_names_a_code_that_is_logged(caplog):
    caplog.set_level(logging.ERROR, "reformportal.errors")
    answer = errors.server_error(RequestFactory().post("/reports/1/", {"text": "đã gõ"}))
    assert (answer.status_code, "có thể chưa được lưu" in answer.text) == (500, True)
    assert [record.message for record in caplog.records] == [
        f"Page failed with code {shown_code(answer.text)}: POST /reports/1/"
    ]


def test_a_sentence_is_left_when_the_template_breaks_too(monkeypatch):
    def broken(*args):
        raise OSError("no template")

    monkeypatch.setattr("django.template.loader.render_to_string", broken)
    answer = errors.server_error(RequestFactory().get("/"))
    assert (answer.status_code, answer.text.startswith("Cổng gặp lỗi.")) == (500, True)


@pytest.mark.parametrize("word", ["Traceback", "RuntimeError", "SELECT", "/reformportal/"])
def test_nothing_of_the_inside_is_shown(word):
    assert word not in errors.server_error(RequestFactory().get("/")).text
