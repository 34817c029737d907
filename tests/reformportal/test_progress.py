"""A long start says how far it has come: what, which of how many, how long so far."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from reformportal import progress
from reformportal.management.commands.prepare import Migrate

ROOT = Path(__file__).resolve().parent.parent.parent


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_f15_plain_lines_where_nobody_watches(monkeypatch):
    monkeypatch.setattr(progress, "EVERY", 0)
    out = io.StringIO()
    with progress.step("Sample province", out) as tell:
        tell(0, 0, "register")
        tell(3, 12, "communes")
    assert out.getvalue().splitlines() == [
        "Sample province ...",
        "Sample province: 0, register (0:00)",
        "Sample province: 3 of 12, communes (0:00)",
        "Sample province: done in 0:00",
    ]


def test_f15_plain_lines_are_few():
    out = io.StringIO()
    with progress.step("Migrations", out) as tell:
        for number in range(100):
            tell(number, 100, "a migration")
    assert out.getvalue().splitlines() == ["Migrations ...", "Migrations: done in 0:00"]


def test_f15_a_bar_on_a_terminal():
    out = Terminal()
    with progress.step("Sample province", out) as tell:
        tell(3, 12, "communes")
    drawn = out.getvalue().split("\r\x1b[K")
    assert "Sample province [#####...............] 3 of 12  0:00  communes" in drawn
    assert drawn[-1] == "Sample province: done in 0:00\n"


def test_f15_a_line_is_never_longer_than_the_terminal(monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    out = Terminal()
    with progress.step("Sample province", out) as tell:
        tell(3, 12, "a very long name of a part that does not fit")
    assert max(map(len, out.getvalue().split("\r\x1b[K"))) == 39


def test_f15_a_step_that_fails_says_so():
    out = io.StringIO()
    with pytest.raises(ValueError, match="broken"), progress.step("Migrations", out):
        raise ValueError("broken")
    assert out.getvalue().splitlines()[-1] == "Migrations: stopped after 0:00"


@pytest.mark.django_db
def test_f15_each_migration_is_told_before_it_is_applied():
    told: list[tuple[int, int, str]] = []
    command = Migrate(lambda *news: told.append(news))
    call_command(command, verbosity=0)
    assert told == []  # there is nothing to apply
    command.count(plan=[None] * 3)
    for name in ("one", "two"):
        command.migration_progress_callback("apply_start", name)
        command.migration_progress_callback("apply_success", name)
    assert told == [(0, 3, "one"), (1, 3, "two")]


def test_f15_set_up_reads_it_without_the_packages():
    """The system's Python has none of them yet."""
    code = f"import runpy; print(runpy.run_path({str(ROOT / 'reformportal/progress.py')!r})['step'].__name__)"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("step\n", "")
