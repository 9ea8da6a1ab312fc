"""What is an agent and what is none: a repository that has every kind in every vendor's place."""

from pathlib import Path

import pytest

from agentconv.diagnostics import Report
from agentconv.host.registry import Registry
from agentconv.reading.left import counted
from agentconv.reading.sources import Loaded, load

KEYS = "---\nname: {name}\ndescription: Does it\ntools: Read\nmodel: opus\n---\nDo it.\n"
BARE = "---\nname: {name}\ndescription: Does it\n---\nDo it.\n"
ROLE = 'name = "{name}"\ndescription = "Does it"\ndeveloper_instructions = "Do it."\n'

AGENTS = {
    ".claude/agents/a1.md": BARE,
    ".claude/agents/commands/a2.md": BARE,
    ".claude/agents/security.md": BARE,
    ".codex/agents/a3.toml": ROLE,
    ".cursor/agents/a4.md": BARE,
    ".factory/droids/a5.md": BARE,
    ".gemini/agents/a6.md": BARE,
    ".github/agents/a7.agent.md": BARE,
    ".github/chatmodes/a8.chatmode.md": BARE,
    ".kilo/agents/a9.md": BARE,
    ".kiro/agents/a10.md": BARE,
    ".opencode/agent/a11.md": BARE,
    ".opencode/modes/a12.md": BARE,
    ".qwen/agents/a13.md": BARE,
    "agents/a14.md": BARE,
    "agents/readme-writer.md": BARE,
    "agents/eng/web/a15.md": BARE,
    "plugins/one/agents/a16.md": BARE,
    "plugins/one/subagents/a17.md": BARE,
    "templates/new/.claude/agents/a18.md": BARE,
    "packs/web-agents/a19.md": BARE,
    "src/deep/er/a20.md": KEYS,
    "a21.md": BARE,
    "library/a22.agent.md": BARE,
    "engineering/a23.md": KEYS,
    "engineering/a24.md": KEYS,
    "engineering/a25.md": BARE,
}
OTHERS = {
    "skill": [
        ".claude/skills/k/SKILL.md",
        "skills/k/SKILL.md",
        "skills/k/references/more.md",
        "skills/k/agents/helper.md",
        "plugins/one/skills/deep/er/SKILL.md",
        "skills/shared/patterns.md",
    ],
    "command": [
        ".claude/commands/c.md",
        ".claude/commands/agents/c.md",
        ".github/prompts/c.prompt.md",
        ".opencode/command/c.md",
        ".cursor/commands/c.md",
        ".kiro/prompts/c.md",
        "commands/git/c.md",
        "plugins/one/commands/agents/c.md",
        "prompts/deep/c.md",
    ],
    "workflow": [
        ".github/workflows/w.md",
        ".kilo/workflows/w.md",
        "workflows/w.md",
        "flows/workflows/build-with-agents/steps/w.md",
        ".pi/agents/w.chain.md",
    ],
    "rule": [
        "CLAUDE.md",
        "deep/GEMINI.md",
        ".cursor/rules/r.mdc",
        ".github/instructions/r.instructions.md",
        ".kiro/steering/r.md",
        "rules/r.md",
    ],
    "hook": ["hooks/h.md", "plugins/one/hooks/h.md"],
    "output style": [".claude/output-styles/o.md", "output-styles/o.md"],
    "issue template": [".github/ISSUE_TEMPLATE/bug.md", ".github/PULL_REQUEST_TEMPLATE.md"],
    "template": ["plugins/one/templates/t.md"],
    "document": ["README.md", "agents/README.md", "docs/guide.md", "SKILL.codex.md", "k/SKILL_ja.md"],
}
KEYED = {
    "rule": "applyTo: '**'\n",
    "output style": "keep-coding-instructions: true\n",
    "issue template": "about: A bug\nlabels: bug\n",
    "command": "argument-hint: '[path]'\n",
}


def written(folder: Path, files: dict[str, str]) -> str:
    for number, (path, text) in enumerate(files.items()):
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text.replace("{name}", f"n{number}"), "utf-8")
    return str(folder)


def loaded(*sources: str, format: str | None = None) -> tuple[Loaded, Report]:
    report = Report()
    return load(sources, Registry(plugins=False), report, format=format), report


def below(folder: Path, paths: list[str]) -> set[str]:
    return {Path(path).relative_to(folder).as_posix() for path in paths}


def test_of_a_repository_with_everything_the_agents_alone_are_taken(tmp_path: Path) -> None:
    others = {path: KEYS for paths in OTHERS.values() for path in paths}
    found, report = loaded(
        written(tmp_path, AGENTS | others | {"plugins/one/.claude-plugin/plugin.json": "{}"})
    )
    assert below(tmp_path, [d.path for d in found.documents]) == set(AGENTS)
    assert report.errors() == ()
    told = {left.path: left.kind for left in found.skipped}
    for kind, paths in OTHERS.items():
        assert {told[str(tmp_path / path)] for path in paths} == {kind}, kind


