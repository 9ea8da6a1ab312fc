"""`agentconv formats`."""

from __future__ import annotations

import click


@click.command("formats")
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(name: str | None, as_json: bool) -> None:
    """List the formats and who provides them, or what each field becomes in one."""
    from agentconv import matrix
    from agentconv.cli import render
    from agentconv.registry import Registry

    registry = Registry()
    if name is None:
        rows = [matrix.facts(provided) for provided in registry.all()]
    else:
        fmt = registry.get(name)
        rows = [matrix.facts(p) for p in registry.all() if p.format is fmt]
        rows[0]["fields"] = matrix.fates(fmt)
    found = registry.report.diagnostics
    if as_json:
        data = {"agentconv": 1, "ok": True, "diagnostics": [d.to_json() for d in found], "formats": rows}
        render.out_json(data)
        return
    if name is None:
        heads = ("name", "title", "reads", "writes", "provider")
        cells = [[render.safe(str(row[head])) for head in heads] for row in rows]
        render.table([list(heads), *cells])
    else:
        fields = rows[0].pop("fields")
        for key, value in rows[0].items():
            render.out(f"{key:<10} {render.safe(str(value))}")
        render.out()
        render.table([["field", f"in {name}"], *([field, fate] for field, fate in fields.items())])
    render.diagnostics(found, verbose=True)
