"""What the ledger asks about announcements: they are owed to be told once, and nothing ends that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from agencies.models import Post
from notices.models import Announcement
from notices.topics import Message, RuleDefault, Subject, Topic
from notices.workflow import ANNOUNCEMENT

RULES = {Post.Role.DRAFTER: "to-drafters", Post.Role.HEAD: "to-heads"}


def still_owed(rule: str, ids: Collection[int]) -> set[int]:
    return set(Announcement.objects.filter(pk__in=ids).values_list("pk", flat=True))


def messages(rule: str, ids: Collection[int], today: dt.date) -> Mapping[int, Message]:
    action = _("Open the message")
    return {
        row.pk: Message(row.subject, tuple(row.text.splitlines()), row.get_absolute_url(), action)
        for row in Announcement.objects.filter(pk__in=ids)
    }


def describe(ids: Collection[int]) -> dict[int, Subject]:
    rows = Announcement.objects.filter(pk__in=ids)
    return {row.pk: Subject(row.subject, row.get_absolute_url()) for row in rows}


TOPIC = Topic(
    code=ANNOUNCEMENT,
    name=gettext_noop("Messages of Home Affairs"),
    still_owed=still_owed,
    messages=messages,
    describe=describe,
    rules=(
        RuleDefault(RULES[Post.Role.DRAFTER], "Thông báo gửi chuyên viên", (Post.Role.DRAFTER,)),
        RuleDefault(RULES[Post.Role.HEAD], "Thông báo gửi lãnh đạo", (Post.Role.HEAD,)),
    ),
)