def test_what_is_left_is_one_note_that_counts_kinds(tmp_path: Path) -> None:
    others = {path: KEYS for paths in OTHERS.values() for path in paths}
    _, report = loaded(
        written(tmp_path, {"agents/a.md": BARE, "plugins/one/.claude-plugin/plugin.json": "{}"} | others)
    )
    (note,) = [d for d in report.diagnostics if d.code == "kinds-left"]
    assert note.message == (
        "left: 9 commands, 6 rules, 5 workflows, 3 skills, 2 hooks, 2 issue templates, 2 output styles, "
        "1 template, 6 other files"
    )


def test_no_note_where_only_documents_are_left(tmp_path: Path) -> None:
    _, report = loaded(written(tmp_path, {"agents/a.md": BARE, "README.md": "# Read\n"}))
    assert report.diagnostics == ()


@pytest.mark.parametrize("kind", KEYED)
def test_keys_say_what_a_file_in_no_known_place_is(tmp_path: Path, kind: str) -> None:
    text = f"---\nname: x\ndescription: d\n{KEYED[kind]}---\nText\n"
    found, _ = loaded(written(tmp_path, {"agents/a.md": BARE, "notes/x.md": text}))
    assert [left.kind for left in found.skipped] == [kind]


def test_a_name_and_a_description_are_not_enough_anywhere(tmp_path: Path) -> None:
    found, _ = loaded(
        written(tmp_path, {"agents/a.md": BARE, "notes/x.md": BARE, "lead.md": "---\nname: x\n---\n"})
    )
    assert [Path(d.path).name for d in found.documents] == ["a.md"]
    assert [left.kind for left in found.skipped] == ["document", "document"]


@pytest.mark.parametrize("given", ["agents", ".claude/agents", "plugins/p/agents"])
def test_a_folder_of_agents_given_by_itself(tmp_path: Path, given: str) -> None:
    written(tmp_path, {f"{given}/a.md": BARE, f"{given}/deep/er/b.md": BARE})
    found, _ = loaded(str(tmp_path / given))
    assert len(found.documents) == 2


def test_naming_the_file_or_its_format_overrules_the_place(tmp_path: Path) -> None:
    written(tmp_path, {"commands/c.md": KEYS, "skills/k/SKILL.md": BARE})
    for source, told in [("commands/c.md", None), ("skills/k/SKILL.md", None), ("commands", "claude")]:
        found, _ = loaded(str(tmp_path / source), format=told)
        assert len(found.documents) == 1, source


def test_a_pattern_takes_what_it_names_but_no_other_kind(tmp_path: Path) -> None:
    written(tmp_path, {"team/a.md": BARE, "team/b.md": BARE, "commands/c.md": KEYS, "commands/d.md": KEYS})
    assert len(loaded(str(tmp_path / "team/*.md"))[0].documents) == 2
    found, _ = loaded(str(tmp_path / "commands/*.md"))
    assert [left.kind for left in found.skipped] == ["command", "command"]


@pytest.mark.parametrize("place", ["docs/x.md", "src/test/resources/x.md", "notes/x.json"])
@pytest.mark.parametrize("data", [b"# A \x97 B", b"---\nname: a\nname: b\n---\nx", b'{"a": 1, "a": 2'])
def test_what_cannot_be_read_is_left_where_no_agent_belongs(tmp_path: Path, place: str, data: bytes) -> None:
    written(tmp_path, {"agents/a.md": BARE, place: ""})
    (tmp_path / place).write_bytes(data)
    found, report = loaded(str(tmp_path))
    assert len(found.documents) == 1
    assert report.errors() == ()
    assert [left.path for left in found.skipped] == [str(tmp_path / place)]


def test_what_cannot_be_read_is_an_error_among_agents(tmp_path: Path) -> None:
    broken = "---\nname: a\nname: b\n---\nx"
    written(
        tmp_path,
        {"agents/a.md": broken, "eng/b.md": KEYS, "eng/c.md": KEYS, "eng/d.md": broken, "e.md": broken},
    )
    _, report = loaded(str(tmp_path))
    assert [Path(d.path or "").name for d in report.errors()] == ["a.md", "e.md", "d.md"]


def test_manifests_and_settings_are_no_agents_whatever_they_hold(tmp_path: Path) -> None:
    card = (
        '{"name": "x", "description": "d", "version": "1.0.0", "skills": [], "url": "u", "capabilities": {}}'
    )
    names = [
        "plugin.json",
        ".claude-plugin/plugin.json",
        "gemini-extension.json",
        "package.json",
        "hooks/hooks.json",
    ]
    found, report = loaded(written(tmp_path, {"agents/a.md": BARE} | dict.fromkeys(names, card)))
    assert len(found.documents) == 1
    assert report.errors() == ()


def test_counts_are_said_as_people_do() -> None:
    assert counted([("skill", 2), ("hook", 1), ("settings", 1)]) == "2 skills, 1 hook, 1 settings file"


