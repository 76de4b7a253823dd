"""What commands have in common: settings, recovery, specs and apps by name."""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from codegen.config import Settings, load_settings
from codegen.current import probable_app
from codegen.errors import UsageError
from codegen.journal import recover
from codegen.tree import RECORD_FOLDER
from codegen.types import Problem

_Command = TypeVar("_Command", bound=Callable[..., Any])


def out_option(command: _Command) -> _Command:
    """``--out DIR``."""
    text = "Folder below which each app has its own.  [default: generated]"
    return click.option("--out", metavar="DIR", help=text)(command)


def weak_option(command: _Command) -> _Command:
    """``--weak-sandbox``."""
    text = "Agree to run generated code without the walls that this machine lacks."
    return click.option("--weak-sandbox", is_flag=True, default=None, help=text)(command)


def json_option(command: _Command) -> _Command:
    """``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")(command)


def open_project(**flags: object) -> Settings:
    """The settings, after what a crash interrupted was ended.

    Raises UsageError, and what ``codegen.journal.recover`` raises.
    """
    settings = load_settings(Path.cwd(), os.environ, flags)
    for line in recover(settings.cache, (settings.out_dir,)):
        click.echo(line, err=True)
    return settings


def every_spec(settings: Settings) -> tuple[Path, ...]:
    """The specs of the project. Raises UsageError where there are none."""
    found = tuple(sorted((settings.root / settings.specs).glob("*.md")))
    if not found:
        cause = f"there is no spec in '{settings.specs}'"
        raise UsageError(Problem(cause, "Name one: codegen build specs/register.md"))
    return tuple(_relative(path) for path in found)


def refuse_sharing(settings: Settings, spec: Path) -> None:
    """Raises UsageError where another spec of the project builds the same app: it would be taken over."""
    app = _app_of(spec)
    for other in sorted((settings.root / settings.specs).glob("*.md")):
        if app and _app_of(other) == app and other.resolve() != spec.resolve():
            cause = f"'{spec}' and '{_relative(other)}' both build the app '{app}'"
            raise UsageError(Problem(cause, 'Give one of them another "app:" in its front matter.'))


def _app_of(spec: Path) -> str:
    """The app that a spec builds, or nothing where it cannot be read: then the reader says why."""
    try:
        return probable_app(spec)
    except (OSError, UnicodeDecodeError):
        return ""


def find_app(settings: Settings, app: str) -> Path:
    """The folder of an app that is named, or given by its path. Raises UsageError for an unknown one."""
    for folder in (settings.out_dir / app, Path(app)):
        if (folder / RECORD_FOLDER).is_dir():
            return folder
    known = sorted(path.parent.name for path in settings.out_dir.glob(f"*/{RECORD_FOLDER}"))
    near = difflib.get_close_matches(app, known, 1)
    mend = f"Did you mean '{near[0]}'?" if near else "Build it first: codegen build SPEC"
    raise UsageError(Problem(f"there is no app '{app}' in '{settings.out}'", mend))


def packages_of(settings: Settings, app_dir: Path) -> Path | None:
    """The folder of an app's packages, fetched where it is missing; None for an app that has none.

    Raises as ``codegen.packages.store.PackageStore.folder`` does, and Rejected for a broken record.
    """
    from codegen.packages.store import PackageStore
    from codegen.record import read_record

    record = read_record(app_dir)
    if record is None or record.packages is None:
        return None
    return PackageStore(settings.cache, settings.index_url).folder(record.packages).resolve()


def shown_app(settings: Settings, app_dir: Path) -> str:
    """How to name an app to another command: by name in the default folder, else by path."""
    default = settings.root / Settings(Path()).out
    return app_dir.name if app_dir.parent == default.resolve() else str(_relative(app_dir))


def _relative(path: Path) -> Path:
    resolved, here = path.resolve(), Path.cwd().resolve()
    return resolved.relative_to(here) if resolved.is_relative_to(here) else path
