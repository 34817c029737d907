"""Feedback as an agency's officers find it: the list, the one, and what they enter themselves."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, ListView

from agencies.handing_back import Shown
from agencies.models import Agency, AgencyVersion, CalendarDay
from agencies.papers import own_form_on
from agencies.permissions import is_home_affairs, posts_of
from agencies.views.access import OfficerRequest
from agencies.views.handing_back import opens
from feedback import keys, words
from feedback.actions.clocks import clocks_of, most_to_transfer
from feedback.actions.receiving import Received, enter_item
from feedback.forms import handling as forms
from feedback.forms.sending import EnterForm
from feedback.handing_back import hand_backs, shown_of
from feedback.models import Answer, Handling, Publication, Regulation
from feedback.models.norms import refusal_of
from feedback.permissions import Role, drafting_post, may_handle, may_handle_at, may_sign
from feedback.reminders.handling import ANSWER, FEEDBACK, TELLING
from feedback.views.kept import put_right
from feedback.views.office import show_secret
from feedback.views.trails import to_handlings
from feedback.workflow import MOVES, PublicationState, State
from notices.ahead import ledger_of
from pages.views import ActionView
from records.paging import CappedPaginator
from records.workflow import HANDED_BACK


class HandlingsView(ListView):
    """What one's agency has received, what is due first on top; all agencies' for who follows them."""

    template_name = "feedback/handlings.html"
    context_object_name = "handlings"
    paginate_by = 50
    paginator_class = CappedPaginator
    request: OfficerRequest

    @cached_property
    def filter(self) -> forms.HandlingFilter:
        sees_all = is_home_affairs(self.request.user)
        data = self.request.GET.copy()
        data.setdefault("state", forms.HandlingFilter.OPEN)  # on every page of what is not closed
        return forms.HandlingFilter(data, sees_all=sees_all, today=timezone.localdate())

    @cached_property
    def asked(self) -> dict[str, Any]:
        self.filter.is_valid()
        return getattr(self.filter, "cleaned_data", {})

    def get_queryset(self) -> QuerySet[Handling]:
        officer = self.request.user
        rows = Handling.objects.visible_to(officer)
        rows = words.search(rows, self.asked.get("q", ""), by=officer, now=timezone.now())
        if self.asked.get("agency"):
            rows = rows.filter(agency=self.asked["agency"])
        state = self.asked.get("state")
        if state == forms.HandlingFilter.DOUBTFUL:
            return rows.filter(item__is_doubtful=True).for_list()
        if state == forms.HandlingFilter.OPEN:
            rows = rows.open()
        elif state == forms.HandlingFilter.OVERDUE:
            rows = rows.overdue(timezone.localdate())
        elif state:
            rows = rows.filter(state=state)
        return rows.filter(item__is_doubtful=False).for_list()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        officer, today = self.request.user, timezone.localdate()
        own = {post.agency_id: post.agency_label for post in posts_of(officer, Role.DRAFTER, Role.HEAD)}
        opened = Regulation.objects.in_force(today).filter(agency__in=own)
        doubtful = Handling.objects.visible_to(officer).open().filter(item__is_doubtful=True).count()
        context = super().get_context_data(
            filter=self.filter,
            is_filtered=bool(self.request.GET.keys() - {"page"}),
            shows_agency=is_home_affairs(officer) or len(own) > 1,
            works_at={row.agency_id: own[row.agency_id] for row in opened},
            doubtful=doubtful,
            keeps_register=officer.keeps_register,
            today=today,
            **kwargs,
        )
        ours = [row for row in context["handlings"] if row.agency_id in own]
        return context | {"hand_backs": hand_backs(ours)}


class HandlingView(DetailView):
    """One item at one agency: what was written, who has it, until when and why, and what can be done."""

    template_name = "feedback/handling.html"
    context_object_name = "handling"
    request: OfficerRequest

    def get_queryset(self) -> QuerySet[Handling]:
        rows = Handling.objects.visible_to(self.request.user)
        return rows.select_related("item__rule", "item__entered_by", "regulation", "officer")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found, officer = self.object, self.request.user
        answer = (
            Answer.objects.filter(handling=found).prefetch_related("assessments", "deliveries__by").first()
        )
        is_ours = may_handle(officer, found)
        if not is_ours:  # a draft stays in the house
            answer = answer if answer and answer.signed_at else None
        told = words.read(found, by=officer, purpose=words.Purpose.CASE, now=timezone.now())
        back = self.handed_back(found, told) if is_ours else None
        may = answer is not None and may_sign(officer, found, answer)
        legs = list(found.item.handlings.exclude(pk=found.pk))
        today = timezone.localdate()
        names = dict(AgencyVersion.objects.in_force(today).values_list("agency", "name"))
        consents = list(found.item.consents.select_related("wording", "notice"))
        publication = Publication.objects.filter(handling=found).select_related("handling__item").first()
        is_draft = publication is None or publication.state == PublicationState.DRAFT
        agreed = any(consent.withdrawn_at is None for consent in consents)
        is_publishable = is_ours and found.state == State.ANSWERED and agreed and is_draft
        return super().get_context_data(
            words=told,
            publication=publication,
            may_publish=is_publishable,
            may_approve=is_publishable and publication and publication.made_by_id != officer.pk,
            trail=to_handlings(),
            agency=Agency.objects.with_label().get(pk=found.agency_id),
            clocks=clocks_of(
                found, CalendarDay.objects.working_days(found.counts_from), most=most_to_transfer(found)
            ),
            refusal=refusal_of(found),
            legs=[(leg, names.get(leg.agency_id, "")) for leg in legs],
            consents=consents,
            answer=answer,
            handed_back=back,
            shown_state=HANDED_BACK if back else "awaiting_you" if may else found.state,
            may_handle=is_ours,
            verbs=self.verbs(found) if is_ours else set(),
            may_sign=may,
            has_stuck_mail=found.item.letters.stuck().exists(),
            own_form=own_form_on(found.agency_id, today),
            is_late=bool(found.due_on and found.due_on < today),
            reminders=ledger_of([found.pk], FEEDBACK, TELLING, ANSWER),
            **kwargs,
        )

    def handed_back(self, found: Handling, told: words.Words) -> Shown | None:
        """What the head wrote; that a drafter opened it is written down."""
        back = shown_of(found, told)
        if drafting_post(self.request.user, found.agency_id) is not None:
            opens(self.request, found, back)
        return back

    def verbs(self, found: Handling) -> set[str]:
        """What the state allows and a post of the officer's may do."""
        kept_by = found.keeper_id or found.agency_id
        roles = {post.role for post in posts_of(self.request.user, agency=kept_by)}
        return {move.verb for move in MOVES if move.source == found.state and roles & set(move.who.split())}


