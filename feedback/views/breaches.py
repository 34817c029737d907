"""The register of breaches of personal data, for the register administrator alone."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView, TemplateView

from agencies.views.access import KeeperView, OfficerRequest
from feedback.actions import breaches as actions
from feedback.forms.breaches import BreachEntryForm, BreachForm
from feedback.models import Breach, BreachEntry
from feedback.reminders.breach import BREACH
from feedback.views.trails import to_handlings
from feedback.workbooks import write_breaches
from notices.ahead import ledger_of
from pages.views import ActionView
from records.downloads import download, file_name
from records.paging import CappedPaginator


def to_breaches() -> list[tuple[Any, str]]:
    return [*to_handlings(), (_("Breaches of personal data"), reverse("feedback:breaches"))]


class BreachesView(KeeperView, ListView):
    template_name = "feedback/breaches.html"
    context_object_name = "breaches"
    paginate_by = 50
    paginator_class = CappedPaginator
    request: OfficerRequest

    def get_queryset(self) -> QuerySet[Breach]:
        return Breach.objects.visible_to(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context, now = super().get_context_data(**kwargs), timezone.now()
        rows = [(row, row.hours_left(now), row.is_report_late(now)) for row in context["breaches"]]
        return context | {"rows": rows, "trail": to_handlings()}


class BreachesWorkbookView(KeeperView):
    def get(self, request: HttpRequest) -> HttpResponse:
        rows = Breach.objects.visible_to(self.request.user).prefetch_related("entries")
        content = write_breaches(rows, timezone.now())
        return download(content, file_name("sổ vi phạm dữ liệu cá nhân", ending="xlsx"))


class OneBreachView(KeeperView, TemplateView):
    template_name = "feedback/breach.html"
    request: OfficerRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Breach.objects.visible_to(self.request.user).select_related("recorded_by")
        breach, now = get_object_or_404(rows, pk=self.kwargs["pk"]), timezone.now()
        return super().get_context_data(
            trail=to_breaches(),
            breach=breach,
            entries=breach.entries.select_related("by"),
            hours_left=breach.hours_left(now),
            is_late=breach.is_report_late(now),
            reminders=ledger_of([breach.pk], BREACH),
            **kwargs,
        )


class BreachActionView(KeeperView, ActionView):
    request: OfficerRequest

    def trail(self) -> list[tuple[Any, str]]:
        return to_breaches()


class RecordBreachView(BreachActionView):
    form_class = BreachForm
    title = gettext_lazy("Record a breach of personal data")
    action_label = gettext_lazy("Record the breach")
    done = gettext_lazy("It is recorded; the hours run from the moment it was found.")

    def get_initial(self) -> dict[str, Any]:
        now = timezone.localtime()
        return {"found_on": now.date(), "found_time": now.time()}

    def act(self, form: BreachForm) -> Breach:
        return actions.record_breach(**form.fields_of_breach(), **self.acting())

    def next_url(self, result: Breach) -> str:
        return result.get_absolute_url()


class AddEntryView(BreachActionView):
    form_class = BreachEntryForm
    title = gettext_lazy("Add to the breach")
    action_label = gettext_lazy("Add it")
    done = gettext_lazy("It is added; nothing of before was changed.")

    @cached_property
    def breach(self) -> Breach:
        return get_object_or_404(Breach.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    def trail(self) -> list[tuple[Any, str]]:
        return [*to_breaches(), (str(self.breach), self.breach.get_absolute_url())]

    def get_initial(self) -> dict[str, Any]:
        now = timezone.localtime()
        return {"on": now.date(), "time": now.time()}

    def act(self, form: BreachEntryForm) -> BreachEntry:
        return actions.add_entry(self.breach, **form.fields_of_entry(), **self.acting())

    def next_url(self, result: BreachEntry) -> str:
        return self.breach.get_absolute_url()
