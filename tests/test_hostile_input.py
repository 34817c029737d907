"""What no form of the portal sends: refused in words or ignored, never a crash, never a change."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote, urljoin, urlsplit

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.db import transaction
from django.urls import reverse
from django.utils.functional import cached_property

from reformportal.middleware import CONTENT_POLICY
from reports.models import FigureValue, Report
from tests.agencies.make import PASSWORD
from tests.make import ROLES
from tests.reports.make import figure
from tests.table import PUBLIC, TABLE, Row, address, expected
from tests.visitors import changed_since, fingerprint

pytestmark = pytest.mark.django_db

ROWS = [*TABLE, *PUBLIC]
HUGE = 2**70
SANDBOX = "sandbox; default-src 'none'"

QUERIES = {
    "a NUL": "q=%00&page=%00",
    "broken UTF-8": "q=%ff&kind=%c3%28",
    "a lone surrogate": "q=%ed%a0%80",
    "too long": f"q={'a' * 6000}&kind={'9' * 5000}",
    "huge": "&".join(f"{name}={HUGE}" for name in ["page", "kind", "year", "figure", "section", "reviewer"]),
    "negative": "page=-1&kind=-1&year=-1&figure=-1&section=-1&reviewer=-1",
    "twice": "kind=1&kind=2&state=draft&state=sent&page=1&page=2&year=2025&year=2026&sort=name&sort=due",
    "odd digits": "page=²&kind=٣٤&year=２０２６&figure=½&section=１&reviewer=٣".replace("²", quote("²")),
    "no such field": "status=accepted&owner=1&agency__id=2&__class__=x&a[]=1&a.b=2&_method=DELETE",
    "SQL": "q='+OR+1=1--&sort=name;DROP+TABLE+x&kind=1'+OR+'1'='1&state=%25&reviewer=none'",
    "markup": "q=<script>alert(1)</script>&next=javascript:alert(1)&sort={{7*7}}",
}
WORDS = {
    "a NUL": "a\0b",
    "invisible": "a\u202eb\u200b\ufeff\ufffe\x07",
    "too long": "ă" * 20_000,  # more than any field takes, less than a request may hold
    "huge": str(HUGE),
    "negative": "-1",
    "odd digits": "²٣½",
    "SQL": "'; DROP TABLE reports_report; --",
    "markup": "</textarea><script>alert(1)</script>{{7*7}}",
}
FORGED = {
    "state": "accepted",
    "status": "accepted",
    "agency": "1",
    "period": "1",
    "owner": "1",
    "reviewer": "1",
    "accepted_sending": "1",
    "is_on_behalf": "1",
    "due_on": "2030-01-01",
    "version": "99",
    "number": "7",
    "saved_by": "1",
    "id": "1",
    "pk": "1",
}


def insider(row: Row, method: str = "get") -> str:
    """Somebody whom the address lets in; a verb's own role where there is one."""
    codes = expected(getattr(row, method))
    return next((role for role in ROLES if codes[role] < 400), ROLES[0])


def is_in_order(answer) -> bool:
    """No crash, and a refusal carries the policy of every page."""
    policy = answer.headers.get("Content-Security-Policy")
    return answer.status_code < 500 and policy in (CONTENT_POLICY, SANDBOX)


@pytest.fixture(scope="module")
def deaf() -> set[str]:
    """Paths of pages that were asked with a query and did not look at it: all queries are one to them."""
    return set()


@contextmanager
def noticing(monkeypatch, deaf: set[str]) -> Iterator[None]:
    """Every page is deaf that is asked meanwhile and does not ask for its query."""
    parse = vars(WSGIRequest)["GET"].func

    def look(request):
        deaf.discard(request.path)
        return parse(request)

    query = cached_property(look)
    query.__set_name__(WSGIRequest, "GET")
    with monkeypatch.context() as patch:
        patch.setattr(WSGIRequest, "GET", query)
        yield


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_no_query_breaks_a_page_or_changes_anything(visitors, everything, monkeypatch, deaf, query):
    before, failed = fingerprint(), []
    for row in ROWS:
        url = address(row, everything.things)
        path = url.partition("?")[0]
        if path in deaf:
            continue
        deaf.add(path)
        with noticing(monkeypatch, deaf):
            answer = visitors.ask(insider(row), "get", f"{url}{'&' if '?' in url else '?'}{query}")
        if answer.status_code >= 400:  # refused before the page was reached
            deaf.discard(path)
        if not is_in_order(answer):
            failed.append((row.name, answer.status_code))
    assert (failed, changed_since(before)) == ([], [])


