"""The register as officers read it and as its administrator changes it."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from agencies.models import Agency, Succession
from tests.agencies.make import make_agency, make_officer, make_post, make_version

JULY_FIRST = dt.date(2025, 7, 1)


@pytest.fixture
def registrar(people, client):
    client.force_login(people.registrar)
    return client


def names(answer) -> list[str]:
    return [version.name for version in answer.context["versions"]]


def test_the_register_is_in_order_of_kind_then_of_the_vietnamese_alphabet(people, client):
    for name in ["Sở Y Đức", "Sở Xây dựng", "Sở Ăn", "Sở Ân", "Sở An", "Sở Đo", "Sở Do"]:
        make_agency(name)
    make_agency("Xã An Phú", "xa")
    client.force_login(people.drafter)

    assert names(client.get("/agencies/")) == [
        "Sở Nội vụ", "Sở An", "Sở Ăn", "Sở Ân", "Sở Do", "Sở Đo", "Sở Tư pháp", "Sở Xây dựng", "Sở Y Đức",
        "Sở Y tế", "Xã An Phú",
    ]  # fmt: skip


@pytest.mark.parametrize("typed", ["Đăk Hà", "dak ha", "ĐĂK HÀ", "ha dak", "23500", "Đak Hà", "dha"])
def test_an_agency_is_found_with_and_without_diacritics(people, client, typed):
    make_agency("Xã Đăk Hà", "xa", code="23500", short_name="ĐHà")
    make_agency("Xã Sơn Hà", "xa", code="21289")
    client.force_login(people.drafter)

    assert names(client.get("/agencies/", {"q": typed})) == ["Xã Đăk Hà"]


@pytest.mark.parametrize("typed", ["%", "_", "\\", "'", '"', "(", "*", "nothing"])
def test_signs_of_search_languages_are_only_letters(people, client, typed):
    client.force_login(people.drafter)

    answer = client.get("/agencies/", {"q": typed})

    assert answer.status_code == 200
    assert names(answer) in ([], ["Sở Nội vụ", "Sở Tư pháp", "Sở Y tế"])


def test_the_register_is_of_a_day(people, client):
    make_agency("Huyện Sơn Hà", "huyen", valid_to=dt.date(2025, 6, 30))
    make_agency("Xã Sơn Hà", "xa", valid_from=JULY_FIRST)
    client.force_login(people.drafter)
    of_all = ["Sở Nội vụ", "Sở Tư pháp", "Sở Y tế"]

    assert names(client.get("/agencies/", {"on": "30/6/2025"})) == [*of_all, "Huyện Sơn Hà"]
    assert names(client.get("/agencies/", {"on": "01/07/2025"})) == [*of_all, "Xã Sơn Hà"]
    assert names(client.get("/agencies/")) == [*of_all, "Xã Sơn Hà"]


def test_the_register_is_narrowed_to_a_kind(people, client):
    client.force_login(people.drafter)

    assert names(client.get("/agencies/", {"kind": people.home_affairs.versions.get().kind_id})) == [
        "Sở Nội vụ"
    ]


@pytest.mark.parametrize("query", [{"on": "32/13/2025"}, {"kind": "x"}, {"page": "last"}, {"q": "a" * 500}])
def test_a_filter_that_cannot_be_read_breaks_nothing(people, client, query):
    client.force_login(people.drafter)

    assert client.get("/agencies/", query).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_register_costs_the_same_however_long(people, client, django_assert_num_queries, rows):
    for _ in range(rows):
        make_agency()
    client.force_login(people.drafter)

    with django_assert_num_queries(8):
        client.get("/agencies/")


@pytest.mark.parametrize("rows", [1, 3])
def test_an_agency_page_costs_the_same_however_long_its_history(
    people, client, django_assert_num_queries, rows
):
    for year in range(rows):
        first, last = dt.date(2000 + year, 1, 1), dt.date(2000 + year, 12, 31)
        make_version(people.agency, valid_from=first, valid_to=last, parent=make_agency())
        make_post(agency=people.agency)
        for pair in [(people.agency, make_agency()), (make_agency(), people.agency)]:
            Succession.objects.create(
                predecessor=pair[0], successor=pair[1], kind="split", on=JULY_FIRST, document="NQ"
            )
    client.force_login(people.drafter)

    with django_assert_num_queries(9):
        client.get(reverse("agencies:detail", args=[people.agency.pk]))


def test_addresses_and_telephones_are_for_colleagues_and_the_register_administrator(people, client):
    make_post(
        make_officer("Trần Đồng Nghiệp", email="marker@tinh.example", phone="0905 111 222"), people.agency
    )
    page = reverse("agencies:detail", args=[people.agency.pk])

    seen = {}
    for role in ("drafter", "head", "registrar", "reviewer", "issuer", "stranger"):
        client.force_login(getattr(people, role))
        html = client.get(page).content.decode()
        seen[role] = ("Trần Đồng Nghiệp" in html, "marker@tinh.example" in html, "0905 111 222" in html)
    assert seen == {
        "drafter": (True, True, True),
        "head": (True, True, True),
        "registrar": (True, True, True),
        "reviewer": (True, False, False),
        "issuer": (True, False, False),
        "stranger": (True, False, False),
    }


def test_our_agency_shows_its_posts_now_and_before_and_no_others(people, client):
    make_post(make_officer("Người Cũ"), people.agency, valid_to=dt.date(2021, 1, 1))
    client.force_login(people.drafter)

    agencies = client.get(reverse("agencies:mine")).context["agencies"]

    assert [a["name"] for a in agencies] == ["Sở Tư pháp"]
    posts = agencies[0]["posts"]
    assert [p.officer.full_name for p in posts["now"]] == ["Lê Văn Ký", "Trần Thị Soạn"]
    assert [p.officer.full_name for p in posts["before"]] == ["Người Cũ"]


def test_the_administrator_adds_an_agency(people, registrar):
    kind = people.agency.versions.get().kind
    data = {"kind": kind.pk, "name": "  Sở   Ngoại vụ ", "short_name": "SNgV", "valid_from": "03/04/2025"}

    answer = registrar.post(reverse("agencies:create"), data)

    agency = Agency.objects.latest("pk")
    assert (answer.status_code, answer.url) == (302, f"/agencies/{agency.pk}/")
    version = agency.versions.get()
    assert (version.name, version.valid_from) == ("Sở Ngoại vụ", dt.date(2025, 4, 3))


def test_what_the_register_refuses_is_told_beside_its_field_and_nothing_typed_is_lost(people, registrar):
    data = {
        "kind": people.agency.versions.get().kind_id,
        "name": "Sở Khác",
        "code": "STP",
        "valid_from": "1/1/2025",
    }

    answer = registrar.post(reverse("agencies:create"), data)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["code"]
    assert 'value="Sở Khác"' in answer.content.decode()


def test_the_administrator_records_a_change_starting_from_what_is(people, registrar):
    url = reverse("agencies:change", args=[people.agency.pk])
    initial = registrar.get(url).context["form"].initial
    data = initial | {"kind": initial["kind"].pk if hasattr(initial["kind"], "pk") else initial["kind"],
                      "parent": "", "name": "Sở Mới", "valid_from": "1/3/2025"}  # fmt: skip

    assert registrar.post(url, data).status_code == 302
    versions = people.agency.versions.order_by("valid_from")
    assert [(v.name, v.code) for v in versions] == [("Sở Tư pháp", "STP"), ("Sở Mới", "STP")]


def test_the_administrator_corrects_a_slip(people, registrar):
    version = people.agency.versions.get()

    registrar.post(reverse("agencies:correct", args=[version.pk]), {"name": "Sở Tư Pháp", "code": "STP"})

    version.refresh_from_db()
    assert (version.name, version.short_name) == ("Sở Tư Pháp", "")


@time_machine.travel(dt.datetime(2025, 6, 20, 9, tzinfo=dt.UTC))
def test_closing_asks_again_and_names_how_many_posts_end(registrar, people):
    url = reverse("agencies:close", args=[people.agency.pk])
    assert "2" in str(registrar.get(url).context["consequences"][1])
    assert people.agency.versions.get().valid_to is None

    registrar.post(url, {"last_day": "30/6/2025", "document": "NQ 1677"})

    assert people.agency.versions.get().valid_to == dt.date(2025, 6, 30)


def succession(rows: list[dict], **fields) -> dict:
    data = {"form-TOTAL_FORMS": str(len(rows)), "form-INITIAL_FORMS": "0", **fields}
    for number, row in enumerate(rows):
        data |= {f"form-{number}-{name}": value for name, value in row.items()}
    return data


def test_a_succession_of_several_rows_is_one_decision(people, registrar):
    district = make_agency("Huyện Sơn Hà", "huyen")
    communes = [make_agency(name, "xa", valid_from=JULY_FIRST) for name in ("Xã Sơn Hà", "Xã Sơn Hạ")]
    rows = [{"predecessor": district.pk, "successor": c.pk, "kind": "split"} for c in communes]
    data = succession([*rows, {"kind": "merge"}], on="1/7/2025", document="NQ 1677", close="on")

    answer = registrar.post(reverse("agencies:succession"), data)

    assert answer.status_code == 302
    assert [s.successor for s in district.successions_out.order_by("pk")] == communes
    assert district.versions.get().valid_to == dt.date(2025, 6, 30)


def test_more_rows_can_be_asked_for_without_losing_what_was_typed(people, registrar):
    rows = [{"predecessor": people.agency.pk, "kind": "split", "note": "ghi chú"}]

    answer = registrar.post(
        reverse("agencies:succession"), succession(rows, on="1/7/2025", document="NQ 1677", more="1")
    )

    html = answer.content.decode()
    assert answer.status_code == 200
    assert (len(answer.context["rows"].forms), 'name="form-TOTAL_FORMS" value="4"' in html) == (4, True)
    assert ('value="NQ 1677"' in html, 'value="ghi chú"' in html) == (True, True)


def test_a_succession_without_a_row_is_refused(people, registrar):
    data = succession([{"kind": "merge"}], on="1/7/2025", document="NQ 1677")

    answer = registrar.post(reverse("agencies:succession"), data)

    assert (answer.status_code, Succession.objects.count()) == (422, 0)
