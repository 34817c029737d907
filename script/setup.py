"""Make .venv and install the pinned requirements, once for each change of them. Standard library only.

With the word `trial` only what runs the portal; without it also what tests and checks need.
"""

import contextlib
import fcntl
import hashlib
import os
import re
import runpy
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
SETS = {"trial": "requirements-trial.txt", "all": "requirements-dev.txt"}  # each holds those before it
NO_VENV = "Python could not make a virtual environment; on Debian, install the package python3-venv."
step = runpy.run_path(str(ROOT / "reformportal" / "progress.py"))["step"]  # the package is not installed yet
LOOK = 0.2  # seconds between two looks at how much is installed


def main(wanted: str) -> None:
    require_write_access()
    with (ROOT / "var" / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two commands started at once set up once
        if not is_installed(wanted):
            if wanted == "trial" or not is_installed("trial"):
                make_environment()
            install(SETS[wanted])
            for name in ("trial", wanted):
                stamp(name).write_text(digest(name))


def require_write_access() -> None:
    with contextlib.suppress(OSError):  # said below
        (ROOT / "var").mkdir(exist_ok=True)
    for folder in (ROOT, ROOT / "var"):
        if not os.access(folder, os.W_OK | os.X_OK):
            sys.exit(f"No write access to {folder}, where the portal keeps its environment and its data.")


def stamp(name: str) -> Path:
    return VENV / f"{name}.sha256"


def is_installed(name: str) -> bool:
    return PYTHON.exists() and stamp(name).exists() and stamp(name).read_text() == digest(name)


def digest(name: str) -> str:
    """Names the interpreter, the place and all requirements, so that a moved checkout is set up again."""
    files = ["requirements.txt", *list(SETS.values())[: list(SETS).index(name) + 1]]
    parts = [sys.version, str(ROOT), *((ROOT / file).read_text() for file in files)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def has_pip() -> bool:
    """Whether this Python's own pip can install into another environment; else .venv gets one, which takes
    longer than all of the rest."""
    command = [sys.executable, "-m", "pip", "--python", sys.executable, "--version"]
    return subprocess.run(command, capture_output=True).returncode == 0


def make_environment() -> None:
    with step("Virtual environment .venv"):
        try:
            venv.EnvBuilder(with_pip=not has_pip(), clear=VENV.exists()).create(VENV)
        except (OSError, subprocess.CalledProcessError):
            sys.exit(NO_VENV)


def install(requirements: str) -> None:
    with step("Pinned requirements") as tell:
        has_its_own = list(VENV.glob("lib/*/site-packages/pip"))
        caller = (
            [str(PYTHON), "-m", "pip"]
            if has_its_own
            else [sys.executable, "-m", "pip", "--python", str(PYTHON)]
        )
        command = [*caller, "install", "--no-compile", "--progress-bar", "off"]
        command += ["--disable-pip-version-check", "--require-virtualenv"]
        command += ["--requirement", str(ROOT / requirements)]
        pip = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        before, packages = installed_packages(), follow(pip, tell)
        while pip.poll() is None:
            done = installed_packages() - before
            tell(done, packages, "installing")
            time.sleep(LOOK)
    if pip.returncode:
        sys.exit("The requirements could not be installed; pip's reason stands above.")


def follow(pip: subprocess.Popen, tell) -> int:
    """Tell what pip fetches until it begins to install; returns how many packages that will be."""
    fetched = 0
    for line in pip.stdout or ():
        if found := re.match(r"Collecting ([\w.-]+)", line):
            fetched += 1
            tell(fetched, 0, f"fetching {found[1]}")
        if line.startswith("Installing collected packages: "):
            return line.count(",") + 1
    return 0


def installed_packages() -> int:
    return len(list(VENV.glob("lib/*/site-packages/*.dist-info")))


if __name__ == "__main__":
    main("trial" if "trial" in sys.argv[1:] else "all")
