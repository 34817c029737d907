"""What the frame of every page shows. All of it is asked for only when the template prints it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property

from agencies.models import Agency
from notices.models import Delivery
from reformportal import navigation
from reformportal.sample import sign_ins


class Portal:
    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def officer(self):
        """None on pages answered before anyone could be recognised, and for the public."""
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @cached_property
    def navigation(self) -> list[navigation.Item]:
        return navigation.items(self.officer.current_posts, self.request.path) if self.officer else []

    @property
    def notices_url(self) -> str:
        return reverse("notices:inbox") if self.officer else ""

    @cached_property
    def unread_notices(self) -> int:
        return Delivery.objects.unread(self.officer).count() if self.officer else 0

    @property
    def csrf_cookie(self) -> str:
        return settings.CSRF_COOKIE_NAME

    @cached_property
    def sample_loaded(self) -> bool:
        return bool(self.officer and self.officer.is_sample) or sample_loaded()

    @property
    def sample_sign_ins(self) -> list[tuple[str, str, str]]:
        """(desk, e-mail address, password) of the invented officers, while they are here."""
        return sign_ins() if self.sample_loaded else []


def sample_loaded() -> bool:
    """Whether the agencies here are invented ones; production never holds any, and is not asked."""
    return settings.TRIAL and Agency.objects.filter(is_sample=True).exists()


def portal(request: HttpRequest) -> dict[str, Portal]:
    return {"portal": Portal(request)}
