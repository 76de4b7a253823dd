"""``codegen build``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from codegen.cli.asking import asking_options, mode_of
from codegen.cli.project import every_spec, json_option, open_project, out_option, weak_option
from codegen.cli.reporter import make_reporter
from codegen.config import Settings
from codegen.current import current_stamp, probable_app
from codegen.errors import UsageError
from codegen.reporters.base import Consent, Ended, Reporter
from codegen.types import Problem

if TYPE_CHECKING:
    from codegen.providers.recorded import Mode


@click.command("build")
@click.argument("specs", nargs=-1, type=click.Path(path_type=Path), metavar="SPEC...")
@click.option("--all", "every", is_flag=True, help="Build every spec of the project.")
@click.option(
    "--dry-run", is_flag=True, help="Show the diff, write nothing; exit 1 if it is not empty."
)
@click.option("--yes", is_flag=True, help="Write without asking.")
@out_option
@json_option
@weak_option
@asking_options
def command(
    specs: tuple[Path, ...],
    every: bool,
    dry_run: bool,
    yes: bool,
    out: str | None,
    as_json: bool,
    weak_sandbox: bool | None,
    offline: bool,
    fresh: bool,
    **asking: Any,
) -> None:
    """Build apps from specs.

    Each SPEC is read, interpreted, generated, checked by the rules and tested in the sandbox. Then the
    diff is shown and, after your yes, written. Without a terminal nothing is written unless --yes is
    given.

    \b
      codegen build specs/register.md
      codegen build --all --dry-run
    """
    settings = open_project(out=out, weak_sandbox=weak_sandbox, **asking)
    mode = mode_of(offline, fresh)
    if every == bool(specs):
        raise UsageError(Problem("name specs, or --all", "codegen build specs/register.md"))
    chosen = every_spec(settings) if every else specs
    stamps = {spec: None if fresh else current_stamp(settings, spec) for spec in chosen}
    waiting = [spec for spec, stamp in stamps.items() if stamp is None]
    with make_reporter(as_json) as reporter:
        for spec, stamp in stamps.items():
            if stamp is not None:
                reporter.on(Ended(probable_app(spec), "current", detail=str(stamp.summary)))
        consent = _consent(dry_run, yes, as_json)
        code = _build(settings, waiting, reporter, consent, mode) if waiting else 0
    raise click.exceptions.Exit(code)


def _consent(dry_run: bool, yes: bool, as_json: bool) -> Consent:
    """Whether to write, to ask, or to show only."""
    if dry_run:
        return "dry run"
    if yes:
        return "given"
    terminal = sys.stdin.isatty() and sys.stdout.isatty()
    return "ask" if terminal and not as_json else "nobody"


def _build(
    settings: Settings, specs: list[Path], reporter: Reporter, consent: Consent, mode: Mode
) -> int:
    # What a build needs is imported here, so that one with nothing to do need not wait for it.
    from codegen.cli.builder import Builder

    with Builder(settings, reporter, mode) as builder:
        return max(builder.build(spec, consent) for spec in specs)
