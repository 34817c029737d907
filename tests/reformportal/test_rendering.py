"""Lists of choices look as Django's own templates make them look, only sooner."""

from html.parser import HTMLParser

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from reformportal.rendering import FormRenderer


class Seen(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[object] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, sorted(attrs)))

    def handle_endtag(self, tag):
        self.found.append(tag)

    def handle_data(self, data):
        self.found += [data.strip()] if data.strip() else []


CHOICES = [("", "Tất cả"), (7, "Xã <Bình> & Minh"), ("Nhóm “A”", [("x", "Một"), ("y", "Hai")])]


@pytest.mark.parametrize("value", ["", "7", 7, "x", None])
@pytest.mark.parametrize(
    "widget",
    [
        forms.Select(choices=CHOICES),
        forms.SelectMultiple(choices=CHOICES),
        forms.Select(attrs={"class": "form-select", "required": True, "disabled": False}, choices=CHOICES),
        forms.NullBooleanSelect(),
    ],
)
def test_same_as_djangos(widget, value):
    asked = {"name": "agency", "value": value, "attrs": {"id": "id_agency", "data-x": "<&>"}}
    ours, theirs = (Seen(widget.render(**asked, renderer=made())) for made in (FormRenderer, DjangoTemplates))
    assert ours.found == theirs.found
