"""Where the agents of several packages go in a target that keeps packages apart, and under which names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256

from agentconv.diagnostics import Report
from agentconv.formats import APART, PACKAGED
from agentconv.frozen import frozen
from agentconv.host import components
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.kit.exchange import Home, OutputFile, Rendered
from agentconv.kit.format import Format
from agentconv.kit.packaged import Packaged
from agentconv.kit.restored import FILE, ORIGIN, PACKAGE, TEXT, TOOL, Restored
from agentconv.model import names
from agentconv.model.agent import Agent, Difference
from agentconv.model.components import AGENT
from agentconv.model.package import Package
from agentconv.reading.calls import NAMED, Names, field_of, of_kinds, said_of, tell
from agentconv.reading.components import Wanted
from agentconv.reading.read import decode_native
from agentconv.reading.references import referred, renamed
from agentconv.reading.servers_beside import names_in

LOOSE = "agents"
"""What is called so that lies in no package, where nobody says."""


def homes(packages: Iterable[str], known: Mapping[str, Package], whole: Package | None) -> dict[str, Home]:
    """Package -> where its files go; all of one package alone go where the target has them.

    `known` is what packages say of themselves, `whole` what is said of all together.
    """
    found = list(dict.fromkeys(packages))
    if len(found) == 1:
        package = whole or known.get(found[0])
        return {found[0]: Home("", package, package)}
    free = whole.name if whole is not None and whole.name not in found else LOOSE
    stems = names.slugs(name or free for name in found)
    return {
        name: Home(
            f"plugins/{stems[name or free]}/", _facts(name or free, known.get(name), whole), known.get(name)
        )
        for name in found
    }


def _facts(name: str, said: Package | None, whole: Package | None) -> Package:
    """What a package says of itself; whoever made all together made one that names nobody."""
    if whole is None:
        return said or Package(name)
    if said is None:
        return replace(whole, name=name)
    return replace(said, authors=said.authors or whole.authors)


@frozen
class Called:
    """What an agent is called, and where, beside its name in a target."""

    known_as: str = ""
    """What the run calls it, where the target calls it otherwise; else empty."""
    own_name: str = ""
    """What its package calls it, where the target calls it otherwise; else empty."""
    package: str = ""
    origin: str = ""
    """The format that it came from."""
    tool: str = ""
    """The format of the package that it came from."""


def in_package(item: Rendered, lost: Restored | None, fmt: Format, called: Called) -> Restored | None:
    """What a file of a package does not say of an agent: also what it is called there, and where it belongs.

    Among the files of a package, an agent's place says what it belongs to; beside it, nothing does.
    """
    beside = isinstance(fmt, Packaged) and fmt.beside
    path = fmt.path_of(item.slug) if beside else item.home.folder + fmt.path_of(item.slug)
    found = lost.differences if lost else ()
    name = lost.agent if lost else ""
    foreign = called.origin not in ("", fmt.dialect)
    if called.own_name or (beside and called.package) or foreign:
        name = name or decode_native(fmt, item.native, item.slug).name
        package = [Difference(PACKAGE, "", called.package)] if beside and called.package else []
        own = [Difference("name", name, called.own_name)] if called.own_name else []
        origin = [Difference(ORIGIN, fmt.dialect, called.origin)] if foreign else []
        origin += [Difference(TOOL, "", called.tool)] if called.tool else []
        found = (*origin, *package, *own, *(d for d in found if d.field != "name" or not own))
    text, file = (lost.text, lost.file) if lost else ("", "")
    if not found and not text:
        return None
    name = name or decode_native(fmt, item.native, item.slug).name
    return Restored(path, name, found, called.known_as or item.agent.name, text, file)


def with_texts(lost: Iterable[Restored], files: Iterable[OutputFile]) -> list[Restored]:
    """What files do not say, with the texts that agents were read from, bound to those that were written."""
    alone = {file.path: file for file in files if len(file.agents) == 1 and not file.is_index}
    return [_with_text(one, alone.get(one.path)) for one in lost]


def _with_text(lost: Restored, file: OutputFile | None) -> Restored:
    if not lost.text or file is None:
        return replace(lost, text="", file="")
    digest = sha256(file.text.encode()).hexdigest()
    once = None if file.text == lost.text else lost.text
    text = Difference(TEXT, digest, once), Difference(FILE, "", lost.file)
    return replace(lost, differences=(*lost.differences, *text), text="", file="")


def own_names(agents: Sequence[tuple[str, str, str]]) -> list[str]:
    """What agents are called within their packages.

    Each is given as its package, its name there (empty = none of its own) and its name in the run.
    """
    there = Counter((package, own or name) for package, own, name in agents)
    found = []
    for package, own, name in agents:
        alone = own and there[package, own] == 1
        found.append(own if alone else name)
    return found


def unpacked(documents: Sequence[Document]) -> list[Document]:
    """Documents under the names that they have in their packages; each knows what the run calls it."""
    own = own_names([(d.package, d.own_name, d.agent.name) for d in documents])
    return [_under(name, document) for name, document in zip(own, documents, strict=True)]


def _under(name: str, document: Document) -> Document:
    known_as = document.agent.name
    if name == known_as:
        return document
    return replace(document, agent=replace(document.agent, name=name), known_as=known_as)


def flat_kinds(fmt: Format, registry: Registry | None) -> frozenset[str]:
    """The kinds that have the names of the run in a target: it has no packages, or one room for all."""
    found = set() if fmt.name in APART else {AGENT}
    for kind in {*NAMED} - {AGENT}:
        own = components.format_of(kind, fmt.name, registry)
        if own is not None and own.writes and not (fmt.name in PACKAGED and own.apart):
            found.add(kind)
    return frozenset(found)


def with_calls(
    documents: Sequence[Document], those: Sequence[Wanted] = (), kinds: Collection[str] = NAMED
) -> tuple[list[Document], list[Wanted]]:
    """Documents and components that know what those which they name are called in a target.

    `kinds` are those that have the names of the run there.
    """
    if not any(d.package for d in documents) and not any(one.held.package for one in those):
        return list(documents), list(those)
    names = Names(((d.package, d.own_name or d.agent.name, d.agent.name) for d in documents), those)
    found = []
    for document in documents:
        agent = document.agent
        said = said_of(agent.skills, names_in(agent), referred(agent) if document.package else ())
        calls = of_kinds(names.of(document.package, said, agent.name), kinds)
        found.append(replace(document, calls=calls) if calls else document)
    return found, names.calling(those, kinds)


def calling(document: Document, report: Report) -> Document:
    """A document with the names that it has to say."""
    agent = document.agent
    tell(document.calls, report, agent.prompt, field_of(agent, document.calls))
    return replace(document, agent=as_meant(document), original=document.as_read, calls={})


def as_meant(document: Document) -> Agent:
    """The agent with the names that it has to say."""
    return renamed(document.agent, document.calls) if document.calls else document.agent
