"""The sample's activities: they serve duties, feed figures, and are what the actions leave."""

import datetime as dt
from collections import Counter

import pytest
from django.db.models import F

from agencies.models import Officer, Post
from plans.actions.activities import FIELDS, add_proof, finish_activity, plan_activity
from plans.models import Activity, Assignment
from records.models import AuditEntry
from reports.models import (
    Figure,
    Sending,
    SendingFigure,
)
from reports.recorded import moved_since, recorded_figures
from tests.reformportal.sample.rows import DAY


def test_every_agency_with_duties_did_something_and_some_is_still_to_do(province):
    have = Assignment.objects.open().filter(duty__plan__first_year=2026).values_list("agency", flat=True)
    year = Activity.objects.between(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert set(year.values_list("agency", flat=True)) == set(have)
    states = Counter(Activity.objects.values_list("state", flat=True))
    assert (set(states), states["done"] > 300) == ({"done", "planned"}, True)
    assert Activity.objects.overdue(DAY).count() > 0
    assert Activity.objects.filter(planned_on__gt=DAY, state="planned").count() > 0


def test_activities_serve_duties_their_agency_has(province):
    assigned = set(Assignment.objects.values_list("duty", "agency"))
    assert set(Activity.objects.exclude(duty=None).values_list("duty", "agency")) <= assigned


def test_what_was_sent_is_what_the_records_say_or_says_why_not(province):
    fed = SendingFigure.objects.filter(recorded__isnull=False)
    otherwise = fed.exclude(number=F("recorded")).exclude(is_not_applicable=True, recorded=0)
    assert otherwise.filter(note="").count() == 0
    assert 0 < otherwise.count() < fed.count() / 100
    assert fed.filter(number__gt=0).values("figure").distinct().count() > 20


def test_the_records_say_today_what_they_said_when_it_was_sent(province):
    sendings = Sending.objects.filter(report__period__year=2026).select_related(
        "report__period__open_slice", "report__version__kind"
    )
    chosen = sendings.order_by("report__period_id", "report__version__kind_id", "pk")
    for sending in chosen.distinct("report__period_id", "report__version__kind_id"):
        typed = Figure.objects.of_form(sending.report.period.form_version_id).typed()
        assert moved_since(sending, recorded_figures(sending.report, typed)) == []


def test_joint_work_of_others_is_there_and_feeds_nothing(province):
    joint = Activity.objects.exclude(led_by=None)
    assert joint.done().count() > 10
    assert set(joint.values_list("led_by__versions__code", flat=True)) == {"SNV"}


def activity_rows(activity: Activity) -> dict[str, object]:
    """Every row about it, without the ids that differ between two runs."""
    entries = AuditEntry.objects.about(activity)
    url = str(activity.pk)
    return {
        "activity": {
            field.name: getattr(activity, field.name)
            for field in Activity._meta.fields
            if field.name not in ("id", "search_key")
        },
        "updates": list(activity.updates.values_list("on", "state", "note", "by", "at")),
        "results": list(activity.results.values_list("measure", "on", "amount", "by", "at")),
        "proofs": [proof.url.replace(url, "") for proof in activity.proofs.all()],
        "trail": [
            (row.at, row.actor_id, row.verb, {k: v for k, v in row.changes.items() if k != "proof"})
            for row in entries
        ],
    }


@pytest.mark.parametrize("state", ["done", "planned"])
def test_activities_written_at_once_are_what_the_actions_leave(province, state):
    for written in Activity.objects.filter(state=state).order_by("pk")[:5]:
        entry = AuditEntry.objects.about(written).first()
        by = Officer.objects.get(pk=entry.actor_id)
        by.current_posts = list(Post.objects.in_force(DAY).filter(officer=by).with_agency(DAY))
        fields = {name: getattr(written, name) for name in FIELDS}
        slow = plan_activity(written.agency, **fields, by=by, now=entry.at)
        if state == "done":
            amounts = dict(written.results.values_list("measure", "amount"))
            slow = finish_activity(slow, on=written.done_on, amounts=amounts, by=by, now=entry.at)
            url = written.proofs.get().url.replace(str(written.pk), str(slow.pk))
            add_proof(slow, url=url, by=by, now=entry.at)
        assert activity_rows(Activity.objects.get(pk=slow.pk)) == activity_rows(written)
