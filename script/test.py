"""Run pytest on real servers, with a real browser where one can be had."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NGINX_PATH = f"/usr/sbin:/usr/bin:{ROOT}/var/nginx/usr/sbin"


def main() -> None:
    os.chdir(ROOT)
    provide_browser()
    provide_proxy()
    arguments = sys.argv[1:] or ["-n", "2", "--dist", "loadgroup"]  # a group of tests shares what it loaded
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *arguments])  # noqa: S606 ends as pytest ends


def provide_browser() -> None:
    """Install Debian's Chromium where that is possible; otherwise say what will be left out."""
    if not shutil.which("chromium") and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Debian's chromium for the browser tests ...", flush=True)
        apt("update")
        apt("install", "-y", "--no-install-recommends", "chromium")
    if not shutil.which("chromium"):
        print("NO BROWSER: every browser test will be LEFT OUT. Install the package chromium.", flush=True)


def provide_proxy() -> None:
    """Unpack Debian's nginx below var/: installing it would start a server on this machine."""
    folder = ROOT / "var" / "nginx"
    if not shutil.which("nginx", path=NGINX_PATH) and shutil.which("apt-get"):
        folder.mkdir(exist_ok=True)
        if apt("download", "nginx", cwd=folder) or (apt("update") and apt("download", "nginx", cwd=folder)):
            for package in folder.glob("nginx_*.deb"):
                subprocess.run(["dpkg-deb", "--extract", package, folder])
    if not shutil.which("nginx", path=NGINX_PATH):
        print("NO NGINX: the tests of the reverse proxy will be LEFT OUT. Install nginx.", flush=True)


def apt(*words: str, cwd: Path = ROOT) -> bool:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(["apt-get", "-qq", *words], cwd=cwd, env=environment, capture_output=True)
    return done.returncode == 0


if __name__ == "__main__":
    main()
