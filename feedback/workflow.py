"""What an agency's handling of a piece of feedback passes through, and who moves it.

Decree 20/2008/ND-CP, articles 9 to 19, as amended by Decree 92/2017/ND-CP. No other file names two states in
a row. `office` are the drafters and heads of the agency that handles it; `sender` the citizen, by code and
secret. An answer is given by `sign`: as the head approves it, or, to a sender who is told by post alone, once
it was posted.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from records.workflow import Move, MoveTable


class State(TextChoices):
    RECEIVED = "received", _("Received")
    IN_HAND = "in_hand", _("In hand")
    WAITING = "waiting", _("Waiting for the sender")
    AWAITING_HEAD = "awaiting_head", _("Answer awaits the head")
    TO_POST = "to_post", _("Approved, to be posted")
    ANSWERED = "answered", _("Answered")
    NOT_ACCEPTED = "not_accepted", _("Not accepted")
    TRANSFERRED = "transferred", _("Transferred")
    DUPLICATE = "duplicate", _("Sent twice")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OPEN = frozenset({State.RECEIVED, State.IN_HAND, State.WAITING, State.AWAITING_HEAD, State.TO_POST})
# Closed without an answer of this agency.
SET_ASIDE = frozenset({State.NOT_ACCEPTED, State.TRANSFERRED, State.DUPLICATE, State.WITHDRAWN})

SENDER_SAYS = ("add", "resume")  # verbs by which a sender says more, where nobody of an office did it

OFFICE = "drafter head"
MOVES = MoveTable(
    [
        Move("accept", State.RECEIVED, State.IN_HAND, OFFICE, _("Take it in hand")),
        *(
            move
            for source in (State.RECEIVED, State.IN_HAND)
            for move in (
                Move("transfer", source, State.TRANSFERRED, OFFICE, _("Transfer to the competent agency")),
                Move("refuse", source, State.NOT_ACCEPTED, OFFICE, _("Do not accept")),
                Move("mark_duplicate", source, State.DUPLICATE, OFFICE, _("It was sent twice")),
                Move("withdraw", source, State.WITHDRAWN, "sender", _("Withdraw")),
            )
        ),
        # The agency is no more.
        *(Move("hand_on", source, State.TRANSFERRED, "clock") for source in sorted(OPEN)),
        # The same, and its heir has a part of it already.
        *(Move("join", source, State.TRANSFERRED, "clock") for source in sorted(OPEN)),
        Move("ask", State.IN_HAND, State.WAITING, OFFICE, _("Ask the sender for more")),
        Move("resume", State.WAITING, State.IN_HAND, "drafter head sender", _("Go on")),
        Move("withdraw", State.WAITING, State.WITHDRAWN, "sender", _("Withdraw")),
        Move("submit", State.IN_HAND, State.AWAITING_HEAD, "drafter", _("Send the answer to the head")),
        Move("take_back", State.AWAITING_HEAD, State.IN_HAND, "drafter", _("Take the answer back")),
        Move(
            "hand_back",
            State.AWAITING_HEAD,
            State.IN_HAND,
            "head",
            _("Hand the answer back"),
            hands_back=True,
        ),
        Move("sign", State.AWAITING_HEAD, State.ANSWERED, "head", _("Approve and send the answer")),
        # Its sender left neither telephone nor e-mail address.
        Move("approve", State.AWAITING_HEAD, State.TO_POST, "head", _("Approve the answer, to be posted")),
        Move("sign", State.TO_POST, State.ANSWERED, OFFICE, _("Record that it was posted")),
        Move("recall", State.TO_POST, State.IN_HAND, OFFICE, _("Change the answer before it is posted")),
        Move("reopen", State.ANSWERED, State.IN_HAND, "drafter head sender", _("Take it up again")),
        Move("reconsider", State.NOT_ACCEPTED, State.IN_HAND, OFFICE, _("Take it up after all")),
    ]
)


class PublicationState(TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    TAKEN_DOWN = "taken_down", _("Taken down")


PUBLICATION_MOVES = MoveTable(
    [
        # By another officer than the one who made it.
        Move("approve", PublicationState.DRAFT, PublicationState.PUBLISHED, OFFICE, _("Approve and publish")),
        Move("take_down", PublicationState.PUBLISHED, PublicationState.TAKEN_DOWN, OFFICE, _("Take down")),
        Move("redraft", PublicationState.TAKEN_DOWN, PublicationState.DRAFT, OFFICE, _("Make it anew")),
    ]
)
