"""Every page before axe, which knows what hinders people who see, hear or move otherwise than most."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders

from tests.make import ROLES
from tests.table import PUBLIC, TABLE, Row, address, expected

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SIZES = [(1280, 900), (360, 760)]
BUSY = ["drafter", "reviewer", "registrar"]  # what anybody else may open, one of these may
AXE = Axe().axe_script
FIND = "axe.run({resultTypes: ['violations']}).then(found => found.violations)"
SHARES = 4  # so that every process has some
SOMETHING_TO_DO = re.compile(rb"<(?:a|button|input|select|textarea)\b")


class Screen:
    """A browser that shows what Django's test client was answered: no server, and every row is rolled back.
    The page has its own style and scripts; its policy would keep axe out."""

    def __init__(self, browser: Any) -> None:
        self.shown: Any = None
        self.context = browser.new_context(bypass_csp=True, locale="vi-VN", base_url="http://portal.example")
        self.context.route("**/*", self.give)
        self.page = self.context.new_page()

    def give(self, route: Any) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith("/static/"):
            file = finders.find(path.removeprefix("/static/")) or ""
            route.fulfill(path=file, content_type=mimetypes.guess_type(file)[0])
        elif route.request.is_navigation_request():
            route.fulfill(headers=dict(self.shown.items()), body=self.shown.body)
        else:
            route.abort()

    def complaints(self, url: str, answer: Any) -> list[str]:
        """What axe finds at each width: the rule, where, and what would mend it."""
        self.shown, found = answer, []
        self.page.goto(url)
        for width, height in SIZES:
            self.page.set_viewport_size({"width": width, "height": height})
            found += [f"{url} at {width}: {words}" for words in broken_rules(self.page)]
        return found


def broken_rules(page: Any) -> Iterator[str]:
    """The script is put into a page once, and what holds there stays there: both take long (`Axe.run`)."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    for rule in page.evaluate(FIND):
        node, places = rule["nodes"][0], len(rule["nodes"])
        yield f"{rule['id']}, {places} times: {node['target']} {' '.join(node['failureSummary'].split())}"


@pytest.fixture
def screen(browser) -> Iterator[Screen]:
    found = Screen(browser)
    yield found
    found.context.close()


def fullest_page(visitors: Any, row: Row, url: str, *, is_public: bool) -> Any:
    """The answer to the role that finds most to do there; None for what is no page."""
    codes = expected(row.get, is_public=is_public)
    readers = [role for role, code in codes.items() if code == 200]
    asked = [role for role in BUSY if role in readers] or readers[:1]
    answers = [visitors.ask(role, "get", url) for role in asked]
    pages = [answer for answer in answers if answer.headers["Content-Type"].startswith("text/html")]
    return max(pages, key=lambda page: len(SOMETHING_TO_DO.findall(page.body)), default=None)


@pytest.mark.parametrize("share", range(SHARES))
def test_axe_finds_nothing_on_any_page(screen, visitors, everything, share):
    rows = [*((row, False) for row in TABLE), *((row, True) for row in PUBLIC)][share::SHARES]
    found, seen = [], 0
    for row, is_public in rows:
        url = address(row, everything.things)
        page = fullest_page(visitors, row, url, is_public=is_public)
        if page is not None:
            seen += 1
            found += screen.complaints(url, page)
    assert (found, seen > 40) == ([], True)


def test_axe_finds_nothing_on_anybodys_start_page(screen, visitors):
    todo = [("nobody", "/"), *((role, "/desk/") for role in ROLES)]
    pages = [(url, visitors.ask(role, "get", url)) for role, url in todo]
    assert [words for url, page in pages for words in screen.complaints(url, page)] == []


def test_axe_is_at_work_on_these_pages(screen, visitors):
    screen.complaints("/desk/", visitors.ask("drafter", "get", "/desk/"))
    screen.page.evaluate("document.querySelector('main').append(new Image())")
    screen.page.evaluate("document.querySelector('h1').style.color = '#ddd'")
    found = {rule.partition(",")[0] for rule in broken_rules(screen.page)}
    assert found == {"image-alt", "color-contrast"}
