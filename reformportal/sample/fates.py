"""What becomes of each agency's report in a period: most are accepted in time, a few of each other sort."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from enum import StrEnum


class Stage(StrEnum):
    """How far a period has come on the reference day."""

    ISSUED = "issued"
    REVIEWING = "reviewing"
    COLLECTING = "collecting"


class Fate(StrEnum):
    ACCEPTED = "accepted"
    LATE = "late"
    EXTENDED = "extended"
    EXCUSED = "excused"
    ON_BEHALF = "on_behalf"
    MENDED = "mended"  # returned once, sent again, accepted
    NOT_STARTED = "not_started"
    DRAFT = "draft"
    AWAITING_HEAD = "awaiting_head"
    HANDED_BACK = "handed_back"  # by the head, with remarks
    SENT = "sent"
    RETURNED = "returned"


AGENCIES = 113  # that report once the communes do
# How many of their reports; the rest take the first fate named.
SHARES: dict[Stage, tuple[Fate, dict[Fate, int]]] = {
    Stage.ISSUED: (
        Fate.ACCEPTED,
        {Fate.LATE: 3, Fate.EXTENDED: 1, Fate.EXCUSED: 1, Fate.ON_BEHALF: 1, Fate.MENDED: 2}
        | {Fate.NOT_STARTED: 1, Fate.DRAFT: 1},
    ),
    Stage.REVIEWING: (
        Fate.ACCEPTED,
        {Fate.SENT: 11, Fate.RETURNED: 3, Fate.AWAITING_HEAD: 3, Fate.DRAFT: 2, Fate.NOT_STARTED: 2}
        | {Fate.LATE: 3, Fate.EXTENDED: 1, Fate.EXCUSED: 1, Fate.ON_BEHALF: 1, Fate.MENDED: 2},
    ),
    Stage.COLLECTING: (Fate.NOT_STARTED, {Fate.DRAFT: 48, Fate.AWAITING_HEAD: 4}),
}
# So that whoever looks from a desk of the sign-in page finds work there.
AT_DESKS: dict[Stage, dict[str, Fate]] = {
    Stage.ISSUED: {},
    Stage.REVIEWING: {"STP": Fate.RETURNED, "21025": Fate.AWAITING_HEAD, "BQN": Fate.SENT},
    Stage.COLLECTING: {
        "STP": Fate.AWAITING_HEAD,
        "21025": Fate.DRAFT,
        "BQN": Fate.HANDED_BACK,
        "STC": Fate.DRAFT,
    },
}
AS_USUAL = {"VP", "STP", "21025", "BQN", "BTGDVTU", "SNV", "STC"}  # never drawn for another fate


def fates(codes: Sequence[str], stage: Stage, seed: str) -> dict[str, Fate]:
    """A fate for every agency, by code; the same for the same agencies and seed."""
    usual, shares = SHARES[stage]
    found = dict.fromkeys(codes, usual)
    free = sorted(set(codes) - AS_USUAL)
    random.Random(f"fates {seed}").shuffle(free)  # noqa: S311 invented fates
    for fate, share in shares.items():
        for _n in range(math.ceil(share * len(codes) / AGENCIES) if free else 0):
            if free:
                found[free.pop()] = fate
    return found | {code: fate for code, fate in AT_DESKS[stage].items() if code in found}
