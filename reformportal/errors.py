"""The pages shown when something is refused or breaks. Each says what became of what was typed."""

from __future__ import annotations

import logging
import re
import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import (
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.urls import reverse
from django.utils.translation import gettext as _

log = logging.getLogger(__name__)

KEPT_BACK = re.compile(r"passw|csrfmiddlewaretoken|otp|secret", re.IGNORECASE)


@dataclass(frozen=True)
class Typed:
    """What a person sent, to be shown to them again."""

    fields: list[tuple[str, str]]
    files: list[tuple[str, str]]

    def __bool__(self) -> bool:
        return any(value.strip() for _name, value in self.fields) or bool(self.files)


def typed(request: HttpRequest) -> Typed:
    """Never passwords, and nothing at all of the account pages."""
    if request.path.startswith(reverse("account_login").removesuffix("login/")):
        return Typed([], [])
    return Typed(
        [(name, v) for name, values in request.POST.lists() if not KEPT_BACK.search(name) for v in values],
        [(name, upload.name or "") for name, uploads in request.FILES.lists() for upload in uploads],
    )


def is_from_here(request: HttpRequest) -> bool:
    """False for a form another site sent: offering to send that again would do the attacker's work."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    source = request.headers.get("Origin") or request.headers.get("Referer")
    return source is None or urlsplit(source).netloc == request.get_host()


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig | TooManyFilesSent):
        return render(request, "413.html", status=413)
    return render(request, "400.html", {"reason": _reason(exception)}, status=400)


def _reason(exception: Exception) -> str:
    if isinstance(exception, TooManyFieldsSent):
        return _("The form has more fields than can be taken in at once. Send it in smaller parts.")
    if isinstance(exception, SuspiciousOperation):
        return _("The request could not be understood.")
    return str(exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", {"reason": str(exception), "typed": _returned(request)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", {"typed": _returned(request)}, status=404)


def _returned(request: HttpRequest) -> Typed | None:
    return typed(request) if request.method == "POST" else None


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The token is stale, as after a sign-in in another tab: give back what was typed, with a new one."""
    context = {"typed": typed(request), "may_resend": is_from_here(request), "page": _page_of(request)}
    return render(request, "403_csrf.html", context, status=403)


def _page_of(request: HttpRequest) -> str:
    """The page the form stood on, where the browser names it; the address it went to may take no GET."""
    source = urlsplit(request.headers.get("Referer", ""))
    is_ours = source.netloc == request.get_host() and not source.path.startswith("//")
    return source.path or "/" if is_ours else request.path


def signed_out(request: HttpRequest) -> HttpResponse:
    return render(request, "signed_out.html", {"typed": typed(request), "may_resend": True}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks neither the database nor who is signed in; one sentence replaces a template that breaks too."""
    code = secrets.token_hex(4).upper()
    log.error("Page failed with code %s: %s %s", code, request.method, request.path)
    try:
        page: str = loader.render_to_string("500.html", {"code": code})
    except Exception:
        log.exception("The error page failed too (code %s)", code)
        sentence = _("Something went wrong on our side. What you sent may not have been saved.")
        page = f"{sentence} ({code})"
    return HttpResponse(page, status=500)
