"""Pieces of a text as a tool spells them.

What the tool has no spelling for is written in words for the model, and plain text that it would take for a
place of its own is broken up; both are told by the caller.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate, pairwise

from agentconv.frozen import frozen
from agentconv.kit.live_text import BRACED, PATH, Grammar, Live, is_path, live_in
from agentconv.model.command import SHELL, Piece, argument, pieces_in, plain


@frozen
class Spelled:
    """A text for a tool."""

    text: str
    in_words: tuple[str, ...] = ()
    """What the tool has no spelling for, so that it is said in words."""
    broken: tuple[str, ...] = ()
    """Plain text that the tool would have filled in, and that is written a little otherwise."""
    placed: bool = False
    """Whether a place for what was typed was put at the end, since the tool gives it nowhere else."""


_Stretch = tuple[str, bool]
"""A stretch of a text, and whether the tool is to fill it in."""

WORDS = {
    "package": "(the folder of this package)",
    "package-data": "(the folder for data of this package)",
    "project": "(the project's folder)",
    "session": "(the id of this session)",
    "effort": "(the effort that is set)",
}
"""Variable -> what is written for the model where a tool has none like it."""

_WORD = re.compile(r"[A-Za-z0-9_]")

TYPED = "what the user typed with this command"


def spelled(pieces: tuple[Piece, ...], grammar: Grammar, names: tuple[str, ...] = ()) -> Spelled:
    """Pieces as a tool spells them; `names` are those of the command's arguments."""
    in_words: list[str] = []
    stretches: list[_Stretch] = []
    for piece, following in pairwise((*pieces, plain(""))):
        before = stretches[-1][0][-1:] if stretches else ""
        native = _native(piece, grammar, names, before)
        if native and grammar.index and piece.position and _WORD.match(following.text):
            native = [(grammar.index.replace("{}", str(piece.position - 1 + grammar.first)), True)]
        if native is None:
            in_words.append(_named(piece))
            native = _words(piece, grammar, names)
        stretches += native
    placed = not grammar.follows and not any(piece.is_argument for piece in pieces_in(pieces))
    if placed:
        stretches += [("\n\n", False), (grammar.all, True)]
    stretches, broken = _deadened(stretches, grammar, names)
    text = "".join(one for one, _ in stretches)
    return Spelled(text, tuple(dict.fromkeys(in_words)), tuple(dict.fromkeys(broken)), placed)


def _native(piece: Piece, grammar: Grammar, names: tuple[str, ...], before: str) -> list[_Stretch] | None:
    """A piece in the tool's own spelling; None when it has none."""
    if piece.is_text:
        return [(piece.text, False)]
    if piece.is_argument:
        found = _argument(piece, grammar, names)
        return [(found, True)] if found else None
    if piece.is_variable:
        own = re.fullmatch(grammar.own, piece.text) is not None
        found = grammar.variables.get(piece.text, piece.text if own else "")
        return [(found, True)] if found else None
    return _filled(piece, grammar, names, before)


def _argument(piece: Piece, grammar: Grammar, names: tuple[str, ...]) -> str:
    if name := piece.text:
        if grammar.named:
            return grammar.named.replace("{}", name)
        if name not in names:
            return ""
        piece = argument(names.index(name) + 1)
    if not piece.position:
        return grammar.all
    return grammar.position.replace("{}", str(piece.position - 1 + grammar.first))


def _filled(piece: Piece, grammar: Grammar, names: tuple[str, ...], before: str) -> list[_Stretch] | None:
    """A shell command or a file in the tool's own spelling."""
    parts: list[_Stretch] = []
    for part in piece.parts:
        native = _native(part, grammar, names, "")
        if native is None:
            return None
        parts += native
    text = "".join(one for one, _ in parts)
    template = _template(piece, grammar, text)
    if not template or (grammar.braces and not re.fullmatch(BRACED, text)):
        return None
    head, _, tail = template.partition("{}")
    space = [(" ", False)] if grammar.apart and before and not before.isspace() else []
    return [*space, (head, True), *parts, (tail, True)]


def _template(piece: Piece, grammar: Grammar, text: str) -> str:
    if piece.kind == SHELL:
        if "```" in text or not text:
            return ""
        if grammar.output_block and ("`" in text or "\n" in text):
            return grammar.output_block
        return grammar.output if grammar.braces or "`" not in text else ""
    if not grammar.arguments_in_files and not all(part.is_text for part in piece.parts):
        return ""
    if grammar.braces:
        return grammar.file
    if not re.fullmatch(PATH, text):
        return grammar.quoted if '"' not in text and "\n" not in text else ""
    return grammar.file if is_path(text) else grammar.file.replace("{}", "./{}")


