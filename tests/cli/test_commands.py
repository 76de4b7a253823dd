"""The commands besides build."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from projects import Project
from specs import REGISTER

SPEC = "specs/register.md"
APP = "generated/register"


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port: int = server.getsockname()[1]
        return port


def post(
    port: int, body: object, media_type: str = "application/json"
) -> tuple[int, dict[str, object]]:
    data = body if isinstance(body, str) else json.dumps(body)
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("POST", "/register", data, {"Content-Type": media_type})
        response = connection.getresponse()
        return response.status, json.loads(response.read())


@contextmanager
def serving(project: Project, *arguments: str) -> Iterator[int]:
    """Serves register with ``codegen run``, and gives the port."""
    port = free_port()
    command = [sys.executable, "-m", "codegen", "run", "register", "--port", str(port), *arguments]
    environment = {k: v for k, v in project.environment.items() if not k.startswith("COVERAGE_")}
    log = project.folder / "run.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            command,
            cwd=project.folder,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            for _ in range(600):
                assert server.poll() is None, log.read_text()
                with closing(socket.socket()) as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            yield port
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(30)


def post_chunked(port: int, body: bytes) -> int:
    """Sends a body whose length is not declared beforehand."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        headers = {"Content-Type": "application/json"}
        connection.request("POST", "/register", iter([body]), headers, encode_chunked=True)
        return connection.getresponse().status


def rows(project: Project, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(project.folder / APP / "instance/register.db")) as database:
        return database.execute(query).fetchall()


def test_run_serves_what_the_spec_says(built: Project) -> None:
    ann = {"username": "ann", "password": "correct horse"}
    with serving(built) as port:
        assert post(port, ann) == (201, {"message": "User created successfully"})
        status, body = post(port, ann)
        assert (status, body["detail"]) == (409, "Username already exists")
        bad: list[tuple[object, str, int]] = [
            ({}, "application/json", 422),
            ({"username": None, "password": None}, "application/json", 422),
            ({"username": "", "password": "correct horse"}, "application/json", 422),
            ({"username": "x" * 81, "password": "correct horse"}, "application/json", 422),
            ({"username": 7, "password": "correct horse"}, "application/json", 422),
            ({"username": "a\0b", "password": "correct horse"}, "application/json", 422),
            ([], "application/json", 422),
            ('{"', "application/json", 400),
            ("[" * 200_000, "application/json", 400),
            (
                '{"username": ' + "9" * 5000 + ', "password": "correct horse"}',
                "application/json",
                422,
            ),
            ("{}", "text/plain", 415),
        ]
        for sent, media_type, expected in bad:
            status, body = post(port, sent, media_type)
            assert (status, body["status"]) == (expected, expected), sent
        ben = json.dumps({"username": "ben", "password": "correct horse"}).encode()
        assert post_chunked(port, ben + b" " * 1_049_000) == 413
        assert post_chunked(port, b" " * 1_049_000) == 413
    [(username, stored)] = rows(built, "SELECT username, password_hash FROM users")
    assert username == "ann"
    assert str(stored).startswith("$argon2id$")
    log = (built.folder / "run.log").read_text()
    assert "curl -i -X POST" in log
    assert (built.folder / APP / "instance/secret_key").stat().st_mode & 0o777 == 0o600


def test_one_of_two_hundred_at_once_gets_the_name(built: Project) -> None:
    ann = {"username": "ann", "password": "correct horse"}
    with serving(built, "--workers", "3") as port, ThreadPoolExecutor(50) as pool:
        statuses = Counter(status for status, _ in pool.map(lambda _: post(port, ann), range(200)))
    assert statuses == {201: 1, 409: 199}


def test_a_new_field_keeps_the_rows(built: Project) -> None:
    with serving(built) as port:
        assert post(port, {"username": "ann", "password": "correct horse"})[0] == 201
    built.write(
        SPEC, REGISTER.replace("- `password`", "- `nickname`: text, optional\n- `password`")
    )
    assert built.run("build", SPEC, "--yes").returncode == 0
    with serving(built) as port:
        status, _ = post(port, {"username": "ben", "password": "correct horse", "nickname": "b"})
        assert status == 201
        assert post(port, {"username": "ann", "password": "correct horse"})[0] == 409
    assert rows(built, "SELECT username, nickname FROM users") == [("ann", None), ("ben", "b")]


def test_a_migration_that_fails_leaves_the_database_as_it_was(built: Project) -> None:
    with serving(built) as port:
        assert post(port, {"username": "a" * 60, "password": "correct horse"})[0] == 201
    before = rows(built, "SELECT * FROM users"), rows(built, "SELECT * FROM alembic_version")
    built.write(SPEC, REGISTER.replace("1 to 80", "1 to 40"))
    assert built.run("build", SPEC, "--yes").returncode == 0
    result = built.run("run", "register", "--port", str(free_port()))
    assert result.returncode == 1
    assert "the migration of 'register' failed" in result.stderr
    assert "Traceback" not in result.stderr
    assert (
        rows(built, "SELECT * FROM users"),
        rows(built, "SELECT * FROM alembic_version"),
    ) == before


