"""Packages: what manifests say, names that live in them, copies for several tools."""

import json
from pathlib import Path

import pytest

from agentconv.diagnostics import Report
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.reading.choose import newest
from agentconv.reading.packages import Package
from agentconv.reading.sources import Loaded, load


def agent(name: str, text: str = "Do it.", more: str = "") -> str:
    return f"---\nname: {name}\ndescription: Does it\n{more}---\n{text}\n"


def loaded(folder: Path, files: dict[str, str | object]) -> tuple[Loaded, Report]:
    for path, content in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    report = Report()
    return load([str(folder)], Registry(plugins=False), report), report


def chosen(folder: Path, files: dict[str, str | object]) -> tuple[list[Document], list[str]]:
    found, report = loaded(folder, files)
    documents, _ = newest(found.documents, report)
    return documents, [d.code for d in report.diagnostics]


def names(documents: list[Document]) -> list[str]:
    return sorted(d.agent.name for d in documents)


FULL = {
    "name": "ops-kit",
    "version": "2.0.1",
    "description": "For operations",
    "author": {"name": "Ada"},
    "license": "MIT",
    "homepage": "https://example.com",
    "keywords": ["ops"],
}


@pytest.mark.parametrize(
    "manifest",
    [
        ".claude-plugin/plugin.json",
        ".codex-plugin/plugin.json",
        ".cursor-plugin/plugin.json",
        ".github/plugin/plugin.json",
        "gemini-extension.json",
        "plugin.json",
    ],
)
def test_the_manifest_of_each_tool_describes_its_folder(tmp_path: Path, manifest: str) -> None:
    found, _ = loaded(tmp_path, {f"kits/ops/{manifest}": FULL, "kits/ops/agents/a.md": agent("a")})
    (package,) = found.survey.packages
    assert (package.name, package.folder, package.version) == ("ops-kit", "kits/ops", "2.0.1")
    assert (package.authors, package.license, package.keywords) == (("Ada",), "MIT", ("ops",))
    assert [d.package for d in found.documents] == ["ops-kit"]


def test_a_list_of_packages_says_what_their_own_manifests_do_not(tmp_path: Path) -> None:
    entries = [
        {"name": "one", "source": "./plugins/one", "version": "1.0.0", "category": "x"},
        {"name": "two", "source": {"source": "local", "path": "./plugins/two"}, "description": "Two"},
        {"name": "far", "source": {"source": "github", "repo": "a/b"}},
        {"name": "gone", "source": "./plugins/gone"},
    ]
    market = {"name": "m", "owner": {"name": "Ada"}, "metadata": {"version": "3.1.0"}, "plugins": entries}
    found, _ = loaded(
        tmp_path,
        {
            ".claude-plugin/marketplace.json": market,
            "plugins/one/.claude-plugin/plugin.json": {"name": "one", "version": "1.2.0"},
            "plugins/one/agents/a.md": agent("a"),
            "plugins/two/agents/b.md": agent("b"),
        },
    )
    one, two = found.survey.packages
    assert (one.version, one.category, two.description) == ("1.2.0", "x", "Two")
    assert [(r.name, r.version, r.authors) for r in found.survey.registries] == [("m", "3.1.0", ("Ada",))]


def test_agents_that_a_manifest_names_are_agents_wherever_they_lie(tmp_path: Path) -> None:
    manifest = {"name": "p", "agents": ["./prompts/a.md", "./more"]}
    files = {
        ".claude-plugin/plugin.json": manifest,
        "prompts/a.md": agent("a"),
        "more/b.md": agent("b"),
        "x/c.md": agent("c"),
    }
    found, _ = loaded(tmp_path, files)
    assert names(found.documents) == ["a", "b"]


def test_a_manifest_that_cannot_be_read_says_nothing(tmp_path: Path) -> None:
    found, report = loaded(tmp_path, {"p/.claude-plugin/plugin.json": "{", "p/agents/a.md": agent("a")})
    assert [p.name for p in found.survey.packages] == ["p"]
    assert report.errors() == ()


TWO: dict[str, str | object] = {
    "plugins/one/plugin.json": {"name": "one"},
    "plugins/two/plugin.json": {"name": "two"},
}


def test_one_name_in_two_packages_is_two_agents(tmp_path: Path) -> None:
    both = {f"plugins/{p}/agents/r.md": agent("reviewer", p) for p in ("one", "two")}
    documents, codes = chosen(tmp_path, TWO | both | {"plugins/two/agents/s.md": agent("single")})
    assert names(documents) == ["one-reviewer", "single", "two-reviewer"]
    assert codes == ["name-qualified", "name-qualified"]


