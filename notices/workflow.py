"""What a reminder and a message go through.

A reminder is written when its moment has come, claimed at once (who is told is decided then), then sent.
Instead of that it may be cancelled (no longer owed), superseded (its deadline moved, or a newer reminder of
the same deadline overtook it) or failed (nobody holds the post, or the mail server refused every address).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

ANNOUNCEMENT = "notices.announcement"


class ReminderState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    CLAIMED = "claimed", _("Being sent")
    SENT = "sent", _("Sent")
    CANCELLED = "cancelled", _("No longer needed")
    SUPERSEDED = "superseded", _("Replaced")
    FAILED = "failed", _("Failed")


OPEN = (ReminderState.PLANNED, ReminderState.CLAIMED)


class DeliveryState(models.TextChoices):
    PENDING = "pending", _("Waiting to leave")
    SENT = "sent", _("Sent")
    CANCELLED = "cancelled", _("No longer needed")
    FAILED = "failed", _("Failed")


class Outcome(models.TextChoices):
    """How an obligation ended: it was done, nothing was owed any more, or another place owes it since."""

    DONE = "done", _("Done")
    VOID = "void", _("Not owed any more")
    HANDED_ON = "handed_on", _("Handed on")


class Channel(models.TextChoices):
    EMAIL = "email", _("E-mail")
    PORTAL = "portal", _("On the portal")


class Rhythm(models.TextChoices):
    """How often mail about a kind of obligation comes."""

    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week")


class Anchor(models.TextChoices):
    OPENING = "opening", _("When it opens")
    DEADLINE = "deadline", _("Working days from the deadline")
    EVENT = "event", _("When it happens")


class Audience(models.TextChoices):
    AGENCY = "agency", _("The agency that owes it")
    HOME_AFFAIRS = "home_affairs", _("Home Affairs")


class Reason:
    """Why a reminder was not sent, as stored; shown in the reader's language."""

    MOVED = gettext_noop("The deadline has moved.")
    RULE_CHANGED = gettext_noop("The rule of this reminder has changed.")  # of rows of before 12/2026
    OVERTAKEN = gettext_noop("A later reminder of the same deadline was due too.")
    NOT_OWED = gettext_noop("Nothing is owed any more.")
    NOBODY = gettext_noop("Nobody holds this role at the agency.")