def test_a_port_in_use_is_a_usage_error(built: Project) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        result = built.run("run", "register", "--port", str(server.getsockname()[1]))
    assert result.returncode == 2
    assert "Pass another --port" in result.stderr


def test_the_app_gets_path_and_its_own_variables_alone(built: Project) -> None:
    built.write(
        f"{APP}/wsgi.py",
        "import os\nfrom pathlib import Path\nPath('seen').write_text(repr(sorted(os.environ)))\nraise SystemExit(3)\n",
    )
    built.run(
        "run",
        "register",
        "--port",
        str(free_port()),
        OPENAI_API_KEY="sk-secret",
        DATABASE_URL="sqlite:///x.db",
    )
    seen = eval((built.folder / APP / "seen").read_text())
    assert set(seen) - {"LC_CTYPE", "FLASK_RUN_FROM_CLI"} == {
        "DATABASE_URL",
        "LANG",
        "PATH",
        "SECRET_KEY",
    }


def test_test_runs_the_tests_in_the_sandbox(built: Project) -> None:
    result = built.run("test", "register")
    assert result.returncode == 0, result.stdout
    assert re.search(r"\d\d passed, 0 failed", result.stdout)
    built.write(f"{APP}/tests/test_mine.py", "def test_mine():\n    open('/etc/passwd')\n")
    result = built.run("test", APP)
    assert result.returncode == 1
    assert "failed: tests/test_mine.py::test_mine" in result.stdout
    assert "The sandbox refuses this" in result.stdout


@pytest.mark.parametrize("command", ["test", "run"])
def test_an_unknown_app_is_a_usage_error(built: Project, command: str) -> None:
    result = built.run(command, "registre")
    assert result.returncode == 2
    assert "Did you mean 'register'?" in result.stderr


def test_check_passes_on_what_was_built_and_lists_edits(built: Project) -> None:
    assert built.run("check").returncode == 0
    readme = built.folder / APP / "README.md"
    readme.write_text(readme.read_text() + "\nMine.\n")
    result = built.run("check", SPEC)
    assert result.returncode == 0, result.stdout
    assert "edited by hand, kept  README.md" in result.stdout


def test_check_fails_where_a_build_would_change_something(built: Project) -> None:
    built.write(SPEC, REGISTER.replace("at least 8", "at least 12"))
    result = built.run("check")
    assert result.returncode == 1
    assert "out of date" in result.stdout
    assert (
        "+    password: Annotated[str, Field(min_length=12, max_length=255), Storable]"
        in result.stdout
    )


def test_explain_says_what_each_statement_means_and_writes_nothing(project: Project) -> None:
    before = sorted(project.folder.rglob("*"))
    result = project.run("explain", SPEC)
    assert result.returncode == 0
    assert "specs/register.md:17:3: If the username already exists" in result.stdout
    assert '  POST /register: duplicate username: 409 "Username already exists"' in result.stdout
    assert "  field User.username: text of 1 to 80 characters, required, unique" in result.stdout
    assert "assumed  User.password: maximum length" in result.stdout
    assert [
        p for p in sorted(project.folder.rglob("*")) if ".codegen-cache" not in str(p)
    ] == before


def test_doctor_shows_the_walls_and_no_key(project: Project) -> None:
    result = project.run("doctor", OPENAI_API_KEY="sk-secret")
    assert result.returncode == 0
    assert "sandbox  Landlock: stands" in result.stdout
    assert "OPENAI_API_KEY is set" in result.stdout
    assert "sk-secret" not in result.stdout + result.stderr


@pytest.mark.parametrize("command", ["", "build", "check", "doctor", "explain", "run", "test"])
def test_help_explains_each_command(project: Project, command: str) -> None:
    result = project.run(*filter(None, [command]), "--help")
    assert result.returncode == 0
    assert result.stdout.startswith("Usage:")
    assert len(result.stdout.splitlines()) > 6


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["biuld"], "Did you mean 'build'?"),
        (["build", SPEC, "--yess"], "Did you mean one of: '--fresh', '--yes'?"),
        (["run", "register", "--port", "99999"], "99999"),
    ],
)
def test_a_wrong_word_is_a_usage_error(project: Project, arguments: list[str], words: str) -> None:
    result = project.run(*arguments)
    assert result.returncode == 2
    assert words in result.stderr


def test_a_wrong_setting_is_named(project: Project) -> None:
    project.write("pyproject.toml", "[tool.codegen]\nouut = 'x'\n")
    result = project.run("build", SPEC)
    assert result.returncode == 2
    assert "Did you mean 'out'?" in result.stderr


def test_a_disk_that_refuses_is_a_fault_and_no_traceback(project: Project) -> None:
    project.write("generated", "a file where the folder should be")
    result = project.run("build", SPEC, "--yes")
    assert result.returncode in (1, 3)
    assert "Traceback" not in result.stdout + result.stderr
    assert "generated" in result.stdout + result.stderr


def test_the_rest_of_the_project_is_left_alone(built: Project) -> None:
    names = {path.name for path in Path(built.folder).iterdir()}
    assert names == {"specs", "generated", ".codegen-cache"}
    assert (built.folder / ".codegen-cache/.gitignore").read_text().strip().endswith("*")
