"""What an agency has not handed in is its own and Home Affairs': proved with words that would be found."""

import pytest
from django.urls import reverse

from notices.actions import claim_due
from notices.models import Reminder
from notices.topics import describe
from records.models import Attachment
from records.numbers import format_number
from reports.actions.sending import open_correction
from reports.models import Evidence, Figure, FigureGroup, FigureValue, Period, Report, Section
from tests.agencies.make import make_agency, make_post
from tests.make import MARK, MARKED_NUMBER, add_file
from tests.records.files import make_pdf
from tests.reports.make import at, figure, fresh
from tests.visitors import changed_since, fingerprint, readable

pytestmark = pytest.mark.django_db

OUTSIDERS = ["nobody", "drafter", "leader", "press"]  # a head, the Party and others see no more than these
FEW = 25  # of a kind; a form has 44 figures and a province many periods
SECRETS = [MARK, format_number(MARKED_NUMBER), str(MARKED_NUMBER)]


def pages_with_secrets(visitors, role: str, **options) -> tuple[set[str], int]:
    """Where the role finds the other agency's words, and how many pages it was shown; no link is dead."""
    found, shown = set(), 0
    for _page, url, answer in visitors.wander(role, **options):
        assert answer.status_code in (200, 302), f"a link leads {role} to {url}"
        shown += answer.status_code == 200
        if any(secret in readable(answer) for secret in SECRETS):
            found.add(url)
    return found, shown


@pytest.mark.parametrize("role", OUTSIDERS)
def test_no_link_leads_outsiders_to_what_an_agency_keeps(visitors, role):
    found, shown = pages_with_secrets(visitors, role, alike=FEW)
    assert (found, shown > 4) == (set(), True)


@pytest.mark.parametrize("role", ["drafter", "leader"])
def test_no_figures_page_of_any_period_shows_outsiders_the_secret_number(visitors, everything, role):
    """Of these the walk takes some only."""
    reports = Report.objects.filter(pk__in=everything.secret_report_ids)
    codes = FigureValue.objects.filter(agency__in=reports.values("agency"), number=MARKED_NUMBER).values_list(
        "figure__code", flat=True
    )
    assert codes
    for period in Period.objects.all():
        for asked in Figure.objects.of_form(period.form_version_id).filter(code__in=codes):
            answer = visitors.ask(role, "get", reverse("reports:behind", args=[period.pk, asked.pk]))
            assert not any(secret in readable(answer) for secret in SECRETS)


def test_the_same_walk_finds_it_where_it_may_be_read(visitors, everything):
    found, shown = pages_with_secrets(visitors, "stranger", alike=FEW)
    draft, returned = everything.secret_report_ids
    wanted = {reverse("reports:report", args=[pk]) for pk in (draft, returned)}
    wanted |= {reverse("records:file", args=[everything.secret_file_id])}
    assert (wanted - found, shown > 40) == (set(), True)


@pytest.mark.parametrize("role", ["head", "reviewer", "issuer", "registrar"])
def test_no_link_leads_to_a_closed_door(visitors, role):
    _found, shown = pages_with_secrets(visitors, role, alike=2)
    assert shown > 10


@pytest.mark.parametrize("role", ["drafter", "leader", "press", "postless"])
def test_guessed_reports_and_files_are_not_there(visitors, everything, role):
    """Every id there is, and some that are not: exactly one's own are found."""
    officer = everything.officers[role]
    known = set(Report.objects.values_list("pk", flat=True))
    numbers = known | {1, min(known) - 1, *range(max(known) + 1, max(known) + 5)}
    own = set(Report.objects.visible_to(officer).values_list("pk", flat=True))
    found = {
        pk
        for pk in numbers
        if visitors.ask(role, "get", reverse("reports:report", args=[pk])).status_code != 404
    }
    assert (found, found & everything.secret_report_ids) == (own, set())
    urls = {pk: reverse("records:file", args=[pk]) for pk in Attachment.objects.values_list("pk", flat=True)}
    opened = {pk for pk, url in urls.items() if visitors.ask(role, "get", url).status_code != 404}
    assert (everything.secret_file_id in urls, everything.secret_file_id in opened) == (True, False)


