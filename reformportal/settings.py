"""One settings file. Everything that differs between installations comes from the environment.

Two modes: production (the default, which refuses to start half-configured) and trial
(`PORTAL_TRIAL=1`, set by `script/server`, `script/test` and a bare `manage.py` on a fresh clone).
"""

import datetime as dt
import os
from pathlib import Path
from urllib.parse import urlsplit

import bootstrap_wrapper
from django.utils.translation import gettext_lazy as _

from reformportal.environment import (
    database_from_url,
    database_timeouts,
    env_bool,
    env_choice,
    env_int,
    env_list,
    refuse_unsafe_production,
)

BASE_DIR = Path(__file__).resolve().parent.parent

TRIAL = env_bool("PORTAL_TRIAL")
DEBUG = env_bool("PORTAL_DEBUG")
PORTAL_URL = os.environ.get("PORTAL_URL", "http://127.0.0.1:8000" if TRIAL else "").rstrip("/")
PORTAL_PROVINCE = os.environ.get("PORTAL_PROVINCE", "Quảng Ngãi" if TRIAL else "")  # named in its papers
SECRET_KEY = os.environ.get("SECRET_KEY", "trial-only-key" if TRIAL else "")
SECRET_KEY_FALLBACKS = env_list("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "localhost 127.0.0.1 [::1]" if TRIAL else "")
if not TRIAL:
    refuse_unsafe_production(debug=DEBUG, key=SECRET_KEY, hosts=ALLOWED_HOSTS, portal_url=PORTAL_URL)

# PostgreSQL. wsgi.py allows a page 5 seconds, manage.py a command all the time it needs.
STATEMENT_SECONDS = env_int("DATABASE_STATEMENT_SECONDS", 60)
DATABASES = {"default": database_from_url(os.environ.get("DATABASE_URL", "postgres:///portal"))}
DATABASES["default"] |= {
    "CONN_MAX_AGE": 0 if TRIAL else 60,
    "CONN_HEALTH_CHECKS": True,
    "OPTIONS": database_timeouts(statement=STATEMENT_SECONDS, lock=3, idle=30 if STATEMENT_SECONDS else 0)
    | DATABASES["default"]["OPTIONS"],
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Sessions and limits live in the database: without the broker people still sign in. Nothing is cached: a
# cache forgets what a stranger makes it forget, and no limit may stand in one.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

INSTALLED_APPS = [
    "reformportal",
    "reports",
    "plans",
    "feedback",
    "notices",
    "agencies",
    "pages",
    "records",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
]

MIDDLEWARE = [
    "reformportal.middleware.AnswerHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "reformportal.middleware.LanguageMiddleware",
    "reformportal.middleware.NotAPageMiddleware",
    "reformportal.middleware.WholeRequestMiddleware",
    "reformportal.middleware.InspectionBudgetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "reformportal.middleware.SignInMiddleware",
    "reformportal.middleware.DeviceMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "reformportal.urls"
WSGI_APPLICATION = "reformportal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "reformportal.context_processors.portal",
            ],
        },
    },
]