PLACES = {
    "agent": [
        ".claude/agents/{n}.md", ".claude/agents/deep/er/{n}.md", ".codex/agents/{n}.toml",
        ".cursor/agents/{n}.md", ".factory/droids/{n}.md", ".gemini/agents/{n}.md", ".github/agents/{n}.agent.md",
        ".github/agents/{n}.md", ".kilo/agents/{n}.md", ".kilocode/agents/{n}.md", ".kiro/agents/{n}.md",
        ".opencode/agents/{n}.md", ".opencode/agent/deep/{n}.md", ".qwen/agents/{n}.md",
        "agents/{n}.md", "subagents/{n}.md", "droids/{n}.md",
    ],
    "skill": [
        f"{dot}/skills/{{n}}/SKILL.md" for dot in (
            ".agents", ".claude", ".codex", ".cursor", ".factory", ".gemini", ".github", ".goose", ".kilo",
            ".kilocode", ".kiro", ".opencode", ".qwen", ".roo",
        )
    ] + ["skills/{n}/SKILL.md", "skills/deep/er/{n}/skill.md"],
    "command": [
        ".claude/commands/{n}.md", ".claude/commands/git/{n}.md", ".cursor/commands/{n}.md",
        ".factory/commands/{n}.md", ".gemini/commands/{n}.toml", ".gemini/commands/git/{n}.toml",
        ".github/prompts/{n}.prompt.md", ".kilo/commands/{n}.md", ".kiro/prompts/{n}.md",
        ".opencode/commands/{n}.md", ".qwen/commands/{n}.toml", ".roo/commands/{n}.md", "commands/{n}.md",
        "commands/agents/{n}.md", "prompts/{n}.md",
    ],
    "workflow": [".agents/workflows/{n}.md", ".kilo/workflows/{n}.md", ".github/workflows/{n}.yml"],
    "rule": [
        ".agents/rules/{n}.md", ".claude/rules/deep/{n}.md", ".cursor/rules/{n}.mdc", ".kilo/rules/{n}.md",
        ".kiro/steering/{n}.md", ".qwen/rules/{n}.md", ".roo/rules/{n}.md", ".github/copilot-instructions.md",
        ".github/instructions/{n}.instructions.md", "CLAUDE.md", "GEMINI.md", "QWEN.md", ".claude/CLAUDE.md",
    ],
    "server": [
        ".mcp.json", "mcp.json", ".cursor/mcp.json", ".factory/mcp.json", ".github/mcp.json", ".roo/mcp.json",
        ".vscode/mcp.json", ".kiro/settings/mcp.json", ".agents/mcp_config.json",
    ],
    "hook": [
        ".codex/hooks.json", ".cursor/hooks.json", ".factory/hooks.json", ".agents/hooks.json", "hooks/hooks.json",
        ".github/hooks/{n}.json", ".kiro/hooks/{n}.json",
    ],
    "settings": [".claude/settings.json", ".gemini/settings.json", ".qwen/settings.json"],
    "output style": [".claude/output-styles/{n}.md", "output-styles/{n}.md"],
    "manifest": [
        ".claude-plugin/plugin.json", ".codex-plugin/plugin.json", ".cursor-plugin/plugin.json",
        ".factory-plugin/plugin.json", "gemini-extension.json", "qwen-extension.json", "POWER.md",
        ".claude-plugin/marketplace.json", ".agents/plugins/marketplace.json",
    ],
    "issue template": [".github/ISSUE_TEMPLATE/{n}.md"],
}  # fmt: skip
"""Where the vendors keep each kind; facts: the documentation and the clients, August to November 2026."""
TEXTS = {".toml": ROLE, ".json": '{"name": "x", "description": "d", "prompt": "p", "tools": ["read"]}'}


@pytest.mark.parametrize("depth", ["", "packages/app/", "a/b/c/d/e/", "examples/commands-and-more/"])
def test_every_kind_in_every_vendors_place_at_any_depth(tmp_path: Path, depth: str) -> None:
    files, kind_of = {}, {}
    for kind, patterns in PLACES.items():
        for number, pattern in enumerate(patterns):
            place = depth + pattern.replace("{n}", f"{kind.replace(' ', '-')}{number}")
            text = BARE if kind == "agent" else KEYS  # a list of tools is not every client's
            files[place] = TEXTS.get(Path(place).suffix, text)
            kind_of[place] = kind
    found, report = loaded(written(tmp_path, files))
    assert report.errors() == ()
    agents = below(tmp_path, [d.path for d in found.documents])
    assert agents == {place for place, kind in kind_of.items() if kind == "agent"}
    told = {Path(left.path).relative_to(tmp_path).as_posix(): left.kind for left in found.skipped}
    assert {p: k for p, k in kind_of.items() if k != "agent" and told.get(p, k) != k} == {}


def test_what_lies_below_commands_is_no_agent_without_a_manifest_either(tmp_path: Path) -> None:
    files = {
        "agents/a.md": BARE,
        "team/commands/agents/c.md": BARE,
        "team/agents/commands/b.md": BARE,
        "kit/skills/s/SKILL.md": BARE,
        "kit/skills/agents/d.md": BARE,
        "skills-and-more/agents/e.md": BARE,
    }
    found, _ = loaded(written(tmp_path, files))
    taken = below(tmp_path, [d.path for d in found.documents])
    assert taken == {"agents/a.md", "skills-and-more/agents/e.md"}
