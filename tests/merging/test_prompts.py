"""Merging prompts: never worse than `git merge-file`, and nothing that a side meant is lost."""

import random
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentconv.merging.prompts import merge_any_text, merge_prompts

WORDS = [
    "- item {}",
    "# Top {}",
    "## Head {}",
    "text {}",
    "",
    "| a | {} |",
    "  - sub {}",
    "```",
    "1. step {}",
    "para",
]
LINE = st.builds(str.format, st.sampled_from(WORDS), st.integers(0, 5))
LINES = st.lists(LINE, max_size=14)
ANY = st.one_of(
    LINES.map(lambda lines: "".join(f"{line}\n" for line in lines)),
    st.lists(st.sampled_from(["a\r\n", "b\n", "# h\r\n", "c\r", "\u2028", "---\n", "x"]), max_size=8).map(
        "".join
    ),
)


@given(base=ANY, ours=ANY)
def test_one_side_alone_is_taken(base: str, ours: str) -> None:
    assert merge_prompts(base, base, ours).text == ours
    assert merge_prompts(base, ours, base).text == ours
    assert merge_prompts(base, ours, ours).text == ours


@given(base=LINES, ours=LINES, theirs=LINES)
def test_both_directions_say_the_same(base: list[str], ours: list[str], theirs: list[str]) -> None:
    texts = ["".join(f"{line}\n" for line in side) for side in (base, ours, theirs)]
    one = merge_prompts(*texts)
    other = merge_prompts(texts[0], texts[2], texts[1])
    assert len(one.regions) == len(other.regions)
    if not one.regions:
        assert one.text == other.text


def edited(lines: list[str], source: random.Random) -> list[str]:
    """A text with some lines added, changed, removed or moved."""
    found = list(lines)
    for _ in range(source.randint(0, 4)):
        kind, at = source.random(), source.randrange(len(found) + 1)
        if kind < 0.35:
            found[at:at] = [
                source.choice(WORDS).format(source.randrange(9)) for _ in range(source.randint(1, 3))
            ]
        elif kind < 0.6:
            del found[at : at + source.randint(1, 3)]
        elif kind < 0.9:
            found[at : at + 1] = [f"{line} x{source.randrange(5)}" for line in found[at : at + 1]]
        else:
            block = found[at : at + source.randint(1, 6)]
            del found[at : at + len(block)]
            to = source.randrange(len(found) + 1)
            found[to:to] = block
    return found


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_where_git_is_clean_so_are_we(tmp_path: Path) -> None:
    source = random.Random(11)
    clean = 0
    for _ in range(150):
        base = [source.choice(WORDS).format(source.randrange(30)) for _ in range(source.randint(0, 40))]
        texts = [
            "".join(f"{line}\n" for line in side)
            for side in (base, edited(base, source), edited(base, source))
        ]
        for name, text in zip(("base", "ours", "theirs"), texts, strict=True):
            (tmp_path / name).write_text(text, encoding="utf-8", newline="")
        command = ["git", "merge-file", "-p", "ours", "base", "theirs"]
        git = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
        if git.returncode == 0:
            clean += 1
            assert merge_prompts(*texts).text == git.stdout.decode()
    assert clean > 75


def merged(base: str, ours: str, theirs: str) -> str:
    found = merge_prompts(base, ours, theirs)
    assert not found.regions, found.text
    return found.text


BASE = "# A\nintro\n\n## B\n- one\n- two\n\n## C\nlast\n"


@pytest.mark.parametrize(
    ("ours", "theirs", "wanted"),
    [
        pytest.param(BASE.replace("- one", "- one!"), BASE.replace("- two", "- two!"),
                     BASE.replace("- one\n- two", "- one!\n- two!"), id="neighbouring items"),
        pytest.param(BASE.replace("- two\n", "- two\n- mine\n"), BASE.replace("- two\n", "- two\n- yours\n"),
                     BASE.replace("- two\n", "- two\n- mine\n- yours\n"), id="both add an item"),
        pytest.param(BASE.replace("- one\n", ""), BASE.replace("- two", "- two!"),
                     BASE.replace("- one\n- two", "- two!"), id="one removes, one changes another item"),
        pytest.param(BASE + "\n## Mine\nx\n", BASE + "\n## Yours\ny\n",
                     BASE + "\n## Mine\nx\n\n## Yours\ny\n", id="both add a section at the end"),
        pytest.param("# A\nintro\n\n## C\nlast\n\n## B\n- one\n- two\n", BASE.replace("- two", "- two!"),
                     "# A\nintro\n\n## C\nlast\n\n## B\n- one\n- two!\n", id="one moves, one edits a section"),
        pytest.param(BASE.replace("## B", "## Better"), BASE.replace("- one", "- one!"),
                     BASE.replace("## B\n- one", "## Better\n- one!"), id="one renames, one edits a section"),
        pytest.param(BASE.replace("last\n", "last"), BASE.replace("intro", "Intro"),
                     BASE.replace("last\n", "last").replace("intro", "Intro"), id="no final newline"),
        pytest.param(BASE.replace("\n", "\r\n"), BASE.replace("intro", "Intro"),
                     BASE.replace("intro", "Intro").replace("\n", "\r\n"), id="one side changed all line ends"),
    ],
)  # fmt: skip
def test_clean(ours: str, theirs: str, wanted: str) -> None:
    assert merged(BASE, ours, theirs) == wanted


def test_a_true_conflict_has_gits_markers_and_says_where() -> None:
    found = merge_prompts("# A\n## B\nx\n", "# A\n## B\ny\n", "# A\n## B\nz\n")
    assert found.text == "# A\n## B\n<<<<<<< ours\ny\n=======\nz\n>>>>>>> theirs\n"
    assert [(r.section, r.base, r.ours, r.theirs) for r in found.regions] == [("A > B", "x\n", "y\n", "z\n")]


def test_removed_and_changed_is_a_conflict() -> None:
    assert merge_prompts(BASE, BASE.replace("- one\n", ""), BASE.replace("- one", "- one more")).regions
    assert merge_prompts(
        BASE, BASE.replace("## B\n- one\n- two\n\n", ""), BASE.replace("- one", "- 1")
    ).regions


def test_two_new_files_of_one_name_are_a_conflict() -> None:
    ours, theirs = (
        f"---\nname: x\ndescription: {word}\ntools: {tool}\n---\nBody {word}\n"
        for word, tool in (("o", "Read"), ("t", "Bash"))
    )
    for one, other in ((ours, theirs), (theirs, ours)):
        found = merge_any_text("", one, other)
        assert found.regions
        assert "tools: Read\n---\nBody o\n" in found.text
        assert "tools: Bash\n---\nBody t\n" in found.text
    assert merge_any_text("", ours, ours).text == ours
    lists = merge_any_text("", "- a\n", "- b\n")
    assert lists.text == "<<<<<<< ours\n- a\n=======\n- b\n>>>>>>> theirs\n"


def test_the_head_of_a_file_is_no_section() -> None:
    base = "---\ntools: Read\n---\nA\n"
    found = merge_any_text(base, base.replace("Read", "Bash"), base.replace("Read", "Grep"))
    assert len(found.regions) == 1


def test_a_conflict_over_a_section_names_it() -> None:
    base = "# One\n\na\n\n# Two\n\nb\n"
    found = merge_prompts(base, "# One\n\na\n", base.replace("b\n", "c\n"))
    assert [region.section for region in found.regions] == ["Two"]
