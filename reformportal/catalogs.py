"""Message catalogs of the rooms: what the sources say, what the Vietnamese catalog says, how they differ.

Works with Babel alone, so that no machine needs the gettext programs. English is the source text; each
room keeps `<room>/locale/vi/LC_MESSAGES/django.po`.
"""

import os
import re
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

LOCALE = "vi"
COMPOSING_ROOM = "reformportal"
TEMPLATE_ENDINGS = {".html", ".txt", ".xml", ".svg"}
KEYWORDS: dict[str, tuple] = {
    "_": (1,),
    "gettext": (1,),
    "gettext_lazy": (1,),
    "gettext_noop": (1,),
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# Babel would write its version and the hour into every file: each run would change each catalog.
HEADER = """\
msgid ""
msgstr ""
"Language: vi\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
SAME_ON_PURPOSE = "same in Vietnamese"

Key = tuple[str, str | None]


@dataclass(frozen=True)
class Finding:
    """One thing wrong with one entry of a room's catalog."""

    room: str
    problem: str
    msgid: str

    def __str__(self) -> str:
        return f"{self.room}: {self.problem}: {self.msgid!r}"


def catalog_path(root: Path, room: str) -> Path:
    return root / room / "locale" / LOCALE / "LC_MESSAGES" / "django.po"


def python_sources(root: Path, room: str) -> list[Path]:
    """The room's modules; migrations hold no text for people."""
    return sorted(path for path in (root / room).rglob("*.py") if "migrations" not in path.parts)


def template_sources(root: Path, room: str, rooms: Iterable[str]) -> list[Path]:
    """`templates/<room>/**`; the composing room also answers for what belongs to no room."""
    home = root / "templates"
    own = (home / room).rglob("*") if room != COMPOSING_ROOM else home.rglob("*")
    others = {home / other for other in rooms if other != room}
    return sorted(path for path in own if path.suffix in TEMPLATE_ENDINGS and others.isdisjoint(path.parents))


def as_python(template: str, origin: str) -> str:
    """The template's messages as gettext calls, one statement a line: indentation would mean blocks."""
    return "\n".join(line.lstrip() for line in templatize(template, origin=origin).splitlines())


def extract(root: Path, room: str, rooms: Iterable[str]) -> Catalog:
    """Every message the room's code and templates ask for, untranslated."""
    found = Catalog(locale=LOCALE)
    for path in python_sources(root, room):
        _add_messages(found, path.read_text("utf-8"), path)
    for path in template_sources(root, room, rooms):
        _add_messages(found, as_python(path.read_text("utf-8"), str(path)), path)
    return found


def _add_messages(found: Catalog, source: str, path: Path) -> None:
    stream = BytesIO(source.encode("utf-8"))
    for line, function, arguments, comments in extract_python(
        stream, KEYWORDS, ["Translators:"], {"encoding": "utf-8"}
    ):
        given = tuple(arguments) if isinstance(arguments, tuple | list) else (arguments,)
        texts = _texts(KEYWORDS[str(function)], given)
        if texts is None:
            raise ValueError(f"{path}:{line}: {function}() needs its text written out, not computed.")
        context, msgid = texts
        if msgid in ("", ("", "")):
            raise ValueError(f"{path}:{line}: an empty text is the catalog's header, not a message.")
        found.add(msgid, context=context, auto_comments=list(comments or ()))


def _texts(spec: tuple, arguments: tuple) -> tuple[str | None, str | tuple[str, ...]] | None:
    """The context and the text, or its singular and plural; None where one is not a literal."""
    context, texts = None, []
    for item in spec:
        position, is_context = (item[0], True) if isinstance(item, tuple) else (item, False)
        value = arguments[position - 1] if len(arguments) >= position else None
        if value is None:
            return None
        if is_context:
            context = value
        else:
            texts.append(value)
    return context, texts[0] if len(texts) == 1 else tuple(texts)


def read_catalog(path: Path) -> Catalog:
    """The catalog in the file; an empty one where there is no file yet."""
    if not path.exists():
        return Catalog(locale=LOCALE)
    with path.open("rb") as stream:
        return read_po(stream, locale=LOCALE, abort_invalid=True)


def merge(current: Catalog, found: Catalog) -> bytes:
    """The file a translator should have: translations kept, new texts empty, unused ones dropped.

    Sorted by text, without places, dates or guesses: the same messages give the same bytes.
    """
    current.update(found, no_fuzzy_matching=True, update_creation_date=False)
    body = BytesIO()
    write_po(
        body, current, width=0, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True
    )
    return HEADER.encode() + body.getvalue().lstrip(b"\n")


def compile_catalog(path: Path) -> bool:
    """Write the .mo beside the .po unless it is as new; True when written. Safe beside itself."""
    target = path.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime_ns >= path.stat().st_mtime_ns:
        return False
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".mo.tmp", delete=False) as stream:
        write_mo(stream, read_catalog(path))
    os.chmod(stream.name, 0o644)  # public text, and the server may run as another user
    os.replace(stream.name, target)
    return True


