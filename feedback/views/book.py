"""The register book and its numbers, for any days: of one's own agencies and those whose feedback they keep,
or of all for Home Affairs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import ListView, View

from agencies.models import Agency
from agencies.permissions import is_home_affairs, posts_of
from agencies.views.access import OfficerRequest
from feedback.forms.book import BookFilter
from feedback.models import Handling
from feedback.numbers import Numbers, numbers_by_agency, numbers_of_province
from feedback.permissions import Role
from feedback.views.trails import to_handlings
from feedback.workbooks import write_book
from records.downloads import download, file_name
from records.paging import CappedPaginator
from records.text import sort_key


class BookQuery(View):
    """The days and the agency asked for; this month and all one may see when nothing is."""

    request: OfficerRequest

    @cached_property
    def sees_all(self) -> bool:
        return is_home_affairs(self.request.user)

    @cached_property
    def filter(self) -> BookFilter:
        own = {post.agency_id for post in posts_of(self.request.user, Role.DRAFTER, Role.HEAD)}
        kept = Handling.objects.filter(keeper__in=own).order_by().values_list("agency", flat=True)
        own |= set(kept.distinct())
        return BookFilter(self.request.GET or None, agencies=None if self.sees_all else own)

    @cached_property
    def asked(self) -> dict[str, Any]:
        self.filter.is_valid()
        return getattr(self.filter, "cleaned_data", {})

    @cached_property
    def days(self) -> tuple[dt.date, dt.date]:
        today = timezone.localdate()
        first = self.asked.get("first") or today.replace(day=1)
        return first, max(first, self.asked.get("last") or today)

    def handlings(self) -> QuerySet[Handling]:
        rows = Handling.objects.visible_to(self.request.user).touching(*self.days)
        if self.asked.get("agency"):
            rows = rows.filter(agency=self.asked["agency"])
        return rows.for_book()


class BookView(BookQuery, ListView):
    request: OfficerRequest
    template_name = "feedback/book.html"
    context_object_name = "handlings"
    paginate_by = 50
    paginator_class = CappedPaginator

    def get_queryset(self) -> QuerySet[Handling]:
        return self.handlings()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            trail=to_handlings(),
            filter=self.filter,
            is_filtered=bool(self.request.GET),
            first=self.days[0],
            last=self.days[1],
            numbers=self.numbers(),
            province=self.province(),
            **kwargs,
        )

    def numbers(self) -> list[tuple[str, Numbers]]:
        """By agency, in the order of the register."""
        agencies = None if self.sees_all else self.filter.agencies
        if self.asked.get("agency"):
            agencies = {self.asked["agency"].pk}
        found = numbers_by_agency(*self.days, agencies=agencies)
        names = {agency.pk: str(agency) for agency in Agency.objects.filter(pk__in=found).with_label()}
        rows = [(names[agency], numbers) for agency, numbers in found.items()]
        return sorted(rows, key=lambda row: sort_key(row[0]))

    def province(self) -> Numbers | None:
        """The total that counts a transfer once, where all agencies are seen."""
        return numbers_of_province(*self.days) if self.sees_all and not self.asked.get("agency") else None


class BookWorkbookView(BookQuery):
    def get(self, request: HttpRequest) -> HttpResponse:
        return download(write_book(self.handlings()), file_name("sổ theo dõi phản ánh", ending="xlsx"))
