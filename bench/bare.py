"""What pages are compared with: 20 kB that never change, through Django without middleware.

Settings, addresses and view in one module: DJANGO_SETTINGS_MODULE=bench.bare.
"""

from django.http import HttpResponse
from django.urls import path

TRIAL = True  # deploy/gunicorn.py asks
ROOT_URLCONF = __name__
ALLOWED_HOSTS = ["*"]
MIDDLEWARE: list[str] = []
PAGE = b"<!doctype html><title>Bare</title>".ljust(20_000, b".")

urlpatterns = [path("", lambda request: HttpResponse(PAGE))]
