"""A message to many agencies: written, looked at with everybody it goes to, sent, and followed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, ListView

from agencies.models import Agency
from agencies.views.access import OfficerRequest
from notices import actions
from notices.arrivals import arrivals, tallies
from notices.forms import AnnouncementForm
from notices.models import Announcement
from notices.permissions import may_announce, may_watch_ledger
from notices.views.inbox import NOTICES
from notices.views.ledger import REMINDERS, HomeAffairsView
from pages.views import ActionView
from records.paging import CappedPaginator

MESSAGES: tuple[Any, Any] = (gettext_lazy("Messages sent"), reverse_lazy("notices:announcements"))


class AnnounceView(ActionView):
    """Asks for the message, shows it with everybody it goes to, and sends it only when that is confirmed."""

    request: OfficerRequest
    template_name = "notices/announce.html"
    form_class = AnnouncementForm
    title = gettext_lazy("Tell many agencies at once")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_announce(self.request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def trail(self) -> list[tuple[Any, str]]:
        return [REMINDERS, MESSAGES]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"today": timezone.localdate()}

    def form_valid(self, form: Any) -> HttpResponse:
        if "edit" in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form))
        if "confirmed" not in self.request.POST:
            return self.ask(form)
        return super().form_valid(form)

    def act(self, form: AnnouncementForm) -> Announcement:
        return actions.send_announcement(
            subject=form.cleaned_data["subject"],
            text=form.cleaned_data["text"],
            agencies=form.agencies(timezone.localdate()),
            roles=form.cleaned_data["roles"],
            seen=self.request.POST.get("seen", ""),
            **self.acting(),
        )

    @property
    def done(self) -> str:
        if settings.MAIL_IN_OFFICE_HOURS:
            return _("It leaves within a minute, mail within office hours.")
        return _("It leaves within a minute, mail too: in this trial at any hour.")

    def next_url(self, sent: Announcement) -> str:
        return sent.get_absolute_url()

    def ask(self, form: AnnouncementForm) -> HttpResponse:
        """The message as it will be read, who reads it, and which agencies nobody hears of it at."""
        today = timezone.localdate()
        agencies = form.agencies(today)
        posts = actions.recipients_of(agencies, form.cleaned_data["roles"], today)
        if not posts:
            form.add_error(None, _("Nobody would be told: no officer holds such a post there."))
            return super().form_invalid(form)
        reached = {post.agency_id for post in posts}
        left_out = Agency.objects.with_label().filter(pk__in=set(agencies) - reached)
        return self.render_to_response(
            self.get_context_data(
                form=form,
                title=_("Look at it once more, then send it"),
                is_asked=True,
                posts=posts,
                count=len({post.officer_id for post in posts}),
                agency_count=len(reached),
                left_out=left_out,
                seen=actions.fingerprint(posts),
            )
        )

    def form_invalid(self, form: Any) -> HttpResponse:
        """Where it goes to others by now than were shown, they are shown first."""
        return self.ask(form) if form.has_error(NON_FIELD_ERRORS, "others") else super().form_invalid(form)


class AnnouncementsView(HomeAffairsView, ListView):
    """What Home Affairs has told many agencies, with how many were told and have read it."""

    request: OfficerRequest
    template_name = "notices/announcements.html"
    extra_context = {"trail": [REMINDERS]}
    paginator_class = CappedPaginator
    paginate_by = 30

    def get_queryset(self) -> Any:
        return Announcement.objects.select_related("written_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        counted = tallies(context["object_list"])
        rows = [(row, counted[row.pk]) for row in context["object_list"]]
        return context | {"rows": rows, "may_announce": may_announce(self.request.user)}


class AnnouncementView(DetailView):
    """The message; for Home Affairs also who was told, how, and who has read it."""

    request: OfficerRequest
    template_name = "notices/announcement.html"
    context_object_name = "announcement"

    def get_queryset(self) -> Any:
        return Announcement.objects.visible_to(self.request.user).select_related("written_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if not may_watch_ledger(self.request.user):
            return context | {"trail": [NOTICES]}
        told = {"arrivals": arrivals(self.object), "tally": tallies([self.object])[self.object.pk]}
        return context | told | {"trail": [REMINDERS, MESSAGES]}
