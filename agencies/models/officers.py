"""Who signs in, and the posts that say what they may do."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from agencies.models.register import Agency, AgencyKind, AgencyVersion
from records.fields import CleanCharField, CleanTextField, FoldedField, SortKeyField
from records.text import fold


class OfficerQuerySet(models.QuerySet["Officer"]):
    def visible_to(self, officer: Officer) -> Self:
        """Oneself and who holds or held a post at one's agencies; everyone for the register's keeper."""
        if officer.keeps_register:
            return self
        agencies = {post.agency_id for post in officer.current_posts}
        colleagues = Post.objects.filter(agency__in=agencies).values("officer")
        return self.filter(Q(pk=officer.pk) | Q(pk__in=colleagues))

    def matching(self, typed: str) -> Self:
        """Officers whose name or address holds every word typed, diacritics or not."""
        officers = self
        for word in fold(typed).split():
            officers = officers.filter(search_key__contains=word)
        return officers

    def with_posts_now(self, today: dt.date) -> Self:
        """With `posts_now`, the posts in force that day."""
        posts = Post.objects.in_force(today).with_agency(today)
        return self.prefetch_related(models.Prefetch("posts", posts, to_attr="posts_now"))


class OfficerManager(BaseUserManager["Officer"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> Officer:
        officer = self.model(email=self.normalize_email(email).lower(), **fields)
        officer.set_password(password)
        officer.save(using=self._db)
        return officer

    def get_by_natural_key(self, email: str | None) -> Officer:
        return self.get(email=(email or "").lower())


class Officer(AbstractBaseUser):
    """A person who signs in. What they may do follows from their posts in force, never from this row."""

    class Language(models.TextChoices):
        """In which the officer is written to; the languages of `settings.LANGUAGES`."""

        VIETNAMESE = "vi", _("Vietnamese")
        ENGLISH = "en", _("English")

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    full_name = CleanCharField(_("full name"), max_length=100)
    phone = CleanCharField(_("telephone"), max_length=30, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    language = models.CharField(
        _("language of mail"), max_length=10, choices=Language, default=Language.VIETNAMESE
    )
    is_sample = models.BooleanField(_("sample data"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    search_key = FoldedField(sources=("full_name", "email"))
    sort_key = SortKeyField(source="full_name")

    objects = OfficerManager.from_queryset(OfficerQuerySet)()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("officer")
        verbose_name_plural = _("officers")
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="officer_email_is_lower_case"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def keeps_register(self) -> bool:
        """Is the register administrator: the role at the Home Affairs desk."""
        return any(
            post.role == Post.Role.REGISTRAR and post.agency_desk == AgencyKind.Desk.HOME_AFFAIRS
            for post in self.current_posts
        )

    @cached_property
    def current_posts(self) -> list[Post]:
        """The posts in force today, asked once for each officer object (a request has one).

        The very rows of `in_force(today).with_agency(today)`, their agencies not fetched.
        """
        posts = list(Post.objects.raw(POSTS_NOW, {"officer": self.pk, "today": timezone.localdate()}))
        for post in posts:
            post.officer = self
        return posts


# Every request asks it. Written out, it takes an eighth of the CPU time of Django composing it.
POSTS_NOW = """
    SELECT post.*, newest.desk AS agency_desk, newest.name AS agency_label
    FROM agencies_post post
    JOIN agencies_officer officer ON officer.id = post.officer_id
    LEFT JOIN LATERAL (
        SELECT kind.desk, version.name
        FROM agencies_agencyversion version JOIN agencies_agencykind kind ON kind.id = version.kind_id
        WHERE version.agency_id = post.agency_id AND version.valid_from <= %(today)s
        ORDER BY version.valid_from DESC
        LIMIT 1
    ) newest ON true
    WHERE post.officer_id = %(officer)s AND officer.is_active
        AND post.valid_from <= %(today)s AND (post.valid_to IS NULL OR post.valid_to >= %(today)s)
    ORDER BY post.agency_id, post.role, post.valid_from
"""


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, officer: Officer) -> Self:
        """Who holds which post is part of the register."""
        return self if officer.current_posts else self.none()

    def in_force(self, on: dt.date) -> Self:
        """Posts held on that day by officers who may still sign in; `valid_to` is the last day."""
        return self.filter(
            Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on, officer__is_active=True
        )

    def with_agency(self, on: dt.date | None = None) -> Self:
        """With `agency_desk` and `agency_label` of the agency's newest version begun by `on`, one query."""
        newest = AgencyVersion.objects.filter(agency=models.OuterRef("agency")).order_by("-valid_from")
        if on:
            newest = newest.filter(valid_from__lte=on)
        return self.select_related("officer", "agency").annotate(
            agency_desk=models.Subquery(newest.values("kind__desk")[:1]),
            agency_label=models.Subquery(newest.values("name")[:1]),
        )


class Post(models.Model):
    """An officer's place at an agency: a role, a title, the lines they sign under, from a day to a day.

    Deputies, delegates and substitutes hold posts of their own (Decree 30/2020/ND-CP, Annex I: TM., KT.,
    TL., TUQ.). Rights follow the posts in force; a signature keeps the post it was given under.
    """

    class Role(models.TextChoices):
        DRAFTER = "drafter", _("Drafter")
        HEAD = "head", _("Head, or who signs for them")
        REVIEWER = "reviewer", _("Reviewer")
        ISSUER = "issuer", _("Issuer")
        REGISTRAR = "registrar", _("Register administrator")
        CLERK = "clerk", _("Records clerk")
        READER = "reader", _("Reader")

    # Who is not there is not missed: a drafter does the same work.
    NOBODY_NEEDED = (Role.CLERK,)

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="posts", verbose_name=_("officer"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="posts", verbose_name=_("agency"))
    role = models.CharField(_("role"), max_length=10, choices=Role)
    title = CleanCharField(_("job title"), max_length=120)
    signature_lines = CleanTextField(
        _("lines above the signature"),
        max_length=300,
        blank=True,
        help_text=_("One a line, as on paper: TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH / PHÓ CHỦ TỊCH"),
    )
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to (last day)"), null=True, blank=True)
    document = CleanCharField(_("document behind it"), max_length=300, blank=True)
    substitutes = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="substitutes_of",
        verbose_name=_("stands in for"),
    )

    agency_desk: str  # set by with_agency()
    agency_label: str

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["agency", "role", "valid_from"]
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="post_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.get_role_display()}"

    def is_held_on(self, day: dt.date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
