"""Things the tests of records need, with working defaults."""

import datetime as dt

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models

from records.actions import store_attachment
from records.models import Attachment
from records.workflow import Move, MoveTable
from tests.records.files import make_pdf

NOW = dt.datetime(2026, 3, 16, 9, 30, tzinfo=dt.UTC)


class Letter(models.Model):
    """A row with a state: records has none of its own. Its table is made by the `letters` fixture."""

    class State(models.TextChoices):
        DRAFT = "draft", "Đang soạn"
        SENT = "sent", "Đã gửi"
        FILED = "filed", "Đã lưu"

    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    sent_at = models.DateTimeField(null=True)

    objects: models.Manager["Letter"] = models.Manager()

    class Meta:
        app_label = "letters"

    def __str__(self) -> str:
        return f"letter {self.pk}"


LETTER_MOVES = MoveTable(
    [
        Move("send", Letter.State.DRAFT, Letter.State.SENT, "drafter", label="Gửi thư"),
        Move("file", Letter.State.DRAFT, Letter.State.FILED, "clerk"),
        Move("file", Letter.State.SENT, Letter.State.FILED, "clerk"),
    ]
)


class Someone(models.Model):
    """An officer or a post, of whom records knows only the id."""

    class Meta:
        app_label = "letters"
        managed = False

    def __str__(self) -> str:
        return f"someone {self.pk}"


def make_upload(name: str = "Biên bản.pdf", data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, make_pdf() if data is None else data)


def make_attachment(name: str = "Biên bản.pdf", data: bytes | None = None) -> Attachment:
    return store_attachment(make_upload(name, data), by=None, now=NOW)
