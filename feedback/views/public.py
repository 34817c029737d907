"""What citizens and organisations see: the doors, the form, the receipt, and how theirs stands.

No page here starts a session; the only cookie is the one against forged forms.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View

from agencies.models import Agency, AgencyVersion, CalendarDay
from agencies.views.base import tell
from feedback import keys, limits
from feedback.actions.clocks import clocks_of
from feedback.actions.receiving import Received, receive_from_portal
from feedback.forms.sending import FollowForm, SendForm
from feedback.models import Event, Handling, Item, Regulation, Rule

MOST_RULES = 8


@method_decorator(login_not_required, name="dispatch")
class StartView(TemplateView):
    """Which door is the right one: this channel, or another one."""

    template_name = "feedback/start.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        order = AgencyVersion.objects.in_force(today).in_register_order().values_list("agency", "name")
        channels = {row.agency_id: row for row in Regulation.objects.in_force(today)}
        rows = [(name, channels[agency]) for agency, name in order if agency in channels]
        return super().get_context_data(channels=rows, **kwargs)


@method_decorator(login_not_required, name="dispatch")
class SendView(FormView):
    """The form. What is sent is answered with its receipt at once: reloading shows the same one."""

    template_name = "feedback/send.html"
    form_class = SendForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"today": timezone.localdate()}

    def get_initial(self) -> dict[str, Any]:
        return {"sending_key": keys.new_sending_key()}

    def form_valid(self, form: SendForm) -> HttpResponse:
        try:
            received = self.receive(form)
        except ValidationError as error:
            tell(form, error)
            return self.form_invalid(form)
        handling = received.item.handlings.select_related("regulation").get(came_from=None)
        context = {"received": received, "secret": keys.grouped(received.secret), "leg": standing(handling)}
        return render_unkept(self.request, "feedback/receipt.html", context)

    def receive(self, form: SendForm) -> Received:
        now = timezone.now()
        address = get_adapter().get_client_ip(self.request)
        is_frequent = limits.too_many_sendings(address, now)
        return receive_from_portal(
            sending_key=form.cleaned_data["sending_key"],
            sender=form.sender(),
            content=form.cleaned_data["content"],
            agency=form.cleaned_data["agency"],
            rule=form.rule(),
            rule_words=form.cleaned_data["rule_words"],
            files=form.cleaned_data["uploads"],
            consents=form.consents(),
            is_doubtful=form.looks_mechanical() or (is_frequent and not form.is_worked()),
            now=now,
        )

    def form_invalid(self, form: SendForm) -> HttpResponse:
        """Everything typed comes back, on a page that can be sent."""
        form.put_right()
        names = [str(upload.name) for upload in self.request.FILES.getlist("uploads")]
        if names and "uploads" not in form.errors:
            said = _("Choose again: %(files)s. A page cannot keep chosen files.")
            form.add_error("uploads", said % {"files": ", ".join(names)})
        return self.render_to_response(self.get_context_data(form=form), status=422)


@method_decorator(login_not_required, name="dispatch")
class FindRulesView(View):
    """Rules in force that hold the words typed, for the list under the box."""

    def get(self, request: HttpRequest) -> JsonResponse:
        typed = request.GET.get("q", "")[:100]
        if not typed.strip():
            return JsonResponse({"rules": []})
        rules = Rule.objects.in_force(timezone.localdate()).matching(typed).in_order()
        return JsonResponse({"rules": [str(rule) for rule in rules[:MOST_RULES]]})


@method_decorator(login_not_required, name="dispatch")
class FollowView(FormView):
    """Where an item is, for who has its code and its secret; both are posted, never part of an address."""

    template_name = "feedback/follow.html"
    form_class = FollowForm

    def form_valid(self, form: FollowForm) -> HttpResponse:
        code = form.cleaned_data["code"].upper()
        address = get_adapter().get_client_ip(self.request)
        if limits.too_many_tries(address, code, timezone.now()):
            form.add_error(None, _("There were too many tries. Please try again in an hour."))
            return self.render_to_response(self.get_context_data(form=form), status=429)
        item = find_item(code, form.cleaned_data["secret"])
        if item is None:
            form.add_error(
                None, _("No feedback has this code and this secret. Compare both with your receipt.")
            )
            return self.form_invalid(form)
        told = Prefetch("events", Event.objects.filter(is_public=True), to_attr="public_events")
        handlings = item.handlings.select_related("regulation").prefetch_related("regulation__limits", told)
        context = {"item": item, "legs": [standing(handling) for handling in handlings]}
        return render_unkept(self.request, "feedback/status.html", context)

    def form_invalid(self, form: FollowForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


def render_unkept(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page that no cache keeps."""
    response = render(request, template, context)
    response.headers["Cache-Control"] = "no-store"
    return response


def find_item(code: str, secret: str) -> Item | None:
    """A wrong code and a wrong secret take the same way: nothing tells which it was."""
    item = Item.objects.filter(code=code).first()
    stored = item.secret_digest if item else "0" * 64
    return item if keys.matches(keys.FINDING, keys.clean_secret(secret), stored) else None


def standing(handling: Handling) -> dict[str, Any]:
    """Where it is, with whom and until when, as the sender reads it."""
    days = CalendarDay.objects.working_days(handling.counts_from)
    agency = Agency.objects.with_label().get(pk=handling.agency_id)
    return {"handling": handling, "agency": agency, "clocks": clocks_of(handling, days)}
