"""What states an activity passes through, and who moves it.

No other file names two states in a row.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from records.workflow import Move, MoveTable


class State(TextChoices):
    PLANNED = "planned", _("Planned")
    UNDER_WAY = "under_way", _("Under way")
    POSTPONED = "postponed", _("Postponed")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")


OPEN = frozenset({State.PLANNED, State.UNDER_WAY, State.POSTPONED})

# Drafters and heads of the agency alike: what is done is theirs to say.
OWN = "drafter head"
MOVES = MoveTable(
    [
        Move("begin", State.PLANNED, State.UNDER_WAY, OWN, _("It has begun")),
        Move("begin", State.POSTPONED, State.UNDER_WAY, OWN, _("It has begun")),
        Move("finish", State.PLANNED, State.DONE, OWN, _("It is done")),
        Move("finish", State.UNDER_WAY, State.DONE, OWN, _("It is done")),
        Move("finish", State.POSTPONED, State.DONE, OWN, _("It is done")),
        Move("postpone", State.PLANNED, State.POSTPONED, OWN, _("It is postponed")),
        Move("postpone", State.UNDER_WAY, State.POSTPONED, OWN, _("It is postponed")),
        Move("postpone", State.POSTPONED, State.POSTPONED, OWN, _("It is postponed")),
        Move("cancel", State.PLANNED, State.CANCELLED, OWN, _("It will not take place")),
        Move("cancel", State.UNDER_WAY, State.CANCELLED, OWN, _("It will not take place")),
        Move("cancel", State.POSTPONED, State.CANCELLED, OWN, _("It will not take place")),
        Move("take_up", State.CANCELLED, State.PLANNED, OWN, _("It will take place after all")),
        Move("reopen", State.DONE, State.UNDER_WAY, OWN, _("It is not finished yet")),
    ]
)


class PlanState(TextChoices):
    DRAFT = "draft", _("Draft")
    AWAITING_HEAD = "awaiting_head", _("Awaiting approval")
    ISSUED = "issued", pgettext_lazy("a plan", "Issued")
    REPLACED = "replaced", _("Replaced")


PLAN_MOVES = MoveTable(
    [
        Move("submit", PlanState.DRAFT, PlanState.AWAITING_HEAD, "drafter", _("Send to the head")),
        Move("withdraw", PlanState.AWAITING_HEAD, PlanState.DRAFT, "drafter", _("Take back")),
        Move("hand_back", PlanState.AWAITING_HEAD, PlanState.DRAFT, "head", _("Hand back"), hands_back=True),
        Move("approve", PlanState.AWAITING_HEAD, PlanState.ISSUED, "head", _("Approve and send")),
        # Its successor is approved.
        Move("replace", PlanState.ISSUED, PlanState.REPLACED, "head", _("Replace")),
    ]
)
