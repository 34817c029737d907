"""Papers issued before there were bases get theirs, from the copies each of them kept.

The first paper of a period makes its basis; a later one stands on the same where it used the same sendings,
else on one of its own that says so.
"""

from django.db import migrations

REASON = (
    "Báo cáo này được phát hành sau, khi đã có thêm báo cáo được tiếp nhận; "
    "khi đó mỗi báo cáo của kỳ đứng trên số liệu riêng."
)

# An owed report without a sending was either sent and not yet read when the paper was issued, or not sent.
OWN = """
INSERT INTO reports_basismember (basis_id, report_id, sending_id, reception)
SELECT %(basis)s, member.report_id, member.sending_id,
       CASE WHEN member.sending_id IS NOT NULL THEN 'accepted'
            WHEN last.id IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM reports_review review
                WHERE review.sending_id = last.id AND review.at <= %(at)s
            ) THEN 'unread'
            ELSE 'not_sent' END
FROM reports_papermember member
LEFT JOIN LATERAL (
    SELECT id FROM reports_sending sending
    WHERE sending.report_id = member.report_id AND sending.sent_at <= %(at)s
    ORDER BY sending.number DESC LIMIT 1
) last ON true
WHERE member.paper_id = %(paper)s
"""
# Sendings of the year before the window, which tell what is answered once a year.
BEFORE = """
INSERT INTO reports_basismember (basis_id, report_id, sending_id, reception)
SELECT DISTINCT ON (report.agency_id, closed.open_slice_id) %(basis)s, report.id, accepted.id, 'accepted'
FROM reports_period period
JOIN reports_slice slice
    ON slice.regime_id = period.regime_id AND slice.year = period.year AND slice.ends_on < period.starts_on
JOIN reports_period closed ON closed.open_slice_id = slice.id
JOIN reports_report report ON report.period_id = closed.id
JOIN LATERAL (
    SELECT sending.id, sending.sent_at
    FROM reports_review review JOIN reports_sending sending ON sending.id = review.sending_id
    WHERE sending.report_id = report.id AND review.verdict = 'accepted' AND review.at <= %(at)s
    ORDER BY review.at DESC LIMIT 1
) accepted ON true
WHERE period.id = %(period)s
  AND NOT EXISTS (
      SELECT 1 FROM reports_basismember member
      WHERE member.basis_id = %(basis)s AND member.report_id = report.id
  )
ORDER BY report.agency_id, closed.open_slice_id, accepted.sent_at DESC
"""
FIGURES = """
INSERT INTO reports_basisfigure (basis_id, figure_id, agency_kind_id, in_slice, cumulative, reporting)
SELECT %(basis)s, figure_id, agency_kind_id, in_slice, cumulative, reporting
FROM reports_paperfigure WHERE paper_id = %(paper)s
"""


def carry(apps, schema_editor):
    paper_model = apps.get_model("reports", "ProvincePaper")
    papers = list(paper_model.objects.filter(state="issued").order_by("period", "issued_at", "pk"))
    if not papers:
        return
    found = {}
    with schema_editor.connection.cursor() as cursor:
        standing = [(paper.pk, _basis_of(apps, cursor, paper, found)) for paper in papers]
        cursor.execute("ALTER TABLE reports_provincepaper DISABLE TRIGGER issued_paper_stays")
        for paper, basis in standing:
            cursor.execute("UPDATE reports_provincepaper SET basis_id = %s WHERE id = %s", [basis, paper])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE reports_provincepaper ENABLE TRIGGER issued_paper_stays")


def _basis_of(apps, cursor, paper, found):
    """`found` holds the bases made so far, by period and what is in them."""
    member = apps.get_model("reports", "PaperMember")
    used = member.objects.filter(paper=paper, sending__isnull=False).values_list("report", "sending")
    key = paper.period_id, frozenset(used)
    if key not in found:
        number = sum(period == paper.period_id for period, _used in found) + 1
        basis = apps.get_model("reports", "Basis").objects.create(
            period_id=paper.period_id, number=number, made_at=paper.issued_at, made_by_id=paper.issued_by_id,
            reason=REASON if number > 1 else "",
        )  # fmt: skip
        named = {"basis": basis.pk, "paper": paper.pk, "period": paper.period_id, "at": paper.issued_at}
        for statement in (OWN, BEFORE, FIGURES):
            cursor.execute(statement, named)
        found[key] = basis.pk
    return found[key]


class Migration(migrations.Migration):
    dependencies = [("reports", "0011_bases")]

    operations = [migrations.RunPython(carry, migrations.RunPython.noop)]
