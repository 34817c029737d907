"""The way out of one paper as this province goes it: which moves are open, where it is, until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from agencies.calendar import WorkingDays
from reports.models import OutgoingPaper, RoadStep
from reports.workflow import ROAD_MOVES, RoadState

Step = RoadStep.Step
LEADS_TO = {"to_office": Step.OFFICE, "to_signer": Step.SIGNER}


@dataclass(frozen=True)
class Happened:
    """What is known of a step: the day, the hour if known, the number of the paper or receipt, remarks."""

    on: dt.date
    at: dt.time | None = None
    document: str = ""
    note: str = ""


@dataclass(frozen=True)
class Road:
    """The steps of one kind of paper in one regime, by step."""

    steps: dict[str, RoadStep]

    def takes(self, step: str) -> bool:
        return step in self.steps and self.steps[step].is_on

    def verbs(self, state: str) -> list[str]:
        """What can be done with a paper in that state, on this road."""
        return [verb for verb in ROAD_MOVES.verbs(state) if self._is_open(verb, state)]

    def _is_open(self, verb: str, state: str) -> bool:
        if verb in LEADS_TO:
            skips_office = verb == "to_signer" and self.takes(Step.OFFICE) and state != RoadState.AT_OFFICE
            return self.takes(LEADS_TO[verb]) and not skips_office
        if verb == "sign" and state in (RoadState.PREPARING, RoadState.REMARKED):
            return not (self.takes(Step.OFFICE) or self.takes(Step.SIGNER))
        if verb == "sign" and state == RoadState.AT_OFFICE:
            return not self.takes(Step.SIGNER)
        return True

    def due_on(self, outgoing: OutgoingPaper, days: WorkingDays) -> dt.date:
        """Until when it may be where it is; without a step of that name, one working day."""
        step = self.steps.get(outgoing.step)
        return days.after(outgoing.since, step.days if step else 1)


class Roads:
    """Every road there is, asked for once."""

    def __init__(self) -> None:
        found: dict[tuple[int, str], dict[str, RoadStep]] = {}
        for step in RoadStep.objects.select_related("agency_kind"):
            found.setdefault((step.regime_id, step.paper_kind), {})[step.step] = step
        self._roads = {key: Road(steps) for key, steps in found.items()}

    def of(self, outgoing: OutgoingPaper) -> Road:
        paper = outgoing.paper
        return self._roads.get((paper.period.regime_id, paper.kind), Road({}))

    def due(self, rows: Iterable[OutgoingPaper], days: WorkingDays) -> dict[int, dt.date]:
        return {row.pk: self.of(row).due_on(row, days) for row in rows}
