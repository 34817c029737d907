"""Who gets in where: every address of the portal, as every role and as nobody.

An address that is missing from the table fails, and so does one that answers otherwise than the table says.
"""

import inspect
from collections import defaultdict

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

from tests.house import rights
from tests.make import ROLES
from tests.table import PUBLIC, TABLE, Row, address, expected
from tests.visitors import COUNTERS, LOOKS, changed_since, fingerprint

pytestmark = pytest.mark.django_db


def all_names(resolver: URLResolver, space: str = "") -> set[str]:
    found = set()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            found.add(f"{space}{pattern.name}")
        else:
            found |= all_names(pattern, f"{pattern.namespace}:" if pattern.namespace else space)
    return found


def test_every_address_stands_in_the_table():
    assert {row.name for row in [*TABLE, *PUBLIC]} == all_names(get_resolver())


def by_code(codes: dict[str, int]) -> dict[int, str]:
    """For people who read a difference."""
    found = defaultdict(list)
    for role in ["nobody", *ROLES]:
        found[codes[role]].append(role)
    return {code: " ".join(roles) for code, roles in sorted(found.items())}


class Writes:
    """Which address changed a table while it was merely read."""

    def __init__(self) -> None:
        self.url = ""
        self.found: list[tuple[str, str]] = []

    def __call__(self, execute, sql, params, many, context):
        is_counter = any(f'"{name}"' in sql for name in COUNTERS)
        is_counter |= '"records_auditentry"' in sql and any(look in (params or ()) for look in LOOKS)
        if sql.startswith(("INSERT", "UPDATE", "DELETE")) and not is_counter:
            self.found.append((self.url, sql[:90]))
        return execute(sql, params, many, context)


def rows() -> list[tuple[Row, bool]]:
    return [(row, False) for row in TABLE] + [(row, True) for row in PUBLIC]


def test_who_reads_what_and_reading_changes_nothing(visitors, everything):
    before, writes = fingerprint(), Writes()
    seen, foreseen = {}, {}
    with connection.execute_wrapper(writes):
        for row, is_public in rows():
            writes.url = url = address(row, everything.things)
            seen[row.name, row.about] = by_code(
                {role: visitors.ask(role, "get", url).status_code for role in ["nobody", *ROLES]}
            )
            foreseen[row.name, row.about] = by_code(expected(row.get, is_public=is_public))
    assert seen == foreseen
    assert (writes.found, changed_since(before)) == ([], [])


def test_asking_for_the_head_changes_nothing(visitors, everything):
    before, writes = fingerprint(), Writes()
    with connection.execute_wrapper(writes):
        for row, _is_public in rows():
            writes.url = url = address(row, everything.things)
            for role in ["drafter", "reviewer"]:
                answer = visitors.ask(role, "head", url)
                assert (row.name, role, answer.status_code < 500, answer.body) == (row.name, role, True, b"")
    assert (writes.found, changed_since(before)) == ([], [])


def test_nobody_is_led_to_sign_in_and_back(visitors, everything):
    for row in TABLE:
        url = address(row, everything.things)
        answer = visitors.ask("nobody", "get", url)
        assert answer.url.startswith("/accounts/login/?next=/") or row.name.startswith("account_"), url


def test_who_acts_where_and_the_refused_change_nothing(visitors, everything):
    before = fingerprint()
    seen, foreseen = {}, {}
    for row, is_public in rows():
        if row.post is None:
            continue
        url, wanted = address(row, everything.things), expected(row.post, is_public=is_public)
        codes = {}
        for role, code in wanted.items():
            with transaction.atomic():
                codes[role] = visitors.ask(role, "post", url).status_code
                transaction.set_rollback(code < 400)  # what was refused has to leave no trace by itself
        seen[row.name, row.about], foreseen[row.name, row.about] = by_code(codes), by_code(wanted)
    assert seen == foreseen
    assert changed_since(before) == []


def test_pages_without_a_verb_take_none(visitors, everything):
    before, pages = fingerprint(), [row for row in [*TABLE, *PUBLIC] if row.post is None]
    for row in pages:
        url = address(row, everything.things)
        roles = ["drafter", "reviewer", "registrar", "leader"]
        codes = {visitors.ask(role, "post", url, {"state": "accepted"}).status_code for role in roles}
        assert (row.name, codes <= {403, 404, 405}) == (row.name, True)
    assert changed_since(before) == []


# Verbs about what is one's own alone, where there is nothing to ask.
OWN_MATTERS = {
    "deadlines",
    "change_deadlines",
    "agencies:end_leave",
    "agencies:propose_substitute",
    "notices:read",
    "notices:read_all",
    "notices:open",
}


def refuse_in_actions(monkeypatch) -> None:
    """To pages every question answers as before, to actions it says no."""

    def no(*_arguments, **_named):
        return None  # no post, where a post is asked for

    def refuse(*_arguments, **_named):
        raise PermissionDenied

    for module in rights.modules("actions"):
        for name, found in vars(module).copy().items():
            if inspect.isfunction(found) and found.__module__.endswith(".permissions"):
                monkeypatch.setattr(module, name, refuse if name.startswith("require") else no)


def test_a_verb_asks_again_whatever_the_page_was_told(visitors, everything, monkeypatch):
    refuse_in_actions(monkeypatch)
    before, done, asked = fingerprint(), set(), 0
    for row, is_public in rows():
        codes = expected(row.post or 0, is_public=is_public)
        for role in [role for role in ROLES if codes[role] == 302][:1]:
            asked += 1
            with transaction.atomic():
                visitors.ask(role, "post", address(row, everything.things))
                if changed_since(before):
                    done.add(row.name)
                transaction.set_rollback(True)
    assert (done, asked > 40) == (OWN_MATTERS, True)
