"""The house rules about a sender's words: how code could get at them past `feedback.words`, and is caught.

A sealed field raises where it is printed, joined or searched (`feedback.sealing`); these rules find the ways
that would not even come to that. Each is a function from a text to the slips in it, as in `rules.py`.
"""

import ast
import re
from collections.abc import Iterator

from django.template.base import Lexer, TokenType

SEALED = {"content", "rule_words", "register_number", "words", "text", "proposal", "reason", "answer"}
SEALED |= {"extension_reason", "carried_out"}
OF_SENDER = {"name", "address", "phone", "email"}
TABLES = re.compile(r"\bfeedback_(?:item|sender|event|answer|rating|extension|datarequest)(?:file)?\b")


def opens_the_seal(text: str) -> Iterator[str]:
    """By the name of what opens it, or by what is under it, said outright or as a string."""
    for node in ast.walk(ast.parse(text)):
        if _names(node) & {"unseal", "_text"}:
            yield f"{_line(node)}: opens the seal"


def speaks_for_the_sender(text: str) -> Iterator[str]:
    """What the door tells the sender alone, and the question whether it is this very text."""
    for node in ast.walk(ast.parse(text)):
        names = _names(node)
        if names & {"for_sender", "told_to_sender", "address_of"}:
            yield f"{_line(node)}: reads as the sender"
        if any(name.endswith("__same") for name in names):
            yield f"{_line(node)}: asks for a very text"


def _line(node: ast.AST) -> int:
    return getattr(node, "lineno", 0)


def _names(node: ast.AST) -> set[str]:
    """What an expression, an import or a string names."""
    if isinstance(node, ast.Name):
        return {node.id}
    if isinstance(node, ast.Attribute):
        return {node.attr}
    if isinstance(node, ast.alias):
        return {node.name}
    if isinstance(node, ast.keyword):
        return {node.arg or ""}
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value}
    return set()


def asks_the_tables(text: str) -> Iterator[str]:
    """SQL of one's own, by a table's name or through a model."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and TABLES.search(node.value):
            yield f"{_line(node)}: names a table of sealed words"
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Attribute) and called.attr in {"raw", "extra"}:
            yield f"{_line(node)}: .{called.attr}() reads past the seal"
        if isinstance(node, ast.Attribute) and node.attr == "db_table":
            yield f"{_line(node)}: a table by its model"


# What makes another column of one, or an order that tells what is in it; plain F and values keep it sealed.
MAKES_ANOTHER = {"Cast", "Func", "Concat", "Substr", "Left", "Right", "Replace", "Coalesce", "StringAgg"}
MAKES_ANOTHER |= {"ArrayAgg", "JSONBAgg", "JSONObject", "Length", "StrIndex", "MD5", "order_by", "distinct"}
MAKES_ANOTHER |= {"SearchVector", "SearchHeadline", "TrigramSimilarity", "RegexpMatches", "Greatest", "Least"}


def makes_another_column(text: str) -> Iterator[str]:
    tree = ast.parse(text)
    functions = MAKES_ANOTHER | _database_functions(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not _names(node.func) & functions:
            continue
        parts = [part for given in [*node.args, *node.keywords] for part in ast.walk(given)]
        for part in parts:
            if isinstance(part, ast.Constant) and _is_sealed(part.value):
                yield f"{part.lineno}: {part.value!r} becomes another column"


def _database_functions(tree: ast.AST) -> set[str]:
    """Under the names by which the module knows them."""
    return {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("models.functions")
        for alias in node.names
    }


def _is_sealed(value: object) -> bool:
    if not isinstance(value, str):
        return False
    way = value.lstrip("-+?").split("__")
    return way[-1] in SEALED or (len(way) > 1 and way[-2] == "sender" and way[-1] in OF_SENDER)


def leaves_what_others_read(text: str) -> Iterator[str]:
    """Words that are written without what is redacted of them, by a save, an update or a bulk update."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        for name in sorted(_written(node)):
            if name in SEALED and f"{name}_redacted" not in _written(node):
                yield f"{_line(node)}: {name} is written, {name}_redacted is not"


def _written(call: ast.Call) -> set[str]:
    verb = getattr(call.func, "attr", "")
    if verb == "update":
        return {given.arg for given in call.keywords if given.arg}
    lists = [given.value for given in call.keywords if given.arg in ("update_fields", "fields")]
    lists += call.args[1:2] if verb == "bulk_update" else []
    if verb not in ("save", "bulk_update", "bulk_create"):
        return set()
    return {
        part.value
        for one in lists
        for part in ast.walk(one)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    }


def hands_out_files(text: str) -> Iterator[str]:
    """Names and bytes of what came with feedback."""
    for node in ast.walk(ast.parse(text)):
        if _names(node) & {"original_name", "stored_name", "stored_file", "path_of", "serve"}:
            yield f"{_line(node)}: hands out a file or its name"


def redacts_by_itself(text: str) -> Iterator[str]:
    """What others read is made in one place, and stored."""
    for node in ast.walk(ast.parse(text)):
        if _names(node) & {"redact"}:
            yield f"{_line(node)}: redacts by itself"


PRINTED = re.compile(
    rf"\b(?:item|answer|extension|row|request|handling|leg)\.(?:{'|'.join(sorted(SEALED - {'answer'}))})\b"
    rf"|\bsender\.(?:{'|'.join(sorted(OF_SENDER))})\b|\.original_name\b"
)


def prints_words(text: str) -> Iterator[str]:
    """A template prints what the door handed the view, never a row's own words."""
    for token in Lexer(text).tokenize():
        if token.token_type in (TokenType.VAR, TokenType.BLOCK):
            contents = re.sub(r"""(["']).*?\1""", "", token.contents)
            for found in PRINTED.finditer(contents):
                yield f"{token.lineno}: {found.group()} past the door"
