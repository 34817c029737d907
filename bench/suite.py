"""CPU time of tests with all that they start: servers, workers, browsers. Its words go to pytest."""

import ctypes
import resource
import subprocess
import sys
from contextlib import suppress
from os import wait

PR_SET_CHILD_SUBREAPER = 36


def main() -> None:
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)  # who outlives its parent becomes our child
    tests = subprocess.run([sys.executable, "-m", "pytest", "-q", *sys.argv[1:]])
    with suppress(ChildProcessError):
        while True:
            wait()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    total = used.ru_utime + used.ru_stime
    print(f"{total:.1f} s of CPU: {used.ru_utime:.1f} user, {used.ru_stime:.1f} system")
    sys.exit(tests.returncode)


if __name__ == "__main__":
    main()
