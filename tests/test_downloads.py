"""Every file the portal makes, asked for by whoever may have it: what it is called."""

import re

import pytest
from django.apps import apps
from django.db import transaction

from records.downloads import file_name
from tests.house import rules
from tests.make import ROLES
from tests.table import PUBLIC, TABLE, address, expected

pytestmark = pytest.mark.django_db
# Files that people chose, under the names they gave.
KEPT = {"records:file", "feedback:open-file", "feedback:public-file", "feedback:look-at-public-file"}
NAME = re.compile(r'attachment; filename="([a-z0-9-]+\.(?:docx|xlsx|csv))"(?:; filename\*=.*)?')
# The only digits a name may hold: a period's, a year, and the code by which a sender follows their item.
NUMBERS = re.compile(
    r"(?:^|-)(?:quy-[1-4]|6-thang|9-thang|nam|ke-hoach)-20\d\d(?=[-.])|-lan-\d+(?=\.)|-pakn-20\d{6}-\d{4}(?=[-.])"
)


def english_codes() -> set[str]:
    """What choices are called in the code: home-affairs, province, year, draft …"""
    fields = [field for model in apps.get_models() for field in model._meta.fields if field.choices]
    values = {str(value).replace("_", "-") for field in fields for value, _label in field.flatchoices}
    return {value for value in values if re.fullmatch("[a-z][a-z0-9-]{3,}", value)}


def test_p8_a_made_file_is_called_in_vietnamese_without_diacritics():
    assert (
        file_name("Báo cáo", "quý 3 2026", "Sở Tư pháp", ending="docx")
        == "bao-cao-quy-3-2026-so-tu-phap.docx"
    )
    assert (
        file_name("Báo cáo năm 2026", "phường Cẩm Thành", ending="docx")
        == "bao-cao-nam-2026-phuong-cam-thanh.docx"
    )
    assert file_name("Đăk Tô: Ủy ban / (1)", ending="csv") == "dak-to-uy-ban-1.csv"
    assert len(file_name("dài " * 100, ending="xlsx")) <= 125


def downloads(visitors, everything) -> dict[str, set[str]]:
    """The header that names the file, by the name of the address, of every answer that is a file."""
    found: dict[str, set[str]] = {}
    for row, is_public in [*((row, False) for row in TABLE), *((row, True) for row in PUBLIC)]:
        if row.name in KEPT:
            continue
        for method, answers in (("get", row.get), ("post", row.post)):
            allowed = [
                role for role in ROLES if answers and expected(answers, is_public=is_public)[role] == 200
            ]
            for role in allowed[:1]:
                with transaction.atomic():
                    answer = visitors.ask(role, method, address(row, everything.things))
                    transaction.set_rollback(True)
                if header := answer.headers.get("Content-Disposition"):
                    found.setdefault(row.name, set()).add(header)
    return found


def test_p8_every_download_has_a_vietnamese_name_without_key_or_code(visitors, everything):
    headers = downloads(visitors, everything)
    names = {name: {NAME.fullmatch(header) for header in found} for name, found in headers.items()}
    assert [name for name, found in names.items() if None in found] == []
    slips = []
    for place, found in names.items():
        for name in (match[1] for match in found):
            words = set(re.split(r"[-.]", name))
            if re.search(r"\d", NUMBERS.sub("", name)) or words & english_codes():
                slips.append((place, name))
    assert slips == []
    assert {"reports:document", "reports:paper-document", "reports:board-xlsx", "feedback:letter"} <= set(
        names
    )


def test_p8_no_other_module_names_a_download():
    names = {"records/downloads.py", "records/views.py"}
    paths = [path for path in rules.python_files() if str(path.relative_to(rules.ROOT)) not in names]
    wrong = re.compile(
        r"Content-Disposition|as_attachment|\bdownload\([^\n]*[\"'][^\"'\n]*\.(?:docx|xlsx|csv)"
    )
    assert [str(path) for path in paths if wrong.search(path.read_text("utf-8"))] == []
