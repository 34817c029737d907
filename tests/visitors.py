"""Officers at their browsers: requests as a role, and all that links lead to."""

from __future__ import annotations

import html
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any
from urllib.parse import urldefrag, urljoin

from django.db import connection
from django.test import Client
from django.urls import resolve

from agencies.models import Officer

LINK = re.compile(rb'(?:href|src)="([^"]*)"')
# Who is signed in, how often someone tried to, and the sign-in library's copy of officers' addresses.
COUNTERS = ["django_session", "cache", "account_emailaddress"]
# That somebody read a sender's words is written down, whatever the request: the one thing a reading adds.
LOOKS = ["look_at_words", "search_by_phone", "found_by_phone"]
NOTHING_NEW = re.compile(r"/static/|/calendar/(?!202[5-7])|[?&](sort|year)=")
MOST_PAGES = 1500


class Visitors:
    """A browser for each role. Each request starts signed in as that role, whatever the last one did."""

    def __init__(self, officers: Mapping[str, Officer]) -> None:
        self.cookies: dict[str, dict[str, str]] = {"nobody": {}}
        self.handler = Client().handler  # one for all: each would put the middleware together anew
        for role, officer in officers.items():
            client = Client()
            client.force_login(officer)
            self.cookies[role] = {name: cookie.value for name, cookie in client.cookies.items()}

    def ask(self, role: str, method: str, url: str, data: Any = None, **more: Any) -> Any:
        """The answer, read to its end as `body`; a page that breaks answers 500."""
        client = Client(raise_request_exception=False)
        client.handler = self.handler
        client.cookies.load(self.cookies[role])
        answer: Any = getattr(client, method)(url, data, **more)
        answer.body = answer.getvalue()
        return answer

    def wander(self, role: str, *, alike: int = MOST_PAGES) -> Iterator[tuple[str, str, Any]]:
        """Every page and download that links lead the role to from the start pages, each once, with the page
        that the link stands on.

        With `alike`, so many addresses of each kind at most: of a hundred reports some show what the rest do.
        """
        waiting, known = [("", "/"), ("", "/desk/")], {"/", "/desk/"}
        kinds: Counter[str] = Counter()
        while waiting:
            page, url = waiting.pop(0)
            kind = resolve(url.partition("?")[0]).view_name
            if kinds[kind] == alike:
                continue
            kinds[kind] += 1
            assert kinds.total() < MOST_PAGES, "a page leads on and on"
            answer = self.ask(role, "get", url)
            yield page, url, answer
            for found in sorted(addresses(url, answer) - known):
                known.add(found)
                waiting.append((url, found))


def addresses(page: str, answer: Any) -> set[str]:
    """Where a page leads on this site; years far away and other orders show nothing new."""
    if answer.status_code in (301, 302):
        found = {answer.url}
    else:
        found = {html.unescape(link.decode()) for link in LINK.findall(answer.body)}
    here = {urldefrag(urljoin(page, link)).url for link in found}
    return {url for url in here if url.startswith("/") and not NOTHING_NEW.search(url)}


def readable(answer: Any) -> str:
    """What a person finds in an answer, packed documents included, headers too."""
    body = answer.body
    if body.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(body)) as archive:
            body = b"\n".join(archive.read(name) for name in archive.namelist())
    headers = "\n".join(f"{name}: {value}" for name, value in answer.items())
    return f"{headers}\n{html.unescape(body.decode(errors='replace'))}"


def fingerprint() -> dict[str, str]:
    """A digest of each table but COUNTERS, of the trail but LOOKS: two that are equal hold the same rows."""
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name not in COUNTERS]
        digests = {}
        for table in tables:
            known = "WHERE verb <> ALL(%s)" if table == "records_auditentry" else ""
            rows = f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM \"{table}\" t {known}"  # noqa: S608
            cursor.execute(rows, [LOOKS] if known else [])
            digests[table] = cursor.fetchone()[0]
    return digests


def changed_since(before: dict[str, str]) -> list[str]:
    """The tables that hold other rows now."""
    return [table for table, digest in fingerprint().items() if digest != before[table]]
