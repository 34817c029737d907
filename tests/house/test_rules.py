"""Each house rule is shown what it must catch and what it must let pass."""

import pytest

from tests.house import rules


def slips(rule, text: str, *arguments) -> list[str]:
    return list(rule(*arguments, text))


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ('<p style="color: red">', ["1: an inline style"]),
        ("<style>p {}</style>", ["1: a <style> element"]),
        ("<script>go()</script>", ["1: a script without src"]),
        ('<script src="{% static "a.js" %}" defer></script>', []),
        ('<a\n onclick="go()">', ["2: an inline event handler"]),
        ('<a hx-on:click="go()">', ["1: an inline htmx handler"]),
        ('<a href="javascript:go()">', ["1: a javascript: address"]),
        ('<img src="https://example.com/a.png">', ["1: loaded from another origin"]),
        ('<link href="//example.com/a.css">', ["1: loaded from another origin"]),
        ('<a href="https://example.com/">', []),
        ("{{ name|safe }}", ["1: |safe"]),
        ("{{ names|safeseq|join:', ' }}", ["1: |safe"]),
        ("{% autoescape off %}", ["1: autoescape off"]),
        ('<p class="one online">{{ form.on }}</p>', []),
    ],
)
def test_unsafe_markup_is_caught(markup, found):
    assert slips(rules.unsafe_markup, markup) == found


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ('\n<form method="post"><button></button></form>', ["2: a form that posts without csrf_token"]),
        ('<form method="post">{% csrf_token %}</form>', []),
        ('<form method="get"></form>', []),
        (
            '<form method="post">{% csrf_token %}</form><form method="POST"></form>',
            ["1: a form that posts without csrf_token"],
        ),
    ],
)
def test_a_form_that_posts_carries_its_token(markup, found):
    assert slips(rules.unguarded_form, markup) == found


def test_a_form_that_the_browser_judges_is_caught():
    markup = '<form novalidate method="get">\n<form method="post">{% csrf_token %}'
    assert slips(rules.form_of_the_browsers_words, markup) == ["2: a form without novalidate"]


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ('<a id="x-{{ row.pk }}">', ["1: {{ row.pk }} without unlocalize"]),
        ('<a id="x-{{ row.agency_id }}">', ["1: {{ row.agency_id }} without unlocalize"]),
        ('<a id="x-{{ row.pk|unlocalize }}" name="{{ field.auto_id }}">', []),
    ],
)
def test_a_key_printed_as_a_quantity_is_caught(markup, found):
    assert slips(rules.grouped_keys, markup) == found


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ("<p>\n Due date</p>", ["2: 'Due date' is not translated"]),
        ('<p>{% translate "Due date" %}: {{ due|date:"d/m/Y" }} – &nbsp;3/4</p>', []),
        ("{% blocktranslate trimmed %}Due date{% endblocktranslate %}", []),
        ("{% comment %}Why so{% endcomment %}{# and so #}<!-- and so -->", []),
        ('<a title="Open it">', ["1: title='Open it' is not translated"]),
        ('<a title="{% translate "Open it" %}" class="btn primary">', []),
        ('{% include "a.html" with label="Due date" %}', ["1: 'Due date' is not translated"]),
        ('{% include "a.html" with label=_("Due date") %}', []),
        ('{{ value|default:"None" }}', ["1: 'None' is not translated"]),
        ('{{ day|date:"H:i, D d/m" }}', []),
        ('<html lang="vi"><p lang="en">English</p><p>All</p>', ["1: 'All' is not translated"]),
        ('<{{ tag }} id="one" class="b">{{ a }}{{ b }}</{{ tag }}>', []),
        ('<span translate="no">PDF</span><b>PDF</b>', ["1: 'PDF' is not translated"]),
    ],
)
def test_words_outside_translation_are_caught(markup, found):
    assert slips(rules.untranslated_words, markup) == found


def test_words_of_a_plain_template_are_caught():
    assert slips(rules.untranslated_plain_text, '{% translate "Dear" %} {{ name }},\nHello') == [
        "2: 'Hello' is not translated"
    ]


def test_vietnamese_letters_in_a_template_are_caught():
    assert slips(rules.foreign_letters, "a → b…\n{% translate 'Báo cáo' %}") == ["2: letters á"]


def test_a_language_may_be_named_in_itself():
    assert slips(rules.foreign_letters, '<button name="l" lang="vi">Tiếng Việt</button>') == []


def test_an_untrimmed_block_is_caught():
    untrimmed = "\n{% blocktranslate with a=b %}\n  a{% endblocktranslate %}"
    assert slips(rules.untrimmed_blocks, untrimmed) == ["2: blocktranslate without trimmed"]
    assert slips(rules.untrimmed_blocks, untrimmed.replace("with", "trimmed with")) == []
    assert slips(rules.untrimmed_blocks, untrimmed.replace("\n", "")) == []


def test_long_functions_and_files_are_caught():
    body = "    x = 1\n" * 60
    assert slips(rules.too_long, f"def short():\n{body[10:]}") == []
    assert slips(rules.too_long, f"def long():\n{body}") == ["1: long has 61 lines"]
    assert slips(rules.too_long, "x = 1\n" * 401) == ["1: a file of 401 lines"]
    assert slips(rules.too_long, f"x = [\n{'1,' * 5}\n" + "1,\n" * 400 + "]\n") == []


def test_what_is_left_for_later_is_caught():
    later = "TO" + "DO"
    assert slips(rules.left_for_later, f"x = 1\n# {later}: y\n# {later}S") == ["2: something left for later"]


