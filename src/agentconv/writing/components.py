"""Skills, commands, servers, rules and hooks to files, with measured loss and power.

What a format writes is read back and compared with what was meant, as for agents; no format reports its own
losses.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from agentconv.containers import entries
from agentconv.diagnostics import Diagnostic, Loss, Report, Severity
from agentconv.errors import Problem
from agentconv.frozen import frozen
from agentconv.host import components as formats
from agentconv.host.registry import Registry
from agentconv.kit.carried import Carried
from agentconv.kit.component import ComponentFile, ComponentFormat, ComponentWriting, Entry, Written
from agentconv.kit.exchange import Home, OutputFile
from agentconv.model import components
from agentconv.model.agent import Difference, is_empty
from agentconv.model.components import Component
from agentconv.reading.calls import as_meant, tell, text_of
from agentconv.reading.components import Wanted
from agentconv.reading.held import Held
from agentconv.writing.carrying import carried
from agentconv.writing.loss import CODES

AnyFormat = ComponentFormat[Any]


MANY = 5
"""So many are named of those that stay behind; what is more is counted."""


@frozen
class Placed:
    """A file or an entry of a component, where it goes in a target."""

    written: Written
    wanted: Wanted
    home: Home | None = None
    """The package that it went into, in a target that keeps packages apart."""


@frozen
class Outcome:
    """What became of a component in a target."""

    wanted: Wanted
    diagnostics: tuple[Diagnostic, ...] = ()
    there: bool = False
    """Whether anything of it is written; if not, and nothing is said, its kind has no place there."""
    carried: Carried | None = None
    """What the files do not say of it."""


@frozen
class How:
    """How components are written."""

    scope: str
    shorten: bool = False
    allow_wider: bool = False
    carry: bool = False
    """Whether it is asked what the files do not say."""


def placed(
    wanted: Sequence[Wanted],
    target: str,
    homes: Mapping[str, Home],
    how: How,
    registry: Registry,
    report: Report,
    *,
    outcomes: list[Outcome],
) -> Iterator[Placed]:
    """The files and entries of components in a target; what has no place, or is lost, goes to the report.

    `homes` say where the files of a package go, for a target that keeps packages apart. `outcomes` get what
    became of each.
    """
    left: dict[str, list[str]] = {}
    taken: dict[tuple[str, str], set[str]] = {}
    files: dict[str, bytes] = {}
    for one in wanted:
        fmt = formats.format_of(one.held.kind, target, registry)
        if fmt is None or not fmt.writes:
            left.setdefault(one.held.kind, []).append(one.held.name)
            kept = carried(one.held, target, (), None, files) if how.carry else None
            outcomes.append(Outcome(one, carried=kept))
            continue
        said, backs = Report(), list[Component | None]()
        found = [*_in_homes(one, fmt, _homes_of(one, homes), how, taken, files, said, backs)]
        report.extend(said.diagnostics)
        kept = None
        if how.carry and not said.errors():
            kept = carried(one.held, target, [p.written for p in found], backs[0], files)
        outcomes.append(Outcome(one, said.diagnostics, bool(found), kept))
        yield from found
    for kind, names in left.items():
        more = f" and {len(names) - MANY} more" if len(names) > MANY else ""
        what = f"{target} has no place for {kind}s: {', '.join(sorted(names)[:MANY])}{more}"
        report.add("component-left", what, target=target)


def _in_homes(
    one: Wanted,
    fmt: AnyFormat,
    homes: Iterable[Home | None],
    how: How,
    taken: dict[tuple[str, str], set[str]],
    files: dict[str, bytes],
    report: Report,
    backs: list[Component | None],
) -> Iterator[Placed]:
    """A component's files and entries, in each of its homes; `taken` are the names that others have there.

    `files` are those of all components, `backs` get what is read back in each home.
    """
    for home in homes:
        above = home.folder if home is not None else ""
        called = taken.setdefault((fmt.becomes or fmt.kind, above), set())
        found = _converted(one, fmt, home, how, called, report)
        if found.back is not None:
            called.add(found.back.name)
        backs.append(found.back)
        for written in (*found.written, *_scripts(one.held, fmt, found)):
            path = above + written.path
            if isinstance(written, Entry):
                yield Placed(replace(written, path=path), one, home)
            elif path not in files:
                files[path] = written.data
                yield Placed(replace(written, path=path), one, home)


def _scripts(held: Held, fmt: AnyFormat, found: Converted) -> list[ComponentFile]:
    """What a hook runs, where its command still finds it: beside it in a package, or in the project."""
    if not found.written or fmt.is_package is not held.format.is_package:
        return []
    return [ComponentFile(file.path, file.data, file.executable) for file in held.scripts]


def _homes_of(one: Wanted, homes: Mapping[str, Home]) -> list[Home | None]:
    """Where a component goes: once, or into each of its packages."""
    found: list[Home | None] = []
    for package in one.packages:
        home = homes.get(package)
        if home is not None and home not in found:
            found.append(home)
    return found or [None]


def _converted(
    one: Wanted, fmt: AnyFormat, home: Home | None, how: How, taken: set[str], report: Report
) -> Converted:
    held = one.held
    found = Report(target=fmt.target, path=held.source)
    package = home.package if home is not None else None
    writing = ComponentWriting(found, how.scope, held.format, how.shorten, package, taken)
    component: Any = as_meant(held.component, one.calls)
    if one.calls:
        tell(one.calls, found, text_of(held.component))
    if home is not None and held.own_name and fmt.apart:
        component = replace(component, name=held.own_name)
    converted = convert(component, fmt, writing, allow_wider=how.allow_wider)
    report.extend(found.diagnostics)
    return converted


def counts_of(outcomes: Iterable[Outcome]) -> Counter[str]:
    """Kind -> how many of it are in a target."""
    return Counter(one.wanted.held.kind for one in outcomes if one.there)


def parts_of(those: Sequence[Placed]) -> dict[str, dict[str, list[str]]]:
    """Folder of a package -> kind -> the paths of what it holds of it, relative to the package."""
    found: dict[str, dict[str, list[str]]] = {}
    for one in those:
        folder = one.home.folder if one.home is not None else ""
        kinds = found.setdefault(folder, {})
        kinds.setdefault(one.wanted.held.kind, []).append(one.written.path.removeprefix(folder))
    return found


def entries_of(those: Sequence[Placed]) -> dict[str, list[Entry]]:
    """Path of a file with other settings -> what goes into it."""
    found: dict[str, list[Entry]] = {}
    for one in those:
        if isinstance(one.written, Entry):
            inside = found.setdefault(one.written.path, [])
            if one.written not in inside:  # what a file says for several, such as its version
                inside.append(one.written)
    return found


def with_entries(
    files: Sequence[OutputFile], those: Sequence[Placed], report: Report
) -> tuple[list[OutputFile], tuple[Placed, ...]]:
    """Files with the entries that belong into them, and the components whose files are others."""
    inside, paths = entries_of(those), {file.path for file in files}
    found = []
    for file in files:
        text = file.text
        for entry in inside.get(file.path, ()):
            try:
                if not _says(text, entry):
                    text, _ = entries.insert(text, entry.syntax, entry.keys, entry.value)
            except Problem as problem:
                report.add_problem(problem, path=file.path)
        found.append(file if text == file.text else replace(file, text=text))
    rest = (one for one in those if not (isinstance(one.written, Entry) and one.written.path in paths))
    return found, tuple(rest)


def _says(text: str, entry: Entry) -> bool:
    """Whether a file has an entry already, since it is the very file that it was read in."""
    try:
        return entries.value_at(text, entry.syntax, entry.keys) == entry.value
    except KeyError:
        return False


def alone(those: Sequence[Placed], report: Report) -> dict[str, str]:
    """Path -> the text of a file that holds nothing but the entries that go into it."""
    found = {}
    for path, inside in entries_of(those).items():
        text = None
        for entry in inside:
            try:
                text, _ = entries.insert(text, entry.syntax, entry.keys, entry.value)
            except Problem as problem:
                report.add_problem(problem, path=path)
        found[path] = text or ""
    return found


@frozen
class Converted:
    """A component in a target."""

    written: tuple[Written, ...]
    """Empty when the target cannot have it."""
    differences: tuple[Difference, ...] = ()
    """From what was meant to what is read back, as far as power does not tell it."""
    back: Component | None = None


def convert(
    component: Component, fmt: AnyFormat, writing: ComponentWriting, *, allow_wider: bool = False
) -> Converted:
    """A component's files in a format; what is lost or gained goes to the report of `writing`."""
    report = writing.report
    try:
        written = tuple(fmt.write(fmt.fit(component, writing), writing))
        back = fmt.read_back(written, writing)
    except Problem as problem:
        report.add_problem(problem)
        return Converted(())
    if back is None:
        return Converted(written)
    if not allow_wider and _is_left(component, back, fmt, writing):
        return Converted(())
    found = components.diff(component, back)
    differences = tuple(d for d in found if d.field not in fmt.told_by_power)
    changed = [d.field for d in differences if d.field in fmt.power_fields]
    _tell_power(component, back, fmt, writing, fields=changed, allow_wider=allow_wider)
    said = {name for d in report.diagnostics if d.loss is not None for name in d.fields}
    for difference in differences:
        if difference.field not in said and not _is_foreign(difference, fmt):
            _tell_loss(component, difference, fmt, report)
    return Converted(written, differences, back)


