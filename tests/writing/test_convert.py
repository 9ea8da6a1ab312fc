"""Documents to files: how each agent is written, and what stands against it."""

from dataclasses import replace

import pytest

from agentconv.api import read
from agentconv.diagnostics import Severity
from agentconv.errors import UsageError
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.kit.format import USER, Format, OutputFile, Rendered, Writing
from agentconv.writing.convert import Conversion, convert_documents
from agentconv.writing.options import AgentOptions, Options


class Fixed(Format):
    """A format whose files all have the path that a test gives."""

    name = "fixed"
    title = "fixed"
    containers = ("json",)
    paths = ("f/*.json",)
    path = "f/a.json"
    run_note = ("target-retired", "nobody reads this any more", "write another")

    def files(self, items: list[Rendered], writing: Writing) -> list[OutputFile]:
        return [OutputFile(self.path, "{}\n", (item.agent.name,)) for item in items]


def documents(*names: str, tools: str = "Read") -> list[Document]:
    text = "---\nname: {}\ndescription: d\nmodel: opus\ntools: {}\n---\nHi\n"
    return [replace(read(text.format(name, tools)).documents[0]) for name in names]


def fixed(found: list[Document], path: str = Fixed.path) -> Conversion:
    registry = Registry(plugins=False)
    registry.add(type("Fixed", (Fixed,), {"path": path}))
    return convert_documents(found, "fixed", registry)


def test_what_is_special_for_an_agent_is_for_no_other() -> None:
    options = Options(model="gpt-x", for_agent={"b": AgentOptions(model="gpt-y")})
    conversion = convert_documents(documents("a", "b", "c"), "openai", Registry(plugins=False), options)
    models = [
        text.partition('"model": "')[2].partition('"')[0] for text in (f.text for f in conversion.files)
    ]
    assert models == ["gpt-x", "gpt-y", "gpt-x"]


def test_wider_for_one_agent_is_an_error_for_the_others() -> None:
    options = Options(for_agent={"b": AgentOptions(allow_wider=True)})
    conversion = convert_documents(documents("a", "b"), "agents-md", Registry(plugins=False), options)
    widened = [(d.agent, str(d.severity)) for d in conversion.diagnostics if d.code == "power-widened"]
    assert widened == [("a", "error"), ("b", "warning")]
    assert not conversion.ok


def test_files_know_what_they_were_made_from() -> None:
    found = [replace(d, tree=replace(d.tree, source=replace(d.tree.source, path=f"{d.agent.name}.md")))
             for d in documents("a", "b")]  # fmt: skip
    conversion = convert_documents(found, "codex", Registry(plugins=False))
    assert conversion.sources == {".codex/agents/a.toml": ("a.md",), ".codex/agents/b.toml": ("b.md",)}


@pytest.mark.parametrize("path", ["../a.json", "/a.json", "f/../../a.json", "f\\a.json"])
def test_a_path_that_leads_out_is_an_error(path: str) -> None:
    assert "unsafe-path" in {
        d.code for d in fixed(documents("a"), path).diagnostics if d.severity is Severity.ERROR
    }


def test_one_path_for_two_agents_is_an_error_that_names_both() -> None:
    (found,) = (d for d in fixed(documents("a", "b")).diagnostics if d.code == "path-collision")
    assert found.severity is Severity.ERROR
    assert found.message == "f/a.json would be written twice, for a, b"


def test_a_remark_on_the_target_is_made_once() -> None:
    assert [d.code for d in fixed(documents("a", "b")).diagnostics].count("target-retired") == 1
    assert fixed([]).diagnostics == ()


def test_what_cannot_be_written_is_a_usage_error() -> None:
    registry = Registry(plugins=False)
    registry.add(type("Mute", (Fixed,), {"name": "mute", "writes": False}))
    with pytest.raises(UsageError, match="for reading only"):
        convert_documents(documents("a"), "mute", registry)
    with pytest.raises(UsageError, match="no folder for all projects"):
        convert_documents(documents("a"), "openai", registry, Options(scope=USER))
