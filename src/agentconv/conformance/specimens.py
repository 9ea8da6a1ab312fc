"""What a format is tried with: agents to write, hostile texts to read, and what a snapshot says of both.

`agentconv.testing` makes tests of them, `agentconv new-plugin` the snapshots that a new package starts with.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from agentconv.api import Result
from agentconv.containers import container
from agentconv.containers.base import BODY
from agentconv.diagnostics import Diagnostic
from agentconv.kit.codecs import exact
from agentconv.model import neutral
from agentconv.model.agent import Agent, Change, OutputContract, Section, Tool, Tools, Value
from agentconv.model.powers import power

AGENTS: dict[str, Agent] = {
    "minimal": Agent("minimal", prompt="Say what is there.\n"),
    "full": Agent(
        "release-pilot",
        display_name="Release Pilot",
        description="Cuts releases once the tests pass.",
        prompt="# Releases\n\nRead the merged changes, group them, write the notes.\n\n1. Never push.\n",
        model="opus",
        effort="high",
        temperature=0.5,
        max_turns=12,
        version="1.10.0",
        updated="2026-01-31",
        changelog=(Change("1.10.0", "Writes the notes in two languages"), Change("1.9.0", "First version")),
        output_contract=OutputContract("markdown", (Section("Summary", "^## Summary"),)),
        authors=("A. Person",),
        license="MIT",
        tags=("release",),
        skills=("changelog",),
        color="orange",
        extensions={"elsewhere": {"key": "value"}},
    ),
    "bounded": Agent(
        "reviewer",
        description="Use when a change is ready.",
        prompt="Read the change. List defects by severity.\n",
        tools=Tools((Tool("read"), Tool("grep"), Tool("mcp", server="tracker", tool="list_issues"))),
    ),
    "denied": Agent(
        "Quiet Writer",
        description="Writes, and runs nothing.",
        prompt="Write.\n",
        tools=Tools(deny=(Tool("shell"),)),
    ),
    "toolless": Agent("thinker", description="Only thinks.", prompt="Think.\n", tools=Tools(())),
    "served": Agent(
        "librarian",
        description="Finds documents, and asks before it acts.",
        prompt="Find what is asked for.\n",
        top_p=0.9,
        tools=Tools((Tool("read"), Tool("mcp", server="docs"), Tool("mcp", server="tracker", tool="find"))),
        permission_mode="plan",
        mcp_servers={
            "docs": {"type": "http", "url": "https://docs.example/mcp"},
            "tracker": {"command": "tracker-mcp", "args": ["--quiet"], "env": {"TOKEN": "${TOKEN}"}},
        },
        hooks={"Stop": [{"hooks": [{"type": "command", "command": "true"}]}]},
        memory="project",
        background=True,
        isolation="worktree",
        mode="subagent",
        initial_prompt="Start.",
    ),
    "hostile": Agent(
        "hostile",
        description='on: "1.10" # no comment',
        prompt="---\n{{ name }} {% raw %} ${HOME} {topic}\n\nUser:\n```\n<!-- x -->\n```\n'''\n\u2028\ttab\n",
    ),
}
"""Case -> an agent that every format is written from."""

_DEEP = 200
_MANY = 120_000
_VARIANTS = 600

HOSTILE: dict[str, dict[str, str]] = {
    "frontmatter": {
        "empty": "",
        "head-only": "---\n",
        "never-closed": "---\nname: a\n",
        "no-map": "---\n- a\n---\n",
        "deep": f"---\nname: {'[' * _DEEP}{']' * _DEEP}\n---\n",
        "aliases": "---\na: &a [x, x, x, x, x, x, x, x, x]\n"
        + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(9))
        + "---\n",
        "twice": "---\nname: a\nname: b\n---\n",
        "tag": "---\nname: !!python/object:os.system x\n---\n",
        "control": "---\nname: a\x00b\n---\n",
        "traversal": "---\nname: ../../etc/passwd\ndescription: d\n---\n",
    },
    "yaml": {
        "empty": "",
        "no-map": "- a\n",
        "text": "just text\n",
        "deep": f"name: {'[' * _DEEP}{']' * _DEEP}\n",
        "twice": "name: a\nname: b\n",
        "tag": "name: !!python/object:os.system x\n",
        "several": "name: a\n---\nname: b\n",
        "traversal": "name: ../../etc/passwd\n",
    },
    "json": {
        "empty": "",
        "no-map": "[1, 2]",
        "deep": "[" * 20_000,
        "twice": '{"name": "a", "name": "b"}',
        "huge": '{"name": 1e999, "n": 99999999999999999999999}',
        "surrogate": '{"name": "\\ud800"}',
        "many": "[" + "0," * _MANY + "0]",
        "traversal": '{"name": "../../etc/passwd"}',
    },
    "toml": {
        "empty": "",
        "twice": 'name = "a"\nname = "b"\n',
        "deep": f"name = {'[' * _DEEP}{']' * _DEEP}\n",
        "huge": "name = 99999999999999999999999\n",
        "traversal": 'name = "../../etc/passwd"\n',
    },
    "sections": {"empty": "", "text": "just text\n", "traversal": "<!-- x -->\n## ../../etc/passwd\n"},
}
"""Container -> texts by name, each with something that a reader must refuse or bear."""
HOSTILE["jsonc"] = {**HOSTILE["json"], "comment-never-closed": '{"name": "a" /* ', "only-comment": "// x\n"}

ODD_VALUES: tuple[Value, ...] = (
    None,
    True,
    0,
    -1.5,
    "",
    "x",
    [],
    [1, None],
    {},
    {"a": {"b": [1]}},
    ["x", ["y"]],
)
"""What may stand under any key of a file that a person wrote."""

STRANGERS: dict[str, str] = {
    "README.md": "# A project\n\nIt does things.\n",
    "docs/page.md": "---\ntitle: A page\nlayout: post\n---\n\nText.\n",
    "package.json": '{"name": "left-pad", "version": "1.0.0", "description": "Pads.", "license": "MIT"}\n',
    "tsconfig.json": '{"compilerOptions": {"strict": true}, "include": ["src"]}\n',
    "pyproject.toml": '[project]\nname = "demo"\nversion = "1.0"\ndescription = "A demo"\n',
    "mkdocs.yml": "site_name: Demo\nnav:\n  - Home: index.md\n",
    "docker-compose.yaml": "services:\n  web:\n    image: nginx\n",
    ".github/workflows/ci.yml": "name: ci\non: [push]\njobs:\n  test:\n    runs-on: ubuntu-latest\n",
    "openapi.yaml": "openapi: 3.1.0\ninfo:\n  title: Demo\n  version: '1'\npaths: {}\n",
}
"""Path -> text of files that lie in many a project and define no agent."""


def odd_texts(values: Mapping[str, Value], kind: str) -> Iterator[str]:
    """Texts that say the same, but for one value of the first levels that is odd or missing."""
    whole = exact(dict(values))
    writer = container(kind)
    for changed in itertools.islice(_changed(whole, 3), _VARIANTS):
        if isinstance(changed, dict) and not (kind == "toml" and _has_null(changed)):
            yield writer.write(changed)


def _changed(value: Value, levels: int) -> Iterator[Value]:
    if levels and isinstance(value, dict):
        for key, item in value.items():
            if key == BODY:
                continue
            yield {k: v for k, v in value.items() if k != key}
            yield from ({**value, key: other} for other in (*ODD_VALUES, *_changed(item, levels - 1)))
    elif levels and isinstance(value, list):
        for index, item in enumerate(value):
            changes = (*ODD_VALUES, *_changed(item, levels - 1))
            yield from ([*value[:index], other, *value[index + 1 :]] for other in changes)


def _has_null(value: Value) -> bool:
    if isinstance(value, (dict, list)):
        return any(map(_has_null, value.values() if isinstance(value, dict) else value))
    return value is None


def lines_of(diagnostics: tuple[Diagnostic, ...], folder: Path | None = None) -> str:
    """Diagnostics as stable text: one line each, paths relative to `folder`."""
    lines = []
    for diagnostic in diagnostics:
        lines.append(str(diagnostic))
        if diagnostic.hint:
            lines.append(f"    hint: {diagnostic.hint}")
    text = "".join(f"{line}\n" for line in lines)
    return text.replace(f"{folder.as_posix()}/", "") if folder else text


def _can(agent: Agent, *, worded: bool) -> Value:
    """What an agent can do, for a snapshot."""
    can = power(agent)
    if worded:
        return can.describe()
    return "*" if can.grants is None else [*sorted(can.grants)]


def codes_of(diagnostics: tuple[Diagnostic, ...], folder: Path | None = None) -> str:
    """The same without a word that may be put another way: severity, code, class and fields, in any order."""
    lines = []
    for d in diagnostics:
        said = [f"{d.where}{d.severity}[{d.code}]", *filter(None, [d.loss, ", ".join(d.fields)])]
        lines.append(" ".join(said).replace(f"{folder.as_posix()}/" if folder else "\0", ""))
    return "".join(f"{line}\n" for line in sorted(lines))


def reads_as(result: Result, folder: Path | None = None, *, worded: bool = False) -> str:
    """What was read, as the text of a snapshot: `worded` = with the words of today."""
    lines = lines_of if worded else codes_of
    data = {
        "agents": [neutral.to_json(agent) for agent in result.agents],
        "power": [_can(agent, worded=worded) for agent in result.agents],
        "diagnostics": lines(result.diagnostics, folder).splitlines(),
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
