"""Rows for any table, made from what the database knows of it: as many as wanted, each a little different.

What they refer to is made first. They say nothing that makes sense, so the checks of a table are set aside
while they are written, and hold for new rows afterwards.
"""

from django.db import connection

FEW = 500  # of a table that does not grow; two of them make a quarter of a million pairs
COLUMNS = """
SELECT a.attname, format_type(a.atttypid, NULL), a.atttypmod - 4, target.relname
FROM pg_attribute a
LEFT JOIN pg_constraint k ON k.conrelid = a.attrelid AND k.contype = 'f' AND k.conkey = ARRAY[a.attnum]
LEFT JOIN pg_class target ON target.oid = k.confrelid
WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped
  AND (a.attnotnull OR %s || '.' || a.attname = ANY(%s))
  AND a.attidentity = '' AND a.attgenerated = ''
ORDER BY a.attnum
"""
CHECKS = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'
"""
VALUES = {  # of the type; g is the number of the row
    "boolean": "false",
    "date": "date '2026-01-05'",
    "timestamp with time zone": "now()",
    "time without time zone": "time '08:00'",
    "interval": "interval '1 day'",
    "jsonb": "'{}'",
    "uuid": "gen_random_uuid()",
    "bytea": "''",
    "text": "'x' || g",
    "smallint": "g %% 30000",
}
# Where a migration asks for sense: every row is one that feedback.0025 or reports.0024 has to change.
OF_COLUMN = {
    "feedback_handling.state": "'received'",
    "feedback_datarequest.kind": "'know'",
    "agencies_agencykind.desk": "'party'",
    "reports_deadlinerule.form": "'fixed_day'",
    "reports_deadlinerule.day_of_month": "18",
    "reports_deadlinerule.source": "'Thông lệ: ngày 18 của tháng cuối kỳ;"
    " thay bằng quyết định của tỉnh khi có'",
}
FILLED_TOO = [  # though they may be empty
    "reports_deadlinerule.agency_kind_id",
    "reports_deadlinerule.day_of_month",
    "reports_report.first_sent_at",
]


def fill(table, rows, grows, _done=None):
    """Until the table has so many, and those it refers to as many, or few where `grows` denies it."""
    done = {} if _done is None else _done
    if table in done:
        return
    done[table] = True
    columns = ask(COLUMNS, [table, table, FILLED_TOO])
    for target in {target for *_column, target in columns if target} - {table}:
        fill(target, rows, grows, done)
    wanted = rows if grows(table) else FEW
    checks = ask(CHECKS, [table])
    with connection.cursor() as cursor:
        for name, _text in checks:
            cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
        cursor.execute(insertion(table, columns), [wanted])
        for name, text in checks:
            valid = "" if text.endswith("NOT VALID") else " NOT VALID"
            cursor.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {text}{valid}')


def insertion(table, columns):
    names, values, steps = [], [], []
    for name, kind, length, target in columns:
        if target:
            ids = f'(SELECT array_agg(id) AS ids, count(*) AS n FROM "{target}") AS "of_{name}"'  # noqa: S608
            before = " * ".join(f'"of_{one}".n' for one, _ids in steps) or "1"
            values.append(f'"of_{name}".ids[1 + (g / ({before})) %% "of_{name}".n]')
            steps.append((name, ids))
        else:
            values.append(OF_COLUMN.get(f"{table}.{name}") or value(kind, length))
        names.append(f'"{name}"')
    sources = ", ".join(["generate_series(1, %s) AS g", *(ids for _name, ids in steps)])
    return (
        f'INSERT INTO "{table}" ({", ".join(names)}) SELECT {", ".join(values)} FROM {sources}'  # noqa: S608
        " ON CONFLICT DO NOTHING"
    )


def value(kind, length):
    if kind.endswith("[]"):
        return "'{}'"
    if kind == "character varying":
        return f"right('x' || g, {length})"
    return VALUES.get(kind, "1 + g %% 1000")


def ask(sql, parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()
