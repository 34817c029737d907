"""Many plain reports at once: drafted, submitted, signed, accepted, as far as each of them went.

The rows are those that the actions of `reports` would leave one by one, down to digests, the audit trail,
what was owed and the reminder ledger; a test compares both ways. What is out of the ordinary goes through the
actions.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import connection
from django.utils import timezone

from agencies.models import AgencyKind, AgencyVersion, Officer, Post
from notices.actions.planning import About, announce
from notices.models import Obligation, Reminder
from notices.workflow import Outcome
from plans.models import Activity, ActivityUpdate, AgencyPlan, Assignment, PlanItem, Proof, Result
from records.bulk import update_each
from records.models import AuditEntry
from reformportal.sample.figures import Numbers
from reports.actions.sending import digest_of
from reports.models import (
    Contribution,
    Figure,
    FigureValue,
    FormVersion,
    Narrative,
    Report,
    Review,
    Section,
    Sending,
    SendingFigure,
    SendingText,
)
from reports.recorded import Recorded
from reports.reminders.report import REPORT, params_of
from reports.reminders.waiting import REVIEW, SIGNATURE
from reports.workflow import MOVES, State

GROWING = [
    model._meta.db_table
    for model in (
        *(AgencyVersion, AuditEntry, Obligation, Officer, Post, Reminder),
        *(FigureValue, Narrative, Report, Review, Sending, SendingFigure, SendingText),
        *(Activity, ActivityUpdate, AgencyPlan, Assignment, PlanItem, Proof, Result),
    )
]
CENT = Decimal("0.01")
BATCH = 2000


@dataclass
class Story:
    """One report's way: what was answered, and the moments it reached; a later moment needs the earlier."""

    report: Report
    numbers: Numbers
    texts: dict[str, str]
    drafter: Post
    head: Post
    reviewer: Post
    saved_at: dt.datetime
    submitted_at: dt.datetime | None = None
    sent_at: dt.datetime | None = None
    accepted_at: dt.datetime | None = None
    recorded: Mapping[int, Recorded] = field(default_factory=dict)  # by figure id, as the records stand
    notes: Mapping[str, str] = field(default_factory=dict)


class Form:
    """What the form asks each kind of agency, in its order."""

    def __init__(self, form_version: FormVersion) -> None:
        self.form_version = form_version
        self._asked: dict[int, list[Figure]] = {}

    @cached_property
    def sections(self) -> list[Section]:
        return [row for row in Section.objects.filter(form_version=self.form_version) if not row.is_heading]

    def asked(self, kind: AgencyKind) -> list[Figure]:
        if kind.pk not in self._asked:
            allowed = set(Figure.objects.asked_of(kind).values_list("pk", flat=True))
            typed = Figure.objects.of_form(self.form_version).typed()
            self._asked[kind.pk] = [figure for figure in typed if figure.pk in allowed]
        return self._asked[kind.pk]

    def outline(self, kind: AgencyKind) -> list[Section]:
        return self.sections if kind.owes == AgencyKind.Owes.WHOLE else []


def write(stories: Iterable[Story], form: Form) -> None:
    """Store the stories of one period, then what was told about them, in the order of time."""
    stories = list(stories)
    values, trail = _store_drafts(stories, form)
    sent = [story for story in stories if story.sent_at]
    _store_sendings(sent, form, values)
    _store_reviews([story for story in sent if story.accepted_at])
    for story in stories:
        trail += _moves(story)
    AuditEntry.objects.bulk_create(sorted(trail, key=lambda entry: entry.at), batch_size=BATCH)
    Report.objects.bulk_update(
        [story.report for story in stories],
        ["state", "first_sent_at", "timeliness", "latest_sending", "accepted_sending"],
    )
    _store_owed(stories)
    _tell(stories)
    count_rows()


