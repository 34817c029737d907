"""Under whom a paper is drafted while nobody is named: every paper of every kind of agency."""

import datetime as dt

import pytest
from django.urls import reverse

from agencies.kinds import KINDS
from agencies.models import Agency, AgencyKind, Post
from agencies.papers import own_form, signature_of
from records.models import AuditEntry
from reports.actions.papers import paper_of, write_paper
from reports.actions.reviewing import return_report
from reports.bases import footing
from reports.documents import agency_report
from reports.models import PaperKind, PaperLayout
from tests.agencies.make import make_agency, make_kind, make_officer, make_people, make_post
from tests.records.papers.read import styled, texts
from tests.reports.make import at, figure, fresh, make_open_period, make_report, send

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 16)
COMMITTEE = ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]
AUTHORITIES = {kind.code: kind.authority.splitlines() or ["THỦ TRƯỞNG CƠ QUAN"] for kind in KINDS}
OWING = [kind.code for kind in KINDS if kind.owes != AgencyKind.Owes.NOTHING]


def signed(content):
    """The lines above the signature and the name under it."""
    return [line for line in styled(content, "Signature") if line]


def test_p3_every_kind_of_agency_has_an_authority_of_its_own():
    assert {code: signature_of(None, make_kind(code)).lines for code in AUTHORITIES} == AUTHORITIES
    assert all(signature_of(None, make_kind(code)).name == "" for code in AUTHORITIES)
    committees = {kind.code for kind in KINDS if kind.tier in ("commune", "district")} | {"lanh-dao-tinh"}
    assert {code for code, lines in AUTHORITIES.items() if lines == COMMITTEE} == committees


def test_p3_the_papers_of_every_kind_of_agency_are_drafted_under_its_authority():
    agencies = {code: make_agency(f"Cơ quan {code}", code) for code in OWING}
    period = make_open_period()
    layout = PaperLayout.objects.get(regime=period.regime, kind="agency")
    reports = {
        code: signed(agency_report(make_report(agency, period), layout, head=None, today=TODAY))
        for code, agency in agencies.items()
    }
    assert reports == {code: AUTHORITIES[code] for code in OWING}


@pytest.mark.parametrize("signer", ["nobody", "issuer"])
def test_p3_the_provinces_papers_are_drafted_under_their_own_authorities(signer):
    people = make_people()
    make_kind("lanh-dao-tinh")
    period = make_open_period()
    post = Post.objects.get(officer=people.issuer) if signer == "issuer" else None
    papers = {kind: paper_of(period, kind) for kind in PaperKind}
    drafts = {
        kind: signed(write_paper(paper, footing(paper), post=post, today=TODAY))
        for kind, paper in papers.items()
    }
    assert drafts == {
        PaperKind.HOME_AFFAIRS: ["GIÁM ĐỐC", *(["Vũ Văn Phát"] if post else [])],
        PaperKind.PROVINCE: COMMITTEE,
    }


def drafted(report):
    layout = PaperLayout.objects.get(regime=report.period.regime, kind="agency")
    return agency_report(type(report).objects.get(pk=report.pk), layout, head=None, today=TODAY)


def test_p3_who_signs_for_a_kind_is_changed_on_its_page_and_drafts_follow(client):
    people = make_people()
    report = make_report(people.agency)
    kind = AgencyKind.objects.get(code="so")
    url = reverse("agencies:change_kind", args=[kind.pk])
    client.force_login(people.registrar)
    data = client.get(url).context["form"].initial | {
        "authority": "",
        "authority_source": "Quy chế 01/QC-UBND",
    }
    assert client.post(url, data).context["form"].errors.keys() == {"authority"}
    assert client.post(url, data | {"authority": "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC"}).status_code == 302
    assert signed(drafted(report)) == ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"]
    assert "KT. GIÁM ĐỐC" in client.get(reverse("agencies:kinds")).text
    entry = AuditEntry.objects.get(verb="change_kind")
    assert entry.changes["authority"] == ["GIÁM ĐỐC", "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC"]


def test_p3_the_head_and_foot_of_papers_are_changed_on_their_page_and_drafts_follow(client):
    people = make_people()
    report = make_report(people.agency)
    url = reverse("reports:change-layout", args=["agency"])
    client.force_login(people.reviewer)
    page = client.get(url)
    typed = page.context["form"].initial | {
        "recipients": "Như trên\nLưu: VT, TH",
        "subject": "Kết quả truyền thông",
    }
    assert "issuing_body" not in page.context["form"].fields  # an agency's report bears its own name
    for wrong in ("", "Bộ Nội vụ\n" + "Ủy ban " * 40):
        assert client.post(url, typed | {"addressees": wrong}).context["form"].errors.keys() == {"addressees"}
    assert client.post(url, typed).status_code == 302
    said = texts(drafted(report))
    assert [line for line in said if "Lưu: VT, TH" in line]
    assert [line for line in said if line.startswith("Kết quả truyền thông ")]
    regime = client.get(reverse("reports:regime")).text
    assert "Đã đổi thể thức văn bản" in regime
    assert "Lưu: VT, TH" in regime