EMPTY_WHEN_UNKNOWN = ["reports:year-board"]
NUMBERS = [0, 2**31, 2**63, 10**40]  # none, and beyond what columns hold


def with_each(args: list, number: int) -> list[list]:
    """The arguments with one number of them, and then with all, put in place."""
    places = [place for place, value in enumerate(args) if isinstance(value, int)]
    one = [[number if place == chosen else value for place, value in enumerate(args)] for chosen in places]
    return [*one, [number if place in places else value for place, value in enumerate(args)]]


def test_no_number_in_an_address_breaks_a_page(visitors, everything):
    before, failed = fingerprint(), []
    for row in ROWS:
        args = everything.things[row.about]
        for guess in [guess for number in NUMBERS for guess in with_each(args, number) if guess != args]:
            url = reverse(row.name, args=guess)
            for method in ["get", *(["post"] if row.post else [])]:
                answer = visitors.ask(insider(row), method, url)
                shown = answer.status_code == 200 and row.name not in EMPTY_WHEN_UNKNOWN
                if shown or not is_in_order(answer):
                    failed.append((method, url, answer.status_code))
    assert (failed, changed_since(before)) == ([], [])


PIECES = [
    "%00",
    "%ff",
    "%ed%a0%80",
    "-1",
    "1.5",
    "1e3",
    "%EF%BC%91",
    "..%2f..%2fetc%2fpasswd",
    "a" * 3000,
    "1;2",
]


@pytest.mark.parametrize("start", ["reports/", "periods/", "files/", "agencies/", "notices/", "board/", ""])
def test_no_other_piece_of_an_address_leads_anywhere(visitors, start):
    answers = {piece: visitors.ask("reviewer", "get", f"/{start}{piece}/") for piece in PIECES}
    wrong = [piece for piece, answer in answers.items() if answer.status_code not in (400, 404)]
    assert (wrong, all(map(is_in_order, answers.values()))) == ([], True)


CONTROL = re.compile(r'<(?:input|textarea|select)[^>]*\bname="([^"]+)"')


def fields_of(page) -> list[str]:
    names = CONTROL.findall(page.body.decode(errors="replace")) if page.status_code == 200 else []
    return [name for name in dict.fromkeys(names) if name != "csrfmiddlewaretoken"]


@pytest.fixture(scope="module")
def known_fields() -> dict[str, list[str]]:
    """Of each form's address, once for all the words that are tried on it."""
    return {}


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_no_words_in_a_form_break_its_page(visitors, everything, known_fields, words):
    """Every field of every form of the portal filled with the same words, and some fields it never had; what
    has no field is tried with one of them."""
    failed, filled = [], 0
    for row in [row for row in ROWS if row.post]:
        role, url = insider(row, "post"), address(row, everything.things)
        if known_fields.get(url) == []:
            continue
        if url not in known_fields:
            known_fields[url] = fields_of(visitors.ask(role, "get", url))
        fields = known_fields[url]
        filled += len(fields)
        with transaction.atomic():
            answer = visitors.ask(role, "post", url, dict.fromkeys([*fields, *FORGED], words))
            transaction.set_rollback(True)
        if not is_in_order(answer):
            failed.append((row.name, answer.status_code))
    assert (failed, filled >= 100) == ([], True)


def test_forged_fields_beside_a_true_one_are_ignored(visitors, everything):
    report = Report.objects.get(pk=everything.things["draft"][0])
    wanted = figure(report, "TT03")
    kept = Report.objects.filter(pk=report.pk).values().get()
    values = FigureValue.objects.count()
    url = reverse("reports:group", args=[report.pk, wanted.indicator.group_id])
    names = {f"f{wanted.pk}-number": "0", f"f{wanted.pk}-seen": "0."}
    forged = FORGED | {f"f{wanted.pk}-{name}": value for name, value in FORGED.items() if name != "number"}
    assert visitors.ask("drafter", "post", url, names | forged).status_code == 302
    saved = FigureValue.objects.get(figure=wanted, agency=report.agency_id, slice=report.period.open_slice_id)
    assert (saved.number, saved.version, saved.saved_by) == (0, 1, everything.people.drafter)
    assert Report.objects.filter(pk=report.pk).values().get() == kept
    assert FigureValue.objects.count() == values + 1


def test_the_last_of_a_field_sent_twice_counts(visitors, everything):
    report = Report.objects.get(pk=everything.things["draft"][0])
    wanted = figure(report, "TT03")
    url = reverse("reports:group", args=[report.pk, wanted.indicator.group_id])
    data = {f"f{wanted.pk}-number": ["5", "0"], f"f{wanted.pk}-seen": ["9.x", "0."]}
    assert visitors.ask("drafter", "post", url, data).status_code == 302
    saved = FigureValue.objects.get(figure=wanted, agency=report.agency_id, slice=report.period.open_slice_id)
    assert saved.number == 0


