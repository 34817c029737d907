"""The catalogs' own command, on a small repository made for each test."""

import gettext
import os
from io import StringIO
from pathlib import Path

import pytest
from asgiref.local import Local
from django.core.management import CommandError, call_command
from django.utils import translation
from django.utils.translation import trans_real

from reformportal import catalogs
from reformportal.management.commands import messages

ROOMS = ["reformportal", "reports"]


@pytest.fixture
def repository(tmp_path, monkeypatch):
    monkeypatch.setattr(messages, "root", lambda: tmp_path)
    monkeypatch.setattr(messages, "all_rooms", lambda: ROOMS)
    for room in ROOMS:
        (tmp_path / room).mkdir()
        (tmp_path / "templates" / room).mkdir(parents=True)
    return tmp_path


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def write_catalog(root: Path, room: str, entries: str) -> Path:
    return write(catalogs.catalog_path(root, room), catalogs.HEADER + entries)


def found_in(root: Path, room: str) -> list:
    return [message.id for message in catalogs.extract(root, room, ROOMS) if message.id]


def findings(root: Path, room: str) -> list[str]:
    found = catalogs.extract(root, room, ROOMS)
    current = catalogs.read_catalog(catalogs.catalog_path(root, room))
    return [f"{finding.problem}: {finding.msgid}" for finding in catalogs.check(room, found, current)]


def translated(root: Path, source: str, translation: str) -> list[str]:
    """What the check says when the code has this text and the catalog this translation."""
    write(root / "reports" / "models.py", f"x = _({source!r})\n")
    write_catalog(root, "reports", f'msgid "{source}"\nmsgstr "{translation}"\n')
    return [problem.split(": ")[0] for problem in findings(root, "reports")]


def test_code_and_templates_of_a_room_are_read(repository):
    write(
        repository / "reports" / "models.py",
        'a = _("Send the report")\nb = gettext_lazy("A" " long one")\nc = ngettext("%d day", "%d days", n)\n'
        'd = pgettext_lazy("noun", "Return")\ne = not_a_message("No")\n',
    )
    write(
        repository / "templates" / "reports" / "page.html",
        '    {% translate "Due date" %}\n  <p title="{% translate "A \'quoted\' one" %}">\n'
        "{% blocktranslate trimmed with name=a.name %}\n  Report of\n  {{ name }}\n{% endblocktranslate %}\n"
        '{% include "x.html" with title=_("In a tag") %}{{ value|default:_("In a filter") }}</p>\n'
        "{% blocktranslate count counter=n %}one{% plural %}{{ counter }} many{% endblocktranslate %}\n",
    )
    assert sorted(found_in(repository, "reports"), key=str) == sorted(
        [
            "Send the report",
            "A long one",
            ("%d day", "%d days"),
            "Return",
            "Due date",
            "A 'quoted' one",
            "Report of %(name)s",
            "In a tag",
            "In a filter",
            ("one", "%(counter)s many"),
        ],
        key=str,
    )


def test_a_template_of_no_room_belongs_to_the_composing_room(repository):
    write(repository / "templates" / "base.html", '{% translate "Menu" %}')
    write(repository / "templates" / "account" / "login.html", '{% translate "Sign in" %}')
    write(repository / "templates" / "reports" / "page.html", '{% translate "Due date" %}')
    assert sorted(found_in(repository, "reformportal")) == ["Menu", "Sign in"]
    assert found_in(repository, "reports") == ["Due date"]


def test_migrations_are_not_read(repository):
    write(repository / "reports" / "migrations" / "0001_initial.py", 'x = _("Old name")\n')
    assert found_in(repository, "reports") == []


def test_a_computed_text_is_refused(repository):
    write(repository / "reports" / "models.py", "x = 1\ny = _(name)\n")
    with pytest.raises(ValueError, match=r"models\.py:2: _\(\) needs its text written out"):
        found_in(repository, "reports")


def test_what_cannot_be_read_is_said_in_a_sentence_with_its_place(repository):
    write(repository / "templates" / "base.html", "\n{% blocktranslate %}{% if a %}{% endblocktranslate %}")
    with pytest.raises(CommandError, match=r"must not include other block tags: if a .*base\.html, line 2"):
        call_command("messages")


def test_merging_keeps_translations_and_drops_unused_ones(repository):
    write(repository / "reports" / "models.py", 'x = _("Report")\ny = _("Agency")\n')
    path = write_catalog(
        repository, "reports", 'msgid "Report"\nmsgstr "Báo cáo"\n\nmsgid "Reports"\nmsgstr "Các báo cáo"\n'
    )
    call_command("messages", "reports")
    expected = catalogs.HEADER + 'msgid "Agency"\nmsgstr ""\n\nmsgid "Report"\nmsgstr "Báo cáo"\n\n'
    assert path.read_text("utf-8") == expected


def test_merging_twice_changes_nothing(repository):
    write(repository / "reports" / "models.py", '# Translators: the verb\nx = _("Report")\n')
    call_command("messages")
    path = catalogs.catalog_path(repository, "reports")
    first = path.read_bytes()
    os.utime(path, ns=(1, 1))
    call_command("messages")
    assert path.read_bytes() == first
    assert path.stat().st_mtime_ns == 1
    assert b"#. Translators: the verb\nmsgid" in first


