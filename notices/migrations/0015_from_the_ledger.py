"""What the ledger had planned months ahead goes: the rows of what is owed say it from now on.

Rows go on from the versions that the ledger told by. What is due by now leaves as it was planned.
"""

from typing import Any

from django.db import connections, migrations

BATCH = 5000
COUNT_ON = """
UPDATE notices_obligation AS o SET version = ledger.version
FROM (
  SELECT told.obligation_kind AS kind, told.obligation_id AS id, max(told.version) AS version
  FROM notices_reminder AS told JOIN notices_reminderrule AS rule ON rule.id = told.rule_id
  WHERE rule.anchor <> 'event' GROUP BY told.obligation_kind, told.obligation_id
) AS ledger
WHERE o.settled_at IS NULL AND ledger.id = o.object_id AND ledger.version > o.version
  AND ledger.kind = CASE o.kind
    WHEN 'plans.approval' THEN 'plans.agencyplan' WHEN 'feedback.doubtful' THEN 'feedback.handling' ELSE o.kind
  END
"""
DROP_PLANNED = """
DELETE FROM notices_reminder WHERE id IN (
  SELECT planned.id FROM notices_reminder AS planned
  JOIN notices_reminderrule AS rule ON rule.id = planned.rule_id
  WHERE rule.anchor <> 'event' AND planned.claimed_at IS NULL
    AND (planned.state IN ('cancelled', 'superseded') OR planned.state = 'planned' AND planned.due_at > now())
    AND NOT EXISTS (SELECT FROM notices_recipient AS told WHERE told.reminder_id = planned.id)
  LIMIT %s
)
"""


def drop_planned(apps: Any, schema_editor: Any) -> None:
    """In batches, each a transaction of its own."""
    with connections[schema_editor.connection.alias].cursor() as cursor:
        cursor.execute(COUNT_ON)
        deleted = BATCH
        while deleted == BATCH:
            cursor.execute(DROP_PLANNED, [BATCH])
            deleted = cursor.rowcount


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("notices", "0014_obligations_by_when_they_were_settled")]

    operations = [migrations.RunPython(drop_planned, migrations.RunPython.noop)]
