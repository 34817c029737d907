"""The pages shown when something is refused or breaks. Each says what became of what was typed."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import (
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template import loader
from django.urls import resolve, reverse
from django.utils.translation import gettext as _

log = logging.getLogger(__name__)

# What pages bring back unseen: what they showed, files that wait, the counts of a form set.
HIDDEN = re.compile(
    r"as-seen|was-\d+|(?:.+-)?(?:seen(?:_\w+)?|version|waiting|conflict)|.+-(?:TOTAL|INITIAL|M(?:IN|AX)_NUM)_FORMS"
)
KEPT_BACK = re.compile(r"passw|csrfmiddlewaretoken|otp|secret", re.IGNORECASE)


@dataclass(frozen=True)
class TypedField:
    """One value that was sent; `label` as the form's page names it, empty where no page tells."""

    name: str
    value: str
    label: Any = ""
    is_hidden: bool = False


@dataclass(frozen=True)
class Typed:
    """What a person sent, to be shown to them again."""

    fields: list[TypedField]
    files: list[TypedField]

    def __bool__(self) -> bool:
        return any(field.value.strip() for field in self.fields if not field.is_hidden) or bool(self.files)


def typed(request: HttpRequest) -> Typed:
    """Never passwords, and nothing at all of the account pages."""
    if request.path.startswith(reverse("account_login").removesuffix("login/")):
        return Typed([], [])
    asked = _asked(request)
    return Typed(
        [
            _field(name, value, asked)
            for name, values in request.POST.lists()
            if not KEPT_BACK.search(name)
            for value in values
        ],
        [
            _field(name, upload.name or "", asked)
            for name, uploads in request.FILES.lists()
            for upload in uploads
        ],
    )


def _asked(request: HttpRequest) -> Mapping[str, forms.Field]:
    """The fields of the form that the address takes, where its view names one."""
    view = getattr(getattr(request.resolver_match, "func", None), "view_class", None)
    return getattr(getattr(view, "form_class", None), "base_fields", {})


def _field(name: str, value: str, asked: Mapping[str, forms.Field]) -> TypedField:
    field = asked.get(name)
    if field is None:
        return TypedField(name, value, is_hidden=HIDDEN.fullmatch(name) is not None)
    return TypedField(name, value, field.label or "", field.widget.is_hidden)


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


def not_a_page(request: HttpRequest, response: HttpResponseBase) -> HttpResponse:
    """An address that only takes what a button sends was opened, as by reloading or from the history."""
    page = render(request, "405.html", {"page": _page_above(request)}, status=405)
    page.headers["Allow"] = response.headers["Allow"]
    return page


def _page_above(request: HttpRequest) -> str:
    """What the button stood on: verbs hang below the page of their thing."""
    above = request.path.rstrip("/").rpartition("/")[0] + "/"
    try:
        resolve(above)
    except Http404:
        return ""
    return above


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
