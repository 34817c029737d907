"""Every bench runs as bench/README.md says, at a tiny size. What it says beside what it measures
is the same each time."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bench import activities, board, burst, consolidation, docx, feedback, owing, xlsx
from tests import databases

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 300  # seconds for one bench beside other tests


def lines(text: str) -> list[str]:
    """What was said; every measured number, which has decimals or a unit of measured things, is #."""
    measured = re.compile(r"[-+]?\d+\.\d+|[-+]?\d+(?= MB| ms| s\b| a second| pages$)")
    return [measured.sub("#", line) for line in text.splitlines()]


def counted(line: str) -> list[int]:
    """The whole numbers of a line."""
    return [int(number.replace(",", "")) for number in re.findall(r"(?<![\w.])\d[\d,]*(?![\w.])", line)]


def test_every_bench_is_run_here_and_stands_in_the_readme():
    made = {
        path.stem for path in (ROOT / "bench").glob("*.py") if '__name__ == "__main__"' in path.read_text()
    }
    run = {name.removeprefix("test_").partition("_")[0] for name in globals() if name.startswith("test_")}
    told = set(re.findall(r"`python -m bench\.(\w+)", (ROOT / "bench/README.md").read_text()))
    assert (made - run, made ^ told) == (set(), set())


# In this process, on the database of the test


def test_docx(capsys):
    docx.main(3)
    assert lines(capsys.readouterr().out) == [
        "write_docx / docxtpl, 3 rows: # / # ms = # (goal 2)",
        "write_docx, 6 rows / 3 rows: # / # ms = # (goal #)",
    ]


def test_xlsx(capsys):
    xlsx.main(3)
    assert lines(capsys.readouterr().out) == [
        "write_xlsx / xlsxwriter, 3 x 35: # / # ms = # (goal 2)",
        "30 x 35: peak memory # MB (goal 30)",
    ]


@pytest.mark.django_db
def test_burst(capsys):
    burst.main(3, 2)
    said = lines(capsys.readouterr().out)
    assert counted(said.pop(2))[0] <= 7
    assert said == [
        "Open rows: 6",
        "A tick with nothing due: # ms (goal 10)",
        "Due at one minute: 24 reminders, claimed and composed in # s (goal 60)",
        "Messages made: 18",
    ]


@pytest.mark.django_db
def test_consolidation(capsys):
    consolidation.measure(3, goal=1.5)
    assert lines(capsys.readouterr().out) == [
        "3 agencies, q3: consolidate / SQL: # / # ms = # (goal #)",
        "3 agencies, q3: # MB allocated at most (goal 20)",
        "3 agencies, year: consolidate / SQL: # / # ms = # (goal #)",
        "3 agencies, year: # MB allocated at most (goal 20)",
    ]


@pytest.mark.django_db
def test_owing(capsys):
    owing.main(4, 2, 1)
    said = lines(capsys.readouterr().out)
    drafter, reviewer = counted(said[5])[:2]
    assert (counted(said[2])[0] <= 30, drafter <= 10, reviewer <= 10) == (True, True, True)
    assert [line.partition(":")[0] for line in said] == [
        "Writing 5 rows",
        "The same, nothing to change",
        "Statements of it",
        said[3].partition(":")[0],
        "A change of one agency followed",
        "Statements of a desk among them, a drafter and a reviewer",
        "A drafter's desk among many / among few",
    ]


@pytest.mark.django_db
def test_board(capsys):
    board.main(4, 2, 1)
    first, *others = lines(capsys.readouterr().out)
    few, many = counted(first)[2:4]
    assert first == f"Statements at 3 and 5 agencies: {few} and {many} (goal: equal, at most 12)"
    assert few == many <= 12
    assert others == [
        f"Board {name}, many / few: # / # ms = # (goal ≤ 3: it shows 200 rows for 100)"
        for name in ("as it opens", "sorted by state", "searched")
    ]


@pytest.mark.django_db
def test_activities(capsys):
    activities.main(4, 2, 2, 1)
    said = lines(capsys.readouterr().out)
    assert [line.partition(":")[0] for line in said[::2]] == [
        "activities",
        "calendar",
        "comparison",
        "duty",
        "export-activities",
    ]
    for line in said[::2]:
        two, four, at_two, at_four = counted(line)
        assert (two, four, at_two) == (2, 4, at_four), line


