"""The small parts pages are put together from."""

import datetime as dt
import re
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.utils import translation

from reformportal import charts, desk, navigation
from reformportal.templatetags.portal import STATES, deadline_words

DUE_ON = dt.date(2026, 3, 17)


def show(markup: str, **context) -> str:
    return Template("{% load portal %}" + markup).render(Context(context))


@pytest.mark.parametrize("state", STATES)
def test_a_state_is_told_by_words_and_a_sign_besides_its_colour(state):
    colour, sign, words = STATES[state]
    assert show("{% status state %}", state=state) == (
        f'<span class="status status-{colour}">'
        f'<span class="status-sign" aria-hidden="true">{sign}</span>{words}</span>'
    )


def test_an_unknown_state_is_grey_and_escaped():
    chip = show("{% status state %}", state="<b>")
    assert (chip.startswith('<span class="status status-grey">'), chip.endswith("&lt;b&gt;</span>")) == (
        True,
        True,
    )


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (3, "còn 3 ngày làm việc, đến hết thứ Ba, 17/3/2026"),
        (1, "còn 1 ngày làm việc, đến hết thứ Ba, 17/3/2026"),
        (0, "hạn hôm nay, đến hết ngày"),
        (-2, "quá hạn 2 ngày làm việc, hạn là thứ Ba, 17/3/2026"),
    ],
)
def test_deadlines_are_said_in_words(days, words):
    assert deadline_words(DUE_ON, days) == words


def test_one_day_is_one_day_in_english():
    with translation.override("en"):
        assert deadline_words(DUE_ON, 1) == "1 working day left, until the end of Tuesday, 17/3/2026"


def test_bars_are_as_long_as_their_share():
    chart = charts.bar_chart("Đủ", [("Sở A", 50, "50%"), ("Sở B", 0, "0%"), ("Sở C", 100, "100%")], top=100)
    assert [bar.share for bar in chart.bars] == [50, 0, 100]


def test_nothing_to_draw_is_no_division_by_zero():
    assert charts.bar_chart("", [("a", 0, "0")]).bars[0].share == 0


def test_p0_what_is_unknown_has_its_words_and_no_bar():
    nothing = charts.bar_chart("", [("a", None, "–"), ("b", None, "–")])
    assert [(bar.text, bar.share) for bar in nothing.bars] == [("–", 0), ("–", 0)]
    assert [bar.share for bar in charts.bar_chart("", [("a", None, "–"), ("b", 7, "7")]).bars] == [0, 100]
    assert charts.line_chart("", ["I", "II"], [("a", [None, None])]).lines[0].runs == []


def test_stacked_bars_begin_where_the_piece_before_ends():
    chart = charts.stack_chart(
        "Thư", ["Đã gửi", "Lỗi"], [("1/6", (30, 10)), ("2/6", (1500, 500)), ("3/6", (0, 0))]
    )
    pieces = [[(part.start, part.share, part.text) for part in parts] for _label, parts in chart.rows]
    assert pieces[1] == [(0, 75, "1.500"), (75, 25, "500")]
    assert pieces[0] == [(0, 1.5, "30"), (1.5, 0.5, "10")]
    assert pieces[2] == [(0, 0, "0"), (0, 0, "0")]
    assert charts.stack_chart("", ["a"], []).rows == []
    assert charts.line_chart("", [], []).lines == []


def test_a_charts_numbers_are_grouped_as_vietnamese_readers_do():
    chart = charts.line_chart("", ["I", "II"], [("Đủ", [1234.56, 1_000_000])])
    assert chart.lines[0].texts == ["1.234,6", "1.000.000"]


def test_a_missing_value_breaks_the_line():
    chart = charts.line_chart("", ["I", "II", "III", "IV"], [("Đủ", [10, None, 30, 40])])
    assert [run.count(",") for run in chart.lines[0].runs] == [1, 2]
    assert chart.rows == [("I", ["10"]), ("II", [""]), ("III", ["30"]), ("IV", ["40"])]


@pytest.mark.parametrize(("count", "widths"), [(4, {640, 340}), (6, {640})])
def test_a_telephone_has_a_line_chart_of_its_own_where_it_fits(count, widths):
    page = show('{% line_chart "Kỳ" labels series %}', labels=["Quý"] * count, series=[("Đủ", [1] * count)])
    assert set(map(int, re.findall(r'viewBox="0 0 (\d+) ', page))) == widths


@pytest.mark.parametrize(
    ("label", "lines"),
    [
        ("Sở Nội vụ", ["Sở Nội vụ"]),
        ("Sở Nông nghiệp và Môi trường tỉnh", ["Sở Nông nghiệp và Môi", "trường tỉnh"]),
        (
            "Ban Quản lý Khu kinh tế Dung Quất và các Khu công nghiệp",
            ["Ban Quản lý Khu kinh tế", "Dung Quất và các Khu côn…"],
        ),
    ],
)
def test_labels_are_broken_between_words(label, lines):
    assert charts.wrap_label(label) == lines


def test_a_chart_is_drawn_with_its_table_and_without_styles():
    page = show(
        '{% bar_chart "Đủ" rows %}{% line_chart "Kỳ" labels series %}',
        rows=[("<a>", 1, "1")],
        labels=["I"],
        series=[("Đủ", [1])],
    )
    assert (page.count("<svg"), page.count("<table"), "style=" in page, "<a>" in page) == (3, 2, False, False)
    assert (
        re.findall(r'(?:width|x|y)="[^"]*,[^"]*"', page) == []
    )  # numbers with a point, whatever the language


def test_the_nearest_deadline_comes_first():
    late, soon, never = (
        desk.Task(title, "", due_on=day)
        for title, day in [("b", dt.date(2026, 3, 1)), ("a", DUE_ON), ("c", None)]
    )
    assert desk.by_deadline([never, soon, late]) == [late, soon, never]


def post(role: str, desk_of_agency: str) -> SimpleNamespace:
    return SimpleNamespace(role=role, agency_desk=desk_of_agency)


def labels(*posts: SimpleNamespace) -> list[str]:
    return [entry.url_name for entry in navigation.ENTRIES if any(map(entry.is_for, posts))]


def test_navigation_follows_the_posts():
    assert labels() == []
    assert labels(post("drafter", "agency")) == [
        "desk",
        "reports:list",
        "plans:mine",
        "plans:activities",
        "feedback:handlings",
        "agencies:mine",
        "plans:list",
    ]
    assert labels(post("reader", "leadership")) == ["desk", "reports:board", "plans:list"]
    assert "agencies:officers" in labels(post("registrar", "home_affairs"))
    assert "agencies:officers" not in labels(post("registrar", "agency"), post("reviewer", "home_affairs"))


def test_the_entry_one_is_in_is_marked():
    items = navigation.items([post("drafter", "agency")], "/desk/")
    assert [(item.url, item.is_current) for item in items if item.url == "/desk/"] == [("/desk/", True)]


@pytest.mark.parametrize("path", ["/feedback/handlings/12/", "/feedback/book/", "/feedback/channels/"])
def test_an_entry_is_current_on_every_page_of_its_section(path):
    items = navigation.items([post("drafter", "agency")], path)
    assert [item.url for item in items if item.is_current] == ["/feedback/handlings/"]
