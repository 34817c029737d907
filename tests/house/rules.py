"""The house rules that no ordinary linter knows, each a function from a text to the slips in it.

A slip is a sentence with its line number. `test_rules.py` shows each rule a text that breaks it;
the other modules hold the repository to them.
"""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from django.template.base import Lexer, Token, TokenType

ROOT = Path(__file__).resolve().parents[2]
ROOMS = [
    "records",
    "pages",
    "agencies",
    "notices",
    "plans",
    "feedback",
    "reports",
    "reformportal",
]  # from the ground up
MOST_LINES_OF_A_FUNCTION = 60
MOST_LINES_OF_A_FILE = 400


def python_files() -> list[Path]:
    """The portal's own modules, but for migrations, which makemigrations writes."""
    found = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    return sorted(path for path in found if "migrations" not in path.parts)


def templates() -> list[Path]:
    return sorted(
        path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt", ".xml"}
    )


def slips_in(paths: list[Path], *rules) -> list[str]:
    """`path:line: what is wrong` for every slip, so that a failing test says it all at once."""
    found = []
    for path in paths:
        text = path.read_text("utf-8")
        found += [f"{path.relative_to(ROOT)}:{slip}" for rule in rules for slip in rule(text)]
    return found


# Templates: what a strict Content-Security-Policy and escaping forbid

UNSAFE_MARKUP = {
    r"<style\b": "a <style> element",
    r"\sstyle\s*=": "an inline style",
    r"<script(?![^>]*\bsrc=)": "a script without src",
    r"\son[a-z]+\s*=\s*[\"']": "an inline event handler",
    r"\bhx-on\b": "an inline htmx handler",
    r"javascript:": "a javascript: address",
    r"<(?:script|link|img|iframe)\b[^>]*(?:src|href)=[\"']?(?:https?:)?//": "loaded from another origin",
    r"\|\s*safe(?:seq)?\b": "|safe",
    r"{%\s*autoescape\s+off": "autoescape off",
}


def unsafe_markup(text: str) -> Iterator[str]:
    for pattern, name in UNSAFE_MARKUP.items():
        for found in re.finditer(pattern, text, re.IGNORECASE):
            yield f"{text[: found.end()].count(chr(10)) + 1}: {name}"


def unguarded_form(text: str) -> Iterator[str]:
    """Every form that posts carries its token."""
    for form in re.finditer(r"<form\b.*?</form>", text, re.DOTALL | re.IGNORECASE):
        posts = re.search(r"method\s*=\s*[\"']?post", form.group(), re.IGNORECASE)
        if posts and "csrf_token" not in form.group():
            yield f"{text[: form.start()].count(chr(10)) + 1}: a form that posts without csrf_token"


def form_of_the_browsers_words(text: str) -> Iterator[str]:
    """A browser says what is wrong in its own language and loses the rest: our summary says it instead."""
    for form in re.finditer(r"<form\b[^>]*>", text, re.IGNORECASE):
        if "novalidate" not in form.group():
            yield f"{text[: form.start()].count(chr(10)) + 1}: a form without novalidate"


KEY = re.compile(r"{{ *(?:[\w.]+\.)?(?:pk|(?!auto_id|field_id|message_id)\w+_id) *}}")


def grouped_keys(text: str) -> Iterator[str]:
    """A key is no quantity: past 999 it would be printed with a separator of thousands."""
    for number, line in enumerate(text.splitlines(), 1):
        for key in KEY.findall(line):
            yield f"{number}: {key} without unlocalize"


# Templates: a person reads them

LONGEST_LINE_OF_A_TEMPLATE = 200
MOST_CONDITIONS_OF_A_TEMPLATE = 25
CONDITION = re.compile(r"{% (?:if|elif) ")


