"""The page about what the facts of each format rest on, and what the clients made of real files."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from agentconv.kit.facts import SURE
from agentconv.kit.format import Format
from agentconv.proving.clients import CLIENTS, client_of
from tests.docs.formats import GENERATED
from tests.docs.pages import DOCS, cell, code, rows

RECORD = DOCS / "reference" / "proved.json"
SETS = {
    "our examples": "`fixtures/examples`, written for the client",
    "real files of its own": "files of public repositories in the client's own format, as they lie there",
    "real files of other formats": "such files in all other formats, written for the client",
}
FIGURES = ("asked", "loaded", "equal", "alike", "different", "ignored", "unread", "withheld", "refused")

INTRODUCTION = """# What the facts rest on

What a client makes of a file is not guessed: each format says when its facts were checked, and against what. A client that
can be run offline is asked of real files; [Prove with your own clients](../howto/prove.md) does the same with yours.
"""
WORDS = """
* **asked**: so many agents; those of one name count once where files are written for a client.
* **loaded**: the client has them. **equal**: as agentconv reads them, in all that the client tells. **alike**: they differ
  in a way that is known and does no harm; the reasons stand below.
* **different**: they differ, and no known reason makes it harmless. **ignored**: the client leaves them; behind the stroke, how many of
  those agentconv foretells. **unread**: the client has one where agentconv reads none.
* **withheld**: not asked, as the file may start programs. **refused**: agentconv does not write them for this client, since
  they would gain power or are longer than it takes.
"""
DIFFERENT = """
### What is different

A name of a tool that the client does not have counts as a difference, since it may be a slip: `agentconv check` says it of
the file.

"""
KEPT = """
## How this page stays true

`.ci/proved` asks the clients that are installed and writes `docs/reference/proved.json`, with versions and dates;
`pytest tests/docs --snapshot-update` makes this page of it and of what the formats state, and a test holds it against
both. `.ci/drift` asks the newest version of each client, and says what its vendor changed. `agentconv formats` shows in
a terminal how sure each format is, when it was checked and against what; `--json` has the same.
"""


def record() -> list[dict[str, Any]]:
    """What the clients made of the files, a row for each client, target and set."""
    return list(json.loads(RECORD.read_text("utf-8"))["proofs"])


def page(formats: Sequence[Format], proofs: Sequence[Mapping[str, Any]]) -> str:
    """The page."""
    return "".join((GENERATED, INTRODUCTION, _proved(proofs), _all(formats, proofs), _unasked(formats), KEPT))


def _proved(proofs: Sequence[Mapping[str, Any]]) -> str:
    told = [
        "\n## What the clients made of the agents\n\nOf three sets each client was asked:\n\n",
        *(f"* **{name}**: {what}.\n" for name, what in SETS.items()),
        "\n",
        rows(("format", "client", "when", "agents", *FIGURES), *map(_line, proofs)),
        WORDS,
        *_never(proofs),
    ]
    reasons = _reasons(proofs)
    if reasons:
        told += ["\n### Why some are alike\n\n", rows(("format", "field and reason", "agents"), *reasons)]
    odd = [(f"`{row['target']}`", cell(line)) for row in proofs for line in row["odd"]]
    if odd:
        told += [DIFFERENT, rows(("format", "agent"), *odd)]
    return "".join(told)


def _line(row: Mapping[str, Any]) -> tuple[str, ...]:
    figures = [str(row[name]) for name in FIGURES]
    figures[FIGURES.index("ignored")] += f" / {row['foretold']}" if row["ignored"] else ""
    client = f"{CLIENTS[row['client']].title} {row['version']}"
    return (f"`{row['target']}`", client, row["date"], row["of"], *figures)


def _never(proofs: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The targets that `prove` can ask of, and whose client was not there when the record was written."""
    asked = {row["target"] for row in proofs}
    left = [target for client in CLIENTS.values() for target in client.targets if target not in asked]
    if left:
        yield f"\n`agentconv prove` knows a client for {code(left)}, too, which stands in no row yet.\n"


def _reasons(proofs: Iterable[Mapping[str, Any]]) -> list[tuple[str, str, str]]:
    found: dict[tuple[str, str], int] = {}
    for row in proofs:
        for reason, count in row["alike in"].items():
            key = (f"`{row['target']}`", cell(reason))
            found[key] = found.get(key, 0) + count
    return [(*key, f"{count:,}") for key, count in found.items()]


def _all(formats: Iterable[Format], proofs: Sequence[Mapping[str, Any]]) -> str:
    lines = [
        (f"[`{f.name}`](formats/{f.name}.md)", f.sure, *_checked(f), cell(f.validated), _asked(f, proofs))
        for f in formats
    ]
    heads = ("format", "how", "when", "against what", "what is written is accepted by", "loaded and good")
    return (
        "\n## Every format\n\n"
        + rows(heads, *lines)
        + "\n"
        + "".join(f"* **{word}**: {said}.\n" for word, said in SURE.items())
    )


def _checked(fmt: Format) -> tuple[str, str]:
    """When the facts of a format were checked, and against what."""
    date, _, against = fmt.checked.partition(", ")
    return date, cell(against)


def _asked(fmt: Format, proofs: Iterable[Mapping[str, Any]]) -> str:
    """How many of all agents that the client was asked of it loads, and has as agentconv reads them."""
    own = [row for row in proofs if row["target"] == fmt.name]
    asked, loaded, good = (
        sum(row[name] for row in own for name in names)
        for names in (("asked",), ("loaded",), ("equal", "alike"))
    )
    return f"{loaded:,} and {good:,} of {asked:,}" if own else ""


INSTEAD = {
    "client": "The vendor's client or library is asked in the tests, in a way of its own, and not by `prove`",
    "schema": "No client was asked; the vendor's schema or types hold what is written",
    "source": "No client was asked; its code was read",
    "docs": "No client was asked; the vendor's documentation was read",
    "told": "No client was asked; others tell it",
    "own": "There is no client: it is agentconv's own, or holds any text",
}
"""How sure a format is -> what stands in for a client that `prove` can ask."""


def _unasked(formats: Sequence[Format]) -> str:
    """The formats that no client was asked of by `prove`, by what stands in for one."""
    told = []
    for word, said in INSTEAD.items():
        names = [f.name for f in formats if f.sure == word and client_of(f.name) is None]
        if names:
            told.append(f"* {said}: {code(names)}.\n")
    return "\n## Formats without a client behind them\n\n" + "".join(told)
