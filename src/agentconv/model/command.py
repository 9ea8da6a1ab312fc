"""A command: a text that a person has sent to the model by typing its name, with arguments behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from itertools import groupby

from agentconv.frozen import frozen
from agentconv.model.agent import Value
from agentconv.model.frozen import empty, freeze_fields

TEXT, ARGUMENT, SHELL, FILE, VARIABLE = "text", "argument", "shell", "file", "variable"

PACKAGE, PACKAGE_DATA = "package", "package-data"
PROJECT, SESSION, EFFORT = "project", "session", "effort"


@frozen
class Piece:
    """A stretch of a command's text: plain text, or a place that a tool fills in."""

    kind: str
    """`TEXT`; `ARGUMENT`, what was typed behind the name; `SHELL`, what a shell command prints; `FILE`, the
    content of a file; `VARIABLE`, something that the tool knows."""
    text: str = ""
    """The plain text; the name of an argument that has one; of a variable one of this module's names, or the
    tool's own as it stands there: `${selection}`."""
    position: int = 0
    """Which word of what was typed, counted from 1; 0 for an argument without a name = all of it."""
    parts: tuple[Piece, ...] = ()
    """What a shell command or a path is made of: text, and the arguments in it."""

    @property
    def is_text(self) -> bool:
        """Whether it is plain text."""
        return self.kind == TEXT

    @property
    def is_argument(self) -> bool:
        """Whether it is filled with what was typed."""
        return self.kind == ARGUMENT

    @property
    def is_variable(self) -> bool:
        """Whether it is filled with something that the tool knows."""
        return self.kind == VARIABLE


def plain(text: str) -> Piece:
    """A stretch of plain text."""
    return Piece(TEXT, text)


def argument(position: int = 0, name: str = "") -> Piece:
    """A word of what was typed, by its number or its name; all of it, where nothing is said."""
    return Piece(ARGUMENT, name, position)


def shell(*parts: Piece) -> Piece:
    """What a shell command prints."""
    return Piece(SHELL, parts=parts)


def file(*parts: Piece) -> Piece:
    """The content of a file."""
    return Piece(FILE, parts=parts)


def variable(name: str) -> Piece:
    """Something that the tool knows."""
    return Piece(VARIABLE, name)


@frozen
class Original:
    """The file that a command was read from, for writing it back."""

    path: str
    text: str


@frozen
class Command:
    """One command, independent of any tool."""

    name: str
    """Its folders and its own name, with `:` between them: `git:commit`."""
    description: str | None = None
    text: tuple[Piece, ...] = ()
    """What the model is sent; plain text byte for byte, and never two plain texts side by side."""
    argument_hint: str | None = None
    """What people are shown of the arguments: `[branch] [title]`."""
    arguments: tuple[str, ...] = ()
    """Names of the words that are typed, in their order."""
    model: str | None = None
    effort: str | None = None
    allowed_tools: tuple[str, ...] = ()
    """What is used unasked while the command is worked off, as written: `Bash(git:*)`. It bounds nothing."""
    disallowed_tools: tuple[str, ...] = ()
    """What is refused meanwhile."""
    disable_model_invocation: bool | None = None
    """Whether only people may call it."""
    user_invocable: bool | None = None
    """Whether people may call it."""
    agent: str | None = None
    """The agent that works it off."""
    subtask: bool | None = None
    """Whether that is done apart from the conversation."""
    extensions: Mapping[str, Mapping[str, Value]] = field(default_factory=empty)
    original: Original | None = field(default=None, compare=False, repr=False)
    """What it was read from; None when it comes from no file."""

    def __post_init__(self) -> None:
        freeze_fields(self, "extensions")

    def __deepcopy__(self, _memo: object) -> Command:
        return self


def pieces_in(text: tuple[Piece, ...]) -> Iterator[Piece]:
    """All pieces of a text, also those within others."""
    for piece in text:
        yield piece
        yield from pieces_in(piece.parts)


def joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Pieces with plain texts side by side made one, and empty ones left out."""
    found: list[Piece] = []
    for is_text, group in groupby(pieces, lambda piece: piece.is_text):
        if not is_text:
            found.extend(group)
        elif text := "".join(piece.text for piece in group):
            found.append(plain(text))
    return tuple(found)


def shown(pieces: tuple[Piece, ...]) -> str:
    """A text in words that no tool's spelling colours, for power and messages: `git log <1>`."""
    return "".join(map(_shown, pieces))


def _shown(piece: Piece) -> str:
    if piece.is_text:
        return piece.text
    if piece.is_argument:
        return f"<{piece.text or piece.position or 'arguments'}>"
    return f"<{piece.text}>" if piece.is_variable else shown(piece.parts)


def unquoted(piece: Piece) -> Piece:
    """A shell command without the double quotes that stand right around an argument."""
    parts = list(piece.parts)
    for at in range(1, len(parts) - 1):
        before, after = parts[at - 1], parts[at + 1]
        if parts[at].is_argument and before.text.endswith('"') and after.text.startswith('"'):
            parts[at - 1], parts[at + 1] = plain(before.text[:-1]), plain(after.text[1:])
    return Piece(piece.kind, parts=joined(parts))
