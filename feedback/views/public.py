"""What citizens and organisations see before they send: the doors, the form, and the receipt.

No page here starts a session; the only cookie is the one against forged forms.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from django.views.generic import FormView, TemplateView, View

from agencies.models import Agency, AgencyVersion
from feedback import keys, limits
from feedback.actions.receiving import Received, receive_from_portal
from feedback.forms.sending import NoticeForm, SendForm
from feedback.models import Norm, Publication, Regulation, Rule
from feedback.models.norms import receiver_on
from feedback.notice import Section, sections_of, text_of
from feedback.views.following import render_unkept, standing
from feedback.views.kept import put_right
from feedback.views.trails import START
from feedback.words import for_sender
from pages.views import tell

MOST_RULES = 8
MOST_SIMILAR, MOST_TYPED = 3, 500


@method_decorator(login_not_required, name="dispatch")
class StartView(TemplateView):
    """Which door is the right one: this channel, or another one."""

    template_name = "feedback/start.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        order = AgencyVersion.objects.in_force(today).in_register_order().values_list("agency", "name")
        channels = {row.agency_id: row for row in Regulation.objects.in_force(today)}
        rows = [(name, channels[agency]) for agency, name in order if agency in channels]
        return super().get_context_data(channels=rows, norms=Norm.objects.in_force(today), **kwargs)


@method_decorator([login_not_required, cache_control(no_store=True)], name="dispatch")
class SendView(FormView):
    """The form. What is sent is answered with its receipt at once: reloading shows the same one."""

    template_name = "feedback/send.html"
    extra_context = {"trail": [START]}
    form_class = SendForm

    def get_form_kwargs(self) -> dict[str, Any]:
        today = timezone.localdate()
        return super().get_form_kwargs() | {"today": today, "receiver": receiver_on(today)}

    def get_initial(self) -> dict[str, Any]:
        return {"sending_key": keys.new_sending_key()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the notice about personal data: of the agency the page showed it for, until the script asks
        for the one of the agency chosen."""
        context = super().get_context_data(**kwargs)
        norms = Norm.objects.in_force(timezone.localdate())
        return context | {"notice": notice_of(context["form"].told_of()), "norms": norms}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.look_first() if "look" in request.POST else super().post(request, *args, **kwargs)

    def look_first(self) -> HttpResponse:
        """Where no script runs: the page as it is, with what others asked; nothing is sent yet, and only a
        file that cannot be kept is complained of."""
        form = self.get_form()
        form.full_clean()
        put_right(self.request, form, get_adapter().get_client_ip(self.request))
        for name in form.errors.keys() - {"uploads"}:
            del form.errors[name]
        looked = {"has_looked": True, "similar": similar_to(form.data.get("content", ""))}
        return self.render_to_response(self.get_context_data(form=form, **looked))

    def form_valid(self, form: SendForm) -> HttpResponse:
        try:
            received = self.receive(form)
        except ValidationError as error:
            tell(form, error)
            return self.form_invalid(form)
        leg = standing(received.handling)
        secret, words = keys.grouped(received.secret), for_sender(received.item)
        context = {"received": received, "secret": secret, "leg": leg, "words": words, "trail": [START]}
        context["gets_mail"] = bool(received.item.sender.email)
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
            kept=form.kept_files(),
            consents=form.consents(),
            notice=text_of(notice_of(form.told_of())),
            is_meant=form.cleaned_data["meant"],
            is_doubtful=form.looks_mechanical() or (is_frequent and not form.is_worked()),
            now=now,
        )

    def form_invalid(self, form: SendForm) -> HttpResponse:
        """Everything typed comes back, on a page that can be sent."""
        put_right(self.request, form, get_adapter().get_client_ip(self.request))
        return self.render_to_response(self.get_context_data(form=form), status=422)


def notice_of(agency: Agency | None) -> list[Section]:
    """What is told today about personal data that go to the agency, or to whichever is chosen."""
    today = timezone.localdate()
    return sections_of(agency, receiver_on(today), today)


@method_decorator(login_not_required, name="dispatch")
class NoticeView(FormView):
    """What is told about personal data, for any agency whose channel is open."""

    template_name = "feedback/notice.html"
    extra_context = {"trail": [START]}
    form_class = NoticeForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"today": timezone.localdate(), "data": self.request.GET}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        agency = context["form"].chosen()
        return context | {"notice": notice_of(agency), "agency": agency}

    http_method_names = ["get", "head", "options"]


def similar_to(typed: str) -> list[Publication]:
    """Published items that are like what is being written."""
    rows = Publication.objects.public().similar_to(typed[-MOST_TYPED:])
    return list(rows.select_related("handling__item")[:MOST_SIMILAR])


@method_decorator(login_not_required, name="dispatch")
class SimilarView(View):
    """The same for the list under the box."""

    def get(self, request: HttpRequest) -> JsonResponse:
        found = similar_to(request.GET.get("q", ""))
        return JsonResponse(
            {"similar": [{"title": row.title, "url": row.get_absolute_url()} for row in found]}
        )


@method_decorator(login_not_required, name="dispatch")
class FindRulesView(View):
    """Rules in force that hold the words typed, for the list under the box."""

    def get(self, request: HttpRequest) -> JsonResponse:
        typed = request.GET.get("q", "")[:100]
        if not typed.strip():
            return JsonResponse({"rules": []})
        rules = Rule.objects.in_force(timezone.localdate()).matching(typed).in_order()
        return JsonResponse({"rules": [str(rule) for rule in rules[:MOST_RULES]]})
