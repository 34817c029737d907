"""Who signs the Committee's paper, what an issue replaces, and how the way out speaks."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from agencies.models import Post
from records.content.check import CheckedFile
from records.storage import path_of
from reformportal.desk import desk_tasks
from reports.actions.issuing import amend_paper, issue_paper
from reports.actions.outgoing import move_outgoing, number_outgoing
from reports.models import OutgoingPaper, PaperKind
from reports.roads import Happened
from tests.agencies.make import make_agency, make_officer, make_people, make_post
from tests.records.files import make_pdf
from tests.records.papers.read import styled, texts
from tests.reports.make import at, make_open_period, make_report, make_staff, send_and_accept
from tests.reports.papers import issue, write_paper_texts

pytestmark = pytest.mark.django_db
VICE = "TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH / PHÓ CHỦ TỊCH"
PDF = CheckedFile("102-BC-SNV.pdf", "application/pdf", make_pdf())


@pytest.fixture(autouse=True)
def files_folder(settings, tmp_path):
    settings.PORTAL_FILES_DIR = tmp_path


@pytest.fixture
def people():
    committee = make_agency("UBND tỉnh", "lanh-dao-tinh")
    lines = VICE.replace(" / ", "\n")
    make_post(make_officer("Võ Phó"), committee, Post.Role.READER, signature_lines=lines)
    return make_people()


@pytest.fixture
def period(people):
    period = make_open_period()
    own = make_report(people.agency, period)
    send_and_accept(own, people.drafter, people.head, people.reviewer, TT05=3)
    return period


def content_of(paper):
    return path_of(paper.document.stored_name).read_bytes()


def number(outgoing, people):
    """Signed and numbered on 21/3/2026."""
    facts = {"by": people.reviewer, "now": at(21, 3)}
    for verb in ("to_office", "to_signer", "sign") if outgoing.paper.kind == "province" else ("sign",):
        outgoing = move_outgoing(
            outgoing, verb, Happened(dt.date(2026, 3, 21)), seen=_seen(outgoing), **facts
        )
    told = {"number": "102/BC-SNV", "dated_on": dt.date(2026, 3, 21), "signer": "A"}
    return number_outgoing(outgoing, PDF, seen=_seen(outgoing), **told, **facts)


def _seen(outgoing):
    return outgoing.events.count()


def once_more(paper, people, reason="Sửa số"):
    draft = amend_paper(paper, reason=reason, by=people.reviewer, now=at(22, 3))
    return issue_paper(draft, by=people.issuer, now=at(22, 3))


def test_p9_the_issuer_chooses_that_a_vice_chairman_signs(client, people, period):
    paper = write_paper_texts(period, people.reviewer, PaperKind.PROVINCE)
    url = reverse("reports:issue-paper", args=[period.pk, "province"])
    client.force_login(people.issuer)
    page = client.get(url)
    offered = [value for value, _words in page.context["form"].fields["authority"].choices]
    assert offered == ["TM. ỦY BAN NHÂN DÂN / CHỦ TỊCH", VICE]
    seen = page.context["form"]["seen"].value()
    assert client.post(url, {"seen": seen, "authority": VICE}).status_code == 302
    paper.refresh_from_db()
    assert (paper.signature_lines.split("\n"), paper.signer_name) == (VICE.split(" / "), "")
    assert [line for line in styled(content_of(paper), "Signature") if line] == VICE.split(" / ")


def test_p9_who_signs_there_no_more_is_not_taken(people, period):
    paper = write_paper_texts(period, people.reviewer, PaperKind.PROVINCE)
    Post.objects.filter(role=Post.Role.READER).update(valid_to=dt.date(2026, 3, 1))
    with pytest.raises(ValidationError) as refused:
        issue_paper(paper, authority=VICE, by=people.issuer, now=at(20, 3))
    assert refused.value.message_dict.keys() == {"authority"}
    assert issue_paper(paper, by=people.issuer, now=at(20, 3)).signature_lines.endswith("\nCHỦ TỊCH")


def test_p5_a_later_issue_names_what_it_replaces(people, period):
    first = issue(period, people)
    second = once_more(first, people)
    said = [line for line in texts(content_of(second)) if "phát hành lần 2" in line]
    assert ["thay thế báo cáo phát hành lúc 09:00" in line for line in said] == [True]
    number(second.outgoing, people)
    third = once_more(second, people)
    said = [line for line in texts(content_of(third)) if "phát hành lần 3" in line]
    assert ["thay thế Báo cáo số 102/BC-SNV ngày 21/3/2026." in line for line in said] == [True]


def test_p5_what_was_replaced_before_it_was_sent_is_owed_no_more(client, people, period):
    first = issue(period, people)
    number(first.outgoing, people)
    assert OutgoingPaper.objects.open().filter(paper=first).exists()
    once_more(first, people)
    assert not OutgoingPaper.objects.open().filter(paper=first).exists()
    client.force_login(people.reviewer)
    page = client.get(first.outgoing.get_absolute_url())
    assert "không cần gửi bản này nữa" in page.text


def test_p5_the_paper_on_older_figures_is_said_on_its_page_and_on_the_desk(client, people, period):
    first = issue(period, people)
    issue(period, people, PaperKind.PROVINCE)
    drafter, head = make_staff(people.other_agency)
    other = make_report(people.other_agency, period)
    send_and_accept(other, drafter, head, people.reviewer, TT05=4)
    title = "Báo cáo của UBND tỉnh gửi Bộ Nội vụ: Quý I năm 2026: đứng trên bộ số liệu cũ hơn báo cáo kia"
    assert title not in [line.title for line in _desk(people)]
    once_more(first, people)
    assert title in [line.title for line in _desk(people)]
    client.force_login(people.reviewer)
    page = client.get(reverse("reports:paper", args=[period.pk, "province"]))
    assert "Phát hành lại báo cáo này nếu số liệu mới" in page.text


def _desk(people):
    issuer = type(people.issuer).objects.get(pk=people.issuer.pk)
    return desk_tasks(issuer, timezone.localdate()).waiting


def test_p7_the_way_out_names_acts_and_who_recorded_them(client, people, period):
    outgoing = number(issue(period, people).outgoing, people)
    client.force_login(people.reviewer)
    page = " ".join(client.get(outgoing.get_absolute_url()).text.split())
    assert "· ghi nhận: Phạm Thị Duyệt" in page
    assert ">Ghi đã gửi<" in page
