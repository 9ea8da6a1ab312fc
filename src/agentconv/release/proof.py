"""Whether a bundle's files are what its agents give: each target is written anew from the neutral forms.

A list of hashes says that nobody changed a file since; it does not say that the file may be there. Here the
paths come from the formats and the agents, and so does what the files say: whatever is more is refused.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from agentconv.bundle import contents
from agentconv.containers.base import Tree
from agentconv.containers.json import load
from agentconv.diagnostics import Report
from agentconv.errors import Problem, UsageError, WrongType
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.kit.format import Format
from agentconv.kit.manifests import FIELDS
from agentconv.model import names, neutral
from agentconv.model.agent import Agent
from agentconv.model.package import Package
from agentconv.model.versions import version_key
from agentconv.reading import carry
from agentconv.reading.components import Wanted
from agentconv.release import components, filters, kept, recipe
from agentconv.release import index as indexes
from agentconv.text.source import Source, decode
from agentconv.writing.carrying import sized
from agentconv.writing.components import Placed
from agentconv.writing.convert import Conversion, convert_documents
from agentconv.writing.packaging import as_meant, flat_kinds, with_calls

ALONG = frozenset({contents.INDEX, contents.SUMS, "LICENSE", "CHANGELOG.md"})
"""What may lie beside the agents and targets."""
_SOURCE = frozenset({"path", "format", "sha256"})
_OF_PACKAGE = frozenset({"package", "name", "origin", "tool"})
"""What the index says of the source of an agent of a package besides."""


def prove(
    index: Mapping[str, Any],
    entries: Mapping[str, bytes],
    registry: Registry,
    *,
    only: Iterable[str] | None = None,
) -> None:
    """Raise `Problem` unless the files of a checked bundle are what its agents give, each in its place.

    `only` are the targets to write anew; all when None. The files of the others are not looked at.
    """
    _check_head(index)
    filters.check(index)
    agents, expected = agents_of(index, entries)
    packed, own = components.checked(index, agents, entries)
    expected |= own
    facts = {item["name"]: {**item, "targets": {}} for item in index["agents"]}
    wanted = [t for t in index["targets"] if only is None or t in only]
    aside = tuple(f"{contents.TARGETS}/{t}/" for t in index["targets"] if t not in wanted)
    known = set(ALONG)
    made_with = str(index.get("made_with"))
    for target in wanted:
        known |= _check_files(expected, entries, made_with)  # one after the other: there may be much of it
        conversion = _written_anew(target, index, agents, entries, registry, packed)
        expected = target_entries(conversion, carried=bool(recipe_of(index, target).get("carry")))
        expected |= components.of_target(conversion, Report())
        indexes.note_conversion(conversion, facts)
    known |= _check_files(expected, entries, made_with)
    for path in sorted(entries.keys() - known):
        if not path.startswith(aside):
            raise Problem(
                "content-mismatch", f"{path!r} is no file of the bundle's agents in one of its targets"
            )
    for item in index["agents"]:
        _check_places(item, facts[item["name"]]["targets"], wanted, registry)


def recipe_of(index: Mapping[str, Any], target: str) -> Mapping[str, Any]:
    """How a target was written, as an index says."""
    options = index.get("options", {})
    found = options.get(target, {}) if isinstance(options, dict) else None
    if not isinstance(found, dict):
        raise Problem("syntax", "the index has options of a target that no build writes")
    return found


def _check_head(index: Mapping[str, Any]) -> None:
    """Raise `Problem` for a name, a version or targets that no build writes."""
    name, version, targets = index["name"], index["bundle_version"], index["targets"]
    texts = isinstance(name, str) and isinstance(version, str)
    if not texts or names.unsafe(name) or names.unsafe_path(name) or version_key(version) is None:
        raise Problem("syntax", "the index has a name or a version that no bundle has")
    plain = isinstance(targets, list) and all(isinstance(t, str) and names.unsafe(t) is None for t in targets)
    if not plain or len({*targets}) != len(targets):
        raise Problem("syntax", "the index has targets that no bundle has")


def agents_of(
    index: Mapping[str, Any], entries: Mapping[str, bytes]
) -> tuple[dict[str, Agent], dict[str, bytes]]:
    """The agents by name, and the files of their own that the bundle must have."""
    agents: dict[str, Agent] = {}
    expected: dict[str, bytes] = {}
    for item in index["agents"]:
        slug, source, places = item.get("id"), item.get("source"), item.get("targets")
        plain = isinstance(slug, str) and names.slug(slug) == slug and isinstance(places, dict)
        texts = isinstance(source, dict) and all(isinstance(v, str) for v in source.values())
        told = isinstance(source, dict) and source.keys() - _OF_PACKAGE == _SOURCE
        if not (plain and texts and told) or item["name"] in agents:
            raise Problem("syntax", "the index has an agent that no build lists so, or one of its name twice")
        agent = _neutral(f"agents/{slug}.json", entries)
        for name in (agent.name, *(source[key] for key in _OF_PACKAGE & source.keys())):
            if why := names.unsafe(name):
                raise Problem("unsafe-name", f"the name {name!r} is not safe: {why}")
        facts, own = indexes.agent_facts(agent, slug, source)
        if {**facts, "targets": None} != {**item, "targets": None}:
            differ = sorted(k for k in {*facts, *item} - {"targets"} if facts.get(k) != item.get(k))
            what = f"the index says other than the agent {agent.name!r} of itself: {', '.join(differ)}"
            raise Problem("content-mismatch", what)
        agents[agent.name] = agent
        expected |= own
    return agents, expected


def _neutral(path: str, entries: Mapping[str, bytes]) -> Agent:
    if path not in entries:
        raise Problem("unlisted", f"the index lists an agent, and there is no {path!r}")
    data: Any = load(decode(entries[path], limit=contents.MAX_FILE), own=True)
    try:
        return neutral.from_json(Agent, {k: v for k, v in data.items() if k not in ("$schema", "agentconv")})
    except (WrongType, AttributeError):
        raise Problem("content-mismatch", f"{path!r} holds no agent in its neutral form") from None


def _written_anew(
    target: str,
    index: Mapping[str, Any],
    agents: Mapping[str, Agent],
    entries: Mapping[str, bytes],
    registry: Registry,
    packed: Sequence[Wanted],
) -> Conversion:
    """What a target makes of the agents of a bundle, and of what goes along."""
    try:
        fmt = registry.get(target)
    except UsageError as error:
        raise Problem(
            "content-mismatch", f"its files for {target!r} cannot be held against it: {error}"
        ) from None
    facts = recipe_of(index, target)
    here = {item["name"]: item for item in index["agents"] if target in item["targets"]}
    order = facts.get("order") or sorted(here)
    if not isinstance(order, list) or sorted(map(str, order)) != sorted(here):
        raise Problem("syntax", f"the order of the agents of {target!r} is not one of them")
    options = replace(recipe.options_of(target, facts, _package(index), fmt.name), packages=_packages(index))
    anew = [_document(agents[name], here[name]) for name in order]
    fmt = registry.writer(fmt, options.settings.get(fmt.name, {}))
    named, _ = with_calls(anew, packed, flat_kinds(fmt, registry if packed else None))
    meant = {d.agent.name: as_meant(d) for d in named}
    kept_here = {name: meant[name] for name in order if _keeps_text(here[name]["source"], fmt)}
    reader = registry.get(fmt.agents_of or fmt.name)
    as_kept = kept.documents(target, (fmt, reader), kept_here, here, entries, options)
    documents = [
        replace(as_kept.get(d.agent.name, d), package=d.package, own_name=d.own_name, tool=d.tool)
        for d in anew
    ]
    try:
        keeps = bool(recipe_of(index, target).get("carry"))
        conversion = convert_documents(documents, target, registry, options, packed, carry=keeps)
    except UsageError as error:
        raise Problem("content-mismatch", f"{target}: {error}") from None
    if not conversion.ok:
        why = next(d.message for d in conversion.diagnostics if d.severity == "error")
        raise Problem("content-mismatch", f"{target} refuses what the bundle has for it: {why}")
    kept.check_places(fmt, documents, conversion, registry)
    return conversion


def entries_of_some(
    chosen: Collection[str],
    target: str,
    index: Mapping[str, Any],
    entries: Mapping[str, bytes],
    registry: Registry,
) -> dict[str, bytes]:
    """The entries of a target for some of the agents of a bundle that was proved, as if it held no other."""
    conversion = _of_some(chosen, target, index, entries, registry)
    found = target_entries(conversion, carried=bool(recipe_of(index, target).get("carry")))
    return found | components.of_target(conversion, Report())


def components_of(
    chosen: Collection[str] | None,
    target: str,
    index: Mapping[str, Any],
    entries: Mapping[str, bytes],
    registry: Registry,
    scope: str | None = None,
) -> tuple[Placed, ...]:
    """What a target has of a bundle's components, for some agents or (None) for all.

    `scope` says whose folder they are for; None = the one that the target was built for.
    """
    if not index.get(contents.COMPONENTS) or target not in index["targets"]:
        return ()
    if chosen is None:
        chosen = {item["name"] for item in index["agents"]}
    return _of_some(chosen, target, index, entries, registry, scope).components


def _of_some(
    chosen: Collection[str],
    target: str,
    index: Mapping[str, Any],
    entries: Mapping[str, bytes],
    registry: Registry,
    scope: str | None = None,
) -> Conversion:
    own = recipe_of(index, target)
    if scope is not None:
        own = {**own, "scope": scope}
    own = {**own, "order": [name for name in own.get("order", ()) if name in chosen]}
    part = {
        **index,
        "agents": [item for item in index["agents"] if item["name"] in chosen],
        "options": {**index.get("options", {}), target: own},
    }
    agents, _ = agents_of(part, entries)
    packed, _ = components.checked(contents.some_components(part), agents, entries)
    return _written_anew(target, part, agents, entries, registry, packed)


def _keeps_text(source: Mapping[str, Any], fmt: Format) -> bool:
    """Whether a target takes the text of an agent's source as it is."""
    at_home = source.get("tool") == fmt.name and source["format"] == fmt.agents_of
    return at_home or bool(source["format"] == fmt.dialect)


