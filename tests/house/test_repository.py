"""The repository keeps the house rules. A rule's own meaning and limits stand in `rules.py`."""

import re
import subprocess
import tomllib

import pytest
from django.apps import apps

from tests.house import rules

HTML = [path for path in rules.templates() if path.suffix == ".html"]
# The catalogue of components shows examples to builders, never a reader's words.
BUILDERS_ONLY = {rules.ROOT / "templates/catalogue.html", rules.ROOT / "reformportal/catalogue.py"}
# What runs under the limits of records.content.inspector, which calls archives.py too; wordml.py only writes.
INSPECTED = ("anonymous", "archives", "images", "pdf", "sheets")
OPENERS = [rules.ROOT / f"records/content/{name}.py" for name in INSPECTED]
OPENERS += [rules.ROOT / "records/papers/wordml.py"]
OPENERS += [
    rules.ROOT / "reformportal/sample/outgoing.py"
]  # which makes a signed paper of its own, and opens none
PLAIN = [path for path in rules.templates() if path.suffix == ".txt"]


def room_of(path) -> str:
    return path.relative_to(rules.ROOT).parts[0]


def modules(*names: str) -> list:
    """The rooms' modules or packages of these names."""
    return [path for path in rules.python_files() if set(names) & {path.stem, path.parent.name}]


def test_templates_hold_nothing_the_browser_policy_refuses():
    assert rules.slips_in(HTML, rules.unsafe_markup, rules.unguarded_form) == []


def test_no_form_speaks_in_the_browsers_words():
    assert rules.slips_in(HTML, rules.form_of_the_browsers_words) == []


def test_no_template_prints_a_key_as_a_quantity():
    assert rules.slips_in(HTML, rules.grouped_keys) == []


def test_every_word_of_a_template_is_translated():
    assert rules.slips_in([p for p in HTML if p not in BUILDERS_ONLY], rules.untranslated_words) == []
    assert rules.slips_in(PLAIN, rules.untranslated_plain_text) == []


def test_every_message_of_the_code_is_translated():
    shown = [path for path in rules.python_files() if "management" not in path.parts]
    shown = [path for path in shown if path not in BUILDERS_ONLY]
    assert rules.slips_in(shown, rules.untranslated_messages) == []


def test_templates_are_written_in_english():
    pages = [path for path in rules.templates() if path not in BUILDERS_ONLY]
    assert rules.slips_in(pages, rules.foreign_letters, rules.untrimmed_blocks) == []


def test_s3_templates_are_read_by_people():
    assert rules.slips_in(rules.templates(), rules.unread_lines, rules.unread_conditions) == []


def test_functions_and_files_stay_short():
    assert rules.slips_in(rules.python_files(), rules.too_long) == []


def test_nothing_is_left_for_later():
    assert rules.slips_in(rules.python_files() + rules.templates(), rules.left_for_later) == []


def test_escaping_and_guards_stay_on():
    assert rules.slips_in(rules.python_files(), rules.escaping_switched_off) == []


def test_only_actions_write():
    assert rules.slips_in(modules("views", "tasks", "forms", "permissions"), rules.writes_rows) == []


def test_states_move_only_through_the_move_function():
    assert (
        rules.slips_in(
            [p for p in rules.python_files() if room_of(p) in ("reports", "plans")], rules.moves_state
        )
        == []
    )


def test_t2_files_are_opened_only_where_time_and_memory_are_limited():
    elsewhere = [path for path in rules.python_files() if path not in OPENERS]
    assert rules.slips_in(elsewhere, rules.opens_files) == []


@pytest.mark.parametrize("room", rules.ROOMS)
def test_no_string_names_an_upper_room(room):
    code = (rules.ROOT / room).rglob("*.py")
    pages = (rules.ROOT / "templates" / room).rglob("*.html")
    assert rules.slips_in(sorted(code), lambda text: rules.names_of_upper_rooms(room, text)) == []
    assert rules.slips_in(sorted(pages), lambda text: rules.links_to_upper_rooms(room, text)) == []


# Where a day is written, and the forms that people type.
SPELL_DAYS = {rules.ROOT / path for path in ("records/days.py", "records/inputs.py")}


def test_p8_days_are_written_in_one_place():
    code = [path for path in rules.python_files() if path not in SPELL_DAYS and path.name != "formats.py"]
    assert rules.slips_in(code, rules.days_spelt_out) == []
    assert rules.slips_in(HTML, rules.papers_dated_otherwise) == []


def test_p8_percentages_are_written_in_one_way():
    code = [path for path in rules.python_files() if path != rules.ROOT / "records/numbers.py"]
    assert rules.slips_in([*code, *HTML], rules.percentages_spelt_out) == []


def test_documents_name_no_path_of_one_machine():
    documents = [*rules.ROOT.glob("*.md"), *(rules.ROOT / "docs").rglob("*.md")]
    assert rules.slips_in(documents, rules.machine_paths) == []


def tracked(*options: str) -> list[str]:
    command = ["git", "-C", str(rules.ROOT), "ls-files", *options]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()


@pytest.mark.skipif(not (rules.ROOT / ".git").exists(), reason="not a checkout of the repository")
def test_a_checkout_holds_nothing_that_its_set_up_makes():
    links = [line for line in tracked("--stage") if line.startswith("120000")]
    assert links + tracked("--cached", "--ignored", "--exclude-standard") == []


def test_every_room_is_held_by_the_import_contracts():
    rooms = {app.name for app in apps.get_app_configs() if (rules.ROOT / app.name).is_dir()}
    with (rules.ROOT / "pyproject.toml").open("rb") as stream:
        linter = tomllib.load(stream)["tool"]["importlinter"]
    order, inside, *_ = linter["contracts"]
    assert set(rules.ROOMS) == rooms
    assert set(linter["root_packages"]) == rooms
    assert set(inside["containers"]) == rooms
    layers = [layer.split(" | ") for layer in reversed(order["layers"])]
    assert [name for names in layers for name in names if name in rooms] == rules.ROOMS


def test_every_dependency_is_pinned_and_says_what_it_is_for():
    lines = [
        line
        for name in ("requirements.txt", "requirements-trial.txt", "requirements-dev.txt")
        for line in (rules.ROOT / name).read_text("utf-8").splitlines()
        if line and not line.startswith(("#", "-r "))
    ]
    pinned = re.compile(r"[\w.\[\]-]+==[\w.]+(?:\s+#\s\S.*)?")
    assert [line for line in lines if not pinned.fullmatch(line)] == []


def test_what_a_request_of_an_officer_is_stands_in_one_place():
    found = [path for path in rules.python_files() if "class OfficerRequest(" in path.read_text()]
    assert [str(path.relative_to(rules.ROOT)) for path in found] == ["agencies/views/access.py"]
