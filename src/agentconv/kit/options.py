"""What can be said to one format, or to one filter, beside what all take: options with a name and a type.

Whoever states an option gets its value made sure of, or its default; what is not stated is refused by name.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping, Sequence

from agentconv.errors import UsageError
from agentconv.frozen import frozen
from agentconv.model.agent import Value

KINDS = {
    "text": "text",
    "file": "the name of a file, of which the text is taken",
    "number": "a number",
    "flag": "true or false",
    "texts": "a list of texts",
}
"""What an option takes -> in words."""


@frozen
class Option:
    """What can be said to a format or a filter: `Option("limit", "Longest description.", "number", 900)`.

    Its value is a `str` for `text` and `file`, an `int` or `float` for `number`, a `bool` for `flag`, a tuple
    of `str` for `texts`; or the default, which is None where nobody says anything.
    """

    name: str
    """Lower case words with dashes between them."""
    about: str
    """What it does, for people, in a sentence."""
    kind: str = "text"
    """`text`, `file` (a manifest and the command line name it; what is given is its text), `number`, `flag`
    or `texts`."""
    default: Value | tuple[str, ...] = None
    choices: tuple[str, ...] = ()
    """The texts that it takes; empty = any."""
    required: bool = False
    """Whether it has to be said: then it has no default."""

    @property
    def takes(self) -> str:
        """What it takes, in words."""
        return f"one of {', '.join(self.choices)}" if self.choices else KINDS[self.kind]

    def fits(self, value: object) -> bool:
        """Whether it takes a value."""
        if self.choices:
            many = value if self.kind == "texts" and isinstance(value, (list, tuple)) else [value]
            return all(isinstance(item, str) and item in self.choices for item in many)
        if self.kind == "flag":
            return isinstance(value, bool)
        if self.kind == "number":
            return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
        if self.kind == "texts":
            return isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value)
        return isinstance(value, str)

    def read(self, texts: Sequence[str]) -> Value:
        """The value that a command line gives, where an option may be said several times.

        Raises `ValueError` for what it does not take.
        """
        last = texts[-1]
        value: Value = last
        if self.kind == "texts":
            value = [*texts]
        elif self.kind == "flag":
            value = {"true": True, "false": False}.get(last, last)
        elif self.kind == "number":
            value = float(last) if set(last) & set(".eE") else int(last)
        if not self.fits(value):
            raise ValueError(last)
        return value


def missing(name: str, options: Sequence[Option], whose: str) -> str:
    """What to say of an option that is not stated."""
    known = [option.name for option in options]
    if not known:
        return f"{whose} has no option {name!r}: it takes none"
    near = difflib.get_close_matches(name, known, 1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    return f"{whose} has no option {name!r}; {hint}there are {', '.join(known)}"


def settled(options: Sequence[Option], given: Mapping[str, Value], whose: str) -> dict[str, Value]:
    """Every option with its value or its default.

    Raises `UsageError` for one that is not stated, or a value that it does not take, or one that is missing.
    """
    known = {option.name: option for option in options}
    for name, value in given.items():
        if name not in known:
            raise UsageError(missing(name, options, whose))
        if not known[name].fits(value):
            raise UsageError(f"the option {name!r} of {whose} takes {known[name].takes}, not {value!r:.60}")
    for option in options:
        if option.required and option.name not in given:
            raise UsageError(f"{whose} needs the option {option.name!r}: {option.about}")
    values = {name: given.get(name, option.default) for name, option in known.items()}
    return {name: tuple(v) if isinstance(v, list) else v for name, v in values.items()}  # type: ignore[misc]