def _package(index: Mapping[str, Any]) -> Package:
    return _facts({**index, "version": index["bundle_version"]})


def _packages(index: Mapping[str, Any]) -> dict[str, Package]:
    """What the packages of the agents say of themselves, by name."""
    listed = index.get("packages", [])
    if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
        raise Problem("syntax", "the index lists packages as no build does")
    found = [_facts(item) for item in listed]
    if listed != [indexes.package_facts(package) for package in found]:
        raise Problem("syntax", "the index says of a package what no build says")
    return {package.name: package for package in found}


def _facts(said: Mapping[str, Any]) -> Package:
    try:
        return neutral.from_json(Package, {key: said[key] for key in FIELDS if key in said})
    except WrongType as problem:
        what = f"the index says of the bundle, or of a package, what no build says: {problem}"
        raise Problem("syntax", what) from None


def _document(agent: Agent, item: Mapping[str, Any]) -> Document:
    source = item["source"]
    tree = Tree(Source(source["path"], ""), {})
    own, package = source.get("name", ""), source.get("package", "")
    more = {key: source.get(key, "") for key in ("origin", "tool")}
    more |= {"own_name": own, "package": package}
    return Document(agent, source["format"], tree, **more)


def target_entries(conversion: Conversion, *, carried: bool) -> dict[str, bytes]:
    """The entries of a bundle that hold what a target made; with what it could not hold, if wanted."""
    prefix = f"{contents.TARGETS}/{conversion.target}"
    found = {f"{prefix}/{file.path}": file.text.encode() for file in conversion.files}
    those = [*sized(conversion.carried, Report())] if carried else []
    if carried and (conversion.lost or those):
        found[f"{prefix}/{carry.NAME}"] = carry.to_text(conversion.lost, those).encode()
    return found


