"""Officers and the posts they hold. Nobody gives, ends or changes their own posts (separation of duties)."""

from __future__ import annotations

import datetime as dt

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import ProtectedError, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agencies import registries
from agencies.models import Agency, AgencyVersion, Officer, Post
from agencies.permissions import ROLES_AT_DESK, require_register_keeper
from records.actions import audit


@transaction.atomic
def create_officer(
    *,
    email: str,
    full_name: str,
    phone: str = "",
    by: Officer | None,
    now: dt.datetime,
    is_sample: bool = False,
) -> Officer:
    """Someone who may sign in once they have chosen a password with the link of `issue_link`."""
    require_register_keeper(by)
    officer = Officer(email=email.strip().lower(), full_name=full_name, phone=phone, is_sample=is_sample)
    officer.set_unusable_password()
    officer.full_clean()
    officer.save()
    audit(officer, "create_officer", by=by, now=now)
    return officer


@transaction.atomic
def change_officer(
    officer: Officer, *, email: str, full_name: str, phone: str, by: Officer | None, now: dt.datetime
) -> Officer:
    """Mend a name, an address or a telephone. The trail says which changed, not to what."""
    require_register_keeper(by)
    officer = Officer.objects.select_for_update(no_key=True).get(pk=officer.pk)
    new = {"email": email.strip().lower(), "full_name": full_name, "phone": phone}
    changed = [name for name, value in new.items() if getattr(officer, name) != value]
    for name in changed:
        setattr(officer, name, new[name])
    officer.full_clean()
    officer.save()
    audit(officer, "change_officer", by=by, now=now, changes={"fields": changed})
    registries.posts_changed(_agencies_of(officer), by=by, now=now)
    return officer


@transaction.atomic
def give_post(
    officer: Officer,
    *,
    agency: Agency,
    role: str,
    title: str,
    valid_from: dt.date,
    by: Officer | None,
    now: dt.datetime,
    valid_to: dt.date | None = None,
    signature_lines: str = "",
    document: str = "",
    substitutes: Post | None = None,
) -> Post:
    """A post at an agency that exists from the post's first day to its last."""
    _require_other_officer(by, officer)
    post = Post(
        officer=officer,
        agency=agency,
        role=role,
        title=title,
        valid_from=valid_from,
        valid_to=valid_to,
        signature_lines=signature_lines,
        document=document,
        substitutes=substitutes,
    )
    Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    post.full_clean()
    _check_fits_agency(post)
    post.save()
    audit(post, "give_post", by=by, now=now, changes=_described(post))
    registries.posts_changed([agency.pk], by=by, now=now)
    return post


@transaction.atomic
def end_post(post: Post, *, last_day: dt.date, by: Officer | None, now: dt.datetime) -> None:
    """The post is held until `last_day`, that day included. One that had not begun by then is taken back."""
    _require_other_officer(by, post.officer)
    _end(Post.objects.select_for_update().get(pk=post.pk), last_day=last_day, by=by, now=now)
    registries.posts_changed([post.agency_id], by=by, now=now)


@transaction.atomic
def deactivate_officer(officer: Officer, *, today: dt.date, by: Officer | None, now: dt.datetime) -> Officer:
    """End sign-in, open sessions and posts; what the officer did keeps their name."""
    _require_other_officer(by, officer)
    officer = Officer.objects.select_for_update(no_key=True).get(pk=officer.pk)
    for post in officer.posts.filter(Q(valid_to=None) | Q(valid_to__gt=today)):
        _end(post, last_day=today, by=by, now=now)
    officer.is_active = False
    officer.set_unusable_password()  # sessions are bound to the password
    officer.save(update_fields=["is_active", "password"])
    audit(officer, "deactivate_officer", by=by, now=now)
    registries.posts_changed(_agencies_of(officer), by=by, now=now)
    return officer


@transaction.atomic
def reactivate_officer(officer: Officer, *, by: Officer | None, now: dt.datetime) -> Officer:
    """Let someone sign in again, with a new link and new posts."""
    _require_other_officer(by, officer)
    officer = Officer.objects.select_for_update(no_key=True).get(pk=officer.pk)
    officer.is_active = True
    officer.save(update_fields=["is_active"])
    audit(officer, "reactivate_officer", by=by, now=now)
    registries.posts_changed(_agencies_of(officer), by=by, now=now)
    return officer


