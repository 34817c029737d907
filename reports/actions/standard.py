"""Copying the standard form and regime into the tables of a new installation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import transaction

from agencies.models import AgencyKind
from plans.models import ActivityForm
from reports import standard, standard_outline
from reports.annexes import figure_name
from reports.models import (
    ApprovalRule,
    CrossCheck,
    CrossCheckTerm,
    DeadlineRule,
    Figure,
    FigureGroup,
    FigureLimit,
    FigureSource,
    FiguresSheet,
    FormVersion,
    Indicator,
    PaperLayout,
    PeriodKind,
    Regime,
    RoadStep,
    Section,
    SectionFigure,
    SheetLine,
)


@transaction.atomic
def install_standard(
    *,
    province: str,
    valid_from: dt.date,
    records_from: dt.date | None = None,
    feedback_from: dt.date | None = None,
) -> Regime:
    """The regime with its form, periods, deadline rules and layouts; made once, never changed by a rerun.

    From the first slice that begins on `records_from` or later, agencies' records stand beside the figures,
    and from `feedback_from` their registers of feedback; None: figures are typed without.
    """
    existing = Regime.objects.filter(code=standard.REGIME_CODE).first()
    if existing:
        return existing
    form = install_form(valid_from=valid_from)
    if records_from:
        install_sources(form, standard.SOURCES, valid_from=records_from)
    if feedback_from:
        install_sources(form, standard.FEEDBACK_SOURCES, valid_from=feedback_from)
    regime = Regime.objects.create(
        code=standard.REGIME_CODE,
        name=standard.REGIME_NAME,
        legal_basis=standard.REGIME_BASIS,
        form_version=form,
        valid_from=valid_from,
    )
    ApprovalRule.objects.create(
        regime=regime,
        needs=ApprovalRule.Needs.APPROVAL,
        source=standard.APPROVAL_SOURCE,
        valid_from=valid_from,
    )
    PeriodKind.objects.bulk_create(
        PeriodKind(regime=regime, source=standard.DECREE_WINDOWS, **row._asdict()) for row in standard.PERIODS
    )
    kinds = {kind.code: kind for kind in AgencyKind.objects.all()}
    DeadlineRule.objects.bulk_create(
        DeadlineRule(
            regime=regime,
            agency_kind=kinds.get(kind),
            form=form_,
            day_of_month=day,
            working_days=days,
            is_asked=kind in standard.ONLY_ASKED,
            source=source,
        )
        for kind, form_, day, days, source in standard.DEADLINES
        if not kind or kind in kinds
    )
    _install_layouts(regime, province)
    RoadStep.objects.bulk_create(
        RoadStep(
            regime=regime, paper_kind=paper, step=step, is_on=is_on, agency_kind=kinds.get(kind), days=days,
            source=standard.ROAD_SOURCE,
        )
        for paper, step, is_on, kind, days in standard.ROADS
    )  # fmt: skip
    return regime


def _install_layouts(regime: Regime, province: str) -> None:
    names = ("parent_body", "issuing_body", "sign", "addressees", "grounds", "recipients")
    PaperLayout.objects.bulk_create(
        PaperLayout(
            regime=regime,
            kind=kind,
            place=province,
            subject=standard.SUBJECT,
            **{name: text.format(province=province) for name, text in zip(names, texts, strict=True)},
        )
        for kind, texts in standard.LAYOUTS.items()
    )


@transaction.atomic
def install_form(*, valid_from: dt.date, code: str = standard.FORM_CODE) -> FormVersion:
    """The standard form under a code of its own: sections with their figures, indicators, checks, limits."""
    form = FormVersion.objects.create(
        code=code, name=standard.FORM_NAME, legal_basis=standard.FORM_BASIS, valid_from=valid_from
    )
    Section.objects.bulk_create(
        Section(
            form_version=form,
            position=position,
            nil_sentence=standard_outline.NIL_SENTENCES.get(row.number, ""),
            **row._asdict(),
        )
        for position, row in enumerate(standard.SECTIONS, start=1)
    )
    figures = _install_figures(form)
    _install_checks(form, figures)
    _install_outline(form, figures)
    _install_limits(form, figures)
    _install_sheet(form)
    return form


def _install_figures(form: FormVersion) -> dict[str, Figure]:
    """Groups, indicators and figures of the form; the figures by code."""
    indicators = _install_indicators(form)
    rows = [
        (indicators[row.code], place, given)
        for _title, group in standard.GROUPS
        for row in group
        for place, given in enumerate(row.figures, start=1)
    ]
    figures: dict[str, Figure] = {}
    for is_ratio in (False, True):  # a ratio points at its parts
        made = Figure.objects.bulk_create(
            _figure(indicator, place, given, figures)
            for indicator, place, given in rows
            if bool(given.parts) == is_ratio
        )
        figures |= {figure.code: figure for figure in made}
    kinds = dict(AgencyKind.objects.values_list("code", "pk"))
    owned = Figure.owner_kinds.through
    owned.objects.bulk_create(
        owned(figure=figures[given.code], agencykind_id=kinds[kind])
        for _indicator, _place, given in rows
        for kind in given.owners
        if kind in kinds
    )
    return figures


def _install_indicators(form: FormVersion) -> dict[str, Indicator]:
    groups = FigureGroup.objects.bulk_create(
        FigureGroup(form_version=form, title=title, position=position)
        for position, (title, _rows) in enumerate(standard.GROUPS, start=1)
    )
    made = Indicator.objects.bulk_create(
        Indicator(
            group=group,
            code=row.code,
            name=row.name,
            guidance=row.guidance,
            example=row.example,
            position=place,
        )
        for group, (_title, rows) in zip(groups, standard.GROUPS, strict=True)
        for place, row in enumerate(rows, start=1)
    )
    return {indicator.code: indicator for indicator in made}


def _figure(
    indicator: Indicator, place: int, given: standard.FigureRow, figures: Mapping[str, Figure]
) -> Figure:
    numerator, denominator = (figures[code] for code in given.parts) if given.parts else (None, None)
    return Figure(
        indicator=indicator,
        code=given.code,
        label=given.label,
        unit=given.unit,
        kind=given.kind,
        time_rule=given.time,
        agency_rule=given.over,
        numerator=numerator,
        denominator=denominator,
        minimum=0,
        maximum=standard.most(given),
        position=place,
    )


def _install_checks(form: FormVersion, figures: Mapping[str, Figure]) -> None:
    checks = CrossCheck.objects.bulk_create(
        CrossCheck(
            form_version=form,
            code=row.code,
            kind=row.kind,
            severity=row.severity,
            message=row.message,
            is_of_province=row.is_of_province,
            position=position,
        )
        for position, row in enumerate(standard.CHECKS, start=1)
    )
    CrossCheckTerm.objects.bulk_create(
        CrossCheckTerm(cross_check=check, figure=figures[code], sign=sign)
        for check, row in zip(checks, standard.CHECKS, strict=True)
        for sign, codes in ((1, row.plus), (-1, row.minus))
        for code in codes
    )


def _install_outline(form: FormVersion, figures: dict[str, Figure]) -> None:
    sections = {row.number: row for row in form.sections.all()}
    SectionFigure.objects.bulk_create(
        SectionFigure(
            section=sections[row.section],
            figure=figures[row.figure],
            phrase=row.phrase,
            province_phrase=row.province_phrase,
            position=position,
        )
        for position, row in enumerate(standard_outline.SPOKEN, start=1)
    )


def _install_limits(form: FormVersion, figures: dict[str, Figure]) -> None:
    communes = list(AgencyKind.objects.filter(code__in=standard.COMMUNES))
    said = {"ground": standard.LIMIT_GROUND, "valid_from": form.valid_from}
    rows = []
    for row in standard.LIMITS:
        figure = figures[row.figure]
        rows += [FigureLimit(figure=figure, kind=kind, most=row.commune, **said) for kind in communes]
        if row.any_kind is not None:
            rows.append(FigureLimit(figure=figure, most=row.any_kind, **said))
    FigureLimit.objects.bulk_create(rows)


def _install_sheet(form: FormVersion) -> None:
    """The ministry's sheet as long as it named no other: every figure by the form's order and name."""
    sheet = FiguresSheet.objects.create(
        form_version=form,
        name=standard.SHEET_NAME,
        addressee=standard.SHEET_ADDRESSEE,
        source=standard.SHEET_SOURCE,
    )
    SheetLine.objects.bulk_create(
        SheetLine(sheet=sheet, position=place, code=figure.code, name=figure_name(figure), figure=figure)
        for place, figure in enumerate(Figure.objects.of_form(form), start=1)
        if figure.agency_rule != Figure.AgencyRule.NONE or figure.parts
    )


@transaction.atomic
def install_sources(form: FormVersion, rows: Iterable[standard.SourceRow], *, valid_from: dt.date) -> None:
    """Which records feed which figure of the standard form."""
    figures = {figure.code: figure for figure in Figure.objects.of_form(form)}
    activity_forms = {row.code: row for row in ActivityForm.objects.all()}
    for row in rows:
        source = FigureSource.objects.create(
            figure=figures[row.figure],
            fact=row.fact,
            form=activity_forms[row.form] if row.form else None,
            measure=row.measure,
            counts_joint=row.counts_joint,
            valid_from=valid_from,
        )
        source.except_kinds.set(AgencyKind.objects.filter(code__in=row.except_kinds))
