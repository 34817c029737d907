"""Publishing an answered item, and what the public reads."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.syndication.views import Feed
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, ListView, TemplateView, View

from agencies.models import AgencyVersion
from agencies.views.access import OfficerRequest
from feedback.actions import publishing as actions
from feedback.forms.publishing import ApproveForm, PublicationForm, PublicFilter, TakeDownForm, YearFilter
from feedback.models import Answer, Publication, PublicFile
from feedback.numbers import Numbers, numbers_by_agency, numbers_of_province
from feedback.views.office import OfficeVerbView, OfficeView, OfHandling
from feedback.views.trails import PUBLIC, START
from feedback.words import Purpose, Words, read
from pages.views import ConfirmView
from records.downloads import attached, file_name
from records.paging import CappedPaginator
from records.text import quoted_cell

MOST_IN_FEED = 30
COLUMNS = ["code", "agency", "field", "title", "question", "answer", "outcome"]
COLUMNS += ["received", "answered", "published"]


class OfPublication(OfHandling):
    @cached_property
    def publication(self) -> Publication | None:
        return Publication.objects.filter(handling=self.handling).select_related("handling").first()

    @property
    def existing(self) -> Publication:
        if self.publication is None:
            raise Http404
        return self.publication


class DraftView(OfPublication, OfficeView):
    request: OfficerRequest
    template_name = "feedback/publish.html"
    form_class = PublicationForm
    title = gettext_lazy("Make the text for the public")
    action_label = gettext_lazy("Save for approval")
    done = gettext_lazy("Saved. Another officer of the agency reads it and publishes it.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.publication}

    def get_initial(self) -> dict[str, Any]:
        """At first what was written, with what was found in it taken out."""
        if self.publication:
            return {"seen_edits": self.publication.edits}
        get_object_or_404(Answer, handling=self.handling)
        return {"question": self.words.summary, "answer": self.words.answer_summary, "seen_edits": 0}

    @cached_property
    def words(self) -> Words:
        return read(self.handling, purpose=Purpose.PUBLISH, **self.acting())

    def act(self, form: PublicationForm) -> Publication:
        data = dict(form.cleaned_data)
        seen = data.pop("seen_edits") or 0
        return actions.draft_publication(self.handling, seen_edits=seen, **data, **self.acting())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(words=self.words, **kwargs)


class ApproveView(OfPublication, OfficeView, ConfirmView):
    request: OfficerRequest
    is_danger = False
    template_name = "feedback/approve.html"
    form_class = ApproveForm
    title = gettext_lazy("Approve and publish")
    action_label = gettext_lazy("Publish it")
    done = gettext_lazy("It is published.")

    def get_initial(self) -> dict[str, Any]:
        return {"seen": self.existing.edits}

    def get_form_kwargs(self) -> dict[str, Any]:
        if self.existing.made_by_id == self.request.user.pk:
            raise PermissionDenied(_("You made this text; another officer reads and approves it."))
        return super().get_form_kwargs()

    def consequences(self) -> list[Any]:
        return [_("Everybody reads this text. Its sender can have it taken down at any time.")]

    def act(self, form: ApproveForm) -> Publication:
        seen = form.cleaned_data["seen"]
        return actions.approve_publication(self.existing, seen_edits=seen, **self.acting())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        read(self.handling, purpose=Purpose.APPROVE, **self.acting())  # its text may still tell who sent it
        files = PublicFile.objects.filter(publication=self.existing, approved_by__isnull=False)
        return super().get_context_data(
            publication=self.existing, handling=self.handling, files=files, **kwargs
        )


class TakeDownView(OfPublication, OfficeView):
    request: OfficerRequest
    form_class = TakeDownForm
    title = gettext_lazy("Take it down")
    action_label = gettext_lazy("Take it down")
    done = gettext_lazy("It is taken down.")

    def act(self, form: TakeDownForm) -> Publication:
        return actions.take_down(self.existing, **form.cleaned_data, **self.acting())


class RedraftView(OfPublication, OfficeVerbView):
    done = gettext_lazy("It is a draft again.")

    def act(self) -> Publication:
        return actions.redraft(self.existing, **self.acting())


class PublicQuery:
    """What the public asked for, and what answers to it."""

    request: HttpRequest

    @cached_property
    def filter(self) -> PublicFilter:
        return PublicFilter(self.request.GET or None, today=timezone.localdate())

    @cached_property
    def asked(self) -> dict[str, Any]:
        self.filter.is_valid()
        return getattr(self.filter, "cleaned_data", {})

    def publications(self) -> QuerySet[Publication]:
        asked = self.asked
        rows = Publication.objects.public().matching(asked.get("q", ""))
        if asked.get("agency"):
            rows = rows.filter(handling__agency=asked["agency"])
        if asked.get("field"):
            rows = rows.filter(handling__item__rule__field=asked["field"])
        if asked.get("outcome"):
            rows = rows.filter(outcome=asked["outcome"])
        if asked.get("year"):
            rows = rows.filter(handling__item__received_on__year=asked["year"])
        return rows.for_list()


@method_decorator(login_not_required, name="dispatch")
class PublicListView(PublicQuery, ListView):
    template_name = "feedback/public.html"
    extra_context = {"trail": [START]}
    context_object_name = "publications"
    paginate_by = 25
    paginator_class = CappedPaginator

    def get_queryset(self) -> QuerySet[Publication]:
        return self.publications()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(filter=self.filter, is_filtered=any(self.asked.values()), **kwargs)


@method_decorator(login_not_required, name="dispatch")
class PublicNumbersView(TemplateView):
    """How much each agency received and answered in a year. A share is said only of enough answers: of a few
    it would tell more of chance than of the agency."""

    LEAST = 10

    template_name = "feedback/public_numbers.html"
    extra_context = {"trail": [START, PUBLIC]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        form = YearFilter(self.request.GET or None)
        form.is_valid()
        year = getattr(form, "cleaned_data", {}).get("year") or today.year
        span = (dt.date(year, 1, 1), dt.date(year, 12, 31))
        found = numbers_by_agency(*span)
        order = AgencyVersion.objects.in_force(today).in_register_order().values_list("agency", "name")
        rows = [(name, found[agency], self.share(found[agency])) for agency, name in order if agency in found]
        province = numbers_of_province(*span)
        return super().get_context_data(
            filter=form,
            is_filtered=bool(self.request.GET),
            year=year,
            rows=rows,
            province=province,
            province_share=self.share(province),
            least=self.LEAST,
            **kwargs,
        )

    def share(self, numbers: Numbers) -> int | None:
        """Percent of the answers that came in time, rounded."""
        answers = numbers.on_time + numbers.late
        return round(100 * numbers.on_time / answers) if answers >= self.LEAST else None


@method_decorator(login_not_required, name="dispatch")
class PublishedView(DetailView):
    template_name = "feedback/published.html"
    extra_context = {"trail": [START, PUBLIC]}
    context_object_name = "publication"

    def get_object(self, queryset: Any = None) -> Publication:
        rows = Publication.objects.public().for_list()
        return get_object_or_404(rows, handling=self.kwargs["pk"], handling__item__code=self.kwargs["code"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        files = PublicFile.objects.public().filter(publication=self.object).select_related("attachment")
        return super().get_context_data(files=files, **kwargs)


class Line:
    """A writer that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


