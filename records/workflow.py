"""What a table of moves is. Each room that has states fills one in its own `workflow.py`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Move:
    """`who` may take what is in `source` to `target` by `verb`; `label` names the verb to people.

    `who` names roles, with spaces between; the room's actions decide, its tests hold both together.
    A move that `hands_back` gives a thing back to who wrote it, with the reason. Until its next move people
    read of it that it was handed back (`HANDED_BACK`), whatever state it stands in.
    """

    verb: str
    source: str
    target: str
    who: str
    label: str | Promise = ""
    hands_back: bool = False


HANDED_BACK = "handed_back"


class MoveTable:
    """All moves of one workflow; a verb has at most one move from a state."""

    def __init__(self, moves: Iterable[Move]) -> None:
        self._moves: dict[tuple[str, str], Move] = {}
        for move in moves:
            key = (move.verb, str(move.source))
            if key in self._moves:
                raise ValueError(f"Two moves {move.verb!r} from {move.source!r}.")
            self._moves[key] = move

    def __iter__(self) -> Iterator[Move]:
        return iter(self._moves.values())

    def find(self, verb: str, state: str) -> Move | None:
        return self._moves.get((verb, str(state)))

    def verbs(self, state: str) -> list[str]:
        """What can be done in a state, in the order of the table."""
        return [move.verb for move in self if move.source == state]

    @property
    def all_verbs(self) -> frozenset[str]:
        return frozenset(move.verb for move in self)

    @property
    def handing_back(self) -> frozenset[str]:
        return frozenset(move.verb for move in self if move.hands_back)

    def label(self, verb: str, state: str | None = None) -> str:
        """The verb's name; from that state, where it has another name in each."""
        if state is not None and (found := self.find(verb, state)) and found.label:
            return str(found.label)
        return next((str(move.label) for move in self if move.verb == verb and move.label), verb)
