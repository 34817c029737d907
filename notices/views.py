"""What an officer was told, the ledger Home Affairs watches, and the mails of a trial."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView, ListView, TemplateView, View

from agencies.models import Officer

from . import actions
from .forms import AnnouncementForm, LedgerFilter, PreferenceForm
from .health import by_day, unmanned, waiting_mail
from .models import AddressTrouble, Announcement, Delivery, Preference, Reminder
from .outbox import letters
from .permissions import may_announce, may_watch_ledger
from .registry import describe
from .workflow import ReminderState


class OfficerRequest(HttpRequest):
    """LoginRequiredMiddleware let nobody else through."""

    user: Officer


class InboxView(ListView):
    request: OfficerRequest
    template_name = "notices/inbox.html"
    context_object_name = "entries"
    paginate_by = 25

    def get_queryset(self):
        return Delivery.objects.inbox(self.request.user)


class EntryView(View):
    """A verb on one thing the officer was told; a stranger's is not there."""

    http_method_names = ["post"]

    def post(self, request: OfficerRequest, pk) -> HttpResponse:
        entry = get_object_or_404(Delivery.objects.inbox(request.user), pk=pk)
        actions.mark_read(entry, now=timezone.now())
        return self.answer(entry)

    def answer(self, entry: Delivery) -> HttpResponse:
        return redirect("notices:inbox")


class OpenView(EntryView):
    """Leads where the entry leads, and counts as reading it."""

    def answer(self, entry: Delivery) -> HttpResponse:
        ours = url_has_allowed_host_and_scheme(entry.path, allowed_hosts=None)
        return redirect(entry.path if ours else "notices:inbox")


class ReadAllView(View):
    http_method_names = ["post"]

    def post(self, request: OfficerRequest) -> HttpResponse:
        actions.mark_all_read(by=request.user, now=timezone.now())
        return redirect("notices:inbox")


class PreferencesView(FormView):
    """Each officer's own."""

    request: OfficerRequest
    template_name = "notices/preferences.html"
    form_class = PreferenceForm

    def get_form_kwargs(self):
        rows = Preference.objects.filter(officer=self.request.user)
        chosen = dict(rows.values_list("obligation_kind", "rhythm"))
        return super().get_form_kwargs() | {"chosen": chosen}

    def form_valid(self, form: PreferenceForm) -> HttpResponse:
        actions.choose_rhythms(self.request.user, form.cleaned_data)
        messages.success(self.request, _("Saved. It holds for mail that has not left yet."))
        return redirect("notices:preferences")

    def form_invalid(self, form: PreferenceForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


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


class HealthView(HomeAffairsView, TemplateView):
    """Whether people can be reached: who not, and how mail fares by day."""

    template_name = "notices/health.html"

    def get_context_data(self, **kwargs):
        today = timezone.localdate()
        troubles = AddressTrouble.objects.current().select_related("officer")
        return super().get_context_data(
            days=(days := by_day(today)),
            bars=[(date_format(row.day, "j/n"), row.sent, str(row.sent)) for row in days if row.day <= today],
            today=today,
            waiting=waiting_mail(),
            troubles=troubles,
            unmanned=[(version, [role.label for role in roles]) for version, roles in unmanned(today)],
            **kwargs,
        )


class AnnounceView(FormView):
    """Asks for the message, shows it with everybody it goes to, and sends it only when that is confirmed."""

    request: OfficerRequest
    template_name = "notices/announce.html"
    form_class = AnnouncementForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"today": timezone.localdate()}

    def dispatch(self, request, *args, **kwargs):
        if not may_announce(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: AnnouncementForm) -> HttpResponse:
        if "confirmed" not in self.request.POST:
            return self.ask(form)
        today, data = timezone.localdate(), form.cleaned_data
        seen = self.request.POST.get("seen_count", "")
        try:
            sent = actions.send_announcement(
                subject=data["subject"],
                text=data["text"],
                agencies=form.agencies(today),
                roles=data["roles"],
                seen_count=int(seen) if seen.isascii() and seen.isdigit() else 0,
                by=self.request.user,
                now=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
            return self.ask(form) if error.code == "count" else self.form_invalid(form)
        messages.success(self.request, _("It leaves within a minute, mail within office hours."))
        return redirect(sent)

    def ask(self, form: AnnouncementForm) -> HttpResponse:
        today = timezone.localdate()
        posts = actions.recipients_of(form.agencies(today), form.cleaned_data["roles"], today)
        if not posts:
            form.add_error(None, _("Nobody would be told: no officer holds such a post there."))
            return self.form_invalid(form)
        count = len({post.officer_id for post in posts})
        agencies = len({post.agency_id for post in posts})
        asked = {"posts": posts, "count": count, "agency_count": agencies, "is_asked": True}
        return self.render_to_response(self.get_context_data(form=form, **asked))

    def form_invalid(self, form: AnnouncementForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class AnnouncementView(DetailView):
    request: OfficerRequest
    template_name = "notices/announcement.html"
    context_object_name = "announcement"

    def get_queryset(self):
        return Announcement.objects.visible_to(self.request.user).select_related("written_by")


class RetryView(HomeAffairsView):
    http_method_names = ["post"]

    def post(self, request: OfficerRequest, pk: int) -> HttpResponse:
        reminder = get_object_or_404(Reminder.objects.visible_to(request.user), pk=pk)
        try:
            actions.retry(reminder, by=request.user, now=timezone.now())
            messages.info(request, _("The reminder leaves again within a minute."))
        except ValidationError as error:
            messages.error(request, error.messages[0])
        return redirect("notices:ledger")


class OutboxView(TemplateView):
    """The mails of a trial; elsewhere there is no such page, since mail holds sign-in links."""

    template_name = "notices/outbox.html"

    def get_context_data(self, **kwargs):
        if not settings.TRIAL:
            raise Http404
        return super().get_context_data(**kwargs) | {"letters": letters(Path(settings.EMAIL_FILE_PATH))}
