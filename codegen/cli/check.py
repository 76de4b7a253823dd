"""``codegen check``."""

from __future__ import annotations

from pathlib import Path

import click

from codegen.cli.project import every_spec, json_option, open_project, out_option, weak_option
from codegen.cli.reporter import make_reporter


@click.command("check")
@click.argument("specs", nargs=-1, type=click.Path(path_type=Path), metavar="[SPEC...]")
@out_option
@json_option
@weak_option
def command(
    specs: tuple[Path, ...], out: str | None, as_json: bool, weak_sandbox: bool | None
) -> None:
    """Say whether a build would change anything.

    Everything is done again but the writing: the rules run over the code as it lies on disk, edits by
    hand included, and so do the tests. Without SPEC, every spec of the project is checked. Exit code 0:
    a build changes nothing, no rule finds anything, every test passes. Edits by hand alone are listed.
    """
    settings = open_project(out=out, weak_sandbox=weak_sandbox)
    chosen = specs or every_spec(settings)
    from codegen.cli.builder import Builder

    with make_reporter(as_json) as reporter, Builder(settings, reporter) as builder:
        code = max([builder.check(spec) for spec in chosen])
    raise click.exceptions.Exit(code)
