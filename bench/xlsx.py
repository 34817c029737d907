"""A workbook of 300 x 35 figures, as a ratio to the same cells written by bare xlsxwriter.

python -m bench.xlsx [rows, 300 when not said]
"""

import resource
import sys
from decimal import Decimal
from io import BytesIO

import xlsxwriter

from bench.database import sizes
from bench.pairs import compare, report
from records.papers.sheets import Sheet, write_xlsx
from records.papers.tables import Column, Table

WIDTH = 35
COLUMNS = [Column("Cơ quan", 30), *[Column(f"TT{place:02}", 12, "right") for place in range(1, WIDTH)]]


def figures(count):
    for line in range(count):
        yield (f"Ủy ban nhân dân xã số {line}", *[Decimal(line * place) for place in range(1, WIDTH)])


def ours(count):
    return write_xlsx([Sheet("Số liệu", Table(COLUMNS, figures(count)), title="Số liệu")])


def bare(count):
    file = BytesIO()
    with xlsxwriter.Workbook(file) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, [column.heading for column in COLUMNS])
        for line, row in enumerate(figures(count), start=1):
            page.write_row(line, 0, row)
    return file.getvalue()


def main(rows=300):
    found = compare(lambda: ours(rows), lambda: bare(rows))
    report(f"write_xlsx / xlsxwriter, {rows} x {WIDTH}", found, goal=2)
    before = _peak_mb()
    ours(10 * rows)
    print(f"{10 * rows:,} x {WIDTH}: peak memory +{_peak_mb() - before:.0f} MB (goal 30)")


def _peak_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    main(*sizes())
