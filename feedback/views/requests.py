"""The register of data subjects' requests: of one's own agencies alone."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView, TemplateView, View

from agencies.models import Agency
from agencies.permissions import posts_of
from agencies.views.access import OfficerRequest
from feedback.actions import requests as actions
from feedback.forms import requests as forms
from feedback.models import DataRequest
from feedback.models.requests import DataRequestQuerySet
from feedback.permissions import Role, may_handle_at
from feedback.reminders.data_request import CARRYING_OUT, REQUEST
from feedback.views.trails import to_handlings
from feedback.words import read_request
from feedback.workbooks import write_requests
from notices.ahead import ledger_of
from pages.views import ActionView
from records.downloads import download, file_name
from records.paging import CappedPaginator


def to_requests() -> list[tuple[Any, str]]:
    return [*to_handlings(), (_("Requests about personal data"), reverse("feedback:data-requests"))]


class RequestsQuery(View):
    """What one's agencies were asked, narrowed by the filter."""

    request: OfficerRequest

    @cached_property
    def filter(self) -> forms.RequestFilter:
        return forms.RequestFilter(self.request.GET)

    @cached_property
    def asked(self) -> dict[str, Any]:
        self.filter.is_valid()
        return getattr(self.filter, "cleaned_data", {})

    def of_kind(self) -> DataRequestQuerySet:
        rows = DataRequest.objects.visible_to(self.request.user)
        return rows.filter(kind=self.asked["kind"]) if self.asked.get("kind") else rows

    def rows(self) -> DataRequestQuerySet:
        rows, state = self.of_kind(), self.asked.get("state")
        if state == forms.RequestFilter.OPEN:
            rows = rows.open()
        elif state == forms.RequestFilter.OVERDUE:
            rows = rows.overdue(timezone.localdate())
        elif state == forms.RequestFilter.DONE:
            rows = rows.closed()
        return rows.for_list()


class RequestsView(RequestsQuery, ListView):
    template_name = "feedback/requests.html"
    context_object_name = "requests"
    paginate_by = 50
    paginator_class = CappedPaginator
    request: OfficerRequest

    def get_queryset(self) -> DataRequestQuerySet:
        return self.rows()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        posts = posts_of(self.request.user, Role.DRAFTER, Role.HEAD)
        works_at = {post.agency_id: post.agency_label for post in posts}
        today = timezone.localdate()
        late = Count("pk", filter=Q(pk__in=DataRequest.objects.overdue(today).values("pk")))
        open_count = Count("pk", filter=Q(done_on=None))
        counts = self.of_kind().aggregate(all=Count("pk"), open=open_count, late=late)
        return super().get_context_data(
            trail=to_handlings(),
            works_at=works_at,
            today=today,
            filter=self.filter,
            is_filtered=any(self.asked.values()),
            counts=counts | {"done": counts["all"] - counts["open"]},
            **kwargs,
        )


class RequestsWorkbookView(RequestsQuery):
    def get(self, request: HttpRequest) -> HttpResponse:
        content = write_requests(self.rows(), timezone.localdate())
        return download(content, file_name("yêu cầu về dữ liệu cá nhân", ending="xlsx"))


class OneRequestView(TemplateView):
    """One request with both clocks, what was said and what was done; each look is written down."""

    template_name = "feedback/data_request.html"
    request: OfficerRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = DataRequest.objects.visible_to(self.request.user).for_list().select_related("recorded_by")
        asked = get_object_or_404(rows, pk=self.kwargs["pk"])
        today = timezone.localdate()
        clocks = actions.clocks_of_request(asked)
        is_running = asked.carry_out_due_on is None or asked.carry_out_due_on >= today
        return super().get_context_data(
            trail=to_requests(),
            asked=asked,
            words=read_request(asked, by=self.request.user, now=timezone.now()),
            clocks=clocks,
            is_respond_late=asked.is_respond_late(today),
            is_carry_out_late=asked.is_carry_out_late(today),
            may_extend=bool(not asked.done_on and not asked.extended_by and is_running and clocks.most_more),
            responding=ledger_of([asked.pk], REQUEST),
            carrying_out=ledger_of([asked.pk], CARRYING_OUT),
            **kwargs,
        )


class RequestView(ActionView):
    request: OfficerRequest

    def trail(self) -> list[tuple[Any, str]]:
        return to_requests()

    def next_url(self, result: DataRequest) -> str:
        return result.get_absolute_url()


class AddRequestView(RequestView):
    form_class = forms.RequestForm
    title = gettext_lazy("Record a request about personal data")
    action_label = gettext_lazy("Record the request")
    done = gettext_lazy("It is recorded. Both days stand below.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_handle_at(self.request.user, self.kwargs["pk"]):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"received_on": timezone.localdate()}

    def act(self, form: forms.RequestForm) -> DataRequest:
        agency = get_object_or_404(Agency, pk=self.kwargs["pk"])
        return actions.record_request(agency, **form.cleaned_data, **self.acting())


class OfRequestView(RequestView):
    """A verb about the request of the address, with what was asked on top."""

    @cached_property
    def asked(self) -> DataRequest:
        rows = DataRequest.objects.visible_to(self.request.user).select_related("agency", "item")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def trail(self) -> list[tuple[Any, str]]:
        return [*to_requests(), (str(self.asked), self.asked.get_absolute_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        said = read_request(self.asked, **self.acting()).said
        return super().get_context_data(lead=said, **kwargs)


class AnswerRequestView(OfRequestView):
    form_class = forms.AnswerRequestForm
    title = gettext_lazy("Respond to a request about personal data")
    action_label = gettext_lazy("Save the response")
    done = gettext_lazy("The response is recorded. Carry it out by the day below.")

    def get_initial(self) -> dict[str, Any]:
        return {"answered_on": timezone.localdate()}

    def act(self, form: forms.AnswerRequestForm) -> DataRequest:
        return actions.answer_request(self.asked, **form.cleaned_data, **self.acting())


class ExtendRequestView(OfRequestView):
    form_class = forms.ExtendRequestForm
    title = gettext_lazy("More time to carry it out")
    action_label = gettext_lazy("Extend it once")
    done = gettext_lazy("The new day is set.")

    def get_form_kwargs(self) -> dict[str, Any]:
        most = actions.clocks_of_request(self.asked).most_more
        return super().get_form_kwargs() | {"most": most}

    def get_initial(self) -> dict[str, Any]:
        return {"extended_on": timezone.localdate()}

    def act(self, form: forms.ExtendRequestForm) -> DataRequest:
        data = form.cleaned_data | {"amount": int(form.cleaned_data["amount"])}
        return actions.extend_request(self.asked, **data, **self.acting())


class CarryOutView(OfRequestView):
    form_class = forms.CarryOutForm
    title = gettext_lazy("Record what was carried out")
    action_label = gettext_lazy("Save what was carried out")
    done = gettext_lazy("It is recorded; the request is closed.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"may_erase": self.asked.item_id is not None}

    def get_initial(self) -> dict[str, Any]:
        return {"done_on": timezone.localdate()}

    def act(self, form: forms.CarryOutForm) -> DataRequest:
        return actions.carry_out_request(self.asked, **form.cleaned_data, **self.acting())
