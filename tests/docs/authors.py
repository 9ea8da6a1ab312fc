"""The reference for authors, made of the code: every public name, its signature and fields, and what is said of them."""

from __future__ import annotations

import ast
import functools
import inspect
import textwrap
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

import agentconv
from agentconv import testing
from agentconv.host.facts import COMPUTED, FACTS
from agentconv.host.results import METHODS
from agentconv.kit.format import Format
from agentconv.model.vocabulary import PERMISSION_MODES, TOOLS

GROUPS: dict[str, str] = {
    "api": "Reading, writing, saving",
    "calls": "What the commands do",
    "rows": "A great many agents",
    "host": "Plugins and the registry",
    "kit": "What a format is made of",
    "model": "The model",
    "containers": "Syntax",
    "text": "Texts",
    "diagnostics": "Findings",
    "errors": "Errors",
    "writing": "Options of writing",
    "checking": "Checks",
}
"""Package of a public name -> the heading under which it stands."""


@functools.cache
def _tree(module: str) -> ast.Module:
    return ast.parse(inspect.getsource(import_module(module)))


def _said(body: list[ast.stmt]) -> dict[str, tuple[str, str, str]]:
    """Name -> annotation, default and docstring of what a module or a class assigns."""
    found = {}
    for here, after in zip(body, [*body[1:], ast.Pass()], strict=True):
        if not isinstance(here, (ast.Assign, ast.AnnAssign)):
            continue
        targets = here.targets if isinstance(here, ast.Assign) else [here.target]
        kind = ast.unparse(here.annotation) if isinstance(here, ast.AnnAssign) else ""
        value = ast.unparse(here.value) if here.value is not None else ""
        doc = ast.get_docstring(ast.Module([after], [])) or ""
        for name in (n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)):
            found[name] = kind, value, doc
    return found


def _class_said(cls: type) -> dict[str, tuple[str, str, str]]:
    nodes = [
        n for n in ast.walk(_tree(cls.__module__)) if isinstance(n, ast.ClassDef) and n.name == cls.__name__
    ]
    return _said(nodes[0].body) if nodes else {}


def home_of(name: str) -> str:
    """The module of a public name."""
    return next(module for module, names in agentconv._HOMES.items() if name in names)


def constant(name: str) -> tuple[str, str, str]:
    """Annotation, value and docstring of a public name that is neither a class nor a function."""
    module = import_module(f"agentconv.{home_of(name)}")
    for place in (module.__name__, *_imported_from(module, name)):
        if name in (said := _said(_tree(place).body)):
            return said[name]
    return "", "", ""


def _imported_from(module: ModuleType, name: str) -> Iterator[str]:
    for node in _tree(module.__name__).body:
        if isinstance(node, ast.ImportFrom) and node.module and any(a.name == name for a in node.names):
            yield node.module


def signature(name: str, function: Any) -> str:
    """A function as it is called."""
    try:
        text = str(inspect.signature(function))
    except (TypeError, ValueError):
        return name
    return f"{name}{text}".replace("'", "")


def _clean(doc: str | None) -> str:
    return inspect.cleandoc(doc or "")


def _members(cls: type) -> Iterator[str]:
    """The fields and methods of a class, as items of a list."""
    own = [c for c in cls.__mro__ if c.__module__.startswith("agentconv")]
    fields = {
        name: said for c in reversed(own) for name, said in _class_said(c).items() if not name.startswith("_")
    }
    for name, (kind, default, doc) in fields.items():
        if kind:
            value = f" = {default}" if default and len(default) < 60 else ""
            yield f"`{name}: {kind}{value}`" + (f": {_one(doc)}" if doc else "")
    seen = set(fields)
    for c in own:
        for name, member in vars(c).items():
            function = member.fget if isinstance(member, property) else getattr(member, "func", member)
            function = getattr(function, "__func__", function)
            if name.startswith("_") or name in seen or not inspect.isfunction(function):
                continue
            seen.add(name)
            shown = name if function is not member and not callable(member) else signature(name, function)
            yield f"`{shown}`: {_one(_clean(function.__doc__) or _inherited(cls, name))}"


def _inherited(cls: type, name: str) -> str:
    docs = (_clean(getattr(getattr(c, name, None), "__doc__", "")) for c in cls.__mro__)
    return next(filter(None, docs), "")


def _one(doc: str) -> str:
    """A docstring on one line, without its examples."""
    return " ".join(doc.partition("\n>>>")[0].split())


