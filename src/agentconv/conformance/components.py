"""What every format of skills, commands, servers, rules and hooks is held against, ours or a third party's.

`agentconv.testing.ComponentContract` makes tests of it. A fixture lies at the path at which its tool looks,
in a folder that is the project: `fixtures/.memo/skills/pdf/SKILL.md`.
"""

from __future__ import annotations

import dataclasses
import json
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from agentconv.conformance.specimens import HOSTILE, lines_of, odd_texts
from agentconv.containers import SUFFIXES, container
from agentconv.diagnostics import Diagnostic, Report, Severity
from agentconv.errors import NotAnAgent, Problem
from agentconv.frozen import frozen
from agentconv.kit.component import (
    ComponentFile,
    ComponentFormat,
    ComponentReading,
    ComponentWriting,
    Entry,
    Material,
    Written,
)
from agentconv.kit.exchange import USER
from agentconv.model import names, neutral
from agentconv.model.agent import Difference, is_empty
from agentconv.model.command import PROJECT, Command, argument, file, plain, shell, variable
from agentconv.model.components import COMMAND, HOOK, KINDS, RULE, SERVER, SKILL, Component, File
from agentconv.model.frozen import FrozenDict, FrozenList
from agentconv.model.hook import Action, Hook
from agentconv.model.rule import BY_FILE, MANUAL, ON_DEMAND, Rule
from agentconv.model.server import HTTP, SSE, STDIO, Server
from agentconv.model.skill import Skill
from agentconv.text.source import Source, decode
from agentconv.writing.components import Converted, convert

AnyFormat = ComponentFormat[Any]

SPECIMENS: Mapping[str, Mapping[str, Component]] = {
    SKILL: {
        "minimal": Skill("minimal", body="Say what is there.\n"),
        "full": Skill(
            "release-notes",
            "Release Notes",
            "Writes release notes.",
            "Before a tag is set.",
            "# Notes\n\nRun `scripts/collect.sh`.\n",
            license="MIT",
            compatibility="git",
            metadata={"author": "A. Person"},
            allowed_tools=("Read", "Bash(git log:*)"),
            disallowed_tools=("WebFetch",),
            disable_model_invocation=True,
            user_invocable=True,
            argument_hint="[since]",
            arguments=("since",),
            model="opus",
            effort="high",
            paths=("CHANGELOG.md", "docs/**/*.md"),
            context="fork",
            agent="reviewer",
            hooks={"Stop": [{"hooks": [{"type": "command", "command": "true"}]}]},
            files=(
                File("logo.png", b"\x89PNG\x00\xff"),
                File("scripts/collect.sh", b"#!/bin/sh\n", executable=True),
            ),
            extensions={"elsewhere": {"key": ["value"]}},
        ),
        "hostile": Skill(
            "Über Skill_1",
            description='on: "1.10" # no\n---\n',
            body="---\n!`rm -rf /`\n$ARGUMENTS $1 ${CLAUDE_SKILL_DIR} {{x}}\r\n",
        ),
        "long": Skill("long", description="Does a thing. " * 200, body="All of this. " * 30_000),
    },
    COMMAND: {
        "minimal": Command("minimal", text=(plain("Say what is there.\n"),)),
        "full": Command(
            "git:commit",
            "Commits what is staged.",
            (
                plain("State: "),
                shell(plain("git log -1 "), argument(1)),
                plain("\nFor "),
                argument(name="branch"),
                plain(" by "),
                file(plain("docs/commits.md")),
                plain(" in "),
                variable(PROJECT),
                plain(", the second word "),
                argument(2),
                plain(" and all of it: "),
                argument(),
                plain("\n"),
            ),
            "[branch] [title]",
            ("branch", "title"),
            "opus",
            "high",
            allowed_tools=("Read", "Bash(git log:*)"),
            disallowed_tools=("WebFetch",),
            disable_model_invocation=True,
            agent="reviewer",
            subtask=True,
            extensions={"elsewhere": {"key": ["value"]}},
        ),
        "hostile": Command(
            "Über Command_1",
            'on: "1.10" # no\n---\n',
            (
                plain(
                    "---\n!`rm -rf /` !{rm} @{x} $ARGUMENTS $1 $0 ${input:x} ${CLAUDE_PLUGIN_ROOT} {{args}}"
                    " {% x %}\r\n```!\nrm\n``` @a/b.md #file:a.md\n"
                ),
            ),
        ),
        "people": Command("tag", "Tags", (plain("Tag it.\n"),), disable_model_invocation=True),
    },
    SERVER: {
        "stdio": Server(STDIO, "npx", ("-y", "docs-mcp"), {"TOKEN": "${TOKEN}"}, "tools", name="docs"),
        "http": Server(HTTP, url="https://docs.example/mcp", headers={"X-Key": "${KEY}"}, name="far"),
        "bounded": Server(
            HTTP, url="https://a.example/mcp", tools=("search",), without=("drop",), name="few"
        ),
        "off": Server(SSE, url="https://b.example/sse", enabled=False, timeout=5_000, name="off"),
        "hostile": Server(STDIO, "sh", ("-c", "a; b \"c\" 'd'"), name="Über x.y"),
    },
    RULE: {
        "always": Rule("style", "Use tabs.\n"),
        "by-file": Rule("tests", "# Tests\n\nOne promise each.\n", BY_FILE, ("tests/**/*.py", "*.{ts,tsx}")),
        "on-demand": Rule("release", "Tag last.\n", ON_DEMAND, description="How releases are cut"),
        "manual": Rule("rare", "Rarely.\n", MANUAL, extensions={"elsewhere": {"key": 1}}),
        "hostile": Rule("Ü 1", "---\nalwaysApply: true\n---\n@import\r\n", description="a: b # c"),
    },
    HOOK: {
        "command": Hook("PreToolUse", (Action("./check.sh", "Bash", timeout=5), Action("log")), "claude"),
        "in-a-package": Hook("Stop", (Action("${CLAUDE_PLUGIN_ROOT}/stop.sh"),), "claude"),
        "prompt": Hook("Stop", (Action(type="prompt", more={"prompt": "Is it done?"}),), "claude"),
        "elsewhere": Hook("NobodysEvent", (Action("true"),), "nobody", {"elsewhere": {"key": 1}}),
    },
}
"""Kind -> case -> a component that every format of the kind is asked to write."""


