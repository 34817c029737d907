"""Whether an action asks by itself who may do it: a page that asks is not the only way to it."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from tests.house import rules


def modules(part: str) -> Iterator[ModuleType]:
    """The rooms' modules of that name, whether one file or several."""
    for path in rules.python_files():
        names = path.relative_to(rules.ROOT).with_suffix("").parts
        if names[1] == part:
            yield importlib.import_module(".".join(name for name in names if name != "__init__"))


def unasked() -> set[str]:
    """The actions that pages call in an officer's name and that reach no question of `permissions`."""
    called = {
        found
        for module in modules("views")
        for found in functions_in(
            compile(Path(str(module.__file__)).read_text("utf-8"), "", "exec"), vars(module)
        )
        if is_action(found)
    }
    return {f"{found.__module__}.{found.__name__}" for found in called if not asks(found, set())}


def is_action(found: FunctionType) -> bool:
    by = inspect.signature(found).parameters.get("by")
    return found.__module__.split(".")[1] == "actions" and by is not None


def asks(function: FunctionType, seen: set[FunctionType]) -> bool:
    if function.__module__.split(".")[1] == "permissions":
        return True
    seen.add(function)
    inside = functions_in(function.__code__, function.__globals__)
    return any(asks(found, seen) for found in inside if found not in seen)


def functions_in(code: CodeType, names: dict[str, Any]) -> set[FunctionType]:
    """The rooms' own functions that the code names, as `submit` or as `sending.submit`."""
    used = set(all_names(code))
    found = [names[name] for name in used if name in names]
    inside = [vars(module) for module in found if isinstance(module, ModuleType)]
    found += [module[name] for module in inside for name in used & {*module}]
    plain = {inspect.unwrap(one) for one in found if callable(one)}
    return {one for one in plain if isinstance(one, FunctionType) and is_ours(one)}


def is_ours(function: FunctionType) -> bool:
    room, _, rest = function.__module__.partition(".")
    return room in rules.ROOMS and bool(rest)


def all_names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from all_names(inner)