def _named(piece: Piece) -> str:
    """A piece by its name, for a message."""
    if piece.is_argument:
        return _angled(piece)
    if piece.is_variable:
        return WORDS.get(piece.text, piece.text).strip("()")
    kind = "the shell command" if piece.kind == SHELL else "the file"
    return f"{kind} {''.join(map(_angled, piece.parts))!r}"


def _angled(piece: Piece) -> str:
    if piece.is_text:
        return piece.text
    if piece.is_argument:
        if piece.text:
            return f"<the argument {piece.text}>"
        return f"<word {piece.position} of the arguments>" if piece.position else "<the arguments>"
    if piece.is_variable:
        return WORDS.get(piece.text, piece.text)
    return "".join(map(_angled, piece.parts))


def _words(piece: Piece, grammar: Grammar, names: tuple[str, ...]) -> list[_Stretch]:
    """A piece said in words to the model."""
    if piece.is_argument:
        name = piece.text
        position = names.index(name) + 1 if name in names else piece.position
        if not position and not name:
            return [(f"({TYPED})", False)]
        which = f"word {position} of " if position else f"the argument {name!r} in "
        typed: list[_Stretch] = [(TYPED, False)]
        if grammar.all:
            typed = [('"', False), (grammar.all, True), ('"', False)]
        return [(f"({which}", False), *typed, (")", False)]
    if piece.is_variable:
        return [(WORDS.get(piece.text, piece.text), False)]
    text = "".join(map(_angled, piece.parts))
    if piece.kind == SHELL and "\n" in text:
        return [(f"Run this and use what it prints:\n\n````sh\n{text}\n````", False)]
    ticks = "``" if "`" in text else "`"
    pad = " " if "`" in (text[:1], text[-1:]) else ""
    quoted = f"{ticks}{pad}{text}{pad}{ticks}"
    if piece.kind == SHELL:
        return [(f"(run {quoted} and use what it prints)", False)]
    return [(f"(read the file {quoted})", False)]


def _deadened(
    stretches: list[_Stretch], grammar: Grammar, names: tuple[str, ...]
) -> tuple[list[_Stretch], list[str]]:
    """The stretches with nothing live left in what is plain, and what was broken up for that."""
    broken: list[str] = []
    for _ in range(4):  # a form that is broken up may leave another one that it held
        changes: dict[int, list[_Break]] = {}
        starts = list(accumulate((len(one) for one, _live in stretches), initial=0))
        text = "".join(one for one, _live in stretches)
        for live in live_in(text, grammar, names):
            if stretches[bisect_right(starts, live.start) - 1][1]:
                continue
            broken.append(text[live.start : live.end])
            for offset, put in _breaks(live, grammar):
                at = min(bisect_right(starts, offset), len(stretches)) - 1
                if not stretches[at][1]:
                    changes.setdefault(at, []).append((offset - starts[at], put))
        if not changes:
            break
        stretches = [
            part
            for at, stretch in enumerate(stretches)
            for part in (_with(stretch[0], changes[at]) if at in changes else [stretch])
        ]
    return stretches, broken


_Break = tuple[int, _Stretch]
"""Where something is put in, and what."""


def _breaks(live: Live, grammar: Grammar) -> list[_Break]:
    """What is put in, and where, so that a stretch is plain text."""
    if live.kind == "file" and not grammar.braces:
        if grammar.file.startswith("@"):  # in a code span it is none to any of them
            return [(live.start, ("`", False)), (live.end, ("`", False))]
        return [(live.inside[0], (" ", False))]
    if live.kind == "block":
        return [(live.start + 3, (" ", False))]
    if grammar.backslash and live.kind in ("all", "position", "named"):
        return [(live.start, ("\\$", True))]
    return [(live.start + 1, (" ", False))]


def _with(text: str, breaks: list[_Break]) -> list[_Stretch]:
    """A plain stretch with something put in; what is live takes the place of the character there."""
    parts: list[_Stretch] = []
    at = 0
    for offset, put in sorted(breaks):
        parts += [(text[at:offset], False), put]
        at = offset + (1 if put[1] else 0)
    return [*parts, (text[at:], False)]
