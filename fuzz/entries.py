"""What is fuzzed: one function per reader, from bytes to what was seen; a broken promise raises.

A reader may refuse an input in the way that its docstring names. Anything else that it raises, a promise
that does not hold, and more than two seconds of work are findings.
"""

from __future__ import annotations

import tempfile
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from pathlib import Path, PurePosixPath

from agentconv.api import read, write
from agentconv.bundle import archive, contents
from agentconv.containers import SUFFIXES, container
from agentconv.diagnostics import Report, Severity
from agentconv.errors import NotAnAgent, Problem, SyntaxProblem, UsageError, WrongType
from agentconv.folder import record
from agentconv.host.registry import Registry
from agentconv.kit import model_map
from agentconv.kit.document import Document
from agentconv.merging.documents import merge_documents, merge_texts
from agentconv.model import names
from agentconv.model.agent import diff
from agentconv.model.powers import power
from agentconv.reading import carry
from agentconv.reading.detect import read_source
from agentconv.release import install, lock
from agentconv.release.build import build
from agentconv.release.manifest import parse
from agentconv.testing import read_documents
from agentconv.text.source import Source, decode
from agentconv.writing.convert import Conversion, convert_documents
from agentconv.writing.options import Options

REGISTRY = Registry(plugins=False)
FORMATS = {p.format.name: p.format for p in REGISTRY.all()}
TARGETS = REGISTRY.targets()
MAY_FAIL = {"over-limit", "power-widened"}
"""Why an agent that was read may be refused by a target."""
FEW = 4
"""So many targets are tried for one input; which ones depends on its bytes."""
SEPARATOR = "\n%%%%\n"
"""Stands between the texts of a merge."""
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Kinds of characters that a terminal obeys or does not show."""

Seen = Iterable[str]
Entry = Callable[[bytes], Seen]


class Broken(AssertionError):
    """A promise does not hold."""


def hold(promise: bool, what: str, detail: object = "") -> None:
    """Raise `Broken` unless the promise holds."""
    if not promise:
        raise Broken(f"{what}: {detail!r}"[:600])


def in_container(name: str, data: bytes) -> Iterator[str]:
    """A syntax: a text is refused or read, and what is read can be written and read again."""
    try:
        tree = container(name).read(Source("<fuzz>", decode(data)), frozenset({"name", "description"}))
    except NotAnAgent:
        yield "no agent"
        return
    except Problem as problem:
        yield problem.code
        return
    for key in list(tree.values)[:20]:
        tree.position((key,))
    yield from (r.step for r in tree.recoveries)
    yield from (w[0] for w in tree.warnings)
    yield from (type(v).__name__ for v in tree.values.values())


def in_format(name: str, data: bytes, *, every: bool = False) -> Iterator[str]:
    """A format: what is read keeps its bytes, and goes to other formats without loss in silence or power."""
    try:
        text = decode(data)
    except Problem as problem:
        yield problem.code
        return
    report = Report()
    found = _read(text, f"x{_suffix(name, text)}", report, name)
    yield from _told(report)
    if not found:
        return
    own = convert_documents(found, name, REGISTRY) if name in TARGETS else None
    if own is not None and own.ok:
        hold(text in [f.text for f in own.files], "the bytes are not kept", _codes(own))
    chosen = TARGETS
    if not every:
        start = zlib.crc32(data)
        chosen = [TARGETS[(start + i * 7) % len(TARGETS)] for i in range(FEW)]
    for target in chosen:
        for document in found[:3]:
            yield from there_and_back(document, target)


def there_and_back(document: Document, target: str) -> Iterator[str]:
    """One agent in a target: what differs is named, no power is gained, carry brings all back."""
    agent = document.agent
    conversion = convert_documents([document], target, REGISTRY)
    errors = _codes(conversion, errors=True)
    hold(errors <= MAY_FAIL, f"{target} refuses what was read", errors)
    yield from (f"{target}:{code}" for code in _codes(conversion))
    for item in conversion.files:
        item.text.encode()
    if errors or not REGISTRY.whole(target).reads:
        return
    back = list(read_documents(conversion, REGISTRY))
    hold(len(back) == 1, f"{target}: one agent comes back as another number", len(back))
    named = {name for d in conversion.diagnostics if d.loss for name in d.fields}
    lost = {d.field for d in diff(agent, back[0].agent)}
    hold(
        lost <= named or document.format == REGISTRY.get(target).name,
        f"{target}: lost in silence",
        lost - named,
    )
    at_home = FORMATS[document.format] if document.format == REGISTRY.get(target).name else None
    given, had = (power(a, at_home.lets(a) if at_home else frozenset()) for a in (back[0].agent, agent))
    gained = given.beyond(had)
    hold(not gained, f"{target}: more power", gained)
    again = write(back[0].agent, target, registry=REGISTRY)
    paths = [{f.path for f in c.files} for c in (again, conversion)]
    # An agent alone does not say what its host allows unasked.
    loose = bool(FORMATS[document.format].unasked)
    if not loose and document.format != target and not _codes(again, errors=True) and paths[0] == paths[1]:
        same = sorted(f.text for f in again.files) == sorted(f.text for f in conversion.files)
        hold(same, f"{target}: written again, other bytes", [f.text[:300] for f in again.files])
    entries = carry.from_text(carry.to_text(conversion.lost))
    report = Report()
    (restored,) = carry.restore(back, entries.get(back[0].path, {}), report)
    if document.format != target:
        hold(not diff(agent, restored.agent), f"{target}: carry", diff(agent, restored.agent))


def in_any_format(data: bytes) -> Iterator[str]:
    """A text whose format must be found out, under a name that its first byte chooses."""
    places = _places()
    report = Report()
    try:
        text = decode(data[1:])
    except Problem as problem:
        yield problem.code
        return
    for document in _read(text, places[(data or b"\0")[0] % len(places)], report, None):
        yield document.format
    yield from _told(report)


def in_manifest(data: bytes) -> Iterator[str]:
    """A manifest, and the bundle that it asks for."""
    try:
        source = Source("agentconv.toml", decode(data))
    except Problem as problem:
        yield problem.code
        return
    report = Report()
    manifest = parse(source, {name: REGISTRY.get(name).options for name in TARGETS}, report)
    hold(manifest is not None or bool(report.errors()), "a manifest is refused without a word")
    if manifest is not None:
        built = build(manifest, _project(), REGISTRY, report)
        if built is not None:
            for content in built.archives.values():
                archive.read_archive(content)
            contents.check(built.entries)
            yield "built"
    yield from _told(report)


def in_lock(data: bytes) -> Iterator[str]:
    """A lock file."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / lock.NAME).write_bytes(data)
        try:
            found = lock.load(Path(folder))
        except Problem as problem:
            yield problem.code
            return
    yield from found.tables
    list(found.differences(lock.Lock()))


