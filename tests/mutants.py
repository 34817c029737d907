"""Broken rights: the questions of a `permissions` module, each with one thing in it turned round."""

from __future__ import annotations

import ast
import copy
import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from types import CodeType, ModuleType
from typing import Any, NamedTuple

OTHER_WAY_ROUND: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
# What a question could always answer, by what it answers with; any other kind is turned round inside only.
ANSWERS = {
    "bool": ["True", "False"],
    "None": ["None", "_refuse()"],
    "Post | None": ["None", "next(iter(officer.current_posts), None)"],
    "list[Post]": ["[]", "officer.current_posts"],
}


class Mutant(NamedTuple):
    """A question and the code that would answer it wrongly."""

    question: Any  # a function
    what: str
    code: CodeType

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """Whoever imported the question by its name asks the broken one as well."""
        whole = self.question.__code__
        self.question.__code__ = self.code
        try:
            yield
        finally:
            self.question.__code__ = whole


def mutants_of(module: ModuleType) -> Iterator[Mutant]:
    """Each question of the module with another answer, a condition less, or a condition turned round."""
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.FunctionDef):
            room, question = module.__name__.partition(".")[0], getattr(module, node.name)
            for what, broken in breakages(node):
                yield Mutant(question, f"{room}.{node.name}: {what}", built(broken))


def built(node: ast.FunctionDef) -> CodeType:
    module = ast.fix_missing_locations(ast.Module([node], []))
    whole = compile(module, "<mutant>", "exec", dont_inherit=True)
    return next(code for code in whole.co_consts if isinstance(code, CodeType) and code.co_name == node.name)


def breakages(function: ast.FunctionDef) -> Iterator[tuple[str, Any]]:
    bare = copy.deepcopy(function)
    bare.returns, bare.decorator_list = None, []
    for argument in [*bare.args.args, *bare.args.kwonlyargs]:
        argument.annotation = None
    for answer in ANSWERS.get(ast.unparse(function.returns) if function.returns else "", []):
        always = copy.deepcopy(bare)
        always.body = ast.parse(f"return {answer}").body
        yield f"always {answer}", always
    for place, node in enumerate(ast.walk(bare)):
        for instead in instead_of(node):
            broken = copy.deepcopy(bare)
            old = next(found for number, found in enumerate(ast.walk(broken)) if number == place)
            yield f"{first_line(node)} → {first_line(instead)}", Replace(old, instead).visit(broken)


def first_line(node: ast.AST) -> str:
    return ast.unparse(node).partition("\n")[0]


class Replace(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return self.new if node is self.old else self.generic_visit(node)


def instead_of(node: ast.AST) -> Iterator[ast.AST]:
    """What could stand in this place instead."""
    match node:
        case ast.If(test, body, orelse):
            yield ast.If(ast.UnaryOp(ast.Not(), test), body, orelse)
        case ast.BoolOp() | ast.BinOp() | ast.IfExp():
            yield from joined_otherwise(node)
        case ast.UnaryOp(ast.Not(), operand):
            yield operand
        case ast.Compare(left, [op], others) if type(op) in OTHER_WAY_ROUND:
            yield ast.Compare(left, [OTHER_WAY_ROUND[type(op)]()], others)
        case ast.Constant(bool() as value):
            yield ast.Constant(not value)
        case ast.Call():
            yield from conditions_less(node)


def joined_otherwise(node: ast.AST) -> Iterator[ast.expr]:
    """By the other word, or without one of its parts."""
    match node:
        case ast.BoolOp(op, values):
            yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
            for left_out in range(len(values)):
                rest = values[:left_out] + values[left_out + 1 :]
                yield ast.BoolOp(op, rest) if len(rest) > 1 else rest[0]
        case ast.BinOp(left, ast.BitOr(), right):
            yield ast.BinOp(left, ast.BitAnd(), right)
            yield left
            yield right
        case ast.IfExp(_, body, orelse):
            yield body
            yield orelse


def conditions_less(call: ast.Call) -> Iterator[ast.expr]:
    """Without one of the roles, or of the conditions by keyword."""
    for place, argument in enumerate(call.args):
        if ast.unparse(argument).startswith(("Role.", "Post.Role.", "*roles", "Q(")):
            yield ast.Call(call.func, call.args[:place] + call.args[place + 1 :], call.keywords)
    for place, keyword in enumerate(call.keywords):
        if keyword.arg is not None:
            yield ast.Call(call.func, call.args, call.keywords[:place] + call.keywords[place + 1 :])