def unread_lines(text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > LONGEST_LINE_OF_A_TEMPLATE:
            yield f"{number}: {len(line)} characters in a line"


def unread_conditions(text: str) -> Iterator[str]:
    """More than a person keeps in mind: what shows under a part of them is a template of its own."""
    if (found := len(CONDITION.findall(text))) > MOST_CONDITIONS_OF_A_TEMPLATE:
        yield f"1: {found} conditions"


# Templates: every word for people is translated

SHOWN_ATTRIBUTES = {"title", "alt", "placeholder", "aria-label", "aria-description", "label", "summary"}
TRANSLATING = re.compile(r"(?:blocktrans(?:late)?|trans(?:late)?)\b")
WORDED_LITERAL = re.compile(r"""(?<!_\()(["'])([A-Z][a-z]+(?: [^"']*)?)\1""")


def untranslated_words(text: str) -> Iterator[str]:
    """Words between the tags, in attributes people read, and in the arguments of template tags."""
    page, slips = _outside_translation(text)
    yield from slips
    parser = WordsShown()
    parser.feed(page)
    yield from parser.slips


def untranslated_plain_text(text: str) -> Iterator[str]:
    """The same for mails and other templates without markup."""
    page, slips = _outside_translation(text)
    yield from slips
    for number, line in enumerate(page.splitlines(), 1):
        if _has_word(line):
            yield f"{number}: {line.strip()!r} is not translated"


OWN_LANGUAGE = re.compile(r"""<(\w+)[^<>]*\slang=["']\w+["'][^<>]*>[^<>]*</\1>""")


def foreign_letters(text: str) -> Iterator[str]:
    """Templates are written in English; Vietnamese comes from the catalog or the database."""
    for number, line in enumerate(OWN_LANGUAGE.sub("", text).splitlines(), 1):
        letters = sorted({letter for letter in line if letter.isalpha() and not letter.isascii()})
        if letters:
            yield f"{number}: letters {''.join(letters)}"


def untrimmed_blocks(text: str) -> Iterator[str]:
    """A block over several lines is trimmed: its indentation is no part of the message."""
    blocks = re.compile(
        r"{% blocktrans(?:late)?(?P<options>[^%]*)%}(?P<words>.*?){% endblocktrans", re.DOTALL
    )
    for block in blocks.finditer(text):
        if "\n" in block["words"] and "trimmed" not in block["options"].split():
            yield f"{text[: block.start()].count(chr(10)) + 1}: blocktranslate without trimmed"


def _outside_translation(text: str) -> tuple[str, list[str]]:
    """The page without its tags and translated blocks, line numbers kept; slips inside the tags."""
    page, slips, inside = [], [], None
    for token in Lexer(text).tokenize():
        if token.token_type == TokenType.TEXT and not inside:
            page.append(token.contents)
            continue
        is_tag_name = token.token_type == TokenType.VAR and page and page[-1].endswith(("<", "</"))
        page.append("x" if is_tag_name else "\n" * token.contents.count("\n"))
        if token.token_type == TokenType.BLOCK:
            inside = _block_after(token, inside)
        if token.token_type in (TokenType.BLOCK, TokenType.VAR) and not TRANSLATING.match(token.contents):
            slips += [
                f"{token.lineno}: {literal!r} is not translated"
                for _, literal in WORDED_LITERAL.findall(token.contents)
            ]
    return "".join(page), slips


def _block_after(token: Token, inside: str | None) -> str | None:
    name = token.contents.split()[0]
    if token.contents == "block body_class":  # a name for the style sheet, not a word for people
        return "block"
    if inside:
        return None if name == f"end{inside}" else inside
    return name if name in ("blocktrans", "blocktranslate", "comment") else None


def _has_word(text: str) -> bool:
    return bool(re.search(r"[^\W\d_]{2,}", re.sub(r"&\w+;", " ", text)))


class WordsShown(HTMLParser):
    """Collects the words a reader would see, but for those of an element that says `translate="no"` or
    that they are in a language of their own (`lang="vi"`: a language's name)."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.slips: list[str] = []
        self.kept: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in SHOWN_ATTRIBUTES and _has_word(value or ""):
                self.slips.append(f"{self.getpos()[0]}: {name}={value!r} is not translated")
        if ("translate", "no") in attrs or (tag != "html" and "lang" in dict(attrs)):
            self.kept = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self.kept:
            self.kept = None

    def handle_data(self, data: str) -> None:
        if self.kept is None and _has_word(data):
            first = len(data) - len(data.lstrip())
            line = self.getpos()[0] + data[:first].count("\n")
            self.slips.append(f"{line}: {data.strip()!r} is not translated")


# Code: size, order, and where things may happen


def too_long(text: str) -> Iterator[str]:
    """Functions and files; what a module lists as data does not count."""
    tree = ast.parse(text)
    data = [node for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign)]
    lines = text.count("\n") - sum((node.end_lineno or node.lineno) - node.lineno for node in data)
    if lines > MOST_LINES_OF_A_FILE:
        yield f"1: a file of {lines} lines"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > MOST_LINES_OF_A_FUNCTION:
                yield f"{node.lineno}: {node.name} has {length} lines"


def left_for_later(text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), 1):
        if re.search(r"\b(?:TODO|FIXME|XXX|HACK)\b", line):
            yield f"{number}: something left for later"


def escaping_switched_off(text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), 1):
        if re.search(r"\bmark_safe\b|\bSafeString\(|\.extra\(|\bRawSQL\b|csrf_exempt", line):
            yield f"{number}: {line.strip()}"


WRITES = {"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "delete"}


def writes_rows(text: str) -> Iterator[str]:
    """Views, tasks and forms write nothing themselves: a business event is a function in actions."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            yield f"{node.lineno}: .{node.func.attr}() outside actions"


SAYS = re.compile(r"ValidationError|PermissionDenied|Http404|messages\.\w+|\w+\.add_error")
PARAMETER = re.compile(r"%\(\w+\)s")
SHOWN = {"label", "help_text", "verbose_name", "verbose_name_plural", "message", "empty_label"}


def untranslated_messages(text: str) -> Iterator[str]:
    """A sentence or a label for people that code says without gettext, or puts together with an f-string."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        given = node.args if SAYS.fullmatch(ast.unparse(node.func)) else []
        for said in [*given, *(keyword.value for keyword in node.keywords if keyword.arg in SHOWN)]:
            if isinstance(said, ast.JoinedStr) or (
                isinstance(said, ast.Constant) and _is_sentence(said.value)
            ):
                yield f"{said.lineno}: a text that is not translated"


def _is_sentence(value: object) -> bool:
    return (
        isinstance(value, str) and bool(re.search(r"[A-Z]|\s", value)) and _has_word(PARAMETER.sub("", value))
    )


def moves_state(text: str) -> Iterator[str]:
    """A state is set by `records.actions.move` alone, which asks the table of moves and keeps the trail."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Assign) and "state" in [getattr(to, "attr", "") for to in node.targets]:
            yield f"{node.lineno}: a state set by hand"
        if isinstance(node, ast.Call) and _updates(node, "state"):
            yield f"{node.lineno}: states set by an update"


def _updates(call: ast.Call, name: str) -> bool:
    return getattr(call.func, "attr", "") == "update" and name in [given.arg for given in call.keywords]


def names_of_upper_rooms(room: str, text: str) -> Iterator[str]:
    """A string such as "reports.Report" in a lower room is an import that hides from import-linter."""
    pattern = _upper_pattern(room)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and re.fullmatch(pattern, str(node.value)):
            yield f"{node.lineno}: {node.value!r} names an upper room"


def links_to_upper_rooms(room: str, text: str) -> Iterator[str]:
    """The same in a template: `{% url "reports:..." %}`, `{% include "reports/..." %}`."""
    pattern = _upper_pattern(room)
    for token in Lexer(text).tokenize():
        if token.token_type != TokenType.BLOCK:
            continue
        for _, literal in re.findall(r"""(["'])(.*?)\1""", token.contents):
            if re.fullmatch(pattern, literal):
                yield f"{token.lineno}: {literal!r} names an upper room"


def _upper_pattern(room: str) -> str:
    upper = ROOMS[ROOMS.index(room) + 1 :]
    return rf"(?:{'|'.join(upper)})(?:[.:/][\w.:/-]+)" if upper else "(?!)"


DAY_SPELT = re.compile(r"%d[-/. ]?%m|dd/mm/yyyy|\bj/n/Y|\.day\}/\{[^}]*\.month\}/")
PAPER_DATED = re.compile(r"\bsigned_on\|(?!paper_day\b)")


def days_spelt_out(text: str) -> Iterator[str]:
    """`records.days` alone says how a day is written: papers and screens would drift apart otherwise."""
    for number, line in enumerate(text.splitlines(), 1):
        if DAY_SPELT.search(line):
            yield f"{number}: a day written without records.days"


def papers_dated_otherwise(text: str) -> Iterator[str]:
    """A template prints the date of a paper as the paper itself does."""
    for number, line in enumerate(text.splitlines(), 1):
        if PAPER_DATED.search(line):
            yield f"{number}: the date of a paper without paper_day"


PERCENT_SPELT = re.compile(r"\}\} ?%(?!\})|(?<!%)\} %[\"']")


def percentages_spelt_out(text: str) -> Iterator[str]:
    """`format_percent`, in a template `|percent`, alone writes one: 2.287% and 92,31%, never 2287 %."""
    for number, line in enumerate(text.splitlines(), 1):
        if PERCENT_SPELT.search(line):
            yield f"{number}: a percentage written by hand"


# Documents


OPENS_FILES = re.compile(
    r"^\s*(?:from|import) (?:PIL|pikepdf|pypdf|docx|zipfile|tarfile|openpyxl(?! import utils)(?!\.utils))\b"
)


def opens_files(text: str) -> Iterator[str]:
    """Libraries that read what strangers made run where records.content.inspector limits them."""
    for number, line in enumerate(text.splitlines(), start=1):
        if OPENS_FILES.match(line):
            yield f"{number}: opens files beside the inspector"


def machine_paths(text: str) -> Iterator[str]:
    """A document is read on other machines: no folder of the one it was written on."""
    for number, line in enumerate(text.splitlines(), 1):
        if re.search(r"(?<![\w.])/(?:work|root|tmp|Users|home/\w+)(?:/|\b)", line):
            yield f"{number}: a path of one machine"