BODIES = {
    "JSON": ("application/json", json.dumps({"state": "accepted", "seen": None})),
    "deep JSON": ("application/json", "[" * 50_000),
    "plain": ("text/plain", "state=accepted"),
    "no boundary": ("multipart/form-data", "state=accepted"),
    "a lone surrogate": ("application/x-www-form-urlencoded", "text=%ed%a0%80&seen=%ff"),
    "names": ("application/x-www-form-urlencoded", "a%00b=1&%ff=2"),
    "nothing": ("application/x-www-form-urlencoded", ""),
    "zipped": ("application/x-www-form-urlencoded; charset=utf-16", "s\0t\0a\0"),
}


@pytest.mark.parametrize(("kind", "body"), BODIES.values(), ids=BODIES)
def test_no_body_breaks_a_verb(visitors, everything, kind, body):
    failed = []
    for row in [row for row in ROWS if row.post]:
        url = address(row, everything.things)
        with transaction.atomic():
            answer = visitors.ask(insider(row, "post"), "post", url, body, content_type=kind)
            transaction.set_rollback(True)
        if not is_in_order(answer):
            failed.append((row.name, answer.status_code))
    assert failed == []


def test_other_methods_do_nothing(visitors, everything):
    before = fingerprint()
    codes = {
        (row.name, method): visitors.ask(insider(row), method, address(row, everything.things)).status_code
        for row in ROWS
        for method in ["put", "patch", "delete", "trace"]
    }
    assert (set(codes.values()), changed_since(before)) == ({405}, [])


def test_a_header_turns_no_question_into_a_verb(visitors, everything):
    before = fingerprint()
    url = reverse("reports:submit", args=everything.things["draft"])
    answer = visitors.ask("drafter", "get", url, headers={"X-HTTP-Method-Override": "POST"})
    assert (answer.status_code, changed_since(before)) == (405, [])


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "http:evil.example",
    "https:///evil.example/",
    "javascript:alert(1)",
    "data:text/html,x",
    "\thttps://evil.example/",
    " //evil.example/",
    "/\t/evil.example/",
    "//evil.example\\@localhost/",
    "https://testserver@evil.example/",
    "%2f%2fevil.example",
    "https%3a%2f%2fevil.example",
    "//[::1",
    "\x00//evil.example/",
]


def stays(answer) -> bool:
    """A redirect to this site alone, as browsers read it, or no redirect at all."""
    if answer.status_code >= 500:
        return False
    if answer.status_code not in (301, 302, 303, 307, 308):
        return True
    said = (
        re.sub(r"[\t\r\n]", "", answer.headers["Location"]).strip().replace("\\", "/")
    )  # as browsers read it
    return urlsplit(urljoin("http://testserver/here/", said))[:2] == ("http", "testserver")


@pytest.mark.parametrize("place", ELSEWHERE)
def test_no_address_leads_off_the_site(visitors, everything, place):
    """After signing in or out, after choosing a language; from a parameter, a field, a referrer."""
    sign_in = {"login": everything.people.drafter.email, "password": PASSWORD}
    asked = [
        visitors.ask("nobody", "post", "/accounts/login/", sign_in | {"next": place}),
        visitors.ask("nobody", "post", f"/accounts/login/?next={quote(place)}", sign_in),
        visitors.ask("drafter", "get", f"/accounts/login/?next={quote(place)}"),
        visitors.ask("drafter", "post", "/accounts/logout/", {"next": place}),
        visitors.ask("drafter", "post", "/language/", {"language": "en", "next": place}),
        visitors.ask("nobody", "post", f"/language/?next={quote(place)}", {"language": "en"}),
    ]
    if place.isprintable():
        referred = {"Referer": place}
        asked.append(visitors.ask("nobody", "post", "/language/", {"language": "en"}, headers=referred))
    assert [stays(answer) for answer in asked] == [True] * len(asked)
    page = visitors.ask("nobody", "get", f"/accounts/login/?next={quote(place)}")
    assert page.status_code in (200, 400)


def test_a_page_of_the_portal_is_returned_to_after_signing_in(visitors, everything):
    sign_in = {"login": everything.people.drafter.email, "password": PASSWORD, "next": "/reports/?page=1"}
    assert (
        visitors.ask("nobody", "post", "/accounts/login/", sign_in).headers["Location"] == "/reports/?page=1"
    )
