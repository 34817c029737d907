"""Every way the register of agencies, the officers and the calendar change. Each is one transaction,
leaves an entry in the audit trail, and is refused to whoever does not keep the register, but for an officer's
own leave and language. `by` is None only when no officer acts: an installation command."""

from agencies.actions.calendar import add_calendar_day, remove_calendar_day, set_calendar_day
from agencies.actions.imports import AgencyRow, Imported, OfficerRow, Problem, RowsRefused, import_register
from agencies.actions.leaves import choose_language, end_leave, take_leave
from agencies.actions.officers import (
    change_officer,
    create_officer,
    deactivate_officer,
    end_post,
    first_link,
    give_post,
    issue_link,
    reactivate_officer,
)
from agencies.actions.register import (
    SuccessionRow,
    change_agency,
    change_kind,
    close_agency,
    correct_version,
    create_agency,
    name_unit,
    record_succession,
)
from agencies.actions.substitutes import give_substitute, propose_substitute, refuse_substitute

__all__ = [
    "AgencyRow",
    "Imported",
    "OfficerRow",
    "Problem",
    "RowsRefused",
    "SuccessionRow",
    "add_calendar_day",
    "change_agency",
    "change_kind",
    "change_officer",
    "choose_language",
    "close_agency",
    "correct_version",
    "create_agency",
    "create_officer",
    "deactivate_officer",
    "end_leave",
    "end_post",
    "first_link",
    "give_post",
    "give_substitute",
    "import_register",
    "issue_link",
    "name_unit",
    "propose_substitute",
    "reactivate_officer",
    "record_succession",
    "refuse_substitute",
    "remove_calendar_day",
    "set_calendar_day",
    "take_leave",
]
