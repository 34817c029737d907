"""What a table of moves is. Each room that has states fills one in its own `workflow.py`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Move:
    """`who` may take what is in `source` to `target` by `verb`; `label` names the verb to people.

    `who` names roles, with spaces between; the room's actions decide, its tests hold both together.
    """

    verb: str
    source: str
    target: str
    who: str
    label: str | Promise = ""


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

    def label(self, verb: str) -> str:
        return next((str(move.label) for move in self if move.verb == verb and move.label), verb)
