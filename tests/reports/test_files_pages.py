"""Evidence, the signed paper, the Word document, and a sending as it was."""

import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports.actions.reviewing import accept_report, return_report
from reports.actions.sending import take_over
from reports.models import Evidence, OfficialPaper
from reports.workflow import State
from tests.agencies.make import make_agency, make_officer, make_people, make_post
from tests.records.make import make_upload
from tests.reports.make import at, explain, figure, fill, fresh, make_report, put, send

pytestmark = pytest.mark.django_db
NOW = at(10, 3)


@pytest.fixture(autouse=True)
def files_folder(settings, tmp_path):
    settings.PORTAL_FILES_DIR = tmp_path


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def report(people):
    return make_report(people.agency)


@pytest.fixture
def url(client, people, report):
    """Where evidence is added to TT05, as its drafter."""
    client.force_login(people.drafter)
    return f"{reverse('reports:add-evidence', args=[report.pk])}?figure={figure(report, 'TT05').pk}"


def test_a_file_is_added_to_a_figure(client, url, report):
    page = client.post(url, {"title": "Kế hoạch", "upload": make_upload("Kế hoạch.pdf"), "url": ""})
    asked = figure(report, "TT05")
    group = reverse("reports:group", args=[report.pk, asked.indicator.group_id])
    assert page.url == f"{group}#figure-{asked.pk}"
    row = Evidence.objects.get()
    assert (row.figure, row.title, row.attachment.original_name) == (asked, "Kế hoạch", "Kế hoạch.pdf")


def test_a_link_is_added_to_a_section(client, people, report):
    section = report.period.form_version.sections.get(number="I")
    client.force_login(people.drafter)
    url = f"{reverse('reports:add-evidence', args=[report.pk])}?section={section.pk}"
    client.post(url, {"title": "Chuyên mục", "url": "https://quangngai.gov.vn/cchc"})
    row = Evidence.objects.get()
    assert (row.section, row.url) == (section, "https://quangngai.gov.vn/cchc")


def test_a_refused_file_keeps_what_was_typed_and_says_why(client, url):
    html = SimpleUploadedFile("trang.html", b"<html><script>1</script></html>", "text/html")
    page = client.post(url, {"title": "Chuyên mục CCHC", "upload": html, "url": ""})
    form = page.context["form"]
    assert (form["title"].value(), list(form.errors)) == ("Chuyên mục CCHC", ["upload"])
    assert Evidence.objects.count() == 0


@pytest.mark.parametrize("data", [{"title": "x"}, {"url": "javascript:alert(1)"}])
def test_neither_or_no_true_link_is_refused(client, url, data):
    assert client.post(url, data).context["form"].errors
    assert Evidence.objects.count() == 0


def test_a_file_opens_to_its_agency_and_home_affairs_alone(client, people, url, report):
    client.post(url, {"title": "", "upload": make_upload("Kế hoạch.pdf"), "url": ""})
    row = Evidence.objects.get()
    file = reverse("records:file", args=[row.attachment_id])
    found = {}
    for who in ("drafter", "head", "reviewer", "stranger"):
        client.force_login(getattr(people, who))
        answer = client.get(file)
        found[who] = answer.status_code
        assert answer.streaming == (answer.status_code == 200)
        answer.getvalue()  # read to its end, which closes the file
    assert found == {"drafter": 200, "head": 200, "reviewer": 200, "stranger": 404}


def test_evidence_is_removed_from_a_draft_after_asking(client, people, url, report):
    client.post(url, {"title": "Chuyên mục", "url": "https://quangngai.gov.vn/cchc"})
    row = Evidence.objects.get()
    remove = reverse("reports:remove-evidence", args=[report.pk, row.pk])
    assert "Chuyên mục" in client.get(remove).text
    assert Evidence.objects.count() == 1
    assert client.post(remove).status_code == 302
    assert Evidence.objects.count() == 0


def test_evidence_of_another_report_is_not_found(client, people, url, report):
    client.post(url, {"title": "Chuyên mục", "url": "https://quangngai.gov.vn/cchc"})
    row = Evidence.objects.get()
    other = make_report(people.other_agency, report.period)
    client.force_login(people.stranger)
    for pk in (other.pk, report.pk):
        assert client.post(reverse("reports:remove-evidence", args=[pk, row.pk])).status_code == 404
    assert Evidence.objects.count() == 1


def test_evidence_stays_with_the_sending_it_was_sent_with(client, people, url, report):
    client.post(url, {"title": "Kế hoạch", "upload": make_upload("Kế hoạch.pdf"), "url": ""})
    send(report, people.drafter, people.head, TT05=3)
    row = Evidence.objects.get()
    assert client.post(reverse("reports:remove-evidence", args=[report.pk, row.pk])).status_code == 403
    page = client.get(reverse("reports:sending", args=[report.pk, 1]))
    assert [(file.title, file.sha256) for file in page.context["files"]] == [
        ("Kế hoạch", row.attachment.sha256)
    ]


def test_a_sending_shows_what_was_sent_whatever_stands_now(client, people, report):
    sending = send(report, people.drafter, people.head, TT05=3)
    given = {figure(report, "TT05"): "Sai"}
    return_report(fresh(report), figures=given, sections={}, by=people.reviewer, now=at(18, 3))
    put(report, people.drafter, at(18, 3, 10), TT05=9)
    client.force_login(people.head)
    page = client.get(reverse("reports:sending", args=[report.pk, 1]))
    assert [row.number for row in page.context["figures"] if row.figure.code == "TT05"] == [3]
    assert sending.sha256 in page.text
    assert "Nội dung mục VII." in page.text
    assert [remark.text for review in page.context["reviews"] for remark in review.remarks.all()] == ["Sai"]


