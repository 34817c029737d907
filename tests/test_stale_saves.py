"""Whoever answers a page that changes something is told what somebody else saved since it was opened."""

import re
from html.parser import HTMLParser

import pytest

from tests.make import ROLES
from tests.table import TABLE, Row, address, expected

pytestmark = pytest.mark.django_db

# What a form brings back of what its page showed: the kit's digest, or the version of a row or of a field.
BROUGHT_BACK = re.compile(r"as-seen|(?:.+-)?seen(?:_\w+)?|(?:.+-)?version|was-\d+")

# Which bring back nothing, and why none is overwritten there.
UNPROTECTED = {
    "adds something, and changes nothing that stands": """
        agencies:add_day agencies:create agencies:create_officer agencies:give_post agencies:import
        agencies:leave agencies:succession feedback:add-breach-entry feedback:add-data-request
        feedback:add-rule feedback:ask
        feedback:delivery feedback:enter feedback:extend feedback:new-secret feedback:pass-part feedback:post
        feedback:public-files feedback:record-breach feedback:record-regulation feedback:tell
        notices:add_step notices:announce plans:add-duty plans:add-item plans:add-proof plans:add-result
        plans:adjust plans:create plans:import-activities plans:plan-activity plans:record-activity
        plans:update-activity plans:update-duty reports:add-dispatch reports:add-evidence reports:add-rule
        reports:add-section-figure reports:add-sheet-line reports:add-source reports:renew-form
        reports:set-limit""",
    "moves a state: from where it is by now the table of moves refuses it": """
        feedback:accept feedback:duplicate feedback:hand-back-answer feedback:refuse feedback:reopen
        feedback:take-down feedback:transfer plans:finish-activity plans:hand-back-plan reports:correct
        reports:hand-back reports:send-on-behalf""",
    "is done once: a second time is refused, or changes nothing": """
        feedback:answer-data-request feedback:carry-out-data-request feedback:extend-data-request
        notices:resume reports:amend-paper reports:official-paper reports:open-period""",
    "takes away what nobody changes": "plans:remove-proof plans:remove-result reports:remove-evidence",
    "fills in what is blank by then": "reports:blanks",
    "is an officer's own": """
        account_change_password account_logout account_reauthenticate change_deadlines close_deadlines
        deadlines notices:preferences""",
}


class Forms(HTMLParser):
    """The forms of a page that are sent to it: the names of their hidden fields that hold something."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url, self.is_inside = url.partition("?")[0], False
        self.found: list[set[str]] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            target = (given.get("action") or self.url).partition("?")[0]
            self.is_inside = given.get("method") == "post" and target == self.url
            if self.is_inside:
                self.found.append(set())
        elif tag == "input" and self.is_inside and given.get("type") == "hidden":
            is_empty = not given.get("value") and not given["name"].startswith("was-")  # nobody's till now
            self.found[-1] |= set() if is_empty else {given["name"]}

    def handle_endtag(self, tag):
        if tag == "form":
            self.is_inside = False


def forms_at(row: Row, visitors, things) -> list[set[str]]:
    """As the first role that may open the page sees it."""
    codes = expected(row.get)
    role = next(role for role in ROLES if codes[role] == 200)
    url = address(row, things)
    page = Forms(url)
    page.feed(visitors.ask(role, "get", url).body.decode())
    return page.found


def test_s3_every_form_that_changes_something_brings_back_what_its_page_showed(visitors, everything):
    bare = {
        row.name
        for row in TABLE
        if row.post is not None and 200 in expected(row.get).values()
        for names in forms_at(row, visitors, everything.things)
        if not any(BROUGHT_BACK.fullmatch(hidden) for hidden in names)
    }
    assert sorted(bare) == sorted(" ".join(UNPROTECTED.values()).split())
