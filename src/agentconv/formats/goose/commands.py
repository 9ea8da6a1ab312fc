"""Commands of goose: recipes with a parameter for what is typed.

Facts: https://block.github.io/goose/docs/guides/recipes/recipe-reference (2026-11-28); not run for commands.

* A recipe is a slash command once a user's `config.yaml` names it under `slash_commands`, and runs at once by
  `goose run --recipe NAME --params args=...`.
* `{{ key }}` is a parameter, which has to be declared; the text is a MiniJinja template.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from agentconv.kit.command_heads import DESCRIPTION
from agentconv.kit.commands import CommandFormat
from agentconv.kit.component import ComponentWriting
from agentconv.kit.live_text import Grammar
from agentconv.kit.skill_text import Row
from agentconv.model.agent import Value
from agentconv.model.command import Command, Piece, pieces_in

GRAMMAR = Grammar(
    inner=(r"\{\{\s*(?:(?P<all>args)|arg(?P<position>[1-9][0-9]*)|(?P<named>[A-Za-z_]\w*))\s*\}\}"),
    own=r"\{[{%#]",
    all="{{ args }}",
    position="{{ arg{} }}",
    named="{{ {} }}",
    follows=False,
)


class Commands(CommandFormat):
    """Recipes of a project; one that is read is taken for an agent."""

    target = "goose"
    paths: ClassVar[tuple[str, ...]] = (".goose/recipes/*.yaml",)
    user_paths: ClassVar[tuple[str, ...]] = (".config/goose/recipes/*.yaml",)
    reference = "https://block.github.io/goose/docs/guides/recipes/recipe-reference"
    checked = "2026-11-28, its documentation"
    reads = False
    grammar = GRAMMAR
    syntax = "yaml"
    body = "prompt"
    rows: ClassVar[tuple[Row, ...]] = (DESCRIPTION,)
    needs_description = True

    def own_keys(self, command: Command) -> Mapping[str, Value]:
        return {"version": "1.0.0", "title": command.name}

    def values_of(self, command: Command, writing: ComponentWriting) -> dict[str, Value]:
        values = super().values_of(command, writing)
        found = [piece for piece in pieces_in(command.text) if piece.is_argument]
        keys = dict.fromkeys(map(_key, found)) or {"args": None}
        return {**values, "parameters": [_parameter(key, command) for key in keys]}


def _key(argument: Piece) -> str:
    return argument.text or (f"arg{argument.position}" if argument.position else "args")


def _parameter(key: str, command: Command) -> Value:
    hint = command.argument_hint if key == "args" else None
    return {
        "key": key,
        "input_type": "string",
        "requirement": "optional",
        "description": hint or f"the argument {key}",
        "default": "",
    }