def check(room: str, found: Catalog, current: Catalog) -> Iterator[Finding]:
    """Everything that keeps the room's catalog from being complete and sound."""
    wanted, present = _by_key(found), _by_key(current)
    for key in sorted(wanted.keys() - present.keys(), key=str):
        yield Finding(room, "missing", key[0])
    for key in sorted(present.keys() - wanted.keys(), key=str):
        yield Finding(room, "obsolete", key[0])
    for key in sorted(wanted.keys() & present.keys(), key=str):
        for problem in _problems(wanted[key], present[key]):
            yield Finding(room, problem, key[0])


def untranslated(catalog: Catalog) -> int:
    return sum(1 for message in _by_key(catalog).values() if not _first(message.string))


def disagreements(catalogs: dict[str, Catalog]) -> Iterator[Finding]:
    """The same text translated in two ways by two rooms: Django would show one of them everywhere."""
    first: dict[Key, tuple[str, str]] = {}
    for room, catalog in catalogs.items():
        for key, message in _by_key(catalog).items():
            translation = _first(message.string)
            other, earlier = first.setdefault(key, (room, translation))
            if earlier != translation:
                yield Finding(room, f"translated otherwise in {other}", key[0])


def _by_key(catalog: Catalog) -> dict[Key, Message]:
    return {(_first(message.id), message.context): message for message in catalog if message.id}


def _first(text: str | Iterable[str] | None) -> str:
    return text if isinstance(text, str) else next(iter(text or ()), "")


def _last(text: str | Iterable[str]) -> str:
    """The plural, which is the only form Vietnamese has."""
    return text if isinstance(text, str) else list(text)[-1]


def _problems(wanted: Message, present: Message) -> Iterator[str]:
    source, translation = _last(wanted.id), _first(present.string)
    if present.fuzzy:
        yield "fuzzy"
    if not translation:
        yield "untranslated"
        return
    if _first(wanted.id) == translation and _reads_as_english(present):
        yield "same as the English (mark with “# same in Vietnamese” if it is)"
    for problem, feature in FEATURES.items():
        if feature(source) != feature(translation):
            yield problem


def _reads_as_english(message: Message) -> bool:
    words = re.findall(r"[a-z]{2,}", PLACEHOLDER.sub(" ", MARKUP.sub(" ", _first(message.id))))
    return bool(words) and SAME_ON_PURPOSE not in message.user_comments


PLACEHOLDER = re.compile(r"%\((\w+)\)[-#0+]*\d*(?:\.\d+)?[a-z]|%[-#0+]*\d*(?:\.\d+)?[a-zA-Z]|\{(\w*)[^{}]*\}")
MARKUP = re.compile(r"</?[a-z][^>]*>")


def placeholders(text: str) -> list[str]:
    """`%(name)s`, `%s` and `{name}` in the text, in no order; a doubled percent sign is none."""
    return sorted({found.group() for found in PLACEHOLDER.finditer(text.replace("%%", ""))})


def _edges(text: str) -> tuple[bool, bool]:
    return text[:1].isspace(), text[-1:].isspace()


def _markup(text: str) -> list[str]:
    return sorted(MARKUP.findall(text))


def _is_composed(text: str) -> bool:
    return unicodedata.is_normalized("NFC", text)


FEATURES: dict[str, Callable[[str], object]] = {
    "placeholders differ": placeholders,
    "markup differs": _markup,
    "space at an end differs": _edges,
    "letters not composed (NFC)": _is_composed,
}
