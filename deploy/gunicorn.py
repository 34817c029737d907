"""How gunicorn serves the portal: slow clients are the reverse proxy's work, so threads are few.

With more than one thread a worker is a `gthread` one: a connection has its thread until its answer is sent,
and no time limit of gunicorn ends it (`timeout` watches the process, not a request). What may hold a thread
for long is bounded elsewhere: bodies by the proxy, statements by the database, and files, which hold one
thread of each process at most, by records.content.budget.
"""

import os
import sys
from typing import Any

workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 30  # longer than every timeout of the database and of the broker
graceful_timeout = 10
max_requests = 5000  # give memory back now and then
max_requests_jitter = 500
control_socket_disable = True
loglevel = "warning"


def on_starting(server: Any) -> None:
    """Refuse in one sentence, before any worker is started."""
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reformportal.settings")
    try:
        settings.TRIAL  # noqa: B018 reading one setting reads them all
    except ImproperlyConfigured as reason:
        sys.exit(str(reason))