def in_archive(data: bytes) -> Iterator[str]:
    """An archive, and the bundle in it: only what is exactly in our form is taken."""
    try:
        entries = archive.read_archive(data)
    except Problem as problem:
        yield f"{problem.code} {problem.message[:20]}"
        return
    for path in entries:
        hold(names.unsafe_path(path) is None, "an unsafe path is taken", path)
    yield from _bundle({path.partition("/")[2]: content for path, content in entries.items()})


def in_index(data: bytes) -> Iterator[str]:
    """The index of a bundle whose sums are right."""
    entries = {contents.INDEX: data, "agents/x.json": b"{}\n", "targets/claude/.claude/agents/x.md": b"x"}
    yield from _bundle({**entries, contents.SUMS: contents.sums(entries)})


def _bundle(entries: dict[str, bytes]) -> Iterator[str]:
    try:
        index = contents.check(entries)
    except Problem as problem:
        yield f"{problem.code} {problem.message[:20]}"
        return
    for target in ("claude", "openai"):
        try:
            for file in install.wanted(index, entries, (target, FORMATS[target]), "project", ((), ()))[0]:
                hold(names.unsafe_path(file.path) is None, "an unsafe path is installed", file.path)
                yield "file"
        except UsageError:
            yield "usage"


def in_merge(data: bytes) -> Iterator[str]:
    """Three texts: what only one side changed is that side's, to the byte."""
    try:
        texts = (decode(data).split(SEPARATOR) * 3)[:3]
    except Problem as problem:
        yield problem.code
        return
    base, ours, theirs = texts
    merge_texts(base, ours, theirs)
    hold(merge_texts(base, ours, base).text == ours, "merge of texts: ours alone changed")
    hold(merge_texts(base, base, theirs).text == theirs, "merge of texts: theirs alone changed")
    hold(merge_texts(base, ours, ours).text == ours, "merge of texts: both changed alike")
    sides = [_read(text, ".claude/agents/x.md", Report(), "claude") for text in texts]
    if any(len(side) != 1 for side in sides):
        yield "text"
        return
    one, two, three = (side[0] for side in sides)
    merged = merge_documents(one, two, three, REGISTRY)
    yield from (c.field for c in merged.conflicts)
    yield from (f"{d.code}" for d in merged.diagnostics)
    if merged.text is not None and not merged.conflicts:
        again = _read(merged.text, ".claude/agents/x.md", Report(), "claude")
        hold(len(again) == 1 and merged.agent is not None, "a clean merge cannot be read")
        other = {d.field for d in diff(merged.agent or one.agent, again[0].agent)}
        named = {name for d in merged.diagnostics if d.loss for name in d.fields}
        hold(other <= named, "a clean merge reads as something else", other - named)
    same = merge_documents(one, two, one, REGISTRY)
    hold(same.clean and same.text == ours, "merge: ours alone changed", same.text)
    taken = merge_documents(one, one, three, REGISTRY)
    wanted = three.agent if three.agent.name else None
    hold(taken.clean and taken.agent == wanted, "merge: theirs alone changed", taken.conflicts)


