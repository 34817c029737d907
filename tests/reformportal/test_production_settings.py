"""What production refuses to start without, and what it tells the browser."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
COMPLETE = {
    "PATH": os.environ["PATH"],
    "PORTAL_TRIAL": "0",
    "SECRET_KEY": "uK3vJ9qW1xT7mZ5bN8cR2dF6gH4jL0pS-aE_yQwUiOtXzVnM",
    "ALLOWED_HOSTS": "cchc.quangngai.example",
    "PORTAL_URL": "https://cchc.quangngai.example",
    "DATABASE_URL": "postgres://portal:secret@database/portal?sslmode=verify-full",
    "REDIS_URL": "redis://broker:6379/0",
    "PORTAL_PROVINCE": "Quảng Ngãi",
    "EMAIL_HOST": "mail.quangngai.example",
}
COMPLETE["SECRET_KEY"] += "0123456789"


def manage(*arguments: str, **changes: str) -> subprocess.CompletedProcess:
    environment = {name: value for name, value in (COMPLETE | changes).items() if value}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True
    )


def setting(name: str, **changes: str) -> str:
    return manage(
        "shell", "--no-imports", "-c", f"from django.conf import settings; print(settings.{name})", **changes
    ).stdout.strip()


def test_a_complete_environment_passes_djangos_deployment_check():
    done = manage("check", "--deploy", "--fail-level", "WARNING")
    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"PORTAL_DEBUG": "1"}, "PORTAL_DEBUG must not be on in production: its error pages show secrets."),
        ({"PORTAL_DEBUG": "maybe"}, "PORTAL_DEBUG must be 1 or 0, not 'maybe'."),
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing."),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too short: 50 random characters at least."),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is missing: the names under which the portal is reached."),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name each host, without *."),
        ({"PORTAL_URL": ""}, "PORTAL_URL is missing: the address that links in mails begin with."),
        ({"PORTAL_URL": "http://cchc.quangngai.example"}, "PORTAL_URL must begin with https://."),
        ({"DATABASE_URL": ""}, "DATABASE_URL is missing: postgres://user:password@host:5432/name."),
        (
            {"DATABASE_URL": "sqlite:///a"},
            "DATABASE_URL must look like postgres://user:password@host:5432/name.",
        ),
        (
            {"DATABASE_URL": "postgres://portal@database/portal"},
            "DATABASE_URL leads to another host without saying sslmode=verify-full, or =disable where the "
            "network between is private.",
        ),
        ({"REDIS_URL": ""}, "REDIS_URL is missing: redis://host:6379/0."),
        (
            {"PORTAL_PROVINCE": ""},
            "PORTAL_PROVINCE is missing: the province's name as its papers say it, such as Quảng Ngãi.",
        ),
        ({"EMAIL_HOST": ""}, "EMAIL_HOST is missing: the server that takes the portal's mail."),
        ({"EMAIL_SECURITY": "none"}, "EMAIL_SECURITY must be one of starttls, tls, not 'none'."),
        ({"EMAIL_PORT": "smtp"}, "EMAIL_PORT must be a whole number, not 'smtp'."),
    ],
)
def test_production_refuses_with_one_sentence(changes, sentence):
    done = manage("check", **changes)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", sentence + "\n")


def test_the_web_server_refuses_with_the_same_sentence():
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.py", "reformportal.wsgi"]
    done = subprocess.run(
        command, cwd=ROOT, env=COMPLETE | {"SECRET_KEY": "short"}, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (1, "SECRET_KEY is too short: 50 random characters at least.\n")


def test_a_database_on_this_machine_needs_no_tls():
    assert manage("check", DATABASE_URL="postgres:///portal?host=/run/postgresql").returncode == 0


def test_cookies_are_bound_to_host_and_tls():
    names = "SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME"
    names += ", settings.DEVICE_COOKIE_NAME"
    assert setting(names) == "__Host-session __Host-csrf __Host-language __Host-device"
    assert setting("SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE") == "True True"


def test_old_keys_stay_valid_while_a_key_is_rotated():
    assert setting("SECRET_KEY_FALLBACKS", SECRET_KEY_FALLBACKS="older,oldest") == "['older', 'oldest']"


def test_mail_is_never_sent_in_the_clear():
    assert setting("EMAIL_USE_TLS, settings.EMAIL_USE_SSL, settings.EMAIL_PORT") == "True False 587"
    tls = setting("EMAIL_USE_TLS, settings.EMAIL_USE_SSL, settings.EMAIL_PORT", EMAIL_SECURITY="tls")
    assert tls == "False True 465"


def test_a_page_may_hold_the_database_for_five_seconds():
    code = "import reformportal.wsgi; from django.conf import settings; print(settings.STATEMENT_SECONDS)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=COMPLETE, capture_output=True, text=True
    )
    assert done.stdout == "5\n"
