"""Which agencies in force stand in for one that is no more, and whose records an heir keeps.

Pure: no query, no clock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping


def successors_by_predecessor(rows: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    """From (predecessor, successor) to the successors of each."""
    found: dict[int, list[int]] = defaultdict(list)
    for predecessor, successor in rows:
        found[predecessor].append(successor)
    return dict(found)


def heirs_of(agency: int, successors: Mapping[int, Collection[int]], in_force: Collection[int]) -> set[int]:
    """The agency itself while it exists, else whoever in force it went into, through any number of steps."""
    heirs: set[int] = set()
    waiting, seen = [agency], set[int]()
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        if one in in_force:
            heirs.add(one)
        else:
            waiting.extend(successors.get(one, ()))
    return heirs


def with_origins(agencies: Collection[int], predecessors: Mapping[int, Collection[int]]) -> set[int]:
    """The agencies and all they came from, through any number of steps."""
    found: set[int] = set()
    waiting = list(agencies)
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting.extend(predecessors.get(one, ()))
    return found


def wholly_absorbed(agency: int, successors: Mapping[int, Collection[int]]) -> set[int]:
    """Those that went into this agency and into no other, through any number of steps."""
    absorbed: set[int] = set()
    waiting = {one for one in successors if one != agency}
    while found := {one for one in waiting if set(successors[one]) <= {agency, *absorbed}}:
        absorbed |= found
        waiting -= found
    return absorbed
