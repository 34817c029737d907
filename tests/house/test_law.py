"""No number of a law, an article or a time limit stands in code or templates without a reason, told here."""

from pathlib import Path

import pytest

from tests.house import law, rules

EXAMPLE = "an example of how such a number is written"
NAME = "the name of a reminder rule that its table starts with; the rule itself is data"
ROW = "the ground that a row starts with; it is changed, with its number, on the page of the row"
PERIOD = "the name of a period"
OWN = "the portal's own, for its pages and memory; no document sets it"

# Modules that fill empty tables: what they state is data from then on, with its document, changed on a page.
STARTS_TABLES = {
    "agencies/holidays.py": "the working calendar",
    "agencies/kinds.py": "kinds of agencies",
    "feedback/actions/reference.py": "consent, retention and limits for data subjects",
    "feedback/standard.py": "the rules of law for feedback",
    "reports/standard.py": "the regime and its form",
}
# What else stands in code and templates, and why.
REASONS: dict[str, dict[str, str]] = {
    "agencies/actions/leaves.py": {"timedelta(days=366)": "a bound against slips of typing"},
    "agencies/models/register.py": {"30/2020/NĐ-CP": ROW},
    "feedback/forms/handling.py": {"152/STP-VP": EXAMPLE},
    "feedback/forms/regulations.py": {"12/QĐ-STP": EXAMPLE},
    "feedback/forms/rules.py": {"12/2024/QĐ-UBND": EXAMPLE},
    "feedback/keys.py": {"timedelta(days=7)": OWN, "timedelta(hours=24)": OWN},
    "feedback/reminders/breach.py": {"1 ngày": NAME},
    "feedback/reminders/regulation.py": {"5 ngày": NAME},
    "feedback/reminders/handling.py": {"1 ngày": NAME, "3 ngày": NAME},
    "feedback/reminders/data_request.py": {"1 ngày": NAME, "3 ngày": NAME},
    "notices/actions/health.py": {"timedelta(days=3)": OWN},
    "notices/forms.py": {"MOST_DAYS = 60": "a bound against slips of typing"},
    "notices/waits.py": {"1 day": "a step of a row of days", "12 months": "what a page shows first"},
    "notices/topics.py": {"1 ngày": NAME, "3 ngày": NAME, "5 ngày": NAME},
    "plans/reminders/activity.py": {"1 ngày": NAME, "3 ngày": NAME},
    "plans/reminders/duty.py": {"timedelta(days=30)": OWN},
    "reformportal/settings.py": {"timedelta(hours=26)": OWN},
    "plans/forms/agency_plans.py": {"35/KH-STP": EXAMPLE},
    "plans/forms/plans.py": {"2074/QĐ-UBND": EXAMPLE},
    "plans/models/duties.py": {"timedelta(days=90)": OWN},
    "plans/reminders/agency_plan.py": {"3 ngày": NAME},
    "plans/spans.py": {"timedelta(days=31)": OWN},
    "records/content/waiting.py": {"timedelta(hours=12)": OWN},
    "reformportal/catalogue.py": dict.fromkeys(("2 ngày", "42 ngày", "10 ngày", "6 tháng"), EXAMPLE),
    "reformportal/models.py": {"timedelta(days=90)": OWN},
    "reports/actions/regimes.py": {"timedelta(days=31)": OWN},
    "reports/documents.py": {"6 tháng": PERIOD, "9 tháng": PERIOD},
    "reports/spans.py": {"6 tháng": PERIOD, "9 tháng": PERIOD},
    "reports/forms/files.py": {"125/BC-STP": EXAMPLE},
    "reports/forms/outgoing.py": {"125/BC-UBND": EXAMPLE},
    "reports/forms/reviewing.py": {"12/BC-UBND": EXAMPLE},
    "reports/reminders/outgoing.py": {"1 ngày": NAME, "3 ngày": NAME},
    "reports/models/papers.py": {"30/2020/NĐ-CP": ROW},
    "reports/models/regimes.py": {"09/2019/NĐ-CP": ROW, "Điều 8": ROW, "timedelta(days=31)": OWN},
    "reports/reminders/waiting.py": {f"{days} ngày": NAME for days in range(1, 7)},
    "templates/feedback/confirm.html": {"7 days": OWN},
}


def stated() -> dict[str, set[str]]:
    """Path to what it states; the sample's texts are invented."""
    found: dict[str, set[str]] = {}
    for path in rules.python_files():
        found[_name(path)] = set(law.stated_in_code(path.read_text("utf-8")))
    for path in rules.templates():
        found[_name(path)] = set(law.stated_in_template(path.read_text("utf-8")))
    return {name: said for name, said in found.items() if said and "/sample/" not in name}


def _name(path: Path) -> str:
    return path.relative_to(rules.ROOT).as_posix()


def test_f10_what_documents_set_is_data_or_has_a_reason_here():
    found = {name: said for name, said in stated().items() if name not in STARTS_TABLES}
    assert found == {name: set(reasons) for name, reasons in REASONS.items()}


def test_f10_only_modules_that_fill_tables_are_let_pass_whole():
    assert [name for name in STARTS_TABLES if not (rules.ROOT / name).exists()] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("DAYS_TO_ANSWER = 2", ["DAYS_TO_ANSWER = 2"]),
        ("MOST_TO_TRANSFER = 5", ["MOST_TO_TRANSFER = 5"]),
        ('LAW = "Nghị định 92/2017/NĐ-CP"', ["92/2017/NĐ-CP"]),
        ('_("It lacks what article 7 asks")', ["article 7"]),
        ('_("It came within the last 60 days.")', ["60 days"]),
        ("today - dt.timedelta(days=60)", ["timedelta(days=60)"]),
        ("days.after(period.ends_on, 1)", ["after(1)"]),
        ("dt.date(today.year, 12, 15)", ["date(…, 12, 15)"]),
        ('def transfer():\n    """Decree 92/2017/ND-CP: within 5 working days."""', []),
        ("today - dt.timedelta(days=1)", []),
        ("dt.date(year, 1, 1)", []),
        ("MOST_FILES = 5", []),
        ("dt.timedelta(days=limit.amount)", []),
    ],
)
def test_what_code_states_is_found(text, found):
    assert [*law.stated_in_code(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("within 90 days of the day (Law 02/2011/QH13)", ["90 days", "02/2011/QH13"]),
        ("(Decree 20/2008/ND-CP, article 7)", ["20/2008/ND-CP", "article 7"]),
        ("{% comment %} Decree 20/2008 {% endcomment %}within {{ amount }} {{ unit }}", []),
        ("17/3/2026", []),
    ],
)
def test_what_pages_state_is_found(text, found):
    assert [*law.stated_in_template(text)] == found
