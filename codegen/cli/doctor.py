"""``codegen doctor``."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator

import click

from codegen import __version__
from codegen.cli.project import open_project, weak_option
from codegen.config import Settings

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
    for requirement in settings.packages:
        click.echo(f"package  {requirement} is allowed in apps")
    click.echo(f"index    {settings.index_url or 'that of pip'}")
    for line in _model(settings):
        click.echo(f"model    {line}")


def _model(settings: Settings) -> Iterator[str]:
    """Who answers what the grammar can't read."""
    if settings.provider == "manual":
        yield "a person: prompts and answers are files in .codegen-cache/manual"
    elif settings.model:
        yield f"{settings.model}, at most {settings.calls_at_once} calls at once"
        limits = (
            f"${settings.max_cost_usd}" if settings.max_cost_usd else "",
            f"{settings.max_tokens:,} tokens" if settings.max_tokens else "",
            f"{settings.max_calls:,} calls" if settings.max_calls else "",
        )
        yield f"at most {', '.join(filter(None, limits))}" if any(limits) else "no limit is set"
    else:
        yield "none: specs are read by the builtin interpreter (docs/models.md)"
    for name in MODEL_VARIABLES:
        yield f"{name} is {'set' if os.environ.get(name) else 'not set'}"
