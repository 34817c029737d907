"""What a page showed is compared with what stands when it is sent."""

import datetime as dt

import pytest
from django.urls import reverse

from agencies.models import CalendarDay, Officer
from pages.forms import RowForm
from tests.agencies.make import make_people

pytestmark = pytest.mark.django_db
THEIRS = "Tên Họ Ghi"


@pytest.fixture
def officer(client) -> Officer:
    people = make_people()
    client.force_login(people.registrar)
    return people.drafter


def url_of(officer: Officer) -> str:
    return reverse("agencies:change_officer", args=[officer.pk])


def renamed(officer: Officer) -> None:
    Officer.objects.filter(pk=officer.pk).update(full_name=THEIRS)


def typed(page, officer: Officer, **fields) -> dict:
    return {"email": officer.email, "phone": "", "as-seen": page.context["as_seen"]} | fields


def test_s3_what_was_saved_while_this_one_waited_for_the_lock_is_told(client, officer, monkeypatch):
    page = client.get(url_of(officer))
    monkeypatch.setattr("pages.views.lock", renamed)
    again = client.post(url_of(officer), typed(page, officer, full_name="Tên Của Tôi"))
    assert (again.status_code, again.context["form"].non_field_errors().data[0].code) == (422, "stale")
    officer.refresh_from_db()
    assert officer.full_name != "Tên Của Tôi"


def test_s3_a_mistake_in_between_does_not_hide_what_was_saved(client, officer):
    page = client.get(url_of(officer))
    renamed(officer)
    wrong = client.post(url_of(officer), typed(page, officer, full_name=""))
    assert wrong.context["as_seen"] == page.context["as_seen"]
    mended = client.post(url_of(officer), typed(wrong, officer, full_name="Tên Của Tôi"))
    assert (mended.status_code, mended.context["form"].non_field_errors().data[0].code) == (422, "stale")


def test_s3_the_second_press_puts_it_in_its_place(client, officer):
    page = client.get(url_of(officer))
    renamed(officer)
    again = client.post(url_of(officer), typed(page, officer, full_name="Tên Của Tôi"))
    assert [field.value() for field in again.context["standing"]] == [THEIRS]
    assert client.post(url_of(officer), typed(again, officer, full_name="Tên Của Tôi")).status_code == 302
    officer.refresh_from_db()
    assert officer.full_name == "Tên Của Tôi"


def test_s3_nobody_confirms_what_is_no_longer_so(client, officer):
    url = reverse("agencies:deactivate", args=[officer.pk])
    page = client.get(url)
    renamed(officer)
    again = client.post(url, {"as-seen": page.context["as_seen"]})
    assert (again.status_code, THEIRS in again.text) == (422, True)
    officer.refresh_from_db()
    assert officer.is_active
    assert client.post(url, {"as-seen": again.context["as_seen"]}).status_code == 302
    officer.refresh_from_db()
    assert not officer.is_active


def test_s3_another_language_is_nobodys_change(client, officer):
    url = reverse("agencies:deactivate", args=[officer.pk])
    page = client.get(url)
    client.post(reverse("set_language"), {"language": "en"})
    assert client.get(url).context["consequences"] != page.context["consequences"]
    renamed(officer)
    again = client.post(url, {"as-seen": page.context["as_seen"]})
    assert (again.status_code, THEIRS in again.text) == (422, True)
    client.post(reverse("set_language"), {"language": "vi"})
    assert client.post(url, {"as-seen": again.context["as_seen"]}).status_code == 302


def test_s3_midnight_is_nobodys_change(client, officer, time_machine):
    time_machine.move_to("2026-03-16T15:00:00Z")
    post = officer.posts.get()
    url = reverse("agencies:end_post", args=[post.pk])
    page = client.get(url)
    time_machine.move_to("2026-03-16T18:00:00Z")  # the next day in Việt Nam
    typed = {"last_day": "16/3/2026", "as-seen": page.context["as_seen"]}
    renamed(officer)
    again = client.post(url, typed)
    assert (again.status_code, again.context["standing"]) == (422, [])
    time_machine.move_to("2026-03-17T18:00:00Z")
    assert client.post(url, typed | {"as-seen": again.context["as_seen"]}).status_code == 302


class DayForm(RowForm):
    class Meta:
        model = CalendarDay
        fields = ["name", "is_provisional"]


@pytest.mark.parametrize(("stands", "said"), [(True, "có"), (False, "không")])
def test_s3_what_a_row_says_is_told_in_words(stands, said):
    fields = {"kind": CalendarDay.Kind.HOLIDAY, "name": "Tết", "source": "TB 1", "is_provisional": not stands}
    day = CalendarDay.objects.create(day=dt.date(2028, 1, 3), **fields)
    typed = {
        "name": "Tết",
        "is_provisional": "" if stands else "on",
        "seen": DayForm(instance=day)["seen"].value(),
    }
    day.is_provisional = stands
    day.save()

    form = DayForm(typed, instance=day)

    assert f"Hiện đang là: Tạm tính: {said}." in form.non_field_errors()[0]