def materials(folder: Path, fmt: AnyFormat) -> dict[str, Material]:
    """A format's fixtures by name: what lies where its tool looks, below a folder that is the project."""
    found: dict[str, Material] = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        place = path.relative_to(folder).as_posix()
        if fmt.lies_at(PurePosixPath(place)):
            inside = sorted(path.parent.rglob("*")) if fmt.kind == SKILL else [path]
            files = (_file(p, path.parent) for p in inside if p.is_file())
            found[place] = Material(place, tuple(files))
    return found


def _file(path: Path, folder: Path) -> File:
    return File(path.relative_to(folder).as_posix(), path.read_bytes(), os.access(path, os.X_OK))


def read(fmt: AnyFormat, material: Material) -> tuple[tuple[Component, ...], tuple[Diagnostic, ...]]:
    """What a format reads, and what it says of it. Raises `Problem`."""
    report = Report()
    return tuple(fmt.read(material, ComponentReading(report))), report.diagnostics


@frozen
class Tried:
    """A component that was written in a format, with what was said."""

    component: Component
    converted: Converted
    said: tuple[Diagnostic, ...]

    @property
    def stopped(self) -> bool:
        """Whether the export of it would stop."""
        return any(d.severity is Severity.ERROR for d in self.said)


def tried(component: Component, fmt: AnyFormat, source: AnyFormat | None = None) -> Tried:
    """A component in a format."""
    report = Report()
    done = convert(component, fmt, ComponentWriting(report, source=source))
    return Tried(component, done, report.diagnostics)


# what is held


def check_facts(fmt: AnyFormat) -> None:
    """A kind, a tool, places that are its own, and a source for the facts with the date of the check."""
    cls = type(fmt)
    assert fmt.kind in KINDS, f"{fmt.kind!r} is none of {', '.join(KINDS)}"
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", fmt.target), "a tool's name is words with dashes"
    assert fmt.paths, "say where the tool looks"
    assert re.match("https?://", fmt.reference), "say where the facts are from"
    assert re.search(r"\d{4}-\d{2}-\d{2}", fmt.checked), "say when the facts were checked"
    assert cls.__doc__, "the class says what it is"
    words = (sys.modules[cls.__module__].__doc__ or "").split()
    assert len(words) > 10, "state the tool's facts in the module's docstring"
    scopes = ["project", USER] if fmt.user_paths else ["project"]
    for scope in scopes:
        place = fmt.path_of("some-name", scope)
        assert "*" not in place.replace("**", ""), f"{place} is no path"
        assert fmt.lies_at(PurePosixPath(place)), f"nothing is found again at {place}"
        assert names.unsafe_path(place) is None


def check_says_fields(fmt: AnyFormat, cls: type[Any]) -> None:
    """Reasons, and the fields that decide on power, are of fields that there are."""
    fields = {f.name for f in dataclasses.fields(cls)}
    strange = {name.split(".")[0] for name in fmt.reasons} - fields - {"*", "power"}
    assert not strange, f"reasons for {sorted(strange)}, which are no fields"
    assert set(fmt.power_fields) <= fields


def check_sound(component: Component) -> None:
    """A component that nobody can change, and that comes back from its neutral JSON."""
    for field in dataclasses.fields(component):  # type: ignore[arg-type]
        for value in _inside(getattr(component, field.name)):
            plain = type(value) in (list, dict, set, bytearray)
            assert not plain, f"{field.name} holds a {type(value).__name__} that can be changed"
    data = json.loads(json.dumps(neutral.to_json(component)))
    assert neutral.from_json(type(component), data) == component


def _inside(value: object) -> Iterator[object]:
    yield value
    if isinstance(value, (dict, FrozenDict)):
        for item in value.values():
            yield from _inside(item)
    elif isinstance(value, (list, tuple, FrozenList)):
        for item in value:
            yield from _inside(item)


