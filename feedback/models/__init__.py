from feedback.models.answers import Answer, Assessment, Delivery, Rating
from feedback.models.breaches import Breach, BreachEntry
from feedback.models.data_limits import DataLimit, Matter
from feedback.models.handlings import Event, Extension, Ground, Handling, Kind, Stop
from feedback.models.items import Consent, ConsentWording, DayNumber, Item, ItemFile, Notice, Sender
from feedback.models.kept import KeptFile
from feedback.models.letters import Letter
from feedback.models.norms import Norm
from feedback.models.publishing import Publication, PublicFile
from feedback.models.regulations import Regulation, Step, TimeLimit
from feedback.models.requests import DataRequest
from feedback.models.retention import Erasure, RetentionRule
from feedback.models.rules import Rule

__all__ = [
    "Answer",
    "Assessment",
    "Breach",
    "BreachEntry",
    "Consent",
    "ConsentWording",
    "DataLimit",
    "DataRequest",
    "DayNumber",
    "Delivery",
    "Erasure",
    "Event",
    "Extension",
    "Ground",
    "Handling",
    "Item",
    "ItemFile",
    "KeptFile",
    "Kind",
    "Letter",
    "Matter",
    "Norm",
    "Notice",
    "PublicFile",
    "Publication",
    "Rating",
    "Regulation",
    "RetentionRule",
    "Rule",
    "Sender",
    "Step",
    "Stop",
    "TimeLimit",
]
