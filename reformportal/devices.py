"""A browser in which somebody signed in proves it with a signed cookie, which opens nothing by itself."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

SALT = "reformportal.devices"
LASTS = 180 * 24 * 3600  # seconds since the last sign-in
MOST_ACCOUNTS = 8  # an office computer has several people; the ones of longest ago go


def mark_for(request: HttpRequest, account: str) -> str:
    """The browser's mark where this account signed in in it before, else ""."""
    found = _read(request)
    return found["mark"] if _digest(account) in found["accounts"] else ""


def remember(request: HttpRequest, account: str) -> None:
    """The answer to this request will say that this account signed in in this browser."""
    request.device_account = account  # type: ignore[attr-defined]


def set_cookie(request: HttpRequest, response: HttpResponseBase) -> None:
    """Write down what `remember` was told, if it was told anything."""
    account = getattr(request, "device_account", "")
    if not account:
        return
    found = _read(request)
    others = [digest for digest in found["accounts"] if digest != _digest(account)]
    accounts = [_digest(account), *others][:MOST_ACCOUNTS]
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps({"mark": found["mark"], "accounts": accounts}, salt=SALT),
        max_age=LASTS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> dict[str, Any]:
    """What the cookie says; a fresh mark and no account where there is none of ours."""
    try:
        return signing.loads(request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return {"mark": secrets.token_urlsafe(12), "accounts": []}


def _digest(account: str) -> str:
    return salted_hmac(SALT, account, algorithm="sha256").hexdigest()[:24]
