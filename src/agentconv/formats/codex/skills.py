"""Skills of Codex, in a project and in a plugin, with the side file that holds what the head cannot.

Facts: Codex 0.171.0 observed offline (2026-11-28), its documentation for `agents/openai.yaml`.

* A skill is called by its key `name`, else by its folder. A head with a description is required, and a name
  of more than 64 characters loses the skill; a description over 1,024 characters is cut in the list only.
* `policy.allow_implicit_invocation: false` of the side file keeps the skill from the model; `$name` calls it.
* Nothing else of the head is acted on, and nothing in the text is filled in or run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from agentconv.containers import container
from agentconv.containers.base import Tree
from agentconv.errors import NotAnAgent, Problem
from agentconv.kit.codecs import exact
from agentconv.kit.component import ComponentFile, ComponentWriting, Written
from agentconv.kit.skills import SkillFormat
from agentconv.model.agent import Value
from agentconv.model.components import File
from agentconv.model.skill import Skill
from agentconv.text.source import Source, decode

SIDE = "agents/openai.yaml"


class Skills(SkillFormat):
    """Skills of a project."""

    target = "codex"
    owner = "codex"
    paths: ClassVar[tuple[str, ...]] = (".agents/skills/**/*/SKILL.md", ".codex/skills/**/*/SKILL.md")
    user_paths: ClassVar[tuple[str, ...]] = (".agents/skills/**/*/SKILL.md", ".codex/skills/**/*/SKILL.md")
    reference = "https://developers.openai.com/codex/skills"
    checked = "2026-11-28, Codex 0.171.0"
    validated = "Codex itself: `debug prompt-input` lists them"
    acts_on = frozenset({"description", "disable_model_invocation"})
    aside = frozenset({"disable_model_invocation"})
    needs_description = True
    repairs = True
    max_name = 64

    def complete(self, skill: Skill) -> Skill:
        """The skill as the side file switches it; one that says no more than that is not kept as a file."""
        file = next((file for file in skill.files if file.path == SIDE), None)
        if file is None or not _is_hidden(_tree(file.data).values):
            return skill
        files = skill.files
        if file.data == _ALONE and not file.executable:
            files = tuple(one for one in files if one is not file)
        return replace(skill, disable_model_invocation=True, files=files)

    def read_back(self, written: Sequence[Written], writing: ComponentWriting) -> Skill | None:
        """The skill as the tool has it, which finds the switch in the side file and never in the head."""
        found = super().read_back(written, writing)
        if found is None or self.is_own(writing):
            return found
        sides = (f.data for f in written if isinstance(f, ComponentFile) and f.path.endswith(f"/{SIDE}"))
        hidden = any(_is_hidden(_tree(data).values) for data in sides)
        return replace(found, disable_model_invocation=hidden or None)

    def files_of(self, skill: Skill, writing: ComponentWriting) -> tuple[File, ...]:
        """The files beside the `SKILL.md`, with the switch in the side file."""
        old = next((file for file in skill.files if file.path == SIDE), File(SIDE, b""))
        tree, hidden = _tree(old.data), bool(skill.disable_model_invocation)
        if hidden == _is_hidden(tree.values):
            return skill.files
        new = replace(old, data=_written(tree, hidden=hidden).encode())
        files = (*(file for file in skill.files if file.path != SIDE), new)
        return tuple(sorted(files, key=lambda file: file.path))


class PluginSkills(Skills):
    """Skills of a plugin, called `plugin:name`."""

    target = "codex-plugin"
    paths = ("skills/**/*/SKILL.md",)
    user_paths = ()


def _tree(data: bytes) -> Tree:
    """The values of a side file; none where it cannot be read, as the tool has it then."""
    try:
        return container("yaml").read(Source(SIDE, decode(data)))
    except (NotAnAgent, Problem):
        return Tree(Source(SIDE, ""), {})


def _is_hidden(values: Mapping[str, Value]) -> bool:
    """Whether the skill is kept from the model."""
    policy = values.get("policy")
    allowed = policy.get("allow_implicit_invocation") if isinstance(policy, dict) else None
    return allowed is not None and exact(allowed) is False


def _written(tree: Tree, *, hidden: bool) -> str:
    """The text of a side file with the switch set."""
    policy = tree.values.get("policy")
    held = policy if isinstance(policy, dict) else {}
    changes: dict[str, Value] = {"policy": {**held, "allow_implicit_invocation": not hidden}}
    syntax = container("yaml")
    edited = syntax.edit(tree, changes) if tree.source.text else None
    return edited if edited is not None else syntax.write({**tree.values, **changes})


_ALONE = _written(Tree(Source(SIDE, ""), {}), hidden=True).encode()
"""A side file that only says what the head of another tool's skill would say."""
