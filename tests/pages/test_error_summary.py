"""What is wrong in a form is said in one place, on every page that asks something."""

import re

from tests.house.rules import ROOT

TEMPLATES = ROOT / "templates"
# Pieces of pages that have it, and a filter, whose fields say themselves what cannot be read.
PIECES = {
    "components/filter_bar.html",
    "components/places.html",
    "components/standing.html",
    "reports/parts/review_decision.html",
}


def has_summary(name: str) -> bool:
    text = (TEMPLATES / name).read_text("utf-8")
    parent = re.match(r'{% extends "([^"]+)"', text)
    return "components/error_summary.html" in text or (parent is not None and has_summary(parent[1]))


def test_s3_every_page_with_fields_has_the_error_summary():
    names = [str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")]
    asks = [name for name in names if "as_crispy_field" in (TEMPLATES / name).read_text("utf-8")]
    assert {name for name in asks if not has_summary(name)} == PIECES
