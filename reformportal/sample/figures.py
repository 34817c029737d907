"""Invented figures of one agency, slice after slice: plausible for its kind, and consistent with each other.

What is done never falls within a year, what closes a slice opens the next, spending stays within what was
allocated. A figure without an entry was left blank; None is "not applicable".
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import Decimal

Numbers = dict[str, Decimal | None]

# From, to: in departments, in districts, in communes.
FLOWS: dict[str, tuple[tuple[int, int], tuple[int, int], tuple[int, int]]] = {
    "TT05": ((2, 7), (2, 6), (1, 4)),
    "TT07": ((3, 14), (4, 18), (1, 6)),
    "TT13": ((8, 34), (12, 40), (3, 18)),
    "TT15": ((900, 7200), (1500, 9000), (150, 2100)),
    "TT16": ((4, 30), (10, 45), (6, 40)),
    "TT17": ((1200, 21000), (3000, 30000), (400, 8200)),
    "TT19": ((0, 5), (0, 6), (0, 3)),
    "TT20": ((0, 3), (0, 4), (0, 2)),
    "TT22": ((0, 2), (0, 2), (0, 1)),
    "TT28": ((0, 1), (0, 2), (0, 2)),
    "TT29": ((0, 900), (200, 2500), (0, 700)),
    "TT30": ((0, 5), (4, 22), (0, 9)),
}
STAFF = ((62, 190), (95, 180), (38, 74))
ALLOCATED = ((40, 160), (80, 220), (12, 45))  # million đồng a year
BROADCASTS = ((0, 0), (60, 190), (24, 130))
DONE = (0.22, 0.5, 0.74, 0.96)  # of the year's tasks, by the end of each slice
CONTEST_SLICE = 2  # the province's contest runs in the third slice of a year
TIERS = {"huyen": 1, "xa": 2, "phuong": 2, "dac-khu": 2}


@dataclass
class Office:
    """What goes on at one agency. `numbers` is asked once a slice, in the order of time."""

    code: str
    kind: str
    pending: int = 0  # feedback not yet answered
    followers: int = 0
    spent: Decimal | None = None
    tier: int = 0

    def __post_init__(self) -> None:
        self.tier = TIERS.get(self.kind, 0)
        self.always = random.Random(f"always {self.code}")  # noqa: S311 invented figures
        self.staff = self.always.randint(*STAFF[self.tier])
        self.followers = self.always.randint(250, (4200, 3800, 1500)[self.tier])
        self.zeal = self.always.uniform(0.7, 1.25)

    def numbers(self, year: int, place: int) -> Numbers:
        """Every figure of the slice that closes as number `place` (from 0) of the report year."""
        chance = random.Random(f"{self.code} {year} {place}")  # noqa: S311 invented figures
        found: dict[str, int | Decimal | None] = {
            code: max(ranges[self.tier][0], int(chance.randint(*ranges[self.tier]) * self.zeal))
            for code, ranges in FLOWS.items()
        }
        found |= self._plan(year, place)
        found |= self._channels(chance)
        found |= self._people(chance, place, found)
        found |= self._survey(chance)
        found |= self._feedback(chance)
        found |= self._money(chance, year, place)
        found |= self._owned(chance, place)
        return {code: None if number is None else Decimal(number) for code, number in found.items()}

    def _plan(self, year: int, place: int) -> dict[str, int]:
        chance = random.Random(f"{self.code} plan {year}")  # noqa: S311 invented figures
        tasks = chance.randint(*((9, 20), (12, 24), (6, 14))[self.tier])
        pace = chance.uniform(0.85, 1.04)
        return {
            "TT01": int(chance.random() < 0.96),
            "TT02": tasks,
            "TT03": min(tasks, round(tasks * DONE[place] * pace)),
        }

    def _channels(self, chance: random.Random) -> dict[str, int | None]:
        self.followers += chance.randint(5, 160)
        low, high = BROADCASTS[self.tier]
        return {
            "TT11": chance.randint(low, high) if high else None,  # departments run no loudspeakers
            "TT14": int(self.always.random() < 0.995),
            "TT18": self.followers,
        }

    def _people(self, chance: random.Random, place: int, flows: dict) -> dict[str, int]:
        entrants = int(self.staff * chance.uniform(0.55, 1)) if place == CONTEST_SLICE else 0
        return {
            "TT21": flows["TT20"] * chance.randint(28, 85),
            "TT23": flows["TT22"] * chance.randint(18, 46),
            "TT25": int(self.code == "SNV" and place == CONTEST_SLICE),
            "TT27.1": entrants,
            "TT27.2": self.staff,
        }

    def _survey(self, chance: random.Random) -> dict[str, int]:
        issued = chance.choice([0, 0, 1]) * chance.randint(6, 30) * 10
        valid = int(issued * chance.uniform(0.82, 1))
        asked = int(valid * chance.choice([1, 1, 0.5]))  # the others ask whether people know of the reform
        return {
            "TT31.1": issued,
            "TT31.2": valid,
            "TT32.2": asked,
            "TT32.1": int(asked * chance.uniform(0.86, 0.99)),
        }

    def _feedback(self, chance: random.Random) -> dict[str, int]:
        """What is left unanswered opens the next slice; some of what comes is no feedback."""
        opening, came = self.pending, chance.choice([0, 0, 1, 1, 2, 3, 5])
        outside, spam, refused = (min(came, int(chance.random() < share)) for share in (0.12, 0.06, 0.05))
        outside, spam, refused = outside, min(spam, came - outside), min(refused, came - outside - spam)
        rest = opening + came - outside - spam - refused
        left = min(rest, chance.choice([0, 0, 0, 1, 1, 2]))
        late = min(rest - left, int(chance.random() < 0.07))
        self.pending = left
        return {
            "TT33.1": opening,
            "TT33.2": came,
            "TT33.6": 0,
            "TT33.3": rest - left - late,
            "TT33.4": late,
            "TT33.7": 0,
            "TT33.8": refused,
            "TT33.9": outside,
            "TT33.10": spam,
            "TT33.5": left,
        }

    def _money(self, chance: random.Random, year: int, place: int) -> dict[str, Decimal]:
        allotted = random.Random(f"{self.code} money {year}")  # noqa: S311 invented figures
        allocated = Decimal(allotted.randint(*ALLOCATED[self.tier])) * 1_000_000
        if place == 0:
            self.spent = Decimal(0)
        elif self.spent is None:  # began within the year: what went before is not its own
            self.spent = allocated * Decimal(DONE[place - 1])
        share = Decimal(DONE[place]) * Decimal(chance.uniform(0.82, 1.0))
        before = self.spent or Decimal(0)
        spent = max(Decimal(0), (allocated * share - before) // 50_000 * 50_000)
        self.spent = before + spent
        return {"TT34.1": allocated, "TT34.2": spent}

    def _owned(self, chance: random.Random, place: int) -> dict[str, int]:
        """Figures with owners: the press, the Party commission, the Committee's office, Home Affairs."""
        shows, radio = chance.randint(11, 26), chance.randint(32, 66)
        is_contest = self.code == "SNV" and place == CONTEST_SLICE
        return {
            "TT06": chance.randint(64, 148),
            "TT08": 5 if self.kind == "bao-chi" else 1,
            "TT09": shows,
            "TT10": radio,
            "TT12": shows * chance.randint(14, 19) + radio * chance.randint(4, 6),
            "TT24": chance.choice([0, 85, 120, 164]),
            "TT26.1": chance.randint(5200, 7400) if is_contest else 0,
            "TT26.2": chance.randint(900, 2300) if is_contest else 0,
        }


PASSED_ON = (2, 4)  # pieces of feedback a slice that name no agency


def pass_on(everybody: list[Numbers], *, focal: Numbers, chance: random.Random) -> None:
    """The focal agency passes on feedback to others, which answer it in time; and who organises the contest
    counts more entries than agencies count people."""
    others = [numbers for numbers in everybody if numbers is not focal and "TT33.2" in numbers]
    for other in chance.sample(others, min(len(others), chance.randint(*PASSED_ON))):
        for numbers, codes in ((focal, ("TT33.2", "TT33.7")), (other, ("TT33.6", "TT33.3"))):
            for code in codes:
                numbers[code] = (numbers[code] or Decimal(0)) + 1
    if focal["TT26.1"]:
        focal["TT26.1"] = sum((numbers["TT27.1"] or Decimal(0) for numbers in everybody), Decimal(120))
