"""A sender follows what they sent, by code and secret, and says more about it.

Code and secret are posted once; what follows from that page carries a signed pass that lasts an hour, so that
neither a session nor a cookie is needed.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, View

from agencies.models import Agency, CalendarDay
from feedback import keys, limits
from feedback.actions import senders
from feedback.actions.clocks import clocks_of
from feedback.actions.letters import confirm_address, offer_new_secret
from feedback.actions.publishing import withdraw_consent
from feedback.forms.following import AddForm, PassForm, RateForm, WithdrawForm
from feedback.forms.sending import FollowForm, LostForm
from feedback.models import Event, Handling, Item
from feedback.models.norms import door_for_texts, refusal_of
from feedback.views.trails import FOLLOW, START
from feedback.words import address_of, for_sender, told_to_sender
from feedback.workflow import State
from pages.views import tell


@method_decorator(login_not_required, name="dispatch")
class FollowView(FormView):
    """Where an item is, for who has its code and its secret; both are posted, never part of an address."""

    template_name = "feedback/follow.html"
    extra_context = {"trail": [START]}
    form_class = FollowForm

    def form_valid(self, form: FollowForm) -> HttpResponse:
        code = keys.clean_code(form.cleaned_data["code"])
        address = get_adapter().get_client_ip(self.request)
        item = find_item(code, form.cleaned_data["secret"])
        if item is None and limits.too_many_tries(address, code, timezone.now()):
            form.add_error(None, _("There were too many tries. Please try again in an hour."))
            return self.render_to_response(self.get_context_data(form=form), status=429)
        if item is None:
            form.add_error(
                None, _("No feedback has this code and this secret. Compare both with your receipt.")
            )
            return self.form_invalid(form)
        return show_status(self.request, item)

    def form_invalid(self, form: FollowForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


@method_decorator(login_not_required, name="dispatch")
class ConfirmView(View):
    """Whether the address is the sender's: asked by a button, since mail scanners open links."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        item = item_to_confirm(token)
        status = 200 if item else 404
        context = {"code": item.code if item else "", "trail": [START, FOLLOW]}
        return render_unkept(request, "feedback/confirm.html", context, status=status)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        if (item := item_to_confirm(token)) is None:
            return self.get(request, token)
        confirm_address(item, address_of(item.sender), now=timezone.now())
        return render_unkept(request, "feedback/confirm.html", {"is_done": True, "trail": [START, FOLLOW]})


