"""Files of skills, commands, servers, rules, hooks and manifests are merged by what they say."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentconv.diagnostics import Report
from agentconv.host.registry import Registry
from agentconv.merging.documents import MergedFile
from agentconv.merging.files import merge_file
from agentconv.merging.marks import Labels
from agentconv.merging.places import kind_at
from agentconv.merging.run import MergeRequest, merge
from tests.merging.test_run import git

REGISTRY = Registry(plugins=False)
COMMAND = """\
---
description: Look at it  # for people
allowed-tools: Read, Bash(git log:*)
---
# First

One.

# Second

Two.
"""
SERVERS = """\
{
  "mcpServers": {
    "a": {"command": "npx", "args": ["-y", "a@1"]},
    "b": {
      "command": "uvx"
    }
  },
  "more": [1, 2]
}
"""


def merged(path: str, base: str, ours: str, theirs: str) -> MergedFile:
    kind = kind_at(path, REGISTRY)
    assert kind is not None
    found = merge_file(kind, (base, ours, theirs), Labels())
    assert found is not None
    return found


def text_of(path: str, base: str, *changes: tuple[tuple[str, str], ...]) -> str:
    """The merge of what two sides changed, which must be clean."""
    sides = []
    for changed in changes:
        text = base
        for old, new in changed:
            assert old in text
            text = text.replace(old, new)
        sides.append(text)
    found = merged(path, base, *sides)
    assert found.clean
    return found.text or ""


@pytest.mark.parametrize("path", [".claude/commands/c.md", ".claude/skills/s/SKILL.md"])
def test_heads_are_merged_by_key_and_lists_as_sets(path: str) -> None:
    found = text_of(
        path,
        COMMAND,
        (("Read,", "Read, Write,"), ("One", "Uno")),
        (("log:*)", "log:*), Grep\nmodel: opus"), ("Two", "Due")),
    )
    changed = COMMAND.replace("Read, Bash(git log:*)", "Read, Write, Bash(git log:*), Grep\nmodel: opus")
    assert found == changed.replace("One", "Uno").replace("Two", "Due")


def test_a_merge_that_allows_more_than_either_side_says_so() -> None:
    ours, theirs = COMMAND.replace("Read,", "Read, Write,"), COMMAND.replace("Read,", "Read, Grep,")
    found = merged(".claude/commands/c.md", COMMAND, ours, theirs)
    assert found.power == (("unasked: Grep",), ("unasked: Write",))


def test_both_narrowings_of_a_tool_are_a_conflict() -> None:
    ours, theirs = COMMAND.replace("git log", "git show"), COMMAND.replace("git log", "git diff")
    found = merged(".claude/commands/c.md", COMMAND, ours, theirs)
    assert [c.field for c in found.conflicts] == ["allowed-tools"]
    marked = (
        "<<<<<<< ours\nallowed-tools: Read, Bash(git show:*)\n=======\nallowed-tools: Read, Bash(git diff:*)\n"
        ">>>>>>> theirs\n"
    )
    assert found.text == COMMAND.replace("allowed-tools: Read, Bash(git log:*)\n", marked)


def test_prose_that_both_changed_is_marked_in_its_place() -> None:
    found = merged("AGENTS.md", "# A\n\none\n\ntwo\n", "# A\n\nuno\n\ntwo\n", "# A\n\nun\n\ntwo\n")
    assert found.text == "# A\n\n<<<<<<< ours\nuno\n=======\nun\n>>>>>>> theirs\n\ntwo\n"


def test_servers_are_merged_entry_by_entry_in_ours_layout() -> None:
    found = text_of(
        ".mcp.json",
        SERVERS,
        (("a@1", "a@2"), ('"uvx"', '"uvx",\n      "args": ["b"]')),
        (
            ('"npx"', '"bunx"'),
            ('"uvx"\n    }', '"uvx",\n      "env": {"K": "${K}"}\n    },\n    "c": {"url": "x"}'),
        ),
    )
    assert json.loads(found)["mcpServers"] == {
        "a": {"command": "bunx", "args": ["-y", "a@2"]},
        "b": {"command": "uvx", "args": ["b"], "env": {"K": "${K}"}},
        "c": {"url": "x"},
    }
    assert '    "a": {"command": "bunx", "args": ["-y", "a@2"]},\n' in found
    assert found.endswith('  "more": [1, 2]\n}\n')


def test_a_server_that_one_side_took_away_and_the_other_changed_is_a_conflict() -> None:
    ours = SERVERS.replace('    "a": {"command": "npx", "args": ["-y", "a@1"]},\n', "")
    found = merged(".mcp.json", SERVERS, ours, SERVERS.replace("a@1", "a@2"))
    assert [c.field for c in found.conflicts] == ["mcpServers.a"]
    assert "<<<<<<< ours" in (found.text or "")


def test_hooks_of_both_sides_stay() -> None:
    def hooks(*commands: str) -> str:
        inner = [{"type": "command", "command": command} for command in commands]
        return json.dumps({"hooks": {"Stop": [{"hooks": inner}]}, "model": "opus"}, indent=2) + "\n"

    kind = ".claude/settings.json"
    found = merged(kind, hooks("a"), hooks("a", "b"), hooks("c", "a"))
    assert found.clean
    group = json.loads(found.text or "")["hooks"]["Stop"]
    assert [[hook["command"] for hook in one["hooks"]] for one in group] == [["c", "a", "b"]]


def test_a_command_in_toml() -> None:
    base = '# mine\ndescription = "d"\nprompt = """\nDo it.\n\nThen rest.\n"""\n'
    found = text_of(
        ".gemini/commands/c.toml", base, (('"d"', '"e"'), ("Do it.", "Do that.")), (("Then rest", "Rest"),)
    )
    assert found == base.replace('"d"', '"e"').replace("Do it.", "Do that.").replace("Then rest", "Rest")
    both = text_of(".gemini/commands/c.toml", base, (('"d"', '"e"'),), (("Do it.", "Do that."),))
    assert both == base.replace('"d"', '"e"').replace("Do it.", "Do that.")


def test_the_higher_of_two_versions_of_a_package_stands() -> None:
    base = '{\n  "name": "p",\n  "version": "1.0.0",\n  "keywords": ["a"]\n}\n'
    found = text_of(
        ".claude-plugin/plugin.json",
        base,
        (("1.0.0", "1.1.0"), ('["a"]', '["a", "b"]')),
        (("1.0.0", "1.2.0"), ('["a"]', '["a", "c"]')),
    )
    assert json.loads(found) == {"name": "p", "version": "1.2.0", "keywords": ["a", "c", "b"]}


LINES = st.lists(
    st.sampled_from(['"a": 1', '"a": 2', '"b": [1]', '"b": [2]', '"c": {"x": 1}', '"c": {"y": 1}']),
    max_size=4,
)


def as_json(lines: list[str]) -> str:
    one_of_each = {line[1]: line for line in lines}.values()
    return "{\n" + ",\n".join(f"  {line}" for line in one_of_each) + "\n}\n"


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
@given(base=LINES, ours=LINES, theirs=LINES)
def test_where_git_merges_cleanly_to_something_that_can_be_read_so_does_it(
    base: list[str], ours: list[str], theirs: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp()
    texts = [as_json(lines) for lines in (base, ours, theirs)]
    for name, text in zip("bot", texts, strict=True):
        (folder / name).write_text(text)
    command = ["git", "merge-file", "-p", "o", "b", "t"]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    kind = kind_at(".mcp.json", REGISTRY)
    assert kind is not None
    if done.returncode == 0 and kind.tree(done.stdout.decode()) is not None:
        found = merge_file(kind, texts, Labels())
        assert found is not None
        assert found.clean
        assert json.loads(found.text or "") == json.loads(done.stdout)


@given(LINES, LINES)
def test_a_side_that_changed_nothing_gives_way_to_the_byte(base: list[str], other: list[str]) -> None:
    assert merged(".mcp.json", as_json(base), as_json(other), as_json(base)).text == as_json(other)
    assert merged(".mcp.json", as_json(base), as_json(base), as_json(other)).text == as_json(other)


def test_the_call_tells_kinds_by_ours_or_by_the_place_that_is_named(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("b", "o", "t")]
    texts = SERVERS, SERVERS.replace("a@1", "a@2"), SERVERS.replace('"npx"', '"bunx"')
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text)
    report = Report()
    request = MergeRequest((str(paths[1]), str(paths[2])), str(paths[0]), place=".mcp.json")
    found = merge(request, REGISTRY, report)
    assert report.diagnostics == ()
    assert json.loads(found.files[0].text)["mcpServers"]["a"] == {"command": "bunx", "args": ["-y", "a@2"]}


def test_what_cannot_be_read_is_merged_as_text(tmp_path: Path) -> None:
    for name, text in (("b", SERVERS), (".mcp.json", SERVERS + "\n"), ("t", SERVERS.replace("{", "{,", 1))):
        (tmp_path / name).write_text(text)
    report = Report()
    request = MergeRequest((str(tmp_path / ".mcp.json"), str(tmp_path / "t")), str(tmp_path / "b"))
    found = merge(request, REGISTRY, report)
    assert [d.code for d in report.diagnostics] == ["merged-as-text"]
    assert found.files[0].text == SERVERS.replace("{", "{,", 1) + "\n"


def test_a_file_that_is_not_there_is_told() -> None:
    report = Report()
    found = merge(MergeRequest((".mcp.json", "nowhere"), "gone"), REGISTRY, report)
    assert found.files == ()
    assert [d.severity for d in report.diagnostics] == ["error"]


def test_a_head_that_git_merges_cleanly_is_no_conflict() -> None:
    """Items without a name are one value each, and their lines are not."""
    base = "---\nname: s\nsteps:\n- do: a\n  by: me\n  at: 1\n---\nHi\n"
    ours, theirs = base.replace("do: a", "do: b"), base.replace("at: 1", "at: 2")
    found = merged(".claude/skills/s/SKILL.md", base, ours, theirs)
    assert found.clean
    assert found.text == ours.replace("at: 1", "at: 2")


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_git_merges_servers_with_the_driver(tmp_path: Path) -> None:
    driver = f"{sys.executable} -m agentconv merge --git-driver %O %A %B %P %L"
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "config", "merge.agentconv.driver", driver)
    (tmp_path / ".gitattributes").write_text(".mcp.json merge=agentconv\n")
    place = tmp_path / ".mcp.json"

    def commit(text: str) -> None:
        place.write_text(text)
        git(tmp_path, "add", "-A")
        git(tmp_path, "commit", "-qm", "servers")

    commit(SERVERS)
    git(tmp_path, "checkout", "-qb", "side")
    commit(SERVERS.replace('"npx"', '"bunx"'))
    git(tmp_path, "checkout", "-q", "main")
    commit(SERVERS.replace("a@1", "a@2"))
    git(tmp_path, "merge", "-q", "side")
    assert place.read_text() == SERVERS.replace('"npx"', '"bunx"').replace("a@1", "a@2")
    git(tmp_path, "checkout", "-qb", "third", "HEAD~2")
    commit(SERVERS.replace("a@1", "a@3"))
    done = git(tmp_path, "merge", "-q", "main", check=False)
    assert done.returncode == 1
    assert "<<<<<<<" in place.read_text()


@pytest.mark.parametrize("odd", ["{a: 1}", "[[x]]"])
def test_a_list_of_words_that_is_none_is_merged_as_it_stands(odd: str) -> None:
    text = f"---\nname: s\nallowed-tools: {odd}\n---\nHi\n"
    ours, theirs = text.replace("name: s", "name: t"), text.replace("Hi", "Ho")
    assert merged(".claude/skills/s/SKILL.md", text, ours, theirs).text == ours.replace("Hi", "Ho")
    other = text.replace(odd, "Read")
    assert [
        c.field for c in merged(".claude/skills/s/SKILL.md", "---\nname: s\n---\nHi\n", text, other).conflicts
    ] == ["allowed-tools"]