def test_compiling_writes_what_gettext_reads_and_only_when_out_of_date(repository):
    path = write_catalog(repository, "reports", 'msgid "Report"\nmsgstr "Báo cáo"\n')
    call_command("messages", "--compile")
    compiled = path.with_suffix(".mo")
    with compiled.open("rb") as stream:
        assert gettext.GNUTranslations(stream).gettext("Report") == "Báo cáo"
    assert sorted(path.parent.iterdir()) == [compiled, path]
    assert catalogs.compile_catalog(path) is False
    os.utime(compiled, ns=(1, 1))
    assert catalogs.compile_catalog(path) is True


def test_a_complete_catalog_passes_the_check(repository, capsys):
    write(repository / "reports" / "models.py", 'x = ngettext("%(n)s day left", "%(n)s days left", n)\n')
    write_catalog(
        repository,
        "reports",
        'msgid "%(n)s day left"\nmsgid_plural "%(n)s days left"\nmsgstr[0] "còn %(n)s ngày"\n',
    )
    call_command("messages", "--check")
    assert capsys.readouterr().out == ""


def test_the_check_fails_with_every_gap_named(repository, capsys):
    write(repository / "reports" / "models.py", 'x = _("New")\ny = _("Empty")\nz = _("Guess")\n')
    write_catalog(
        repository,
        "reports",
        'msgid "Empty"\nmsgstr ""\n\n#, fuzzy\nmsgid "Guess"\nmsgstr "Đoán"\n\nmsgid "Old"\nmsgstr "Cũ"\n',
    )
    with pytest.raises(CommandError, match="4 to mend"):
        call_command("messages", "--check")
    assert capsys.readouterr().out.splitlines() == [
        "reports: missing: 'New'",
        "reports: obsolete: 'Old'",
        "reports: untranslated: 'Empty'",
        "reports: fuzzy: 'Guess'",
    ]


@pytest.mark.parametrize(
    ("source", "translation", "problems"),
    [
        ("%(n)s of %(all)s", "%(n)s trên %(all)s", []),
        ("%(n)s of %(all)s", "%(all)s: %(n)s", []),
        ("%(n)s of %(all)s", "%(n)s trên %(al)s", ["placeholders differ"]),
        ("%(n)s left", "còn lại", ["placeholders differ"]),
        ("%(n)s left", "còn %(n)d", ["placeholders differ"]),
        ("%s left", "còn %d", ["placeholders differ"]),
        ("{name} left", "{ten} đã rời", ["placeholders differ"]),
        ("100% done", "100% xong", []),
        ("See <b>this</b>", "Xem <b>đây</b>", []),
        ("See <b>this</b>", "Xem <b>đây<b>", ["markup differs"]),
        ("Name: ", "Tên:", ["space at an end differs"]),
        ("Report", "Ba\u0301o ca\u0301o", ["letters not composed (NFC)"]),
        ("Report", "Report", ["same as the English (mark with “# same in Vietnamese” if it is)"]),
        ("PDF", "PDF", []),
        ("%(a)s: %(b)s", "%(a)s: %(b)s", []),
    ],
)
def test_a_translation_says_the_same_with_the_same_parts(repository, source, translation, problems):
    assert translated(repository, source, translation) == problems


def test_a_word_that_is_the_same_in_vietnamese_can_be_marked(repository):
    write(repository / "reports" / "models.py", 'x = _("Excel file")\n')
    write_catalog(repository, "reports", '# same in Vietnamese\nmsgid "Excel file"\nmsgstr "Excel file"\n')
    assert findings(repository, "reports") == []


def test_two_rooms_translate_a_text_alike(repository, capsys):
    for room, word in (("reformportal", "Báo cáo"), ("reports", "Bản báo cáo")):
        write(repository / room / "models.py", 'x = _("Report")\n')
        write_catalog(repository, room, f'msgid "Report"\nmsgstr "{word}"\n')
    with pytest.raises(CommandError, match="1 to mend"):
        call_command("messages", "--check")
    assert capsys.readouterr().out == "reports: translated otherwise in reformportal: 'Report'\n"


def test_an_unknown_room_is_refused(repository):
    with pytest.raises(CommandError, match="No such room: oversite"):
        call_command("messages", "oversite")


def test_what_is_compiled_is_read_anew_in_the_same_process(monkeypatch):
    """The sample is loaded by the process that compiled, and its people are told in Vietnamese."""
    asked = "Nothing is owed any more."
    assert translation.gettext(asked) == "Việc đã xong, không cần nhắc."
    monkeypatch.setattr(trans_real, "_translations", {"vi": gettext.NullTranslations()})
    monkeypatch.setattr(trans_real, "_active", Local())
    monkeypatch.setattr(trans_real, "_default", None)
    assert translation.gettext(asked) == asked
    monkeypatch.setattr(catalogs, "compile_catalog", lambda path: True)
    call_command("messages", "--compile", stdout=StringIO())
    assert translation.gettext(asked) == "Việc đã xong, không cần nhắc."
