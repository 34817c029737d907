"""Make .venv and install the pinned requirements, once for each change of them. Standard library only."""

import contextlib
import fcntl
import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
REQUIREMENTS = ["requirements.txt", "requirements-dev.txt"]


def main() -> None:
    require_write_access()
    with (ROOT / "var" / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two commands started at once set up once
        if installed() != wanted():
            make_environment()
            install()
            stamp().write_text(wanted())


def require_write_access() -> None:
    with contextlib.suppress(OSError):  # said below
        (ROOT / "var").mkdir(exist_ok=True)
    for folder in (ROOT, ROOT / "var"):
        if not os.access(folder, os.W_OK | os.X_OK):
            sys.exit(f"No write access to {folder}, where the portal keeps its environment and its data.")


def stamp() -> Path:
    return VENV / "requirements.sha256"


def installed() -> str:
    return stamp().read_text() if stamp().exists() and PYTHON.exists() else ""


def wanted() -> str:
    """Names the interpreter, the place and all requirements, so that a moved checkout is set up again."""
    parts = [sys.version, str(ROOT), *((ROOT / name).read_text() for name in REQUIREMENTS)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def make_environment() -> None:
    print("Making the virtual environment .venv ...", flush=True)
    try:
        venv.EnvBuilder(with_pip=True, clear=VENV.exists()).create(VENV)
    except (OSError, subprocess.CalledProcessError):
        sys.exit("Python could not make a virtual environment; on Debian, install the package python3-venv.")


def install() -> None:
    print("Installing the pinned requirements ...", flush=True)
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--require-virtualenv", "--requirement", str(ROOT / "requirements-dev.txt")]
    if subprocess.run(command).returncode:
        sys.exit("The requirements could not be installed; pip's reason stands above.")


if __name__ == "__main__":
    main()