def in_carry(data: bytes) -> Iterator[str]:
    """A carry file, for an agent that it may know."""
    report = Report()
    try:
        entries = carry.from_text(decode(data))
    except (Problem, WrongType) as problem:
        yield str(problem)[:40]
        return
    document = _document()
    for agents in entries.values():
        (restored,) = carry.restore([document], agents, report)
        hold(names.unsafe(restored.agent.name) is None, "carry gives an unsafe name", restored.agent.name)
        if power(restored.agent).beyond(power(document.agent)):
            said = any(d.severity is Severity.WARNING for d in report.diagnostics)
            hold(said, "carry gives power in silence")
        for target in TARGETS[:: len(TARGETS) // FEW]:
            convert_documents([restored], target, REGISTRY)
    yield from _told(report)


def in_record(data: bytes) -> Iterator[str]:
    """The record of written files: it names nothing outside, and says the same when it is written again."""
    try:
        found = record.from_text(decode(data))
    except (Problem, WrongType) as problem:
        yield str(problem)[:40]
        return
    for path in (*found.files, *found.pending, *found.folders):
        hold(names.unsafe_path(path) is None, "a record leads out", path)
    hold(record.from_text(found.to_text()) == found, "a record changes when it is written")
    yield f"{bool(found.files)} {bool(found.pending)} {bool(found.folders)}"


def in_models(data: bytes) -> Iterator[str]:
    """A models file of a user."""
    try:
        found = model_map.load(decode(data))
    except (Problem, UsageError) as problem:
        yield str(problem)[:40]
        return
    for target in TARGETS[::FEW]:
        for model in ("opus", "gpt-5", None):
            yield str(found.choose(model, target, required=True).how)


def in_template(data: bytes) -> Iterator[str]:
    """A template around prompts, which is a stranger's too."""
    try:
        conversion = convert_documents([_document()], "prompts", REGISTRY, Options(template=decode(data)))
    except (Problem, UsageError) as problem:
        yield str(problem)[:60]
        return
    for file in conversion.files:
        file.text.encode()
    yield "rendered"


def in_terminal(data: bytes) -> Iterator[str]:
    """A file shown on a terminal: an exit status, no traceback, nothing that moves the cursor."""
    from click.testing import CliRunner

    from agentconv.cli import group

    places = _places()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / PurePosixPath(places[(data or b"\0")[0] % len(places)]).name
        place.write_bytes(data[1:])
        for command in (["show"], ["export", "-t", "claude", "-o", "-"]):
            done = CliRunner().invoke(group, [command[0], str(place), *command[1:]])
            if done.exception is not None and not isinstance(done.exception, SystemExit):
                raise done.exception
            hold(done.exit_code in (0, 1, 2), "exit status", (done.exit_code, done.output[:300]))
            text = done.output if command[0] == "show" else done.stderr
            odd = {c for c in text if c not in "\n\u200c\u200d" and unicodedata.category(c) in _UNSEEN}
            hold(not odd, "unescaped on a terminal", odd)
            yield f"{command[0]} {done.exit_code}"


def _read(text: str, path: str, report: Report, name: str | None) -> list[Document]:
    def sibling(other: str) -> Source:
        if not other or names.unsafe_path(other):
            raise SyntaxProblem("not-found", "there is no such file", 0)
        return Source(other, f"You are {len(other)}.\n")

    try:
        return read_source(Source(path, text), REGISTRY, report, format=name, sibling=sibling)
    except NotAnAgent:
        return []


def _told(report: Report) -> Iterator[str]:
    for d in report.diagnostics:
        str(d).encode()
        yield d.code


def _codes(conversion: Conversion, *, errors: bool = False) -> set[str]:
    return {d.code for d in conversion.diagnostics if not errors or d.severity is Severity.ERROR}


def _suffix(name: str, text: str) -> str:
    """A file ending of a format; of those that it has, one that the text fits."""
    syntaxes = FORMATS[name].containers
    if "json" in syntaxes and text.lstrip("\ufeff \t\r\n")[:1] in ("{", "["):
        try:
            container("json").read(Source("", text))
        except Problem:
            return ".yaml" if "yaml" in syntaxes else ".json"
        return ".json"
    return next((s for s, c in SUFFIXES.items() if c == syntaxes[0]), ".md")


@cache
def _places() -> list[str]:
    found = [p.replace("**/", "").replace("*", "x") for fmt in FORMATS.values() for p in fmt.paths]
    return [*found, "x.md", "x.json", "x.yaml", "x.toml", "x"]


@cache
def _document() -> Document:
    text = "---\nname: a\ndescription: d\ntools: Read\nmodel: opus\n---\nYou {{ help }}.\n"
    return read(text, registry=REGISTRY).documents[0]


@cache
def _project() -> Path:
    """A folder with agents, for manifests."""
    folder = tempfile.TemporaryDirectory(prefix="agentconv-fuzz-")
    _KEPT.append(folder)
    place = Path(folder.name)
    (place / "agents").mkdir()
    for stem in ("a", "b"):
        (place / "agents" / f"{stem}.md").write_text(f"---\nname: {stem}\ndescription: d\n---\nHi\n")
    (place / "LICENSE").write_text("Free.\n")
    return place


_KEPT: list[tempfile.TemporaryDirectory[str]] = []

ENTRIES: dict[str, Entry] = {
    **{
        f"container-{n}": partial(in_container, n)
        for n in ("frontmatter", "yaml", "json", "toml", "sections")
    },
    **{f"format-{name}": partial(in_format, name) for name, fmt in FORMATS.items() if fmt.reads},
    "any-format": in_any_format,
    "manifest": in_manifest,
    "lock": in_lock,
    "archive": in_archive,
    "index": in_index,
    "merge": in_merge,
    "carry": in_carry,
    "record": in_record,
    "models": in_models,
    "template": in_template,
    "terminal": in_terminal,
}
"""Name -> function; each takes bytes and gives words for what it saw, by which new inputs are told."""