def count_rows() -> None:
    """Let the database know how much there is now: within a transaction it does not look by itself, and
    would go through whole tables for each question."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(GROWING)}")


def _store_drafts(stories: list[Story], form: Form) -> tuple[dict[int, list[FigureValue]], list[AuditEntry]]:
    values: dict[int, list[FigureValue]] = {}
    narratives, trail = [], []
    for story in stories:
        report = story.report
        trail.append(_entry(story, "start", story.drafter.officer, story.saved_at, None, _moved("start")))
        values[report.pk] = list(_values(story, form))
        texts = list(_narratives(story, form))
        told = [{"figure": row.figure.code, "version": 1} for row in values[report.pk]]
        told += [{"section": row.section.number, "version": 1} for row in texts]
        narratives += texts
        trail += [
            _entry(story, "save", story.drafter.officer, story.saved_at, None, changes) for changes in told
        ]
        report.state = State.DRAFT
    FigureValue.objects.bulk_create((row for rows in values.values() for row in rows), batch_size=BATCH)
    Narrative.objects.bulk_create(narratives, batch_size=BATCH)
    Contribution.objects.bulk_create(
        Contribution(report=story.report, officer=story.drafter.officer, saved_at=story.saved_at)
        for story in stories
    )
    return values, trail


def _values(story: Story, form: Form) -> Iterator[FigureValue]:
    for figure in form.asked(story.report.version.kind):
        if figure.code in story.numbers:
            number = story.numbers[figure.code]
            yield FigureValue(
                agency_id=story.report.agency_id,
                slice_id=story.report.period.open_slice_id,
                figure=figure,
                number=None if number is None else number.quantize(CENT),
                is_not_applicable=number is None,
                note=story.notes.get(figure.code, ""),
                saved_by=story.drafter.officer,
                saved_at=story.saved_at,
            )


def _narratives(story: Story, form: Form) -> Iterator[Narrative]:
    for section in form.outline(story.report.version.kind):
        if section.number in story.texts:
            yield Narrative(
                report=story.report,
                section=section,
                text=story.texts[section.number],
                saved_by=story.drafter.officer,
                saved_at=story.saved_at,
            )


def _store_sendings(stories: list[Story], form: Form, values: dict[int, list[FigureValue]]) -> None:
    figures, texts = [], []
    sendings = Sending.objects.bulk_create(
        _sending(story, form, values[story.report.pk]) for story in stories
    )
    for story, sending in zip(stories, sendings, strict=True):
        story.report.latest_sending = sending
        figures += [
            SendingFigure(
                sending=sending,
                figure_id=row.figure_id,
                slice_id=row.slice_id,
                number=row.number,
                is_not_applicable=row.is_not_applicable,
                note=row.note,
                recorded=said.number if (said := story.recorded.get(row.figure_id)) else None,
            )
            for row in values[story.report.pk]
        ]
        texts += [
            SendingText(sending=sending, section=section, text=story.texts.get(section.number, ""))
            for section in form.outline(story.report.version.kind)
        ]
    SendingFigure.objects.bulk_create(figures, batch_size=BATCH)
    SendingText.objects.bulk_create(texts, batch_size=BATCH)


def _sending(story: Story, form: Form, values: list[FigureValue]) -> Sending:
    report, sent_at = story.report, story.sent_at
    assert sent_at is not None  # noqa: S101 only stories that were sent come here
    outline = form.outline(report.version.kind)
    report.first_sent_at = sent_at
    report.timeliness = report.timeliness_if_sent(timezone.localdate(sent_at))
    return Sending(
        report=report,
        number=1,
        sent_at=sent_at,
        due_on=report.due_on,
        signed_by=story.head.officer,
        post=story.head,
        agency_name=report.version.name,
        signer_name=story.head.officer.full_name,
        signature_lines=story.head.signature_lines,
        sha256=digest_of(
            {
                "figures": [[row.figure.code, row.number, row.is_not_applicable, row.note] for row in values],
                "texts": [[section.number, story.texts.get(section.number, "")] for section in outline],
                "files": [],
            }
        ),
    )


def _store_reviews(stories: list[Story]) -> None:
    for story in stories:
        story.report.accepted_sending = story.report.latest_sending
    Review.objects.bulk_create(
        Review(
            sending=story.report.latest_sending,
            verdict=Review.Verdict.ACCEPTED,
            at=story.accepted_at,
            by=story.reviewer.officer,
            post=story.reviewer,
        )
        for story in stories
        if story.accepted_at
    )


def _moves(story: Story) -> Iterator[AuditEntry]:
    """The moves a story made after its draft; its report is left in the state the last one leads to."""
    steps: list[tuple[str, dt.datetime | None, Post, list[str]]] = [
        ("submit", story.submitted_at, story.drafter, []),
        ("sign", story.sent_at, story.head, ["first_sent_at", "latest_sending", "timeliness"]),
        ("accept", story.accepted_at, story.reviewer, ["accepted_sending"]),
    ]
    for verb, moment, post, fields in steps:
        if moment:
            changes = _moved(verb) | ({"fields": fields} if fields else {})
            story.report.state = MOVES_TO[verb]
            yield _entry(story, verb, post.officer, moment, post, changes)


FROM = {"start": State.NOT_STARTED, "submit": State.DRAFT, "sign": State.AWAITING_HEAD, "accept": State.SENT}
MOVES_TO = {verb: move.target for verb, state in FROM.items() if (move := MOVES.find(verb, state))}


def _moved(verb: str) -> dict[str, object]:
    return {"state": [str(FROM[verb]), str(MOVES_TO[verb])]}


def _entry(
    story: Story, verb: str, by: Officer, at: dt.datetime, post: Post | None, changes: dict
) -> AuditEntry:
    return AuditEntry(
        at=at,
        actor_id=by.pk,
        post_id=post.pk if post else None,
        verb=verb,
        subject_type=Report._meta.label_lower,
        subject_id=str(story.report.pk),
        changes=changes,
    )


def _store_owed(stories: list[Story]) -> None:
    """What was owed of them from moment to moment: to be sent, to be approved, to be reviewed."""
    by_report = {story.report.pk: story for story in stories}
    to_send = list(Obligation.objects.open().of([REPORT], by_report))
    for row in to_send:
        story = by_report[row.object_id]
        row.params |= {"state": State.AWAITING_HEAD if story.submitted_at else State.DRAFT}
        if story.sent_at:
            row.settled_at, row.outcome, row.next_at = story.sent_at, Outcome.DONE, None
    update_each(to_send, ["params", "settled_at", "outcome", "next_at"])
    Obligation.objects.bulk_create((row for story in stories for row in _waits(story)), batch_size=BATCH)


def _waits(story: Story) -> Iterator[Obligation]:
    report = story.report
    if story.submitted_at:
        due_on = None if report.is_asked else report.due_on
        at_agency = {"role": Post.Role.HEAD, "agency_id": report.agency_id, "due_on": due_on}
        yield _wait(story, SIGNATURE, State.AWAITING_HEAD, story.submitted_at, story.sent_at, **at_agency)
    if story.sent_at:
        at_desk = {"role": Post.Role.REVIEWER, "officer_id": report.reviewer_id}
        yield _wait(story, REVIEW, State.SENT, story.sent_at, story.accepted_at, **at_desk)


def _wait(
    story: Story, kind: str, state: State, since: dt.datetime, done_at: dt.datetime | None, **whose: Any
) -> Obligation:
    return Obligation(
        kind=kind,
        object_id=story.report.pk,
        at_home_affairs="agency_id" not in whose,
        about_id=story.report.agency_id,
        since=since,
        visible_from=timezone.localdate(since),
        params=params_of(story.report) | {"state": state},
        settled_at=done_at,
        outcome=Outcome.DONE if done_at else "",
        **whose,
    )


def _tell(stories: list[Story]) -> None:
    """What the ledger says of submitting, signing and accepting, moment after moment."""
    moments: dict[dt.datetime, dict[str, list[Report]]] = defaultdict(lambda: defaultdict(list))
    for story in stories:
        for rule, moment in (
            ("awaiting-head", story.submitted_at),
            ("sent", story.sent_at),
            ("accepted", story.accepted_at),
        ):
            if moment:
                moments[moment][rule].append(story.report)
    for moment in sorted(moments):
        for rule, reports in moments[moment].items():
            abouts = [About(obligation_id=report.pk, agency_id=report.agency_id) for report in reports]
            announce(REPORT, rule, abouts, now=moment)
