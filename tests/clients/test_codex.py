"""What Codex makes of roles, and that it loads every one that agentconv writes."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from agentconv.host.registry import Registry

from . import codex
from .common import Answer

pytestmark = [
    pytest.mark.clients,
    pytest.mark.skipif(codex.missing() is not None, reason=codex.missing() or "installed"),
]

REGISTRY = Registry(plugins=False)
ROLE = 'name = "a"\ndescription = "d"\ndeveloper_instructions = "p"\n'
TOUCH = ("exec_command", {"cmd": "touch made && echo made"})


def ask(
    tmp_path: Path, files: Mapping[str, str], session: str = "", calls: tuple[codex.Call, ...] = ()
) -> Answer:
    project, home = tmp_path / "project", tmp_path / "home"
    (home / ".codex").mkdir(parents=True)
    (home / ".codex" / "config.toml").write_text(session, encoding="utf-8")
    for name, text in files.items():
        path = project / ".codex" / "agents" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return codex.load(project, home, calls=calls)


def test_names_and_descriptions_are_trimmed_and_nothing_is_expanded(tmp_path: Path) -> None:
    text = "  ${HOME} {{x}} $(date) !`date` @a <b>\\n\n"
    role = f"name = \" a b/Ü \"\ndescription = '''{text}'''\ndeveloper_instructions = '''{text}'''\n"
    answer = ask(tmp_path, {"x/y/_z.toml": role})
    agent = answer.agents["a b/Ü"]
    assert (agent.description, agent.prompt, answer.errors) == (text.strip(), text, ())


def test_a_file_that_is_wrong_is_skipped_and_named(tmp_path: Path) -> None:
    files = {
        "good.toml": ROLE,
        "other.TOML": ROLE.replace('"a"', '"b"'),
        "unknown.toml": ROLE.replace('"a"', '"c"') + "version = 1\n",
        "blank.toml": ROLE.replace('"a"', '"d"').replace('"p"', '" "'),
        "twice.toml": ROLE,
    }
    answer = ask(tmp_path, files)
    assert list(answer.agents) == ["a"]
    words = ("unknown field `version`", "cannot be blank", "duplicate agent role name")
    assert all(any(word in error for error in answer.errors) for word in words)


@pytest.mark.parametrize("session", ["read-only", "workspace-write", "danger-full-access"])
def test_a_role_has_the_sandbox_of_its_session(tmp_path: Path, session: str) -> None:
    files = {
        f"{mode}.toml": ROLE.replace('"a"', f'"{mode}"') + f'sandbox_mode = "{mode}"\n'
        for mode in ("read-only", "workspace-write", "danger-full-access")
    }
    answer = ask(tmp_path, files, f'sandbox_mode = "{session}"\n', (TOUCH,))
    assert {agent.more["sandbox"] for agent in answer.agents.values()} == {session}
    made = ["\nmade\n" in agent.more["results"][0] for agent in answer.agents.values()]
    assert made == [session != "read-only"] * 3


def test_only_the_shell_can_be_taken_away(tmp_path: Path) -> None:
    off = 'web_search = "disabled"\n[tools]\nview_image = false\n[features]\nshell_tool = false\nmulti_agent = false\n'
    answer = ask(tmp_path, {"a.toml": ROLE, "b.toml": ROLE.replace('"a"', '"b"') + off}, calls=(TOUCH,))
    lost = set(answer.agents["a"].tools) - set(answer.agents["b"].tools)
    assert lost == {"exec_command", "write_stdin"}
    assert answer.agents["b"].more["results"] == ["unsupported call: exec_command"]


def test_an_effort_that_the_model_does_not_have_stops_the_role(tmp_path: Path) -> None:
    more = 'model = "gpt-5.5"\nmodel_reasoning_effort = '
    files = {e: ROLE.replace('"a"', f'"{e}"') + f'{more}"{e}"\n' for e in ("low", "xhigh", "minimal", "max")}
    answer = ask(tmp_path, {f"{e}.toml": text for e, text in files.items()})
    assert sorted(answer.agents) == ["low", "xhigh"]
