"""What the register's pages ask, and how they lay it out. Rules about history live in actions."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, AgencyKind, AgencyVersion, CalendarDay, Officer, Post, Succession
from records.content.check import check_file
from records.forms import CleanCharField, VietnameseDateField, WaitingFileField

XLSX = ".xlsx"


class FilterForm(forms.Form):
    """Nothing in a filter is required, which goes without saying."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.hide_optional = True  # type: ignore[attr-defined]


class RegisterFilter(FilterForm):
    q = CleanCharField(label=_("Name, sign or code"), required=False, max_length=100)
    kind = forms.ModelChoiceField(
        AgencyKind.objects.all(), label=_("Kind"), required=False, empty_label=_("All kinds")
    )
    on = VietnameseDateField(label=_("In force on"), required=False)


class KindForm(forms.ModelForm):
    class Meta:
        model = AgencyKind
        fields = ["name", "head", "head_source", "parent_line", "authority", "authority_source"]
        widgets = {"authority": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["authority"].required = True


class OfficerFilter(FilterForm):
    ACTIVE, INACTIVE = "active", "inactive"

    q = CleanCharField(label=_("Name or e-mail address"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("Sign-in"),
        required=False,
        choices=[("", _("Everyone")), (ACTIVE, _("May sign in")), (INACTIVE, _("May no longer sign in"))],
    )


class VersionForm(forms.ModelForm):
    """The fields of a version; the action that follows says what may change when."""

    class Meta:
        model = AgencyVersion
        fields = ["kind", "name", "short_name", "sign", "code", "parent", "valid_from", "legal_basis"]
        field_classes = {"valid_from": VietnameseDateField}
        labels = {"legal_basis": _("Deciding document")}
        help_texts = {
            "short_name": _("As people call it, for example SNV."),
            "sign": _("As in document numbers, for example UBND."),
            "code": _("For communes: the national statistics code."),
        }

    def __init__(self, *args: Any, agency: Agency | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "parent" in self.fields:
            parents = Agency.objects.with_label()
            self.fields["parent"].queryset = parents.exclude(pk=agency.pk) if agency else parents  # type: ignore[attr-defined]


class CorrectionForm(VersionForm):
    class Meta(VersionForm.Meta):
        fields = ["name", "short_name", "sign", "code", "parent", "legal_basis"]


class UnitForm(forms.ModelForm):
    class Meta:
        model = Agency
        fields = ["drafting_unit"]

    def clean_drafting_unit(self) -> str:
        unit: str = self.cleaned_data["drafting_unit"].upper()
        if unit and not re.fullmatch(r"[^\W_][\w&.-]*", unit):
            raise forms.ValidationError(_("Write the abbreviation alone, such as CCHC or VP."))
        return unit


OF_ANOTHER_ROLE = _(
    "Nobody else at the agency holds this role. Who stands in is told and sees what waits; to do it in your "
    "place they need a substitute's post, which you can propose once the leave is recorded."
)


class LeaveForm(forms.Form):
    """When an officer is away, and for each post who stands in. `posts` maps each of their posts to the posts
    of colleagues who may; one without any is left out, and said so by the page."""

    starts_on = VietnameseDateField(label=_("First day away"))
    ends_on = VietnameseDateField(label=_("Last day away"))

    def __init__(self, *args: Any, posts: Mapping[Post, Sequence[Post]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posts = {f"post_{post.pk}": post for post, colleagues in posts.items() if colleagues}
        self.colleagues = {one.pk: one for colleagues in posts.values() for one in colleagues}
        for name, post in self.posts.items():
            known = [(one.pk, f"{one.officer.full_name}, {one.title}") for one in posts[post]]
            is_only = len(self.posts) == 1
            is_alone = all(one.role != post.role for one in posts[post])
            self.fields[name] = forms.TypedChoiceField(
                label=_("Who stands in as %(title)s (%(role)s), %(agency)s")
                % {"title": post.title, "role": post.get_role_display(), "agency": post.agency_label},
                choices=[("", _("Choose") if is_only else _("Nobody: I am told as ever")), *known],
                coerce=int,
                empty_value=None,
                required=is_only,
                help_text=OF_ANOTHER_ROLE if is_alone else "",
            )

    def stand_ins(self) -> dict[Post, Post]:
        chosen = {post: self.cleaned_data[name] for name, post in self.posts.items()}
        return {post: self.colleagues[pk] for post, pk in chosen.items() if pk}


class SubstituteForm(forms.Form):
    """What a substitute's post says beside role and days, which follow from the leave. Who does not sign has
    no such lines."""

    title = CleanCharField(label=_("Job title"), max_length=120)
    signature_lines = CleanCharField(
        label=_("Lines above the name"),
        multiline=True,
        max_length=300,
        required=False,
        help_text=_("One a line, as on paper: TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH / PHÓ CHỦ TỊCH"),
    )
    document = CleanCharField(label=_("Document behind it"), max_length=300, required=False)

    def __init__(self, *args: Any, role: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signature_lines"].widget.attrs["rows"] = 3
        if role != Post.Role.HEAD:
            del self.fields["signature_lines"]


class RefuseSubstituteForm(forms.Form):
    reason = CleanCharField(label=_("Why no substitute's post is given"), max_length=300)


class CloseForm(forms.Form):
    last_day = VietnameseDateField(label=_("Last day of existence"))
    document = CleanCharField(label=_("Deciding document"), max_length=300)


class SuccessionForm(forms.Form):
    on = VietnameseDateField(label=_("Takes effect on"))
    document = CleanCharField(label=_("Deciding document"), max_length=300)
    close = forms.BooleanField(
        label=_("The predecessors end the day before, and the posts there with them"), required=False
    )


class SuccessionRowForm(forms.Form):
    """One predecessor and one successor; `agencies` are listed once for all rows of the page."""

    predecessor = forms.TypedChoiceField(label=_("Predecessor"), coerce=int)
    successor = forms.TypedChoiceField(label=_("Successor"), coerce=int)
    kind = forms.ChoiceField(
        label=_("What happens"), choices=Succession.Kind.choices, initial=Succession.Kind.MERGE
    )
    note = CleanCharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, agencies: Iterable[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = {agency.pk: agency for agency in agencies}
        choices = [("", "---------"), *((pk, str(agency)) for pk, agency in self.agencies.items())]
        for name in ("predecessor", "successor"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def row(self) -> dict[str, Any]:
        data = self.cleaned_data
        sides = {name: self.agencies[data[name]] for name in ("predecessor", "successor")}
        return data | sides


class BaseSuccessionFormSet(forms.BaseFormSet):
    def rows(self) -> list[dict[str, Any]]:
        return [form.row() for form in self.forms if form.has_changed()]

    def clean(self) -> None:
        if not any(self.errors) and not any(form.has_changed() for form in self.forms):
            raise forms.ValidationError(_("Fill in at least one row: who is succeeded by whom."))


SuccessionFormSet = forms.formset_factory(
    SuccessionRowForm, formset=BaseSuccessionFormSet, extra=3, max_num=30, absolute_max=30
)


class OfficerForm(forms.ModelForm):
    class Meta:
        model = Officer
        fields = ["full_name", "email", "phone"]
        help_texts = {"email": _("They sign in with it, and letters go there.")}

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class HeadChoice(forms.ModelChoiceField):
    def label_from_instance(self, post: Post) -> str:
        return f"{post.officer.full_name}, {post.title} – {post.agency_label}"


class PostForm(forms.ModelForm):
    substitutes = HeadChoice(
        Post.objects.none(),
        label=_("Stands in for"),
        required=False,
        help_text=_("Only for who signs during someone's leave."),
    )

    class Meta:
        model = Post
        fields = [
            "agency",
            "role",
            "title",
            "signature_lines",
            "substitutes",
            "valid_from",
            "valid_to",
            "document",
        ]
        field_classes = {"valid_from": VietnameseDateField, "valid_to": VietnameseDateField}
        widgets = {"signature_lines": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, Any] = {
            "agency": Agency.objects.in_force(today).with_label(today),
            "substitutes": Post.objects.in_force(today).filter(role=Post.Role.HEAD).with_agency(today),
        }
        for name, queryset in choices.items():
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]


class EndPostForm(forms.Form):
    last_day = VietnameseDateField(label=_("Last day in the post"))


class CalendarDayForm(forms.ModelForm):
    class Meta:
        model = CalendarDay
        fields = ["day", "kind", "name", "source", "is_provisional"]
        field_classes = {"day": VietnameseDateField}
        help_texts = {
            "source": _("The notice or article that decides it, with its number and date."),
            "is_provisional": _("Until the official notice for the year is out."),
        }

    def validate_unique(self) -> None:
        """A day recorded before is told by the action, which alone sees who was first."""


class ImportForm(forms.Form):
    MOST_BYTES = 5 * 1024 * 1024

    file = WaitingFileField(label=_("Workbook (.xlsx, at most 5 MB)"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = XLSX

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > self.MOST_BYTES:
            raise forms.ValidationError(_("The workbook is larger than 5 MB: leave only the rows to import."))
        if not check_file(upload).name.lower().endswith(XLSX):
            raise forms.ValidationError(
                _("This is not an .xlsx workbook: save the file as “Excel Workbook”.")
            )
        upload.seek(0)
        return upload


@dataclass(frozen=True)
class NamedPlace:
    """A place of which something may be written: its name in the form, its title, the part it stands in."""

    name: str
    title: str
    part: str


@dataclass(frozen=True)
class FieldsOfPart:
    title: str
    fields: list[forms.BoundField]

    @property
    def is_used(self) -> bool:
        """Something is written in it: it stands open."""
        return any(one.value() or one.errors for one in self.fields)


class OnPlacesForm(forms.Form):
    """A line beside each place; words in it choose the place. components/places.html folds them by part."""

    def __init__(self, *args: Any, places: Sequence[NamedPlace] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places
        for place in places:
            self.fields[place.name] = CleanCharField(label=place.title, required=False, max_length=1000)
            self.fields[place.name].hide_optional = True  # type: ignore[attr-defined]

    @property
    def parts(self) -> list[FieldsOfPart]:
        found: dict[str, list[forms.BoundField]] = {}
        for place in self.places:
            found.setdefault(place.part, []).append(self[place.name])
        return [FieldsOfPart(title, fields) for title, fields in found.items()]

    @property
    def remarks(self) -> dict[str, str]:
        """What was written, by the name of its place."""
        written = ((place.name, self.cleaned_data.get(place.name, "")) for place in self.places)
        return {name: words for name, words in written if words}
