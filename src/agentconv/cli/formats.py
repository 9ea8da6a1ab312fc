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
        if as_json:
            render.out_json({"agentconv": 1, "ok": True, "formats": rows})
        else:
            heads = ("name", "title", "reads", "writes", "provider")
            cells = [[str(row[head]) for head in heads] for row in rows]
            render.table([list(heads), *([render.safe(c) for c in row] for row in cells)])
        render.diagnostics(registry.report.diagnostics, verbose=True)
        return
    fmt = registry.get(name)
    fates = matrix.fates(fmt)
    facts = matrix.facts(next(p for p in registry.all() if p.format is fmt))
    if as_json:
        render.out_json({"agentconv": 1, "ok": True, **facts, "fields": fates})
        return
    for key, value in facts.items():
        render.out(f"{key:<10} {render.safe(str(value))}")
    render.out()
    render.table([["field", f"in {name}"], *([field, fate] for field, fate in fates.items())])