class EnterView(ActionView):
    """An officer enters what came by telephone, letter, e-mail or in person."""

    form_class = EnterForm
    title = gettext_lazy("Enter feedback that came in another way")
    action_label = gettext_lazy("Enter it")
    request: OfficerRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_handle_at(self.request.user, self.kwargs["pk"]):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def agency(self) -> Agency:
        return get_object_or_404(Agency.objects.with_label(), pk=self.kwargs["pk"])

    def get_initial(self) -> dict[str, Any]:
        return {"received_on": timezone.localdate(), "sending_key": keys.new_sending_key()}

    def trail(self) -> list[tuple[Any, str]]:
        return to_handlings()

    def respond(self, result: Received) -> HttpResponse:
        """The page with the code and the secret, at once: reloading shows the same one."""
        return show_secret(self.request, result.handling, result.secret)

    def form_invalid(self, form: Any) -> HttpResponse:
        put_right(self.request, form, get_adapter().get_client_ip(self.request))
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def act(self, form: EnterForm) -> Received:
        data = form.cleaned_data
        return enter_item(
            self.agency,
            sending_key=data["sending_key"],
            channel=data["channel"],
            received_on=data["received_on"],
            register_number=data["register_number"],
            sender=form.sender(),
            content=data["content"],
            rule=form.rule(),
            rule_words=data["rule_words"],
            files=data["uploads"],
            kept=form.kept_files(),
            is_meant=form.is_meant(),
            **self.acting(),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(lead=str(self.agency), **kwargs)
