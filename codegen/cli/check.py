"""``codegen check``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from codegen.cli.asking import asking_options, mode_of
from codegen.cli.project import every_spec, json_option, open_project, out_option, weak_option
from codegen.cli.reporter import make_reporter


@click.command("check")
@click.argument("specs", nargs=-1, type=click.Path(path_type=Path), metavar="[SPEC...]")
@out_option
@json_option
@weak_option
@asking_options
def command(
    specs: tuple[Path, ...],
    out: str | None,
    as_json: bool,
    weak_sandbox: bool | None,
    offline: bool,
    fresh: bool,
    **asking: Any,
) -> None:
    """Say whether a build would change anything.

    Everything is done again but the writing: the rules run over the code as it lies on disk, edits by
    hand included, and so do the tests. Without SPEC, every spec of the project is checked. Exit code 0:
    a build changes nothing, no rule finds anything, every test passes. Edits by hand alone are listed.
    """
    settings = open_project(out=out, weak_sandbox=weak_sandbox, **asking)
    mode = mode_of(offline, fresh)
    chosen = specs or every_spec(settings)
    from codegen.cli.builder import Builder

    with make_reporter(as_json) as reporter, Builder(settings, reporter, mode) as builder:
        code = max([builder.check(spec) for spec in chosen])
    raise click.exceptions.Exit(code)
