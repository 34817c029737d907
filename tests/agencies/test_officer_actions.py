"""Officers come, get posts, move, leave; their links work once."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from agencies.actions import (
    change_officer,
    create_officer,
    deactivate_officer,
    end_post,
    first_link,
    give_post,
    issue_link,
    reactivate_officer,
    take_leave,
)
from agencies.models import AgencyKind, Officer, Post
from agencies.permissions import (
    ROLES_AT_DESK,
    is_home_affairs,
    may_keep_register,
    posts_of,
    sees_contacts_at,
    works_at,
)
from records.models import AuditEntry
from tests.agencies.make import (
    LONG_AGO,
    NOW,
    PASSWORD,
    TODAY,
    make_agency,
    make_officer,
    make_post,
    make_registrar,
)

NEW_PASSWORD = "cầu Trường Xuân 2026"


def errors(caught) -> list[str]:
    return list(caught.value.message_dict)


def trail(subject) -> list[tuple[str, dict]]:
    return [(entry.verb, entry.changes) for entry in AuditEntry.objects.about(subject)]


def fresh(officer: Officer) -> Officer:
    """As the next request would see them: posts are read once for an object."""
    return Officer.objects.get(pk=officer.pk)


def choose_password(link: str, password: str = NEW_PASSWORD) -> int:
    """Follows the link as its reader does; the status of the answer."""
    client = Client()
    page = client.get(link, follow=True)
    form_url = page.redirect_chain[-1][0] if page.redirect_chain else link
    return client.post(form_url, {"password1": password, "password2": password}).status_code


def test_a_new_officer_cannot_sign_in_before_choosing_a_password(people):
    officer = create_officer(
        email="An.Nguyen@Tinh.Example", full_name="Nguyễn An", phone="0255", by=people.registrar, now=NOW
    )

    assert (officer.email, officer.has_usable_password()) == ("an.nguyen@tinh.example", False)
    assert trail(officer) == [("create_officer", {})]


def test_one_address_is_one_officer_however_it_is_typed(people):
    make_officer(email="an@tinh.example")
    with pytest.raises(ValidationError) as caught:
        create_officer(email="AN@tinh.example", full_name="Người Khác", by=people.registrar, now=NOW)
    assert errors(caught) == ["email"]

    with pytest.raises(IntegrityError, match="officer_email_is_lower_case"), transaction.atomic():
        Officer.objects.create(email="AN@tinh.example", full_name="Người Khác")


def test_the_trail_of_an_officer_holds_no_personal_data(people):
    officer = make_officer("Trần Cũ", email="cu@tinh.example")

    change_officer(
        officer, email="moi@tinh.example", full_name="Trần Mới", phone="0905", by=people.registrar, now=NOW
    )

    assert trail(officer) == [("change_officer", {"fields": ["email", "full_name", "phone"]})]
    assert Officer.objects.get(pk=officer.pk).search_key == "tran moi moi@tinh.example"


@pytest.mark.parametrize("who", ["drafter", "head", "reviewer", "issuer", "stranger"])
def test_only_the_register_administrator_changes_officers(people, who):
    by = getattr(people, who)
    someone = make_officer()
    post = make_post(someone)
    person: dict[str, Any] = {"email": "x@tinh.example", "full_name": "X", "phone": ""}
    place: dict[str, Any] = {"agency": people.agency, "role": "drafter", "title": "T", "valid_from": TODAY}

    for refused in [
        lambda: create_officer(**person, by=by, now=NOW),
        lambda: change_officer(someone, **person, by=by, now=NOW),
        lambda: give_post(someone, **place, by=by, now=NOW),
        lambda: end_post(post, last_day=TODAY, by=by, now=NOW),
        lambda: deactivate_officer(someone, today=TODAY, by=by, now=NOW),
        lambda: reactivate_officer(someone, by=by, now=NOW),
        lambda: issue_link(someone, by=by, now=NOW),
    ]:
        with pytest.raises(PermissionDenied):
            refused()
    assert AuditEntry.objects.count() == 0


def test_nobody_changes_their_own_posts_or_sign_in(people):
    me = people.registrar
    place: dict[str, Any] = {
        "agency": people.home_affairs,
        "role": "issuer",
        "title": "T",
        "valid_from": TODAY,
    }

    for refused in [
        lambda: give_post(me, **place, by=me, now=NOW),
        lambda: end_post(me.posts.get(), last_day=TODAY, by=me, now=NOW),
        lambda: deactivate_officer(me, today=TODAY, by=me, now=NOW),
        lambda: reactivate_officer(me, by=me, now=NOW),
        lambda: issue_link(me, by=me, now=NOW),
    ]:
        with pytest.raises(PermissionDenied):
            refused()
    assert (me.posts.count(), AuditEntry.objects.count()) == (1, 0)


def test_a_post_gives_its_rights_and_they_end_with_it(people):
    officer = make_officer()
    post = give_post(
        officer, agency=people.home_affairs, role="reviewer", title="Chuyên viên", valid_from=LONG_AGO,
        document="QĐ 7", by=people.registrar, now=NOW,
    )  # fmt: skip
    assert is_home_affairs(fresh(officer)) is True
    assert works_at(fresh(officer), people.home_affairs.pk) is True

    end_post(post, last_day=dt.date(2025, 12, 31), by=people.registrar, now=NOW)

    assert is_home_affairs(fresh(officer)) is False
    assert works_at(fresh(officer), people.home_affairs.pk) is False
    assert [verb for verb, _ in trail(post)] == ["give_post", "end_post"]
    assert officer.posts.get().valid_to == dt.date(2025, 12, 31)


def test_the_register_is_kept_by_its_administrator_at_home_affairs_alone(people):
    keepers = {who for who in people._fields[3:] if may_keep_register(getattr(people, who))}
    assert keepers == {"registrar"}

    elsewhere = make_post(agency=people.agency, role="registrar").officer
    assert (may_keep_register(elsewhere), len(posts_of(elsewhere, "registrar"))) == (False, 1)


def test_posts_are_narrowed_by_role_desk_and_agency(people):
    officer = make_officer()
    drafter = make_post(officer, people.agency)
    head = make_post(officer, people.home_affairs, "head")

    assert posts_of(officer, "drafter", "head") == [drafter, head]
    assert posts_of(officer, desk="home_affairs") == [head]
    assert posts_of(officer, "head", agency=people.agency.pk) == []


def test_contacts_are_for_colleagues_and_the_register_administrator(people):
    seen_by = {who for who in people._fields[3:] if sees_contacts_at(getattr(people, who), people.agency.pk)}

    assert seen_by == {"drafter", "head", "registrar"}


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        ("2019-12-31", "2020-06-30", "valid_from"),
        ("2025-07-01", None, "valid_from"),
        ("2025-01-01", None, "valid_to"),
        ("2025-01-01", "2025-07-01", "valid_to"),
    ],
)
def test_a_post_is_held_only_while_its_agency_exists(people, first, last, field):
    district = make_agency("Huyện Sơn Hà", "huyen", valid_to=dt.date(2025, 6, 30))
    days: dict[str, Any] = {
        "valid_from": dt.date.fromisoformat(first),
        "valid_to": last and dt.date.fromisoformat(last),
    }

    with pytest.raises(ValidationError) as caught:
        give_post(
            make_officer(), agency=district, role="drafter", title="T", by=people.registrar, now=NOW, **days
        )

    assert errors(caught) == [field]
    assert Post.objects.filter(agency=district).count() == 0


def test_roles_of_home_affairs_are_not_given_elsewhere(people):
    for role in ("registrar", "reviewer", "issuer"):
        with pytest.raises(ValidationError) as caught:
            give_post(
                make_officer(), agency=people.agency, role=role, title="T", valid_from=TODAY,
                by=people.registrar, now=NOW,
            )  # fmt: skip
        assert errors(caught) == ["role"]


def test_every_desk_has_its_roles():
    assert set(ROLES_AT_DESK) == set(AgencyKind.Desk)


def test_a_post_that_has_ended_is_not_prolonged(people):
    post = make_post(valid_to=dt.date(2025, 12, 31))

    with pytest.raises(ValidationError) as caught:
        end_post(post, last_day=TODAY, by=people.registrar, now=NOW)

    assert errors(caught) == ["last_day"]


def test_a_post_nobody_held_yet_is_taken_back(people):
    post = make_post(valid_from=dt.date(2026, 5, 1))
    pk = post.pk

    end_post(post, last_day=TODAY, by=people.registrar, now=NOW)

    assert Post.objects.filter(pk=pk).exists() is False
    assert AuditEntry.objects.get(subject_type="agencies.post", subject_id=pk).verb == "take_back_post"


def test_deactivation_ends_sessions_and_posts_and_keeps_history(people, client):
    client.force_login(people.drafter)
    assert "_auth_user_id" in client.session
    post = people.drafter.posts.get()

    deactivate_officer(people.drafter, today=TODAY, by=people.registrar, now=NOW)

    request = client.get("/agencies/").wsgi_request
    assert request.user.is_authenticated is False
    post.refresh_from_db()
    assert (post.valid_to, post.officer) == (TODAY, people.drafter)
    assert Client().login(email=people.drafter.email, password=PASSWORD) is False
    assert [verb for verb, _ in trail(people.drafter)] == ["deactivate_officer"]


def test_who_is_let_in_again_needs_a_new_link_and_new_posts(people, client):
    client.force_login(people.drafter)
    deactivate_officer(people.drafter, today=TODAY, by=people.registrar, now=NOW)

    officer = reactivate_officer(people.drafter, by=people.registrar, now=NOW)

    assert client.get("/agencies/").wsgi_request.user.is_authenticated is False
    assert (officer.is_active, officer.has_usable_password(), fresh(officer).current_posts[1:]) == (
        True, False, [],
    )  # fmt: skip


def test_a_link_sets_a_password_once(people):
    officer = make_officer()
    link = issue_link(officer, by=people.registrar, now=NOW)

    assert choose_password(link) == 302
    assert Client().login(email=officer.email, password=NEW_PASSWORD) is True

    choose_password(link, "một mật khẩu khác hẳn")
    assert Client().login(email=officer.email, password="một mật khẩu khác hẳn") is False
    assert trail(officer) == [("issue_link", {})]


def test_a_new_link_ends_the_one_before_the_password_and_the_sessions(people, client):
    officer = make_officer()
    client.force_login(officer)
    first = first_link(officer)

    second = issue_link(officer, by=people.registrar, now=NOW)

    assert client.get("/agencies/").wsgi_request.user.is_authenticated is False
    assert Client().login(email=officer.email, password=PASSWORD) is False
    choose_password(first, "một mật khẩu khác hẳn")
    assert Client().login(email=officer.email, password="một mật khẩu khác hẳn") is False
    assert choose_password(second) == 302


def test_no_link_for_who_may_no_longer_sign_in(people):
    officer = make_officer(is_active=False)

    with pytest.raises(ValidationError):
        issue_link(officer, by=people.registrar, now=NOW)


def test_another_register_administrator_may_change_this_one(people):
    other = make_registrar(people.home_affairs)

    deactivate_officer(people.registrar, today=TODAY, by=other, now=NOW)

    assert may_keep_register(fresh(people.registrar)) is False


def test_a_post_that_was_used_before_its_first_day_was_mended_is_not_taken_back(people):
    """Somebody was away from it: the trail would lose from what."""
    post = people.drafter.posts.get()
    other = make_post(make_officer(), people.agency)
    days = {"starts_on": TODAY, "ends_on": TODAY + dt.timedelta(days=2)}
    take_leave({post: other}, **days, by=people.drafter, now=NOW)
    day_before = post.valid_from - dt.timedelta(days=1)
    with pytest.raises(ValidationError) as refusal:
        end_post(post, last_day=day_before, by=people.registrar, now=NOW)
    assert list(refusal.value.message_dict) == ["last_day"]
    post.refresh_from_db()
    assert [verb for verb, _ in trail(post)] == []