def _check_files(expected: Mapping[str, bytes], entries: Mapping[str, bytes], made_with: str) -> set[str]:
    """The paths of files that are there and say what they are to say. Raises `Problem` for any other."""
    for path, wanted in expected.items():
        if path not in entries:
            raise Problem("content-mismatch", f"{path!r} is missing, which an agent of the bundle has")
        found = entries[path]
        if wanted != found:
            pairs = enumerate(zip_longest(wanted.splitlines(), found.splitlines()), 1)
            line = next((number for number, (a, b) in pairs if a != b), 1)
            what = f"{path!r} does not say what the bundle's agents give: line {line} differs"
            hint = f"it was made with {made_with[:60]}: another release may write otherwise"
            raise Problem("content-mismatch", what, hint)
    return set(expected)


def _check_places(
    item: Mapping[str, Any],
    found: Mapping[str, Mapping[str, Any]],
    wanted: Sequence[str],
    registry: Registry,
) -> None:
    """Whether the index says of an agent's targets what they are; losses only where no text was kept."""
    for target in wanted:
        listed, made = item["targets"].get(target), found.get(target)
        keeps = _keeps_text(item["source"], registry.get(target))
        if listed is not None and made is not None and keeps:
            listed, made = {"files": listed.get("files")}, {"files": made["files"]}
        if listed != made:
            what = f"the index says other than {target} gives for {item['name']!r}: files or losses"
            raise Problem("content-mismatch", what)