def entry(name: str) -> str:
    """What the reference says of one public name."""
    found = getattr(agentconv, name)
    if name == "__version__":
        return f"### `{name}`\n\nThe version, as text.\n"
    if inspect.isclass(found):
        head = f"### `{name}`\n\n{_clean(found.__doc__)}\n"
        lines = [] if found is Format else [f"* {line}" for line in _members(found)]
        return head + ("\n" + "\n".join(lines) + "\n" if lines else "")
    if inspect.isfunction(found):
        return f"### `{signature(name, found)}`\n\n{_examples(_clean(found.__doc__))}\n"
    kind, value, doc = constant(name)
    shown = f" = {value}" if value and len(value) < 60 else ""
    told = _one(doc) or _one(_clean(type(found).__doc__))
    return f"### `{name}{f': {kind}' if kind else ''}{shown}`\n\n{told}\n"


def _examples(doc: str) -> str:
    """A docstring whose examples stand in a block."""
    text, mark, examples = doc.partition("\n>>>")
    return f"{text.rstrip()}\n\n```pycon\n{mark.strip()}{examples}\n```" if mark else text


def format_members() -> str:
    """Every member of `Format`: the facts, what follows from them, and the methods with what they may give."""
    said = {n: s for c in reversed(Format.__mro__[:-1]) for n, s in _class_said(c).items()}
    facts = [
        f"* `{name}: {said[name][0].removeprefix('ClassVar[').removesuffix(']')}`, takes {takes.words}: {_one(said[name][2])}"
        for name, takes in FACTS.items()
    ]
    rest = [f"* `{name}`: {_one(_clean(_function(name).__doc__))}" for name in COMPUTED]
    methods = []
    for name, method in METHODS.items():
        raised = "".join(f" May raise `{e.__name__}`." for e in method.raises)
        methods.append(
            f"* `{signature(name, _function(name))}`: {_one(_clean(_function(name).__doc__))}{raised}"
        )
    return (
        "### Facts of `Format`\n\n" + "\n".join(facts) + "\n\n### What follows from them\n\n" + "\n".join(rest)
        + "\n\n### Methods of `Format`\n\nEach may be overridden. What it gives is made sure of by the host.\n\n" + "\n".join(methods) + "\n"
    )  # fmt: skip


def _function(name: str) -> Any:
    member = inspect.getattr_static(Format, name)
    return getattr(member, "fget", None) or getattr(member, "func", member)


def vocabulary() -> str:
    """The neutral tools and the permission modes."""
    tools = "\n".join(
        f"| `{name}` | {gives or 'nothing outside the conversation'} |" for name, gives in TOOLS.items()
    )
    modes = ", ".join(f"`{mode}`" for mode in PERMISSION_MODES)
    return (
        "## Vocabulary\n\nThe neutral tools, each a `Tool(name)`, and what they give; a server's are "
        "`Tool('mcp', server=..., tool=...)`, a format's own `Tool(name, native='format')`.\n\n"
        f"| tool | gives |\n| --- | --- |\n{tools}\n\nPermission modes: {modes}.\n"
    )


def suite() -> str:
    """The checks of the suite, and what a test class may set."""
    contract = testing.FormatContract
    checks = [
        f"* `{name}`: {_one(_clean(getattr(contract, name).__doc__))}"
        for name in dir(contract)
        if name.startswith("test_")
    ]
    facts = [
        f"* `{name}: {kind}`: {_one(doc)}" for c in reversed(contract.__mro__[:-1]) for name, (kind, _, doc) in _class_said(c).items() if doc
    ]  # fmt: skip
    others = [
        f"* `agentconv.testing.{signature(name, getattr(testing, name))}`: {_one(_clean(getattr(testing, name).__doc__))}"
        for name in testing.__all__ if name != "FormatContract"
    ]  # fmt: skip
    return (
        "## The suite\n\n`agentconv.testing.FormatContract`; a subclass may set\n\n" + "\n".join(facts)
        + "\n\nand is held to\n\n" + "\n".join(checks) + "\n\nFor tests of one's own:\n\n" + "\n".join(others) + "\n"
    )  # fmt: skip


def page() -> str:
    """All of docs/reference/authors.md."""
    text = (
        "# Reference for authors\n\nEvery public name, its signature and fields, as the code says them; a test rewrites this "
        "page. [plugins.md](../plugins.md) is the way in. Names are imported from `agentconv`; anything else may change.\n"
    )
    for package, title in GROUPS.items():
        names = [
            n for n in agentconv.__all__ if n != "__version__" and home_of(n).partition(".")[0] == package
        ]
        text += f"\n## {title}\n\n" + "\n".join(map(entry, names))
        if package == "kit":
            text += "\n" + format_members()
    return f"{text}\n{vocabulary()}\n{textwrap.dedent(suite())}"
