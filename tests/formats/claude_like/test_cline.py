"""Cline: frontmatter in a YAML file, names without capitals, older names that give more than they say."""

from pathlib import Path

import pytest

from agentconv.api import read, write
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.model.agent import Agent, Tool, Tools
from agentconv.writing.convert import convert_documents
from agentconv.writing.options import Options

REGISTRY = Registry(plugins=False)


def of(folder: Path, head: str, ending: str = "yaml") -> Document:
    path = folder / ".cline" / "agents" / f"a.{ending}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\nname: a\ndescription: d\n{head}---\nDo it.\n", encoding="utf-8")
    (found,) = read(path, registry=REGISTRY).documents
    return found


@pytest.mark.parametrize("ending", ["yaml", "yml"])
def test_a_yaml_file_there_is_frontmatter_with_a_prompt(tmp_path: Path, ending: str) -> None:
    found = of(tmp_path, "", ending)
    assert (found.format, found.agent.prompt) == ("cline", "Do it.\n")


def test_a_yaml_file_elsewhere_is_yaml(tmp_path: Path) -> None:
    path = tmp_path / "agents" / "a.yaml"
    path.parent.mkdir()
    path.write_text("---\nname: a\ndescription: d\n---\nDo it.\n", encoding="utf-8")
    assert not read(path, registry=REGISTRY).documents


@pytest.mark.parametrize(
    ("said", "allow"),
    [
        ("", None),
        ("tools: []\n", ()),
        ("tools: ''\n", ()),
        ("tools: Read_Files, BASH\n", (Tool("read"), Tool("shell"))),
        ("tools: [list_files]\n", (Tool("shell"),)),
        ("tools: [read_files]\nskills: [s]\n", (Tool("read"), Tool("skill"))),
    ],
)
def test_which_tools_a_file_gives(tmp_path: Path, said: str, allow: tuple[Tool, ...] | None) -> None:
    assert of(tmp_path, said).agent.tools == Tools(allow)


@pytest.mark.parametrize(
    ("said", "model"),
    [
        ("modelId: glm-5\n", "glm-5"),
        ("modelId: gpt-6-luna\nproviderId: openai-native\n", "openai/gpt-6-luna"),
        ("providerId: gemini\n", None),
    ],
)
def test_a_model_has_two_keys(tmp_path: Path, said: str, model: str | None) -> None:
    found = of(tmp_path, said)
    assert found.agent.model == model
    (file,) = convert_documents([found], "cline", REGISTRY, Options(template="{{ prompt }}!")).files
    assert all(line in file.text for line in said.splitlines())


def test_skills_bring_their_tool_and_an_agent_without_a_prompt_gets_one() -> None:
    agent = Agent("a", description="d", tools=Tools((Tool("read"),)), skills=("s",))
    (file,) = write(agent, "cline", registry=REGISTRY).files
    assert "- skills\n" in file.text
    assert file.text.endswith("---\nd")
