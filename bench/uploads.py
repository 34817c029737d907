"""Sign-in while nine visitors at once post pictures that are dear to look at.

python -m bench.uploads [seconds of attack, 20 when not said, 120 at most] [side, 6300] [sign-ins alone, 30]

Each post is the public form with three pictures of 6300 x 6300 pixels and 1.2 MB; each visitor posts again
two seconds after the answer. gunicorn runs as
deploy/gunicorn.py says, in production settings, on a port of this machine only. First sign-ins alone, then
sign-ins during the attack, then the ratio of the two. It stops by itself.
"""

import http.client
import io
import os
import re
import secrets
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from statistics import median, quantiles
from urllib.parse import urlencode, urlsplit

from bench.database import own_database, prepare, sizes
from bench.pages import CSRF, HOST, served, use_production_settings

AT_ONCE, PICTURES = 9, 3
AGAIN = 2  # seconds between two posts of one visitor
PAUSE = 0.3
LONGEST = 120
PATIENCE = 150  # seconds for one answer
EMAIL, PASSWORD = "officer@tinh.example", secrets.token_urlsafe(16)
BOUNDARY = secrets.token_hex(16)
HEADERS = {"Host": HOST, "X-Forwarded-Proto": "https", "Origin": f"https://{HOST}"}


def make_people():
    from tests.agencies.make import make_agency, make_officer
    from tests.feedback.make import make_regulation

    make_regulation(make_agency(name="Sở Tư pháp"))
    officer = make_officer(email=EMAIL)
    officer.set_password(PASSWORD)
    officer.save()


def ask(port, method, path, body=b"", *, address="192.0.2.1", cookies="", kind=""):
    """Status and text; a new connection each time."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    headers = HEADERS | {"X-Forwarded-For": address, "Cookie": cookies or f"__Host-csrf={CSRF}"}
    connection.request(method, path, body, headers | ({"Content-Type": kind} if kind else {}))
    answer = connection.getresponse()
    text = answer.read().decode(errors="replace")
    connection.close()
    return answer.status, text


def sign_in(port):
    """Seconds from asking the page to being signed in."""
    start = time.perf_counter()
    if ask(port, "GET", "/accounts/login/")[0] != 200:
        sys.exit("the sign-in page does not answer")
    form = {"login": EMAIL, "password": PASSWORD, "csrfmiddlewaretoken": CSRF}
    status, _text = ask(
        port, "POST", "/accounts/login/", urlencode(form), kind="application/x-www-form-urlencoded"
    )
    if status != 302:
        sys.exit(f"signing in answers {status}")
    return time.perf_counter() - start


def dear_picture(side):
    from PIL import Image

    picture = Image.new("RGB", (side, side))
    picture.paste(Image.effect_noise((min(side, 740), min(side, 620)), 60))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def page_with_pictures(port, pictures):
    """The body of one post of the public form."""
    key = re.search(r'name="sending_key" value="([^"]+)"', ask(port, "GET", "/feedback/send/")[1])[1]
    words = {
        "csrfmiddlewaretoken": CSRF,
        "sending_key": key,
        "content": "Ảnh chụp bảng thủ tục.",
        "kind": "person",
    }
    words |= {"name": "Lê Thị Mẫu", "address": "12 Quang Trung", "phone": "0905 000 000"}
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in words.items()
    ]
    for number, picture in enumerate(pictures):
        head = (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="uploads"; filename="{number}.png"\r\n\r\n'
        )
        parts.append(head.encode() + picture + b"\r\n")
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


class Attack:
    """Posts over and over from several places at once, until told to stop or its time is over."""

    def __init__(self, port, seconds, side, *, at_once=AT_ONCE):
        self.port, self.until = port, time.monotonic() + seconds
        self.answers, self.slowest, self.over = Counter(), 0.0, threading.Event()
        self.body = page_with_pictures(port, [dear_picture(side)] * PICTURES)
        self.threads = [threading.Thread(target=self.post, args=[number]) for number in range(at_once)]

    def post(self, number):
        while not self.over.is_set() and time.monotonic() < self.until:
            start = time.monotonic()
            status, _text = ask(
                self.port,
                "POST",
                "/feedback/send/",
                self.body,
                address=f"198.51.100.{number}",
                kind=f"multipart/form-data; boundary={BOUNDARY}",
            )
            self.answers[status] += 1
            self.slowest = max(self.slowest, time.monotonic() - start)
            self.over.wait(AGAIN)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_error):
        self.over.set()
        for thread in self.threads:
            thread.join(PATIENCE)


def p95(seconds):
    return quantiles(seconds, n=20)[-1]


def measure(port, seconds, side, tries):
    """Sign-ins alone and during the attack, in seconds each; and the attack as it went."""
    sign_in(port)
    quiet = []
    for _time in range(tries):
        quiet.append(sign_in(port))
        time.sleep(PAUSE)
    with Attack(port, seconds, side) as attack:
        time.sleep(1)
        meanwhile = []
        while time.monotonic() < attack.until or len(meanwhile) < 2:
            meanwhile.append(sign_in(port))
            time.sleep(PAUSE)
    return quiet, meanwhile, attack


def main(seconds=20, side=6300, tries=30):
    from django.db import connection

    with tempfile.TemporaryDirectory() as folder, own_database():
        make_people()
        database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
        places = {"PORTAL_STATIC_DIR": f"{folder}/static", "PORTAL_FILES_DIR": f"{folder}/files"}
        environment = os.environ | {"DATABASE_URL": database.geturl()} | places
        collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
        subprocess.run(collect, env=environment, check=True)
        with served("reformportal.wsgi", environment, threads="4") as (port, _master):
            quiet, meanwhile, attack = measure(port, min(seconds, LONGEST), side, tries)
    for name, found in (("quiet", quiet), ("attacked", meanwhile)):
        print(f"{name}: {len(found)} sign-ins, p50 {median(found):.2f} s, p95 {p95(found):.2f} s")
    print(f"ratio: p50 {median(meanwhile) / median(quiet):.2f}, p95 {p95(meanwhile) / p95(quiet):.2f}")
    print(f"posts: {dict(attack.answers)}, slowest answer {attack.slowest:.1f} s")


if __name__ == "__main__":
    use_production_settings()
    prepare()
    main(*sizes())
