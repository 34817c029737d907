from notices.models.ledger import Delivery, Recipient, Reminder, ReminderQuerySet, ReminderRule, locked

__all__ = ["Delivery", "Recipient", "Reminder", "ReminderQuerySet", "ReminderRule", "locked"]
