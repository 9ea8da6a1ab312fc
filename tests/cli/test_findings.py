"""Findings as workflow commands of GitHub."""

from pathlib import Path

from tests.checking.texts import GOOD, HIDDEN, run


def test_github_annotations_cannot_be_broken_out_of(tmp_path: Path) -> None:
    (tmp_path / "a,b:c%.md").write_text(
        GOOD.replace("name: a", "name: b").replace("tools: Read", "tools: 'Read, x\u2028::error::y'")
    )
    (tmp_path / "b.md").write_text(HIDDEN)
    lines = run(".", "--format", "github", folder=tmp_path).stdout.splitlines()
    assert lines[0].startswith("::notice file=a%2Cb%3Ac%25.md,line=4,col=8,title=tool-unknown::")
    assert lines[2].startswith("::error file=b.md,line=6,col=3,title=hidden-text::")
    assert all(line.startswith("::") for line in lines)
