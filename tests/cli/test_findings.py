"""Findings, as people and workflow commands of GitHub have them."""

import json
from pathlib import Path

from tests.checking.texts import GOOD, HIDDEN, run
from tests.release import projects


def test_github_annotations_cannot_be_broken_out_of(tmp_path: Path) -> None:
    (tmp_path / "a,b:c%.md").write_text(
        GOOD.replace("name: a", "name: b").replace("tools: Read", "tools: 'Read, x\u2028::error::y'")
    )
    (tmp_path / "b.md").write_text(HIDDEN)
    lines = run(".", "--format", "github", folder=tmp_path).stdout.splitlines()
    assert lines[0].startswith("::notice file=a%2Cb%3Ac%25.md,line=4,col=8,title=tool-unknown::")
    assert lines[1].startswith("::warning file=a%2Cb%3Ac%25.md,line=4,col=16,title=zero-width::")
    assert lines[2].startswith("::error file=b.md,line=6,col=3,title=hidden-text::")
    assert all(line.startswith("::") for line in lines)


def agents(folder: Path, count: int, text: str = GOOD) -> None:
    for i in range(count):
        (folder / f"a{i}.md").write_text(text.replace("name: a", f"name: a{i}"))


def test_what_many_agents_have_alike_is_one_line(tmp_path: Path) -> None:
    odd = GOOD.replace("tools: Read", "tools: Read\nweather: sunny")
    agents(tmp_path, 12, odd)
    (tmp_path / "b.md").write_text(HIDDEN.replace("name: a", "name: b"))
    done = run(".", folder=tmp_path)
    first, *rest = done.stdout.splitlines()
    assert first.startswith("note[key-unknown]: ")
    assert first.endswith("(a0, a1, a10 and 9 more)")
    assert [line.partition(": ")[0] for line in rest] == [
        "b.md:6:3",
        "    6 | Hi\\U000e0041",
        "      |   ^",
        "    hint",
    ]
    assert "--verbose shows all" in done.stderr
    done = run(".", "-v", folder=tmp_path)
    assert done.stdout.count("key-unknown") == 12
    assert "--verbose" not in done.stderr
    assert "13 file(s), 13 agent(s): 1 error, 12 notes" in done.stderr


def test_one_agent_that_says_the_same_often_is_told_in_each_place(tmp_path: Path) -> None:
    names = ", ".join(["bash"] * 5)
    (tmp_path / "a.md").write_text(GOOD.replace("Read", f"Read, {names}"))
    done = run(".", "--select", "tool-case", folder=tmp_path)
    assert all(line.startswith("a.md:4:") for line in done.stdout.splitlines()[::4])
    assert {line.index("^") for line in done.stdout.splitlines()[2::4]} == {len("    4 | tools: ")}
    concise = run(".", "--select", "tool-case", "--format", "concise", folder=tmp_path)
    assert all(line.startswith("a.md:4:") for line in concise.stdout.splitlines()[::2])


def test_statistics_count_and_show_no_place(tmp_path: Path) -> None:
    agents(tmp_path, 3, GOOD.replace("tools: Read", "tools: Read, bash\nweather: sunny"))
    done = run(".", "--statistics", folder=tmp_path)
    rows = [line.split() for line in done.stdout.splitlines()]
    assert [(row[0], row[1], row[-2:]) for row in rows[1:]] == [
        ("key-unknown", "note", ["3", "3"]),
        ("tool-case", "warning", ["3", "3"]),
    ]
    assert ".md" not in done.stdout
    assert done.returncode == 1
    for words in (("--json", "--statistics"), ("--format", "sarif", "-v"), ("-v", "--statistics")):
        assert run(".", *words, folder=tmp_path).returncode == 2


def test_how_many_files_can_be_repaired_is_said_and_right(tmp_path: Path) -> None:
    agents(tmp_path, 3, GOOD.replace("description: d", "description: use: when"))
    (tmp_path / "lost.md").write_text(GOOD.replace("name: a", "name: lost").replace("Hi", "It\ufffds"))
    done = run(".", folder=tmp_path)
    assert "agentconv: 3 files can be repaired with --fix" in done.stderr
    done = run(".", "--fix", folder=tmp_path)
    assert done.stderr.count(": fixed: ") == 3
    assert "can be repaired" not in done.stderr + run(".", folder=tmp_path).stderr


def test_what_each_agent_can_do_is_told_of_each(tmp_path: Path) -> None:
    agents(tmp_path, 6)
    done = run(".", "--power", folder=tmp_path)
    assert [line.partition(":")[0] for line in done.stdout.splitlines()] == [f"a{i}.md" for i in range(6)]


def test_one_defect_is_told_once(tmp_path: Path) -> None:
    """That the client drops a file, and the key for which it does."""
    text = "---\nname: a\ndescription: Use this: when\n\n  <example>\n  user: hi\n  </example>\n---\nHi\n"
    (tmp_path / ".claude/agents").mkdir(parents=True)
    (tmp_path / ".claude/agents/a.md").write_text(text)
    words = (".", "--select", "client-ignores,frontmatter-not-yaml", "--format", "concise")
    lines = run(*words, folder=tmp_path).stdout.splitlines()
    assert [line.partition("[")[2].partition("]")[0] for line in lines if "[" in line] == [
        "frontmatter-not-yaml"
    ]
    assert lines[-1].endswith("is not loaded by its own client")
    assert run(*words, "-v", folder=tmp_path).stdout.count("warning[") == 2
    assert "client-ignores" in run(".", "--select", "client-ignores", folder=tmp_path).stdout


def test_of_a_file_of_several_agents_it_is_said_which_is_meant(tmp_path: Path) -> None:
    """And what is carried stands in one line only where nothing more is said of it."""
    modes = [
        {"slug": slug, "name": slug.upper(), "roleDefinition": "Work.", "groups": ["read"]} for slug in "ab"
    ]
    (tmp_path / ".roomodes").write_text(json.dumps({"customModes": modes}))
    (tmp_path / "commands").mkdir()
    (tmp_path / "commands/c.md").write_text("Tidy up.\n")
    done = projects.run("export", ".", "-t", "codex", "--kinds", "all", cwd=tmp_path, NO_COLOR="1")
    lines = done.stderr.decode().splitlines()
    told = [line for line in lines if "display_name" in line]
    assert [line.rpartition(" ")[2] for line in told] == ["(a)", "(b)"]
    (line,) = [line for line in lines if "field-carried" in line]
    assert line.endswith("codex: codex needs a description: the first line stands for it")
