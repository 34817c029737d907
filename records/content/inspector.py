"""Opens a file in a process of its own, which may use so much time and memory and no more.

Run as a module it reads the file from its standard input and answers with one line, the verdict, and
then the bytes to keep, if they are to differ.
"""

from __future__ import annotations

import json
import logging
import resource
import subprocess
import sys
import threading
from pathlib import Path

from records.content.kinds import JPEG, PDF, PNG, ZIP
from records.content.refusals import Refused

SECONDS = 20
AT_ONCE, PATIENCE = 2, 15  # files in a process of the web server, and seconds to wait for one's turn
MEMORY = 1536 * 1024 * 1024
_at_once = threading.BoundedSemaphore(AT_ONCE)
logger = logging.getLogger(__name__)
_HOME = Path(__file__).resolve().parents[2]


def inspect(data: bytes, kind: str) -> tuple[str, bytes]:
    """The file name's proper ending and the bytes to keep; Refused when the file is not to be kept, or while
    others are being inspected for long: a few slow files must not hold every thread of the web server."""
    if not _at_once.acquire(timeout=PATIENCE):
        raise Refused("busy")
    try:
        return _inspect(data, kind)
    finally:
        _at_once.release()


def _inspect(data: bytes, kind: str) -> tuple[str, bytes]:
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-B", "-m", "records.content.inspector", kind],
            input=data,
            capture_output=True,
            cwd=_HOME,
            timeout=SECONDS * 2,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Refused("too_complex") from error
    line, _newline, kept = done.stdout.partition(b"\n")
    if done.returncode or not line:
        logger.warning(
            "The inspection of a %s file ended with %d: %s", kind, done.returncode, done.stderr[-500:]
        )
        raise Refused("too_complex")
    verdict = json.loads(line)
    if "refused" in verdict:
        raise Refused(verdict["refused"], verdict["detail"])
    return verdict["ending"], kept or data


def _limit_this_process() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _judge(data: bytes, kind: str) -> tuple[str, bytes]:
    """The readers are imported only when needed, under the limits."""
    if kind == ZIP:
        from records.content import office

        return office.inspect(data), b""
    if kind == PDF:
        from records.content import pdf

        pdf.inspect(data)
        return "pdf", b""
    from records.content import images

    return {PNG: "png", JPEG: "jpg"}[kind], images.redraw(data, kind)


def _main(kind: str) -> None:
    _limit_this_process()
    kept = b""
    try:
        ending, kept = _judge(sys.stdin.buffer.read(), kind)
        verdict = {"ending": ending}
    except Refused as refusal:
        verdict = {"refused": refusal.code, "detail": refusal.detail}
    except (MemoryError, RecursionError):
        verdict = {"refused": "too_complex", "detail": ""}
    sys.stdout.buffer.write(json.dumps(verdict).encode() + b"\n" + kept)


if __name__ == "__main__":
    _main(sys.argv[1])
