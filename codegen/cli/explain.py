"""``codegen explain``."""

from __future__ import annotations

from pathlib import Path

import click

from codegen.cli.project import open_project, out_option


@click.command("explain")
@click.argument("spec", type=click.Path(path_type=Path), metavar="SPEC")
@out_option
def command(spec: Path, out: str | None) -> None:
    """Show what each statement of a spec is understood to say, and what is assumed. Writes nothing."""
    from codegen.pipeline import understand
    from codegen.record import read_record
    from codegen.spec import read_spec
    from codegen.trace import items_by_statement

    settings = open_project(out=out)
    read = read_spec(spec, settings.root)
    meaning = understand(read, read_record(settings.out_dir / read.app))
    items = items_by_statement(meaning.contract)
    titles = {block.title.id for block in meaning.spec.http_blocks if block.title}
    for statement in meaning.spec.statements:
        if statement.section == "background":
            continue
        click.echo(f"{statement.location}: {statement.text}")
        said = items.get(statement.id) or (["an example"] if statement.id in titles else [])
        for words in said:
            click.echo(f"  {words}")
    for assumption in meaning.contract.assumptions:
        click.echo(f"assumed  {assumption.about}: {assumption.topic}: {assumption.chosen}")
