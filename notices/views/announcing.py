"""A message to many agencies."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView

from agencies.views.base import OfficerRequest
from notices import actions
from notices.forms import AnnouncementForm
from notices.models import Announcement
from notices.permissions import may_announce


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
        kept = AnnouncementForm(form.data, today=today, auto_id=False)  # the form below has the ids
        asked = {"posts": posts, "count": count, "agency_count": agencies, "is_asked": True, "kept": kept}
        return self.render_to_response(self.get_context_data(form=form, **asked))

    def form_invalid(self, form: AnnouncementForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class AnnouncementView(DetailView):
    request: OfficerRequest
    template_name = "notices/announcement.html"
    context_object_name = "announcement"

    def get_queryset(self):
        return Announcement.objects.visible_to(self.request.user).select_related("written_by")
