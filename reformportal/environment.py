"""Reading the environment, and refusing one in which a production installation would be unsafe."""

import os
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

LOCAL = ("", "localhost", "127.0.0.1", "::1")
SHORTEST_KEY = 50


def env_bool(name: str, default: bool = False) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if value in ("1", "true", "yes", "on"):
        return True
    if value in ("0", "false", "no", "off"):
        return False
    if value == "":
        return default
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def env_int(name: str, default: int) -> int:
    value = os.environ.get(name, "").strip()
    if value and not value.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value or default)


def env_list(name: str, default: str = "") -> list[str]:
    """Values between commas or spaces."""
    return os.environ.get(name, default).replace(",", " ").split()


def env_choice(name: str, *choices: str) -> str:
    """One of the choices; the first when nothing is said."""
    value = os.environ.get(name) or choices[0]
    if value not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}, not {value!r}.")
    return value


def database_from_url(url: str) -> dict:
    """Read `postgres://user:password@host:port/name?option=value`; a socket's folder goes into `?host=`."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise ImproperlyConfigured("DATABASE_URL must look like postgres://user:password@host:5432/name.")
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", unquote(parts.hostname or ""))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": options.pop("port", str(parts.port or "")),
        "OPTIONS": options,
    }


def database_timeouts(*, statement: int, lock: int, idle: int) -> dict[str, str | int]:
    """libpq options that let no dead or stuck database hold a process; seconds, 0 means no limit."""
    limits = {
        "statement_timeout": statement,
        "lock_timeout": lock,
        "idle_in_transaction_session_timeout": idle,
    }
    return {
        "connect_timeout": 3,
        "tcp_user_timeout": 5000,
        "options": " ".join(f"-c {name}={seconds}s" for name, seconds in limits.items()),
    }


def refuse_unsafe_production(*, debug: bool, key: str, hosts: list[str], portal_url: str) -> None:
    """Raise ImproperlyConfigured, one sentence, at the first thing a production installation lacks."""
    rules = [
        (debug, "PORTAL_DEBUG must not be on in production: its error pages show secrets."),
        (not key, "SECRET_KEY is missing."),
        (len(key) < SHORTEST_KEY, f"SECRET_KEY is too short: {SHORTEST_KEY} random characters at least."),
        (not hosts, "ALLOWED_HOSTS is missing: the names under which the portal is reached."),
        (any("*" in host for host in hosts), "ALLOWED_HOSTS must name each host, without *."),
        (not portal_url, "PORTAL_URL is missing: the address that links in mails begin with."),
        (not portal_url.startswith("https://"), "PORTAL_URL must begin with https://."),
        *_rules_of_servers(),
    ]
    for is_broken, sentence in rules:
        if is_broken:
            raise ImproperlyConfigured(sentence)


def _rules_of_servers() -> list[tuple[bool, str]]:
    url, clear = (
        os.environ.get("DATABASE_URL", ""),
        "DATABASE_URL leads to another host without saying sslmode",
    )
    return [
        (not url, "DATABASE_URL is missing: postgres://user:password@host:5432/name."),
        (_crosses_network(url), f"{clear}=verify-full, or =disable where the network between is private."),
        (not os.environ.get("REDIS_URL"), "REDIS_URL is missing: redis://host:6379/0."),
        (
            not os.environ.get("PORTAL_PROVINCE"),
            "PORTAL_PROVINCE is missing: the province's name as its papers say it, such as Quảng Ngãi.",
        ),
        (not os.environ.get("EMAIL_HOST"), "EMAIL_HOST is missing: the server that takes the portal's mail."),
    ]


def _crosses_network(url: str) -> bool:
    database = database_from_url(url or "postgres:///missing")
    is_local = database["HOST"] in LOCAL or database["HOST"].startswith("/")
    return not is_local and "sslmode" not in database["OPTIONS"]
