"""What a Word or Excel file carries besides words and figures."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from records.content.archives import Part, parts_of
from records.content.refusals import Refused

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_MAIN = {f"{_WORD}document.main+xml": "docx", f"{_EXCEL}sheet.main+xml": "xlsx"}
_TEMPLATES = {f"{_WORD}template.main+xml", f"{_EXCEL}template.main+xml"}
# What the parts of an ordinary document are; whatever else lies inside is a file within the file.
_ORDINARY = re.compile(
    r"(?:.*\.(?:xml|rels|vml|png|jpe?g|jfif|gif|bmp|dib|tiff?|emf|wmf|emz|wmz|svg|wdp|webp|ico|odttf|fntdata|sigs)"
    r"|(?:xl|word)/printerSettings/[^/]*\.bin|\[trash\]/[^/]*\.dat|.*/)",
    re.IGNORECASE,
)
_MACRO = re.compile(r"vbaproject|vbadata|macroenabled|macrosheet|dialogsheet", re.IGNORECASE)
_OBJECT = re.compile(r"(?:^|/)embeddings/|oleobject|activex", re.IGNORECASE)
_FETCHES = re.compile(r"externallink|(?:^|[/.])connections(?:\.xml|\+xml)", re.IGNORECASE)
_LOCAL_TEMPLATE = re.compile(r"(?:file:/{1,3})?[a-z]:[\\/][^\x00]*", re.IGNORECASE)
_DDE = re.compile(r"\bDDE(?:AUTO)?\b", re.IGNORECASE)


class _Seen:
    """Collects from a part what decides: types, relationships, field instructions."""

    def __init__(self) -> None:
        self.types: dict[str, str] = {}
        self.relations: list[dict[str, str]] = []
        self.instructions: list[str] = []
        self._in_instruction = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition("}")[2]
        if tag in ("Override", "Default"):
            name = attributes.get("PartName") or "." + attributes.get("Extension", "")
            self.types[name] = attributes.get("ContentType", "").lower()
        elif tag == "Relationship":
            self.relations.append(attributes)
        elif tag == "fldSimple":
            self.instructions += [text for key, text in attributes.items() if key.endswith("instr")]
        self._in_instruction = tag == "instrText"

    def end(self, tag: str) -> None:
        self._in_instruction = False

    def data(self, text: str) -> None:
        if self._in_instruction:
            self.instructions.append(text)


class _Unseen:
    """For parts whose words decide nothing: they only have to be sound XML."""


def inspect(data: bytes) -> str:
    """`docx` or `xlsx`; Refused for any other archive and for every dangerous part."""
    parts = parts_of(data)
    names = {part.name for part in parts}
    if "[Content_Types].xml" not in names:
        raise Refused("other_document", "OpenDocument") if "mimetype" in names else Refused("archive", "ZIP")
    seen = _read(parts)
    _refuse_parts(names, seen.types.values())
    for relation in seen.relations:
        _refuse_relation(relation)
    if _DDE.search("".join(seen.instructions)):
        raise Refused("dde")
    return _main_kind(seen)


def _read(parts: Iterable[Part]) -> _Seen:
    """Unpack every part to its end, reading what is XML."""
    seen = _Seen()
    for part in parts:
        if not part.name.lower().endswith((".xml", ".rels", ".vml")):
            for _chunk in part.chunks():
                pass
            continue
        watched = part.name.endswith(".rels") or not part.name.startswith("xl/")
        _parse(part, seen if watched else _Unseen())
    return seen


def _parse(part: Part, target: object) -> None:
    parser = DefusedXMLParser(target=target, forbid_dtd=True)
    try:
        for chunk in part.chunks():
            parser.feed(chunk)
        parser.close()
    except DefusedXmlException as error:
        raise Refused("entities") from error
    except (ParseError, ValueError, LookupError) as error:
        raise Refused("broken") from error


def _refuse_parts(names: set[str], types: Iterable[str]) -> None:
    everything = [*sorted(names), *types]
    for code, pattern in (("macro", _MACRO), ("embedded", _OBJECT), ("external", _FETCHES)):
        found = next((text for text in everything if pattern.search(text)), None)
        if found:
            raise Refused(code, found.rpartition("/")[2])
    strange = min((name for name in names if not _ORDINARY.fullmatch(name)), default=None)
    if strange:
        raise Refused("embedded", strange.rpartition("/")[2])


def _refuse_relation(relation: dict[str, str]) -> None:
    """Nothing may be fetched when the file is opened: only links that a reader follows may lead outside."""
    kind = relation.get("Type", "").rpartition("/")[2].lower()
    target = relation.get("Target", "")
    if kind == "afchunk":
        raise Refused("embedded", target.rpartition("/")[2])
    if relation.get("TargetMode", "").lower() != "external" or kind == "hyperlink":
        return
    if kind != "attachedtemplate":
        raise Refused("external")
    # Word notes the template a document was made from; one on the author's own disk fetches nothing.
    if not _LOCAL_TEMPLATE.fullmatch(target):
        raise Refused("external_template")


def _main_kind(seen: _Seen) -> str:
    mains = [
        relation.get("Target", "").lstrip("/")
        for relation in seen.relations
        if relation.get("Type", "").endswith("/officeDocument")
    ]
    if len(mains) != 1:
        raise Refused("broken")
    main = seen.types.get(f"/{mains[0]}") or seen.types.get(f".{mains[0].rpartition('.')[2]}", "")
    if main in _MAIN:
        return _MAIN[main]
    if main in _TEMPLATES:
        raise Refused("template")
    raise Refused("other_document", "PowerPoint" if "presentationml" in main else "Office")