def test_versions_are_not_compared_across_packages(tmp_path: Path) -> None:
    both = {
        f"plugins/{p}/agents/r.md": agent("r", p, f"version: {v}\n")
        for p, v in (("one", "1.0"), ("two", "2.0"))
    }
    assert names(chosen(tmp_path, TWO | both)[0]) == ["one-r", "two-r"]


def test_the_same_content_in_two_packages_is_one_agent_with_its_own_name(tmp_path: Path) -> None:
    both = {f"plugins/{p}/agents/r.md": agent("reviewer") for p in ("one", "two")}
    documents, codes = chosen(tmp_path, TWO | both)
    assert names(documents) == ["reviewer"]
    assert codes == ["same-agent-twice"]


def test_what_is_in_no_package_keeps_its_name(tmp_path: Path) -> None:
    files = {
        "plugin.json": {"name": "kit"},
        ".claude/agents/r.md": agent("r", "x"),
        "agents/r.md": agent("r", "y"),
    }
    assert names(chosen(tmp_path, files)[0]) == ["kit-r", "r"]


def test_folders_of_agents_keep_names_apart_where_no_manifest_does(tmp_path: Path) -> None:
    files = {f"{p}/agents/r.md": agent("r", p) for p in ("one", "two")}
    assert names(chosen(tmp_path, files)[0]) == ["one-r", "two-r"]


def test_a_longer_name_that_is_taken_is_an_error(tmp_path: Path) -> None:
    both = {f"plugins/{p}/agents/r.md": agent("r", p) for p in ("one", "two")}
    assert "name-collision" in chosen(tmp_path, TWO | both | {"agents/x.md": agent("one-r")})[1]


def test_one_name_twice_in_one_folder_stays_an_error(tmp_path: Path) -> None:
    files = {"plugin.json": {"name": "p"}, "agents/a.md": agent("r", "x"), "agents/b.md": agent("r", "y")}
    assert "name-collision" in chosen(tmp_path, files)[1]


def test_copies_for_several_tools_are_taken_from_the_tool_with_most_files(tmp_path: Path) -> None:
    files = {f".opencode/agents/{n}.md": agent(n, "open", "mode: subagent\n") for n in ("a", "b", "only")}
    files |= {f".claude/agents/{n}.md": agent(n, "claude") for n in ("a", "b", "c", "d")}
    documents, codes = chosen(tmp_path, files)
    assert names(documents) == ["a", "b", "c", "d", "only"]
    assert {d.agent.name: d.format for d in documents}["a"] == "claude"
    assert codes == ["copies-left"]


def test_a_copy_beside_a_package_is_none_of_its_own(tmp_path: Path) -> None:
    files = {"plugin.json": {"name": "p"}, "agents/a.md": agent("a", "x"), "agents/b.md": agent("b", "x")}
    documents, codes = chosen(
        tmp_path, files | {".opencode/agents/a.md": agent("a", "y", "mode: subagent\n")}
    )
    assert names(documents) == ["a", "b"]
    assert codes == ["copies-left"]


def test_packages_are_values() -> None:
    assert Package("a", ".") == Package("a", ".")


def test_what_a_project_has_for_a_tool_is_apart_from_what_it_offers(tmp_path: Path) -> None:
    files = {"agents/x.md": agent("x", "offered"), ".claude/agents/x.md": agent("x", "own")}
    documents, codes = chosen(tmp_path, files)
    assert names(documents) == ["claude-x", "x"]
    assert codes.count("name-qualified") == 1
    assert "name-collision" not in codes


CURSOR = {"name": "kit"}
STANDARD = {"$schema": "https://agent-plugins.org/schemas/1.0.0/plugin.schema.json", "name": "kit"}


