"""Who may open a file. This room knows no reports: upper rooms say it through gates."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from records.models import Attachment

Gate = Callable[[Any, Attachment], bool]

logger = logging.getLogger(__name__)
_gates: list[Gate] = []


def register_file_gate(gate: Gate) -> Gate:
    """Add a gate (officer, attachment) -> bool; call it from `AppConfig.ready`."""
    if gate not in _gates:
        _gates.append(gate)
    return gate


def may_open(officer: Any, attachment: Attachment) -> bool:
    """Whether some gate lets the officer through. A gate that fails stays shut."""
    return any(_opens(gate, officer, attachment) for gate in _gates)


def _opens(gate: Gate, officer: Any, attachment: Attachment) -> bool:
    try:
        return bool(gate(officer, attachment))
    except Exception:
        logger.exception("A file gate failed")
        return False
