"""Picture the portal's main pages, in Vietnamese, as officers of the sample province see them."""

import io
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from reformportal import embedded  # noqa: E402 the checkout is on the path only now

FOLDER = ROOT / "docs" / "screenshots"
SIZES = {1280: 900, 360: 760}
MOST_BYTES = 150_000
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
DRAFTER, CHAIR = "soan.phuong-cam-thanh@quangngai.example", "truong.phuong-cam-thanh@quangngai.example"
REVIEWER = "duyet1.snv@quangngai.example"


class Shot(NamedTuple):
    name: str
    officer: str  # empty: nobody is signed in
    path: str
    width: int = 1280


def main() -> None:
    os.chdir(ROOT)
    os.environ["PORTAL_TRIAL"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reformportal.settings")
    embedded.set_trial(os.environ)
    subprocess.run([sys.executable, "manage.py", "prepare"], check=True, stdout=subprocess.DEVNULL)
    shots = list(choose_shots())
    FOLDER.mkdir(parents=True, exist_ok=True)
    with portal() as address:
        take(shots, address)
    embedded.leave()


def choose_shots() -> Iterator[Shot]:
    """The pages, with the numbers that their reports and periods have in this database."""
    import django

    django.setup()
    from django.urls import reverse

    from reports.models import FigureGroup, Period, Report

    collecting, reviewing = Period.objects.filter(opened_at__isnull=False).order_by("-ends_on")[:2]
    mine = Report.objects.get(period=collecting, version__code="21025").pk
    to_sign = Report.objects.get(period=reviewing, version__code="21025").pk
    to_review = Report.objects.filter(period=reviewing, state="sent", version__kind__code="xa").first()
    group = FigureGroup.objects.filter(form_version=collecting.form_version)[2].pk
    entry = reverse("reports:group", args=[mine, group])
    yield Shot("home", "", "/")
    yield Shot("desk", DRAFTER, reverse("desk"))
    yield Shot("report", DRAFTER, reverse("reports:report", args=[mine]))
    yield Shot("entry", DRAFTER, entry)
    yield Shot("signing", CHAIR, reverse("reports:report", args=[to_sign]))
    yield Shot("board", REVIEWER, reverse("reports:board", args=[reviewing.pk]))
    if to_review:
        yield Shot("review", REVIEWER, reverse("reports:review", args=[to_review.pk]))
    yield Shot("consolidated", REVIEWER, reverse("reports:consolidated", args=[reviewing.pk]))
    yield Shot("paper", REVIEWER, reverse("reports:paper", args=[reviewing.pk, "home_affairs"]))
    yield Shot("timeliness", REVIEWER, reverse("reports:timeliness"))
    yield Shot("desk", DRAFTER, reverse("desk"), 360)
    yield Shot("entry", DRAFTER, entry, 360)
    yield Shot("signing", CHAIR, reverse("reports:report", args=[to_sign]), 360)


@contextmanager
def portal() -> Iterator[str]:
    """A web server of our own, gone when the pictures are taken."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.py", "reformportal.wsgi"]
    server = subprocess.Popen([*command, "--bind", f"127.0.0.1:{port}"])
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def wait_for(address: str) -> None:
    for _attempt in range(300):
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 our own address
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    sys.exit("The web server did not start.")


def take(shots: list[Shot], address: str) -> None:
    from playwright.sync_api import sync_playwright

    from reformportal.sample import PASSWORD

    chromium = shutil.which("chromium") or sys.exit("Install the package chromium first.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for shot in shots:
            page = browser.new_page(
                base_url=address,
                locale="vi-VN",
                timezone_id="Asia/Ho_Chi_Minh",
                viewport={"width": shot.width, "height": SIZES[shot.width]},
            )
            if shot.officer:
                page.goto("/accounts/login/")
                page.fill("main form [name=login]", shot.officer)
                page.fill("main form [name=password]", PASSWORD)
                page.press("main form [name=password]", "Enter")
                page.wait_for_url("**/desk/")
            answer = page.goto(shot.path)
            if answer is None or answer.status != 200:
                sys.exit(f"{shot.path} answers {answer.status if answer else 'nothing'}.")
            keep(page.screenshot(), FOLDER / f"{shot.name}-{shot.width}.png")
            page.close()
        browser.close()


def keep(picture: bytes, path: Path) -> None:
    """Store it in as many colours as fit into the size a repository should carry."""
    from PIL import Image

    image = Image.open(io.BytesIO(picture)).convert("RGB")
    for colours in (256, 128, 64, 32):
        data = io.BytesIO()
        image.quantize(colours).save(data, "PNG", optimize=True)
        if data.tell() <= MOST_BYTES:
            break
    path.write_bytes(data.getvalue())
    print(f"{path.relative_to(ROOT)}: {data.tell() // 1000} kB", flush=True)


if __name__ == "__main__":
    main()
