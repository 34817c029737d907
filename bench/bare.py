"""What pages are compared with: 20 kB that never change, and one INSERT with its COMMIT, through Django
without middleware.

Settings, addresses and views in one module: DJANGO_SETTINGS_MODULE=bench.bare.
"""

import os

from django.http import HttpResponse
from django.urls import path

from reformportal.environment import database_from_url

TRIAL = True  # deploy/gunicorn.py asks
ROOT_URLCONF = __name__
ALLOWED_HOSTS = ["*"]
MIDDLEWARE: list[str] = []
PAGE = b"<!doctype html><title>Bare</title>".ljust(20_000, b".")

DATABASES = {"default": database_from_url(os.environ["DATABASE_URL"])}


def insert(request):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bare (at, content) VALUES (now(), %s)", [request.POST["content"]])
    return HttpResponse(PAGE)


urlpatterns = [path("", lambda request: HttpResponse(PAGE)), path("insert/", insert)]