def test_p3_what_was_sent_keeps_its_signature_and_its_layout(client):
    people = make_people()
    report = make_report(people.agency)
    send(report, people.drafter, people.head)
    people.head.posts.update(valid_to=at(17, 3).date())
    make_post(make_officer("Mai Văn Mới"), people.agency, Post.Role.HEAD, title="Giám đốc")
    layout = PaperLayout.objects.get(regime=report.period.regime, kind="agency")
    PaperLayout.objects.filter(pk=layout.pk).update(recipients="Nơi khác", subject="Việc khác")
    client.force_login(people.reviewer)
    said = client.get(reverse("reports:document", args=[report.pk])).content
    assert signed(said) == ["GIÁM ĐỐC", "Lê Văn Ký"]
    assert not [line for line in texts(said) if "Nơi khác" in line or "Việc khác" in line]
    return_report(
        fresh(report),
        figures={figure(report, "TT05"): "Rà lại"},
        sections={},
        by=people.reviewer,
        now=at(18, 3),
    )
    again = client.get(reverse("reports:document", args=[report.pk])).content
    assert signed(again)[-1] == "Mai Văn Mới"
    assert [line for line in texts(again) if "Nơi khác" in line]


NATION = {"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"}
UNDER_THE_COMMITTEE = {"van-phong", "so-noi-vu", "so-tai-chinh", "so", "ban-quan-ly"}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.code in OWING], ids=lambda kind: kind.code)
def test_f7_the_paper_of_every_kind_has_its_head_its_parent_and_its_authority_or_is_no_file(client, kind):
    people = make_people()
    agency = make_agency("Báo Quảng Ngãi", kind.code, sign="BQN")
    report = make_report(agency, make_open_period())
    client.force_login(people.reviewer)
    url = reverse("reports:document", args=[report.pk])
    page = client.get(report.get_absolute_url()).text
    if kind.code == "dang":
        assert url not in page
        assert kind.head_source in page
        answer = client.get(url, follow=True)
        assert answer.redirect_chain == [(report.get_absolute_url(), 302)]
        assert [str(said) for said in answer.context["messages"]] == [own_form(make_kind("dang"))]
        return
    assert url in page
    content = client.get(url).content
    parents = ["ỦY BAN NHÂN DÂN", "TỈNH QUẢNG NGÃI"] if kind.code in UNDER_THE_COMMITTEE else []
    assert styled(content, "ParentBody") == parents
    assert styled(content, "IssuingBody") == ["BÁO QUẢNG NGÃI"]
    assert {*styled(content, "Nation"), *styled(content, "Motto")} == NATION
    assert signed(content) == AUTHORITIES[kind.code]


def test_f7_a_press_body_stands_under_a_state_parent_where_one_is_recorded():
    committee = make_agency("Ủy ban nhân dân tỉnh Quảng Ngãi", "lanh-dao-tinh")
    station = make_agency("Đài Phát thanh và Truyền hình", "bao-chi", parent=committee)
    paper = make_agency("Báo Quảng Ngãi", "bao-chi")
    period = make_open_period()
    under = [styled(drafted(make_report(one, period)), "ParentBody") for one in (station, paper)]
    assert under == [["ỦY BAN NHÂN DÂN", "TỈNH QUẢNG NGÃI"], []]


def test_f7_the_part_for_the_general_report_of_a_party_body_is_no_file_either(client):
    people = make_people()
    report = make_report(make_agency("Ban Tuyên giáo", "dang"), make_open_period())
    client.force_login(people.reviewer)
    url = reverse("reports:excerpt-document", args=[report.pk])
    page = reverse("reports:excerpt", args=[report.pk])
    assert client.get(url).headers["Location"] == page
    assert "36-HD/VPTW" in client.get(page).text


def test_f7_whether_a_kind_has_a_state_parent_and_a_word_file_is_changed_on_its_page(client):
    people = make_people()
    report = make_report(people.agency)
    kind = AgencyKind.objects.get(code="so")
    url = reverse("agencies:change_kind", args=[kind.pk])
    client.force_login(people.registrar)

    def save(**typed):
        return client.post(url, client.get(url).context["form"].initial | typed).status_code

    assert save(parent_line="none") == 302
    assert styled(drafted(report), "ParentBody") == []
    assert save(parent_line="recorded", head="party", head_source="Quy định 01-QĐ/TU") == 302
    assert own_form(AgencyKind.objects.get(pk=kind.pk)).count("Quy định 01-QĐ/TU") == 1
    assert "Quy định 01-QĐ/TU" in client.get(reverse("agencies:kinds")).text
    assert AuditEntry.objects.filter(verb="change_kind").count() == 2


def test_f8_an_agencys_report_names_its_own_unit_and_what_was_sent_keeps_it(client):
    people = make_people()
    report = make_report(people.agency)
    assert styled(drafted(report), "Recipient") == ["- Như trên;", "- Lưu: VT."]
    Agency.objects.filter(pk=people.agency.pk).update(drafting_unit="VP")
    assert styled(drafted(report), "Recipient") == ["- Như trên;", "- Lưu: VT, VP."]
    send(fresh(report), people.drafter, people.head)
    Agency.objects.filter(pk=people.agency.pk).update(drafting_unit="TH")
    client.force_login(people.reviewer)
    said = client.get(reverse("reports:document", args=[report.pk])).content
    assert styled(said, "Recipient") == ["- Như trên;", "- Lưu: VT, VP."]


def test_f8_the_provinces_papers_name_the_units_of_who_issues_them():
    people = make_people()
    make_kind("lanh-dao-tinh")
    period = make_open_period()
    Agency.objects.filter(pk=people.issuer.posts.get().agency_id).update(drafting_unit="CCHC")
    lasts = {}
    for kind in PaperKind:
        paper = paper_of(period, kind)
        content = write_paper(paper, footing(paper), post=None, today=TODAY)
        lasts[kind] = styled(content, "Recipient")[-1]
    assert lasts == {PaperKind.HOME_AFFAIRS: "- Lưu: VT, CCHC.", PaperKind.PROVINCE: "- Lưu: VT."}
