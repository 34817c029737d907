"""What people write to many, how they are reminded, and the filters above the ledger."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as in_readers_language
from django.utils.translation import gettext_lazy as _

from agencies.models import AgencyKind, AgencyVersion, Officer, Post
from notices.models.choices import EVERY_KIND
from records.forms import CleanCharField, VietnameseDateField, VietnameseTimeField
from records.text import fold

from .models import ReminderQuerySet, ReminderRule
from .models.obligations import ObligationQuerySet
from .obligations import kinds_told_as
from .topics import all_topics
from .workflow import Audience, Channel, ReminderState, Rhythm

EVERYTHING = ("", _("All"))


def _kinds() -> list[tuple[str, str]]:
    return [(kind.code, in_readers_language(kind.name)) for kind in all_topics()]


class AnnouncementForm(forms.Form):
    """A message to many, and to whom."""

    subject = CleanCharField(label=_("Subject"), max_length=150)
    text = CleanCharField(label=_("Message"), multiline=True, max_length=3000)
    everywhere = forms.BooleanField(label=_("To every agency, of all kinds"), required=False)
    kinds = forms.ModelMultipleChoiceField(
        AgencyKind.objects.none(),
        label=_("Or to which kinds of agencies?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    roles = forms.MultipleChoiceField(
        label=_("To whom there?"),
        error_messages={"required": _("Choose at least one of them.")},
        widget=forms.CheckboxSelectMultiple,
        choices=[(Post.Role.DRAFTER, Post.Role.DRAFTER.label), (Post.Role.HEAD, Post.Role.HEAD.label)],
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standing = AgencyVersion.objects.in_force(today).values("kind")
        kinds = AgencyKind.objects.filter(pk__in=standing).exclude(desk=AgencyKind.Desk.HOME_AFFAIRS)
        self.fields["kinds"].queryset = kinds  # type: ignore[attr-defined]
        for name in ("everywhere", "kinds"):
            self.fields[name].hide_optional = True  # type: ignore[attr-defined] # one of the two it must be

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not (data.get("everywhere") or data.get("kinds") or "kinds" in self.errors):
            self.add_error("kinds", _("Choose at least one kind of agency, or all."))
        return data

    def agencies(self, on: dt.date) -> list[int]:
        data = self.cleaned_data
        kinds = self.fields["kinds"].queryset if data["everywhere"] else data["kinds"]  # type: ignore[attr-defined]
        return list(
            AgencyVersion.objects.in_force(on).filter(kind__in=kinds).values_list("agency", flat=True)
        )


AGENCY_ROLES = (Post.Role.DRAFTER, Post.Role.HEAD)
OFFICE_ROLES = (Post.Role.REVIEWER, Post.Role.ISSUER)
ROLES_OF = {Audience.AGENCY: AGENCY_ROLES, Audience.HOME_AFFAIRS: OFFICE_ROLES}
MOST_DAYS = 60
DAYS_IN_NAME = re.compile(r"\b(\d+) (?:ngày|working day)")
OTHER_TIME = _("The name says another time than you chose. Write it anew.")


def _told(role: Post.Role) -> str:
    return (
        str(role.label) if role in AGENCY_ROLES else f"{role.label} ({in_readers_language('Home Affairs')})"
    )


class RuleForm(forms.Form):
    """The next version of a rule; days and hour only where it counts from a deadline."""

    BEFORE, AFTER = "before", "after"
    DAY_FIELDS = ("days", "side", "send_at")

    name = CleanCharField(label=_("Name of the reminder"), max_length=120)
    days = forms.IntegerField(
        label=_("How many working days"),
        min_value=0,
        max_value=MOST_DAYS,
        help_text=_("0: on the day of the deadline itself."),
    )
    side = forms.ChoiceField(
        label=_("Before or after the deadline"),
        widget=forms.RadioSelect,
        choices=[(BEFORE, _("Before")), (AFTER, _("After"))],
    )
    send_at = VietnameseTimeField(
        label=_("At what time"),
        help_text=_(
            "For example 08:00. Mail leaves within office hours only; on the portal it is said at this time."
        ),
    )
    roles = forms.MultipleChoiceField(label=_("Who is told"), widget=forms.CheckboxSelectMultiple)
    channels = forms.MultipleChoiceField(
        label=_("How"), widget=forms.CheckboxSelectMultiple, choices=Channel.choices
    )
    valid_from = VietnameseDateField(
        label=_("From which day"),
        help_text=_("A deadline follows the rules of the day on which it falls due."),
    )
    source = CleanCharField(
        label=_("On what ground"),
        max_length=300,
        help_text=_("The document, or who decided it and when."),
    )

    def __init__(
        self,
        *args: Any,
        rule: ReminderRule | None = None,
        audiences: Collection[Audience] = tuple(Audience),
        only: Collection[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rule = rule
        for name in self.DAY_FIELDS if rule and rule.offset is None else ():
            del self.fields[name]
        told = [Audience(rule.audience)] if rule else audiences
        roles = [role for audience in told for role in ROLES_OF[audience]]
        roles = [Post.Role(role) for role in only] or roles
        self.fields["roles"].choices = [(role, _told(role)) for role in roles]  # type: ignore[attr-defined]

    def clean_roles(self) -> list[str]:
        roles = self.cleaned_data["roles"]
        if set(roles) & set(AGENCY_ROLES) and set(roles) & set(OFFICE_ROLES):
            said = _("Choose people of the agency or of Home Affairs. To tell both, add two reminders.")
            raise forms.ValidationError(said)
        return roles

    def clean(self) -> dict[str, Any]:
        """A name that says the former number of days says the new one, unless it was written anew."""
        data = super().clean() or self.cleaned_data
        if not {"name", "days", "side"} <= set(data):
            return data
        if self.rule and data["name"] == self.rule.name:
            self._follow_days(self.rule, data)
        said = DAYS_IN_NAME.search(data.get("name", ""))
        if said and int(said[1]) != data["days"]:
            self.add_error("name", OTHER_TIME)
        return data

    def _follow_days(self, rule: ReminderRule, data: dict[str, Any]) -> None:
        before, after = rule.offset or 0, self.rule_fields()["offset"]
        if before * after > 0:
            data["name"] = re.sub(rf"\b{abs(before)}\b", str(abs(after)), rule.name)
        elif before != after:
            self.add_error("name", OTHER_TIME)

    @classmethod
    def initial_of(cls, rule: ReminderRule) -> dict[str, Any]:
        offset = rule.offset or 0
        return {
            "name": rule.name,
            "days": abs(offset),
            "side": cls.AFTER if offset > 0 else cls.BEFORE,
            "send_at": rule.send_at,
            "roles": rule.roles,
            "channels": rule.channels,
        }

    def rule_fields(self) -> dict[str, Any]:
        """What the actions take."""
        fields = {name: value for name, value in self.cleaned_data.items() if name not in ("days", "side")}
        if "days" in self.cleaned_data:
            sign = -1 if self.cleaned_data["side"] == self.BEFORE else 1
            fields["offset"] = sign * self.cleaned_data["days"]
        return fields

    @property
    def audience(self) -> Audience:
        is_office = not set(self.cleaned_data["roles"]) & set(AGENCY_ROLES)
        return Audience.HOME_AFFAIRS if is_office else Audience.AGENCY


class EndRuleForm(forms.Form):
    valid_from = VietnameseDateField(
        label=_("From which day is nobody told any more"),
        help_text=_("A deadline follows the rules of the day on which it falls due."),
    )
    source = CleanCharField(
        label=_("On what ground"),
        max_length=300,
        help_text=_("The document, or who decided it and when."),
    )


class PreferenceForm(forms.Form):
    """In which language mail comes, and how often: one choice for all mail, and exceptions by the kinds of
    obligation an officer hears of."""

    language = forms.ChoiceField(
        label=_("Language of notices, mail and your calendar"), choices=Officer.Language.choices
    )

    every = forms.ChoiceField(label=_("All mail"), choices=Rhythm.choices)

    def __init__(self, *args: Any, chosen: Mapping[str, str], kinds: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["every"].initial = chosen.get(EVERY_KIND, Rhythm.AT_ONCE)
        self.excepted = [code for code, _name in _kinds() if code in kinds]
        choices = [("", _("As all mail")), *Rhythm.choices]
        for code, name in _kinds():
            if code in self.excepted:
                initial = chosen.get(code, "")
                self.fields[code] = forms.ChoiceField(
                    label=name, choices=choices, initial=initial, required=False
                )
                self.fields[code].hide_optional = True  # type: ignore[attr-defined] # an exception is

    @property
    def exceptions(self) -> list[forms.BoundField]:
        return [self[code] for code in self.excepted]

    @property
    def has_exceptions(self) -> bool:
        """Shown open where some are chosen or a choice is wrong."""
        return any(bound.value() or bound.errors for bound in self.exceptions)

    def rhythms(self) -> dict[str, str]:
        """By kind; empty where it goes with all mail."""
        excepted = {code: self.cleaned_data[code] for code in self.excepted}
        return {EVERY_KIND: self.cleaned_data["every"]} | excepted


class Filter(forms.Form):
    """Says nothing about what it cannot read: an unknown choice filters nothing."""

    kind = forms.ChoiceField(label=_("About"), required=False, choices=lambda: [EVERYTHING, *_kinds()])
    agency = CleanCharField(label=_("Agency"), required=False, max_length=100)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.hide_optional = True  # type: ignore[attr-defined] # nobody expects a filter to be required

    def agencies(self) -> QuerySet[AgencyVersion, Any] | None:
        """Those whose name holds what was typed; None where nothing was."""
        typed = self.cleaned_data.get("agency")
        if not typed:
            return None
        return AgencyVersion.objects.filter(search_key__contains=fold(typed)).values("agency")


class LedgerFilter(Filter):
    state = forms.ChoiceField(label=_("State"), required=False, choices=[EVERYTHING, *ReminderState.choices])
    channel = forms.ChoiceField(label=_("Channel"), required=False, choices=[EVERYTHING, *Channel.choices])
    field_order = ("state", "kind", "channel", "agency")

    def narrow(self, reminders: ReminderQuerySet) -> ReminderQuerySet:
        self.full_clean()
        given = {"state": "state", "channel": "channel", "obligation_kind": "kind"}
        chosen = {field: value for field, name in given.items() if (value := self.cleaned_data.get(name))}
        agencies = self.agencies()
        found = reminders.filter(**chosen)
        return found if agencies is None else found.filter(agency__in=agencies)


class ComingFilter(Filter):
    def narrow(self, rows: ObligationQuerySet) -> ObligationQuerySet:
        """By the agency whose matter it is."""
        self.full_clean()
        if kind := self.cleaned_data.get("kind"):
            rows = rows.filter(kind__in=kinds_told_as([kind]))
        agencies = self.agencies()
        return rows if agencies is None else rows.filter(Q(agency__in=agencies) | Q(about__in=agencies))


class ResumeForm(forms.Form):
    """A moment, in two fields."""

    since_on = VietnameseDateField(label=_("Day"))
    since_at = VietnameseTimeField(label=_("At what time"))

    def moment(self) -> dt.datetime:
        day, time = self.cleaned_data["since_on"], self.cleaned_data["since_at"]
        return timezone.make_aware(dt.datetime.combine(day, time))


class SpanFilter(forms.Form):
    """Of which days; what it does not know chooses nothing."""

    span = forms.ChoiceField(label=_("When it was done"), required=False)

    def __init__(self, *args: Any, spans: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["span"].choices = spans  # type: ignore[attr-defined]
        self.fields["span"].hide_optional = True  # type: ignore[attr-defined]

    def chosen(self) -> str:
        self.full_clean()
        return str(self.cleaned_data.get("span", ""))
