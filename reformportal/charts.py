"""Charts drawn on the server as SVG: plain numbers in, positions out. Without any style attribute."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

Number = int | float | Decimal

WIDTH = 640
NARROW = 340  # what a telephone shows without scrolling sideways
NARROW_LABELS = 5  # more would touch each other there
LINE_HEIGHT = 260
LINE_PADDING = 40
LABEL_CHARACTERS = 25
CHARACTER_WIDTH = 9  # of the labels' type, on average, with its air


@dataclass(frozen=True)
class Bar:
    """One bar, with the words beside it; `share` is its length in percent of the full one."""

    label: str
    text: str
    share: float


@dataclass(frozen=True)
class BarChart:
    title: str
    bars: list[Bar]


def wrap_label(label: str, characters: int = LABEL_CHARACTERS) -> list[str]:
    """The label in at most two lines; what does not fit ends in an ellipsis (the table has it whole)."""
    lines = [""]
    for word in label.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > characters:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    if len(lines) > 2:
        lines = [lines[0], lines[1][: characters - 1] + "…"]
    return lines


def bar_chart(
    title: str, rows: Sequence[tuple[str, Number | None, str]], *, top: Number | None = None
) -> BarChart:
    """Horizontal bars of (label, value, value in words); the full width is `top`, else the greatest value.

    A row whose value is unknown (None) keeps its words and has no bar.
    """
    full = _full((value for _, value, _ in rows), top)
    return BarChart(title, [Bar(label, text, _share(value, full) * 100) for label, value, text in rows])


def _full(values: Iterable[Number | None], top: Number | None = None) -> float:
    """What the full width or height stands for: never 0, so that it can be divided by."""
    return float(top or max((value for value in values if value is not None), default=0)) or 1.0


def _share(value: Number | None, full: float) -> float:
    return round(min(max(float(value or 0) / full, 0.0), 1.0), 4)


@dataclass(frozen=True)
class Part:
    """A piece of a stacked bar: its series, where it begins and its length, in percent, and its number."""

    series: int
    start: float
    share: float
    text: str


@dataclass(frozen=True)
class StackChart:
    title: str
    names: list[tuple[int, str]]
    rows: list[tuple[str, list[Part]]]


def stack_chart(title: str, names: Sequence[str], rows: Sequence[tuple[str, Sequence[Number]]]) -> StackChart:
    """Horizontal bars made of a piece for each name; the longest takes the full width."""
    full = _full(sum(values) for _, values in rows)
    return StackChart(
        title, list(enumerate(names, 1)), [(label, _parts(values, full)) for label, values in rows]
    )


def _parts(values: Sequence[Number], full: float) -> list[Part]:
    parts, start = [], 0.0
    for series, value in enumerate(values, 1):
        share = _share(value, full) * 100
        parts.append(Part(series, round(start, 2), share, _plain(value)))
        start += share
    return parts


@dataclass(frozen=True)
class Point:
    x: float
    y: float
    text: str

    @property
    def text_y(self) -> float:
        return self.y - 10


@dataclass(frozen=True)
class Line:
    """A series; a missing value (None) breaks the line into several runs instead of drawing a zero."""

    name: str
    number: int
    points: list[Point | None]
    runs: list[str]
    texts: list[str]
    legend_y: int = 0


@dataclass(frozen=True)
class LineChart:
    title: str
    labels: list[tuple[float, list[str]]]
    lines: list[Line]
    grid: list[tuple[float, str]]
    rows: list[tuple[str, list[str]]] = field(default_factory=list)
    width: int = WIDTH
    height: int = LINE_HEIGHT
    left: int = LINE_PADDING
    label_y: int = LINE_HEIGHT - 22

    @property
    def right(self) -> int:
        return self.width - 16


def line_chart(
    title: str,
    labels: Sequence[str],
    series: Sequence[tuple[str, Sequence[Number | None]]],
    *,
    top: Number | None = None,
    unit: str = "",
    width: int = WIDTH,
) -> LineChart:
    """Series over the same labels, left to right; `unit` is written after each value (for instance `%`)."""
    full = _full((value for _, values in series for value in values), top)
    xs = _positions(len(labels), width)
    lines = [_line(number, name, values, xs, full, unit) for number, (name, values) in enumerate(series, 1)]
    return LineChart(
        title,
        [(x, wrap_label(label, _room(xs))) for x, label in zip(xs, labels, strict=True)],
        lines,
        grid=[(_height(share * full, full), f"{_plain(share * full)}{unit}") for share in (0, 0.5, 1)],
        rows=[(label, [line.texts[index] for line in lines]) for index, label in enumerate(labels)],
        width=width,
    )


def _positions(count: int, width: int) -> list[float]:
    left, room = LINE_PADDING + 40, width - 2 * LINE_PADDING - 60
    return [round(left + room * index / max(count - 1, 1), 1) for index in range(count)]


def _room(xs: Sequence[float]) -> int:
    """How many characters stand between two labels without touching; a short label is never cut."""
    return max(6, int((xs[1] - xs[0]) / CHARACTER_WIDTH)) if len(xs) > 1 else LABEL_CHARACTERS


def _height(value: float, full: float) -> float:
    top = LINE_PADDING + 26  # below the legend, with room for the words on the highest point
    return round(top + (LINE_HEIGHT - top - LINE_PADDING - 10) * (1 - _share(value, full)), 1)


def _plain(value: Number) -> str:
    """As Vietnamese readers group and part it: 1.234,5."""
    grouped = f"{round(float(value), 1):,.1f}".removesuffix(".0")
    return grouped.translate(str.maketrans(",.", ".,"))


def _line(
    number: int, name: str, values: Sequence[Number | None], xs: list[float], full: float, unit: str
) -> Line:
    texts = ["" if value is None else f"{_plain(value)}{unit}" for value in values]
    points = [
        None if value is None else Point(x, _height(float(value), full), text)
        for x, value, text in zip(xs, values, texts, strict=True)
    ]
    return Line(name, number, points, _runs(points), texts, legend_y=14 + 16 * (number - 1))


def _runs(points: Sequence[Point | None]) -> list[str]:
    runs: list[list[str]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(f"{point.x},{point.y}")
    return [" ".join(run) for run in runs if run]
