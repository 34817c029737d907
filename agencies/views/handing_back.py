"""What was handed back is opened before it is sent up again: who has not opened it is asked."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from agencies.handing_back import Shown, has_opened
from agencies.models import Officer
from records.actions import open_hand_back


def opens(request: HttpRequest, subject: models.Model, found: Shown | None) -> None:
    """The page shows it to who may send it up again: written down, once."""
    if found is not None:
        open_hand_back(subject, found.entry, by=_officer(request), now=timezone.now())


def asks_first(
    request: HttpRequest, subject: models.Model, found: Shown | None, *, action_label: str, cancel_url: str
) -> HttpResponse | None:
    """The page that shows it and asks; None where it was opened before, or is by this very answer."""
    if found is None or has_opened(subject, found, _officer(request)):
        return None
    if request.POST.get("opened") == str(found.entry):
        opens(request, subject, found)
        return None
    page = {
        "handed_back": found,
        "subject": subject,
        "action_url": request.get_full_path(),
        "action_label": action_label,
        "cancel_url": cancel_url,
    }
    return render(request, "agencies/send_unopened.html", page)


def _officer(request: HttpRequest) -> Officer:
    return cast(Officer, request.user)
