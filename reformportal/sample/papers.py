"""The province's two papers: their text from the consolidated figures, issued by Home Affairs' leader."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from agencies.models import Officer
from records.numbers import format_number
from reformportal.sample.cast import Cast
from reformportal.sample.staff import address
from reports.actions.papers import issue_paper, missing_reports, paper_of, save_paper_text
from reports.consolidation import Province, consolidate
from reports.documents import period_in_words
from reports.models import PaperKind, Period, PeriodCode, ProvincePaper, Section

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
        "Báo và Phát thanh, Truyền hình Quảng Ngãi đăng {TT06} tin, bài trên báo in, báo điện tử, duy trì "
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
        "Tổ chức {TT28} cuộc đối thoại. Tiếp nhận {TT33.2} phản ánh, kiến nghị, xử lý đúng hạn {TT33.3}, "
        "quá hạn {TT33.4}, còn {TT33.5} vụ việc chuyển kỳ sau. Thu về {TT31.2} phiếu khảo sát hợp lệ."
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
    """Home Affairs' report, these sections of it, as far as the figures stand."""
    paper = paper_of(period, PaperKind.HOME_AFFAIRS)
    _write(paper, consolidate(period), sections, by=cast.officers[address("duyet1", "snv")], now=now)


def issue_papers(period: Period, *, cast: Cast, now: dt.datetime) -> None:
    """Both papers, one hour after the other."""
    writer = cast.officers[address("duyet1", "snv")]
    province = consolidate(period)
    for kind in (PaperKind.HOME_AFFAIRS, PaperKind.PROVINCE):
        paper = paper_of(period, kind)
        _write(paper, province, tuple(TEXTS), by=writer, now=now)
        now += dt.timedelta(hours=1)
        issue_paper(paper, by=cast.officers[address("truong", "snv")], now=now)


def _write(
    paper: ProvincePaper, province: Province, sections: Collection[str], *, by: Officer, now: dt.datetime
) -> None:
    words = _words(paper.period, province)
    for section in Section.objects.filter(
        form_version=paper.period.form_version_id, number__in=sections, is_heading=False
    ):
        text = TEXTS[section.number]
        if section.number == "III.6" and words["TT25"] == "0":
            continue
        for name, value in words.items():
            text = text.replace(f"{{{name}}}", value)
        save_paper_text(paper, section, text, seen_version=0, by=by, now=now)


def _words(period: Period, province: Province) -> dict[str, str]:
    """The totals over the period, by the figures' codes."""
    totals = {figure.code: province.total(figure).cumulative for figure in province.figures}
    missing = [report.version.name for report in missing_reports(period)]
    return {code: format_number(total or 0) for code, total in totals.items()} | {
        "year": str(period.year),
        "coming": str(period.year + (period.code == PeriodCode.YEAR)),
        "period": period_in_words(period),
        "missing": f"Còn {len(missing)} cơ quan chưa gửi hoặc chưa hoàn thiện báo cáo." if missing else "",
    }
