"""The Vietnamese catalogs speak as the office does: one word a thing, each reader addressed as is due."""

import re

import pytest
from django.conf import settings

from reformportal import catalogs
from tests.house.rules import ROOMS, ROOT

# What is not said, and what is said instead.
UNSAID = {
    r"\b[Bb]ạn\b": "anh/chị for officers, ông/bà for citizens",
    r"[Đđ]ồng chí": "anh/chị: only Party desks say đồng chí",
    r"[Mm]inh chứng": "tài liệu kiểm chứng",
    r"[Tt]hẩm định|[Nn]gười xem xét": "chuyên viên theo dõi; thẩm định is for money and points",
    r"^(?:Bỏ qua|Để nguyên)$": "Hủy",
    r"^Gỡ$|\b[Gg]ỡ (?:tệp|tài liệu|kết quả|số|dòng)": "Xóa; for the public: Gỡ khỏi trang công khai",
    r"[Kk]ỳ chốt|[Tt]rong kỳ chốt": "từ … đến hết …; ngày chốt số liệu",
    r"[Xx]ong trước": "Trước một ngày cụ thể",
    r"ở thẻ khác": "ở một tab khác",
    r"[Kk]ý và gửi|[Tt]rình lãnh đạo ký": "Duyệt và gửi: signing is done elsewhere",
    r"[Cc]ơ quan mình": "cơ quan của tôi",
    r"lịch riêng": "lịch của tôi",
    r"giấy hẹn": "mã trên trang xác nhận",
    r"\b[Tt]ồn (?:đầu|cuối)": "chưa giải quyết, đầu kỳ; chưa giải quyết, cuối kỳ",
    r"thành công": "what was done, without praise",
    r"ở tương lai": "không được sau hôm nay",
    r"ở cùng một nơi": "trên một cổng",
    r"số của ai": "bản nào",
    r"[Bb]ước tiếp theo": "which step it is",
}


def words(room: str) -> list[tuple[str, str]]:
    catalog = catalogs.read_catalog(catalogs.catalog_path(ROOT, room))
    return [
        (text, str(message.id))
        for message in catalog
        if message.id
        for text in ([message.string] if isinstance(message.string, str) else message.string or ())
    ]


@pytest.mark.parametrize("room", ROOMS)
def test_words_of_the_office_stand_in_every_catalog(room):
    found = [
        (text, instead)
        for text, _source in words(room)
        for unsaid, instead in UNSAID.items()
        if re.search(unsaid, text)
    ]
    assert found == []


def test_cancel_is_one_word_everywhere():
    said = {text for room in ROOMS for text, source in words(room) if source == "Cancel"}
    assert said == {"Hủy"}


def test_rules_for_passwords_speak_to_officers_as_the_office_does():
    names = {validator["NAME"].rpartition(".")[0] for validator in settings.AUTH_PASSWORD_VALIDATORS}
    assert names == {"reformportal.passwords"}
