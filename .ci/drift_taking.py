"""Facts taken out of the bytes of a vendor's package, without running it: keys, names, models.

Each returns what it found as words, and nothing where the package has another form than it had: the report
names that, since a fact that can no longer be taken is one that nobody watches.
"""

import ast
import re
from collections.abc import Callable, Iterator

Taker = Callable[[bytes], frozenset[str]]

_FAR = 8_000
"""How far before one of its keys an object may begin."""
_PIECE = re.compile(
    r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`|[{}()\[\],:]|[\w$]+|\.\.\.""", re.S
)
_PAIRS = {"{": "}", "[": "]", "(": ")"}


def words(pattern: str) -> Taker:
    """What the first group of a pattern has, everywhere."""
    found = re.compile(pattern.encode())
    return lambda data: frozenset(match[1].decode("utf-8", "replace") for match in found.finditer(data))


def strings_in(pattern: str, *, last: bool = False) -> Taker:
    """The quoted words in each text of a pattern, or what stands after the colons."""
    found, quoted = (
        re.compile(pattern.encode(), re.S),
        r':\s*["\']([\w.-]+)["\']' if last else r'["\']([\w.-]+)["\']',
    )
    return lambda data: frozenset(
        word
        for match in found.finditer(data)
        for word in re.findall(quoted, match[0].decode("utf-8", "replace"))
    )


def keys_of_object(*has: str) -> Taker:
    """The keys of the JavaScript objects that have all of these: a zod schema, mostly, in a bundle."""

    def take(data: bytes) -> frozenset[str]:
        keys: set[str] = set()
        for match in re.finditer(rf"\b{has[0]}:\s*[\w$.]+\s*\(".encode(), data):
            before = data[max(0, match.start() - _FAR) : match.start()]
            for opening in reversed([m.end() - 1 for m in re.finditer(rb"\(\s*\{", before)]):
                start = match.start() - len(before) + opening
                found = _keys(data[start : start + 4 * _FAR].decode("utf-8", "replace"))
                if found.issuperset(has):
                    keys |= found
                    break
        return frozenset(keys)

    return take


def _keys(text: str) -> frozenset[str]:
    """The keys of the object that a text begins with; none where it does not end."""
    keys: set[str] = set()
    closing: list[str] = []
    before, word = "", ""
    for match in _PIECE.finditer(text):
        piece = match[0]
        if piece == ":" and len(closing) == 1 and before in ("{", ","):
            keys.add(word.strip("\"'"))
        elif piece in _PAIRS:
            closing.append(_PAIRS[piece])
        elif piece in ")]}":
            if closing.pop() != piece:
                return frozenset()
            if not closing:
                return frozenset(keys)
        before, word = (
            (before, piece) if piece[0] in "\"'`" or piece[0].isalnum() or piece[0] in "_$" else (piece, "")
        )
    return frozenset()


def fields_of(name: str) -> Taker:
    """The annotated fields of a Python class."""
    return lambda data: frozenset(
        item.target.id
        for node in ast.walk(ast.parse(data))
        if isinstance(node, ast.ClassDef) and node.name == name
        for item in node.body
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)
    )


def sentences(pattern: str = r"(?i)default|omi(t|ssion)|at most|up to|maximum|limit|deprecated") -> Taker:
    """What a Python module says of its fields in sentences that have a pattern: defaults and limits."""

    def take(data: bytes) -> frozenset[str]:
        found: set[str] = set()
        for owner in (node for node in ast.walk(ast.parse(data)) if isinstance(node, ast.ClassDef)):
            field = owner.name
            for item in owner.body:
                if isinstance(item, ast.AnnAssign):
                    field = f"{owner.name}.{ast.unparse(item.target)}"
                elif isinstance(item, ast.Expr):
                    parts = re.split(r"(?<=\.)\s+", " ".join("".join(_strings(item)).split()))
                    found.update(f"{field}: {part}" for part in parts if re.search(pattern, part))
        return frozenset(found)

    return take


def literals_of(name: str) -> Taker:
    """The strings in what a Python name stands for: those of a `Literal`, or the keys of a dictionary."""

    def take(data: bytes) -> frozenset[str]:
        found: set[str] = set()
        for node in ast.walk(ast.parse(data)):
            targets = [node.target] if isinstance(node, ast.AnnAssign) else getattr(node, "targets", [])
            if any(isinstance(target, ast.Name) and target.id == name for target in targets):
                found.update(_strings(getattr(node, "value", None)))
        return frozenset(found)

    return take


def _strings(node: ast.AST | None) -> Iterator[str]:
    parts = node.keys if isinstance(node, ast.Dict) else ast.walk(node) if node is not None else ()
    for part in parts:
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value
