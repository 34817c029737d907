"""How far a long start has come: a bar for each step on a terminal, plain lines elsewhere.

Standard library only: `script/setup` reads this file with the system's Python.
"""

from __future__ import annotations

import contextlib
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import TextIO

WIDTH = 20  # of a bar
EVERY = 5  # seconds between two plain lines of one step
Tell = Callable[[int, int, str], None]  # how many are done, of how many (0: not known), what is done now


@contextlib.contextmanager
def step(name: str, out: TextIO | None = None) -> Iterator[Tell]:
    """One step of the start, from its beginning to its end. What it gives is told how far the step is."""
    out = out or sys.stderr
    shown = Bar(name, out) if out.isatty() else Lines(name, out)
    shown.begin()
    try:
        yield shown.tell
    except BaseException:
        shown.end("stopped after")
        raise
    shown.end("done in")


def nobody_asks(_done: int, _of: int, _what: str) -> None:
    """For work that nobody watches."""


class Lines:
    """A line when a step begins, one now and then while it goes on, one when it is over."""

    def __init__(self, name: str, out: TextIO) -> None:
        self.name, self.out = name, out
        self.began = self.said_at = time.monotonic()

    def begin(self) -> None:
        self._say(f"{self.name} ...")

    def tell(self, done: int, of: int, what: str) -> None:
        if time.monotonic() - self.said_at >= EVERY:
            self.said_at = time.monotonic()
            self._say(f"{self.name}: {count(done, of)}, {what} ({self.time})")

    def end(self, how: str) -> None:
        self._say(f"{self.name}: {how} {self.time}")

    @property
    def time(self) -> str:
        seconds = int(time.monotonic() - self.began)
        return f"{seconds // 60}:{seconds % 60:02}"

    def _say(self, text: str) -> None:
        print(text, file=self.out, flush=True)


class Bar(Lines):
    """One line, drawn anew with all news and every second; what stays of it says how long the step took."""

    def __init__(self, name: str, out: TextIO) -> None:
        super().__init__(name, out)
        self.news = (0, 0, "")
        self.over, self.pen = threading.Event(), threading.Lock()
        self.clock = threading.Thread(target=self._tick, daemon=True)

    def begin(self) -> None:
        self._draw()
        self.clock.start()

    def tell(self, done: int, of: int, what: str) -> None:
        self.news = (done, of, what)
        self._draw()

    def end(self, how: str) -> None:
        self.over.set()
        self.clock.join()
        self._put(f"{self.name}: {how} {self.time}\n")

    def _tick(self) -> None:
        while not self.over.wait(1):
            self._draw()

    def _draw(self) -> None:
        done, of, what = self.news
        full = WIDTH * min(done, of) // of if of else 0
        line = f"{self.name} [{'#' * full}{'.' * (WIDTH - full)}] {count(done, of)}  {self.time}  {what}"
        self._put(line[: shutil.get_terminal_size().columns - 1])

    def _put(self, text: str) -> None:
        with self.pen:
            self.out.write(f"\r\x1b[K{text}")
            self.out.flush()


def count(done: int, of: int) -> str:
    return f"{done} of {of}" if of else f"{done}"
