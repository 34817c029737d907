"""What states a report and a province's paper pass through, and who moves them.

No other file names two states in a row.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from records.workflow import Move, MoveTable


class State(TextChoices):
    NOT_STARTED = "not_started", _("Not started")
    DRAFT = "draft", _("Draft")
    AWAITING_HEAD = "awaiting_head", _("Awaiting approval")
    SENT = "sent", _("Sent")
    RETURNED = "returned", _("Returned")
    ACCEPTED = "accepted", _("Accepted")


EDITABLE = frozenset({State.NOT_STARTED, State.DRAFT, State.RETURNED})
HANDED_IN = frozenset({State.SENT, State.ACCEPTED})

MOVES = MoveTable(
    [
        Move("start", State.NOT_STARTED, State.DRAFT, "drafter", _("Start the report")),
        Move("submit", State.DRAFT, State.AWAITING_HEAD, "drafter", _("Send to the head for approval")),
        Move("submit", State.RETURNED, State.AWAITING_HEAD, "drafter", _("Send to the head for approval")),
        # A report that was sent before goes back to where it came from: its open fields stay the same.
        # Until its next move, its agency reads of it that the head handed it back (`agencies.handing_back`).
        Move("hand_back", State.AWAITING_HEAD, State.DRAFT, "head", _("Hand back"), hands_back=True),
        Move(
            "hand_back_returned",
            State.AWAITING_HEAD,
            State.RETURNED,
            "head",
            _("Hand back"),
            hands_back=True,
        ),
        Move("withdraw", State.AWAITING_HEAD, State.DRAFT, "drafter", _("Take back")),
        Move("withdraw_returned", State.AWAITING_HEAD, State.RETURNED, "drafter", _("Take back")),
        # Its agency is no more: nobody there approves it or takes it back.
        Move("take_over_waiting", State.AWAITING_HEAD, State.DRAFT, "reviewer", _("Take over")),
        Move("take_over_waiting_returned", State.AWAITING_HEAD, State.RETURNED, "reviewer", _("Take over")),
        Move("sign", State.AWAITING_HEAD, State.SENT, "head", _("Approve and send")),
        Move("send_on_behalf", State.DRAFT, State.SENT, "reviewer", _("Send on the agency's behalf")),
        Move("send_on_behalf", State.RETURNED, State.SENT, "reviewer", _("Send on the agency's behalf")),
        Move("return", State.SENT, State.RETURNED, "reviewer", _("Return")),
        Move("return", State.ACCEPTED, State.RETURNED, "reviewer", _("Return")),
        Move("accept", State.SENT, State.ACCEPTED, "reviewer", _("Accept")),
        Move("correct", State.ACCEPTED, State.DRAFT, "drafter reviewer", _("Correct")),
    ]
)


class PeriodStage(TextChoices):
    """Where a period is. Derived from its dates (`standing.stage`), stored nowhere."""

    NOT_OPENED = "not_opened", _("Not opened")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Past its deadline")
    ISSUED = "issued", _("Issued")


class PaperState(TextChoices):
    DRAFT = "draft", _("Draft")
    ISSUED = "issued", _("Issued")


PAPER_MOVES = MoveTable([Move("issue", PaperState.DRAFT, PaperState.ISSUED, "issuer", _("Issue"))])


class RoadState(TextChoices):
    """Where an issued paper is on its way out: up to its signer, to its number, then to whom it is for."""

    PREPARING = "preparing", _("At Home Affairs, to be put forward")
    AT_OFFICE = "at_office", _("At the Office of the Provincial People's Committee")
    REMARKED = "remarked", _("Came back with remarks")
    AT_SIGNER = "at_signer", _("With its signer")
    SIGNED = "signed", _("Signed, without a number yet")
    NUMBERED = "numbered", _("Has its number, on its way")


FOLLOWS, NUMBERS = "reviewer issuer", "clerk reviewer issuer"
ROAD_MOVES = MoveTable(
    [
        Move("to_office", RoadState.PREPARING, RoadState.AT_OFFICE, FOLLOWS, _("Put it forward")),
        Move("to_office", RoadState.REMARKED, RoadState.AT_OFFICE, FOLLOWS, _("Put it forward")),
        Move(
            "to_signer",
            RoadState.PREPARING,
            RoadState.AT_SIGNER,
            FOLLOWS,
            _("Record: with its signer"),
        ),
        Move(
            "to_signer",
            RoadState.REMARKED,
            RoadState.AT_SIGNER,
            FOLLOWS,
            _("Record: with its signer"),
        ),
        Move(
            "to_signer",
            RoadState.AT_OFFICE,
            RoadState.AT_SIGNER,
            FOLLOWS,
            _("Record: with its signer"),
        ),
        Move(
            "remark",
            RoadState.AT_OFFICE,
            RoadState.REMARKED,
            FOLLOWS,
            _("Record its remarks"),
        ),
        Move(
            "remark",
            RoadState.AT_SIGNER,
            RoadState.REMARKED,
            FOLLOWS,
            _("Record its remarks"),
        ),
        Move("sign", RoadState.PREPARING, RoadState.SIGNED, FOLLOWS, _("Record its signature")),
        Move("sign", RoadState.AT_OFFICE, RoadState.SIGNED, FOLLOWS, _("Record its signature")),
        Move("sign", RoadState.REMARKED, RoadState.SIGNED, FOLLOWS, _("Record its signature")),
        Move("sign", RoadState.AT_SIGNER, RoadState.SIGNED, FOLLOWS, _("Record its signature")),
        Move("number", RoadState.SIGNED, RoadState.NUMBERED, NUMBERS, _("Enter number and file")),
    ]
)


class DispatchState(TextChoices):
    """How a paper fares with one it is for, as agencies exchange documents (QCVN 102:2016/BTTTT)."""

    TO_SEND = "to_send", _("Not sent yet")
    SENT = "sent", _("Sent")
    ARRIVED = "arrived", _("Arrived")
    REGISTERED = "registered", _("Registered")
    REFUSED = "refused", _("Refused")
    DONE = "done", _("Completed")


DISPATCH_MOVES = MoveTable(
    [
        Move("send", DispatchState.TO_SEND, DispatchState.SENT, NUMBERS, _("Record sending")),
        Move("send", DispatchState.REFUSED, DispatchState.SENT, NUMBERS, _("Record sending again")),
        Move("arrive", DispatchState.SENT, DispatchState.ARRIVED, NUMBERS, _("Record arrival")),
        Move(
            "register",
            DispatchState.ARRIVED,
            DispatchState.REGISTERED,
            NUMBERS,
            _("Record registration"),
        ),
        Move("refuse", DispatchState.ARRIVED, DispatchState.REFUSED, NUMBERS, _("Record refusal")),
        Move("finish", DispatchState.REGISTERED, DispatchState.DONE, NUMBERS, _("Record completion")),
    ]
)
RECEIVED = frozenset({DispatchState.REGISTERED, DispatchState.DONE})
