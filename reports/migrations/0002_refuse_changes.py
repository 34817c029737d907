"""The database itself keeps what was sent, reviewed and issued as it was."""

from django.db import migrations

FROZEN = [
    "reports_sending",
    "reports_sendingfigure",
    "reports_sendingtext",
    "reports_sendingfile",
    "reports_review",
    "reports_remark",
    "reports_officialpaper",
    "reports_paperfigure",
    "reports_papermember",
]

ISSUED = """
CREATE FUNCTION reports_refuse_issued() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM reports_provincepaper WHERE id = OLD.paper_id AND state = 'issued') THEN
        RAISE EXCEPTION '% refuses %: the paper is issued', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER text_of_an_issued_paper_stays BEFORE UPDATE OR DELETE ON reports_papertext
    FOR EACH ROW EXECUTE FUNCTION reports_refuse_issued();
CREATE TRIGGER issued_paper_stays BEFORE UPDATE OR DELETE ON reports_provincepaper
    FOR EACH ROW WHEN (OLD.state = 'issued') EXECUTE FUNCTION records_refuse_change();
"""
UNDO_ISSUED = """
DROP TRIGGER issued_paper_stays ON reports_provincepaper;
DROP TRIGGER text_of_an_issued_paper_stays ON reports_papertext;
DROP FUNCTION reports_refuse_issued();
"""


def _freeze(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER row_is_never_changed BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION records_refuse_change()",
        f"DROP TRIGGER row_is_never_changed ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial"), ("records", "0002_refuse_changes")]

    operations = [*(_freeze(table) for table in FROZEN), migrations.RunSQL(ISSUED, UNDO_ISSUED)]
