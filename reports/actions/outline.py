"""Which figures a section of a form speaks of, and in which words: changed by Home Affairs, on the trail."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from agencies.models import Officer
from records.actions import audit
from reports.models import Figure, FormVersion, Section, SectionFigure
from reports.permissions import may_manage_periods
from reports.sentences import ACTIVITIES, is_balanced, names_in


def _begin(section: Section, by: Officer) -> FormVersion:
    if not may_manage_periods(by):
        raise PermissionDenied(_("Only Home Affairs changes the reporting regime."))
    return FormVersion.objects.select_for_update().get(pk=section.form_version_id)


@transaction.atomic
def change_nil_sentence(section: Section, *, nil_sentence: str, by: Officer, now: dt.datetime) -> Section:
    """From now on this sentence is offered where nothing arose; left empty, none is. What was taken stays."""
    form = _begin(section, by)
    locked = Section.objects.select_for_update().get(pk=section.pk, is_heading=False)
    locked.nil_sentence = nil_sentence
    locked.save(update_fields=["nil_sentence"])
    changes = {"section": locked.number, "sentence": nil_sentence}
    audit(form, "change_nil_sentence", by=by, now=now, changes=changes)
    return locked


@transaction.atomic
def put_section_figure(
    section: Section, figure: Figure, *, phrase: str, province_phrase: str, by: Officer, now: dt.datetime
) -> SectionFigure:
    """The section speaks of the figure in these words, or in other words than before.

    ValidationError for a figure of another form, and for a phrase whose braces or brackets do not close or
    that names what is no figure of the form.
    """
    form = _begin(section, by)
    codes = set(Figure.objects.of_form(form).values_list("code", flat=True))
    if not Figure.objects.of_form(form).filter(pk=figure.pk).exists():
        raise ValidationError({"figure": _("This figure stands in another form.")})
    _check_phrases(codes, phrase=phrase, province_phrase=province_phrase)
    row = SectionFigure.objects.filter(section=section, figure=figure).first()
    if row is None:
        last = SectionFigure.objects.filter(section__form_version=form).aggregate(last=Max("position"))
        row = SectionFigure(section=section, figure=figure, position=(last["last"] or 0) + 1)
    row.phrase, row.province_phrase = phrase, province_phrase
    row.full_clean()
    row.save()
    changes = {"section": section.number, "figure": figure.code, "phrase": [phrase, province_phrase]}
    audit(form, "put_section_figure", by=by, now=now, changes=changes)
    return row


@transaction.atomic
def remove_section_figure(row: SectionFigure, *, by: Officer, now: dt.datetime) -> None:
    """The section speaks of the figure no more: an empty text beside it stops nothing."""
    form = _begin(row.section, by)
    changes = {"section": row.section.number, "figure": row.figure.code}
    audit(form, "remove_section_figure", by=by, now=now, changes=changes)
    row.delete()


def _check_phrases(codes: set[str], **phrases: str) -> None:
    wrong = {}
    for field, phrase in phrases.items():
        unknown = [name for name in names_in(phrase) if name not in codes | {ACTIVITIES}]
        if not is_balanced(phrase):
            wrong[field] = _(
                "Close each brace and bracket, and put no bracket inside another: [với {TT21} lượt]."
            )
        elif unknown:
            wrong[field] = _("“{%(name)s}” is no figure of this form. Write a code as in {TT20}.") % {
                "name": unknown[0]
            }
    if wrong:
        raise ValidationError(wrong)
