"""Whoever answers a page that changes something is told what somebody else saved since it was opened."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.urls import resolve

from tests.make import ROLES
from tests.table import NOT_A_PAGE, TABLE, Row, address, expected

pytestmark = pytest.mark.django_db

# What a form brings back of what its page showed: the kit's digest, or the version of a row or of a field.
BROUGHT_BACK = re.compile(r"as-seen|(?:.+-)?seen(?:_\w+)?|(?:.+-)?version|was-\d+")

# Which bring back nothing, and why none is overwritten there.
UNPROTECTED = {
    "adds something, and changes nothing that stands": """
        agencies:add_day agencies:create agencies:create_officer agencies:give_post agencies:import
        agencies:leave agencies:link agencies:succession feedback:add-breach-entry feedback:add-data-request
        feedback:add-rule feedback:ask
        feedback:delivery feedback:enter feedback:pass-part feedback:post
        feedback:public-files feedback:record-breach feedback:record-regulation feedback:tell
        notices:add_step notices:announce plans:add-duty plans:add-item plans:add-proof plans:add-result
        plans:adjust plans:create plans:import-activities plans:plan-activity plans:record-activity
        plans:update-activity plans:update-duty reports:add-dispatch reports:add-evidence reports:add-rule
        reports:add-section-figure reports:add-sheet-line reports:add-source reports:renew-form
        reports:set-limit""",
    "moves a state: from where it is by now the table of moves refuses it": """
        feedback:accept feedback:duplicate feedback:refuse feedback:reopen
        feedback:take-down feedback:transfer notices:retry plans:finish-activity plans:submit-plan
        reports:correct""",
    "is done once: a second time is refused, or changes nothing": """
        agencies:propose_substitute feedback:answer-data-request feedback:carry-out-data-request
        feedback:extend-data-request notices:resume plans:begin-plan reports:amend-paper
        reports:generate-year reports:official-paper""",
    "takes away what nobody changes": """
        feedback:remove-public-file plans:remove-proof plans:remove-result reports:remove-evidence""",
    "says yes to what nobody changes: a file, or a version of a rule that holds": """
        feedback:approve-public-file feedback:confirm-data-limit feedback:confirm-norm""",
    "only reads, and writes down that it was read": """
        feedback:letter feedback:look-at-public-file feedback:open-file feedback:sender""",
    "is an officer's own": """
        account_change_password account_logout account_reauthenticate agencies:end_leave change_deadlines
        close_deadlines deadlines notices:open notices:preferences notices:read notices:read_all
        set_language""",
}

NEVER_OPENED = ["account_set_password"]  # whoever signs in has a password


class Forms(HTMLParser):
    """The forms of a page: where each is sent, and the names of its hidden fields that hold something."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url, self.is_inside = url.partition("?")[0], False
        self.found: list[tuple[str, set[str]]] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.is_inside = given.get("method") == "post"
            if self.is_inside:
                target = given.get("action") or self.url
                self.found.append((target.partition("?")[0], set()))
        elif tag == "input" and self.is_inside and given.get("type") == "hidden":
            is_empty = not given.get("value") and not given["name"].startswith("was-")  # nobody's till now
            if not is_empty:
                self.found[-1][1].add(given["name"])

    def handle_endtag(self, tag):
        if tag == "form":
            self.is_inside = False


def forms_of(row: Row, visitors, things) -> Iterator[tuple[str, set[str]]]:
    """On the page, as each role that may open it sees it: the name of the address a form is sent to, its own
    or a verb's, and what it brings back."""
    codes, refusals = expected(row.get), expected(row.post or 405)
    url = address(row, things)
    for role in ROLES:
        if codes[role] == 200:
            page = Forms(url)
            answer = visitors.ask(role, "get", url)
            if answer.headers["Content-Type"].startswith("text/html"):
                page.feed(answer.body.decode())
            for target, names in page.found:
                if target != url or refusals[role] != 403:  # who only reads has no button
                    yield resolve(target).view_name, names


def test_s3_every_form_that_changes_something_brings_back_what_its_page_showed(visitors, everything):
    bare = {
        name
        for row in TABLE
        for name, names in forms_of(row, visitors, everything.things)
        if not any(BROUGHT_BACK.fullmatch(hidden) for hidden in names)
    }
    assert sorted(bare) == sorted(" ".join(UNPROTECTED.values()).split())


def test_s3_of_each_page_that_is_answered_the_table_has_a_row_that_somebody_opens():
    answered = {row.name for row in TABLE if row.post is not None}
    opened = {row.name for row in TABLE if {200, NOT_A_PAGE} & set(expected(row.get).values())}
    assert sorted(answered - opened) == NEVER_OPENED