@pytest.mark.parametrize(
    "line", ["mark_safe(x)", "objects.extra(where=[])", "RawSQL('')", "@csrf_exempt", "SafeString(x)"]
)
def test_switched_off_escaping_is_caught(line):
    assert slips(rules.escaping_switched_off, line) == [f"1: {line}"]


def test_writing_rows_is_caught():
    code = "form.is_valid()\nform.save()\nReport.objects.create(a=1)\nd.update(a=1)\n"
    assert slips(rules.writes_rows, code) == ["2: .save() outside actions", "3: .create() outside actions"]


@pytest.mark.parametrize(
    "code",
    [
        'raise ValidationError("Too late.")',
        'raise ValidationError(f"{day} is too late.")',
        'messages.success(request, "Sent")',
        'x = forms.CharField(label="Name")',
        'x = models.CharField(max_length=5, verbose_name="full name")',
    ],
)
def test_a_message_without_translation_is_caught(code):
    assert slips(rules.untranslated_messages, code) == ["1: a text that is not translated"]


@pytest.mark.parametrize(
    "code",
    [
        'raise ValidationError(_("Too late."), code="late")',
        'form.add_error("name", error)',
        'raise ValidationError("%(message)s (%(fields)s)", params=params)',
        'logger.warning("Mail server: %s", error)',
        'raise ValueError("An odd number of quotes")',
        'x = forms.CharField(label=_("Name"))',
    ],
)
def test_translated_messages_pass(code):
    assert slips(rules.untranslated_messages, code) == []


def test_setting_a_state_by_hand_is_caught():
    code = "report.state = 1\nqs.update(state=2)\nqs.update(name=2)\nstate = report.state\n"
    assert slips(rules.moves_state, code) == ["1: a state set by hand", "2: states set by an update"]


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ("\n" + "a" * 201, ["2: 201 characters in a line"]),
        ("ắ" * 200 + "\n", []),
        ("{% if a %}{% elif b %}{% endif %}\n" * 13, ["1: 26 conditions"]),
        ("{% if a %}{% else %}{% endif %}\n" * 25, []),
    ],
)
def test_s3_a_template_that_nobody_reads_is_caught(markup, found):
    assert [*rules.unread_lines(markup), *rules.unread_conditions(markup)] == found


@pytest.mark.parametrize("text", ["reports.Report", "reports:open", "reports/open.html", "reformportal.urls"])
def test_a_string_that_names_an_upper_room_is_caught(text):
    assert slips(rules.names_of_upper_rooms, f'x = "{text}"', "notices") == [
        f"1: {text!r} names an upper room"
    ]
    assert slips(rules.links_to_upper_rooms, f'{{% url "{text}" %}}', "notices") == [
        f"1: {text!r} names an upper room"
    ]


@pytest.mark.parametrize("text", ["agencies.Agency", "notices.Reminder", "reports", "reports are due. Send"])
def test_lower_rooms_and_plain_words_may_be_named(text):
    assert slips(rules.names_of_upper_rooms, f'x = "{text}"', "notices") == []
    assert slips(rules.links_to_upper_rooms, f'{{% url "{text}" %}}', "notices") == []


@pytest.mark.parametrize("path", ["/work/main", "/Users/ana", "/root/.venv", "/home/ana/portal", "`/work`"])
def test_a_path_of_one_machine_is_caught(path):
    assert slips(rules.machine_paths, f"See {path}.") == ["1: a path of one machine"]


@pytest.mark.parametrize(
    "path", ["/etc/portal.env", "reports/work/", "https://x.vn/work/", "/workers", "/home/"]
)
def test_other_paths_pass(path):
    assert slips(rules.machine_paths, f"See {path}.") == []


@pytest.mark.parametrize(
    "line",
    [
        'f"{day:%d/%m/%Y}"',
        'at.strftime("%H:%M %d/%m")',
        '"dd/mm/yyyy"',
        'f"{day.day}/{day.month}/{day.year}"',
        'date_format(day, "l, j/n/Y")',
    ],
)
def test_p8_a_day_written_without_the_one_function_is_caught(line):
    assert slips(rules.days_spelt_out, f"\n{line}") == ["2: a day written without records.days"]


@pytest.mark.parametrize("line", ["paper_day(day)", 'f"{day.day}/{day.month}"', 'f"{at:%H:%M}"'])
def test_other_uses_of_a_day_pass(line):
    assert slips(rules.days_spelt_out, line) == []


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ('{{ paper.signed_on|date:"j/n/Y" }}', ["1: the date of a paper without paper_day"]),
        ("{{ paper.signed_on|paper_day }}", []),
    ],
)
def test_p8_the_date_of_a_paper_printed_otherwise_is_caught(markup, found):
    assert slips(rules.papers_dated_otherwise, markup) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("from PIL import Image", ["1: opens files beside the inspector"]),
        ("import zipfile", ["1: opens files beside the inspector"]),
        ("def f():\n    import pikepdf", ["2: opens files beside the inspector"]),
        ("from openpyxl import load_workbook", ["1: opens files beside the inspector"]),
        ("from openpyxl.utils import get_column_letter", []),
        ("from records.content import inspector", []),
    ],
)
def test_a_reader_of_files_in_a_page_is_caught(text, found):
    assert slips(rules.opens_files, text) == found


@pytest.mark.parametrize("text", ["<b>{{ share }} %</b>", "{{ share }}%", 'f"{share} %"'])
def test_p8_a_percentage_written_by_hand_is_caught(text):
    assert slips(rules.percentages_spelt_out, text) == ["1: a percentage written by hand"]


@pytest.mark.parametrize(
    "text", ["{{ share|percent }}", "{{ a }}{% if b %}", "format_percent(x)", '{"a": "%"}']
)
def test_other_percent_signs_pass(text):
    assert slips(rules.percentages_spelt_out, text) == []
