"""A Python file with one small thing changed at a time: each change should make a test fail.

Changed are conditions (turned round, or without one of their parts), comparisons, constants, members of tables and
sets, operands of `|` and `-`, and statements that add to something. Left alone is what no test of behaviour can
see: docstrings, annotations, imports, decorators, and the words of messages.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

NO_NAME = "\0"
"""A text that stands for no name at all: any other such text does the same."""


@dataclass(frozen=True)
class Mutant:
    """A source text that differs in one place from the one that it was made from."""

    line: int
    what: str
    text: str


def mutants(path: Path) -> Iterator[Mutant]:
    """Every mutant of a file."""
    source = path.read_text("utf-8")
    count = sum(1 for _ in _changes(ast.parse(source)))
    seen = {ast.unparse(ast.parse(source))}
    for index in range(count):
        tree = ast.parse(source)
        line, what, apply = next(islice(_changes(tree), index, None))
        apply()
        text = ast.unparse(ast.fix_missing_locations(tree))
        if text not in seen:
            seen.add(text)
            yield Mutant(line, what, text)


_SWAPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.LtE: ast.Gt,
    ast.GtE: ast.Lt,
    ast.Lt: ast.GtE,
    ast.Gt: ast.LtE,
}
Found = tuple[int, str, Callable[[], object]]


def _changes(tree: ast.Module) -> Iterator[Found]:
    """Each change that can be made in a tree: where, what, and how."""
    for node in _live(tree):
        yield from _of_conditions(node)
        yield from _of_members(node)
        yield from _of_statements(node)
        if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.BitOr, ast.Sub, ast.BitAnd)):
            for side in ("left", "right"):
                what = f"only the {side} of {_short(node)}"
                yield node.lineno, what, lambda n=node, s=side: _become(n, getattr(n, s))
        if isinstance(node, ast.Constant) and isinstance(node.value, (str, bool)) and node.value != NO_NAME:
            value = not node.value if isinstance(node.value, bool) else f"{node.value}~"
            yield node.lineno, f"{node.value!r} is {value!r}", lambda n=node, v=value: setattr(n, "value", v)


def _of_conditions(node: ast.AST) -> Iterator[Found]:
    if isinstance(node, (ast.If, ast.IfExp)):
        yield node.lineno, f"not {_short(node.test)}", lambda n=node: setattr(n, "test", _negated(n.test))
    if isinstance(node, ast.comprehension):
        for index, test in enumerate(node.ifs):
            what = f"every one, whether or not {_short(test)}"
            yield test.lineno, what, lambda n=node, i=index: n.ifs.pop(i)
    if isinstance(node, ast.BoolOp):
        for index, value in enumerate(node.values):
            yield value.lineno, f"without {_short(value)}", lambda n=node, i=index: _without(n, i)
    if isinstance(node, ast.Compare):
        what = f"turned round: {_short(node)}"
        yield node.lineno, what, lambda n=node: n.ops.__setitem__(0, _SWAPPED[type(n.ops[0])]())
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.lineno, f"without not: {_short(node)}", lambda n=node: _become(n, n.operand)


def _of_members(node: ast.AST) -> Iterator[Found]:
    """A table, set or list without one of its members."""
    if isinstance(node, (ast.Set, ast.List, ast.Tuple)) and isinstance(
        getattr(node, "ctx", ast.Load()), ast.Load
    ):
        for index, member in enumerate(node.elts):
            if len(node.elts) > 1:
                yield member.lineno, f"without {_short(member)}", lambda n=node, i=index: n.elts.pop(i)
    if isinstance(node, ast.Dict):
        for index, key in enumerate(node.keys):
            what = f"without {_short(key or node.values[index])}"
            yield node.values[index].lineno, what, lambda n=node, i=index: (n.keys.pop(i), n.values.pop(i))


def _of_statements(node: ast.AST) -> Iterator[Found]:
    """A block without a statement that adds to something or ends it early."""
    for name in ("body", "orelse"):
        block = getattr(node, name, None)
        if not isinstance(block, list):
            continue
        for index, statement in enumerate(block):
            adds = isinstance(statement, (ast.AugAssign, ast.Continue, ast.Break))
            calls = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)
            if adds or calls:
                what = f"without {_short(statement)}"
                yield statement.lineno, what, lambda b=block, i=index: b.__setitem__(i, ast.Pass())


def _live(tree: ast.AST) -> Iterator[ast.AST]:
    """The nodes that a test of behaviour can see, in order."""
    for name, value in ast.iter_fields(tree):
        if name in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or _is_word(child):
                continue
            yield child
            yield from _live(child)


def _is_word(node: ast.AST) -> bool:
    """Whether a node is an import, a docstring, or a text for people."""
    if isinstance(node, (ast.Import, ast.ImportFrom, ast.JoinedStr)):
        return True
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _negated(test: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.Not(), test)


def _without(node: ast.BoolOp, index: int) -> None:
    rest = [value for i, value in enumerate(node.values) if i != index]
    if len(rest) == 1:
        _become(node, rest[0])
    else:
        node.values = rest


def _become(node: ast.AST, other: ast.AST) -> None:
    """Turn a node into a copy of another."""
    other = copy.deepcopy(other)
    node.__class__ = other.__class__  # type: ignore[assignment]
    node.__dict__.clear()
    node.__dict__.update(other.__dict__)


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 70 else f"{text[:67]}..."
