"""What the clients make of our examples and of real files, as a record with versions and dates."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from agentconv.cli.proofs import alike
from agentconv.diagnostics import Diagnostic, Report, Severity
from agentconv.host.registry import Registry
from agentconv.proving.clients import CLIENTS
from agentconv.proving.run import ProofRequest, ProofResult, TargetProof, prove
from agentconv.proving.verdicts import Verdict
from agentconv.reading.sources import load

ROOT = Path(__file__).resolve().parents[1]
RECORD = ROOT / "docs" / "reference" / "proved.json"
EXAMPLES, OWN, OTHERS = "our examples", "real files of its own", "real files of other formats"
SETS = (EXAMPLES, OWN, OTHERS)
"""What the clients are asked of, in the order of the page."""
Row = dict[str, Any]


def laid_out(corpus: Path, folder: Path) -> int:
    """Put the files of a corpus where they lay in their repositories; returns how many those are.

    Its `index.csv` has `path`, `source_repo`, `source_path` and `commit`. Two versions of one file get a
    folder each, by the commit.
    """
    with (corpus / "index.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        home = folder / row["source_repo"].replace("/", "+") / row["commit"][:12]
        place = home / (row["source_path"] or row["path"])
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes((corpus / row["path"]).read_bytes())
    return len(rows)


def asked(client: str, sources: Mapping[str, Path], modules: Path, seconds: float) -> Iterator[Row]:
    """The rows of a client: for each of its targets what it makes of each set. Raises `ValueError`."""
    registry = Registry(plugins=False)
    for target in CLIENTS[client].targets:
        for name in (name for name in SETS if name in sources):
            places = others(sources[name], target) if name == OTHERS else [str(sources[name])]
            request = ProofRequest(
                tuple(places), (target,), as_is=name == OWN, timeout=seconds, projects=(modules,)
            )
            yield from rows(name, prove(request, registry))


def others(folder: Path, target: str) -> list[str]:
    """The files in a folder that hold agents, and none in the format of a target."""
    found = load([str(folder)], Registry(plugins=False), Report()).documents
    own = {document.path for document in found if document.format == target}
    return sorted({document.path for document in found} - own)


def rows(name: str, result: ProofResult) -> Iterator[Row]:
    """What came of a proof, in figures. Raises `ValueError` where a client could not be asked."""
    for found in result.diagnostics:
        if found.code in ("proof-failed", "proof-no-client"):
            raise ValueError(f"{found.target}: {found.message}")
    for proof in result.proofs:
        yield _row(name, proof, result.diagnostics)


def _row(name: str, proof: TargetProof, said: Iterable[Diagnostic]) -> Row:
    counts = proof.counts
    codes = Counter(d.code if d.code == "proof-withheld" else "" for d in said if _keeps_out(d, proof.target))
    return {
        "of": name,
        "target": proof.target,
        "client": proof.client.client,
        "version": proof.client.version,
        "date": date.today().isoformat(),
        "asked": len(proof.agents),
        "loaded": len(proof.agents) - counts[Verdict.IGNORED],
        **{str(verdict): counts[verdict] for verdict in Verdict},
        "foretold": sum(agent.foretold for agent in proof.agents if agent.verdict is Verdict.IGNORED),
        "withheld": codes["proof-withheld"],
        "refused": codes[""],
        "alike in": dict(sorted(alike(proof).items())),
        "odd": sorted(_odd(proof)),
    }


def _keeps_out(said: Diagnostic, target: str) -> bool:
    """Whether an agent was not asked of, as it may start programs or as the target does not take it."""
    stops = said.severity is Severity.ERROR and not said.code.startswith("proof-")
    return said.target == target and (stops or said.code == "proof-withheld")


def _odd(proof: TargetProof) -> Iterator[str]:
    """The agents that the client has otherwise, each with the fields, or leaves though we do not say so."""
    for agent in proof.agents:
        if agent.good or agent.foretold:
            continue
        bad = [
            (row.field, re.search(r" \((?:more|less): .*\)$", row.theirs or ""))
            for row in agent.fields
            if row.bad
        ]
        fields = ", ".join(f"{field}{words[0] if words else ''}" for field, words in bad)
        yield f"{agent.name}: {agent.verdict}{fields and f' in {fields}'}"


def read() -> list[Row]:
    """The rows that are kept."""
    return list(json.loads(RECORD.read_text("utf-8"))["proofs"]) if RECORD.exists() else []


def written(found: Iterable[Row]) -> None:
    """Keep rows, each instead of the one about the same client, target and set."""
    held = {_key(row): row for row in [*read(), *found]}
    text = json.dumps({"proofs": [held[key] for key in sorted(held)]}, indent=1, ensure_ascii=False)
    RECORD.write_text(text + "\n", encoding="utf-8")


def _key(row: Mapping[str, Any]) -> tuple[str, str, int]:
    return row["client"], row["target"], SETS.index(row["of"])
