"""The province's two papers: their text from the consolidated figures, issued by Home Affairs' leader."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from agencies.models import Officer
from reformportal.sample.cast import Cast
from reformportal.sample.staff import VICE_CHAIRMAN, address
from reports.actions.issuing import amend_paper, issue_paper
from reports.actions.papers import SIDE_BY_SIDE, paper_of, save_paper_text
from reports.bases import Received, footing
from reports.models import PaperKind, Period, PeriodCode, ProvincePaper, Section
from reports.placeholders import tied_numbers
from reports.spans import period_in_words
from reports.standing import Reception

TEXTS = {
    "I": (
        "Thực hiện Nghị quyết số 76/NQ-CP ngày 15/7/2021 của Chính phủ, UBND tỉnh ban hành Kế hoạch thông "
        "tin, tuyên truyền cải cách hành chính năm {year}. Có {TT01} cơ quan, địa phương ban hành kế "
        "hoạch năm, với {TT02} nhiệm vụ."
    ),
    "II": (
        "UBND tỉnh giao Sở Nội vụ chủ trì, theo dõi, đôn đốc. Trong {period}, các cơ quan, địa phương ban "
        "hành {TT05} văn bản chỉ đạo, hướng dẫn; đã hoàn thành {TT03} nhiệm vụ, đạt {TT04}% kế hoạch năm."
    ),
    "III.1": (
        "Báo Quảng Ngãi đăng {TT06} tin, bài trên báo in, báo điện tử, duy trì "
        "chuyên mục Cải cách hành chính. Các cơ quan, địa phương gửi đăng {TT07} tin, bài."
    ),
    "III.2": (
        "Đã phát {TT09} phóng sự, tọa đàm, chương trình truyền hình; {TT10} tin, bài, chương trình phát "
        "thanh. Hệ thống truyền thanh cơ sở phát {TT11} lượt."
    ),
    "III.3": (
        "Cổng, trang thông tin điện tử của các cơ quan, địa phương đăng {TT13} tin, bài; {TT14} cơ quan, "
        "địa phương duy trì chuyên mục, với {TT15} lượt truy cập."
    ),
    "III.4": (
        "Các kênh Zalo, fanpage đăng {TT16} bài, đạt {TT17} lượt tiếp cận, tương tác; làm mới {TT19} "
        "video, infographic và sản phẩm số khác."
    ),
    "III.5": (
        "Tổ chức {TT20} hội nghị, tọa đàm với {TT21} lượt người dự; {TT22} lớp tập huấn cho {TT23} lượt "
        "cán bộ, công chức, viên chức."
    ),
    "III.6": (
        "Tổ chức {TT25} cuộc thi trực tuyến tìm hiểu cải cách hành chính với {TT26.1} lượt cán bộ, công "
        "chức, viên chức và {TT26.2} lượt người dân dự thi."
    ),
    "III.7": ("Phát hành {TT29} tờ rơi, tờ gấp, sổ tay; làm mới {TT30} pano, áp phích, băng rôn."),
    "III.8": (
        "Tổ chức {TT28} cuộc đối thoại. Tiếp nhận {TT33.2} phản ánh, kiến nghị, trả lời đúng hạn {TT33.3}, "
        "quá hạn {TT33.4}, chuyển cơ quan khác {TT33.7}, còn {TT33.5} vụ việc chuyển kỳ sau. "
        "Thu về {TT31.2} phiếu khảo sát hợp lệ."
    ),
    "IV": ("Kinh phí được giao trong năm {TT34.1} đồng, đã thực hiện {TT34.2} đồng."),
    "V": (
        "Nhiều địa phương có cách làm hay: ngày không hẹn tại bộ phận một cửa, tổ công nghệ số cộng đồng "
        "đến từng nhà, loa làng phát bản tin bằng tiếng dân tộc thiểu số."
    ),
    "VI": (
        "{missing} Sản phẩm truyền thông số còn ít; công chức đầu mối phần lớn kiêm nhiệm; người dân ở "
        "một số thôn vùng cao chưa quen nộp hồ sơ trực tuyến."
    ),
    "VII": (
        "Thực hiện kế hoạch năm {coming}; tập huấn kỹ năng truyền thông cho công chức cấp xã; tăng "
        "tin, bài về dịch vụ công trực tuyến toàn trình và về giải quyết thủ tục không phụ thuộc địa "
        "giới."
    ),
    "VIII": (
        "Đề nghị Bộ Nội vụ cung cấp tài liệu tuyên truyền dùng chung và tổ chức tập huấn cho địa phương."
    ),
}


def write_paper_texts(
    period: Period, *, cast: Cast, now: dt.datetime, sections: Collection[str] = tuple(TEXTS)
) -> None:
    """Home Affairs' report, these sections of it; its figures follow what is accepted until it is issued."""
    _write(paper_of(period, PaperKind.HOME_AFFAIRS), sections, by=_writer(cast), now=now)


def issue_papers(period: Period, *, cast: Cast, now: dt.datetime) -> None:
    """Both papers, one hour after the other, on one set of figures."""
    for kind in (PaperKind.HOME_AFFAIRS, PaperKind.PROVINCE):
        paper = paper_of(period, kind)
        _write(paper, tuple(TEXTS), by=_writer(cast), now=now)
        now += dt.timedelta(hours=1)
        signing = SIDE_BY_SIDE.join(VICE_CHAIRMAN.splitlines()) if kind == PaperKind.PROVINCE else ""
        issue_paper(paper, authority=signing, by=cast.officers[address("truong", "snv")], now=now)


def issue_once_more(period: Period, *, cast: Cast, reason: str, now: dt.datetime) -> None:
    """Home Affairs' report, after a correction; the Committee's goes on standing on the first set."""
    paper = paper_of(period, PaperKind.HOME_AFFAIRS)
    amended = amend_paper(paper, reason=reason, by=_writer(cast), now=now)
    issue_paper(amended, by=cast.officers[address("truong", "snv")], now=now + dt.timedelta(hours=1))


def _writer(cast: Cast) -> Officer:
    return cast.officers[address("duyet1", "snv")]


def _write(paper: ProvincePaper, sections: Collection[str], *, by: Officer, now: dt.datetime) -> None:
    stand = footing(paper)
    words = _words(paper.period, stand.received)
    held_contests = any(
        row.figure.code == "TT25" and row.number for row in tied_numbers(stand.province) if not row.of_slice
    )
    for section in Section.objects.filter(
        form_version=paper.period.form_version_id, number__in=sections, is_heading=False
    ):
        text = TEXTS[section.number]
        if section.number == "III.6" and not held_contests:
            text = section.nil_sentence
        for name, value in words.items():
            text = text.replace(f"{{{name}}}", value)
        save_paper_text(paper, section, text, seen_version=0, by=by, now=now)


def _words(period: Period, received: Received) -> dict[str, str]:
    """What is no figure; the figures stay in the text by their codes."""
    return {
        "year": str(period.year),
        "coming": str(period.year + (period.code == PeriodCode.YEAR)),
        "period": period_in_words(period),
        "missing": _missing(received),
    }


def _missing(received: Received) -> str:
    parts = [
        f"{len(rows):02d} cơ quan {words}"
        for rows, words in (
            (received.outside[Reception.NOT_SENT], "chưa gửi báo cáo"),
            (received.outside[Reception.SENT_BACK], "bị trả lại báo cáo, chưa gửi lại"),
            (received.outside[Reception.UNREAD], "đã gửi, báo cáo chưa được xem xét"),
        )
        if rows
    ]
    return f"Còn {', '.join(parts)}." if parts else ""
