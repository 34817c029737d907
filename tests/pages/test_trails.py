"""Every page says where it stands, but for those that stand on top."""

import pytest

from tests.make import ROLES
from tests.table import PUBLIC, TABLE, address, expected

pytestmark = pytest.mark.django_db

ON_TOP = {
    "of the menu, or led to from every page": """
        agencies:calendar agencies:calendar_year agencies:list agencies:mine agencies:officers desk
        feedback:handlings feedback:start help home notices:inbox notices:ledger notices:outbox
        plans:activities plans:list plans:mine reports:board reports:list reports:periods""",
    "of signing in": """
        account_change_password account_inactive account_login account_logout account_reauthenticate
        account_reset_password account_reset_password_done account_reset_password_from_key
        account_reset_password_from_key_done account_signup""",
}


def test_s3_every_page_below_the_menu_has_a_trail(visitors, everything):
    bare = set()
    for row, is_public in [*((row, False) for row in TABLE), *((row, True) for row in PUBLIC)]:
        codes = expected(row.get, is_public=is_public)
        readers = [role for role in ["nobody", *ROLES] if codes[role] == 200]
        if not readers:
            continue
        page = visitors.ask(readers[0], "get", address(row, everything.things))
        is_page = page.headers.get("Content-Type", "").startswith("text/html") and b"<body" in page.body
        if is_page and b'class="trail"' not in page.body:
            bare.add(row.name)
    assert sorted(bare) == sorted(" ".join(ON_TOP.values()).split())