@method_decorator(login_not_required, name="dispatch")
class LostView(FormView):
    """A new secret is offered by mail to the address that was confirmed; the answer is always the same."""

    template_name = "feedback/lost.html"
    extra_context = {"trail": [START, FOLLOW]}
    form_class = LostForm

    def form_valid(self, form: LostForm) -> HttpResponse:
        code, now = keys.clean_code(form.cleaned_data["code"]), timezone.now()
        address = get_adapter().get_client_ip(self.request)
        email = form.cleaned_data["email"]
        if limits.too_many_tries(
            address, f"{code} {email.lower()}", now
        ):  # another's guesses do not count here
            form.add_error(None, _("There were too many tries. Please try again in an hour."))
            return self.render_to_response(self.get_context_data(form=form), status=429)
        offer_new_secret(code, email, now=now)
        return render_unkept(self.request, "feedback/lost.html", {"is_done": True, "trail": [START, FOLLOW]})

    def form_invalid(self, form: LostForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


@method_decorator(login_not_required, name="dispatch")
class RenewView(View):
    """The new secret, shown once, after a button: mail scanners open links."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        item = item_of(token, purpose=keys.RENEWING)
        context = {"item": item, "trail": [START, FOLLOW]}
        return render_unkept(request, "feedback/renew.html", context, status=200 if item else 404)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        if (item := item_of(token, purpose=keys.RENEWING) or renewed_by(token)) is None:
            return self.get(request, token)
        secret = senders.renew_secret(item, by=None, now=timezone.now(), secret=keys.secret_for(token))
        context = {"item": item, "secret": keys.grouped(secret), "trail": [START, FOLLOW]}
        return render_unkept(request, "feedback/renew.html", context)


@method_decorator(login_not_required, name="dispatch")
class SayView(FormView):
    """What a sender says on the page that shows where theirs stands."""

    http_method_names = ["post"]
    template_name = "feedback/say.html"
    extra_context = {"trail": [START, FOLLOW]}
    form_class: type[PassForm]
    title: Any = ""
    action_label: Any = ""
    done: Any = ""

    item: Item

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = item_of(request.POST.get("token", ""))
        if found is None:
            context = {"form": FollowForm(), "trail": [START], "is_over": True, **self.given_back()}
            return render_unkept(request, "feedback/follow.html", context, status=403)
        self.item = found
        return super().post(request, *args, **kwargs)

    def given_back(self) -> dict[str, Any]:
        """What was typed and chosen, as the page that cannot go on names it."""
        form, said, files = self.form_class(self.request.POST, self.request.FILES), [], []
        for field in form.visible_fields():
            value = field.value()
            if field.field.widget.needs_multipart_form:
                files += [upload.name for upload in value or []]
            elif value:
                choices = dict(getattr(field.field, "choices", ()))
                said.append((field.label, choices.get(value, value)))
        return {"said": said, "files": files}

    def act(self, item: Item, form: Any) -> None:
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.act(self.item, form)
        except ValidationError as error:
            tell(form, error)
            return self.form_invalid(form)
        return show_status(self.request, self.item, told=self.done)

    def form_invalid(self, form: Any) -> HttpResponse:
        context = {"title": self.title, "submit_label": self.action_label, "item": self.item}
        response = self.render_to_response(self.get_context_data(form=form, **context), status=422)
        response.headers["Cache-Control"] = "no-store"
        return response


class AddView(SayView):
    form_class = AddForm
    title = gettext_lazy("Add something")
    action_label = gettext_lazy("Send it too")
    done = gettext_lazy("It is with the agency.")

    def act(self, item: Item, form: AddForm) -> None:
        data = form.cleaned_data
        senders.add_to_item(item, words=data["words"], files=data["uploads"], now=timezone.now())


class WithdrawView(SayView):
    form_class = WithdrawForm
    title = gettext_lazy("Withdraw the feedback")
    action_label = gettext_lazy("Withdraw it")
    done = gettext_lazy("It is withdrawn; nobody works on it any more.")

    def act(self, item: Item, form: WithdrawForm) -> None:
        senders.withdraw_item(item, words=form.cleaned_data["words"], now=timezone.now())


class WithdrawConsentView(SayView):
    form_class = PassForm
    title = gettext_lazy("I no longer agree that it be published")
    action_label = gettext_lazy("Withdraw my agreement")
    done = gettext_lazy("You no longer agree. What was published of it is taken down.")

    def act(self, item: Item, form: PassForm) -> None:
        withdraw_consent(item, now=timezone.now())


class RateView(SayView):
    form_class = RateForm
    title = gettext_lazy("Did the answer help?")
    action_label = gettext_lazy("Send my judgement")
    done = gettext_lazy("Thank you. The agency sees it.")

    def act(self, item: Item, form: RateForm) -> None:
        handling = item.handlings.filter(pk=self.kwargs["pk"]).first()
        if handling is None:
            raise Http404
        data = form.cleaned_data
        senders.rate_answer(
            handling, helped=data["helped"] == RateForm.YES, words=data["words"], now=timezone.now()
        )


def find_item(code: str, secret: str) -> Item | None:
    """A wrong code and a wrong secret take the same way: nothing tells which it was."""
    item = Item.objects.filter(code=code).first()
    stored = item.secret_digest if item else "0" * 64
    return item if keys.matches(keys.FINDING, keys.clean_secret(secret), stored) else None


def item_to_confirm(token: str) -> Item | None:
    """The item whose sender's address a mail asked about, while it has that address."""
    if (named := keys.read_confirmation(token)) is None:
        return None
    item = Item.objects.select_related("sender").filter(code=named[0]).first()
    if item is None or not item.sender.email:
        return None
    digests = keys.digests(keys.ADDRESS, address_of(item.sender))
    return item if any(digest.startswith(named[1]) for digest in digests) else None


def item_of(token: str, *, purpose: str = keys.FOLLOWING) -> Item | None:
    """The item a pass was made for; None when it is made up, an hour old, or older than the item's secret."""
    named = keys.read_pass(token, purpose=purpose)
    return Item.objects.filter(code=named[0], secret_digest__startswith=named[1]).first() if named else None


def renewed_by(token: str) -> Item | None:
    """The item whose secret was renewed by this very pass, pressed twice."""
    named = keys.read_pass(token, purpose=keys.RENEWING)
    return find_item(named[0], keys.secret_for(token)) if named else None


def show_status(request: HttpRequest, item: Item, *, told: Any = "") -> HttpResponse:
    events = Prefetch("events", Event.objects.filter(is_public=True), to_attr="public_events")
    handlings = item.handlings.select_related("regulation").prefetch_related(
        "regulation__limits", "ratings", events
    )
    token = keys.make_pass(item.code, item.secret_digest)
    legs = [_leg(handling, token) for handling in handlings]
    is_open = any(leg["handling"].is_open for leg in legs)
    agreed = item.consents.filter(withdrawn_at=None).exists()
    context = {
        "trail": [START, FOLLOW],
        "item": item,
        "legs": legs,
        "told": told,
        "words": for_sender(item),
        "add_form": AddForm(initial={"token": token}) if is_open else None,
        "withdraw_form": WithdrawForm(initial={"token": token}, auto_id="withdraw-%s") if is_open else None,
        "consent_form": PassForm(initial={"token": token}, auto_id="consent-%s") if agreed else None,
        "is_asked": any(leg["handling"].state == State.WAITING for leg in legs),
    }
    return render_unkept(request, "feedback/status.html", context)


def _leg(handling: Handling, token: str) -> dict[str, Any]:
    told = told_to_sender(handling.public_events)  # type: ignore[attr-defined]
    today = timezone.localdate()
    door = door_for_texts(handling, today) if handling.state == State.ANSWERED else None
    by_law = {"refusal": refusal_of(handling), "door": door}
    return standing(handling) | {"events": told} | by_law | _said_forms(handling, token)


def _said_forms(handling: Handling, token: str) -> dict[str, Any]:
    """The form that asks whether the answer helped, while it was not said."""
    if handling.state != State.ANSWERED or handling.closed_at is None:
        return {}
    if any(rating.at >= handling.closed_at for rating in handling.ratings.all()):
        return {}
    return {"rate_form": RateForm(initial={"token": token}, auto_id=f"rate-{handling.pk}-%s")}


def standing(handling: Handling) -> dict[str, Any]:
    """Where it is, with whom and until when, as the sender reads it."""
    days = CalendarDay.objects.working_days(handling.counts_from)
    agency = Agency.objects.with_label().get(pk=handling.agency_id)
    return {"handling": handling, "agency": agency, "clocks": clocks_of(handling, days)}


def render_unkept(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page that no cache keeps."""
    response = render(request, template, context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
