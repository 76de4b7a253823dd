"""What the tests share: a migrated database, an app, a client."""

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from pwdlib.hashers.argon2 import Argon2Hasher
from werkzeug.test import TestResponse

from notes_zh import auth, create_app
from notes_zh.extensions import db, password_hash
from notes_zh.models import User

MIGRATIONS = Path(__file__).parent.parent / "migrations"


def make_app(database: Path) -> Flask:
    """An app on that SQLite file."""
    return create_app(
        {
            "TESTING": True,
            "SECRET_KEY": "k" * 64,
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{database}",
        }
    )


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file made by the migrations."""
    database = tmp_path_factory.mktemp("migrated") / "migrated.db"
    with make_app(database).app_context():
        upgrade(MIGRATIONS)
        db.engine.dispose()
    return database


@pytest.fixture
def app(migrated: Path, tmp_path: Path) -> Iterator[Flask]:
    """An app on a database of its own, with the tables and no rows."""
    app = make_app(Path(shutil.copyfile(migrated, tmp_path / "test.db")))
    # No context is left open: a request would share its session, and see what it never committed.
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client of the app."""
    return app.test_client()


@pytest.fixture
def together(app: Flask) -> Callable[..., list[TestResponse]]:
    """Sends one request many times at once."""

    def send(times: int, method: str, path: str, **request: Any) -> list[TestResponse]:
        start = Barrier(times)

        def once(_: int) -> TestResponse:
            start.wait()
            return app.test_client().open(path, method=method, **request)

        with ThreadPoolExecutor(times) as pool:
            return list(pool.map(once, range(times)))

    return send


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sets the clock."""
    from notes_zh.clock import clock

    def set_clock(moment: str) -> None:
        time = datetime.fromisoformat(moment.upper()).astimezone(UTC)
        monkeypatch.setattr(clock, "now", lambda: time)

    return set_clock


@pytest.fixture
def log_in(app: Flask) -> Callable[[int], dict[str, str]]:
    """Logs a user in, and gives the headers that say so: those of one user are always the same."""
    known: dict[int, dict[str, str]] = {}

    def headers(user_id: int) -> dict[str, str]:
        if user_id not in known:
            with app.app_context():
                token = auth.log_in(db.session.get(User, user_id))
                db.session.commit()
            known[user_id] = {"Authorization": f"Bearer {token}"}
        return known[user_id]

    return headers


@pytest.fixture
def users(app: Flask) -> None:
    """Two users."""
    with app.app_context():
        db.session.add(
            User(
                id=1,
                username="ann",
                password_hash=password_hash.hash("correct horse battery"),
            )
        )
        db.session.add(
            User(
                id=2,
                username="ben",
                password_hash=password_hash.hash("staple of another kind"),
            )
        )
        db.session.commit()


@pytest.fixture(autouse=True)
def _cheap_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """argon2 at its lowest cost: the tests hash many passwords."""
    cheap = Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(password_hash, "current_hasher", cheap)
