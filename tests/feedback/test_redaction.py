"""What may tell who wrote a text is found before others read it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.redaction import Found, Person, find, redact, without


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("Gọi 0905 123 456 nhé", Found.PHONE, "0905 123 456"),
        ("Gọi 0905.123.456", Found.PHONE, "0905.123.456"),
        ("Gọi +84 905 123 456", Found.PHONE, "+84 905 123 456"),
        ("máy bàn 0255 3822 000", Found.PHONE, "0255 3822 000"),
        ("CCCD 051 090 001 234", Found.IDENTITY, "051 090 001 234"),
        ("CMND 212345678", Found.IDENTITY, "212345678"),
        ("thư dan.nguyen@example.vn", Found.EMAIL, "dan.nguyen@example.vn"),
        ("nhà số 12/4 đường Lê Lợi", Found.ADDRESS, "số 12/4 đường Lê Lợi"),
        ("ở tổ 5 phường", Found.ADDRESS, "tổ 5"),
        ("ở thôn Phú Lễ xã", Found.ADDRESS, "thôn Phú Lễ"),
        ("cán bộ là ông Trần Văn Bảy tiếp", Found.NAME, "Trần Văn Bảy"),
        ("Tôi tên là Đỗ Ánh", Found.NAME, "Đỗ Ánh"),
    ],
)
def test_what_has_a_form_is_found(text, kind, found):
    (span,) = find(text)
    assert (text[span.start : span.end], span.kind) == (found, kind)


@pytest.mark.parametrize(
    "text",
    [
        "Nghị định 20/2008/NĐ-CP ngày 14/02/2008",
        "Thủ tục 1.001193 thu 8.000 đồng",
        "Bà con ở xã chưa biết, anh em cũng vậy",
        "Hồ sơ gồm 3 bản, nộp trong 15 ngày, phí 1.250.000 đồng",
    ],
)
def test_rules_sums_and_days_are_left_alone(text):
    assert find(text) == []


def test_the_senders_own_name_is_found_however_it_is_written():
    text = "nguyen thi dan đã nộp, NGUYỄN THỊ DÂN chờ; Dân chờ"
    assert redact(text, Person(name="Nguyễn Thị Dân")) == "[tên] đã nộp, [tên] chờ; Dân chờ"


def test_a_text_is_redacted_whole():
    text = "Tôi tên là Nguyễn Thị Dân, số 12 đường Lê Lợi, gọi 0905 123 456."
    assert redact(text) == "Tôi tên là [tên], [địa chỉ], gọi [số điện thoại]."


@given(st.text(max_size=200), st.text(max_size=30))
def test_any_text_is_taken_and_spans_lie_apart(text, name):
    spans = find(text, Person(name=name, address=name, phone=name, email=name))
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(first.end <= second.start for first, second in pairwise(spans))


PHONES = ["(0912) 345 678", "84912345678", "0912,345,678", "0912  345 678", "+84 (912) 345.678", "0912345678"]


@pytest.mark.parametrize("written", PHONES)
def test_a_telephone_number_is_found_however_it_is_parted(written):
    assert redact(f"gọi {written} sau 8 giờ") == "gọi [số điện thoại] sau 8 giờ"
    own = Person(phone="0912 345 678")
    assert without(f"gọi {written} sau 8 giờ", own) == "gọi [số điện thoại] sau 8 giờ"


def test_what_is_common_is_not_cut_out_of_words():
    """A name of one word is taken to the letter, whole."""
    assert without("An hỏi Anh Ban an ninh; AN", Person(name="An")) == "[tên] hỏi Anh Ban an ninh; AN"
    assert without("Thuế thu 84.912.000 đồng", Person(phone="0912 345 678")) == "Thuế thu 84.912.000 đồng"
