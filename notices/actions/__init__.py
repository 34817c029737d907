"""What may be done with the ledger. Other rooms follow, settle and announce; only the clock delivers."""

from .announcing import fingerprint, recipients_of, send_announcement
from .claiming import claim_due, compose
from .clock import confirm_clock, resume_sending, tick, write_down
from .delivering import deliver_due
from .feeds import close_feed, open_feed
from .forgetting import forget, forget_gone
from .health import record_bounce
from .keeping import keep_obligations
from .owing import follow, settle
from .planning import (
    About,
    announce,
    drop_past,
    install_rules,
    retry,
)
from .reading import mark_all_read, mark_read
from .rules import add_step, change_rule, end_rule, take_back
from .sending import send_pending
from .speaking import count_anew, speak_from, write_due
from .timing import choose_rhythms, install_office_hours

__all__ = [
    "About",
    "add_step",
    "announce",
    "change_rule",
    "choose_rhythms",
    "claim_due",
    "close_feed",
    "compose",
    "confirm_clock",
    "count_anew",
    "deliver_due",
    "drop_past",
    "end_rule",
    "fingerprint",
    "follow",
    "forget",
    "forget_gone",
    "install_office_hours",
    "install_rules",
    "keep_obligations",
    "mark_all_read",
    "mark_read",
    "open_feed",
    "recipients_of",
    "record_bounce",
    "resume_sending",
    "retry",
    "send_announcement",
    "send_pending",
    "settle",
    "speak_from",
    "take_back",
    "tick",
    "write_down",
    "write_due",
]
