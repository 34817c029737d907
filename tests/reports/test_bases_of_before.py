"""Papers that were issued before there were bases get theirs when a database is brought up to date."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from reports.models import Basis, PaperKind, ProvincePaper
from tests.agencies.make import make_people
from tests.reports.make import at, make_open_period, make_report, make_staff, send, send_and_accept
from tests.reports.papers import issue

BEFORE = [("reports", "0010_limits_and_shares_of_standard_forms")]
BACK = """
INSERT INTO reports_papermember (paper_id, report_id, sending_id)
    SELECT paper.id, member.report_id, member.sending_id
    FROM kept_member member JOIN reports_provincepaper paper ON paper.id = member.paper_id;
INSERT INTO reports_paperfigure (paper_id, figure_id, agency_kind_id, in_slice, cumulative, reporting)
    SELECT paper_id, figure_id, agency_kind_id, in_slice, cumulative, reporting FROM kept_figure;
"""
KEEP = """
CREATE TEMP TABLE kept_member AS SELECT paper.id AS paper_id, member.report_id, member.sending_id
    FROM reports_provincepaper paper JOIN reports_basismember member ON member.basis_id = paper.basis_id;
CREATE TEMP TABLE kept_figure AS SELECT paper.id AS paper_id, figure.*
    FROM reports_provincepaper paper JOIN reports_basisfigure figure ON figure.basis_id = paper.basis_id;
"""


def migrate(targets):
    executor = MigrationExecutor(connection)
    executor.migrate(targets)


def run(statements):
    with connection.cursor() as cursor:
        cursor.execute(statements)


@pytest.mark.django_db(transaction=True)
def test_p5_issued_papers_of_before_stand_on_bases_made_of_their_copies():
    people = make_people()
    period = make_open_period()
    own = make_report(people.agency, period)
    sending = send_and_accept(own, people.drafter, people.head, people.reviewer, TT05=3)
    drafter, head = make_staff(people.other_agency)
    send(make_report(people.other_agency, period), drafter, head)
    papers = [issue(period, people, kind, at(20, 3)) for kind in PaperKind]
    kept = {row.figure_id: row.cumulative for row in papers[0].basis.figures.filter(agency_kind=None)}
    run(KEEP)
    try:
        migrate(BEFORE)
        run(BACK)
    finally:
        migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())
    basis = Basis.objects.get(period=period)
    assert {paper.basis_id for paper in ProvincePaper.objects.all()} == {basis.pk}
    assert (basis.number, basis.made_at, basis.made_by) == (1, at(20, 3), people.issuer)
    found = {row.report.agency_id: (row.sending_id, row.reception) for row in basis.members.all()}
    assert found == {
        people.agency.pk: (sending.pk, "accepted"),
        people.other_agency.pk: (None, "unread"),
        people.home_affairs.pk: (None, "not_sent"),
    }
    now = {row.figure_id: row.cumulative for row in basis.figures.filter(agency_kind=None)}
    assert now == kept
