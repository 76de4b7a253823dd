"""What ``codegen run`` does before the app is served: port, variables, secret key, migration."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import stat
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from codegen.cli import run
from codegen.errors import DiskFault, Rejected, UsageError
from specs import ROOT

DATABASE = "instance/register.db"
DAMAGE = """\
import os
import sqlite3

import sqlalchemy as sa
from alembic import op

revision = "bad000000000"
down_revision = "{parent}"
branch_labels = None
depends_on = None


def upgrade() -> None:
{lines}


def downgrade() -> None:
    raise NotImplementedError
"""
HALF_COMMITTED = """\
    op.execute("DELETE FROM users")
    op.execute("ALTER TABLE users ADD COLUMN half TEXT")
    op.execute("COMMIT")
    raise RuntimeError("the rows do not fit")
"""
KILLED = """\
    op.execute("DELETE FROM users")
    op.execute("COMMIT")
    os._exit(9)
"""
NEW_FILE = """\
    with sqlite3.connect("instance/second.db") as second:
        second.execute("CREATE TABLE half (id INTEGER)")
    second.close()
    raise RuntimeError("the rows do not fit")
"""


def environment() -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "SECRET_KEY": "k" * 64}


@pytest.fixture(scope="module")
def _migrated_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("apps") / "register"
    shutil.copytree(ROOT / "generated/register", folder)
    run._migrate(folder, environment())
    with closing(sqlite3.connect(folder / DATABASE)) as database, database:
        database.execute("INSERT INTO users (username, password_hash) VALUES ('ann', 'x')")
    return folder


@pytest.fixture
def app_dir(_migrated_once: Path, tmp_path: Path) -> Path:
    """The register app with its database as its own migrations make it, and one row in it."""
    return Path(shutil.copytree(_migrated_once, tmp_path / "register"))


def damaging(folder: Path, lines: str) -> None:
    """Adds a revision that fails, and leaves damage that no transaction takes back."""
    [first] = (folder / "migrations/versions").glob("*.py")
    parent = first.name.partition("_")[0]
    text = DAMAGE.format(parent=parent, lines=lines)
    (folder / "migrations/versions/bad000000000_damage.py").write_text(text)


def content(file: Path) -> list[str]:
    """Tables and rows of a database, as SQL."""
    with closing(sqlite3.connect(file)) as database:
        return list(database.iterdump())


# --- The migration ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "why"),
    [(HALF_COMMITTED, "the rows do not fit"), (KILLED, "failed")],
    ids=["half committed", "killed"],
)
def test_what_a_failed_migration_committed_is_taken_back(
    app_dir: Path, lines: str, why: str
) -> None:
    file = app_dir / DATABASE
    before = content(file)
    assert any("'ann'" in line for line in before)
    damaging(app_dir, lines)
    with pytest.raises(Rejected, match=why) as caught:
        run._migrate(app_dir, environment())
    assert "The database is as it was" in str(caught.value)
    assert content(file) == before


def test_a_database_that_a_failed_migration_made_goes_again(app_dir: Path) -> None:
    file = app_dir / DATABASE
    damaging(app_dir, NEW_FILE)
    with pytest.raises(Rejected):
        run._migrate(app_dir, environment())
    assert [path.name for path in file.parent.glob("*.db")] == ["register.db"]


def test_a_migration_with_nothing_to_do_keeps_rows_and_leaves_a_copy(app_dir: Path) -> None:
    file = app_dir / DATABASE
    before = content(file)
    run._migrate(app_dir, environment())
    assert content(file) == before
    assert content(file.with_name("register.db.before-migration")) == before


def test_the_copy_has_what_lies_in_the_write_ahead_log(tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE a (id INTEGER)")
        database.execute("INSERT INTO a VALUES (7)")
        database.commit()
        assert file.with_name("a.db-wal").stat().st_size > 0
        copy = run._copied(file)
    with closing(sqlite3.connect(copy)) as database:
        assert database.execute("SELECT id FROM a").fetchall() == [(7,)]


def test_an_older_copy_is_replaced(tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    for number in (1, 2):
        with closing(sqlite3.connect(file)) as database, database:
            database.execute(f"CREATE TABLE a{number} (id INTEGER)")
        copy = run._copied(file)
    assert content(copy) == content(file)


# --- Variables and the secret key -------------------------------------------------------------------


def test_a_secret_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    first = run._environment(tmp_path)["SECRET_KEY"]
    file = tmp_path / "instance/secret_key"
    assert len(first) == 64
    assert file.read_text() == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert run._environment(tmp_path)["SECRET_KEY"] == first


def test_two_apps_have_two_secret_keys(tmp_path: Path) -> None:
    keys = set()
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        keys.add(run._environment(tmp_path / name)["SECRET_KEY"])
    assert len(keys) == 2


def test_a_key_of_the_environment_or_of_the_app_s_own_file_makes_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("SECRET_KEY=from-the-file\n")
    assert "SECRET_KEY" not in run._environment(tmp_path)
    monkeypatch.setenv("SECRET_KEY", "from-the-environment")
    assert run._environment(tmp_path)["SECRET_KEY"] == "from-the-environment"
    assert not (tmp_path / "instance").exists()


def test_an_empty_key_counts_as_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("SECRET_KEY=\n")
    monkeypatch.setenv("SECRET_KEY", "")
    assert len(run._environment(tmp_path)["SECRET_KEY"]) == 64


def test_the_app_gets_path_and_its_own_variables_and_nothing_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///x.db")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    found = run._environment(tmp_path)
    assert set(found) == {"PATH", "LANG", "DATABASE_URL", "SECRET_KEY"}
    assert found["DATABASE_URL"] == "sqlite:///x.db"


EXAMPLE = "SECRET_KEY=\n\n# The base URL.\nRATES_URL=\nOPENAI_API_KEY=\nCODEGEN_MODEL=\n"


def test_the_app_gets_what_its_services_need(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env.example").write_text(EXAMPLE)
    for name in ("RATES_URL", "OPENAI_API_KEY", "CODEGEN_MODEL", "OTHER_URL"):
        monkeypatch.setenv(name, "https://rates.example.com")
    found = run._environment(tmp_path)
    assert set(found) == {"PATH", "LANG", "RATES_URL", "SECRET_KEY"}


def test_an_app_that_is_not_told_where_a_service_is_does_not_run(tmp_path: Path) -> None:
    (tmp_path / ".env.example").write_text("SECRET_KEY=\nRATES_URL=\n")
    with pytest.raises(UsageError, match=r"is not told RATES_URL\. Put it into .*\.env'"):
        run._refuse_missing(tmp_path, environment())
    (tmp_path / ".env").write_text("RATES_URL=https://rates.example.com\n")
    run._refuse_missing(tmp_path, environment())


def test_a_key_that_cannot_be_kept_is_a_fault_of_the_disk(tmp_path: Path) -> None:
    (tmp_path / "instance").write_text("a file where the folder should be")
    with pytest.raises(DiskFault, match=r"secret key cannot be kept.*set SECRET_KEY"):
        run._environment(tmp_path)


# --- The port ---------------------------------------------------------------------------------------


def test_a_port_that_somebody_listens_at_is_refused() -> None:
    with closing(socket.create_server((run.HOST, 0))) as server:
        port = server.getsockname()[1]
        with pytest.raises(UsageError, match=f"port {port} cannot be used.*another --port"):
            run._refuse_port_in_use(port)
    run._refuse_port_in_use(port)


def test_packages_come_last_and_run_nothing_by_themselves(tmp_path: Path) -> None:
    packages, here = tmp_path / "packages", tmp_path / "here"
    for path, text in {
        packages / "tiny_slug.py": "",
        packages / "sitecustomize.py": "open('ran', 'w')",
        packages / "bad.pth": "import sys; open('ran', 'w')",
        packages / "flask/__init__.py": "raise SystemExit('hidden')",
        here
        / "probe.py": "import sys, flask, tiny_slug\nprint(__name__, sys.argv[1:], sys.path[-1])",
    }.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    command = [*run._python(packages), "probe", "--bind", "x"]
    result = subprocess.run(command, cwd=here, capture_output=True, text=True, check=False)
    assert result.stdout.strip() == f"__main__ ['--bind', 'x'] {packages}", result.stderr
    assert sorted(path.name for path in here.iterdir() if path.suffix != ".pyc") in (
        ["probe.py"],
        ["__pycache__", "probe.py"],
    )
