"""What every request must pass and every answer carries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote_to_bytes

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    UnreadablePostError,
)
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from records.content import budget, waiting
from records.limits import Counted, Limit, network_of, refused_until
from reformportal import devices, errors

GetResponse = Callable[[HttpRequest], HttpResponseBase]

CONTENT_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
    ]
)
UNUSED_POWERS = (
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "usb",
)
METHODS = ["GET", "HEAD", "OPTIONS", "POST"]  # what browsers send
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Permissions-Policy": ", ".join(f"{power}=()" for power in UNUSED_POWERS),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class AnswerHeadersMiddleware:
    """Stands outermost, so that error pages, static files and refusals carry the headers too.

    A view that sets one of them itself (a download in its sandbox) keeps its own. What a signed-in person is
    shown is kept by no cache, and signing out empties the browser's.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers.setdefault("Cache-Control", "no-store, private")
            if _is_emptied(response.cookies.get(settings.SESSION_COOKIE_NAME)):
                response.headers["Clear-Site-Data"] = '"cache"'
        return response


def _is_emptied(cookie: Any) -> bool:
    return cookie is not None and cookie.value == ""


class LanguageMiddleware:
    """Vietnamese, unless the reader chose otherwise; browsers are not asked, most being in English."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response


class WholeRequestMiddleware:
    """Refuses, with the portal's own 400 or 413, what no form of ours sends and PostgreSQL would choke on.

    NUL in the address; broken UTF-8 (lone surrogates among it) in the query; either in the names of fields;
    bodies that are too big or arrive cut off, whose files Django would silently leave out. Cookies are not
    the sender's to mend: broken ones are treated as absent.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)  # generic views would take PUT for POST
        refuse_broken_text(request)
        drop_broken_cookies(request)
        if request.method == "POST":
            refuse_broken_body(request)
        return self.get_response(request)


def is_clean(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\0" not in raw


def refuse_broken_text(request: HttpRequest) -> None:
    """The query's raw bytes are read: once decoded, the damage no longer shows. A path keeps it as %XX."""
    query = unquote_to_bytes(request.META.get("QUERY_STRING", "").encode("latin-1", "replace"))
    if "\0" in request.path_info or not is_clean(query):
        raise BadRequest(_("The address contains characters that cannot be read."))


def drop_broken_cookies(request: HttpRequest) -> None:
    for name, value in list(request.COOKIES.items()):
        if "\0" in name + value or "\ufffd" in name + value:
            del request.COOKIES[name]


def refuse_broken_body(request: HttpRequest) -> None:
    length = _content_length(request)
    if length > settings.REQUEST_MAX_BYTES:
        raise RequestDataTooBig(f"{length} bytes were sent.")
    if length and request.content_type == "multipart/form-data":
        _read_whole_form(request)
    elif (request.content_params or {}).get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise BadRequest(_("Only text in UTF-8 can be read."))
    if any("\0" in name or "\ufffd" in name for name in [*_posted(request), *request.FILES]):
        raise BadRequest(_("A field has a name that cannot be read."))


def _content_length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _posted(request: HttpRequest) -> list[str]:
    try:
        return list(request.POST)
    except UnreadablePostError as error:
        raise BadRequest(_("What was sent did not arrive whole.")) from error


class Tail:
    """A stream that remembers the last bytes read from it."""

    KEPT = 512

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.last = b""

    def read(self, *args: Any) -> bytes:
        data = self.stream.read(*args)
        self.last = (self.last + data)[-self.KEPT :]
        return data

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


def _read_whole_form(request: HttpRequest) -> None:
    """Django takes a form that breaks off for a whole one; only its last boundary tells."""
    tail = Tail(request._stream)
    request._stream = tail  # type: ignore[assignment]
    _posted(request)
    boundary = (request.content_params or {}).get("boundary", "")
    if f"--{boundary}--".encode() not in tail.last:
        raise BadRequest(_("What was sent did not arrive whole."))


# Enough for the citizens behind one address of a telephone company; one stranger cannot keep files out.
STRANGERS_FILES = Limit("inspection.network", 30, dt.timedelta(minutes=10))
STRANGERS_WAITING = Limit("waiting.network", 30, dt.timedelta(minutes=10))


class InspectionBudgetMiddleware:
    """All files of a request together are inspected within one budget, and in one place of the process.

    Requests with files of nobody who is signed in are counted for their network.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        def may_begin() -> bool:
            if request.user.is_authenticated:
                return True
            network = network_of(get_adapter().get_client_ip(request))
            return refused_until([Counted(STRANGERS_FILES, network)], timezone.now()) is None

        def waiting_share() -> float:
            if request.user.is_authenticated:
                return 1.0
            network = network_of(get_adapter().get_client_ip(request))
            counted = [Counted(STRANGERS_WAITING, network)]
            return 0.5 if refused_until(counted, timezone.now()) is None else 0.0

        def owner() -> str:
            return str(request.user.pk or "")

        with budget.of_request(may_begin, waiting_share, owner) as files:
            response = self.get_response(request)
            if response.status_code < HTTPStatus.BAD_REQUEST:
                waiting.end(files.taken)
            return response


class NotAPageMiddleware:
    """Whoever opens an address that only takes what a button sends is shown a page, not a bare 405."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and request.method == "GET":
            return errors.not_a_page(request, response)
        return response


class DeviceMiddleware:
    """Whoever signed in here is known by the browser the next time."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        devices.set_cookie(request, response)
        return response


class SignInMiddleware(LoginRequiredMiddleware):
    """Deny by default; whoever was signed out while typing is given their text back."""

    def handle_no_permission(  # type: ignore[override]  # Django's is only ever a redirect
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponse:
        if request.method == "POST" and errors.typed(request):
            return errors.signed_out(request)
        return super().handle_no_permission(request, view_func)
