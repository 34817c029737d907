"""docs/operations.md names every variable, and none that nothing reads."""

import re
from pathlib import Path

from records.content import budget, counting, inspector, waiting
from reformportal import attempts, devices
from reformportal.middleware import STRANGERS_FILES, STRANGERS_WAITING
from reformportal.models import KnownNetwork

REMEMBERED = KnownNetwork.REMEMBERED_FOR
ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = (ROOT / "docs/operations.md").read_text()
READS = re.compile(r"(?:environ\.get|env_bool|env_int|env_list|env_choice)\(\s*\"([A-Z_]+)\"")


def documented() -> set[str]:
    table = PAGE.partition("## Environment")[2].partition("##")[0]
    cells = re.findall(r"^\| (`[^|]*) \|", table, re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`([A-Z_]+)`", cell)}


def test_every_variable_is_documented():
    files = [*(ROOT / "reformportal").glob("*.py"), ROOT / "deploy/gunicorn.py"]
    read = {name for path in files for name in READS.findall(path.read_text())}
    compose = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    assert documented() == read | compose


def test_the_proxys_limit_is_the_documented_one():
    assert "client_max_body_size 55m;" in (ROOT / "deploy/nginx.conf").read_text()
    assert "| one request, by the proxy | 55 MB |" in PAGE


def test_limits_of_tries_are_the_documented_ones():
    network, pair, hour = attempts.OF_NETWORK.most, attempts.OF_PAIR.most, attempts.OF_PAIR_AN_HOUR.most
    assert f"| {network} a minute; for one address of mail {pair} in 5 minutes, {hour} an hour |" in PAGE
    days = f"{devices.LASTS // 86400} days, nor from a network that did in the last {REMEMBERED.days}"
    assert (
        f"| {attempts.OF_ACCOUNT.most} an hour; not in a browser that signed in to it in the last {days} |"
        in PAGE
    )
    assert f"| {attempts.OF_DEVICE.most} in 15 minutes, whatever others do |" in PAGE
    links, asked, mailed = attempts.LINKS_OF_PAIR, attempts.LINKS_OF_NETWORK, attempts.LINKS_OF_ACCOUNT
    assert f"| {links.most} in 10 minutes for one address of mail from one network address, which" in PAGE
    assert f"may ask {asked.most} a minute; {mailed.most} mails an hour by strangers |" in PAGE
    assert f"| {STRANGERS_FILES.most} in 10 minutes for one network address |" in PAGE
    spans = [attempts.OF_NETWORK, attempts.OF_PAIR, attempts.OF_DEVICE, links, STRANGERS_FILES]
    assert [limit.span.total_seconds() / 60 for limit in [*spans, STRANGERS_WAITING]] == [
        1,
        5,
        15,
        10,
        10,
        10,
    ]
    room, hours = waiting.MOST_BYTES // 2**20, waiting.LASTS.total_seconds() // 3600
    assert (
        f"| {waiting.MOST_FILES} and {room} MB in all, for {hours:.0f} h; people who are not signed" in PAGE
    )
    assert f"in half of it, and {STRANGERS_WAITING.most} in 10 minutes for one network address |" in PAGE


def test_limits_are_the_documented_ones(settings):
    megabytes, fields = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2**20, settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    pixels = {kind: most // 10**6 for kind, most in counting.MOST_PIXELS.items()}
    assert f"a PNG of {pixels['png']} and a JPEG of {pixels['jpeg']} million pixels" in PAGE
    of_all = (
        f"{budget.MOST_BYTES // 2**20} MB, {budget.MOST_PIXELS // 10**6} million pixels, {budget.MOST_FILES}"
    )
    assert (
        f"| {of_all} files; {budget.SECONDS:.0f} s of inspection, {inspector.SECONDS} s of a processor"
        in PAGE
    )
    assert settings.REQUEST_MAX_BYTES == budget.MOST_BYTES + settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    assert f"| {megabytes} MB, {fields:,} fields, {settings.DATA_UPLOAD_MAX_NUMBER_FILES} files |" in PAGE
    assert f"| {settings.SESSION_COOKIE_AGE // 3600} hours, or until the browser is closed |" in PAGE
    assert f"| {settings.CELERY_TASK_TIME_LIMIT // 60} min |" in PAGE
    assert f"| {settings.PASSWORD_RESET_TIMEOUT // 3600} hours |" in PAGE
