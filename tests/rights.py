"""The portal of tests.make with the people and things rights turn on: who wrote, who left, at which desk."""

from __future__ import annotations

import datetime as dt
import inspect
from dataclasses import dataclass
from importlib import import_module
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db.models import QuerySet
from django.utils import timezone

from agencies.models import AgencyKind, Officer, Post
from feedback.models import Answer, Handling, Regulation
from plans.models import AgencyPlan
from plans.workflow import PlanState
from records.actions import store_attachment
from records.models import Attachment
from reports.actions.papers import paper_of
from reports.models import (
    ApprovalRule,
    Contribution,
    Dispatch,
    OutgoingPaper,
    PaperKind,
    Period,
    ProvincePaper,
    Regime,
    Report,
    RoadStep,
    SendingFile,
)
from tests.agencies.make import make_agency, make_officer, make_post
from tests.make import ROLES, Everything
from tests.records.files import make_pdf

Role = Post.Role
NOWHERE = "khong-dau.pdf"
TODAY = timezone.localdate


class Asked(NamedTuple):
    """A question of a room's `permissions`, what it is about, and for whom the answer is yes."""

    question: str
    about: str
    roles: str


@dataclass
class Scene:
    """`people` by role; `things` by the parameter they are given as, then by name."""

    people: dict[str, Any]
    things: dict[str, dict[str, Any]]

    def yes(self, asked: Asked) -> str:
        """For whom the answer is yes, in the order of `people`."""
        room, _, name = asked.question.partition(".")
        question = getattr(import_module(f"{room}.permissions"), name)
        given = inspect.signature(question).parameters
        things = [self.things[one][asked.about] for one in given if one not in ("officer", "by")]
        is_personal = bool({"officer", "by"} & {*given})
        yes = []
        for role, officer in self.people.items():
            if officer is None and "by" not in given:
                continue
            answer = ask(question, [officer, *things] if is_personal else things)
            if isinstance(answer, QuerySet):
                looked_for = officer if answer.model is Officer else self.things["outgoing"][asked.about]
                answer = answer.filter(pk=looked_for.pk).exists()
            if answer:
                yes.append(role)
        return " ".join(yes)


def ask(question: Any, arguments: list[Any]) -> Any:
    """What it answers; for a question that refuses, whether it lets pass."""
    if question.__name__.startswith("require"):
        try:
            question(*arguments)
        except PermissionDenied:
            return False
        return True
    return question(*arguments)


def make_scene(everything: Everything) -> Scene:
    people = make_cast(everything)
    make_writers(people, everything.things)
    files = make_files(everything) | kept_files(everything)
    reports = {name: Report.objects.get(pk=everything.things[name][0]) for name in REPORTS}
    reports["excused"] = Report.objects.get(pk=everything.things["awaiting"][0])
    reports["excused"].excused_at = timezone.now()
    handlings = {name: Handling.objects.get(pk=everything.things[name][0]) for name in HANDLINGS}
    handlings["kept feedback"] = Handling.objects.get(pk=everything.things["feedback"][0])
    handlings["kept feedback"].keeper_id = everything.people.other_agency.pk
    draft, awaiting = (AgencyPlan.objects.get(pk=everything.things["draft plan"][0]) for _ in range(2))
    plans = {"draft plan": draft, "awaiting plan": awaiting}
    plans["awaiting plan"].state = PlanState.AWAITING_HEAD
    plans["awaiting plan"].writers.add(people["deputy"])
    return Scene(
        people,
        {
            "agency_id": {"agency": everything.people.agency.pk, "no agency": None},
            "report": reports,
            "handling": handlings,
            "answer": {name: Answer.objects.filter(handling=row).first() for name, row in handlings.items()},
            "plan": plans,
            "attachment": files,
            "outgoing": make_outgoing(everything, files),
            "on": {"today": TODAY(), "before they came": dt.date(2019, 12, 31)},
        },
    )


REPORTS = [
    "draft",
    "accepted",
    "sent",
    "awaiting",
    "returned",
    "on behalf",
    "not started",
    "stranger's draft",
]
HANDLINGS = ["feedback", "refused feedback", "feedback awaiting", "feedback in hand"]


