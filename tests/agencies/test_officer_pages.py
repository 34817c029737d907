"""Officers' pages: who is listed for whom, and what the register administrator does there."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from agencies.models import Officer
from records.models import AuditEntry
from tests.agencies.make import PASSWORD, make_officer, make_post


@pytest.fixture
def registrar(people, client):
    client.force_login(people.registrar)
    return client


def listed(answer) -> list[str]:
    return [officer.full_name for officer in answer.context["officers"]]


def test_the_administrator_sees_everyone_and_others_their_colleagues(people, client):
    make_post(make_officer("Bùi Đã Về"), people.agency, valid_to=dt.date(2021, 1, 1))
    url = reverse("agencies:officers")

    client.force_login(people.registrar)
    assert listed(client.get(url)) == [
        "Bùi Đã Về", "Đỗ Thị Sổ", "Hồ Thị Lạ", "Lê Văn Ký", "Phạm Thị Duyệt", "Trần Thị Soạn", "Vũ Văn Phát",
    ]  # fmt: skip
    client.force_login(people.drafter)
    assert listed(client.get(url)) == ["Bùi Đã Về", "Lê Văn Ký", "Trần Thị Soạn"]
    client.force_login(people.stranger)
    assert listed(client.get(url)) == ["Hồ Thị Lạ"]


def test_officers_are_found_without_diacritics_and_by_sign_in(people, registrar):
    make_officer("Đặng Thôi Việc", is_active=False)
    url = reverse("agencies:officers")

    assert listed(registrar.get(url, {"q": "dang thoi"})) == ["Đặng Thôi Việc"]
    assert listed(registrar.get(url, {"state": "inactive"})) == ["Đặng Thôi Việc"]
    assert "Đặng Thôi Việc" not in listed(registrar.get(url, {"state": "active"}))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_however_long(people, registrar, django_assert_num_queries, rows):
    for _ in range(rows):
        make_post()

    with django_assert_num_queries(8):
        registrar.get(reverse("agencies:officers"))


def test_a_new_officer_goes_on_to_their_first_post(people, registrar):
    url = reverse("agencies:create_officer") + f"?agency={people.agency.pk}"

    answer = registrar.post(url, {"full_name": "Ngô Mới", "email": "Moi@tinh.example", "phone": ""})

    officer = Officer.objects.get(email="moi@tinh.example")
    assert answer.url == f"/agencies/officers/{officer.pk}/posts/new/?agency={people.agency.pk}"
    assert registrar.get(answer.url).context["form"].initial["agency"] == str(people.agency.pk)


def test_the_administrator_gives_a_post(people, registrar):
    officer = make_officer()
    data = {
        "agency": people.agency.pk, "role": "head", "title": "Phó Giám đốc", "valid_from": "1/3/2026",
        "signature_lines": "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC", "substitutes": people.head.posts.get().pk,
    }  # fmt: skip

    registrar.post(reverse("agencies:give_post", args=[officer.pk]), data)

    post = officer.posts.get()
    assert (post.agency, post.role, post.signature_lines, post.substitutes.officer) == (
        people.agency, "head", "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC", people.head,
    )  # fmt: skip


def test_who_stands_in_works_at_the_same_agency(people, registrar):
    officer = make_officer()
    data = {
        "agency": people.other_agency.pk, "role": "head", "title": "Phó Giám đốc", "valid_from": "1/3/2026",
        "substitutes": people.head.posts.get().pk,
    }  # fmt: skip

    answer = registrar.post(reverse("agencies:give_post", args=[officer.pk]), data)

    assert (list(answer.context["form"].errors), officer.posts.count()) == (["substitutes"], 0)


def test_ending_a_post_asks_again_and_names_it(people, registrar):
    post = people.drafter.posts.get()
    url = reverse("agencies:end_post", args=[post.pk])
    sentence = str(registrar.get(url).context["consequences"][0])
    assert [name in sentence for name in ("Trần Thị Soạn", "Chuyên viên", "Sở Tư pháp")] == [True] * 3

    registrar.post(url, {"last_day": "31/12/2025"})

    post.refresh_from_db()
    assert post.valid_to == dt.date(2025, 12, 31)


def test_the_administrator_deactivates_and_lets_in_again(people, registrar):
    registrar.post(reverse("agencies:deactivate", args=[people.drafter.pk]))
    assert Officer.objects.get(pk=people.drafter.pk).is_active is False

    registrar.post(reverse("agencies:reactivate", args=[people.drafter.pk]))
    assert Officer.objects.get(pk=people.drafter.pk).is_active is True


@pytest.mark.parametrize("name", ["give_post", "deactivate", "reactivate", "link"])
def test_the_administrator_does_nothing_of_this_to_themselves(people, registrar, name):
    data = {"agency": people.home_affairs.pk, "role": "issuer", "title": "Giám đốc", "valid_from": "1/1/2026"}

    answer = registrar.post(reverse(f"agencies:{name}", args=[people.registrar.pk]), data)

    assert (answer.status_code, people.registrar.posts.count(), AuditEntry.objects.count()) == (403, 1, 0)


def test_the_letter_holds_a_whole_link_and_is_kept_nowhere(people, registrar, settings):
    settings.PORTAL_URL = "https://baocao.tinh.example"
    officer = make_officer("Ngô Mới")

    answer = registrar.post(reverse("agencies:link", args=[officer.pk]))

    link = answer.context["link"]
    assert link.startswith("https://baocao.tinh.example/accounts/password/reset/key/")
    assert link in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert link not in str(list(AuditEntry.objects.values_list("changes", flat=True)))
    assert Client().get(link.removeprefix("https://baocao.tinh.example"), follow=True).status_code == 200
    assert Client().login(email=officer.email, password=PASSWORD) is False


def test_no_letter_for_who_may_no_longer_sign_in(people, registrar):
    officer = make_officer(is_active=False)

    answer = registrar.post(reverse("agencies:link", args=[officer.pk]), follow=True)

    page = reverse("agencies:officer", args=[officer.pk])
    assert (answer.redirect_chain, "link" in answer.context) == ([(page, 302)], False)
    assert "không còn được đăng nhập" in answer.text