@pytest.mark.parametrize(
    ("manifests", "place", "format"),
    [
        (("gemini-extension.json",), "agents/a.md", "gemini"),
        (("qwen-extension.json",), "agents/a.md", "qwen"),
        ((".cursor-plugin/plugin.json",), "agents/a.md", "cursor"),
        ((".github/plugin/plugin.json",), "agents/a.md", "copilot"),
        ((".plugin/plugin.json",), "agents/a.md", "copilot"),
        ((".claude-plugin/plugin.json",), "agents/deep/er/a.md", "claude"),
        ((".claude-plugin/plugin.json",), "agents/a.agent.md", "copilot"),  # whose ending is only one tool's
        ((".codex-plugin/plugin.json",), "agents/a.md", "claude"),  # it loads none, so that nothing is said
        ((".claude-plugin/plugin.json", ".codex-plugin/plugin.json"), "agents/a.md", "claude"),
        ((".claude-plugin/plugin.json", "gemini-extension.json"), "agents/a.md", "claude"),  # by its keys
        (("gemini-extension.json",), ".claude/agents/a.md", "claude"),  # a tool's own place comes first
        (("gemini-extension.json",), "team/agents/a.md", "claude"),  # no place of an extension's agents
        (("plugin.json",), "com.github.copilot/agents/a.md", "copilot"),
    ],
)
def test_agents_are_in_the_format_of_their_package(
    manifests: tuple[str, ...], place: str, format: str, tmp_path: Path
) -> None:
    files: dict[str, str | object] = {m: STANDARD if m == "plugin.json" else CURSOR for m in manifests}
    found, report = loaded(tmp_path, {**files, place: agent("a")})
    assert [d.format for d in found.documents] == [format]
    assert not report.errors()


def test_agents_that_a_packages_tool_does_not_load_are_those_of_the_tool_whose_keys_they_have(
    tmp_path: Path,
) -> None:
    text = "---\nname: {}\ndescription: Works.\ntools: [{}]\n{}: {}\n---\nWork.\n"
    files: dict[str, str | object] = {
        "gemini-extension.json": {"name": "kit", "version": "1.0.0"},
        "agents/a.md": text.format("a", "Read", "color", "red"),
        "agents/b.md": text.format("b", "read_file", "temperature", "0.5"),
        "agents/c.md": text.format("c", "read_file", "wish", "more"),
    }
    found, report = loaded(tmp_path, files)
    assert [(d.agent.name, d.format) for d in found.documents] == [
        ("a", "claude"),
        ("b", "gemini"),
        ("c", "gemini"),
    ]
    assert [(d.code, Path(d.path or "").name) for d in report.diagnostics] == [("client-ignores", "c.md")]


def test_what_a_manifest_calls_agents_is_in_its_format_too(tmp_path: Path) -> None:
    manifest = {"name": "kit", "agents": "./team/"}
    files: dict[str, str | object] = {".cursor-plugin/plugin.json": manifest, "team/a.md": agent("a")}
    found, _ = loaded(tmp_path, files)
    assert [(d.format, d.package) for d in found.documents] == [("cursor", "kit")]


def test_a_list_says_what_tool_a_package_is_of(tmp_path: Path) -> None:
    files: dict[str, str | object] = {
        ".cursor-plugin/marketplace.json": {"name": "m", "plugins": [{"name": "kit", "source": "kit"}]},
        "kit/agents/a.md": agent("a"),
    }
    found, _ = loaded(tmp_path, files)
    assert [(d.format, d.package) for d in found.documents] == [("cursor", "kit")]


def test_what_a_tool_alone_knows_is_kept_under_its_name(tmp_path: Path) -> None:
    files: dict[str, str | object] = {
        ".codex-plugin/plugin.json": {
            "name": "kit",
            "interface": {"brandColor": "#f00"},
            "skills": "./skills/",
        },
        ".claude-plugin/plugin.json": {"name": "kit", "userConfig": {}, "commands": ["./x.md"]},
        ".claude-plugin/marketplace.json": {
            "name": "m",
            "plugins": [{"name": "kit", "source": "./", "tags": ["x"], "strict": False}],
        },
        "agents/a.md": agent("a"),
    }
    found, _ = loaded(tmp_path, files)
    (package,) = found.survey.packages
    assert package.extensions == {
        "claude-plugin": {"userConfig": {}, "marketplace.json": {"tags": ["x"]}},
        "codex-plugin": {"interface": {"brandColor": "#f00"}},
    }
    assert package.tools == ("claude-plugin", "codex-plugin")


def test_a_folder_that_agentconv_wrote_keeps_its_packages(tmp_path: Path) -> None:
    from agentconv.export import ExportRequest, export

    files: dict[str, str | object] = {
        ".claude-plugin/marketplace.json": {
            "name": "m",
            "plugins": [{"name": n, "source": f"./{n}"} for n in ("one", "two")],
        },
        **{f"{n}/agents/a.md": agent("a", n) for n in ("one", "two")},
    }
    loaded(tmp_path / "in", files)
    registry = Registry(plugins=False)
    assert export(ExportRequest((str(tmp_path / "in"),), ("claude-plugin",), tmp_path / "out"), registry).ok
    found, report = loaded(tmp_path / "out", {})
    assert [(d.package, d.agent.name) for d in found.documents] == [("one", "a"), ("two", "a")]
    assert found.survey.registries[0].name == "m"
    assert not report.errors()
