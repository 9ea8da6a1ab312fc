"""What a call of a command sends to a model, by what is read of its text."""

from __future__ import annotations

from collections.abc import Sequence

from agentconv.model.command import FILE, SHELL, VARIABLE, Piece, pieces_in


def typed_for(pieces: Sequence[Piece], names: Sequence[str] = ()) -> tuple[str, ...]:
    """As many words as a text has places for; none where it has none."""
    places = [one for one in pieces_in(tuple(pieces)) if one.is_argument]
    most = max((_position(one, names) for one in places), default=0)
    return tuple(f"word{number}" for number in range(1, max(most, bool(places)) + 1))


def filled(
    pieces: Sequence[Piece],
    names: Sequence[str] = (),
    *,
    not_run: str | None = None,
    file: str | None = "@{}",
) -> str | None:
    """A text with those words in it; None where it holds what only its client knows.

    `not_run` stands for each shell command that a client does not run; `file` is how what it sends names a
    file, None where that is not known.
    """
    words = typed_for(pieces, names)

    def shown(piece: Piece) -> str | None:
        if piece.is_argument:
            at = _position(piece, names)
            return " ".join(words) if at == 0 else words[at - 1]
        if piece.kind == SHELL and not_run is not None:
            return not_run
        if piece.kind in (SHELL, VARIABLE):
            return None
        if piece.kind == FILE:
            inside = whole(piece.parts)
            return None if inside is None or file is None else file.format(inside)
        return piece.text

    def whole(those: Sequence[Piece]) -> str | None:
        found = [shown(piece) for piece in those]
        return None if None in found else "".join(text for text in found if text is not None)

    return whole(pieces)


def _position(piece: Piece, names: Sequence[str]) -> int:
    """Which word stands in a place; 0 for all."""
    if piece.text in names:
        return [*names].index(piece.text) + 1
    return piece.position
