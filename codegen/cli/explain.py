"""``codegen explain``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from codegen.cli.asking import Asker, asking_options, mode_of
from codegen.cli.project import open_project, out_option
from codegen.config import Settings

if TYPE_CHECKING:
    from codegen.providers.recorded import Mode
    from codegen.understanding import Meaning


@click.command("explain")
@click.argument("spec", type=click.Path(path_type=Path), metavar="SPEC")
@out_option
@asking_options
def command(spec: Path, out: str | None, offline: bool, fresh: bool, **asking: Any) -> None:
    """Show what each statement of a spec is understood to say, and what is assumed.

    Nothing is written. A spec that the grammar can't read is read by a model, if one is configured.
    """
    from codegen.trace import items_by_statement

    meaning = _meaning(spec, open_project(out=out, **asking), mode_of(offline, fresh))
    items = items_by_statement(meaning.contract)
    titles = {block.title.id for block in meaning.spec.http_blocks if block.title}
    for statement in meaning.spec.statements:
        if statement.section == "background" and statement.id not in items:
            continue
        click.echo(f"{statement.location}: {statement.text}")
        said = items.get(statement.id) or (["an example"] if statement.id in titles else [])
        for words in said:
            click.echo(f"  {words}")
    for assumption in meaning.contract.assumptions:
        click.echo(f"assumed  {assumption.about}: {assumption.topic}: {assumption.chosen}")


def _meaning(spec: Path, settings: Settings, mode: Mode) -> Meaning:
    from codegen.pipeline import meaning_of
    from codegen.spec import read_spec

    read = read_spec(spec, settings.root)
    asker = Asker(settings, mode)
    try:
        return meaning_of(read, settings, asker.connect(settings.out_dir / read.app))
    finally:
        for line in asker.paid():
            click.echo(line, err=True)
        asker.close()
