"""What an officer was told, and how often they want mail."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.generic import FormView, ListView, View

from agencies.actions import choose_language
from agencies.views.access import OfficerRequest
from notices import actions
from notices.asking import over_by_now
from notices.forms import PreferenceForm
from notices.models import Delivery, Preference, ReminderRule


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
        initial = {"language": self.request.user.language}
        kinds = ReminderRule.objects.telling(self.request.user, timezone.localdate())
        return super().get_form_kwargs() | {"chosen": chosen, "kinds": kinds, "initial": initial}

    def form_valid(self, form: PreferenceForm) -> HttpResponse:
        choose_language(self.request.user, form.cleaned_data["language"], now=timezone.now())
        actions.choose_rhythms(self.request.user, form.rhythms())
        messages.success(self.request, _("Saved. It holds for mail that has not left yet."))
        return redirect("notices:preferences")

    def form_invalid(self, form: PreferenceForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)
