"""What an officer was told, and how often they want mail."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy
from django.views.generic import ListView

from agencies.actions import choose_language
from agencies.views.access import OfficerRequest
from notices import actions
from notices.asking import over_by_now
from notices.forms import PreferenceForm
from notices.models import Delivery, Preference, ReminderRule
from pages.views import ActionView, VerbView

NOTICES: tuple[Any, Any] = (gettext_lazy("Notices"), reverse_lazy("notices:inbox"))


class InboxView(ListView):
    request: OfficerRequest
    template_name = "notices/inbox.html"
    context_object_name = "entries"
    paginate_by = 25

    def get_queryset(self):
        return Delivery.objects.inbox(self.request.user)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"over": over_by_now(context["entries"])}


class EntryView(VerbView):
    """A verb on one thing the officer was told; a stranger's is not there."""

    request: OfficerRequest

    def back_url(self) -> str:
        return reverse("notices:inbox")

    def act(self) -> Delivery:
        entry = get_object_or_404(Delivery.objects.inbox(self.request.user), pk=self.kwargs["pk"])
        actions.mark_read(entry, now=timezone.now())
        return entry


class OpenView(EntryView):
    """Leads where the entry leads, and counts as reading it."""

    def next_url(self, entry: Delivery) -> str:
        ours = url_has_allowed_host_and_scheme(entry.path, allowed_hosts=None)
        return entry.path if ours else self.back_url()


class ReadAllView(VerbView):
    def back_url(self) -> str:
        return reverse("notices:inbox")

    def act(self) -> None:
        actions.mark_all_read(**self.acting())


class PreferencesView(ActionView):
    """Each officer's own."""

    request: OfficerRequest
    template_name = "notices/preferences.html"
    form_class = PreferenceForm
    title = gettext_lazy("How often mail comes")
    lead = gettext_lazy(
        "On the portal everything is said at once. Mail leaves on working days within office hours; what "
        "waits is put into one mail, and what is done by then is left out."
    )
    action_label = gettext_lazy("Save the choice")
    done = gettext_lazy("Saved. It holds for mail that has not left yet.")

    def trail(self) -> list[tuple[Any, str]]:
        return [NOTICES]

    def next_url(self, result: Any) -> str:
        return self.request.path

    def get_form_kwargs(self) -> dict[str, Any]:
        rows = Preference.objects.filter(officer=self.request.user)
        chosen = dict(rows.values_list("obligation_kind", "rhythm"))
        initial = {"language": self.request.user.language}
        kinds = ReminderRule.objects.telling(self.request.user, timezone.localdate())
        return super().get_form_kwargs() | {"chosen": chosen, "kinds": kinds, "initial": initial}

    def act(self, form: PreferenceForm) -> None:
        choose_language(self.request.user, form.cleaned_data["language"], now=timezone.now())
        actions.choose_rhythms(self.request.user, form.rhythms())
