"""A file that an officer chose stays with the page that comes back, on every page that takes one."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.make import ROLES
from tests.records.files import make_pdf
from tests.table import TABLE, address, expected

pytestmark = pytest.mark.django_db

FILE = re.compile(r'<input type="file" name="([^"]+)"')
# A workbook whose rows are wrong is mended and chosen again; a letter's files are kept once inspected.
OTHERWISE = {"agencies:import", "plans:import-activities", "feedback:enter"}


def test_s4_a_file_waits_with_the_page_of_every_form_that_takes_one(visitors, everything):
    kept = {}
    for row in TABLE:
        codes = expected(row.get)
        role = next((role for role in ROLES if codes[role] == 200), None)
        if row.post is None or role is None or row.name in OTHERWISE:
            continue
        url = address(row, everything.things)
        if found := FILE.search(visitors.ask(role, "get", url).body.decode()):
            file = SimpleUploadedFile("van-ban.pdf", make_pdf(), "application/pdf")
            page = visitors.ask(role, "post", url, {found[1]: file, "url": "không phải địa chỉ"})
            waits = f'name="{found[1]}-waiting" value=' in " ".join(page.body.decode().split())
            kept[row.name] = (page.status_code, waits)
    assert len(kept) >= 10
    assert {name: answer for name, answer in kept.items() if answer != (422, True)} == {}
