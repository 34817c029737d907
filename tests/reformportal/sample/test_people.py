"""The sample's people: who holds which post, and who can sign in."""

import datetime as dt

from django.db.models import Count

from agencies.models import AgencyVersion, Officer, Post
from reformportal import sample
from reformportal.sample.register import people_of
from tests.reformportal.sample.rows import DAY


def test_every_address_ends_in_example(province):
    addresses = Officer.objects.values_list("email", flat=True)
    assert [email for email in addresses if not email.endswith("@quangngai.example")] == []
    assert [email for email in addresses if not email.isascii()] == []


def test_every_agency_that_owes_has_a_drafter_a_head_and_a_deputy(province):
    owing = AgencyVersion.objects.in_force(DAY).exclude(kind__owes="nothing")
    posts = Post.objects.in_force(DAY).filter(agency__in=owing.values("agency"))
    drafters = posts.filter(role="drafter").values("agency").distinct().count()
    heads = posts.filter(role="head").values("agency").annotate(count=Count("pk"))
    assert (owing.count(), drafters, set(heads.values_list("count", flat=True))) == (113, 113, {2})


def test_deputies_sign_under_their_own_lines(province):
    lines = Post.objects.filter(
        officer__email__in=["pho.stp@quangngai.example", "pho.xa-binh-minh@quangngai.example"]
    )
    assert list(lines.order_by("officer__email").values_list("signature_lines", flat=True)) == [
        "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC",
        "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH",
    ]


def test_one_left_one_helps_a_neighbour_one_stands_in(province):
    left = Officer.objects.get(is_active=False)
    assert (left.email, left.posts.get().valid_to) == ("soan.syt@quangngai.example", dt.date(2025, 9, 30))
    helper = Officer.objects.get(email="soan.phuong-cam-thanh@quangngai.example")
    assert helper.posts.in_force(DAY).count() == 2
    substitute = Post.objects.in_force(DAY).get(substitutes__isnull=False)
    assert substitute.substitutes.officer.email == "soan.sct@quangngai.example"


def test_people_of_the_highlands_bear_names_of_their_own():
    assert [people_of(code) for code in ("21085", "21484", "23527")] == ["kinh", "hre", "gia-rai"]


def test_one_officer_of_every_desk_can_sign_in(province, client):
    assert [email for _desk, email, _password in sample.sign_ins()] == [
        email for _desk, email in sample.DESKS
    ]
    desk, email, password = sample.sign_ins()[0]
    assert desk == "Chuyên viên sở"
    answer = client.post("/accounts/login/", {"login": email, "password": password})
    assert answer.headers["Location"] == "/desk/"
