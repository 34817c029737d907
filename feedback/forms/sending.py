"""What a sender is asked, and how machines are told from people without a puzzle."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from agencies.forms import FilterForm
from agencies.models import Agency
from feedback import keys
from feedback.models import ConsentWording, Item, KeptFile, Regulation, Rule, Sender
from feedback.models.items import MOST_CONTENT, MOST_FILES
from records.content import waiting
from records.content.check import ENDINGS, CheckedFile, check_file
from records.content.messages import MESSAGES
from records.forms import CleanCharField, FileInput, VietnameseDateField, waiting_name

FASTEST = dt.timedelta(seconds=5)  # nobody reads and fills the form in less


TOO_MANY = _("At most %(count)d files.")


class ManyFilesInput(FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[File]:
        chosen = files.getlist(name) if hasattr(files, "getlist") else files.get(name) or []
        tokens = data.getlist(waiting_name(name)) if hasattr(data, "getlist") else []
        return [*chosen, *filter(None, map(waiting.take, dict.fromkeys(tokens)))]


class ManyFilesField(forms.Field):
    """Files chosen in one box, each judged by its content; cleans to a list of CheckedFile.

    Those that are good wait with a page that comes back, unless its view keeps them (`put_right`).
    """

    widget = ManyFilesInput

    def __init__(self, *, most: int, are_kept: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most, self.are_kept = most, are_kept

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"accept": ",".join(f".{ending}" for ending in ENDINGS)}

    def clean(self, value: Any) -> list[CheckedFile]:
        uploads = [upload for upload in (value if isinstance(value, list) else [value]) if upload]
        if len(uploads) > self.most:
            raise forms.ValidationError(TOO_MANY % {"count": self.most})
        if not all(isinstance(upload, File) for upload in uploads):
            raise forms.ValidationError(MESSAGES["missing"])
        good, bad = self.sift(uploads, wait=not self.are_kept)
        if bad:
            raise forms.ValidationError(bad)
        return good

    @staticmethod
    def sift(
        uploads: Sequence[Any], *, wait: bool = False
    ) -> tuple[list[CheckedFile], list[forms.ValidationError]]:
        """Those that may be kept, and what is wrong with the others."""
        good: list[CheckedFile] = []
        bad: list[forms.ValidationError] = []
        for upload in uploads:
            try:
                good.append(check_file(upload))
                upload.is_good = wait
            except forms.ValidationError as error:
                bad.append(error)
        return good, bad


class ItemForm(forms.ModelForm):
    """What any piece of feedback says, and who says it (Decree 20/2008/ND-CP, article 7)."""

    REACHED_BY: Sequence[str] = ("phone", "email", "address")
    UNREACHABLE: Any = _("Write a telephone number, an e-mail address or a postal address: one is enough.")

    content = CleanCharField(
        label=_("What do you want to say?"), multiline=True, max_length=MOST_CONTENT, min_length=10
    )
    rule_words = CleanCharField(
        label=_("Which document or procedure is it about?"),
        required=False,
        max_length=300,
        help_text=_("Its name or number, as far as you know. If you do not know, leave it empty."),
    )
    uploads = ManyFilesField(
        label=_("Files or photographs"),
        required=False,
        most=MOST_FILES,
        are_kept=True,
        help_text=_("Up to 5, each at most 20 MB, together 50 MB. No photographs of identity cards, please."),
    )

    sending_key = forms.CharField(widget=forms.HiddenInput, max_length=200)

    class Meta:
        model = Sender
        fields = ["kind", "name", "address", "phone", "email"]
        widgets = {"kind": forms.RadioSelect()}
        help_texts = {
            "phone": _("A telephone number, an e-mail address or a postal address: one is enough."),
        }
        error_messages = {"email": {"invalid": _("Write it as in ten@example.vn, or leave it empty.")}}

    field_order = ["content", "rule_words", "kept", "uploads", "kind", "name", "address", "phone", "email"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("address", "phone", "email"):
            self.fields[name].hide_optional = True  # type: ignore[attr-defined]  # one of them is needed
        if self.is_bound and "kept" in self.data:
            self._add_kept_field()

    def _add_kept_field(self) -> None:
        """The files kept with this page, if there are any, each to be ticked."""
        kept = KeptFile.objects.of(self.data.get("sending_key", "")).select_related("attachment")
        if kept:
            self.fields["kept"] = forms.ModelMultipleChoiceField(
                kept,
                label=_("Files you chose already"),
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text=_("They are kept. Untick what shall not be sent."),
            )
            self.order_fields(self.field_order)

    def offer_kept(self, *, ticked: Sequence[KeptFile] = ()) -> None:
        """Show what is kept by now on the page that comes back, with `ticked` beside what was ticked."""
        self._add_kept_field()
        if ticked:
            before = self.data.getlist("kept")  # type: ignore[attr-defined]
            self._change_data("kept", [*before, *(str(kept.pk) for kept in ticked)])

    def room_for_files(self) -> int:
        return MOST_FILES - len(self.data.getlist("kept"))  # type: ignore[attr-defined]

    def kept_files(self) -> list[KeptFile]:
        return list(self.cleaned_data.get("kept") or [])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if len(data.get("uploads") or []) + len(data.get("kept") or []) > MOST_FILES:
            self.add_error("uploads", TOO_MANY % {"count": MOST_FILES})
        if not any(map(data.get, self.REACHED_BY)) and not self.errors.keys() & set(self.REACHED_BY):
            self.add_error("phone", self.UNREACHABLE)
        return data

    def _post_clean(self) -> None:
        """The action checks the rows it writes."""

    def clean_sending_key(self) -> str:
        key = self.cleaned_data["sending_key"]
        age = keys.age_of(key)
        if age is None or age > keys.FORM_LASTS:
            raise forms.ValidationError(
                _("This page was opened long ago. Nothing is lost: look over it and send it once more."),
                code="old",
            )
        return key

    def renew_key(self) -> bool:
        """Give the page that comes back a fresh key where its own is none or is spent, and say so on top."""
        if self.has_error(NON_FIELD_ERRORS, "spent"):
            self._change_data("sending_key", [keys.new_sending_key()])
            return True
        if "sending_key" not in self.errors:
            return False
        self.add_error(None, self.errors.pop("sending_key").as_data())
        self._change_data("sending_key", [keys.new_sending_key()])
        return True

    def _change_data(self, name: str, values: list[str]) -> None:
        data: Any = self.data
        self.data = data.copy()
        self.data.setlist(name, values)  # type: ignore[attr-defined]  # a copy may be changed

    def sender(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def rule(self) -> Rule | None:
        return Rule.objects.named(self.cleaned_data["rule_words"])


def with_channel(today: dt.date) -> Any:
    """Agencies that receive feedback today, with their names."""
    open_channels = Regulation.objects.in_force(today).values("agency")
    return Agency.objects.in_force(today).filter(pk__in=open_channels).with_label()


class NoticeForm(FilterForm):
    """Of which agency the notice about personal data is read."""

    agency = forms.ModelChoiceField(
        Agency.objects.none(), label=_("Agency"), required=False, empty_label=_("Any agency")
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = with_channel(today)  # type: ignore[attr-defined]

    def chosen(self) -> Agency | None:
        return self.cleaned_data.get("agency") if self.is_valid() else None


class SendForm(ItemForm):
    """The public form: who writes here is asked back by telephone or e-mail."""

    REACHED_BY = ("phone", "email")
    UNREACHABLE = _("Write a telephone number or an e-mail address, so that we can ask you.")

    agency = forms.ModelChoiceField(
        Agency.objects.none(),
        label=_("Which agency is it about?"),
        required=False,
        empty_label=_("I do not know"),
    )
    may_publish = forms.BooleanField(required=False)
    notice_of = forms.CharField(widget=forms.HiddenInput, max_length=12, required=False)
    work = forms.CharField(widget=forms.HiddenInput, max_length=12, required=False)
    meant = forms.BooleanField(widget=forms.HiddenInput, required=False)  # the same words, sent once more
    # For machines, which fill in whatever they find; people do not see it.
    website = forms.CharField(required=False, max_length=500)

    field_order = ["content", "rule_words", "agency", *ItemForm.field_order[2:], "may_publish"]

    def __init__(self, *args: Any, today: dt.date, receiver: Agency | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if receiver:
            said = _("I do not know: let %(agency)s find the right one")
            self.fields["agency"].empty_label = said % {"agency": receiver}  # type: ignore[attr-defined]
        self.fields["address"].required = True
        self.fields["phone"].help_text = _(
            "A telephone number or an e-mail address: one of the two is needed."
        )
        self.fields["agency"].queryset = with_channel(today)  # type: ignore[attr-defined]
        self.wording = ConsentWording.objects.in_force(ConsentWording.Purpose.PUBLISH, today).first()
        if self.wording is None:
            del self.fields["may_publish"]
        else:
            self.fields["may_publish"].label = self.wording.text

    def renew_key(self) -> bool:
        if self.has_error(NON_FIELD_ERRORS, "alike"):
            self._change_data("meant", ["1"])
        return super().renew_key()

    def consents(self) -> list[ConsentWording]:
        return [self.wording] if self.wording and self.cleaned_data.get("may_publish") else []

    def told_of(self) -> Agency | None:
        """The agency whose notice about personal data the page shows; None for the one of any agency."""
        shown = self["notice_of"].value() or ""
        agencies: Any = self.fields["agency"].queryset  # type: ignore[attr-defined]
        return agencies.filter(pk=shown).first() if shown.isdecimal() else None

    def looks_mechanical(self) -> bool:
        """Filled in faster than anyone reads, or in the place that people do not see."""
        age = keys.age_of(self.cleaned_data["sending_key"])
        return bool(self.cleaned_data["website"]) or age is None or age < FASTEST

    def is_worked(self) -> bool:
        return keys.is_worked(self.cleaned_data["sending_key"], self.cleaned_data["work"])


class EnterForm(ItemForm):
    """What an officer enters of a call, a letter, a mail or a visit."""

    channel = forms.ChoiceField(
        label=_("How did it come?"),
        widget=forms.RadioSelect,
        choices=[pair for pair in Item.Channel.choices if pair[0] != Item.Channel.PORTAL],
    )
    received_on = VietnameseDateField(
        label=_("Received on"), help_text=_("The day it came, however long ago: its time counts from it.")
    )
    register_number = CleanCharField(
        label=_("Number in your own register, or its code on the national portal"),
        max_length=40,
        required=False,
    )
    meant = forms.CharField(widget=forms.HiddenInput, max_length=10, required=False)  # a day it is late from

    field_order = ["channel", "received_on", "register_number", *ItemForm.field_order]

    def is_meant(self) -> bool:
        """The very day that was asked about was sent once more."""
        return bool(self.cleaned_data["meant"] == self.cleaned_data["received_on"].isoformat())

    def renew_key(self) -> bool:
        if self.has_error("received_on", "late"):
            self._change_data("meant", [self.cleaned_data_of_day()])
        return super().renew_key()

    def cleaned_data_of_day(self) -> str:
        """The day as it was read, which its error has taken out of `cleaned_data`."""
        day: dt.date = self.fields["received_on"].clean(self["received_on"].data)
        return day.isoformat()


class LostForm(forms.Form):
    """Who lost the secret, and confirmed an address."""

    code = CleanCharField(label=_("Code"), max_length=40, help_text=_("As in PAKN.20261125.0001."))
    email = forms.EmailField(label=_("The e-mail address you confirmed"), max_length=254)


class FollowForm(forms.Form):
    """How a sender finds what they sent."""

    code = CleanCharField(label=_("Code"), max_length=40, help_text=_("As in PAKN.20261125.0001."))
    secret = CleanCharField(
        label=_("Secret"), max_length=40, help_text=_("16 letters and digits, shown when you sent it.")
    )
