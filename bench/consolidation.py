"""The province's figures of a period, as a ratio to the plainest SQL that adds the same ones up.

python -m bench.consolidation [agencies ...]

300 and 3,000 agencies when not said, three report years of four reports each. `--explain` prints the plan.
"""

import sys
import tracemalloc

from bench.database import own_database, prepare, settle
from bench.pairs import compare, report

# Right only where every agency answers everything in every slice and none comes or goes.
PLAIN = """
SELECT answer.figure_id, version.kind_id,
       sum(answer.number) FILTER (WHERE answer.slice_id = %(open)s),
       sum(answer.number) FILTER (
           WHERE figure.time_rule = 'sum'
           OR figure.time_rule IN ('last', 'yearly') AND answer.slice_id = %(open)s
           OR figure.time_rule = 'first' AND answer.slice_id = %(first)s),
       count(*) FILTER (WHERE answer.slice_id = %(open)s)
FROM reports_sendingfigure answer
JOIN reports_figure figure ON figure.id = answer.figure_id
JOIN reports_report report ON report.accepted_sending_id = answer.sending_id
JOIN reports_period period ON period.id = report.period_id
JOIN agencies_agencyversion version ON version.id = report.version_id
WHERE period.open_slice_id = ANY(%(slices)s)
GROUP BY GROUPING SETS ((answer.figure_id, version.kind_id), (answer.figure_id))
"""


def plain(period):
    from django.db import connection

    slices = list(period.slices.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(PLAIN, {"open": period.open_slice_id, "first": slices[0], "slices": slices})
        return {(row[0], row[1]): row[2:] for row in cursor.fetchall()}


def ours(period):
    from reports.consolidation import consolidate

    return {
        key: (row.in_slice, row.cumulative, row.reporting) for key, row in consolidate(period).totals.items()
    }


def explain(period):
    from django.db import connection

    from reports.consolidation import TOTALS, _parameters

    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, BUFFERS) " + TOTALS, _parameters(period))
        print("\n".join(line for (line,) in cursor.fetchall()))


def measure(agencies, *, goal, explained=False):
    from bench.province import fill

    periods = fill(agencies, years=(2023, 2024, 2025))
    settle()
    for code in ("q3", "year"):
        period = periods[2025, code]
        if ours(period) != plain(period):
            sys.exit("The two do not say the same: nothing was compared")
        found = compare(lambda p=period: ours(p), lambda p=period: plain(p), pairs=9)
        report(f"{agencies} agencies, {code}: consolidate / SQL", found, goal=goal)
        print(f"{agencies} agencies, {code}: {peak_mb(period):.1f} MB allocated at most (goal 20)")
        if explained:
            explain(period)


def peak_mb(period):
    """What Python holds at most meanwhile; the process as a whole grew while the tables were filled."""
    tracemalloc.start()
    ours(period)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 1024**2


def main(words):
    sizes = [int(word) for word in words if word.isdecimal()] or [300, 3000]
    prepare()
    for agencies in sizes:
        with own_database():
            measure(agencies, goal=1.5 if agencies < 3000 else 1.2, explained="--explain" in words)


if __name__ == "__main__":
    main(sys.argv[1:])