PAPER = {"number": "125/BC-STP", "signed_on": "16/3/2026", "signer": "Lê Văn Ký"}


def test_the_signed_paper_of_a_sending_is_recorded_once(client, people, report):
    sending = send(report, people.drafter, people.head)
    client.force_login(people.drafter)
    url = reverse("reports:official-paper", args=[report.pk, 1])
    assert client.get(url).context["form"]["signer"].value() == "Lê Văn Ký"
    upload = make_upload("125.pdf")
    assert client.post(url, PAPER | {"upload": upload}).status_code == 302
    paper = OfficialPaper.objects.get(sending=sending)
    assert (paper.number, paper.signer, f"{paper.signed_on:%d/%m/%Y}") == (
        "125/BC-STP",
        "Lê Văn Ký",
        "16/03/2026",
    )
    again = client.post(url, PAPER | {"upload": make_upload("126.pdf")})
    assert len(again.context["form"].non_field_errors()) == 1


def test_a_date_in_the_future_is_no_date_of_signing(client, people, report):
    send(report, people.drafter, people.head)
    client.force_login(people.drafter)
    url = reverse("reports:official-paper", args=[report.pk, 1])
    page = client.post(url, PAPER | {"signed_on": "1/1/2100", "upload": make_upload("125.pdf")})
    assert list(page.context["form"].errors) == ["signed_on"]
    assert OfficialPaper.objects.count() == 0


def test_the_agency_downloads_its_paper(client, people, report):
    fill(report, people.drafter, NOW)
    client.force_login(people.drafter)
    answer = client.get(reverse("reports:document", args=[report.pk]))
    named = 'attachment; filename="bao-cao-quy-1-2026-so-tu-phap.docx"'
    assert answer.headers["Content-Disposition"] == named
    text = ZipFile(BytesIO(answer.content)).read("word/document.xml").decode()
    assert "Lê Văn Ký" in text
    assert "Nội dung mục VII." in text


def test_home_affairs_sends_a_paper_report_with_the_paper(client, people, report):
    take_over(report, reason="Bản giấy 12/BC-STP", by=people.reviewer, now=NOW)
    fill(report, people.reviewer, NOW)
    client.force_login(people.reviewer)
    url = reverse("reports:send-on-behalf", args=[report.pk])
    assert url in client.get(reverse("reports:check", args=[report.pk])).text
    seen = client.get(url).context["form"].initial
    missing = client.post(url, PAPER | seen)
    assert (list(missing.context["form"].errors), fresh(report).state) == (["upload"], State.DRAFT)
    assert client.post(url, PAPER | seen | {"upload": make_upload("12.pdf")}).status_code == 302
    sending = fresh(report).latest_sending
    assert (sending.is_on_behalf, sending.official_paper.number) == (True, "125/BC-STP")


def test_s3_a_paper_report_is_not_sent_with_what_a_colleague_typed_since(client, people, report):
    take_over(report, reason="Bản giấy 12/BC-STP", by=people.reviewer, now=NOW)
    fill(report, people.reviewer, NOW)
    client.force_login(people.reviewer)
    url = reverse("reports:send-on-behalf", args=[report.pk])
    opened = client.get(url).context["form"].initial
    explain(report, people.reviewer, "TT07")
    told = client.post(url, PAPER | opened | {"upload": make_upload("12.pdf")})
    form = told.context["form"]
    assert (told.status_code, form.non_field_errors().data[0].code) == (422, "stale")
    assert ({name: form[name].value() for name in PAPER}, told.context["standing"]) == (PAPER, [])
    assert fresh(report).latest_sending is None
    (token,) = re.findall(r'name="upload-waiting"\s+value="([^"]+)"', told.text)
    again = PAPER | {"seen": form["seen"].value(), "upload-waiting": token}
    assert client.post(url, again).status_code == 302
    assert fresh(report).latest_sending.is_on_behalf


def test_leadership_reads_the_accepted_sending_and_no_draft(client, people, report):
    send(report, people.drafter, people.head)
    leader = make_post(make_officer(), make_agency("UBND tỉnh", "lanh-dao-tinh"), "reader").officer
    client.force_login(leader)
    sending = reverse("reports:sending", args=[report.pk, 1])
    assert client.get(sending).status_code == 404
    accept_report(fresh(report), by=people.reviewer, now=at(18, 3))
    assert client.get(sending).status_code == 200
    assert client.get(report.get_absolute_url()).status_code == 200
    for name in ("whole", "check", "document"):
        assert client.get(reverse(f"reports:{name}", args=[report.pk])).status_code == 404


def test_to_a_stranger_nothing_of_it_exists(client, people, report):
    send(report, people.drafter, people.head)
    client.force_login(people.stranger)
    for name, more in [
        ("sending", [1]),
        ("official-paper", [1]),
        ("whole", []),
        ("document", []),
        ("add-evidence", []),
    ]:
        assert client.get(reverse(f"reports:{name}", args=[report.pk, *more])).status_code == 404


def test_s3_a_reviewers_page_locks_reports_as_whoever_types_in_one_of_them_does(people, client):
    """Those that share figures, by key: one after the other, whichever of them the page is about."""
    report = make_report(people.agency)
    client.force_login(people.reviewer)
    page = reverse("reports:take-over", args=[report.pk])
    typed = {"reason": "Bản giấy 12/BC-STP", "as-seen": client.get(page).context["as_seen"]}
    with CaptureQueriesContext(connection) as queries:
        assert client.post(page, typed).status_code == 302
    locks = [q["sql"] for q in queries if "FOR" in q["sql"] and 'FROM "reports_report"' in q["sql"]]
    assert "open_slice_id" in locks[0].partition("WHERE")[2]
    assert 'ORDER BY "reports_report"."id"' in locks[0]
