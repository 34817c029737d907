"""The register of data subjects' requests: of one's own agencies alone."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView

from agencies.models import Agency
from agencies.permissions import posts_of
from agencies.views.base import FormActionView, OfficerRequest
from feedback.actions import requests as actions
from feedback.forms.requests import AnswerRequestForm, RequestForm
from feedback.models import DataRequest
from feedback.permissions import Role, may_handle_at
from feedback.subjects import REQUEST
from feedback.words import read_request
from notices.models import Reminder
from records.paging import CappedPaginator


def to_requests() -> list[tuple[Any, str]]:
    return [(_("Requests about personal data"), reverse("feedback:data-requests"))]


class RequestsView(ListView):
    template_name = "feedback/requests.html"
    context_object_name = "requests"
    paginate_by = 50
    paginator_class = CappedPaginator
    request: OfficerRequest

    def get_queryset(self) -> QuerySet[DataRequest]:
        return DataRequest.objects.visible_to(self.request.user).select_related("item", "recorded_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        posts = posts_of(self.request.user, Role.DRAFTER, Role.HEAD)
        works_at = {post.agency_id: post.agency_label for post in posts}
        return super().get_context_data(works_at=works_at, today=timezone.localdate(), **kwargs)


class RequestView(FormActionView):
    request: OfficerRequest

    def trail(self) -> list[tuple[Any, str]]:
        return to_requests()

    def next_url(self, result: Any) -> str:
        return reverse("feedback:data-requests")

    def acting(self) -> dict[str, Any]:
        return {"by": self.request.user, "now": timezone.now()}


class AddRequestView(RequestView):
    form_class = RequestForm
    title = gettext_lazy("Record a request about personal data")
    action_label = gettext_lazy("Record the request")
    done = gettext_lazy("It is recorded. Answer it within 2 working days.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_handle_at(self.request.user, self.kwargs["pk"]):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"received_on": timezone.localdate()}

    def act(self, form: RequestForm) -> DataRequest:
        agency = get_object_or_404(Agency, pk=self.kwargs["pk"])
        return actions.record_request(agency, **form.cleaned_data, **self.acting())


class AnswerRequestView(RequestView):
    template_name = "feedback/answer_request.html"
    form_class = AnswerRequestForm
    title = gettext_lazy("Answer a request about personal data")
    action_label = gettext_lazy("Save the answer")
    done = gettext_lazy("The answer is recorded.")

    @cached_property
    def asked(self) -> DataRequest:
        rows = DataRequest.objects.visible_to(self.request.user).select_related("agency", "item")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_initial(self) -> dict[str, Any]:
        return {"answered_on": timezone.localdate()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reminders = Reminder.objects.ledger_of([self.asked.pk], REQUEST)
        said = read_request(self.asked, **self.acting())
        return super().get_context_data(lead=said, reminders=reminders, **kwargs)

    def act(self, form: AnswerRequestForm) -> DataRequest:
        return actions.answer_request(self.asked, **form.cleaned_data, **self.acting())