# Who signs in. Accounts are made by the register of agencies, never by signing up.
AUTH_USER_MODEL = "agencies.Officer"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "reformportal.passwords.UnlikeTheOwner"},
    {
        "NAME": "reformportal.passwords.LongEnough",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "reformportal.passwords.Uncommon"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
ACCOUNT_ADAPTER = "reformportal.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "reformportal.forms.SignInForm",
    "change_password": "reformportal.forms.ChangePasswordForm",
    "set_password": "reformportal.forms.SetPasswordForm",
    "reset_password": "reformportal.forms.ResetPasswordForm",
    "reset_password_from_key": "reformportal.forms.ResetPasswordKeyForm",
    "reauthenticate": "reformportal.forms.ReauthenticateForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # a stranger's address gets no mail from us
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = False  # reformportal/attempts.py counts, for who tries and not against who is tried
ALLAUTH_TRUSTED_PROXY_COUNT = env_int("TRUSTED_PROXY_COUNT", 0 if TRIAL else 1)
PASSWORD_RESET_TIMEOUT = 24 * 3600
SESSION_COOKIE_AGE = 12 * 3600
DEVICE_COOKIE_NAME = "device"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = "reformportal.formats"

# Files: static ones for everybody, kept ones only through a view that asks who you are.
STATIC_URL = "static/"
STATIC_ROOT = os.environ.get("PORTAL_STATIC_DIR", BASE_DIR / "var" / "static")
STATICFILES_DIRS = [BASE_DIR / "static", ("bootstrap", bootstrap_wrapper.get_bootstrap_dir())]
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = TRIAL
PORTAL_FILES_DIR = Path(os.environ.get("PORTAL_FILES_DIR", BASE_DIR / "var" / "files"))
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": PORTAL_FILES_DIR,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TRIAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
REQUEST_MAX_BYTES = 55 * 1024 * 1024  # files of 50 MB and their form; the proxy says the same

# Reminders go by no clock that differs from the database's by more than this, nor by one that stood still for
# longer than that, until Home Affairs says that it is right. A trial is left alone for days.
CLOCK_MAY_DIFFER = dt.timedelta(minutes=1)
CLOCK_MAY_STAND = None if TRIAL else dt.timedelta(hours=26)
MAIL_IN_OFFICE_HOURS = not TRIAL  # who tries the portal in the evening wants to see a mail leave
FORM_RENDERER = "reformportal.rendering.FormRenderer"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Mail. Only the worker sends it; in a trial without a mail server it goes to a folder.
EMAIL_FILE_PATH = os.environ.get("PORTAL_MAIL_DIR", BASE_DIR / "var" / "mail")
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST or not TRIAL else 'filebased'}.EmailBackend"
EMAIL_SECURITY = env_choice("EMAIL_SECURITY", "starttls", "tls", *(["none"] if TRIAL else []))
EMAIL_USE_SSL = EMAIL_SECURITY == "tls"
EMAIL_USE_TLS = EMAIL_SECURITY == "starttls"  # in production never in the clear
EMAIL_PORT = env_int("EMAIL_PORT", 465 if EMAIL_USE_SSL else 587)
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL") or f"portal@{urlsplit(PORTAL_URL).hostname}"
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# What the browser is told. The Content-Security-Policy is middleware.py's.
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "reformportal.errors.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
if not TRIAL:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")  # the proxy overwrites what clients send
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]  # asked from inside, without TLS
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    DEVICE_COOKIE_NAME = "__Host-device"
    LANGUAGE_COOKIE_NAME = "__Host-language"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

# Background work. A task killed with its worker runs again, so every task may run twice without harm.
CELERY_BROKER_URL = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0")
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_SERIALIZER = CELERY_EVENT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SOFT_TIME_LIMIT = 9 * 60
CELERY_TASK_TIME_LIMIT = 10 * 60
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker as long as it takes
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 15 * 60,  # longer than any task may run
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,  # look at every interval for what a killed worker left, not at every tenth
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "socket_keepalive": True,
    "health_check_interval": 15,
    "retry_on_timeout": True,
}
# Nothing is written down between two runs: entries are intervals, and tasks ask what is due and not yet done.
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"
CELERY_BEAT_SCHEDULE: dict[str, dict] = {
    "sweep_orphan_files": {"task": "records.tasks.sweep_orphan_files", "schedule": 6 * 3600},
    "forget_waiting_files": {"task": "records.tasks.forget_waiting_files", "schedule": 3600},
    # A tick nobody took within its minute is dropped: the next one does its work.
    "deliver_due": {"task": "notices.tasks.deliver_due", "schedule": 60, "options": {"expires": 55}},
    "open_periods": {"task": "reports.tasks.open_periods", "schedule": 15 * 60},
    "rederive_obligations": {"task": "reports.tasks.rederive_obligations", "schedule": 3600},
    "derive_assignments": {"task": "plans.tasks.derive_assignments", "schedule": 3600},
    "redact_what_waits": {
        "task": "feedback.tasks.redact_what_waits",
        "schedule": 15 * 60,
        "options": {"expires": 14 * 60},
    },
    "erase_what_is_over": {"task": "feedback.tasks.erase_what_is_over", "schedule": 6 * 3600},
    "hand_on_feedback": {"task": "feedback.tasks.hand_on_feedback", "schedule": 3600},
    "keep_obligations": {
        "task": "notices.tasks.keep_obligations",
        "schedule": 3600,
        "options": {"expires": 3500},
    },
    "forget_gone": {"task": "notices.tasks.forget_gone", "schedule": 6 * 3600},
    "forget_tries": {"task": "records.tasks.forget_tries", "schedule": 3600},
    "forget_networks": {"task": "reformportal.tasks.forget_networks", "schedule": 6 * 3600},
    "send_letters": {"task": "feedback.tasks.send_letters", "schedule": 60, "options": {"expires": 55}},
    "send_links": {"task": "reformportal.tasks.send_links", "schedule": 60, "options": {"expires": 55}},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "reformportal.logs.LineFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        },
    },
    "handlers": {
        "stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "line"},
    },
    "root": {"handlers": ["stdout"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "reformportal": {"level": "INFO"},
    },
}
