"""The vendors' clients load every command that is written for them, and fill it in as it is read here."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from agentconv.diagnostics import Report
from agentconv.host.components import format_of
from agentconv.kit.commands import CommandFormat
from agentconv.kit.component import ComponentFile, ComponentReading, ComponentWriting, Material
from agentconv.kit.live_text import pieces_of
from agentconv.model.command import FILE, SHELL, Piece, pieces_in
from agentconv.model.components import File
from agentconv.proving.component_asking import ask
from agentconv.proving.component_holding import held
from agentconv.proving.component_values import Batch, Subject
from agentconv.writing.components import convert
from tests.clients import claude, codex, commands, copilot, opencode, qwen, skills
from tests.clients.common import asked_of, installed, missing
from tests.conftest import FIXTURES

pytestmark = pytest.mark.clients

FOLDER = FIXTURES / "components" / "command"

TEXTS = {
    "words": "a $1 $2 b",
    "numbers": "$1.5 a$1b $12 ${1} $$1",
    "lists": "$ARGUMENTS[1]x $ARGUMENTS",
    "backslashes": "\\$1 \\$ARGUMENTS \\\\$1",
    "none": "no places",
    "letters": "x!`echo hi` !`echo yo`",
    "spans": "``!`echo d`` t and `$1`",
    "fence": "```!\necho c\n```",
    "fenced": "```\n!`echo f`\n```",
    "brackets": "(!`echo g`)",
}
"""Command -> a text with places, of which each client has its own view."""
TYPED = 'one "two words" three'
WORDS = ("one", "two words", "three")


def fmt(target: str) -> CommandFormat:
    found = format_of("command", target)
    assert isinstance(found, CommandFormat)
    return found


def subjects(target: str) -> Batch:
    """All fixtures in a target, each called after its tool, too."""
    batch = Batch(target, "command")
    for path in sorted(p for p in FOLDER.rglob("*") if p.is_file()):
        tool, _, place = path.relative_to(FOLDER).as_posix().partition("/")
        source = fmt(tool)
        (command,) = source.read(
            Material(place, (File(path.name, path.read_bytes()),)), ComponentReading(Report())
        )
        named = replace(command, name=f"{tool}:{command.name}", model=None)
        done = convert(named, fmt(target), ComponentWriting(Report(), source=source), allow_wider=True)
        files = {one.path: one.data for one in done.written if isinstance(one, ComponentFile)}
        if done.back is not None:
            place = next(iter(files))
            batch.add(Subject(done.back, fmt(target), place, place, files))
    return batch


def written(target: str) -> dict[str, bytes]:
    """The files of all fixtures in a target."""
    return subjects(target).files


def filled(target: str, text: str, *, rest: bool, missing: str | None, behind: str) -> str:
    """A text as a client fills it in: `rest` for one whose last word takes all that is left."""
    pieces = pieces_of(text, fmt(target).grammar)
    last = max((one.position for one in pieces_in(pieces) if one.is_argument), default=0)

    def argument(piece: Piece) -> str:
        if not piece.position:
            return TYPED
        if piece.position > len(WORDS):
            return f"${piece.position - 1}" if missing is None else missing
        return (
            " ".join(WORDS[piece.position - 1 :])
            if rest and piece.position == last
            else WORDS[piece.position - 1]
        )

    def shown(piece: Piece) -> str:
        if piece.is_argument:
            return argument(piece)
        inside = "".join(map(shown, piece.parts))
        if piece.kind == SHELL:
            return inside.removeprefix("echo ")
        return f"@{inside}" if piece.kind == FILE else piece.text

    whole = "".join(map(shown, pieces))
    return whole if any(one.is_argument for one in pieces_in(pieces)) else f"{whole}\n\n{behind}{TYPED}"


def words(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("target", asked_of("command"))
def test_every_command_is_loaded_and_sent_as_it_is_read(target: str) -> None:
    if why := missing(target):
        pytest.skip(why)
    batch = subjects(target)
    proofs, said = held(batch, ask(installed(target), batch))
    assert said == []
    wrong = {p.name: [part for part in p.fields if part.bad] or p.said for p in proofs if not p.good}
    assert wrong == {}
    assert len(proofs) >= 15


@pytest.mark.parametrize("name", opencode.OPENCODES)
def test_places_are_filled_in_as_they_are_read(name: str, tmp_path: Path) -> None:
    if why := opencode.missing(name):
        pytest.skip(why)
    commands.put(tmp_path / "p", {f".{name}/commands/{n}.md": t.encode() for n, t in TEXTS.items()})
    sent = commands.sent_by_opencode(tmp_path / "p", tmp_path, dict.fromkeys(TEXTS, TYPED), name)
    wanted = {n: filled(name, t, rest=True, missing="", behind="") for n, t in TEXTS.items()}
    assert {n: words(t) for n, t in sent.items()} == {n: words(t) for n, t in wanted.items()}


@pytest.mark.parametrize("name", TEXTS)
def test_claude_fills_in_places_as_they_are_read(name: str, tmp_path: Path) -> None:
    if why := claude.missing():
        pytest.skip(why)
    text = f"---\nallowed-tools: Bash\n---\n{TEXTS[name]}"
    commands.put(tmp_path / "p", {".claude/commands/a/x.md": text.encode()})
    sent = commands.sent_by_claude(tmp_path / "p", tmp_path, f"/a:x {TYPED}")
    wanted = filled("claude", TEXTS[name], rest=False, missing=None, behind="ARGUMENTS: ")
    assert words(sent) == words(wanted)


@pytest.mark.parametrize("target", ["qwen", "gemini"])
def test_qwen_loads_every_command(target: str, tmp_path: Path) -> None:
    """Gemini's files, too: its own loader is in no package that is installed, and Qwen's derives from it."""
    if why := qwen.missing():
        pytest.skip(why)
    made = {path.replace(".gemini/", ".qwen/"): data for path, data in written(target).items()}
    commands.put(tmp_path / "p", made)
    loaded = commands.of_qwen(tmp_path / "p", tmp_path, TYPED)
    names = {path.partition("commands/")[2].rpartition(".")[0].replace("/", ":") for path in made}
    assert loaded.keys() == names
    wanted = {"git status --short", "git diff --staged", 'git log -3 --format="%s"'}
    assert set(loaded["claude:git:commit"].asks) == wanted
    assert loaded["cursor:explain"].asks == ()
    if target == "qwen":
        assert loaded["claude:release"].by_model is False


def test_codex_keeps_a_command_from_the_model_and_sends_it_when_called(tmp_path: Path) -> None:
    if why := codex.missing():
        pytest.skip(why)
    project = tmp_path / "p"
    commands.put(project, {path: data for path, data in written("codex").items() if "claude-review" in path})
    assert "claude-review" not in commands.sent_by_codex(project, tmp_path / "a", "hello")
    assert "word 1 of what the user typed" in commands.sent_by_codex(
        project, tmp_path / "b", "$claude-review src"
    )


def test_claude_takes_every_command_in_a_plugin(tmp_path: Path) -> None:
    if why := claude.missing():
        pytest.skip(why)
    manifest = b'{"name": "kit", "version": "1.0.0", "description": "x", "author": {"name": "A"}}'
    made = {path: data for path, data in written("claude-plugin").items() if "/claude" not in path}
    commands.put(tmp_path / "kit", {".claude-plugin/plugin.json": manifest, **made})
    assert claude.validate(tmp_path / "kit") == []
    commands.put(tmp_path / "p", {})
    names = {path.partition("commands/")[2].removesuffix(".md").replace("/", ":") for path in made}
    known = commands.of_claude(tmp_path / "p", tmp_path, "--plugin-dir", str(tmp_path / "kit"))
    assert {f"kit:{name}" for name in names} <= known


def test_copilot_lists_every_command_of_a_plugin(tmp_path: Path) -> None:
    """From the place of a project, whose loader it is: there, too, commands are listed as skills."""
    if why := copilot.missing():
        pytest.skip(why)
    made = {f".claude/{path}": data for path, data in written("copilot-plugin").items()}
    commands.put(tmp_path / "p", made)
    listed = skills.names("copilot", tmp_path / "p", tmp_path)
    assert {path.rpartition("/")[2].removesuffix(".md") for path in made} <= listed
