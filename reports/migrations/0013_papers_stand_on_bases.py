"""Issued papers stand on a basis, whose rows the database keeps as they are; the copies a paper had go."""

from django.db import migrations, models

TABLES = ("reports_basis", "reports_basismember", "reports_basisfigure")
FREEZE = "".join(
    f"CREATE TRIGGER row_is_never_changed BEFORE UPDATE OR DELETE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION records_refuse_change();"
    for table in TABLES
)
UNFREEZE = "".join(f"DROP TRIGGER row_is_never_changed ON {table};" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("reports", "0012_bases_of_issued_papers")]

    operations = [
        migrations.RemoveConstraint(
            model_name="provincepaper",
            name="one_paper_a_kind_and_period",
        ),
        migrations.RemoveConstraint(
            model_name="provincepaper",
            name="issued_paper_is_whole",
        ),
        migrations.AddConstraint(
            model_name="provincepaper",
            constraint=models.UniqueConstraint(
                fields=("period", "kind", "issue_number"), name="one_paper_a_kind_period_and_issue"
            ),
        ),
        migrations.AddConstraint(
            model_name="provincepaper",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "draft")), fields=("period", "kind"), name="one_draft_a_paper"
            ),
        ),
        migrations.AddConstraint(
            model_name="provincepaper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("issue_number", 1), models.Q(("reason", ""), _negated=True), _connector="OR"
                ),
                name="later_issue_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="provincepaper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "draft"),
                    models.Q(
                        ("basis__isnull", False),
                        ("document__isnull", False),
                        ("issued_at__isnull", False),
                        ("issued_by__isnull", False),
                        ("issued_post__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="issued_paper_is_whole",
            ),
        ),
        migrations.DeleteModel(
            name="PaperFigure",
        ),
        migrations.DeleteModel(
            name="PaperMember",
        ),
        migrations.RunSQL(FREEZE, UNFREEZE),
    ]
