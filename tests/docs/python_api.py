"""The page of the Python interface, made of signatures and docstrings."""

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator

import agentconv
from tests.docs.pages import cell, rows

GENERATED = "<!-- generated: `pytest tests/docs --snapshot-update` rewrites it -->\n"

GROUPS = {
    "Calls": (
        "Nothing prints and nothing exits: each gives a value with its diagnostics.",
        ("read", "convert", "write", "save", "batch", "check", "merge", "build", "verify", "install", "diff",
         "with_fields", "power", "check_response"),
    ),
    "An agent": (
        "Frozen values: `dataclasses.replace` makes a changed copy. Absent is `None`, or empty.",
        ("Agent", "Tools", "Tool", "Change", "OutputContract", "Section", "Value"),
    ),
    "What comes back": (
        "",
        ("Result", "Document", "Conversion", "OutputFile", "Row", "Checked", "Merged", "Bundled", "Verified", "Bundle",
         "Installed", "Diagnostic", "Severity", "Loss", "Options"),
    ),
    "What is raised": (
        "All are an `AgentconvError`.",
        ("AgentconvError", "BadInput", "UsageError", "PluginFailed", "NotAnAgent", "SyntaxProblem", "WrongType",
         "KeepNative"),
    ),
}  # fmt: skip
"""Title -> what is said first, and the names; what stands in none is for authors of plugins."""


def page() -> str:
    """The whole page."""
    listed = {name for _, names in GROUPS.values() for name in names}
    others = tuple(name for name in agentconv.__all__ if name not in listed and name != "__version__")
    groups = {
        **GROUPS,
        "For authors of formats": ("[A format of your own](../plugins.md) shows them at work.", others),
    }
    parts = [
        f"{GENERATED}# Python\n\n```python\nimport agentconv\n```\n\n"
        "Public are the names on this page, `agentconv.testing`, and nothing else. What is public changes only with a "
        "line in the changelog.\n"
    ]
    for title, (first, names) in groups.items():
        parts.append(f"## {title}\n\n{first}\n" if first else f"## {title}\n")
        parts += [entry(name) for name in names]
    return "\n".join(parts)


def entry(name: str) -> str:
    """What is said of one public name."""
    value = getattr(agentconv, name)
    if inspect.isclass(value):
        return f"### {name}\n\n{said(value)}\n{members(value)}"
    if inspect.isfunction(value):
        return f"### {name}\n\n```python\n{signature(name, value)}\n```\n\n{said(value)}\n"
    return f"### {name}\n\n{_constant(name, value)}\n"


def _constant(name: str, value: object) -> str:
    if name == "Value":
        return (
            "What a native value may be: text, a number, `True` or `False`, `None`, a list or a map of such."
        )
    shown = repr(value)
    return f"`{shown}`" if len(shown) < 60 and " at 0x" not in shown else f"A `{type(value).__name__}`."


def signature(name: str, function: object) -> str:
    """How it is called; a line for each parameter when it is long."""
    found = inspect.signature(function)  # type: ignore[arg-type]
    text = f"{name}{found}".replace("'", "")
    if len(text) <= 90:
        return text
    shown, star = [], False
    for parameter in found.parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and not star:
            shown.append("*")
            star = True
        shown.append(str(parameter).replace("'", ""))
    returned = str(found.return_annotation).replace("'", "")
    lines = "".join(f"    {parameter},\n" for parameter in shown)
    return f"{name}(\n{lines}) -> {returned}"


def said(value: object) -> str:
    """A docstring as Markdown; its examples become blocks."""
    doc = inspect.cleandoc(getattr(value, "__doc__", None) or "")
    return re.sub(r"(?ms)^>>>.*?(?=\n\n|\Z)", lambda m: f"```pycon\n{m[0]}\n```", doc)


def members(cls: type) -> str:
    """A table of what a class holds, and its methods."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(cls))).body[0]
    assert isinstance(tree, ast.ClassDef)
    held = [(f"`{name}`", f"`{cell(kind)}`", cell(about)) for name, kind, about in _attributes(tree)]
    table = f"\n{rows(('field', 'type', 'what it is'), *held)}" if held else ""
    methods = "".join(
        f"\n`{node.name}`: {cell((ast.get_docstring(node) or '').partition(chr(10) * 2)[0])}\n"
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and ast.get_docstring(node)
    )
    return table + methods


def _attributes(tree: ast.ClassDef) -> Iterator[tuple[str, str, str]]:
    """Name, type and docstring of what a class declares."""
    after = [*tree.body[1:], None]
    for node, following in zip(tree.body, after, strict=True):
        about = ""
        if isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant):
            about = str(following.value.value)
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            if not node.target.id.startswith("_"):
                default = f" = {ast.unparse(node.value)}" if isinstance(node.value, ast.Constant) else ""
                yield node.target.id, f"{ast.unparse(node.annotation)}{default}", about
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name, value = node.targets[0].id, ast.unparse(node.value)
            if not name.startswith("_") and len(value) < 40:
                yield name, value, about
