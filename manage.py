#!/usr/bin/env python
"""Django's command line for the portal; without DATABASE_URL it works on the embedded trial servers."""

import os
import sys

from reformportal import embedded


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reformportal.settings")
    os.environ.setdefault("DATABASE_STATEMENT_SECONDS", "0")  # a migration takes the time it takes
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        embedded.set_trial(os.environ)
        execute_from_command_line(sys.argv)
    except (embedded.EmbeddedError, ImproperlyConfigured) as reason:
        sys.exit(str(reason))


if __name__ == "__main__":
    main()
