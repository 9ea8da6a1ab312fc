"""What written files say: every agent stands in one, as it was meant, whatever `files` does."""

from collections.abc import Sequence
from typing import Any

import pytest

from agentconv.api import read, write
from agentconv.containers import container
from agentconv.diagnostics import Diagnostic, Loss, Report, Severity
from agentconv.host.registry import Registry
from agentconv.kit.format import BODY, Field, Format, OutputFile, Rendered, Writing
from agentconv.kit.tools import Listed, ToolNames
from agentconv.model.agent import Agent, Tool, Tools
from agentconv.writing.convert import Conversion, convert_documents
from agentconv.writing.readback import check_written

NAMES = ToolNames(
    "memo", {"read": "read", "bash": "shell"}, lambda _: None, lambda s, t: None, arguments=False
)


class Memo(Format):
    """Memo agent."""

    name = "memo"
    title = "Memo agent"
    containers = ("frontmatter",)
    paths = ("memo/*.md",)
    fields = (
        Field("name", "name"),
        Field("description", "description"),
        Field("may", "tools.allow", Listed(NAMES)),
        Field(BODY, "prompt"),
    )


AGENTS = [
    Agent(name, description=f"The {name}.", prompt=f"You are {name}.\n", tools=Tools((Tool("read"),)))
    for name in ("a", "b")
]


def changed(change: Any, cls: type[Format] = Memo, **facts: Any) -> type[Format]:
    """The format with `files` whose result is changed."""

    def files(self: Format, items: Sequence[Rendered], writing: Writing) -> list[OutputFile]:
        return change(super(made, self).files(items, writing))  # type: ignore[no-any-return]

    made: Any = type("Changed", (cls,), {"files": files, **facts})
    return made  # type: ignore[no-any-return]


def written(cls: type[Format]) -> Conversion:
    registry = Registry(plugins=False)
    registry.add(cls)
    return write(AGENTS, "memo", registry=registry)


def told(found: Sequence[Diagnostic]) -> list[tuple[str, str | None, str | None]]:
    return [(d.code, d.agent, d.field) for d in found]


def text(files: Sequence[OutputFile], old: str, new: str) -> list[OutputFile]:
    return [OutputFile(f.path, f.text.replace(old, new), f.agents) for f in files]


def test_files_that_say_what_was_meant_have_no_finding() -> None:
    assert written(Memo).diagnostics == ()
    assert written(changed(lambda files: files)).diagnostics == ()
    assert written(changed(lambda files: files[::-1])).diagnostics == ()


CHANGES: dict[str, tuple[Any, list[tuple[str, str | None, str | None]]]] = {
    "the first alone": (lambda f: f[:1], [("written-otherwise", "b", None)]),
    "none": (lambda f: [], [("written-otherwise", "a", None), ("written-otherwise", "b", None)]),
    "one for all": (
        lambda f: [OutputFile("memo/x.md", f[0].text, ("a", "b"))], [("written-otherwise", "b", None)]),
    "one twice": (
        lambda f: [*f, OutputFile("memo/x.md", f[0].text, ("a",))], [("written-otherwise", None, None)]),
    "for nobody": (lambda f: [*f, OutputFile("memo/x.md", "Hi\n")], [("written-otherwise", None, None)] * 2),
    "no syntax": (lambda f: text(f, "name: a", "name: ["), [("written-otherwise", None, None)]),
    "elsewhere": (
        lambda f: [OutputFile(x.path.replace("memo", "momo"), x.text, x.agents) for x in f],
        [("unsafe-path", None, None)] * 2),
    "no description": (lambda f: text(f, "description: The a.\n", ""), [("field-dropped", "a", "description")]),
    "another prompt": (lambda f: text(f, "You are a", "You are b"), [("field-approximated", "a", "prompt")]),
    "more tools": (
        lambda f: text(f, "- read", "- bash"),
        [(c, a, "tools.allow") for a in "ab" for c in ("field-approximated", "power-widened")]),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_what_the_text_says_otherwise_is_told(name: str) -> None:
    change, wanted = CHANGES[name]
    conversion = written(changed(change))
    found = list(conversion.diagnostics)
    assert told(found) == wanted
    assert {d.target for d in found} == {"memo"}
    assert all(d.hint for d in found)
    assert conversion.ok == all(code.startswith("field") for code, _, _ in wanted)


def test_more_power_than_was_meant_is_an_error_whatever_is_allowed() -> None:
    widened = [d for d in written(changed(CHANGES["more tools"][0])).diagnostics if d.loss is Loss.WIDENED]
    assert [(d.severity, d.agent) for d in widened] == [(Severity.ERROR, "a"), (Severity.ERROR, "b")]
    assert "execute" in widened[0].message


def together(self: Format, items: Sequence[Rendered], writing: Writing) -> list[OutputFile]:
    native = {"agents": [item.native for item in items]}
    return [OutputFile("memo/all.json", container("json").write(native), tuple(i.agent.name for i in items))]


def taken(self: Format, files: Sequence[OutputFile]) -> Any:
    return [one for native in super(Memo, self).natives(files) for one in native["agents"]]  # type: ignore[union-attr]


def each(self: Format, files: Sequence[OutputFile]) -> Any:
    return Format.natives(self, files)


def test_a_format_that_is_not_read_tells_what_its_files_hold() -> None:
    facts: Any = {"reads": False, "containers": ("json",), "paths": ("memo/*.json",)}
    alone: Any = type("Alone", (Memo,), facts)
    assert told(written(alone).diagnostics) == []
    bad = changed(lambda f: text(f, "You are a", "You are b"), alone)
    assert told(written(bad).diagnostics) == [], "nobody says what such files hold"
    told_of = changed(lambda f: text(f, "You are a", "You are b"), alone, natives=each)
    assert told(written(told_of).diagnostics) == [("field-approximated", "a", "prompt")]
    every: Any = type("Every", (Memo,), {**facts, "files": together, "natives": taken})
    assert told(written(every).diagnostics) == []
    first: Any = type("First", (every,), {"files": lambda s, i, w: together(s, [i[0], i[0]], w)})
    assert ("written-otherwise", "b", None) in told(written(first).diagnostics)


def test_a_file_that_is_kept_as_it_was_holds_what_was_read() -> None:
    registry = Registry(plugins=False)
    registry.add(Memo)
    document = read("---\nname: a\nx: 1.10 # own\n---\nHi\n", "memo", registry=registry).documents
    conversion = convert_documents(document, "memo", registry)
    assert conversion.diagnostics == ()
    assert conversion.files[0].text == document[0].tree.source.text


@pytest.mark.parametrize("name", Registry(plugins=False).targets())
def test_every_agent_stands_in_some_file_of_a_built_in_format(name: str) -> None:
    fmt, report = Registry(plugins=False).get(name), Report()
    conversion = write(AGENTS, name, registry=Registry(plugins=False))
    if conversion.ok:
        assert {n for f in conversion.files for n in f.agents} == {"a", "b"}
    check_written([Rendered(a, a.name, {}) for a in AGENTS], [], fmt, report)
    assert told(report.diagnostics) == [("written-otherwise", "a", None), ("written-otherwise", "b", None)]
