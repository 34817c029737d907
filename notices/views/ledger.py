"""The ledger Home Affairs watches, whether everyone can be reached, and the mails of a trial."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView, TemplateView, View

from agencies.views.access import OfficerRequest
from notices import actions
from notices.ahead import next_of
from notices.forms import ComingFilter, LedgerFilter, ResumeForm
from notices.health import by_day, unmanned, waiting_mail
from notices.models import AddressTrouble, Clock, Delivery, Obligation, Reminder
from notices.models.clock import RESTORED
from notices.obligations import names_of
from notices.outbox import letters
from notices.permissions import may_announce, may_change_rules, may_watch_ledger
from notices.topics import describe
from notices.workflow import ReminderState
from pages.views import ActionView, VerbView
from records.days import screen_moment
from records.paging import CappedPaginator

REMINDERS: tuple[Any, Any] = (gettext_lazy("Reminders"), reverse_lazy("notices:ledger"))


class HomeAffairsView(View):
    """For the desk that answers for every reminder arriving."""

    def dispatch(self, request, *args, **kwargs):
        if not may_watch_ledger(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class LedgerView(HomeAffairsView, ListView):
    request: OfficerRequest
    template_name = "notices/ledger.html"
    context_object_name = "reminders"
    paginator_class = CappedPaginator
    paginate_by = 50

    def get_queryset(self):
        self.filter = LedgerFilter(self.request.GET)
        return self.filter.narrow(Reminder.objects.visible_to(self.request.user)).for_page()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        subjects = describe(context["reminders"])
        counts = Reminder.objects.visible_to(self.request.user).counts()
        return context | {
            "rows": [(row, subjects.get(row.pk)) for row in context["reminders"]],
            "counts": [(state, state.label, counts[state]) for state in ReminderState],
            "undelivered": Delivery.objects.failed()[:20],
            "form": self.filter,
            "may_announce": may_announce(self.request.user),
            "is_filtered": any(self.filter.cleaned_data.values()),
        }


class ComingView(HomeAffairsView, ListView):
    """What leaves next, of all that is owed; the ledger gets a row of it when its moment has come."""

    request: OfficerRequest
    template_name = "notices/coming.html"
    extra_context = {"trail": [REMINDERS]}
    paginator_class = CappedPaginator
    paginate_by = 50

    def get_queryset(self):
        self.filter = ComingFilter(self.request.GET)
        return self.filter.narrow(Obligation.objects.coming())

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        coming = next_of(context["object_list"])
        subjects = describe(coming)
        return context | {
            "rows": [(one, subjects.get(one.pk)) for one in coming],
            "form": self.filter,
            "is_filtered": any(self.filter.cleaned_data.values()),
        }


class RetryView(HomeAffairsView, VerbView):
    request: OfficerRequest
    done = gettext_lazy("The reminder leaves again within a minute.")

    def back_url(self) -> str:
        return reverse("notices:ledger")

    def act(self) -> None:
        reminder = get_object_or_404(Reminder.objects.visible_to(self.request.user), pk=self.kwargs["pk"])
        actions.retry(reminder, **self.acting())


class HealthView(HomeAffairsView, TemplateView):
    """Whether people can be reached: who not, and how mail fares by day."""

    request: OfficerRequest
    template_name = "notices/health.html"
    extra_context = {"trail": [REMINDERS]}

    def get_context_data(self, **kwargs):
        today = timezone.localdate()
        troubles = AddressTrouble.objects.current().select_related("officer")
        clock = Clock.objects.first()
        return super().get_context_data(
            chart_names=[_("Sent"), _("Still to leave"), _("Failed")],
            chart_rows=[
                (date_format(row.day, "j/n"), (row.sent, row.planned, row.failed))
                for row in by_day(timezone.now())
                if row.sent or row.planned or row.failed
            ],
            waiting=waiting_mail(),
            clock=clock,
            failed=names_of(clock.failed or () if clock else ()),
            may_confirm_clock=may_change_rules(self.request.user),
            troubles=troubles,
            unmanned=[(version, [role.label for role in roles]) for version, roles in unmanned(today)],
            **kwargs,
        )


class ConfirmClockView(VerbView):
    request: OfficerRequest
    done = gettext_lazy("Reminders go by this clock again.")

    def dispatch(self, request, *args, **kwargs):
        if not may_change_rules(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def back_url(self) -> str:
        return reverse("notices:health")

    def act(self) -> None:
        actions.confirm_clock(**self.acting())


class ResumeView(ActionView):
    """From when on a restored backup reminds people."""

    request: OfficerRequest
    form_class = ResumeForm
    title = gettext_lazy("From when on do reminders leave?")
    lead = gettext_lazy(
        "This database is a restored backup. What left after the backup was taken is not known to it, and "
        "would leave again."
    )
    action_label = gettext_lazy("Let reminders leave")
    done = gettext_lazy("Reminders leave again from that moment on.")

    def dispatch(self, request, *args, **kwargs):
        if not may_change_rules(request.user):
            raise PermissionDenied
        self.clock = Clock.objects.filter(said=RESTORED).first()
        if self.clock is None:
            self.lead = gettext_lazy("Nothing is held: reminders leave as usual.")
        return super().dispatch(request, *args, **kwargs)

    def trail(self) -> list[tuple[Any, str]]:
        return [
            (gettext_lazy("Reminders"), reverse("notices:ledger")),
            (gettext_lazy("Can everyone be reached?"), reverse("notices:health")),
        ]

    def get_initial(self) -> dict[str, Any]:
        now = timezone.localtime()
        return {"since_on": now.date(), "since_at": now.time().replace(second=0, microsecond=0)}

    def facts(self) -> list[tuple[Any, Any]]:
        if self.clock is None:
            return []
        waiting = Obligation.objects.to_speak(timezone.now()).count()
        return [
            (_("The backup's last tick"), screen_moment(timezone.localtime(self.clock.ticked_at))),
            (_("Things of which somebody would be told now"), waiting),
        ]

    def consequences(self) -> list[Any]:
        if self.clock is None:
            return []
        return [
            _("What was due before that moment counts as told: nobody hears of it again."),
            _("What falls due from that moment on leaves as usual."),
        ]

    def act(self, form: ResumeForm) -> None:
        actions.resume_sending(since=form.moment(), by=self.request.user, now=timezone.now())


class OutboxView(TemplateView):
    """The mails of a trial; elsewhere there is no such page, since mail holds sign-in links."""

    template_name = "notices/outbox.html"

    def get_context_data(self, **kwargs):
        if not settings.TRIAL:
            raise Http404
        return super().get_context_data(**kwargs) | {"letters": letters(Path(settings.EMAIL_FILE_PATH))}
