"""What the tests share: a migrated database, an app, a client."""

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from werkzeug.test import TestResponse

from school import create_app
from school.extensions import db

MIGRATIONS = Path(__file__).parent.parent / "migrations"


def make_app(database: Path) -> Flask:
    """An app on that SQLite file."""
    return create_app(
        {"TESTING": True, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{database}"}
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
