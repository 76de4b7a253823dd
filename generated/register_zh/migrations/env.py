"""Runs the migrations on the database of the Flask app that Flask-Migrate runs them in."""

from sqlite3 import Connection

from alembic import context
from flask import current_app
from sqlalchemy import Engine, event

db = current_app.extensions["migrate"].db


def run_offline() -> None:
    """Prints the SQL of the migrations."""
    url = db.engine.url.render_as_string(hide_password=False)
    context.configure(url=url, target_metadata=db.metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()


def run_online() -> None:
    """Runs the migrations; batch mode, because SQLite cannot alter a column in place."""
    if db.engine.dialect.name == "sqlite":
        make_ddl_transactional(db.engine)
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            transactional_ddl=True,
        )
        with context.begin_transaction():
            context.run_migrations()


def make_ddl_transactional(engine: Engine) -> None:
    """Has a failing migration leave SQLite as it was: sqlite3 begins none before DDL by itself."""
    engine.dispose()
    event.listen(engine, "connect", leave_transactions_to_sqlalchemy)
    event.listen(
        engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN")
    )


def leave_transactions_to_sqlalchemy(connection: Connection, _: object) -> None:
    connection.isolation_level = None


if context.is_offline_mode():
    run_offline()
else:
    run_online()
