"""Mistral Vibe: TOML laid over a session's settings; empty lists give all, patterns are names, edits go unasked."""

from pathlib import Path

import pytest

from agentconv.api import read, write
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.model.agent import Agent, Tool, Tools
from agentconv.testing import read_files

REGISTRY = Registry(plugins=False)


def of(folder: Path, text: str) -> Document:
    path = folder / ".vibe" / "agents" / "a.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'description = "d"\nagent_type = "subagent"\n{text}', encoding="utf-8")
    (found,) = read(path, registry=REGISTRY).documents
    return found


@pytest.mark.parametrize(
    ("said", "tools"),
    [
        ("", Tools()),
        ("enabled_tools = []", Tools()),
        ('enabled_tools = ["none"]', Tools(())),
        (
            'enabled_tools = ["Read_File", "web_*"]',
            Tools(tuple(map(Tool, ("read", "web_fetch", "web_search")))),
        ),
        ('enabled_tools = ["re:gre."]', Tools((Tool("grep"),))),
        ('enabled_tools = ["re:("]', Tools((Tool("re:(", native="vibe"),))),
        ('disabled_tools = ["bash"]', Tools(None, (Tool("shell"),))),
        ('tools.bash.permission = "never"', Tools(None, (Tool("shell"),))),
    ],
)
def test_which_tools_a_file_gives(tmp_path: Path, said: str, tools: Tools) -> None:
    found = of(tmp_path, f'instructions = "x"\n{said}\n')
    assert (found.format, found.agent.tools) == ("vibe", tools)


@pytest.mark.parametrize(
    ("levels", "mode"),
    [
        ({"edit": "always", "write_file": "always"}, "accept-edits"),
        ({"edit": "always"}, None),
        ({"edit": "always", "write_file": "always", "bash": "always"}, "auto"),
        ({"edit": "ask", "write_file": "ask", "bash": "ask"}, "default"),
        ({"edit": "ask"}, None),
    ],
)
def test_permissions_come_to_a_mode(tmp_path: Path, levels: dict[str, str], mode: str | None) -> None:
    lines = "".join(f'tools.{name}.permission = "{level}"\n' for name, level in levels.items())
    assert of(tmp_path, f'instructions = "x"\n{lines}').agent.permission_mode == mode


def test_a_bypass_is_one(tmp_path: Path) -> None:
    assert of(tmp_path, "bypass_tool_permissions = true\n").agent.permission_mode == "bypass"


def test_a_prompt_in_another_folder_is_an_error_and_not_an_empty_one(tmp_path: Path) -> None:
    path = tmp_path / ".vibe" / "agents" / "a.toml"
    path.parent.mkdir(parents=True)
    path.write_text('description = "d"\nsystem_prompt_id = "tides"\n', encoding="utf-8")
    result = read(path, registry=REGISTRY)
    assert ([d.code for d in result.diagnostics], result.documents) == (["unreadable"], ())
    assert of(tmp_path, 'system_prompt_id = "tides"\ninstructions = "Mine."\n').agent.prompt == "Mine."


def test_an_agent_without_a_prompt_is_told(tmp_path: Path) -> None:
    of(tmp_path, "")
    result = read(tmp_path / ".vibe" / "agents" / "a.toml", registry=REGISTRY)
    assert [d.code for d in result.diagnostics] == ["live-source"]


def test_a_mode_that_a_person_chooses_is_no_subagent(tmp_path: Path) -> None:
    path = tmp_path / ".vibe" / "agents" / "m.toml"
    path.parent.mkdir(parents=True)
    path.write_text('description = "d"\ninstructions = "x"\n', encoding="utf-8")
    (found,) = read(path, registry=REGISTRY).documents
    assert found.agent.mode == "primary"
    assert 'agent_type = "agent"' in write(found.agent, "vibe", registry=REGISTRY).files[0].text


@pytest.mark.parametrize("mode", [None, "calm"])
def test_edits_of_a_client_that_asks_are_asked_for(mode: str | None) -> None:
    agent = Agent("a", description="d", prompt="x", permission_mode=mode)
    (file,) = write(agent, "vibe", registry=REGISTRY).files
    assert '[tools.edit]\npermission = "ask"' in file.text
    (back,) = read_files(
        write(Agent("a", description="d", prompt="x", tools=Tools(())), "vibe", registry=REGISTRY), REGISTRY
    )
    assert back.tools == Tools(())
