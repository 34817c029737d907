"""Numbers of laws and articles, and times in days, months or hours, where code and templates state them.

What a document sets is data, with the document, from a day on: such a number in code is a slip unless
`test_law.py` says why it stands there. Docstrings and comments say where a rule comes from, and may.
"""

import ast
import re
from collections.abc import Iterator

LAW = (
    r"\d+/\d{4}/[A-ZĐ][\w-]*|\b\d+/[A-ZĐ]{2,}-[A-ZĐ]{2,}\b"
    r"|\b[Aa]rticles? \d+|\bĐiều \d+|\b(?:Decree|Decision|Guidance|Nghị định|QĐ) \d+(?!\d*/\d)"
)
TIME = r"\b\d+ (?:working |calendar )?(?:days?|weeks?|months?|hours?)\b|\b\d+ (?:ngày|tuần|tháng|giờ)\b"
STATED = re.compile(f"{LAW}|{TIME}")
NAME_OF_A_TIME = re.compile(r"(?:^|_)(?:DAYS|WEEKS|MONTHS|HOURS)(?:_|$)|^MOST_TO_")
UNITS = {"days", "weeks", "hours"}


def stated_in_template(text: str) -> Iterator[str]:
    """What a page says, as it is written there."""
    yield from STATED.findall(re.sub(r"{% comment %}.*?{% endcomment %}|{#.*?#}", "", text, flags=re.DOTALL))


def stated_in_code(text: str) -> Iterator[str]:
    """What strings say, and times that are numbers: by their name, in a timedelta, in working days counted
    from a day, as day and month of any year but its first and last."""
    tree = ast.parse(text)
    docstrings = {id(node) for node in _docstrings(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield from STATED.findall(node.value)
        elif isinstance(node, ast.Assign) and _is_number(node.value):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
            number = ast.unparse(node.value)
            yield from (f"{name} = {number}" for name in names if NAME_OF_A_TIME.search(name))
        elif isinstance(node, ast.Call):
            yield from _times_of_a_call(node)


def _times_of_a_call(call: ast.Call) -> Iterator[str]:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    if name == "timedelta":
        for given in call.keywords:
            if given.arg in UNITS and _is_number(given.value) and ast.unparse(given.value) not in ("0", "1"):
                yield f"timedelta({ast.unparse(given)})"  # the day before or after is no time limit
    if name == "after" and len(call.args) == 2 and _is_number(call.args[1]):
        yield f"after({ast.unparse(call.args[1])})"
    if name == "date" and len(call.args) == 3 and [*map(_is_number, call.args)] == [False, True, True]:
        month_and_day = ", ".join(map(ast.unparse, call.args[1:]))
        if month_and_day not in ("1, 1", "12, 31"):
            yield f"date(…, {month_and_day})"


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int) and not isinstance(node.value, bool)


def _docstrings(tree: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        for line in body if isinstance(body, list) else []:
            if isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant):
                yield line.value
