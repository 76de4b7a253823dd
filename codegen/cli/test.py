"""``codegen test``."""

from __future__ import annotations

import click

from codegen.cli.project import find_app, open_project, out_option, packages_of, weak_option


@click.command("test")
@click.argument("app")
@out_option
@weak_option
def command(app: str, out: str | None, weak_sandbox: bool | None) -> None:
    """Run an app's tests in the sandbox, as it lies on disk.

    APP is an app's name, or its folder.
    """
    from codegen.sandbox.base import Limits, Run
    from codegen.sandbox.forked import ForkedSandbox
    from codegen.tree import read_tree

    settings = open_project(out=out, weak_sandbox=weak_sandbox)
    folder = find_app(settings, app)
    limits = Limits(wall_clock_s=settings.test_timeout_s)
    packages = packages_of(settings, folder)
    with ForkedSandbox(limits, settings.weak_sandbox) as sandbox:
        result = sandbox.run(Run(read_tree(folder), packages=str(packages or "")))
    if result.output.strip():
        click.echo(result.output.strip())
    failed = [o for o in result.outcomes if o.verdict not in ("passed", "skipped")]
    for outcome in failed:
        click.echo(f"{outcome.verdict}: {outcome.node_id}")
        for line in outcome.detail.splitlines():
            click.echo(f"  {line}")
    if result.ending != "finished" or result.detail:
        click.echo(f"{result.ending}: {result.detail}")
    click.echo(f"{len(result.outcomes) - len(failed)} passed, {len(failed)} failed")
    proven = result.ending == "finished" and not result.detail and result.outcomes and not failed
    raise click.exceptions.Exit(0 if proven else 1)
