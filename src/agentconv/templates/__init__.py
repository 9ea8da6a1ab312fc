"""Jinja2 templates for prose. Agent text is data: it is never compiled as a template."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from agentconv.containers.base import check_surrogates
from agentconv.errors import UsageError
from agentconv.model import Agent

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

DEFAULT = "default"
"""The name of the template that comes with agentconv."""


def load(name: str) -> str:
    """The source of a template that comes with agentconv."""
    return files("agentconv").joinpath(f"templates/{name}.jinja").read_text("utf-8")


def render_prompt(template: str, agent: Agent) -> str:
    """The text that a template makes of an agent, which it knows as `agent`, with `prompt` and `name`.

    The template runs in Jinja2's sandbox, without escaping; an undefined name is an error. Raises
    `UsageError` for a template that cannot be compiled or fails.
    """
    import jinja2

    try:
        text: str = (
            _environment()
            .from_string(template)
            .render(
                agent=agent,
                name=agent.name,
                description=agent.description,
                prompt=agent.prompt,
                contract=agent.output_contract,
            )
        )
    except jinja2.TemplateSyntaxError as error:
        raise UsageError(f"the template fails at line {error.lineno}: {error.message}") from None
    except Exception as error:  # a template can raise whatever Python can
        raise UsageError(f"the template fails: {type(error).__name__}: {error}") from None
    if check_surrogates(text) is not None:
        raise UsageError("the template fails: it makes text that is no Unicode")
    return text


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
