"""What a format reads: its fixtures as they are, recognised at their place, and each of their keys."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from agentconv.api import write
from agentconv.conformance import snapshots
from agentconv.conformance.kept import Kept
from agentconv.conformance.specimens import lines_of, reads_as
from agentconv.containers import container
from agentconv.diagnostics import Report
from agentconv.errors import NotAnAgent, Problem
from agentconv.host.registry import Registry
from agentconv.kit import model_map
from agentconv.kit.codecs import exact
from agentconv.kit.document import Document
from agentconv.kit.format import Native, Writing
from agentconv.reading.detect import read_source
from agentconv.testing.files import check_same, shortened, shown
from agentconv.testing.subject import Subject
from agentconv.text.source import Source, decode
from agentconv.writing.convert import convert_documents


class OfReading(Subject):
    """Checks of what is read."""

    def test_reads_as(self, case: Path, registry: Registry, kept: Kept) -> None:
        """A fixture reads as the agents of its snapshot, with the findings there."""
        result = self.read_case(case, registry)
        (name,) = (name for name, path in self.cases().items() if path == case)
        kept.holds(snapshots.of_reading(name), reads_as(result, case.parent, worded=self.worded))

    def test_is_recognised(self, case: Path, registry: Registry) -> None:
        """A fixture is taken for this format at the place where the format's tool looks."""
        documents = self.read_case(case, registry).documents
        assert {d.format for d in documents} == {self.name}
        place = next((p for p in self.format.paths if _ending(p) == _ending(case.name)), None)
        if case.is_file() and place:
            text = decode(case.read_bytes())
            path = place.replace("**/", "").replace("*", self.format().stem_of(PurePosixPath(case.name)))
            again = read_source(Source(path, text), registry, Report())
            assert {d.format for d in again} == {self.name}, f"at {path}"

    def test_unchanged_keeps_every_byte(self, case: Path, registry: Registry) -> None:
        """Read and written in the same format, a file is the same to the byte."""
        self._needs_writing()
        result = self.read_case(case, registry)
        conversion = convert_documents(result.documents, self.name, registry)
        assert conversion.ok, lines_of(conversion.diagnostics, case.parent)
        wanted = {
            p.name: p.read_bytes() for p in ([case] if case.is_file() else case.rglob("*")) if p.is_file()
        }
        written = [file.text.encode() for file in conversion.files]
        if sorted(written) != sorted(wanted.values()):
            kept = "\n".join(f"--- {n}, as it was\n{shortened(t.decode())}" for n, t in wanted.items())
            raise AssertionError(f"not the same to the byte\n{kept}\n{shown(conversion.files)}")

    def test_one_changed_field_keeps_the_other_lines(self, case: Path, registry: Registry) -> None:
        """A new description changes the lines of the keys that hold it and no other."""
        self._needs_writing()
        result = self.read_case(case, registry)
        document, fmt = result.documents[0], self.format()
        alone = len(result.documents) == 1 and not document.companions and not fmt.shared_file
        if not alone or not fmt.is_native("description"):
            pytest.skip("one file holds several agents, or none holds a description")
        agent = replace(document.agent, description="Changed by a test.")
        conversion = write(agent, self.name, onto=document, registry=registry)
        lost = "layout-lost" in {d.code for d in conversion.diagnostics}
        assert lost == (case.stem in self.layout_lost), lines_of(conversion.diagnostics)
        (again,) = read_source(
            Source(document.path, conversion.files[0].text), registry, Report(), format=self.name
        )
        assert again.agent.description == agent.description, shown(conversion.files)
        if not lost:
            writing = Writing(Report(), model_map.load(), source=self.name)
            old, new = (fmt.encode(a, writing) for a in (document.agent, agent))
            changed = {key for key in {**old, **new} if old.get(key) != new.get(key)}
            changed |= {recovery.key for recovery in document.tree.recoveries}
            assert _without(document, changed) == _without(again, changed)

    def test_every_key_says_something(self, registry: Registry) -> None:
        """Without a key an agent is another one, or there is a finding: nothing is ignored in silence."""
        silent: dict[str, bool] = {}
        for case in self.cases().values():
            for document in self.read_case(case, registry).documents[:1]:
                values: Native = {key: exact(value) for key, value in document.tree.values.items()}
                whole = self._said(document, values, registry)
                for key in values:
                    rest = {name: value for name, value in values.items() if name != key}
                    silent[key] = silent.get(key, True) and self._said(document, rest, registry) == whole
        mute = {key for key, nothing in silent.items() if nothing} - self.silent
        assert not mute, f"nothing is read of these keys of the fixtures: {sorted(mute)}"

    def _said(self, document: Document, values: Native, registry: Registry) -> Any:
        """What is read of native values in the place of a document's."""
        companions, report = dict(document.companions), Report()

        def sibling(name: str) -> Source:
            if name not in companions:
                raise Problem("not-found", "there is no such file")
            return companions[name]

        text = container(self.container_of(document)).write(values)
        try:
            found = read_source(
                Source(document.path, text), registry, report, format=self.name, sibling=sibling
            )
        except NotAnAgent as reason:
            return str(reason)
        return [d.agent for d in found], [(d.code, d.message) for d in report.diagnostics]

    def test_nothing_is_changed_by_reading(self, case: Path, registry: Registry) -> None:
        """Read twice, a fixture gives the same agents."""
        pairs = zip(self.read_case(case, registry).agents, self.read_case(case, registry).agents, strict=True)
        for first, second in pairs:
            check_same(first, second, "the second reading gives another agent than the first")


def _ending(path: str) -> str:
    """A path's last ending; of one without, its name."""
    name = PurePosixPath(path.replace("*", "x"))
    return name.suffix or name.name


def _without(document: Document, keys: set[str]) -> str:
    """The text of a document without the entries of some keys, and without what separates entries."""
    text, node = document.tree.source.text, document.tree.node
    for key in sorted(keys & node.keys.keys(), key=lambda k: -node.keys[k].start):
        text = text[: node.keys[key].start] + text[node.children[key].span.end :]
    return re.sub(r"[\s,]+", "", text)
