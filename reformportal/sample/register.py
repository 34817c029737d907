"""The register through time: departments merged on 1 March 2025, the press on 19 May, districts and provinces
on 1 July."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from agencies import registries
from agencies.actions import change_agency, close_agency, record_succession
from agencies.actions.register import SuccessionRow, add_agency, name_unit
from agencies.kinds import COMMITTEE
from agencies.models import Agency, AgencyKind, Succession
from reformportal.sample.bodies import (
    BOARD_2025,
    BODIES,
    BROADCASTER,
    COUNCIL_2025,
    DEPARTMENTS_MERGED,
    FORMER_BODIES,
    LEADERSHIP,
    MERGERS_2025,
    NEW_PROVINCE,
    PARTY,
    PRESS,
    PRESS_2025,
    PRESS_MERGED,
    PROVINCES_MERGED,
    REGISTER_FROM,
    TOOK_OVER,
    Body,
)
from reformportal.sample.communes import COMMUNES, WORDS, Commune
from reformportal.sample.districts import (
    COMMUNES_ARRANGED,
    DISTRICTS,
    DISTRICTS_ENDED,
    KON_TUM_DISTRICTS,
    District,
)
from reformportal.sample.staff import (
    COUNCIL_SEATS,
    LEADERSHIP_SEATS,
    MORE_SEATS,
    body_seats,
    fill_seats,
    slug,
)
from reformportal.sample.successions import COMMUNES_OF_DISTRICT

# Districts of the former neighbour province never reported here: they are in the register as predecessors.
NEIGHBOUR_CODE = "huyen-kon-tum"
NEIGHBOUR_KIND = {
    "name": "Huyện, thành phố của tỉnh Kon Tum (đến 30/6/2025)",
    "authority": COMMITTEE,
    "parent_line": AgencyKind.ParentLine.NONE,
    "tier": AgencyKind.Tier.DISTRICT,
    "owes": AgencyKind.Owes.NOTHING,
    "desk": AgencyKind.Desk.AGENCY,
    "position": 90,
}


class Register:
    """The agencies added so far, by code: bodies by their sign, districts and communes by statistics code."""

    def __init__(self, communes: int | None = None) -> None:
        self.agencies: dict[str, Agency] = {}
        self.communes = COMMUNES[:communes]

    def begin(self, now: dt.datetime) -> None:
        """What there was when report year 2025 began."""
        self._add_body(LEADERSHIP, now=now)
        fill_seats(self.agencies["UBND"], LEADERSHIP_SEATS, place="ubnd", since=REGISTER_FROM, now=now)
        for body in [*BODIES, PRESS, BROADCASTER]:
            if body.since == REGISTER_FROM:
                self._add_body(body, now=now)
                self._staff_body(body, now=now)
        for body in FORMER_BODIES:
            self._add_body(body, now=now)
        self._add_districts(now)
        begun = {agency.pk for agency in self.agencies.values()}
        registries.register_changed(begun, by=None, now=now)

    def merge_departments(self, now: dt.datetime) -> None:
        """1 March 2025: seven bodies go into others, two begin, those of the Party are merged."""
        for body in [*BODIES, PARTY]:
            if body.since == DEPARTMENTS_MERGED:
                self._add_body(body, now=now)
                self._staff_body(body, now=now)
        for code in TOOK_OVER:
            self._new_version(code, DEPARTMENTS_MERGED, COUNCIL_2025, now=now)
        rows = [
            SuccessionRow(self.agencies[before], self.agencies[after], kind, note)
            for before, after, kind, note in MERGERS_2025
        ]
        ending = {row.predecessor for row in rows if row.kind == Succession.Kind.MERGE}
        ended = [row for row in rows if row.predecessor in ending]
        moved = [row for row in rows if row.predecessor not in ending]
        for some, close in ((ended, True), (moved, False)):
            record_succession(
                some, on=DEPARTMENTS_MERGED, document=COUNCIL_2025, close=close, by=None, now=now
            )

    def merge_press(self, now: dt.datetime) -> None:
        """19 May 2025: the broadcaster goes into the paper, which keeps its name."""
        self._new_version(PRESS.code, PRESS_MERGED, PRESS_2025, now=now)
        merged = SuccessionRow(
            self.agencies[BROADCASTER.code], self.agencies[PRESS.code], Succession.Kind.MERGE
        )
        record_succession([merged], on=PRESS_MERGED, document=PRESS_2025, close=True, by=None, now=now)

    def arrange_communes(self, now: dt.datetime) -> None:
        """1 July 2025: provinces merge, districts end, 96 communes begin."""
        for body in [LEADERSHIP, *BODIES]:
            document = BOARD_2025 if body.kind == "ban-quan-ly" else NEW_PROVINCE
            self._new_version(body.code, PROVINCES_MERGED, document, now=now)
        for commune in self.communes:
            self._add_commune(commune, now=now)
        record_succession(
            self._district_successions(),
            on=PROVINCES_MERGED,
            document=COMMUNES_ARRANGED,
            close=True,
            by=None,
            now=now,
        )
        self._close_districts(now)

    def _close_districts(self, now: dt.datetime) -> None:
        """Those of whose successors none was added are not closed by a succession."""
        last_day = PROVINCES_MERGED - dt.timedelta(days=1)
        for district in [*DISTRICTS, *KON_TUM_DISTRICTS]:
            agency = self.agencies[district.code]
            if agency.version_on(PROVINCES_MERGED):
                close_agency(agency, last_day=last_day, document=DISTRICTS_ENDED, by=None, now=now)

    def _new_version(self, code: str, day: dt.date, document: str, *, now: dt.datetime) -> None:
        change_agency(self.agencies[code], valid_from=day, legal_basis=document, by=None, now=now)

    def _add_body(self, body: Body, *, now: dt.datetime) -> None:
        has_parent = body not in (LEADERSHIP, PRESS, PARTY)
        self.agencies[body.code] = add_agency(
            kind=AgencyKind.objects.get(code=body.kind),
            name=body.name,
            short_name=body.sign if body is not LEADERSHIP else "UBND tỉnh",
            sign=body.sign,
            code=body.code,
            parent=self.agencies["UBND"] if has_parent else None,
            legal_basis=body.legal_basis,
            valid_from=body.since,
            is_sample=True,
            by=None,
            now=now,
        )
        name_unit(self.agencies[body.code], drafting_unit=body.unit, by=None, now=now)

    def _staff_body(self, body: Body, *, now: dt.datetime) -> None:
        seats = [*body_seats(body.head), *MORE_SEATS.get(body.code, [])]
        fill_seats(self.agencies[body.code], seats, place=slug(body.code), since=body.since, now=now)

    def _add_districts(self, now: dt.datetime) -> None:
        AgencyKind.objects.get_or_create(code=NEIGHBOUR_CODE, defaults=NEIGHBOUR_KIND)
        for district in DISTRICTS:
            agency = self._add_district(district, "huyen", now=now)
            fill_seats(
                agency,
                COUNCIL_SEATS,
                place=slug(f"{district.word} {district.name}"),
                since=REGISTER_FROM,
                names=district.people,
                now=now,
            )
        for district in KON_TUM_DISTRICTS:
            self._add_district(district, NEIGHBOUR_CODE, now=now)

    def _add_district(self, district: District, kind: str, *, now: dt.datetime) -> Agency:
        words = f"{district.word} {district.name}"
        self.agencies[district.code] = add_agency(
            kind=AgencyKind.objects.get(code=kind),
            name=f"Ủy ban nhân dân {words}",
            short_name=_capital(words),
            sign="UBND",
            code=district.code,
            parent=self.agencies["UBND"] if kind == "huyen" else None,
            legal_basis="Có trước năm báo cáo 2025",
            valid_from=REGISTER_FROM,
            is_sample=True,
            by=None,
            now=now,
        )
        name_unit(self.agencies[district.code], drafting_unit="NV", by=None, now=now)
        return self.agencies[district.code]

    def _add_commune(self, commune: Commune, *, now: dt.datetime) -> None:
        words = f"{WORDS[commune.kind]} {commune.name}"
        agency = self.agencies[commune.code] = add_agency(
            kind=AgencyKind.objects.get(code=commune.kind),
            name=f"Ủy ban nhân dân {words}",
            short_name=_capital(words),
            sign="UBND",
            code=commune.code,
            parent=self.agencies["UBND"],
            legal_basis=COMMUNES_ARRANGED,
            valid_from=PROVINCES_MERGED,
            is_sample=True,
            by=None,
            now=now,
        )
        fill_seats(
            agency,
            COUNCIL_SEATS,
            place=place_of(commune),
            since=PROVINCES_MERGED,
            names=people_of(commune.code),
            now=now,
        )
        name_unit(agency, drafting_unit="VP", by=None, now=now)

    def _district_successions(self) -> list[SuccessionRow]:
        return [
            SuccessionRow(
                self.agencies[district],
                self.agencies[commune],
                Succession.Kind.PROMOTE if len(communes) == 1 else Succession.Kind.SPLIT,
                DISTRICTS_ENDED,
            )
            for district, communes in COMMUNES_OF_DISTRICT.items()
            for commune in communes
            if commune in self.agencies
        ]


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


def place_of(commune: Commune) -> str:
    """The commune's part of an address; where two sound alike without diacritics, with the code."""
    words = slug(f"{WORDS[commune.kind]} {commune.name}")
    return words if SAME_SOUND[words] == 1 else f"{words}-{commune.code}"


SAME_SOUND = Counter(slug(f"{WORDS[commune.kind]} {commune.name}") for commune in COMMUNES)


def people_of(commune: str) -> str:
    """The people whose names most officers bear there: that of the district on whose ground it lies."""
    districts = [*DISTRICTS, *KON_TUM_DISTRICTS]
    found = [row.people for row in districts if commune in COMMUNES_OF_DISTRICT[row.code]]
    return found[0]
