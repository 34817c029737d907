"""The values of a workbook's cells as one process hands them to another."""

from __future__ import annotations

import datetime as dt
from typing import Any

_KINDS: dict[str, Any] = {"moment": dt.datetime, "day": dt.date, "time": dt.time}


def packed(value: Any) -> Any:
    """A value as JSON can carry it; dates, moments and times with their kind."""
    for kind, known in _KINDS.items():
        if isinstance(value, known):
            return {kind: value.isoformat()}
    if isinstance(value, dt.timedelta):
        return {"seconds": value.total_seconds()}
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)


def unpacked(value: Any) -> Any:
    """What `packed` was given."""
    if not isinstance(value, dict):
        return value
    ((kind, said),) = value.items()
    return dt.timedelta(seconds=said) if kind == "seconds" else _KINDS[kind].fromisoformat(said)
