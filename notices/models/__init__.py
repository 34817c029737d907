from notices.models.choices import OfficeHours, Preference
from notices.models.ledger import Delivery, Recipient, Reminder, ReminderQuerySet, ReminderRule, locked

__all__ = [
    "Delivery",
    "OfficeHours",
    "Preference",
    "Recipient",
    "Reminder",
    "ReminderQuerySet",
    "ReminderRule",
    "locked",
]