@transaction.atomic
def issue_link(officer: Officer, *, by: Officer | None, now: dt.datetime) -> str:
    """A new link to choose a password. Links given before, the old password and open sessions end."""
    _require_other_officer(by, officer)
    officer = Officer.objects.select_for_update(no_key=True).get(pk=officer.pk)
    if not officer.is_active:
        raise ValidationError(_("This officer may no longer sign in: let them in again first."))
    officer.set_unusable_password()
    officer.save(update_fields=["password"])
    audit(officer, "issue_link", by=by, now=now)
    return first_link(officer)


def first_link(officer: Officer) -> str:
    """Path of the page where the officer chooses a password; void once one is chosen, or when it expires."""
    key = default_token_generator.make_token(officer)
    return reverse(
        "account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(officer), "key": key}
    )


def end_posts_at(agency: Agency, *, last_day: dt.date, by: Officer | None, now: dt.datetime) -> None:
    """Everyone's posts at an agency end with it."""
    for post in agency.posts.filter(Q(valid_to=None) | Q(valid_to__gt=last_day)):
        _end(post, last_day=last_day, by=by, now=now)


def _agencies_of(officer: Officer) -> list[int]:
    return list(officer.posts.order_by("agency").values_list("agency", flat=True).distinct())


def _require_other_officer(by: Officer | None, officer: Officer) -> None:
    require_register_keeper(by)
    if by == officer:
        raise PermissionDenied(_("Your own posts and sign-in are changed by another register administrator."))


def _end(post: Post, *, last_day: dt.date, by: Officer | None, now: dt.datetime) -> None:
    if last_day < post.valid_from:
        _take_back(post, by=by, now=now)
        return
    if post.valid_to and last_day > post.valid_to:
        raise ValidationError(
            {"last_day": _("This post ends on %(day)s already.") % {"day": _day(post.valid_to)}}
        )
    post.valid_to = last_day
    post.save(update_fields=["valid_to"])
    audit(post, "end_post", by=by, now=now, changes=_described(post))


def _take_back(post: Post, *, by: Officer | None, now: dt.datetime) -> None:
    """ValidationError where something was done or told by that post meanwhile: it stays, and is ended."""
    post.substitutes_of.update(substitutes=None)
    audit(post, "take_back_post", by=by, now=now, changes=_described(post))
    try:
        with transaction.atomic():
            post.delete()
    except ProtectedError as error:
        said = _(
            "The post has been used since %(day)s: somebody was told, was away or signed by it. Choose that "
            "day as its last one, or a later day."
        )
        raise ValidationError({"last_day": said % {"day": _day(post.valid_from)}}) from error


def _check_fits_agency(post: Post) -> None:
    version = AgencyVersion.objects.filter(agency=post.agency).in_force(post.valid_from).first()
    if version is None:
        raise ValidationError(
            {
                "valid_from": _("%(agency)s does not exist on %(day)s.")
                % {"agency": post.agency, "day": _day(post.valid_from)}
            }
        )
    if post.role not in ROLES_AT_DESK[version.kind.desk]:
        raise ValidationError(
            {
                "role": _("There is no “%(role)s” at an agency of the kind %(kind)s.")
                % {"role": post.get_role_display(), "kind": version.kind}
            }
        )
    if post.substitutes and post.substitutes.agency_id != post.agency_id:
        raise ValidationError({"substitutes": _("They stand in for someone of the same agency.")})
    _check_ends_before_agency(post)


def _check_ends_before_agency(post: Post) -> None:
    last = AgencyVersion.objects.filter(agency=post.agency).latest("valid_from").valid_to
    if last and (post.valid_to is None or post.valid_to > last):
        raise ValidationError(
            {
                "valid_to": _("The agency's last day is %(day)s; the post ends then at the latest.")
                % {"day": _day(last)}
            }
        )


def _day(day: dt.date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


def _described(post: Post) -> dict[str, object]:
    return {
        "officer": post.officer_id,
        "agency": post.agency_id,
        "role": post.role,
        "title": post.title,
        "valid_from": post.valid_from.isoformat(),
        "valid_to": post.valid_to.isoformat() if post.valid_to else None,
    }
