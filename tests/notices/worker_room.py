"""Imported by a worker of a test: the pretended room, as far as a worker needs it."""

from agencies.models import Agency
from notices.models import Obligation
from notices.obligations import Kind, Line, Owed, owes
from notices.topics import Topic, tells
from tests.notices.make import KIND, Errands

errands = Errands()
tells(
    Topic(KIND, "Việc", still_owed=errands.still_owed, messages=errands.messages, describe=errands.describe)
)


def as_it_stands(today, ids):
    """The rows that the test wrote, in its own process."""
    for row in Obligation.objects.open().of([KIND], ids):
        yield Owed(row.object_id, row.role, row.agency_id, row.since, row.visible_from, row.due_on)


owes(Kind(KIND, "Việc", as_it_stands, lambda row, today: Line("Việc", "/"), rows=Agency.objects.all))
