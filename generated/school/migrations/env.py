"""Runs the migrations on the database of the Flask app that Flask-Migrate runs them in."""

from collections.abc import Iterator
from contextlib import contextmanager
from sqlite3 import Connection

import sqlalchemy as sa
from alembic import context
from flask import current_app

db = current_app.extensions["migrate"].db


def run_offline() -> None:
    """Prints the SQL of the migrations."""
    url = db.engine.url.render_as_string(hide_password=False)
    context.configure(url=url, target_metadata=db.metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()


def run_online() -> None:
    """Runs the migrations; batch mode, because SQLite cannot alter a column in place."""
    with db.engine.connect() as connection, references_unchecked(connection):
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            transactional_ddl=True,
        )
        with context.begin_transaction():
            context.run_migrations()


@contextmanager
def references_unchecked(connection: sa.Connection) -> Iterator[None]:
    """Lets SQLite rebuild a table that others refer to: it does so by dropping it."""
    sqlite = connection.connection.driver_connection
    if not isinstance(sqlite, Connection):
        yield
        return
    sqlite.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        sqlite.execute("PRAGMA foreign_keys = ON")


if context.is_offline_mode():
    run_offline()
else:
    run_online()