@pytest.mark.django_db
def test_feedback(capsys):
    feedback.main("", 6, 3, 1)
    first, *others = lines(capsys.readouterr().out)
    assert first == "a sending / a bare INSERT with COMMIT: # / # ms = # (goal ≤ # (≥ # of its rate))"
    assert [line.partition(":")[0] for line in others] == list(feedback.PAGES)
    for line in others:
        six, three, at_three, at_six = counted(line)
        assert (six, three, at_three) == (6, 3, at_six), line


# Each in a process of its own, on a copy of the test's database, with the servers it needs


@pytest.fixture
def run(django_db_setup):
    """What `python -m bench.…` says, on a copy of the migrated tables, to which nobody is ever connected."""

    def run(*words: object, template: str = databases.TABLES.name) -> list[str]:
        done = subprocess.run(
            [sys.executable, "-m", *map(str, words)],
            cwd=ROOT,
            env=os.environ | {"BENCH_TEMPLATE": template, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return lines(done.stdout)

    return run


def test_suite(run):
    assert run("bench.suite", "--version")[-1] == "# s of CPU: # user, # system"


@pytest.mark.slow
def test_feedback_burst(run):
    assert run("bench.feedback", "burst", 20) == [
        "burst: 22 sendings of 20 pages by 8 at once in # s: 20 items, 20 codes, 0 refused"
    ]


@pytest.mark.slow
def test_feedback_served(run):
    said = run("bench.feedback", "served", 6, 1, 1)
    assert said == [
        "public list: # ms = # of the bare view (goal ≥ #)",
        "form: # ms = # of the bare view (goal ≥ #)",
        "staff list: # ms = # of the bare view (goal ≥ #)",
        "staff list of Home Affairs: # ms = # of the bare view (goal ≥ #)",
        "a sending: # ms = # of a bare INSERT (goal ≥ #)",
        "public list alone # ms, while 3 send without a pause (# a second) # ms, at most # ms over # pages",
    ]


@pytest.mark.slow
def test_pages(run):
    *pages, memory = run("bench.pages", "home,", "autosave", 4, 20, 1)
    assert pages == [
        "home, nobody signed in: # ms = # of the bare view",
        "autosave: # ms = # of the bare view",
    ]
    assert memory == "a worker after 20 more mixed requests: # MB (# MB since the first 2)"


@pytest.mark.slow
def test_uploads(run):
    quiet, attacked, ratio, posts = run("bench.uploads", 2, 300, 2)[-4:]  # the server logs what it refused
    assert quiet == "quiet: 2 sign-ins, p50 # s, p95 # s"
    assert re.fullmatch(r"attacked: \d+ sign-ins, p50 # s, p95 # s", attacked)
    assert ratio == "ratio: p50 #, p95 #"
    assert re.fullmatch(r"posts: \{((200|422): \d+(, )?)+\}, slowest answer # s", posts)


@pytest.mark.slow
def test_reminders(run):
    said = run("bench.reminders", 5, 1)
    assert [re.sub(r"(?<=rounds: )\d+", "#", line) for line in said] == [
        "reminders: # a second (rounds: #)",
        "send_mail: # a second (rounds: #)",
        "empty tasks: # a second (rounds: #)",
        "reminders / send_mail: # (goal: at least #)",
        "reminders / empty tasks: # (goal: at least #)",
        "peak memory of the process: # MB, # MB in the last round",
    ]


@pytest.mark.slow
def test_kills(run):
    said = run("bench.kills", 20, 2, template="")  # on servers of its own
    assert [re.sub(r"\d+ repeated", "# repeated", line) for line in said] == [
        "20 reminders, 2 workers killed, PostgreSQL and Valkey restarted, # s: 20 mails arrived, 0 lost, "
        "# repeated with the same Message-ID; a worker took # MB at most"
    ]


@pytest.mark.slow
def test_migrations(run):
    """A migration that only adds a column that may be empty: the table is locked, and not for long."""
    first, *later = run("bench.migrations", 50, "feedback.0029_events_keep_their_ground")
    what = r"feedback_event locked for # s, 50 rows|no table locked"  # it may be over between two looks
    assert re.fullmatch(rf"feedback\.0029_events_keep_their_ground: ({what}) \(goal: under # s\)", first)
    assert all(line.endswith("(goal: under # s)") for line in later)
