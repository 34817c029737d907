"""The register of rules and procedures: found as people type, kept by Home Affairs, never emptied."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from feedback.actions.rules import add_rule, change_rule
from feedback.models import Rule
from records.models import AuditEntry
from tests.feedback.make import NOW, TODAY, make_rule

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
URL = "feedback:rules"


@pytest.fixture(autouse=True)
def _in_spring(time_machine):
    time_machine.move_to("2026-03-16T02:00:00Z")


@pytest.fixture
def keeper(people, client):
    client.force_login(people.reviewer)
    return client


def titles(client, **query: str) -> list[str]:
    return [row.title for row in client.get(reverse(URL), query).context["rules"]]


@pytest.mark.parametrize(
    "typed",
    ["đăng ký khai sinh", "DANG KY KHAI", "khai  sinh", "ho tich", "1.0042", "bo tu phap", "khai đăng"],
)
def test_a_rule_is_found_by_any_of_its_words_with_or_without_diacritics(keeper, typed):
    make_rule(number="1.004227")
    make_rule("Cấp giấy phép xây dựng", field="Xây dựng", issuing_body="Bộ Xây dựng", number="2.1")
    assert titles(keeper, q=typed) == ["Đăng ký khai sinh"]


@pytest.mark.parametrize("typed", ["%", "_", "\\", "' OR 1=1 --", "kết hôn"])
def test_what_stands_in_no_rule_finds_none(keeper, typed):
    make_rule()
    assert titles(keeper, q=typed) == []


def test_the_list_is_in_the_order_of_the_vietnamese_alphabet(keeper):
    for title in ("Ủy quyền", "Đăng ký", "Dừng việc", "Ăn uống", "An ninh"):
        make_rule(title)
    assert titles(keeper) == ["An ninh", "Ăn uống", "Dừng việc", "Đăng ký", "Ủy quyền"]


def test_only_what_is_in_force_is_offered_unless_one_asks_for_all(keeper):
    make_rule("Hết hiệu lực", valid_to=TODAY - DAY)
    make_rule("Hôm nay còn", valid_to=TODAY)
    make_rule("Chưa có hiệu lực", valid_from=TODAY + DAY)
    make_rule("Văn bản", kind="document", valid_from=TODAY)
    assert titles(keeper) == ["Hôm nay còn", "Văn bản"]
    assert titles(keeper, kind="document") == ["Văn bản"]
    assert titles(keeper, all="on") == ["Chưa có hiệu lực", "Hết hiệu lực", "Hôm nay còn", "Văn bản"]
    assert titles(keeper, kind="x") == titles(keeper)


def test_home_affairs_adds_and_ends_a_rule_on_the_trail(keeper):
    data = {
        "kind": "document",
        "number": "12/2024/QĐ-UBND",
        "title": "Quy định về giá đất",
        "field": "Đất đai",
    }
    data |= {"issuing_body": "UBND tỉnh", "valid_from": "1/1/2025"}
    assert keeper.post(reverse("feedback:add-rule"), data).url == reverse(URL)
    rule = Rule.objects.get()
    change = reverse("feedback:change-rule", args=[rule.pk])
    ended = data | {"valid_to": "15/3/2026", "seen_version": "0"}
    assert keeper.post(change, ended).status_code == 302
    assert titles(keeper) == []
    again = keeper.post(change, ended | {"title": "Của người sau"})
    assert (again.status_code, "Của người sau" in again.text) == (422, True)
    entries = AuditEntry.objects.about(rule).order_by("pk")
    assert [entry.verb for entry in entries] == ["add_rule", "change_rule"]
    assert entries[1].changes == {"valid_to": [None, "2026-03-15"]}


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"title": " "}, ["title"]),
        ({"kind": "x"}, ["kind"]),
        ({"valid_from": "31/2/2026"}, ["valid_from"]),
        ({"valid_from": "2/1/2026", "valid_to": "1/1/2026"}, ["__all__"]),
        ({"number": "1.004227"}, ["__all__"]),
    ],
)
def test_what_is_refused_comes_back_as_typed(keeper, changes, fields):
    make_rule(number="1.004227")
    data = {"kind": "procedure", "number": "2.2", "title": "Đăng ký kết hôn", "field": "Hộ tịch"}
    answer = keeper.post(reverse("feedback:add-rule"), data | {"issuing_body": "Bộ Tư pháp"} | changes)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, fields)
    assert "Bộ Tư pháp" in answer.text
    assert Rule.objects.count() == 1


@pytest.mark.parametrize("role", ["drafter", "head", "registrar", "stranger"])
def test_others_read_and_change_nothing(people, client, role):
    officer, rule = getattr(people, role), make_rule()
    client.force_login(officer)
    assert titles(client) == ["Đăng ký khai sinh"]
    fields = {"kind": "document", "number": "1", "title": "x", "field": "x", "issuing_body": "x"}
    with pytest.raises(PermissionDenied):
        add_rule(**fields, by=officer, now=NOW)
    with pytest.raises(PermissionDenied):
        change_rule(rule, seen_version=0, title="x", by=officer, now=NOW)


def test_two_rules_share_neither_number_nor_issuer(people):
    make_rule(number="1.1")
    make_rule(number="1.1", issuing_body="Bộ khác")
    with pytest.raises(ValidationError):
        make_rule(number="1.1")


def test_the_list_costs_the_same_for_one_rule_and_for_thirty(keeper, django_assert_num_queries):
    make_rule()
    keeper.get(reverse(URL))
    with django_assert_num_queries(7):
        keeper.get(reverse(URL))
    for number in range(29):
        make_rule(f"Thủ tục {number}")
    with django_assert_num_queries(7):
        assert len(titles(keeper)) == 30
