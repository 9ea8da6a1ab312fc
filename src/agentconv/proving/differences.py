"""Where a client's answer is rightly another than what agentconv reads: facts, each with its reason.

All were observed with the versions in `agentconv.proving.clients`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from agentconv.frozen import frozen
from agentconv.proving.cases import Case
from agentconv.proving.values import Loaded

CODEX_MODEL = "gpt-5.4"
_SPACE = (
    "\t\n\v\f\r \xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)


@frozen
class Difference:
    """One way in which a client's answer differs."""

    targets: str
    fields: str
    why: str
    holds: Callable[[Any, Any, Case, Loaded], bool]
    """Whether this is the difference, from agentconv's value and the client's."""
    same: bool = False
    """Whether it is only another way to say the same."""


def trimmed(text: str | None) -> str:
    """A text without the white space at its ends that JavaScript knows."""
    return (text or "").strip(_SPACE)


def lines(text: str | None) -> str:
    """A text whose lines end as they do on Unix."""
    return (text or "").replace("\r\n", "\n").replace("\r", "\n")


def one_line(text: str | None) -> str:
    """A text in one line, with a space between words."""
    return " ".join((text or "").split())


def reason(field: str, ours: Any, theirs: Any, case: Case, loaded: Loaded) -> Difference | None:
    """How the client's value is another than ours; None when no difference that is known is that."""
    for known in DIFFERENCES:
        fits = case.document.format in known.targets.split() and field in known.fields.split()
        if fits and known.holds(ours, theirs, case, loaded):
            return known
    return None


CLAUDE = "claude claude-json"
DIFFERENCES = (
    Difference(
        f"{CLAUDE} factory gemini kilo opencode",
        "prompt",
        "trimmed",
        lambda o, t, c, a: trimmed(o) == (t or ""),
    ),
    Difference("qwen", "prompt", "trimmed, with line ends \\n", lambda o, t, c, a: trimmed(lines(o)) == t),
    Difference(
        "copilot",
        "prompt",
        "trimmed, with line ends \\n, and the client's own words stand behind it",
        lambda o, t, c, a: t is not None and one_line(t).startswith(one_line(o)),
    ),
    Difference(
        "copilot",
        "prompt",
        "not asked: no model may start it",
        lambda o, t, c, a: t is None and bool(a.more.get("refused")),
    ),
    Difference(
        "opencode",
        "model",
        "a file for version 2, whose variant a client of version 1 takes for a part of the name",
        lambda o, t, c, a: c.is_source and "#" in (t or "") and (t or "").partition("#")[0] == o,
    ),
    Difference(
        "codex",
        "prompt",
        "the client keeps the line ends \\r\\n",
        lambda o, t, c, a: c.is_source and lines(t) == o,
    ),
    Difference(
        "gemini",
        "prompt",
        "the closing fence is not one for the client, which takes no prompt from the file",
        lambda o, t, c, a: not t and c.origin == "gemini" and c.says("-bad-fence", "takes no prompt"),
    ),
    Difference(
        CLAUDE,
        "description prompt",
        "--- inside the frontmatter ends it for the client, as is said of the file",
        lambda o, t, c, a: c.is_source and c.says("frontmatter-inner-fence"),
    ),
    Difference(
        "qwen",
        "description",
        "the client reads the frontmatter line by line, as is said of the file",
        lambda o, t, c, a: c.is_source and c.says("line by line"),
    ),
    Difference(
        CLAUDE,
        "prompt",
        "the client adds what it remembers",
        lambda o, t, c, a: bool(c.agent.memory) and trimmed(t).startswith(trimmed(o)),
    ),
    Difference(
        CLAUDE,
        "prompt model",
        "not started: no tool that the client knows",
        lambda o, t, c, a: t is None and "zero tools" in a.more.get("refusal", ""),
    ),
    Difference(
        "gemini qwen",
        "prompt",
        "a word of a template at which every call ends",
        lambda o, t, c, a: t is None and c.says("every call"),
    ),
    Difference(
        "kilo opencode",
        "description prompt",
        "the client fills in a part of the text",
        lambda o, t, c, a: c.is_source and c.says("live-text"),
    ),
    Difference(
        "copilot kilo opencode",
        "description",
        "an empty one is none",
        lambda o, t, c, a: (o or "") == (t or ""),
        same=True,
    ),
    Difference(
        "copilot",
        "description",
        "a block text in the last line of the frontmatter loses its line end",
        lambda o, t, c, a: (t or "").rstrip("\n") == (o or "").rstrip("\n"),
    ),
    Difference(
        "kilo opencode",
        "description",
        "settings of one of the client's own agents, which keeps its description",
        lambda o, t, c, a: o is None and c.name in ("build", "plan"),
    ),
    Difference(
        "kilo opencode",
        "model",
        "the model names no provider",
        lambda o, t, c, a: t == f"{o}/" and c.origin in ("kilo", "opencode"),
    ),
    Difference(
        "gemini qwen",
        "model",
        "none is the session's",
        lambda o, t, c, a: (o, t) == (None, "inherit"),
        same=True,
    ),
    Difference(
        "codex",
        "model",
        "none is the session's",
        lambda o, t, c, a: (o, t) == (None, CODEX_MODEL),
        same=True,
    ),
    Difference(
        CLAUDE,
        "model",
        "none, or inherit, is the session's",
        lambda o, t, c, a: (o or "inherit").lower() == "inherit" and t is not None,
        same=True,
    ),
    Difference(
        CLAUDE,
        "model",
        "an alias is resolved",
        lambda o, t, c, a: t is not None and o is not None and o.lower().removesuffix("[1m]") in t,
    ),
    Difference(
        CLAUDE,
        "model",
        "a retired model is replaced",
        lambda o, t, c, a: (o, t) == ("claude-opus-4-1", "claude-opus-5-5"),
    ),
    Difference(
        "factory",
        "model",
        "not told: offline every droid has the one model that there is",
        lambda o, t, c, a: t is None,
    ),
    Difference(
        "factory",
        "description",
        "all descriptions together have a hundredth of the model's context, and are cut alike",
        lambda o, t, c, a: (t or "").endswith("\u2026") and trimmed(o).startswith(t[: -len("&quot;")]),
    ),
    Difference("factory", "description", "trimmed", lambda o, t, c, a: trimmed(o) == (t or "")),
    Difference(
        "qoder",
        "prompt model",
        "not told: without an account it names its agents",
        lambda o, t, c, a: t is None,
    ),
    Difference("copilot", "name", "the display name", lambda o, t, c, a: t == c.agent.display_name),
)
"""Every difference between a client's answer and what agentconv reads."""
