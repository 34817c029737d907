"""What is asked of an agency's officers while they handle feedback."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.forms import FilterForm
from agencies.models import Agency, Officer, Post
from feedback.models import Answer, Assessment, Delivery, Ground, Kind, Norm, Regulation, Rule
from feedback.workflow import State
from records.forms import CleanCharField, VietnameseDateField, VietnameseNumberField


def words_field(label: Any, **kwargs: Any) -> CleanCharField:
    return CleanCharField(label=label, **({"multiline": True, "max_length": 2000} | kwargs))


class HandlingFilter(FilterForm):
    OPEN, OVERDUE, DOUBTFUL = "open", "overdue", "doubtful"

    q = CleanCharField(label=_("Code or words"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            (OPEN, _("Not closed")),
            ("", _("Any state")),
            (OVERDUE, _("Overdue")),
            *State.choices,
            (DOUBTFUL, _("To be looked at for spam")),
        ],
    )
    agency = forms.ModelChoiceField(
        Agency.objects.none(), label=_("Agency"), required=False, empty_label=_("Every agency")
    )

    def __init__(self, *args: Any, sees_all: bool, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if sees_all:
            channels = Regulation.objects.values("agency")
            self.fields["agency"].queryset = Agency.objects.filter(pk__in=channels).with_label()  # type: ignore[attr-defined]
        else:
            del self.fields["agency"]


def colleagues(agency: int, today: dt.date) -> Any:
    posts = Post.objects.in_force(today).filter(agency=agency, role__in=(Post.Role.DRAFTER, Post.Role.HEAD))
    return Officer.objects.filter(pk__in=posts.values("officer")).order_by("full_name", "pk")


class AssignForm(forms.Form):
    officer = forms.ModelChoiceField(Officer.objects.none(), label=_("Who handles it"))

    def __init__(self, *args: Any, agency: int, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = colleagues(agency, today)  # type: ignore[attr-defined]


class AcceptForm(AssignForm):
    kind = forms.ChoiceField(label=_("What is it about?"), widget=forms.RadioSelect, choices=Kind.choices)
    rule_words = CleanCharField(
        label=_("Rule or procedure it is about"),
        required=False,
        max_length=300,
        help_text=_("Its number, or choose from the list that opens while you type."),
    )

    field_order = ["kind", "rule_words", "officer"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        words = data.get("rule_words", "")
        self.rule = Rule.objects.named(words)
        if words and self.rule is None:
            self.add_error(
                "rule_words",
                _("No rule of the register has this number. Leave it empty, or have Home Affairs add it."),
            )
        return data


class PassOnForm(forms.Form):
    """To another agency; one that has no channel yet is offered too, the law knows no such gap."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label=_("To which agency?"))
    words = words_field(_("Why, as the sender and that agency read it"))

    def __init__(self, *args: Any, agency: int, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Agency.objects.in_force(today).exclude(pk=agency)
        self.fields["agency"].queryset = others.with_label()  # type: ignore[attr-defined]


class RefuseForm(forms.Form):
    """On a ground that holds today, in its own words unless others are written."""

    ground = forms.ChoiceField(label=_("On which ground?"), widget=forms.RadioSelect)
    words = words_field(
        _("What the sender reads"),
        required=False,
        help_text=_(
            "The reason, and where to go instead. Leave it empty to send the words of the ground below."
        ),
    )

    def __init__(self, *args: Any, grounds: Mapping[str, Norm], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.grounds = [(Ground(code).label, norm) for code, norm in grounds.items()]
        choices = [(code, f"{Ground(code).label} ({norm.legal_ground})") for code, norm in grounds.items()]
        self.fields["ground"].choices = choices  # type: ignore[attr-defined]


class DuplicateForm(forms.Form):
    code = CleanCharField(
        label=_("Code of the one that is answered"), max_length=40, help_text=_("As in PAKN.20261125.0001.")
    )


class WordsForm(forms.Form):
    words = words_field(_("What the sender reads"))


class QuestionForm(forms.Form):
    words = words_field(_("What do you ask the sender?"))


class ReopenForm(forms.Form):
    words = words_field(_("Why, as the sender reads it"))


class HandBackForm(forms.Form):
    words = words_field(_("What is to be changed"))
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class ExtendForm(forms.Form):
    amount = VietnameseNumberField(
        label=_("How much longer"),
        decimals=0,
        minimum=1,
        maximum=60,
        help_text=_("In the unit of the limit: days, or working days."),
    )
    reason = words_field(_("Why, as the sender reads it"), max_length=1000)


class NewSecretForm(forms.Form):
    """Carries the pass from which the secret follows: the page loaded again shows the same one."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)


class AnswerForm(forms.ModelForm):
    """The answer, and the verdict on each criterion that was judged."""

    YES, NO = "yes", "no"

    seen_edits = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    class Meta:
        model = Answer
        fields = ["text", "outcome", "proposal", "number"]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 12}),
            "proposal": forms.Textarea(attrs={"rows": 3}),
            "outcome": forms.RadioSelect(),
        }
        help_texts = {
            "text": _("To the point, in plain words: what is so, by which rule, and what happens next."),
            "number": _("If a letter goes out too, for example 152/STP-VP."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = Answer.Outcome.choices  # type: ignore[attr-defined]  # no empty one
        judged = {}
        if self.instance.pk:
            judged = dict(self.instance.assessments.values_list("criterion", "is_met"))
        for criterion in Assessment.Criterion:
            verdict = judged.get(criterion.value)
            self.fields[f"is_{criterion.value}"] = forms.ChoiceField(
                label=criterion.label,
                required=False,
                choices=[("", _("Not judged")), (self.YES, _("Yes")), (self.NO, _("No"))],
                initial="" if verdict is None else self.YES if verdict else self.NO,
            )

    def asked_first(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if not name.startswith("is_")]

    def criteria(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("is_")]

    def assessment(self) -> dict[str, bool]:
        verdicts = {
            criterion.value: self.cleaned_data.get(f"is_{criterion.value}")
            for criterion in Assessment.Criterion
        }
        return {criterion: verdict == self.YES for criterion, verdict in verdicts.items() if verdict}

    def _post_clean(self) -> None:
        """The action checks the row it writes; the one behind this form stays as it was read."""


class SignForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    added = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class DeliveryForm(forms.Form):
    way = forms.ChoiceField(
        label=_("How did it reach the sender?"),
        widget=forms.RadioSelect,
        choices=[pair for pair in Delivery.Way.choices if pair[0] != Delivery.Way.PORTAL],
    )
    on = VietnameseDateField(label=_("On the day"))
    number = CleanCharField(
        label=_("Registered number"),
        required=False,
        max_length=40,
        help_text=_("If it went by registered post."),
    )


class PostingForm(forms.Form):
    """That a letter on paper was posted."""

    on = VietnameseDateField(label=_("Posted on"))
    number = DeliveryForm.base_fields["number"]
