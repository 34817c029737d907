"""Opens a file in a process of its own, which may use so much time and memory and no more.

Run as a module it reads the file from its standard input and answers with one line, the verdict, and
then the bytes to keep, if they are to differ.
"""

from __future__ import annotations

import json
import logging
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from records.content import budget
from records.content.kinds import JPEG, PDF, PNG, ZIP
from records.content.refusals import Refused

SECONDS = 10  # of a processor, for one file
MEMORY = 1536 * 1024 * 1024
NICE = 5  # pages that people wait for come first, and a busy machine still gets to it
SHEETS, ANONYMOUS = "sheets", "anonymous"
logger = logging.getLogger(__name__)
_HOME = Path(__file__).resolve().parents[2]


def inspect(data: bytes, kind: str) -> tuple[str, bytes]:
    """The file name's proper ending and the bytes to keep; Refused when the file is not to be kept."""
    verdict, kept = ask(kind, data)
    return verdict["ending"], kept or data


def ask(job: str, data: bytes, **wanted: Any) -> tuple[dict[str, Any], bytes]:
    """Have a job done on a file by another process: its verdict and the bytes it made.

    Refused when it says so, when the place for inspecting is taken, and when the time of the request is over.
    """
    with budget.current() as request:
        left = request.seconds_left()
        request.take_place()
        begun = time.monotonic()
        try:
            done = _run(job, data, wanted, left)
        finally:
            request.seconds += time.monotonic() - begun
    line, _newline, kept = done.stdout.partition(b"\n")
    if done.returncode or not line:
        logger.warning(
            "The inspection of a %s file ended with %d: %s", job, done.returncode, done.stderr[-500:]
        )
        raise Refused("too_complex")
    verdict = json.loads(line)
    if "refused" in verdict:
        raise Refused(verdict["refused"], verdict["detail"])
    return verdict, kept


def _run(job: str, data: bytes, wanted: dict[str, Any], left: float) -> subprocess.CompletedProcess[bytes]:
    longest = SECONDS * 2
    command = [sys.executable, "-B", "-m", "records.content.inspector", job, json.dumps(wanted)]
    try:
        return subprocess.run(  # noqa: S603 - our own interpreter and module
            command, input=data, capture_output=True, cwd=_HOME, timeout=min(longest, left), check=False
        )
    except subprocess.TimeoutExpired as error:
        raise Refused("too_complex" if left >= longest else "out_of_time") from error


def _limit_this_process() -> None:
    os.nice(NICE)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _do(job: str, data: bytes, wanted: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """The readers are imported only when needed, under the limits."""
    if job == ZIP:
        from records.content import office

        return {"ending": office.inspect(data)}, b""
    if job == PDF:
        from records.content import pdf

        pdf.inspect(data)
        return {"ending": "pdf"}, b""
    if job == ANONYMOUS:
        from records.content import anonymous

        return {}, anonymous.anonymous_pdf(data)
    if job == SHEETS:
        from records.content import sheets

        return {"sheets": sheets.read(data, **wanted)}, b""
    from records.content import images

    return {"ending": {PNG: "png", JPEG: "jpg"}[job]}, images.redraw(data, job)


def _main(job: str, wanted: str) -> None:
    _limit_this_process()
    verdict: dict[str, Any]
    kept = b""
    try:
        verdict, kept = _do(job, sys.stdin.buffer.read(), json.loads(wanted))
    except Refused as refusal:
        verdict = {"refused": refusal.code, "detail": refusal.detail}
    except (MemoryError, RecursionError):
        verdict = {"refused": "too_complex", "detail": ""}
    sys.stdout.buffer.write(json.dumps(verdict).encode() + b"\n" + kept)


if __name__ == "__main__":
    _main(sys.argv[1], sys.argv[2])
