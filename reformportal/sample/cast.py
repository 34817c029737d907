"""Who acts for an agency on a day of the past: the posts in force then, not today's."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from agencies.models import Officer, Post

Role = Post.Role


class Cast:
    """The posts of one day; officers carry them as their current ones, so actions ask that day's rights."""

    def __init__(self, day: dt.date) -> None:
        self.day = day
        self._posts: dict[tuple[int, str], list[Post]] = defaultdict(list)
        officers: dict[int, Officer] = {}
        held: dict[int, list[Post]] = defaultdict(list)
        for post in Post.objects.in_force(day).with_agency(day).order_by("pk"):
            officer = officers.setdefault(post.officer_id, post.officer)
            post.officer = officer
            self._posts[post.agency_id, post.role].append(post)
            held[officer.pk].append(post)
        for pk, officer in officers.items():
            officer.current_posts = held[pk]
        self.officers = {officer.email: officer for officer in officers.values()}

    def drafter(self, agency_id: int) -> Post:
        return self._posts[agency_id, Role.DRAFTER][-1]

    def head(self, agency_id: int, *, deputy: bool = False) -> Post:
        return self._posts[agency_id, Role.HEAD][-1 if deputy else 0]

    def reviewer(self, email: str) -> Post:
        """The reviewer's post of an officer of Home Affairs."""
        posts = self.officers[email].current_posts
        return next(post for post in posts if post.role == Role.REVIEWER)

    def registrar(self) -> Post:
        """The register administrator's at Home Affairs."""
        return next(posts[0] for (_agency, role), posts in self._posts.items() if role == Role.REGISTRAR)
