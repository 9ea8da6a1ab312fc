"""Jinja2 templates for prose. Agent text is data: it is never compiled as a template."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from agentconv.containers.base import check_surrogates
from agentconv.errors import UsageError
from agentconv.model.agent import Agent

if TYPE_CHECKING:
    from jinja2 import nodes
    from jinja2.sandbox import SandboxedEnvironment

_LONGEST = 1 << 16
_LARGEST = 32 << 20
_BOUNDED = frozenset({
    "Template", "Output", "TemplateData", "Name", "Getattr", "Getitem", "Const", "If", "CondExpr", "Compare",
    "Operand", "And", "Or", "Not", "Test", "Filter", "For", "Call",
})  # fmt: skip
_FILTERS = frozenset({
    "lower", "upper", "trim", "title", "capitalize", "length", "count", "first", "last", "list", "sort",
    "unique",
})  # fmt: skip
_METHODS = frozenset({
    "startswith", "endswith", "strip", "lstrip", "rstrip", "lower", "upper", "splitlines", "items", "keys",
    "values", "get",
})  # fmt: skip
DEFAULT = "default"
"""The name of the template that comes with agentconv."""


def load(name: str) -> str:
    """The source of a template that comes with agentconv."""
    return _text(f"{name}.jinja")


def render_page(name: str, values: Mapping[str, Any]) -> str:
    """A page of agentconv's own templates: `NAME.html` with `NAME.css` and `NAME.js` in it.

    Every value is escaped. The page's own policy lets nothing run or load but that style and that script,
    which it names by their hashes.
    """
    import jinja2
    from markupsafe import Markup

    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    style, script = _text(f"{name}.css"), _text(f"{name}.js")
    own = {
        "style": Markup(style),  # noqa: S704 (our own file)
        "style_hash": _source_hash(style),
        "script": Markup(script),  # noqa: S704 (our own file)
        "script_hash": _source_hash(script),
    }
    return environment.from_string(_text(f"{name}.html")).render(**values, **own)


def _text(name: str) -> str:
    return files("agentconv").joinpath(f"templates/{name}").read_text("utf-8")


def _source_hash(text: str) -> str:
    """How a Content-Security-Policy names an inline style or script."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def render(name: str, facts: dict[str, str]) -> str:
    """The text that a template of agentconv's own makes of some facts."""
    return _environment().from_string(load(name)).render(facts)


def render_prompt(template: str, agent: Agent) -> str:
    """The text that a template makes of an agent, which it knows as `agent`, with `prompt` and `name`.

    The template runs in Jinja2's sandbox, without escaping; an undefined name is an error. Raises
    `UsageError` for a template that cannot be compiled or fails.
    """
    import jinja2

    try:
        parts = (
            _environment()
            .from_string(template)
            .generate(
                agent=agent,
                name=agent.name,
                description=agent.description,
                prompt=agent.prompt,
                contract=agent.output_contract,
            )
        )
        text = _joined(parts)
    except UsageError:
        raise
    except jinja2.TemplateSyntaxError as error:
        raise UsageError(f"the template fails at line {error.lineno}: {error.message}") from None
    except Exception as error:  # a template can raise whatever Python can
        raise UsageError(f"the template fails: {type(error).__name__}: {error}") from None
    if check_surrogates(text) is not None:
        raise UsageError("the template fails: it makes text that is no Unicode")
    return text


def _joined(parts: Iterable[str]) -> str:
    found, size = [], 0
    for part in parts:
        size += len(part)
        if size > _LARGEST:
            raise UsageError(f"the template makes more than {_LARGEST >> 20} MiB of text")
        found.append(part)
    return "".join(found)


def why_unbounded(template: str) -> str | None:
    """Why nobody should run a stranger's template: what it uses that may take any time or memory.

    None for one of texts, names, attributes, conditions, plain filters and loops that are in no other: it
    takes what its length and the agent's do.
    """
    import jinja2
    from jinja2 import nodes

    if len(template) > _LONGEST:
        return f"it has more than {_LONGEST:,} characters"
    try:
        stack: list[tuple[nodes.Node, bool]] = [(_environment().parse(template), False)]
    except (jinja2.TemplateSyntaxError, RecursionError) as error:
        return f"it cannot be parsed: {error}"
    while stack:
        node, looped = stack.pop()
        word = type(node).__name__
        if word not in _BOUNDED:
            return f"it uses {word}"
        if isinstance(node, nodes.Filter) and (node.name not in _FILTERS or node.args or node.kwargs):
            return f"it uses the filter {node.name!r}"
        if isinstance(node, nodes.Call) and not _plain_call(node):
            return "it calls what is no plain method"
        if isinstance(node, nodes.For) and (looped or node.recursive):
            return "it has a loop in a loop"
        stack += [(child, looped or isinstance(node, nodes.For)) for child in node.iter_child_nodes()]
    return None


def _plain_call(node: nodes.Call) -> bool:
    from jinja2 import nodes

    method = node.node.attr if isinstance(node.node, nodes.Getattr) else ""
    constant = all(isinstance(arg, nodes.Const) for arg in node.args)
    return method in _METHODS and constant and not (node.kwargs or node.dyn_args or node.dyn_kwargs)


def _environment() -> SandboxedEnvironment:
    import jinja2
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        autoescape=False,
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for table, name in ((environment.globals, "lipsum"), (environment.filters, "random")):
        del table[name]  # the same input gives the same text
    return environment