REPORT_ADDRESSES = ["whole", "check", "document", "blanks", "add-evidence", "review"]


def test_no_address_of_a_foreign_report_answers(visitors, everything):
    group, section = FigureGroup.objects.first().pk, Section.objects.filter(is_heading=False).first().pk
    seen = set()
    for pk in everything.secret_report_ids:
        urls = [reverse(f"reports:{name}", args=[pk]) for name in REPORT_ADDRESSES]
        urls += [reverse("reports:group", args=[pk, group]), reverse("reports:section", args=[pk, section])]
        urls += [reverse("reports:sending", args=[pk, 1]), reverse("reports:official-paper", args=[pk, 1])]
        seen |= {(url, visitors.ask("drafter", "get", url).status_code) for url in urls}
    assert {code for _url, code in seen} == {404}


def test_a_foreign_proof_is_not_reached_through_an_own_report(visitors, everything):
    mine = everything.things["draft"][0]
    theirs = Evidence.objects.get(report__in=everything.secret_report_ids, attachment__isnull=False)
    url = reverse("reports:remove-evidence", args=[mine, theirs.pk])
    before = fingerprint()
    codes = [visitors.ask("drafter", method, url).status_code for method in ("get", "post")]
    assert (codes, changed_since(before)) == ([404, 404], [])


def test_a_strangers_saves_change_nothing(visitors, everything):
    """With the fields a page would send, not with an empty form."""
    report = Report.objects.get(pk=min(everything.secret_report_ids))
    asked = figure(report, "TT05")
    section = Section.objects.filter(form_version=report.period.form_version_id, is_heading=False).first()
    typed = {f"f{asked.pk}-number": "9", f"f{asked.pk}-seen": "1.x"}
    group = reverse("reports:group", args=[report.pk, asked.indicator.group_id])
    words = {"s-text": "Của tôi", "s-seen": "1.x"}
    text = reverse("reports:section", args=[report.pk, section.pk])
    attempts = [(group, typed), (f"{group}save/", typed), (text, words), (f"{text}save/", words)]
    before = fingerprint()
    for role in ["drafter", "head", "leader", "press", "party", "postless"]:
        codes = [visitors.ask(role, "post", url, data).status_code for url, data in attempts]
        assert (role, codes) == (role, [404] * 4)
    assert changed_since(before) == []


def test_leadership_reads_what_was_accepted_not_what_is_being_corrected(visitors, everything):
    people = everything.people
    report = Report.objects.get(pk=everything.things["accepted"][0])
    wrong = figure(report, "TT05")
    open_correction(report, figures={wrong: "Ghi nhầm"}, sections={}, by=people.drafter, now=at(1, 7))
    add_file(fresh(report), "TT05", people.drafter, title="Mới", name="moi.pdf", content=make_pdf())
    file = reverse("records:file", args=[report.evidence.get().attachment_id])
    codes = {role: visitors.ask(role, "get", file).status_code for role in ["drafter", "reviewer", "leader"]}
    assert codes == {"drafter": 200, "reviewer": 200, "leader": 404}


def test_who_moves_to_another_agency_takes_no_rights_along(visitors, everything):
    """A post that has ended opens nothing, in the same session and at once."""
    drafter = everything.officers["drafter"]
    url = reverse("reports:report", args=everything.things["draft"])
    assert visitors.ask("drafter", "get", url).status_code == 200
    drafter.posts.update(valid_to="2026-01-01")
    make_post(drafter, make_agency("Sở Mới"))
    assert visitors.ask("drafter", "get", url).status_code == 404


def test_the_ledger_leads_home_affairs_nowhere_but_where_it_may_go(visitors, everything):
    """Requests about data, breaches and plans that are still written are opened by others alone."""
    claim_due(at(1, 7))
    rows = list(Reminder.objects.all())
    subjects = describe(rows)
    shut = {"feedback.datarequest", "feedback.breach", "plans.agencyplan"}
    assert {row.obligation_kind for row in rows} >= shut
    paths = {subject.path for subject in subjects.values() if subject.path}
    assert {visitors.ask("issuer", "get", path).status_code for path in paths} == {200}
