"""What the README says of the code is so."""

import re
from functools import reduce

import pytest
from django.apps import apps

from tests.house import rules

README = (rules.ROOT / "README.md").read_text("utf-8")
GLOSSARY = README.partition("## Glossary")[2].partition("\n## ")[0]
ROWS = re.findall(r"^\| (?!Vietnamese|---)(.+?) \| (.+?) \| (.+?) \|$", GLOSSARY, re.MULTILINE)
NAMED = sorted({name for _, _, place in ROWS for name in re.findall(r"`([^`]+)`", place)})
MODELS = {model.__name__: model for model in apps.get_models() if model._meta.app_label in rules.ROOMS}


@pytest.mark.parametrize("name", [name for name in NAMED if re.search(r"[A-Z]", name)])
def test_every_name_of_the_glossary_is_in_the_code(name):
    room, _, path = name.partition(".") if name.split(".")[0] in rules.ROOMS else ("", "", name)
    first, *rest = path.split(".")
    found = MODELS.get(first) or getattr(apps.get_app_config(room).models_module, first)
    assert reduce(lambda holder, part: getattr(holder, part), rest, found)
    assert room in ("", found.__module__.split(".")[0])


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`([\w/]+\.py)`", README))))
def test_every_module_the_readme_names_exists(path):
    assert any((rules.ROOT / room / path).exists() for room in ["", *rules.ROOMS])


def test_the_glossary_gives_each_term_one_name():
    terms = [
        term.strip() for vietnamese, _, _ in ROWS for term in re.sub(r"\(.*?\)", "", vietnamese).split(",")
    ]
    assert len(ROWS) > 40
    assert sorted(terms) == sorted(set(terms))


def test_every_room_is_on_the_map():
    table = README.partition("## Map of the rooms")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == rules.ROOMS[::-1]