def make_cast(everything: Everything) -> dict[str, Any]:
    """The roles of tests.make, and others whom a right has to tell apart; None is the installation."""
    agency, home_affairs = everything.people.agency, everything.people.home_affairs
    leadership = Post.objects.get(officer=everything.officers["leader"]).agency
    seats = {
        "deputy": (agency, Role.HEAD),
        "reader": (agency, Role.READER),
        "writing_reviewer": (home_affairs, Role.REVIEWER),
        "home_clerk": (home_affairs, Role.CLERK),
        "home_drafter": (home_affairs, Role.DRAFTER),
        "office_clerk": (make_agency("Văn phòng UBND tỉnh", "van-phong"), Role.CLERK),
        "office_head": (make_agency("Văn phòng thứ hai", "van-phong"), Role.HEAD),
        "finance": (make_agency("Sở Tài chính", "so-tai-chinh"), Role.REVIEWER),
        "finance_issuer": (make_agency("Sở Tài chính cũ", "so-tai-chinh"), Role.ISSUER),
        "committee": (leadership, Role.HEAD),
    }
    found = {name: make_post(make_officer(name), *seat).officer for name, seat in seats.items()}
    left = make_post(make_officer("left"), agency, valid_to=dt.date(2026, 1, 1)).officer
    everybody = {role: everything.officers[role] for role in ROLES} | found | {"left": left}
    fresh = {role: Officer.objects.get(pk=officer.pk) for role, officer in everybody.items()}
    return fresh | {"installation": None}


def make_writers(people: dict[str, Any], things: dict[str, list[Any]]) -> None:
    """The deputy and one reviewer wrote in what others are to sign and to review."""
    long_ago = dt.datetime(2025, 1, 2, tzinfo=dt.UTC)
    for place, moment in {"sent": long_ago, "awaiting": timezone.now()}.items():
        for role in ("deputy", "writing_reviewer"):
            Contribution.objects.create(report_id=things[place][0], officer=people[role], saved_at=moment)
    Answer.objects.get(handling=things["feedback awaiting"][0]).writers.add(people["deputy"])
    ApprovalRule.objects.update(needs=ApprovalRule.Needs.PAPER)


FILES = {
    "draft's": "file of the draft",
    "signed paper": "signed paper",
    "stranger's": "file of the stranger's draft",
    "issued": "issued file",
    "plan's": "file of the plan",
    "feedback's": "file of the feedback",
    "agency plan's": "file of the issued plan",
    "activity's": "file of the activity",
}


def kept_files(everything: Everything) -> dict[str, Attachment]:
    return {name: Attachment.objects.get(pk=everything.things[thing][-1]) for name, thing in FILES.items()}


def make_files(everything: Everything) -> dict[str, Attachment]:
    """One that stands only there, for each place of the rooms that tests.make leaves empty."""
    names = [
        "regulation's",
        "sent",
        "accepted",
        "issued alone",
        "Committee's",
        "signed copy",
        "figures'",
        "nowhere",
    ]
    files = {name: store(NOWHERE if name == "nowhere" else f"{at}.pdf") for at, name in enumerate(names)}
    Regulation.objects.filter(agency=everything.people.agency).update(document=files["regulation's"])
    going_on = ProvincePaper.objects.filter(period=everything.things["open period"][0])
    going_on.filter(kind=PaperKind.PROVINCE).update(document=files["issued alone"])
    for name in ("sent", "accepted"):
        report = Report.objects.get(pk=everything.things[name][0])
        SendingFile.objects.create(sending=report.sendings.latest("pk"), title="Tệp", attachment=files[name])
    return files


def store(name: str) -> Attachment:
    return store_attachment(ContentFile(make_pdf(), name=name), by=None, now=timezone.now())


def make_outgoing(everything: Everything, files: dict[str, Attachment]) -> dict[str, OutgoingPaper]:
    """Home Affairs' paper and the Committee's, which its office numbers; another regime has it otherwise."""
    period = Period.objects.get(pk=everything.things["issued"][0])
    own = OutgoingPaper.objects.get(pk=everything.things["outgoing paper"][0])
    numbered = {"state": "numbered", "number": "1/BC", "signer": "A", "dated_on": TODAY()}
    OutgoingPaper.objects.filter(pk=own.pk).update(attachment=files["signed copy"], **numbered)
    receipt = {"figures_on": TODAY(), "figures_file": files["figures'"]}
    Dispatch.objects.filter(pk=own.dispatches.all()[0].pk).update(**receipt)
    going_up = paper_of(period, PaperKind.PROVINCE)
    ProvincePaper.objects.filter(pk=going_up.pk).update(document=files["Committee's"])
    upper = OutgoingPaper.objects.create(paper=going_up, state="signed", since=TODAY())
    department = AgencyKind.objects.get(code="so")
    other = Regime.objects.get(pk=period.regime_id)
    other.pk, other.code = None, "other"
    other.save()
    for kind in PaperKind.values:
        RoadStep.objects.create(
            regime=other, paper_kind=kind, step=RoadStep.Step.NUMBER, agency_kind=department
        )
    RoadStep.objects.filter(step=RoadStep.Step.SEND, regime=period.regime_id).update(agency_kind=department)
    return {"Home Affairs' paper": own, "Committee's paper": upper}
