"""Files chosen on a page that came back with a mistake are kept until it is sent: a telephone does not choose
them again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from feedback import keys
from feedback.models import KeptFile
from feedback.models.items import MOST_FILES
from records.actions import store_attachment
from records.content.check import CheckedFile

MOST_WAITING = 500  # files in all; past that, pages ask to choose again


@transaction.atomic
def keep_files(sending_key: str, files: Sequence[CheckedFile], *, now: dt.datetime) -> list[KeptFile]:
    """Keep them for that page, as many as an item may have; returns those kept, none when too many wait."""
    room = MOST_FILES - KeptFile.objects.of(sending_key).count()
    if KeptFile.objects.count() + len(files) > MOST_WAITING:
        return []
    digest = keys.digest(keys.SENDING, sending_key)
    return [
        KeptFile.objects.create(
            sending_digest=digest, attachment=store_attachment(file, by=None, now=now), kept_at=now
        )
        for file in files[: max(room, 0)]
    ]


def carry_over(old_key: str, new_key: str) -> int:
    """The page goes on under another key, and its files with it; returns how many."""
    return KeptFile.objects.of(old_key).update(sending_digest=keys.digest(keys.SENDING, new_key))


def forget_kept(*, before: dt.datetime) -> int:
    """Those whose page never came; returns how many. The files themselves go with the sweep of orphans."""
    old = list(KeptFile.objects.filter(kept_at__lt=before).select_related("attachment"))
    for kept in old:
        with transaction.atomic():
            kept.delete()
            kept.attachment.delete()
    return len(old)
