"""Imported by a worker of a test: the pretended room, as far as a worker needs it."""

from notices.registry import ObligationKind, register
from tests.notices.make import KIND, Errands

errands = Errands()
register(
    ObligationKind(
        KIND, "Việc", still_owed=errands.still_owed, messages=errands.messages, describe=errands.describe
    )
)
