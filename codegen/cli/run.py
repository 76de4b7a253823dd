"""``codegen run``: the one place where emitted code runs outside the sandbox, after a person applied it."""

from __future__ import annotations

import os
import secrets
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import click
from dotenv import dotenv_values

from codegen.cli.project import find_app, open_project, out_option, packages_of
from codegen.errors import DiskFault, Rejected, UsageError
from codegen.types import Problem

HOST = "127.0.0.1"
OWN_VARIABLES = ("DATABASE_URL", "DATA_DIR", "SECRET_KEY")
"""What an app may be told; .env.example lists what it has to be told beside."""
NEVER_TOLD = ("OPENAI_API_KEY", "OPENAI_BASE_URL")
"""What is ours, whatever an app's .env.example lists."""
MODULES = (sys.executable, "-m")
_WITH_PACKAGES = """
import runpy, sys
_, folder, module, *rest = sys.argv
sys.path.append(folder)
sys.argv = [module, *rest]
runpy.run_module(module, run_name="__main__", alter_sys=True)
"""
"""Runs a module as ``-m`` does. The packages come last: PYTHONPATH would let them hide what apps have, and would run a
``sitecustomize`` of theirs (https://docs.python.org/3/library/site.html)."""


@click.command("run")
@click.argument("app")
@click.option("--port", type=click.IntRange(1, 65535), default=5000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
@out_option
def command(app: str, port: int, workers: int, out: str | None) -> None:
    """Migrate an app's database and serve the app on 127.0.0.1.

    APP is an app's name, or its folder. The SQLite file and the secret key are kept in the app's
    instance/ unless DATABASE_URL and SECRET_KEY (in the environment or the app's .env) say otherwise.
    The file is copied to instance/*.before-migration before a migration touches it.
    """
    settings = open_project(out=out)
    folder = find_app(settings, app).resolve()
    _refuse_port_in_use(port)
    environment = _environment(folder)
    _refuse_missing(folder, environment)
    python = _python(packages_of(settings, folder))
    _migrate(folder, environment, python)
    _say_what_to_type(folder, port)
    arguments = [
        *python,
        "gunicorn",
        "wsgi:app",
        "--bind",
        f"{HOST}:{port}",
        "--workers",
        str(workers),
        # It would lie in the home folder, one for all apps: https://docs.gunicorn.org/en/stable/settings.html
        "--no-control-socket",
    ]
    os.chdir(folder)
    os.execve(sys.executable, arguments, environment)  # noqa: S606 - no shell


def _python(packages: Path | None) -> tuple[str, ...]:
    """What comes before the name of a module to be run, with the app's packages to be imported."""
    if packages is None:
        return MODULES
    return (sys.executable, "-c", _WITH_PACKAGES, str(packages))


def _refuse_port_in_use(port: int) -> None:
    with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            cause = f"port {port} cannot be used: {error.strerror}"
            raise UsageError(Problem(cause, "Pass another --port.")) from error


def _environment(folder: Path) -> dict[str, str]:
    """PATH and the app's own variables, and nothing else of ours."""
    own = dict.fromkeys((*OWN_VARIABLES, *dotenv_values(folder / ".env.example")))
    told = (name for name in own if not name.startswith("CODEGEN_") and name not in NEVER_TOLD)
    named = {name: os.environ[name] for name in told if os.environ.get(name)}
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", **named}
    if not (named.get("SECRET_KEY") or dotenv_values(folder / ".env").get("SECRET_KEY")):
        environment["SECRET_KEY"] = _secret_key(folder / "instance")
    return environment


def _refuse_missing(folder: Path, environment: Mapping[str, str]) -> None:
    """Raises UsageError where a setting without a default is said nowhere."""
    said = {**dotenv_values(folder / ".env"), **environment}
    missing = [name for name in dotenv_values(folder / ".env.example") if not said.get(name)]
    if missing:
        cause = f"'{folder.name}' is not told {' and '.join(missing)}"
        mend = (
            f"Put it into '{folder.name}/.env' or the environment; '.env.example' says what it is."
        )
        raise UsageError(Problem(cause, mend))


def _secret_key(instance: Path) -> str:
    path = instance / "secret_key"
    try:
        instance.mkdir(exist_ok=True)
        if not path.exists():
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(descriptor, "w", encoding="utf-8") as file:
                file.write(secrets.token_hex(32))
        return path.read_text("utf-8")
    except OSError as error:
        cause = f"the secret key cannot be kept in '{path}': {error.strerror}"
        raise DiskFault(Problem(cause, "Make the folder writable, or set SECRET_KEY.")) from error


def _migrate(
    folder: Path, environment: Mapping[str, str], python: tuple[str, ...] = MODULES
) -> None:
    instance = folder / "instance"
    copies = {file: _copied(file) for file in sorted(instance.glob("*.db"))}
    flask = [*python, "flask", "--app", "wsgi", "db", "upgrade"]
    result = subprocess.run(flask, cwd=folder, env=environment, capture_output=True, text=True)
    if result.returncode == 0:
        return
    for file in {*instance.glob("*.db*")} - copies.keys() - {*copies.values()}:
        file.unlink()  # a new database, and what SQLite keeps beside one: it would be replayed
    for file, copy in copies.items():
        copy.replace(file)
    why = (result.stderr.strip().splitlines() or ["no reason given"])[-1]
    raise Rejected(
        Problem(
            f"the migration of '{folder.name}' failed: {why}",
            "The database is as it was. Mend the rows or the migration, and run it again.",
        )
    )


def _copied(file: Path) -> Path:
    """A copy of a SQLite file that is whole even while somebody writes."""
    copy = file.with_name(f"{file.name}.before-migration")
    copy.unlink(missing_ok=True)
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy


def _say_what_to_type(folder: Path, port: int) -> None:
    from codegen.cli.samples import curl_lines

    lines = tuple(curl_lines(folder, f"http://{HOST}:{port}"))
    click.echo(f"{folder.name} serves http://{HOST}:{port}; Ctrl-C ends it. Try:")
    for line in lines:
        click.echo(f"  {line}")
