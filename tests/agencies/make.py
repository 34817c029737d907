"""People and agencies for tests. Every function works without arguments; rows are written directly."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
from typing import NamedTuple

from django.contrib.auth.hashers import make_password

from agencies.kinds import KINDS
from agencies.models import Agency, AgencyKind, AgencyVersion, Leave, Officer, Post

LONG_AGO = dt.date(2020, 1, 1)
NOW = dt.datetime(2026, 3, 16, 9, 30, tzinfo=dt.UTC)
TODAY = dt.date(2026, 3, 16)
_numbers = itertools.count(1)


def make_kind(code: str = "so", **fields) -> AgencyKind:
    """A kind of the list the portal starts with, changed where fields say so; any other code is new."""
    known = {kind.code: kind._asdict() for kind in KINDS}
    defaults = known.get(code, {"name": code, "tier": "province", "owes": "whole", "desk": "agency"})
    kind, created = AgencyKind.objects.get_or_create(code=code, defaults=defaults | fields)
    if fields and not created:
        AgencyKind.objects.filter(pk=kind.pk).update(**fields)
        kind.refresh_from_db()
    return kind


def make_agency(
    name: str | None = None, kind: AgencyKind | str = "so", *, is_sample: bool = False, **version
) -> Agency:
    """An agency with one version, in force since 2020 and without end unless `version` says otherwise."""
    agency = Agency.objects.create(is_sample=is_sample)
    make_version(agency, name=name or f"Sở Số {next(_numbers)}", kind=kind, **version)
    return agency


def make_version(
    agency: Agency, *, name: str = "Sở Mới", kind: AgencyKind | str = "so", **fields
) -> AgencyVersion:
    kind = make_kind(kind) if isinstance(kind, str) else kind
    return AgencyVersion.objects.create(
        agency=agency, name=name, kind=kind, **({"valid_from": LONG_AGO} | fields)
    )


PASSWORD = "mật khẩu dài"


@functools.cache
def hashed(password: str | None) -> str:
    """Hashing is slow on purpose: once for a password is enough."""
    return make_password(password)


def make_officer(
    full_name: str = "Nguyễn Văn An", *, email: str | None = None, password: str | None = PASSWORD, **fields
) -> Officer:
    email = email or f"officer{next(_numbers)}@tinh.example"
    return Officer.objects.create(email=email, full_name=full_name, password=hashed(password), **fields)


def make_post(
    officer: Officer | None = None, agency: Agency | None = None, role: str = Post.Role.DRAFTER, **fields
) -> Post:
    defaults = {"title": "Chuyên viên", "valid_from": LONG_AGO}
    return Post.objects.create(
        officer=officer or make_officer(), agency=agency or make_agency(), role=role, **(defaults | fields)
    )


def make_leave(post: Post, stand_in: Post) -> Leave:
    """Far ahead, so that nobody is away today."""
    days = {"starts_on": dt.date(2031, 1, 6), "ends_on": dt.date(2031, 1, 10)}
    return Leave.objects.create(post=post, stand_in=stand_in, **days)


def make_proposed_leave(people: People) -> Leave:
    """The head's, for whom the drafter stands in: a substitute's post is proposed."""
    leave = make_leave(people.head.posts.get(), people.drafter.posts.get())
    leave.proposed_at, leave.proposed_by = NOW, people.head
    leave.save()
    return leave


class People(NamedTuple):
    """The same few people everywhere; `agency` is the drafter's and the head's."""

    agency: Agency
    home_affairs: Agency
    other_agency: Agency
    drafter: Officer
    head: Officer
    reviewer: Officer
    issuer: Officer
    registrar: Officer
    stranger: Officer


def make_home_affairs(name: str = "Sở Nội vụ") -> Agency:
    return make_agency(name, make_kind("so-noi-vu", desk="home_affairs"), code="SNV", short_name="SNV")


def make_registrar(home_affairs: Agency | None = None, full_name: str = "Đỗ Thị Sổ") -> Officer:
    agency = home_affairs or make_home_affairs()
    return make_post(make_officer(full_name), agency, Post.Role.REGISTRAR, title="Chuyên viên").officer


def make_people() -> People:
    agency = make_agency("Sở Tư pháp", code="STP", short_name="STP")
    home_affairs = make_home_affairs()
    other = make_agency("Sở Y tế", code="SYT", short_name="SYT")

    def person(full_name: str, at: Agency, role: str, title: str = "Chuyên viên", lines: str = "") -> Officer:
        return make_post(make_officer(full_name), at, role, title=title, signature_lines=lines).officer

    return People(
        agency=agency,
        home_affairs=home_affairs,
        other_agency=other,
        drafter=person("Trần Thị Soạn", agency, Post.Role.DRAFTER),
        head=person("Lê Văn Ký", agency, Post.Role.HEAD, "Giám đốc", "GIÁM ĐỐC"),
        reviewer=person("Phạm Thị Duyệt", home_affairs, Post.Role.REVIEWER),
        issuer=person("Vũ Văn Phát", home_affairs, Post.Role.ISSUER, "Giám đốc", "GIÁM ĐỐC"),
        registrar=make_registrar(home_affairs),
        stranger=person("Hồ Thị Lạ", other, Post.Role.DRAFTER),
    )