def check_kept(fmt: AnyFormat, material: Material) -> None:
    """Read and written by one tool, a file is the same to the byte, and nothing is said of a loss."""
    components, _ = read(fmt, material)
    assert components, f"{material.path} defines nothing"
    wanted = {file.data for file in material.files}
    for component in components:
        done = tried(component, fmt, fmt)
        lost = {d.field for d in done.converted.differences} - set(fmt.told_by_power)
        assert not lost, f"a copy loses {', '.join(sorted(lost))}"
        assert not [str(d) for d in done.said if d.loss], "a copy loses something"
        files = [one for one in done.converted.written if isinstance(one, ComponentFile)]
        if len(components) == 1 and files:
            assert {file.data for file in files} == wanted, f"{material.path} is not the same"


def check_told(done: Tried, fmt: AnyFormat, source: AnyFormat | None) -> None:
    """Every field that comes back differently is named in a finding, and no power is gained in silence."""
    named = {name for d in done.said if d.loss for name in d.fields} | set(fmt.told_by_power)
    for difference in done.converted.differences:
        if not _of_the_tool(difference, fmt):
            assert difference.field in named, f"{difference.field} is lost in silence"
    back = done.converted.back
    if back is not None and not done.stopped:
        origin = source or fmt
        assert fmt.power(back) <= origin.power(done.component)
        assert origin.withholds(done.component) <= fmt.withholds(back)
    assert done.converted.written or done.said, "it is left out in silence"


def _of_the_tool(difference: Difference, fmt: AnyFormat) -> bool:
    """Whether a value only appears, since the target spells something in a key of its own."""
    prefix = f"extensions.{fmt.owner or fmt.target}."
    return is_empty(difference.old) and difference.field.startswith(prefix)


def check_stable(done: Tried, fmt: AnyFormat) -> None:
    """Write, read, write gives the first files again, and paths and bytes are such as can be written."""
    for one in done.converted.written:
        assert names.unsafe_path(one.path) is None, one.path
        if isinstance(one, Entry):
            json.dumps(one.value)
            assert one.keys, f"an entry of {one.path} has no place"
        else:
            assert isinstance(one.data, bytes)
    back = fmt.read_back(done.converted.written, ComponentWriting(Report(), source=fmt))
    if back is None or done.stopped:
        return
    check_sound(back)
    again = tried(back, fmt, fmt)
    assert again.converted.written == done.converted.written
    assert {d.field for d in again.converted.differences} <= set(fmt.told_by_power)


def check_survives(fmt: AnyFormat, material: Material) -> None:
    """A file that holds anything gives components, or a problem; what is read can be written."""
    try:
        found, _ = read(fmt, material)
    except Problem:
        return
    for component in found:
        assert names.unsafe(component.name) is None, component.name
        check_sound(component)
        tried(component, fmt, fmt)


def odd_materials(material: Material) -> Iterator[Material]:
    """The same file with something in it that a reader must refuse or bear."""
    main = material.main
    syntax = SUFFIXES.get(PurePosixPath(material.path).suffix, "frontmatter")
    texts = [*HOSTILE[syntax].values()]
    try:
        values = container(syntax).read(Source(material.path, decode(main.data))).values
        texts += odd_texts(values, syntax)
    except (NotAnAgent, Problem):
        pass
    datas = [text.encode("utf-8", "surrogatepass") for text in texts]
    for data in (*datas, b"\xff\xfe", b"\xef\xbb\xbf" + main.data, main.data.replace(b"\n", b"\r\n")):
        changed = File(main.path, data, main.executable)
        others = (file for file in material.files if file is not main)
        yield dataclasses.replace(material, files=(changed, *others))


# snapshots


def reads_as(fmt: AnyFormat, found: Sequence[Component], said: tuple[Diagnostic, ...]) -> str:
    """What a fixture holds, as the text of a snapshot."""
    data = {
        "components": [neutral.to_json(component) for component in found],
        "power": [sorted(fmt.power(component)) for component in found],
        "withheld": [sorted(fmt.withholds(component)) for component in found],
        "diagnostics": lines_of(said).splitlines(),
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def shown(done: Tried, source: Material | None = None) -> str:
    """What a component became, as the text of a snapshot: what is new of its files, and what was said."""
    before = {file.data for file in source.files} if source else set()
    parts = [_shown(one, before) for one in done.converted.written] or ["(nothing)\n"]
    return "".join(parts) + lines_of(done.said)


def _shown(one: Written, before: Sequence[bytes] | set[bytes]) -> str:
    if isinstance(one, Entry):
        value = json.dumps(one.value, ensure_ascii=False, indent=2)
        return f">>> {one.path} ({one.syntax}) at {' / '.join(one.keys)}\n{value}\n"
    mark = " (executable)" if one.executable else ""
    if one.data in before:
        return f">>> {one.path}{mark}: as it was\n"
    try:
        text = one.data.decode()
    except UnicodeDecodeError:
        text = repr(one.data)
    if len(text) > 5_000:
        text = f"{text[:200]}\n... {len(text):,} characters"
    return f">>> {one.path}{mark}\n{text}" + ("" if text.endswith("\n") else "\n<<< no line end\n")
