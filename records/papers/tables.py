"""A table as it is printed: headings, widths, rows of values. Every writer takes it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from typing import Literal

from records.days import paper_day
from records.numbers import format_number


@dataclass(frozen=True)
class Fixed:
    """A number with so many decimals whatever it is: ratios in a column read 92,31 and 2.287,00."""

    number: Decimal
    decimals: int

    @property
    def rounded(self) -> Decimal:
        return Decimal(self.number).quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_UP)


# None prints as an empty cell. Say "not applicable" and "not reported" with words.
Number = int | Decimal | Fixed
Cell = str | Number | date | None


@dataclass(frozen=True)
class Column:
    """`width` is in characters; Word spreads the widths over the page in proportion.

    Neighbours with the same `group` get that heading above theirs, merged.
    """

    heading: str
    width: float = 12
    align: Literal["left", "center", "right"] = "left"
    group: str = ""


@dataclass(frozen=True)
class Row:
    """`span` spreads the first cell over the whole row, as for the name of a group of rows."""

    cells: Sequence[Cell]
    bold: bool = False
    span: bool = False


@dataclass(frozen=True)
class Table:
    """`rows` may be a generator: the writers go over it once."""

    columns: Sequence[Column]
    rows: Iterable[Row | Sequence[Cell]]

    @property
    def has_groups(self) -> bool:
        return any(column.group for column in self.columns)

    def groups(self) -> Iterator[tuple[str, list[Column]]]:
        """The upper heading row: a name with its columns; a column without a group stands alone."""
        keyed = ((column.group or f"\0{place}", column) for place, column in enumerate(self.columns))
        for _, members in groupby(keyed, key=lambda pair: pair[0]):
            columns = [column for _, column in members]
            yield columns[0].group, columns

    def checked_rows(self) -> Iterator[Row]:
        for row in self.rows:
            found = row if isinstance(row, Row) else Row(row)
            expected = 1 if found.span else len(self.columns)
            if len(found.cells) != expected:
                raise ValueError(f"A row of {len(found.cells)} cells where {expected} are expected")
            yield found


def plain_decimal(value: Number) -> Decimal:
    """Without the zeros a database column pads with: 85.50 is 85.5, 1E+3 is 1000. Fixed decimals stay."""
    number = value.rounded if isinstance(value, Fixed) else Decimal(value)
    if not number.is_finite():
        raise ValueError(f"{value} cannot be printed")
    if isinstance(value, Fixed):
        return number
    number = number.normalize()
    return number.quantize(Decimal(1)) if number.as_tuple().exponent > 0 else number  # type: ignore[operator]


def printed(value: Cell) -> str:
    """As a Vietnamese reader expects it: 1.234,5 and 05/02/2026, 15/6/2026."""
    if value is None:
        return ""
    if isinstance(value, date):
        return paper_day(value)
    if isinstance(value, Fixed):
        return format_number(value.number, value.decimals)
    return value if isinstance(value, str) else format_number(value)
