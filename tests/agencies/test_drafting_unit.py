"""Which unit drafts an agency's papers: said by the agency, named in Lưu and in the sign of letters."""

import pytest
from django.urls import reverse

from agencies.models import Agency
from agencies.papers import kept_at, letter_sign
from records.models import AuditEntry
from tests.agencies.make import make_agency, make_officer, make_people, make_post

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("line", "unit", "printed"),
    [
        ("Lưu: VT", "VHXH", "Lưu: VT, VHXH"),
        ("- Lưu: VT.", "CCHC", "Lưu: VT, CCHC"),
        ("Lưu: VT", "", "Lưu: VT"),
        ("Lưu: VT, TH", "CCHC", "Lưu: VT, TH"),
        ("Như trên", "CCHC", "Như trên"),
    ],
)
def test_f8_a_bare_line_of_what_is_kept_names_the_drafting_unit(line, unit, printed):
    assert kept_at([line], unit) == [printed]


def test_f8_the_sign_of_a_letter_names_the_drafting_unit_where_there_is_one():
    version = make_agency("Sở Nội vụ", sign="SNV").versions.get()
    assert (letter_sign(version, "CCHC"), letter_sign(version, "")) == ("SNV-CCHC", "SNV")
    version.sign = ""
    assert letter_sign(version, "CCHC") == ""


@pytest.mark.parametrize("who", ["drafter", "head", "clerk", "registrar"])
def test_f8_the_agency_or_the_registrar_says_which_unit_drafts(client, who):
    people = make_people()
    clerk = make_post(make_officer("Lý Thị Thư"), people.agency, "clerk").officer
    client.force_login(clerk if who == "clerk" else getattr(people, who))
    url = reverse("agencies:drafting_unit", args=[people.agency.pk])
    page = reverse("agencies:detail", args=[people.agency.pk])
    assert url in client.get(page).text
    seen = client.get(url).context["as_seen"]
    wrong = client.post(url, {"drafting_unit": "Phòng CCHC", "as-seen": seen})
    assert wrong.context["form"].errors == {"drafting_unit": ["Chỉ ghi chữ viết tắt, ví dụ CCHC hoặc VP."]}
    assert "Phòng CCHC" in wrong.text
    assert client.post(url, {"drafting_unit": "vhxh", "as-seen": seen}).status_code == 302
    assert Agency.objects.get(pk=people.agency.pk).drafting_unit == "VHXH"
    assert AuditEntry.objects.get(verb="name_unit").changes == {"drafting_unit": ["", "VHXH"]}
    assert "VHXH" in client.get(page).text


def test_f8_readers_and_other_agencies_do_not_say_it(client):
    people = make_people()
    reader = make_post(make_officer("Tô Văn Đọc"), people.agency, "reader").officer
    url = reverse("agencies:drafting_unit", args=[people.agency.pk])
    for officer in (reader, people.stranger, people.reviewer):
        client.force_login(officer)
        assert client.get(url).status_code == 403
        assert client.post(url, {"drafting_unit": "TH"}).status_code == 403
