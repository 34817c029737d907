"""The main navigation: which pages an officer's posts lead to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class PostInForce(Protocol):
    """What navigation reads of a post (`agencies.models.Post` with its agency)."""

    role: str
    agency_desk: str


@dataclass(frozen=True)
class Entry:
    label: str | Promise
    url_name: str
    is_for: Callable[[PostInForce], bool]
    section: str = ""  # the page under whose address the rest of its section lies, if it is another


@dataclass(frozen=True)
class Item:
    label: str | Promise
    url: str
    is_current: bool


def everyone(post: PostInForce) -> bool:
    return True


def reporting(post: PostInForce) -> bool:
    return post.role in ("drafter", "head")


def home_affairs(post: PostInForce) -> bool:
    return post.agency_desk == "home_affairs"


def overseeing(post: PostInForce) -> bool:
    return post.agency_desk in ("home_affairs", "leadership")


def following(post: PostInForce) -> bool:
    """Keeps activities, or follows what agencies do."""
    return reporting(post) or home_affairs(post)


def registrar(post: PostInForce) -> bool:
    return post.role == "registrar" and home_affairs(post)


ENTRIES = [
    Entry(_("My desk"), "desk", everyone),
    Entry(_("My agency's reports"), "reports:list", reporting),
    Entry(_("Our duties"), "plans:mine", reporting),
    Entry(_("Activities"), "plans:activities", following),
    Entry(_("Feedback"), "feedback:handlings", following, section="feedback:start"),
    Entry(_("Our agency"), "agencies:mine", reporting),
    Entry(_("Board"), "reports:board", overseeing),
    Entry(_("Periods"), "reports:periods", home_affairs),
    Entry(_("Plans"), "plans:list", everyone),
    Entry(_("Agencies"), "agencies:list", home_affairs),
    Entry(_("Officers"), "agencies:officers", registrar),
    Entry(_("Reminders"), "notices:ledger", home_affairs),
    Entry(_("Working calendar"), "agencies:calendar", home_affairs),
]


def items(posts: Sequence[PostInForce], path: str) -> list[Item]:
    """The entries open to these posts; current is the one whose section is the longest start of `path`."""
    mine = [entry for entry in ENTRIES if any(map(entry.is_for, posts))]
    found = [(entry, url) for entry in mine if (url := _address(entry.url_name))]
    sections = [_address(entry.section) if entry.section else url for entry, url in found]
    current = max(filter(path.startswith, sections), key=len, default="")
    return [
        Item(entry.label, url, section == current)
        for (entry, url), section in zip(found, sections, strict=True)
    ]


def _address(url_name: str) -> str:
    """Empty for a page this installation does not have."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""
