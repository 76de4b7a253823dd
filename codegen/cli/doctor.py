"""``codegen doctor``."""

from __future__ import annotations

import os
import platform

import click

from codegen import __version__
from codegen.cli.project import open_project, weak_option

MODEL_VARIABLES = ("OPENAI_API_KEY", "OPENAI_BASE_URL")


@click.command("doctor")
@weak_option
def command(weak_sandbox: bool | None) -> None:
    """Show the sandbox's walls, probed on this machine, and the settings that hold here."""
    from codegen.sandbox.forked import ForkedSandbox

    settings = open_project(weak_sandbox=weak_sandbox)
    click.echo(f"codegen {__version__}, Python {platform.python_version()}, {platform.system()}")
    click.echo(f"project  {settings.root}")
    click.echo(f"specs    {settings.specs}")
    click.echo(f"out      {settings.out}")
    click.echo(f"templates  {settings.templates or 'those shipped'}")
    with ForkedSandbox(weak=settings.weak_sandbox) as sandbox:
        for layer in sandbox.layers():
            state = "stands" if layer.stands else f"missing: {layer.why_not}"
            click.echo(f"sandbox  {layer.name}: {state} (stops {layer.stops})")
    click.echo("model    none: specs are read by the builtin interpreter (docs/models.md)")
    for name in MODEL_VARIABLES:
        click.echo(
            f"model    {name} is {'set, and not used yet' if os.environ.get(name) else 'not set'}"
        )
