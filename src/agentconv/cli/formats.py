"""`agentconv formats`."""

from __future__ import annotations

import click


@click.command("formats")
@click.argument("name", required=False)
@click.option("--matrix", "as_matrix", is_flag=True, help="Print what each field becomes in each format.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(name: str | None, as_matrix: bool, as_json: bool) -> None:
    """List the formats and who provides them, or what each field becomes in one."""
    from agentconv.cli import printing
    from agentconv.conformance import matrix
    from agentconv.errors import PluginFailed
    from agentconv.host.registry import Registry

    registry = Registry()
    chosen = None if name is None else registry.get(name)
    rows = []
    for provided in registry.all():
        if chosen in (None, provided.format):
            rows.append(matrix.facts(provided))
            if (as_matrix or chosen) and provided.format.writes:
                try:
                    rows[-1]["fields"] = matrix.fates(provided.format)
                except PluginFailed as failure:
                    if chosen:
                        raise
                    registry.report.add("plugin-failed", str(failure))
    found = registry.report.diagnostics
    if as_json:
        data = printing.machine(True, found) | {"formats": rows}
        printing.out_json(data)
        return
    if as_matrix:
        _matrix({row["name"]: row["fields"] for row in rows if "fields" in row})
    elif name is None:
        heads = ("name", "title", "reads", "writes", "provider")
        cells = [[printing.safe(str(row[head])) for head in heads] for row in rows]
        printing.table([list(heads), *cells])
    else:
        fields = rows[0].pop("fields", {})
        for key, value in rows[0].items():
            if value:
                printing.out(f"{key:<10} {printing.safe(str(value))}")
        printing.out()
        printing.table([["field", f"in {name}"], *([field, fate] for field, fate in fields.items())])
    printing.diagnostics(found, verbose=True)


def _matrix(found: dict[str, dict[str, str]]) -> None:
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
