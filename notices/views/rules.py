"""When, to whom and how people are reminded: read by Home Affairs, changed from a day on."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as in_readers_language
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from agencies.views.access import OfficerRequest
from notices import actions
from notices.forms import EndRuleForm, RuleForm
from notices.models import OfficeHours, ReminderRule
from notices.permissions import may_change_rules
from notices.topics import all_topics, takes_steps, topic_of
from notices.views.ledger import REMINDERS, HomeAffairsView
from notices.workflow import ANNOUNCEMENT, Anchor
from pages.forms import NoForm
from pages.views import ActionView, ConfirmView

RULES = _("Rules of reminders")
CHANGED_HERE = ReminderRule.objects.standing().exclude(obligation_kind=ANNOUNCEMENT)


@dataclass
class Rules:
    """Those of one kind of obligation: in force or to come, and those that have ended."""

    code: str
    name: str
    takes_steps: bool
    standing: list[ReminderRule] = field(default_factory=list)
    ended: list[ReminderRule] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many there are, each once whatever versions it has."""
        return len({row.code for row in self.standing})


def rules_by_kind(today: dt.date) -> list[Rules]:
    """Of every kind rooms registered, but messages to many, whose readers are chosen each time."""
    rows: dict[str, list[ReminderRule]] = defaultdict(list)
    known = list(ReminderRule.objects.standing().order_by("valid_from"))
    offsets = {(row.obligation_kind, row.code): row.offset or 0 for row in known}  # of the newest version
    newest = {(row.obligation_kind, row.code): row for row in known}
    for row in sorted(known, key=lambda row: _as_it_goes(row, offsets[row.obligation_kind, row.code])):
        row.is_newest = newest[row.obligation_kind, row.code] is row  # type: ignore[attr-defined]
        rows[row.obligation_kind].append(row)
    found = []
    for kind in all_topics():
        if kind.code != ANNOUNCEMENT:
            rules = Rules(kind.code, in_readers_language(kind.name), takes_steps(kind.code))
            for row in rows[kind.code]:
                (rules.ended if row.valid_to and row.valid_to < today else rules.standing).append(row)
            found.append(rules)
    return found


def _as_it_goes(rule: ReminderRule, offset: int) -> tuple[object, ...]:
    """The opening, the steps towards the deadline and after it, then what happens at its own time.

    Versions of one rule stay together.
    """
    anchors = list(Anchor)
    return anchors.index(Anchor(rule.anchor)), offset, rule.code, rule.valid_from


class RulesView(HomeAffairsView, TemplateView):
    request: OfficerRequest
    template_name = "notices/rules.html"
    extra_context = {"trail": [REMINDERS]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        return super().get_context_data(
            kinds=rules_by_kind(today),
            opened=self.request.GET.get("kind"),
            today=today,
            leaves_at_any_hour=not settings.MAIL_IN_OFFICE_HOURS,
            hours=OfficeHours.objects.in_force(today).first(),
            may_change=may_change_rules(self.request.user),
            **kwargs,
        )


class RuleActionView(ActionView):
    """Of whoever changes rules."""

    request: OfficerRequest
    form_class: Any = RuleForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_change_rules(self.request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def trail(self) -> list[tuple[Any, str]]:
        return [REMINDERS, (RULES, reverse("notices:rules"))]

    def next_url(self, result: ReminderRule) -> str:
        return f"{reverse('notices:rules')}?kind={result.obligation_kind}"


class NewestRuleView(RuleActionView):
    """About a rule that may still be followed by another version."""

    @cached_property
    def rule(self) -> ReminderRule:
        return get_object_or_404(CHANGED_HERE, pk=self.kwargs["pk"])

    def changes(self) -> ReminderRule:
        return self.rule


class ChangeRuleView(NewestRuleView):
    action_label = _("Save, from that day on")
    done = _("Saved. What was planned for deadlines from that day on follows it.")

    def get_form_kwargs(self) -> dict[str, Any]:
        only = topic_of(self.rule.obligation_kind).roles
        return super().get_form_kwargs() | {"rule": self.rule, "only": only}

    @property
    def title(self) -> str:
        kind = in_readers_language(topic_of(self.rule.obligation_kind).name)
        return _("Change “%(name)s”: %(kind)s") % {"name": self.rule.name, "kind": kind}

    def get_initial(self) -> dict[str, Any]:
        return RuleForm.initial_of(self.rule)

    def act(self, form: RuleForm) -> ReminderRule:
        return actions.change_rule(self.rule, **form.rule_fields(), **self.acting())


class EndRuleView(NewestRuleView, ConfirmView):
    form_class = EndRuleForm
    action_label = _("End it from that day on")
    done = _("Saved. What was planned for deadlines from that day on is taken back.")

    @property
    def title(self) -> str:
        return _("End the reminder “%(name)s”") % {"name": self.rule.name}

    def consequences(self) -> list[Any]:
        return [
            _("Nobody is told by it of deadlines from that day on."),
            _("What has been sent stays in the ledger, and so does the rule."),
        ]

    def act(self, form: EndRuleForm) -> ReminderRule:
        return actions.end_rule(self.rule, **form.cleaned_data, **self.acting())


class TakeBackView(NewestRuleView, ConfirmView):
    form_class = NoForm
    action_label = _("Take it back")
    done = _("Taken back. What was planned follows the rule as it was.")

    @cached_property
    def end(self) -> dt.date | None:
        """An end that is still to come, which goes first."""
        return self.rule.valid_to if self.rule.ends_after(timezone.localdate()) else None

    @property
    def title(self) -> str:
        day = date_format(self.end or self.rule.valid_from, "SHORT_DATE_FORMAT")
        said = (
            _("Take back that “%(name)s” ends on %(day)s")
            if self.end
            else _("Take back “%(name)s” of %(day)s")
        )
        return said % {"name": self.rule.name, "day": day}

    def consequences(self) -> list[Any]:
        if self.end:
            return [_("People are reminded by it as before, without an end.")]
        return [
            _("It never begins to hold; the version before it, if there is one, holds as long as it was to."),
            _("What it had planned follows the version before."),
        ]

    def act(self, form: NoForm) -> ReminderRule:
        return actions.take_back(self.rule, **self.acting())


class AddStepView(RuleActionView):
    action_label = _("Add it from that day on")
    done = _("Added. Deadlines from that day on are told of by it too.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not takes_steps(kwargs["kind"]):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @property
    def title(self) -> str:
        name = in_readers_language(topic_of(self.kwargs["kind"]).name)
        return _("Add a reminder: %(kind)s") % {"kind": name}

    def get_initial(self) -> dict[str, Any]:
        return {"side": RuleForm.BEFORE, "send_at": dt.time(8), "channels": ["email", "portal"]}

    def get_form_kwargs(self) -> dict[str, Any]:
        kind = topic_of(self.kwargs["kind"])
        return super().get_form_kwargs() | {"audiences": kind.audiences, "only": kind.roles}

    def act(self, form: RuleForm) -> ReminderRule:
        fields = form.rule_fields() | {"audience": form.audience}
        return actions.add_step(self.kwargs["kind"], **fields, **self.acting())
