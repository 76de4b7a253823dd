"""A private PostgreSQL for tests: a server per session, reached by its socket only, and a database per test.

A test module asks for it with ``pytest_plugins = ("fixtures_postgres",)`` and the fixture
``postgres_url``. Where no PostgreSQL is installed its tests are skipped, and say so.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import URL

START_TIMEOUT_S = 60
SUPERUSER = "codegen"
UNPRIVILEGED = ("postgres", "nobody")

_numbers = count(1)


def postgres_binaries() -> Path | None:
    """The folder of the newest ``initdb`` and ``pg_ctl`` of this machine, or None."""
    debian = Path("/usr/lib/postgresql")
    versions = sorted(debian.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if versions:
        return versions[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def unprivileged_user() -> str | None:
    """Whom the server runs as: PostgreSQL refuses root. None stands for the user of the tests."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    user = next((name for name in UNPRIVILEGED if name in known), None)
    if user is None:
        pytest.skip(f"PostgreSQL refuses root, and there is no user {' or '.join(UNPRIVILEGED)}")
    return user


@pytest.fixture(scope="session")
def postgres_socket() -> Iterator[Path]:
    """The folder with the socket of a private server that runs as long as the tests do."""
    binaries = postgres_binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL is installed (no initdb in /usr/lib/postgresql or in PATH)")
    user = unprivileged_user()
    # pytest's own folders are closed to other users, and their paths can be too long for a socket.
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp") as name:
        folder = Path(name)
        if user is not None:
            shutil.chown(folder, user)
        data = folder / "data"
        settings = f"-c listen_addresses='' -c fsync=off -k {folder}"
        _run(user, [binaries / "initdb", "-D", data, "-U", SUPERUSER, "--auth=trust", "-E", "UTF8"])
        pg_ctl: list[str | Path] = [binaries / "pg_ctl", "-D", data, "-w"]
        _run(user, [*pg_ctl, "-l", folder / "log", "-o", settings, "start"])
        try:
            yield folder
        finally:
            _run(user, [*pg_ctl, "-m", "immediate", "stop"])


@pytest.fixture
def postgres_url(postgres_socket: Path) -> Iterator[str]:
    """The SQLAlchemy URL of an empty database, which is dropped after the test."""
    name = f"test_{next(_numbers)}"
    where = f"host={postgres_socket} user={SUPERUSER} dbname=postgres"
    with psycopg.connect(where, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    query = {"host": str(postgres_socket)}
    url = URL.create("postgresql+psycopg", username=SUPERUSER, database=name, query=query)
    yield url.render_as_string(hide_password=False)
    with psycopg.connect(where, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _run(user: str | None, command: Sequence[str | Path]) -> None:
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
    done = subprocess.run(
        [str(part) for part in command],
        cwd="/",
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=START_TIMEOUT_S,
        text=True,
        check=False,
        user=user,
        group=pwd.getpwnam(user).pw_gid if user else None,
        extra_groups=[] if user else None,
    )
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name} failed:\n{done.stdout}")
