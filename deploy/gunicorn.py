"""How gunicorn serves the portal: slow clients are the reverse proxy's work, so threads are few."""

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
