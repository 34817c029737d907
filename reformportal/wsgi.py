"""The WSGI entry point that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reformportal.settings")
os.environ.setdefault("DATABASE_STATEMENT_SECONDS", "5")  # somebody waits for the page

application = get_wsgi_application()
