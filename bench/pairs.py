"""Timing two ways of the same work side by side, so that a busy machine disturbs both alike."""

from statistics import median
from time import perf_counter

PAIRS = 15


def compare(one, other, *, pairs=PAIRS):
    """Median milliseconds of each, and the median of the ratios pair by pair, after a warm-up."""
    one(), other()
    timed = [(_milliseconds(one), _milliseconds(other)) for _ in range(pairs)]
    return median(a for a, _ in timed), median(b for _, b in timed), median(a / b for a, b in timed)


def report(name, found, *, goal):
    first, second, ratio = found
    print(f"{name}: {first:.1f} / {second:.1f} ms = {ratio:.2f} (goal {goal})")


def _milliseconds(work):
    start = perf_counter()
    work()
    return (perf_counter() - start) * 1000