def _is_left(component: Component, back: Component, fmt: AnyFormat, writing: ComponentWriting) -> bool:
    """Whether a component stays out of a target that bounds it no longer, which is told."""
    origin = writing.source or fmt
    missing = origin.withholds(component) - fmt.withholds(back)
    gained = fmt.power(back) - origin.power(component)
    if gained or not missing or not missing <= fmt.left_without:
        return False
    words = ", ".join(sorted(missing))
    what = f"the {fmt.kind} {component.name!r} is left out of {fmt.target}, which cannot say that {words}"
    hint = "--allow-wider writes it all the same"
    changed = [d.field for d in components.diff(component, back) if d.field in fmt.power_fields]
    about = writing.report.scoped(field=next(iter(changed), None), further=tuple(changed[1:]))
    about.add(CODES[Loss.DROPPED], what, severity=Severity.WARNING, hint=hint, loss=Loss.DROPPED)
    return True


def _is_foreign(difference: Difference, fmt: AnyFormat) -> bool:
    """Whether a value appears only because the target spells something in a key of its own."""
    return is_empty(difference.old) and difference.field.startswith(f"extensions.{fmt.owner or fmt.target}.")


def _tell_power(
    component: Component,
    back: Component,
    fmt: AnyFormat,
    writing: ComponentWriting,
    *,
    fields: Sequence[str],
    allow_wider: bool,
) -> None:
    """Say what the target lets happen that the source did not, and the other way round."""
    origin = writing.source or fmt
    had, has = origin.power(component), fmt.power(back)
    held, holds = origin.withholds(component), fmt.withholds(back)
    gained = [*sorted(has - had), *(f"no longer {word}" for word in sorted(held - holds))]
    missed = [*sorted(had - has), *sorted(holds - held)]
    lost = [word for word in missed if not word.startswith(fmt.quiet)]
    about = writing.report.scoped(field=next(iter(fields), None), further=tuple(fields[1:]))
    who = f"the {fmt.kind} {component.name!r}"
    if gained:
        what = f"{fmt.target} lets {who} do more: {', '.join(gained)}"
        severity = Severity.WARNING if allow_wider else Severity.ERROR
        hint = _reason("power", fmt) if allow_wider else "--allow-wider writes it all the same"
        about.add(CODES[Loss.WIDENED], what, severity=severity, hint=hint, loss=Loss.WIDENED)
    elif lost:
        what = f"{fmt.target} lets {who} do less: {', '.join(lost)}"
        hint = _reason("power", fmt)
        about.add(CODES[Loss.NARROWED], what, severity=Severity.WARNING, hint=hint, loss=Loss.NARROWED)


def _tell_loss(component: Component, difference: Difference, fmt: AnyFormat, report: Report) -> None:
    name, loss = difference.field, Loss.APPROXIMATED
    who = f"the {fmt.kind} {component.name!r}"
    what = f"{who}: {name} becomes {_short(difference.new)} in {fmt.target}"
    if not _is_plain(difference.new):
        what = f"{who}: {name} says something else in {fmt.target}"
    if is_empty(difference.new):
        loss = Loss.DROPPED
        what = f"{who}: {name} has no place in {fmt.target}"
    report.add(CODES[loss], what, severity=Severity.WARNING, hint=_reason(name, fmt), field=name, loss=loss)


def _reason(name: str, fmt: AnyFormat) -> str | None:
    return fmt.reasons.get(name, fmt.reasons.get("*"))


def _is_plain(value: object) -> bool:
    """Whether people know a value when they see it: text, numbers, and lists and maps of such."""
    if isinstance(value, Mapping):
        return all(map(_is_plain, value.values()))
    if isinstance(value, (tuple, list, frozenset)):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, (str, int, float))


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
