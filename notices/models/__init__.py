from notices.models.announcements import Announcement
from notices.models.choices import OfficeHours, Preference
from notices.models.clock import Clock
from notices.models.feeds import CalendarFeed
from notices.models.health import AddressTrouble
from notices.models.ledger import Delivery, Recipient, Reminder, ReminderQuerySet, locked
from notices.models.obligations import Obligation
from notices.models.rules import ReminderRule

__all__ = [
    "AddressTrouble",
    "Announcement",
    "CalendarFeed",
    "Clock",
    "Delivery",
    "Obligation",
    "OfficeHours",
    "Preference",
    "Recipient",
    "Reminder",
    "ReminderQuerySet",
    "ReminderRule",
    "locked",
]
