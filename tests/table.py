"""Every address of the portal, and what it answers to whom: the table that tests of the whole walk."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.urls import reverse

from tests.make import ROLES

OWN = "drafter head"  # of the agency whose report, officer or file it is; so is the clerk
AT_AGENCY = f"{OWN} clerk"
OFFICE = "reviewer issuer registrar"
OUTSIDE = "stranger leader press party postless"
ALL = f"{AT_AGENCY} {OFFICE} {OUTSIDE}"
REST = "rest"  # whoever the row does not name
NOT_A_PAGE = 405  # a verb is not opened


class Row(NamedTuple):
    """What an address answers to each role: one code for all who signed in, or roles by code.

    `about` names its arguments (tests.make). A page without a verb leaves `post` out: it is refused.
    """

    name: str
    about: str
    get: int | dict[int, str]
    post: int | dict[int, str] | None = None
    query: str = ""


def only(roles: str, refusal: int, code: int = 200) -> dict[int, str]:
    return {code: roles, refusal: REST}


AGENCY_AND_OFFICE = only(f"{AT_AGENCY} {OFFICE}", 404)
REPORT_IN_HAND = {403: f"head clerk {OFFICE}", 404: OUTSIDE}  # of verbs that are the drafter's alone
BY_HEAD = {403: f"drafter clerk {OFFICE}", 404: OUTSIDE}
BY_REVIEWER = {403: f"{AT_AGENCY} issuer registrar", 404: OUTSIDE}
PROVINCE = only(f"{OFFICE} leader", 403)
OFFICE_ONLY = only(OFFICE, 403)
REVIEWER = only("reviewer", 403)
REVIEWER_TRIES = only("reviewer", 403, 422)  # an empty form comes back
REGISTRAR = only("registrar", 403)
DRAFTING_UNIT = {200: f"{AT_AGENCY} registrar", 404: "postless", 403: REST}
DRAFTING_UNIT_TRIES = {302: f"{AT_AGENCY} registrar", 404: "postless", 403: REST}
REGISTRAR_TRIES = only("registrar", 403, 422)
RULE_KEEPER = only("reviewer registrar", 403)
RULE_KEEPER_TRIES = only("reviewer registrar", 403, 422)
PLAN_KEEPER = only("reviewer issuer", 403)
PLAN_KEEPER_TRIES = only("reviewer issuer", 403, 422)
OWN_WORK_OF_OTHERS = {403: f"clerk {OFFICE}", 404: OUTSIDE}
OWN_WORK = {200: OWN} | OWN_WORK_OF_OTHERS
OWN_WORK_TRIES = {422: OWN} | OWN_WORK_OF_OTHERS
CLERKS_WORK = {200: AT_AGENCY, 403: OFFICE, 404: OUTSIDE}
CLERKS_WORK_TRIES = {422: AT_AGENCY, 403: OFFICE, 404: OUTSIDE}
OWN_VERB = {405: OWN} | OWN_WORK_OF_OTHERS  # a verb is not opened
OWN_VERB_DONE = {302: OWN} | OWN_WORK_OF_OTHERS
OF_HANDLERS = {403: OFFICE, 404: f"clerk {OUTSIDE}"}  # who handles no feedback finds none
HANDLING_WORK = {200: OWN} | OF_HANDLERS
HANDLING_TRIES = {422: OWN} | OF_HANDLERS
HANDLING_VERB = {405: OWN} | OF_HANDLERS
HANDLING_VERB_DONE = {302: OWN} | OF_HANDLERS
HANDLING_IN_HAND = {403: f"head {OFFICE}", 404: f"clerk {OUTSIDE}"}
HANDLING_BY_HEAD = {403: f"drafter {OFFICE}", 404: f"clerk {OUTSIDE}"}
HEADS_HANDLING = {200: "head"} | HANDLING_BY_HEAD
HEADS_HANDLING_TRIES = {422: "head"} | HANDLING_BY_HEAD
CLERK_READS = {403: "clerk", 404: REST}  # what a colleague may open, the clerk may not change
PLAN_WORK = {200: OWN} | CLERK_READS
PLAN_TRIES = {422: OWN} | CLERK_READS
PLAN_DONE = {302: OWN} | CLERK_READS
PLAN_VERB = {405: OWN} | CLERK_READS
OWN_WORK_HERE = only(OWN, 404)
OWN_WORK_HERE_TRIES = only(OWN, 404, 422)
BACK_TO_PLAN = {302: "head", 403: "clerk", 404: REST}  # it does not await its head
WRITERS = {200: "reviewer issuer", 404: "registrar leader", 403: f"{AT_AGENCY} stranger press party postless"}
PAPER_WRITER = only("reviewer issuer", 403)
PAPER_WRITER_TRIES = only("reviewer issuer", 403, 422)
NO_AMENDMENT = {404: "reviewer issuer", 403: REST}
AWAITS_HEAD = {403: "drafter clerk", 404: REST}

OUTGOING = only(f"{OFFICE} leader", 404)  # a clerk of another place does not number it
FOLLOWED = {200: "reviewer issuer", 403: "registrar leader", 404: REST}
FOLLOWED_TRIES = {422: "reviewer issuer", 403: "registrar leader", 404: REST}
FOLLOWED_VERB = only("reviewer issuer", 403, 405)
FOLLOWED_VERB_DONE = only("reviewer issuer", 403, 302)

TABLE = [
    Row("desk", "", 200),
    Row("deadlines", "", 200, 302),
    Row("change_deadlines", "", 200, 302),
    Row("close_deadlines", "", 200, 302),
    # Files
    Row("records:file", "file of the draft", AGENCY_AND_OFFICE),
    Row("records:file", "signed paper", only(f"{AT_AGENCY} {OFFICE} leader", 404)),
    Row("records:file", "file of the stranger's draft", only(f"stranger {OFFICE}", 404)),
    Row("records:file", "issued file", only(f"{OFFICE} leader", 404)),
    # An agency's reports
    Row("reports:list", "", 200),
    Row("reports:report", "draft", AGENCY_AND_OFFICE),
    Row("reports:report", "accepted", only(f"{AT_AGENCY} {OFFICE} leader", 404)),
    Row("reports:report", "stranger's draft", only(f"stranger {OFFICE}", 404)),
    Row("reports:report", "stranger's returned", only(f"stranger {OFFICE}", 404)),
    Row("reports:whole", "draft", AGENCY_AND_OFFICE),
    Row("reports:whole", "accepted", AGENCY_AND_OFFICE),
    Row("reports:check", "draft", AGENCY_AND_OFFICE),
    Row("reports:document", "draft", AGENCY_AND_OFFICE),
    Row("reports:excerpt", "draft", AGENCY_AND_OFFICE),
    Row("reports:excerpt", "accepted", only(f"{AT_AGENCY} {OFFICE} leader", 404)),
    Row("reports:excerpt-document", "draft", 404),
    Row("reports:excerpt-document", "accepted", only(f"{AT_AGENCY} {OFFICE} leader", 404)),
    Row("reports:group", "draft's group", AGENCY_AND_OFFICE, {302: "drafter"} | REPORT_IN_HAND),
    Row("reports:save-group", "draft's group", NOT_A_PAGE, {422: "drafter"} | REPORT_IN_HAND),
    Row("reports:section", "draft's section", AGENCY_AND_OFFICE, {302: "drafter"} | REPORT_IN_HAND),
    Row("reports:save-section", "draft's section", NOT_A_PAGE, {403: f"head clerk {OFFICE}", 404: REST}),
    Row("reports:blanks", "draft", {200: "drafter"} | REPORT_IN_HAND, {422: "drafter"} | REPORT_IN_HAND),
    Row(
        "reports:take-recorded", "draft", {200: "drafter"} | REPORT_IN_HAND, {422: "drafter"} | REPORT_IN_HAND
    ),
    Row("reports:records", "draft's figure from records", AGENCY_AND_OFFICE),
    Row("reports:records", "draft's figure without records", 404),
    Row("reports:records", "stranger's figure from records", only(f"stranger {OFFICE}", 404)),
    Row(
        "reports:add-evidence",
        "draft",
        {200: "drafter"} | REPORT_IN_HAND,
        {422: "drafter"} | REPORT_IN_HAND,
        "?section={section}",
    ),
    Row(
        "reports:remove-evidence",
        "draft's evidence",
        {200: "drafter"} | REPORT_IN_HAND,
        {302: "drafter"} | REPORT_IN_HAND,
    ),
    Row("reports:take-nil", "draft", NOT_A_PAGE, {302: "drafter"} | REPORT_IN_HAND),
    Row("reports:submit", "draft", NOT_A_PAGE, {302: "drafter"} | REPORT_IN_HAND),
    Row("reports:withdraw", "awaiting", NOT_A_PAGE, {302: "drafter"} | REPORT_IN_HAND),
    Row("reports:hand-back", "awaiting", {200: "head"} | BY_HEAD, {422: "head"} | BY_HEAD),
    Row("reports:sign", "awaiting", NOT_A_PAGE, {302: "head"} | BY_HEAD),
    Row(
        "reports:send-on-behalf",
        "on behalf",
        {200: "reviewer"} | BY_REVIEWER,
        {422: "reviewer"} | BY_REVIEWER,
    ),
    Row(
        "reports:correct",
        "accepted",
        {200: "drafter reviewer", 403: "head clerk issuer registrar", 404: OUTSIDE},
        {422: "drafter reviewer", 403: "head clerk issuer registrar", 404: OUTSIDE},
    ),
    Row("reports:sending", "accepted sending", only(f"{AT_AGENCY} {OFFICE} leader", 404)),
    Row("reports:sending", "sent sending", AGENCY_AND_OFFICE),
    Row(
        "reports:official-paper",
        "sent sending",
        {200: f"{AT_AGENCY} reviewer", 403: "issuer registrar", 404: OUTSIDE},
        {422: f"{AT_AGENCY} reviewer", 403: "issuer registrar", 404: OUTSIDE},
    ),
    # Review
    Row("reports:review", "sent", {200: OFFICE, 403: AT_AGENCY, 404: OUTSIDE}),
    Row("reports:return", "sent", NOT_A_PAGE, {422: "reviewer"} | BY_REVIEWER),
    Row("reports:accept", "sent", NOT_A_PAGE, {422: "reviewer"} | BY_REVIEWER),
    Row("reports:extend", "draft", {200: "reviewer"} | BY_REVIEWER, {422: "reviewer"} | BY_REVIEWER),
    Row("reports:excuse", "draft", {200: "reviewer"} | BY_REVIEWER, {422: "reviewer"} | BY_REVIEWER),
    Row("reports:take-over", "draft", {200: "reviewer"} | BY_REVIEWER, {422: "reviewer"} | BY_REVIEWER),
    Row("reports:give-back", "on behalf", {200: "reviewer"} | BY_REVIEWER, {422: "reviewer"} | BY_REVIEWER),
    Row("reports:owe-again", "draft", {200: "reviewer"} | BY_REVIEWER, {422: "reviewer"} | BY_REVIEWER),
    Row("reports:reviewers", "", OFFICE_ONLY, REVIEWER_TRIES),
    # Periods and the regime
    Row("reports:periods", "", OFFICE_ONLY),
    Row("reports:generate-year", "year", only("reviewer", 403, 405), only("reviewer", 403, 302)),
    Row("reports:period", "open period", OFFICE_ONLY),
    Row("reports:open-period", "planned period", REVIEWER, only("reviewer", 403, 302)),
    Row("reports:set-window", "open period", REVIEWER, REVIEWER_TRIES),
    Row("reports:set-deadline", "open period", REVIEWER, REVIEWER_TRIES),
    Row("reports:board", "", only(f"{OFFICE} leader", 403, 302)),
    Row("reports:board", "open period", PROVINCE),
    Row("reports:board-xlsx", "open period", PROVINCE),
    Row("reports:board-csv", "open period", PROVINCE),
    Row("reports:year-board", "year", PROVINCE),
    Row("reports:timeliness", "", PROVINCE),
    Row("reports:regime", "", OFFICE_ONLY),
    Row("reports:change-regime", "", REVIEWER, REVIEWER_TRIES),
    Row("reports:approval-rule", "", REVIEWER, REVIEWER_TRIES),
    Row("reports:change-layout", "layout", REVIEWER, REVIEWER_TRIES),
    Row("reports:period-kinds", "", REVIEWER, REVIEWER_TRIES),
    Row("reports:add-rule", "", REVIEWER, REVIEWER_TRIES),
    Row("reports:change-rule", "rule", REVIEWER, REVIEWER_TRIES),
    Row("reports:remove-rule", "rule", REVIEWER, only("reviewer", 403, 302)),
    Row("reports:form", "form", OFFICE_ONLY),
    Row("reports:form-section", "form's section", REVIEWER, only("reviewer", 403, 302)),
    Row("reports:add-section-figure", "form's section", REVIEWER, REVIEWER_TRIES),
    Row("reports:change-phrase", "form's spoken figure", REVIEWER, only("reviewer", 403, 302)),
    Row("reports:remove-section-figure", "form's spoken figure", REVIEWER, only("reviewer", 403, 302)),
    Row("reports:add-source", "form", REVIEWER, REVIEWER_TRIES),
    Row("reports:end-source", "source", REVIEWER, only("reviewer", 403, 302)),
    Row("reports:set-limit", "form", REVIEWER, REVIEWER_TRIES),
    Row("reports:end-limit", "limit", REVIEWER, REVIEWER_TRIES),
    Row("reports:set-jumps", "form", REVIEWER, REVIEWER_TRIES),
    Row("reports:renew-form", "", REVIEWER, REVIEWER_TRIES),
    Row("reports:change-guidance", "form's indicator", REVIEWER, REVIEWER_TRIES),
    # The province's figures and papers
    Row("reports:consolidated", "open period", PROVINCE),
    Row("reports:behind", "figure", PROVINCE),
    Row("reports:explain-check", "check that does not hold", PAPER_WRITER, PAPER_WRITER_TRIES),
    Row("reports:figures-xlsx", "open period", PROVINCE),
    Row("reports:figures-csv", "open period", PROVINCE),
    Row("reports:paper", "open paper", WRITERS),
    Row("reports:paper", "paper of a planned period", {404: f"{OFFICE} leader", 403: REST}),
    Row("reports:paper", "issued paper", PROVINCE),
    Row("reports:paper-section", "open paper's section", REVIEWER, REVIEWER_TRIES),
    Row("reports:paper-document", "open paper", WRITERS),
    Row("reports:paper-document", "issued paper", PROVINCE),
    Row("reports:paper-excerpt", "open paper", WRITERS),
    Row("reports:paper-excerpt", "issued paper", PROVINCE),
    Row("reports:paper-excerpt-document", "open paper", WRITERS),
    Row("reports:paper-excerpt-document", "issued paper", PROVINCE),
    Row("reports:issue-paper", "open paper", only("issuer", 403), only("issuer", 403, 422)),
    Row("reports:paper-issue", "issued paper's first issue", PROVINCE),
    Row("reports:paper-issue-document", "issued paper's first issue", PROVINCE),
    Row("reports:amend-paper", "issued paper", PAPER_WRITER, PAPER_WRITER_TRIES),
    Row("reports:drop-amendment", "open paper", NO_AMENDMENT, NO_AMENDMENT),  # nothing was begun anew
    Row("reports:drop-amendment", "begun amendment", PAPER_WRITER, PAPER_WRITER_TRIES),
    Row("reports:begin-outgoing", "issued paper's key", FOLLOWED_VERB, FOLLOWED_VERB_DONE),
    Row("reports:outgoing", "outgoing paper", OUTGOING),
    Row("reports:submission", "outgoing paper", 404),  # it is signed at Home Affairs itself
    Row("reports:move-outgoing", "outgoing paper's step", FOLLOWED, FOLLOWED_TRIES),
    Row("reports:number-outgoing", "outgoing paper", FOLLOWED, FOLLOWED_TRIES),
    Row("reports:add-dispatch", "outgoing paper", FOLLOWED, FOLLOWED_TRIES),
    Row("reports:move-dispatch", "dispatch's step", FOLLOWED, FOLLOWED_TRIES),
    Row("reports:figures-receipt", "dispatch", FOLLOWED, FOLLOWED_TRIES),
    Row("reports:sheet", "open period", OFFICE_ONLY),
    Row("reports:sheet-xlsx", "open period", OFFICE_ONLY),
    Row("reports:roads", "", REVIEWER, REVIEWER_TRIES),
    Row("reports:sheet-lines", "form", REVIEWER),
    Row("reports:change-sheet", "form", REVIEWER, REVIEWER_TRIES),
    Row("reports:add-sheet-line", "form", REVIEWER, REVIEWER_TRIES),
    Row("reports:change-sheet-line", "sheet line", REVIEWER, REVIEWER_TRIES),
    Row("reports:remove-sheet-line", "sheet line", REVIEWER, only("reviewer", 403, 302)),
    # The province's plans
    Row("plans:list", "", 200),
    Row("plans:mine", "", 200),
    Row("plans:overdue", "", 200),
    Row("plans:update-duty", "assignment", PLAN_WORK, PLAN_TRIES),
    Row("plans:plan", "plan", {200: REST, 404: "postless"}),
    Row("plans:duty", "duty", {200: REST, 404: "postless"}),
    Row("plans:create", "", PLAN_KEEPER, PLAN_KEEPER_TRIES),
    Row("plans:correct", "plan", PLAN_KEEPER, PLAN_KEEPER_TRIES),
    Row("plans:correct-decision", "decision", PLAN_KEEPER, PLAN_KEEPER_TRIES),
    Row("plans:adjust", "plan", PLAN_KEEPER, PLAN_KEEPER_TRIES),
    Row("plans:add-duty", "plan", PLAN_KEEPER, PLAN_KEEPER_TRIES),
    Row("plans:reword", "duty", PLAN_KEEPER, PLAN_KEEPER_TRIES),
    Row("plans:drop", "duty", PLAN_KEEPER, only("reviewer issuer", 403, 302)),
    Row("records:file", "file of the plan", {200: REST, 404: "postless"}),
    # Feedback channels
    Row("feedback:channels", "", 200),
    Row("feedback:channel", "agency", only(f"{AT_AGENCY} {OFFICE} stranger leader press party", 404)),
    Row("feedback:record-regulation", "agency", OWN_WORK, OWN_WORK_TRIES),
    Row("feedback:change-contacts", "agency", OWN_WORK, OWN_WORK_TRIES),
    Row("feedback:rules", "", 200),
    Row("feedback:handlings", "", 200),
    Row("feedback:book", "", 200),
    Row("feedback:data-requests", "", 200),
    Row("feedback:add-data-request", "agency", OWN_WORK_HERE, OWN_WORK_HERE_TRIES),
    Row("feedback:data-request", "data request", only(OWN, 404)),
    Row("feedback:answer-data-request", "data request", only(OWN, 404), only(OWN, 404, 422)),
    Row("feedback:extend-data-request", "data request", only(OWN, 404), only(OWN, 404, 422)),
    Row("feedback:carry-out-data-request", "data request", only(OWN, 404), only(OWN, 404, 422)),
    Row("feedback:export-data-requests", "", 200),
    Row("feedback:breaches", "", REGISTRAR),
    Row("feedback:record-breach", "", REGISTRAR, REGISTRAR_TRIES),
    Row("feedback:export-breaches", "", REGISTRAR),
    Row("feedback:breach", "breach", REGISTRAR),
    Row("feedback:add-breach-entry", "breach", REGISTRAR, REGISTRAR_TRIES),
    Row("feedback:data-limits", "", 200),
    Row("feedback:confirm-data-limit", "data limit", NOT_A_PAGE, only("reviewer issuer", 403, 302)),
    Row("feedback:set-retention", "", PLAN_KEEPER, PLAN_KEEPER_TRIES),
    Row("feedback:set-data-limit", "matter of data", PLAN_KEEPER, PLAN_KEEPER_TRIES),
    Row("feedback:export-book", "", 200),
    Row("feedback:enter", "agency", OWN_WORK_HERE, OWN_WORK_HERE_TRIES),
    Row("feedback:handling", "feedback", only(f"{OWN} {OFFICE}", 404)),
    Row("feedback:handling", "feedback answered", only(f"{OWN} {OFFICE}", 404)),
    Row("records:file", "file of the feedback", 404),
    Row("feedback:sender", "feedback", HANDLING_VERB, {200: OWN} | OF_HANDLERS),
    Row("feedback:new-secret", "feedback", HANDLING_WORK, HANDLING_TRIES),
    Row("feedback:clear-doubt", "feedback", HANDLING_VERB, HANDLING_VERB_DONE),
    Row("feedback:accept", "feedback", HANDLING_WORK, HANDLING_TRIES),
    Row("feedback:assign", "feedback", HANDLING_WORK, HANDLING_TRIES),
    Row("feedback:transfer", "feedback", HANDLING_WORK, HANDLING_TRIES),
    Row("feedback:pass-part", "feedback", HANDLING_WORK, HANDLING_TRIES),
    Row("feedback:refuse", "feedback", HANDLING_WORK, HANDLING_TRIES),
    Row("feedback:reconsider", "refused feedback", HANDLING_VERB, HANDLING_VERB_DONE),
    Row("feedback:duplicate", "feedback", HANDLING_WORK, HANDLING_TRIES),
    Row("feedback:ask", "feedback in hand", HANDLING_WORK, HANDLING_TRIES),
    Row("feedback:resume", "feedback in hand", HANDLING_VERB, HANDLING_VERB_DONE),
    Row("feedback:tell", "feedback in hand", HANDLING_WORK, HANDLING_TRIES),
    Row("feedback:extend", "feedback in hand", HANDLING_WORK, HANDLING_TRIES),
    Row("feedback:answer", "feedback in hand", HANDLING_WORK, HANDLING_TRIES),
    Row("feedback:submit-answer", "feedback in hand", HANDLING_VERB, {302: "drafter"} | HANDLING_IN_HAND),
    Row("feedback:take-back-answer", "feedback awaiting", HANDLING_VERB, {302: "drafter"} | HANDLING_IN_HAND),
    Row("feedback:hand-back-answer", "feedback awaiting", HANDLING_WORK, HANDLING_TRIES),
    Row(
        "feedback:sign-answer",
        "feedback awaiting",
        HEADS_HANDLING,
        HEADS_HANDLING_TRIES,
    ),
    Row("feedback:letter", "feedback answered", HANDLING_VERB, {200: OWN} | OF_HANDLERS),
    Row("feedback:open-file", "feedback and its file", HANDLING_VERB, {200: OWN} | OF_HANDLERS),
    Row("feedback:delivery", "feedback answered", HANDLING_WORK, HANDLING_TRIES),
    Row("feedback:post", "feedback answered", HANDLING_WORK, HANDLING_TRIES),
    Row("feedback:recall-answer", "feedback answered", HANDLING_VERB, HANDLING_VERB_DONE),
    Row("feedback:reopen", "feedback answered", HANDLING_WORK, HANDLING_TRIES),
    Row("feedback:publish", "feedback answered", HANDLING_WORK, HANDLING_TRIES),
    Row(
        "feedback:approve-publication",
        "drafted feedback",
        HEADS_HANDLING,
        HEADS_HANDLING_TRIES,
    ),
    Row("feedback:public-files", "shown feedback", HANDLING_WORK, HANDLING_TRIES),
    Row("feedback:look-at-public-file", "public file", HANDLING_VERB, {200: OWN} | OF_HANDLERS),
    Row("feedback:approve-public-file", "public file", HANDLING_VERB, {302: "head"} | HANDLING_BY_HEAD),
    Row("feedback:remove-public-file", "removable file", HANDLING_VERB, HANDLING_VERB_DONE),
    Row("feedback:take-down", "shown feedback", HANDLING_WORK, HANDLING_TRIES),
    Row("feedback:redraft", "shown feedback", HANDLING_VERB, HANDLING_VERB_DONE),
    Row("feedback:add-rule", "", PLAN_KEEPER, PLAN_KEEPER_TRIES),
    Row("feedback:norms", "", 200),
    Row("feedback:set-norm", "norm code", PLAN_KEEPER, PLAN_KEEPER_TRIES),
    Row("feedback:confirm-norm", "norm", 405, {302: "reviewer issuer", 404: "postless", 403: REST}),
    Row("feedback:change-rule", "reform rule", PLAN_KEEPER, PLAN_KEEPER_TRIES),
    # Agencies' own plans
    Row("plans:agency-plans", "", 200),
    Row("plans:agency-plan", "draft plan", only(AT_AGENCY, 404)),
    Row("plans:agency-plan", "issued plan", AGENCY_AND_OFFICE),
    Row("plans:agency-plan-document", "draft plan", only(AT_AGENCY, 404)),
    Row("plans:agency-plan-document", "issued plan", AGENCY_AND_OFFICE),
    Row("plans:begin-plan", "agency", NOT_A_PAGE, {302: "drafter", 403: "head clerk", 404: REST}),
    Row("plans:add-item", "draft plan", PLAN_WORK, PLAN_TRIES),
    Row("plans:change-item", "line", PLAN_WORK, PLAN_TRIES),
    Row("plans:remove-item", "line", PLAN_WORK, PLAN_DONE),
    Row("plans:take-up", "draft plan", PLAN_VERB, PLAN_DONE),
    Row("plans:submit-plan", "draft plan", PLAN_VERB, {302: "drafter", 403: "head clerk", 404: REST}),
    Row("plans:withdraw-plan", "draft plan", PLAN_VERB, {302: "drafter", 403: "head clerk", 404: REST}),
    Row(
        "plans:hand-back-plan",
        "draft plan",
        BACK_TO_PLAN | {200: "drafter"},
        PLAN_TRIES,  # what was typed is kept
    ),
    Row("plans:hand-back-plan", "awaiting plan", PLAN_WORK, PLAN_TRIES),
    Row(
        "plans:approve-plan",
        "draft plan",
        BACK_TO_PLAN | {403: "drafter clerk"},
        BACK_TO_PLAN | {403: "drafter clerk"},
    ),
    Row("plans:approve-plan", "awaiting plan", {200: "head"} | AWAITS_HEAD, {422: "head"} | AWAITS_HEAD),
    Row("plans:plan-paper", "issued plan", CLERKS_WORK, CLERKS_WORK_TRIES),
    Row("records:file", "file of the issued plan", AGENCY_AND_OFFICE),
    # Activities
    Row("plans:activities", "", 200),
    Row("plans:calendar", "", 200),
    Row("plans:comparison", "", 200),
    Row("plans:export-activities", "", 200),
    Row("plans:import-activities", "agency", PLAN_WORK, PLAN_TRIES),
    Row("plans:import-template", "agency", PLAN_WORK),
    Row("plans:plan-activity", "agency", PLAN_WORK, PLAN_TRIES),
    Row("plans:record-activity", "agency", PLAN_WORK, PLAN_TRIES),
    Row("plans:activity", "activity", AGENCY_AND_OFFICE),
    Row("plans:change-activity", "activity", OWN_WORK, OWN_WORK_TRIES),
    Row("plans:finish-activity", "activity", OWN_WORK, OWN_WORK_TRIES),
    Row("plans:update-activity", "activity", OWN_WORK, OWN_WORK_TRIES),
    Row("plans:add-result", "activity", OWN_WORK, OWN_WORK_TRIES),
    Row("plans:add-proof", "activity", OWN_WORK, OWN_WORK_TRIES),
    Row("plans:remove-result", "result", OWN_WORK, {302: OWN} | OWN_WORK_OF_OTHERS),
    Row("plans:remove-proof", "proof", OWN_WORK, {302: OWN} | OWN_WORK_OF_OTHERS),
    Row("records:file", "file of the activity", AGENCY_AND_OFFICE),
    # The register and the calendar
    Row("agencies:list", "", 200),
    Row("agencies:mine", "", 200),
    Row("agencies:detail", "agency", {200: REST, 404: "postless"}),
    Row("agencies:officers", "", 200),
    Row("agencies:officer", "drafter", only(f"{AT_AGENCY} registrar", 404)),
    Row("agencies:leave", "", 200, 422),
    Row("agencies:end_leave", "leave", NOT_A_PAGE, only("drafter", 404, 302)),
    Row("agencies:propose_substitute", "leave", NOT_A_PAGE, only("drafter head", 404, 302)),
    Row("agencies:substitute", "proposed leave", REGISTRAR, REGISTRAR_TRIES),
    Row("agencies:refuse_substitute", "proposed leave", REGISTRAR, REGISTRAR_TRIES),
    Row("agencies:calendar", "", 200),
    Row("agencies:calendar_year", "year", 200),
    Row("agencies:create", "", REGISTRAR, REGISTRAR_TRIES),
    Row("agencies:change", "agency", REGISTRAR, REGISTRAR_TRIES),
    Row("agencies:kinds", "", 200),
    Row("agencies:change_kind", "kind of agency", REGISTRAR, REGISTRAR_TRIES),
    Row("agencies:drafting_unit", "agency", DRAFTING_UNIT, DRAFTING_UNIT_TRIES),
    Row("agencies:close", "agency", REGISTRAR, REGISTRAR_TRIES),
    Row("agencies:correct", "agency's version", REGISTRAR, REGISTRAR_TRIES),
    Row("agencies:succession", "", REGISTRAR, REGISTRAR_TRIES),
    Row("agencies:create_officer", "", REGISTRAR, REGISTRAR_TRIES),
    Row("agencies:change_officer", "drafter", REGISTRAR, REGISTRAR_TRIES),
    Row("agencies:give_post", "drafter", REGISTRAR, REGISTRAR_TRIES),
    Row("agencies:deactivate", "drafter", REGISTRAR, only("registrar", 403, 302)),
    Row("agencies:reactivate", "drafter", only("registrar", 403, 405), only("registrar", 403, 302)),
    Row("agencies:link", "drafter", only("registrar", 403, 405), only("registrar", 403)),
    Row("agencies:end_post", "drafter's post", REGISTRAR, REGISTRAR_TRIES),
    Row("agencies:add_day", "", REGISTRAR, REGISTRAR_TRIES),
    Row("agencies:change_day", "day off", REGISTRAR, REGISTRAR_TRIES),
    Row("agencies:remove_day", "day off", REGISTRAR, only("registrar", 403, 302)),
    Row("agencies:import", "", REGISTRAR, REGISTRAR_TRIES),
    Row("agencies:import_template", "", REGISTRAR),
    # Notices
    Row("notices:inbox", "", 200),
    Row("notices:read_all", "", NOT_A_PAGE, 302),
    Row("notices:read", "notice", NOT_A_PAGE, only("drafter", 404, 302)),
    Row("notices:open", "notice", NOT_A_PAGE, only("drafter", 404, 302)),
    Row("notices:preferences", "", 200, 422),
    Row("notices:rules", "", OFFICE_ONLY),
    Row("notices:change_rule", "reminder_rule", RULE_KEEPER, RULE_KEEPER_TRIES),
    Row("notices:end_rule", "reminder_rule", RULE_KEEPER, RULE_KEEPER_TRIES),
    Row(
        "notices:take_back_rule",
        "reminder_rule",
        only("reviewer registrar", 403),
        only("reviewer registrar", 403, 422),
    ),
    Row("notices:add_step", "kind_of_reminder", RULE_KEEPER, RULE_KEEPER_TRIES),
    Row("notices:health", "", OFFICE_ONLY),
    Row("notices:waits", "", OFFICE_ONLY),
    Row(
        "notices:confirm-clock",
        "",
        only("reviewer registrar", 403, 405),
        only("reviewer registrar", 403, 302),
    ),
    Row("notices:resume", "", RULE_KEEPER, RULE_KEEPER_TRIES),
    Row("notices:announce", "", only("reviewer issuer", 403), only("reviewer issuer", 403, 422)),
    Row("notices:announcements", "", OFFICE_ONLY),
    Row("notices:announcement", "announcement", AGENCY_AND_OFFICE),
    Row("notices:ledger", "", OFFICE_ONLY),
    Row("notices:coming", "", OFFICE_ONLY),
    Row("notices:retry", "reminder", only(OFFICE, 403, 405), only(OFFICE, 403, 302)),
    Row("notices:outbox", "", 200),
    # One's own account
    Row("account_logout", "", 200, 302),
    Row("account_change_password", "", 200, 200),
    Row("account_set_password", "", 302, 302),
    Row("account_reauthenticate", "", 200, 200),
]

# What anybody on the Internet may ask for. Nothing else: each line was thought about.
PUBLIC = [
    Row("home", "", 200),
    Row("help", "", 200),
    Row("design", "", 200),  # in a trial only
    Row("alive", "", 200),
    Row("ready", "", 200),
    Row("set_language", "", 302, 302),
    Row("deadlines_feed", "made up pass", 404),
    Row("feedback:start", "", 200),
    Row("feedback:send", "", 200, 422),
    Row("feedback:notice", "", 200),
    Row("feedback:find-rules", "", 200),
    Row("feedback:follow", "", 200, 422),
    Row("feedback:add", "", 405, 403),  # without a pass
    Row("feedback:withdraw", "", 405, 403),
    Row("feedback:withdraw-consent", "", 405, 403),
    Row("feedback:similar", "", 200),
    Row("feedback:confirm", "made up pass", 404, 404),
    Row("feedback:public", "", 200),
    Row("feedback:feed", "", 200),
    Row("feedback:public-numbers", "", 200),
    Row("feedback:lost", "", 200, 422),
    Row("feedback:renew", "made up pass", 404, 404),
    Row("feedback:open-data", "ending", 200),
    Row("feedback:published", "published feedback", 200),
    Row("feedback:public-file", "opened file", 200),
    Row("feedback:rate", "feedback answered", 405, 403),
    Row("account_login", "", {200: "nobody", 302: REST}, {200: "nobody", 302: REST}),
    Row("account_inactive", "", 200),
    Row("account_signup", "", {200: "nobody", 302: REST}, {200: "nobody", 302: REST}),  # nobody signs up
    Row("account_reset_password", "", 200, 200),
    Row("account_reset_password_done", "", 200),
    Row("account_reset_password_from_key", "spent link", 200, 200),
    Row("account_reset_password_from_key_done", "", 200),
]


def expected(answer: int | dict[int, str], *, is_public: bool = False) -> dict[str, int]:
    """The code for each role."""
    roles = ["nobody", *ROLES] if is_public else ROLES
    if isinstance(answer, int):
        found = dict.fromkeys(roles, answer)
    else:
        named = {role: code for code, names in answer.items() for role in names.split()}
        found = {role: named[role] if role in named else named[REST] for role in roles}
    return {"nobody": 302} | found


def address(row: Row, things: dict[str, list[Any]]) -> str:
    section = things["draft's section"][1]
    return reverse(row.name, args=things[row.about]) + row.query.format(section=section)
