"""Who may do what: every question that a room's `permissions` answers, asked for everybody.

A question that is missing from the table fails. The slow test breaks each of them in every way it knows, one
at a time: the table has to notice.
"""

import inspect
from importlib import import_module
from types import FunctionType

import pytest
from django.db import transaction

from agencies.models import Officer
from agencies.permissions import posts_of
from records import permissions as gatehouse
from records.models import Attachment
from tests.mutants import mutants_of
from tests.rights import NOWHERE, Asked, make_scene

pytestmark = pytest.mark.django_db
ROOMS = ["agencies", "feedback", "notices", "plans", "records", "reports"]
HEADS = "head deputy"
AT_WORK = "drafter head deputy"
AT_AGENCY = "drafter head clerk deputy reader"
REVIEWERS = "reviewer writing_reviewer"
KEEPERS = "reviewer issuer writing_reviewer"
HOME = "reviewer issuer registrar writing_reviewer home_clerk home_drafter"
PROVINCE = f"{HOME} leader committee"
WITH_A_POST = f"{AT_AGENCY} {PROVINCE} stranger press party office_clerk office_head finance finance_issuer"
EVERYBODY = f"{WITH_A_POST} postless left"

QUESTIONS = [
    # The register
    Asked("agencies.is_home_affairs", "", HOME),
    Asked("agencies.is_leadership", "", "leader committee"),
    Asked("agencies.may_keep_register", "", "registrar"),
    Asked("agencies.require_register_keeper", "", "registrar installation"),
    Asked("agencies.works_at", "agency", AT_AGENCY),
    Asked("agencies.works_at", "no agency", ""),
    Asked("agencies.may_name_unit", "agency", "drafter head clerk deputy registrar"),
    Asked("agencies.sees_contacts_at", "agency", f"{AT_AGENCY} registrar"),
    # Feedback
    Asked("feedback.may_record_regulation", "agency", AT_WORK),
    Asked("feedback.may_handle_at", "agency", AT_WORK),
    Asked("feedback.may_handle", "feedback", AT_WORK),
    Asked("feedback.may_handle", "kept feedback", "stranger"),
    Asked("feedback.may_read_words", "feedback", AT_WORK),
    Asked("feedback.may_read_words", "refused feedback", ""),
    Asked("feedback.drafting_post", "agency", "drafter"),
    Asked("feedback.signing_post", "agency", HEADS),
    Asked("feedback.may_sign", "feedback awaiting", "head"),
    Asked("feedback.may_sign", "feedback in hand", ""),
    Asked("feedback.may_keep_rules", "", KEEPERS),
    Asked("feedback.may_open_file", "regulation's", WITH_A_POST),
    Asked("feedback.may_open_file", "feedback's", ""),
    # Notices
    Asked("notices.may_watch_ledger", "", HOME),
    Asked("notices.may_change_rules", "", f"{REVIEWERS} registrar"),
    Asked("notices.may_announce", "", KEEPERS),
    # Plans
    Asked("plans.may_keep_plans", "", KEEPERS),
    Asked("plans.require_plan_keeper", "", f"{KEEPERS} installation"),
    Asked("plans.may_work_at", "agency", AT_WORK),
    Asked("plans.may_keep_paper", "agency", f"{AT_WORK} clerk"),
    Asked("plans.drafting_post", "agency", "drafter"),
    Asked("plans.signing_post", "agency", HEADS),
    Asked("plans.may_approve", "awaiting plan", "head"),
    Asked("plans.may_approve", "draft plan", ""),
    Asked("plans.may_open_file", "plan's", WITH_A_POST),
    Asked("plans.may_open_file", "agency plan's", f"{AT_AGENCY} {HOME}"),
    Asked("plans.may_open_file", "activity's", f"{AT_AGENCY} {HOME}"),
    Asked("plans.may_open_file", "nowhere", ""),
    # Files of every room
    Asked("records.may_open", "draft's", f"{AT_AGENCY} {HOME}"),
    Asked("records.may_open", "plan's", WITH_A_POST),
    Asked("records.may_open", "nowhere", ""),
    # An agency's reports
    Asked("reports.drafting_post", "draft", "drafter"),
    Asked("reports.signing_post", "draft", HEADS),
    Asked("reports.may_read_draft", "draft", f"{AT_AGENCY} {HOME}"),
    Asked("reports.may_read_draft", "stranger's draft", f"{HOME} stranger"),
    Asked("reports.may_enter", "draft", "drafter"),
    Asked("reports.may_enter", "not started", "drafter"),
    Asked("reports.may_enter", "returned", "drafter"),
    Asked("reports.may_enter", "on behalf", REVIEWERS),
    Asked("reports.may_enter", "awaiting", ""),
    Asked("reports.may_enter", "sent", ""),
    Asked("reports.has_written", "draft", "drafter"),
    Asked("reports.has_written", "not started", ""),
    Asked("reports.has_written", "returned", ""),
    Asked("reports.may_sign", "awaiting", "head"),
    Asked("reports.may_sign", "excused", ""),
    Asked("reports.may_sign", "not started", ""),
    Asked("reports.took_part", "sent", "drafter head deputy writing_reviewer"),
    Asked("reports.took_part", "not started", ""),
    Asked("reports.may_review", "sent", "reviewer"),
    Asked("reports.may_review", "not started", REVIEWERS),
    Asked("reports.may_open_correction", "accepted", f"drafter {REVIEWERS}"),
    Asked("reports.may_record_paper", "sent", f"{AT_WORK} clerk {REVIEWERS}"),
    Asked("reports.awaits_paper", "sent", EVERYBODY),
    Asked("reports.awaits_paper", "accepted", ""),
    # The province's
    Asked("reports.reviewing_post", "", REVIEWERS),
    Asked("reports.issuing_post", "", "issuer"),
    Asked("reports.reviewers_in_force", "today", REVIEWERS),
    Asked("reports.reviewers_in_force", "before they came", ""),
    Asked("reports.may_manage_periods", "", REVIEWERS),
    Asked("reports.may_write_papers", "", KEEPERS),
    Asked("reports.may_see_province", "", PROVINCE),
    # Papers on their way out
    Asked("reports.following_post", "", KEEPERS),
    Asked("reports.may_follow_papers", "", KEEPERS),
    Asked("reports.numbering_post", "Home Affairs' paper", f"{KEEPERS} home_clerk"),
    Asked("reports.numbering_post", "Committee's paper", f"{KEEPERS} home_clerk office_clerk"),
    Asked("reports.may_number", "Home Affairs' paper", f"{KEEPERS} home_clerk"),
    Asked("reports.may_number", "Committee's paper", f"{KEEPERS} home_clerk office_clerk"),
    Asked("reports.outgoing_visible_to", "Home Affairs' paper", PROVINCE),
    Asked("reports.outgoing_visible_to", "Committee's paper", f"{PROVINCE} office_clerk"),
    # Their files
    Asked("reports.may_open_file", "draft's", f"{AT_AGENCY} {HOME}"),
    Asked("reports.may_open_file", "stranger's", f"{HOME} stranger"),
    Asked("reports.may_open_file", "sent", f"{AT_AGENCY} {HOME}"),
    Asked("reports.may_open_file", "accepted", f"{AT_AGENCY} {PROVINCE}"),
    Asked("reports.may_open_file", "signed paper", f"{AT_AGENCY} {PROVINCE}"),
    Asked("reports.may_open_file", "issued", PROVINCE),
    Asked("reports.may_open_file", "issued alone", PROVINCE),
    Asked("reports.may_open_file", "Committee's", f"{PROVINCE} office_clerk"),
    Asked("reports.may_open_file", "signed copy", PROVINCE),
    Asked("reports.may_open_file", "figures'", PROVINCE),
    Asked("reports.may_open_file", "nowhere", ""),
]
# Asked through the others, or no question.
NOT_ASKED = {posts_of, gatehouse.register_file_gate}
# A question turned round that answers the same, and why.
SAME_ANSWERS = {
    "records.register_file_gate: gate not in _gates → gate in _gates": "no question: gates stand already",
    "records.register_file_gate: if gate not in _gates: → if not gate not in _gates:": "the same",
    "reports.numbering_post: not found and clerks → not found": "asks where nothing is to be found",
}


