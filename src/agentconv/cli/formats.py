"""`agentconv formats`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from agentconv.cli.options import FORMAT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from agentconv.conformance.matrix import Described
    from agentconv.host.filters import ProvidedFilter
    from agentconv.host.registry import Registry
    from agentconv.kit.options import Option
    from agentconv.model.agent import Value


@click.command("formats")
@click.argument("name", type=FORMAT, metavar="[NAME]", required=False)
@click.option("--matrix", "as_matrix", is_flag=True, help="Print what each field becomes in each format.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(name: str | None, as_matrix: bool, as_json: bool) -> None:
    """List the formats and who provides them, or what each field becomes in one; filters too."""
    from agentconv.cli import findings, printing
    from agentconv.conformance import matrix
    from agentconv.host.registry import Registry

    registry = Registry()
    if name is not None and (one := _filter_named(name, registry)) is not None:
        if as_json:
            printing.out_json(
                printing.machine(True, registry.report.diagnostics) | {"filters": [_filter_json(one)]}
            )
        else:
            _filter(one)
        return
    found = matrix.describe(registry, name, measured=as_matrix or name is not None)
    diagnostics = registry.report.diagnostics
    filters = registry.filters() if name is None else []
    if as_json:
        data = printing.machine(True, diagnostics) | {"formats": [_json(item) for item in found]}
        printing.out_json(data | ({"filters": [*map(_filter_json, filters)]} if filters else {}))
        return
    if as_matrix:
        _matrix({item.facts["name"]: item.fates for item in found if item.fates is not None})
    elif name is None:
        _list(found)
        _list_filters(filters)
    else:
        _one(found[0], name)
    findings.diagnostics(diagnostics, verbose=True)


def _filter_named(name: str, registry: Registry) -> ProvidedFilter | None:
    """The filter that somebody asks for who names no format."""
    from agentconv.formats import BUILT_IN

    if name in BUILT_IN:
        return None
    return next((one for one in registry.filters() if one.name == name), None)


def _filter(one: ProvidedFilter) -> None:
    from agentconv.cli import printing

    for key, value in (("name", one.name), ("about", one.filter.about), ("provider", one.provider)):
        printing.out(f"{key:<10} {printing.safe(value)}")
    _options(one.filter.options)


def _filter_json(one: ProvidedFilter) -> Value:
    facts: dict[str, Value] = {"name": one.name, "about": one.filter.about, "provider": one.provider}
    return {**facts, "options": [_option_json(option) for option in one.filter.options]}


def _list_filters(found: Sequence[ProvidedFilter]) -> None:
    from agentconv.cli import printing

    if found:
        printing.out()
        rows = [(one.name, one.filter.about, one.provider) for one in found]
        heads = ("filter", "what it does", "provider")
        printing.table([heads, *(tuple(map(printing.safe, row)) for row in rows)])


def _json(found: Described) -> Value:
    data: dict[str, Value] = {**found.facts}
    if found.fates is not None:
        data["fields"] = {**found.fates}
    if found.options:
        data["options"] = [_option_json(option) for option in found.options]
    return data


def _option_json(option: Option) -> Value:
    default = option.usual
    facts: dict[str, Value] = {"name": option.name, "about": option.about, "kind": option.kind}
    facts |= {} if default is None else {"default": default}
    facts |= {"choices": [*option.choices]} if option.choices else {}
    return facts | ({"required": True} if option.required else {})


def _list(found: Sequence[Described]) -> None:
    from agentconv.cli import printing
    from agentconv.kit.facts import SURE

    heads = ("name", "title", "reads", "writes", "provider", "sure", "checked")
    printing.table([heads, *([printing.safe(item.facts[head]) for head in heads] for item in found)])
    printing.out()
    known = {item.facts["sure"] for item in found}
    printing.table([(word, said) for word, said in SURE.items() if word in known])


def _one(found: Described, name: str) -> None:
    from agentconv.cli import printing

    for key, value in found.facts.items():
        if value:
            printing.out(f"{key:<10} {printing.safe(value)}")
    printing.out()
    printing.table([("field", f"in {name}"), *(found.fates or {}).items()])
    _options(found.options)


def _options(options: Sequence[Option]) -> None:
    from agentconv.cli import printing

    if options:
        printing.out()
        heads = ("option", "takes", "default", "what it does")
        rows = [(o.name, o.takes, o.usual_text, o.about) for o in options]
        printing.table([heads, *(tuple(map(printing.safe, row)) for row in rows)])


def _matrix(found: Mapping[str, Mapping[str, str]]) -> None:
    """Print a table with a row for each field, in as many blocks as the terminal is wide."""
    import shutil

    from agentconv.cli import printing
    from agentconv.conformance import matrix

    first = max(map(len, matrix.SAMPLES))
    room = shutil.get_terminal_size((100, 24)).columns - first
    blocks: list[list[str]] = [[]]
    for name in found:
        if blocks[-1] and sum(len(n) + 2 for n in (*blocks[-1], name)) > room:
            blocks.append([])
        blocks[-1].append(name)
    for block in blocks:
        rows = [[field, *(matrix.SIGNS[found[n][field]] for n in block)] for field in matrix.SAMPLES]
        printing.table([["field", *map(printing.safe, block)], *rows])
        printing.out()
    printing.out(", ".join(f"{sign} {fate}" for fate, sign in matrix.SIGNS.items()))
