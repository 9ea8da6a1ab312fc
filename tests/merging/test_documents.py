"""Merging files: real histories, and the layout of ours."""

from dataclasses import replace
from pathlib import Path

import pytest

from agentconv.api import read, write
from agentconv.diagnostics import Report
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.merging.documents import merge_documents
from agentconv.merging.marks import Labels
from agentconv.model.agent import Agent
from agentconv.reading.detect import read_source
from agentconv.text.source import Source
from tests.conftest import CORPUS

REGISTRY = Registry(plugins=False)

HEAD = "---\n# who\nname: a\ndescription: d  # short\nmodel: opus\nx-key: [1, 2]\n---\n"
BODY = "# A\nx\n\n## B\n- one\n- two\n"


def document(text: str, path: Path | None = None) -> Document:
    result = read(text if path is None else path, registry=REGISTRY)
    assert result.ok, result.diagnostics
    return result.documents[0]


def merged(base: str, ours: str, theirs: str) -> str:
    found = merge_documents(document(base), document(ours), document(theirs), REGISTRY)
    assert found.clean, found.conflicts
    assert found.text is not None
    return found.text


def test_the_result_keeps_ours_bytes_and_both_sides_comments() -> None:
    base = HEAD + BODY
    ours = base.replace("model: opus", "model: opus # large\ncolor: 'red'")
    theirs = base.replace("# who", "# who it is").replace("- two\n", "- two\n- three\n")
    assert merged(base, ours, theirs) == ours.replace("# who", "# who it is").replace(
        "- two\n", "- two\n- three\n"
    )


def test_neighbouring_keys_merge() -> None:
    base = HEAD + BODY
    ours, theirs = (
        base.replace("model: opus", "model: sonnet"),
        base.replace("# short", "# brief").replace("description: d ", "description: e "),
    )
    text = merged(base, ours, theirs)
    assert "model: sonnet" in text
    assert "description: e" in text


def test_crlf_and_no_final_newline_stay() -> None:
    base = (HEAD + BODY).replace("\n", "\r\n")[:-2]
    ours, theirs = base.replace("- one", "- ONE"), base.replace("x-key: [1, 2]", "x-key: [1, 2]\r\nmore: 1")
    text = merged(base, ours, theirs)
    assert text == ours.replace("x-key: [1, 2]", "x-key: [1, 2]\r\nmore: 1")


def one_side(text: str, side: int) -> str:
    """A text with markers as whoever takes one side of every conflict has it: 0 the base, 1 ours, 2 theirs."""
    kept: list[str] = []
    at = None
    for line in text.splitlines(keepends=True):
        word = line.rstrip("\r\n")
        if word == "<<<<<<< ours":
            at = 1
        elif word == "||||||| base":
            at = 0
        elif word == "=======" and at is not None:
            at = 2
        elif word == ">>>>>>> theirs":
            at = None
        elif at in (None, side):
            kept.append(line)
    return "".join(kept)


def test_a_field_conflict_has_gits_markers_and_the_file_does_not_read() -> None:
    base = HEAD + BODY
    ours, theirs = base.replace("model: opus", "model: sonnet"), base.replace("model: opus", "model: haiku")
    found = merge_documents(document(base), document(ours), document(theirs), REGISTRY)
    assert [c.field for c in found.conflicts] == ["model"]
    assert found.text == ours.replace(
        "model: sonnet\n", "<<<<<<< ours\nmodel: sonnet\n=======\nmodel: haiku\n>>>>>>> theirs\n"
    )
    assert [d.code for d in read(found.text, registry=REGISTRY).diagnostics] == ["merge-unresolved"]


@pytest.mark.parametrize(
    "prompts", [("Hi\n", "Ho\n", "Hu\n"), ("A\n\nB\n",) * 3, ("one\n\n\ntwo\n", "1\n", "2\n")]
)
@pytest.mark.parametrize("target", ["claude", "codex", "amazonq", "openai", "gemini", "goose", "agentconv"])
def test_a_conflict_is_git_s_in_every_syntax(target: str, prompts: tuple[str, ...]) -> None:
    """Each side of it is a file that reads, and says what that side says."""
    texts = ("What it is.", "What it was.", "What it is, but longer.")
    agents = [Agent("a", description=d, prompt=p) for d, p in zip(texts, prompts, strict=True)]
    files = [write(agent, target, registry=REGISTRY).files[0] for agent in agents]
    sides = [read_source(Source(f.path, f.text), REGISTRY, Report())[0] for f in files]
    found = merge_documents(sides[0], sides[1], sides[2], REGISTRY, Labels(with_base=True))
    assert {"description"} <= {c.field for c in found.conflicts} <= {"description", "prompt"}
    assert found.text is not None
    report = Report()
    assert read_source(Source(files[1].path, found.text), REGISTRY, report) == []
    assert [d.code for d in report.errors()] == ["merge-unresolved"]
    for number, side in enumerate(sides):
        text = one_side(found.text, number)
        assert read_source(Source(files[1].path, text), REGISTRY, Report())[0].agent == side.agent


@pytest.mark.parametrize("target", ["codex", "opencode", "copilot", "openai", "gemini"])
def test_what_another_format_cannot_say_was_not_taken_away(target: str) -> None:
    base = document(HEAD.replace("x-key", "color: red\ntools: Read, Bash\nx-key") + BODY)
    ours = document(base.tree.source.text.replace("- one", "- one!"))
    changed = replace(base.agent, prompt=base.agent.prompt.replace("- two", "- two!"))
    (file,) = write(changed, target, registry=REGISTRY).files
    theirs = read_source(Source(file.path, file.text), REGISTRY, Report())[0]
    found = merge_documents(base, ours, theirs, REGISTRY)
    assert found.clean, found.conflicts
    assert found.text == ours.tree.source.text.replace("- two", "- two!")


needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not beside this checkout")
GIT_CONFLICTS = {
    "01-backend-engineer-typescript": (4, 3),
    "02-frontend-designer": (2, 1),
    "03-backend-engineer-golang": (0, 0),
    "04-api-writer": (0, 0),
    "05-functional-writer": (0, 0),
    "06-salesforce-expert": (0, 0),
    "07-wordpress-master-fork": (0, 0),
    "08-rust-engineer-fork": (0, 0),
}
"""Case -> places where git conflicts, and where we do."""


@needs_corpus
@pytest.mark.parametrize("case", GIT_CONFLICTS)
def test_recorded_merges(case: str) -> None:
    files = {path.name.partition(".")[0]: path for path in (CORPUS / "merge" / case).iterdir()}
    sides = {name: document("", path) for name, path in files.items()}
    found = merge_documents(sides["base"], sides["ours"], sides["theirs"], REGISTRY)
    assert len(found.conflicts) == GIT_CONFLICTS[case][1]
    if found.clean:
        assert found.text is not None
        again = read(found.text, sides["ours"].format, registry=REGISTRY).documents[0].agent
        assert replace(again, name=found.agent.name) == found.agent
        if "merged" in sides:
            assert found.text.encode() == files["merged"].read_bytes()


def edit(text: str) -> str:
    """A change at the end of a text that no history has."""
    return text.rstrip("\n") + "\n\n## House rules\n\n- Only ours.\n"


@needs_corpus
@pytest.mark.parametrize("index", range(13))
def test_an_edit_is_carried_over_every_step_of_a_history(index: int) -> None:
    paths = sorted((CORPUS / "history").iterdir())
    base, theirs = (document("", path) for path in paths[index : index + 2])
    ours = replace(base, agent=replace(base.agent, prompt=edit(base.agent.prompt)), original=base.agent)
    found = merge_documents(base, ours, theirs, REGISTRY)
    assert found.clean, found.conflicts
    assert found.agent == replace(theirs.agent, prompt=edit(theirs.agent.prompt))


def headed(head: str) -> str:
    return f"---\nname: a\ndescription: d\n{head}\n---\nHi\n"


@pytest.mark.parametrize(
    ("form", "base", "ours", "theirs", "wanted"),
    [
        pytest.param("claude", "memory: project\ntools: Read", "memory: project\ntools: Read, Grep",
                     "memory: project\ntools: Read, Glob", "memory: project\ntools: Read, Glob, Grep",
                     id="what memory gives is not written out"),
        pytest.param("claude", "tools: Read", "memory: project\ntools: Read", "tools: Read, Glob",
                     "memory: project\ntools: Read, Glob", id="nor where one side adds it"),
        pytest.param("gemini", "tools: [read_file]", "tools: [read_file, WebFetch]", "tools: [read_file, glob]",
                     "tools: [read_file, glob, WebFetch]", id="a tool that the format does not know"),
        pytest.param("gemini", "tools:\n  - read_file", "tools:\n  - read_file\n  - Quux",
                     "tools:\n  - read_file\n  - glob", "tools:\n  - read_file\n  - Quux\n  - glob",
                     id="ours' layout of a list"),
        pytest.param("gemini", "tools: ['read_file']", "tools: ['read_file', 'grep_search'] # ours",
                     "tools: ['read_file', 'glob']", "tools: ['read_file', 'glob', 'grep_search'] # ours",
                     id="ours' quotes and comment"),
        pytest.param("claude", "# o\ncolor: red\ntools: Read", "# o\ncolor: blue\ntools: Read, Grep",
                     "# t\ncolor: red\ntools: Read, Glob", "# t\ncolor: blue\ntools: Read, Glob, Grep",
                     id="a comment and three keys"),
    ],
)  # fmt: skip
def test_what_both_sides_made_of_a_head(form: str, base: str, ours: str, theirs: str, wanted: str) -> None:
    sides = [read(headed(head), form, registry=REGISTRY).documents[0] for head in (base, ours, theirs)]
    found = merge_documents(sides[0], sides[1], sides[2], REGISTRY)
    assert found.clean, found.conflicts
    assert found.text == headed(wanted)


def test_a_conflict_shows_both_sides_as_they_spelt_it() -> None:
    base = headed("tools: Read\ncolor: red")
    ours, theirs = (
        headed("tools: Read, Grep\ncolor: 'blue' # a"),
        headed("# t\ntools: Read\ncolor: green # b"),
    )
    found = merge_documents(document(base), document(ours), document(theirs), REGISTRY)
    assert [c.field for c in found.conflicts] == ["color"]
    marks = "<<<<<<< ours\ncolor: 'blue' # a\n=======\ncolor: green # b\n>>>>>>> theirs"
    assert found.text == headed(f"# t\ntools: Read, Grep\n{marks}")


def test_a_limit_of_the_format_stops_no_merge_in_it() -> None:
    body = "".join(
        f"Line {n} of a text that is far too long for its client, as both sides know.\n" for n in range(600)
    )
    sides = [
        read(headed("target: vscode").replace("Hi\n", text), "copilot", registry=REGISTRY).documents[0]
        for text in (body, body.replace("Line 10 ", "Line ten "), body.replace("Line 500 ", "Line 5e2 "))
    ]
    found = merge_documents(sides[0], sides[1], sides[2], REGISTRY)
    assert found.clean
    assert found.text is not None
    assert ("Line ten " in found.text, "Line 5e2 " in found.text) == (True, True)
