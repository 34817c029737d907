"""What may be done with the ledger. Other rooms plan, announce and cancel; only the clock delivers."""

from .announcing import fingerprint, recipients_of, send_announcement
from .claiming import claim_due, compose
from .clock import confirm_clock, tick, write_down
from .delivering import deliver_due
from .feeds import close_feed, open_feed
from .forgetting import forget, forget_gone
from .health import record_bounce
from .owing import follow, keep_obligations, settle
from .planning import (
    About,
    Deadline,
    announce,
    cancel,
    drop_past,
    install_rules,
    plan_deadlines,
    plan_reminders,
    retry,
)
from .reading import mark_all_read, mark_read
from .rules import add_step, change_rule, end_rule, take_back
from .sending import send_pending
from .timing import choose_rhythms, install_office_hours

__all__ = [
    "About",
    "Deadline",
    "add_step",
    "announce",
    "cancel",
    "change_rule",
    "choose_rhythms",
    "claim_due",
    "close_feed",
    "compose",
    "confirm_clock",
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
    "plan_deadlines",
    "plan_reminders",
    "recipients_of",
    "record_bounce",
    "retry",
    "send_announcement",
    "send_pending",
    "settle",
    "take_back",
    "tick",
    "write_down",
]
