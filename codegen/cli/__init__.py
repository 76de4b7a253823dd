"""The command line: one file a command, loaded when it is used."""

from __future__ import annotations

import difflib
import importlib
import sys
import traceback
from pathlib import Path

import click

from codegen import __version__
from codegen.disk import open_cache
from codegen.errors import CodegenError

COMMANDS = {
    "build": "Build apps from specs: prove them, show the diff, write them.",
    "check": "Say whether a build would change anything; run the rules and the tests.",
    "doctor": "Show the sandbox's walls and the settings that hold here.",
    "explain": "Show what each statement of a spec is understood to say.",
    "run": "Migrate and serve an app.",
    "test": "Run an app's tests in the sandbox.",
}
FAULT_FILE = Path(".codegen-cache", "fault.txt")


class _Commands(click.Group):
    """The commands, each imported when it is asked for: ``--help`` imports none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands' names."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name. Raises click.UsageError where there is none."""
        if cmd_name not in COMMANDS:
            near = difflib.get_close_matches(cmd_name, COMMANDS, 1)
            mend = f"Did you mean '{near[0]}'?" if near else f"There are {', '.join(COMMANDS)}."
            raise click.UsageError(f"No such command '{cmd_name}'. {mend}", ctx)
        module = importlib.import_module(f"codegen.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Lists the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Settings: [tool.codegen] in pyproject.toml, then CODEGEN_... in the environment, then "
    "flags. Exit codes: 0 done; 1 rejected, declined or out of date; 2 usage; 3 a fault outside "
    "the code; 130 stopped by Ctrl-C.",
)
@click.version_option(__version__, prog_name="codegen")
def cli() -> None:
    """Turns a Markdown spec into a tested Flask and Flask-SQLAlchemy app.

    Start with: codegen build specs/register.md
    """


def main() -> None:
    """Runs the command line and exits. Every error ends in lines that say what to mend."""
    try:
        sys.exit(cli.main(standalone_mode=False))  # what click.exceptions.Exit was raised with
    except click.Abort:
        _say("stopped; nothing was written")
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except CodegenError as error:
        _say(*map(str, error.problems))
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except Exception as error:
        _say(*_internal_fault(error))
        sys.exit(3)


def _say(*lines: str) -> None:
    for line in lines:
        click.echo(line, err=True)


def _internal_fault(error: Exception) -> list[str]:
    line = f"codegen itself failed: {type(error).__name__}: {error}. Nothing was written."
    try:
        open_cache(FAULT_FILE.parent)
        FAULT_FILE.write_text("".join(traceback.format_exception(error)), "utf-8")
    except (OSError, CodegenError):
        return [line, "Report this line, please."]
    return [line, f"Report it with {FAULT_FILE}, please."]