@pytest.fixture
def scene(everything, monkeypatch, caplog):
    """One file gate more, which fails where all others are shut."""
    found = make_scene(everything)
    caplog.set_level("CRITICAL", "records.permissions")
    monkeypatch.setattr(gatehouse, "_gates", [*gatehouse._gates, gate_that_fails])
    return found


def gate_that_fails(officer: Officer, attachment: Attachment) -> bool:
    if attachment.original_name == NOWHERE:
        raise RuntimeError
    return False


def named(question: str) -> FunctionType:
    room, _, name = question.partition(".")
    return getattr(import_module(f"{room}.permissions"), name)


def test_every_question_stands_in_the_table():
    modules = [import_module(f"{room}.permissions") for room in ROOMS]
    written = {
        found
        for module in modules
        for name, found in inspect.getmembers(module, inspect.isfunction)
        if found.__module__ == module.__name__ and not name.startswith("_")
    }
    assert {named(asked.question) for asked in QUESTIONS} == written - NOT_ASKED


def in_order(scene, roles: str) -> str:
    return " ".join(role for role in scene.people if role in roles.split())


def test_who_may_do_what(scene):
    found = {(asked.question, asked.about): scene.yes(asked) for asked in QUESTIONS}
    assert found == {(asked.question, asked.about): in_order(scene, asked.roles) for asked in QUESTIONS}


def asked_of(mutated: FunctionType) -> list[Asked]:
    """What could notice: the question itself first, then those that ask it in their turn."""

    def reaches(question: FunctionType, seen: set[FunctionType]) -> bool:
        seen.add(question)
        names = {name for code in codes(question.__code__) for name in code.co_names}
        inside = [question.__globals__.get(name) for name in names]
        asked = {one for one in inside if inspect.isfunction(one) and one.__module__.endswith(".permissions")}
        return mutated in asked or any(reaches(one, seen) for one in asked - seen)

    own = [asked for asked in QUESTIONS if named(asked.question) is mutated]
    return own + [asked for asked in QUESTIONS if asked not in own and reaches(named(asked.question), set())]


def codes(code):
    yield code
    for inner in code.co_consts:
        if inspect.iscode(inner):
            yield from codes(inner)


def notices(scene, asked: Asked) -> bool:
    try:
        with transaction.atomic():
            return scene.yes(asked) != in_order(scene, asked.roles)
    except Exception:
        return True


@pytest.mark.slow
def test_a_broken_right_is_noticed(scene):
    survived = set()
    for room in ROOMS:
        for mutant in mutants_of(import_module(f"{room}.permissions")):
            with mutant.in_place():
                if not any(notices(scene, asked) for asked in asked_of(mutant.question)):
                    survived.add(mutant.what)
    assert survived == set(SAME_ANSWERS)
