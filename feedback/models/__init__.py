from feedback.models.handlings import Event, Extension, Handling, Kind, Stop
from feedback.models.items import Consent, ConsentWording, DayNumber, Item, ItemFile, Sender
from feedback.models.limits import Tries
from feedback.models.regulations import Regulation, Step, TimeLimit
from feedback.models.rules import Rule

__all__ = [
    "Consent",
    "ConsentWording",
    "DayNumber",
    "Event",
    "Extension",
    "Handling",
    "Item",
    "ItemFile",
    "Kind",
    "Regulation",
    "Rule",
    "Sender",
    "Step",
    "Stop",
    "TimeLimit",
    "Tries",
]