@method_decorator(login_not_required, name="dispatch")
class OpenDataView(PublicQuery, View):
    """What is published, for machines: .csv opens in Excel as it is, .json holds the same."""

    def get(self, request: HttpRequest, ending: str) -> HttpResponse | StreamingHttpResponse:
        if ending == "json":
            return JsonResponse({"feedback": [dict(zip(COLUMNS, row, strict=True)) for row in self.rows()]})
        writer = csv.writer(Line())
        lines = (writer.writerow([quoted_cell(cell) for cell in row]) for row in self._with_headings())
        headers = attached(file_name("phản ánh, kiến nghị đã công khai", ending="csv"))
        return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)

    def _with_headings(self) -> Iterator[list[str]]:
        yield ["\ufeff" + COLUMNS[0], *COLUMNS[1:]]
        yield from self.rows()

    def rows(self) -> Iterator[list[str]]:
        for row in self.publications().iterator(chunk_size=500):
            handling = row.handling
            rule = handling.item.rule
            published_on = timezone.localdate(row.approved_at) if row.approved_at else None
            dates = [handling.item.received_on, row.answered_on, published_on]
            days = [day.isoformat() if day else "" for day in dates]
            field = rule.field if rule else ""
            named = [handling.item.code, row.agency_label, field]  # type: ignore[attr-defined]
            yield [*named, row.title, row.question, row.answer, row.outcome, *days]


class PublishedFeed(Feed):
    """The newest that were published, for readers of feeds."""

    title = gettext_lazy("Feedback on rules and procedures, and what became of it")

    def link(self) -> str:
        return reverse("feedback:public")

    def items(self) -> QuerySet[Publication]:
        return Publication.objects.public().for_list()[:MOST_IN_FEED]

    def item_title(self, item: Publication) -> str:
        return item.title

    def item_description(self, item: Publication) -> str:
        return item.answer

    def item_pubdate(self, item: Publication) -> Any:
        return item.approved_at
