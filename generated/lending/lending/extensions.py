"""The extensions, made here and bound to the app in create_app()."""

from datetime import UTC, datetime
from sqlite3 import Connection as SqliteConnection

from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, event
from sqlalchemy.types import TypeDecorator

# Every constraint has a name, so that a migration can change it.
NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

db = SQLAlchemy(
    metadata=MetaData(naming_convention=NAMING_CONVENTION),
    # What was written can be answered, whoever has changed or deleted it since.
    session_options={"expire_on_commit": False},
)
migrate = Migrate()


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, in UTC on both sides; a database without zones, as SQLite is, is given and gives UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """What the database is given. Raises ValueError where the moment has no zone."""
        if value is not None and value.utcoffset() is None:
            raise ValueError("a moment needs a zone: clock.now() has one")
        return value and value.astimezone(UTC)

    def process_result_value(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """What the app is given."""
        if value is not None and value.tzinfo is None:
            return value.replace(tzinfo=UTC)
        return value and value.astimezone(UTC)


def prepare(engine: Engine) -> None:
    """Has the engine of an app do on SQLite what PostgreSQL does by itself."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", prepare_connection)
        event.listen(engine, "begin", begin_at_once)


def prepare_connection(connection: SqliteConnection, _: object) -> None:
    """Has SQLite check references, which it does only when told so, and leave it to us to begin."""
    connection.execute("PRAGMA foreign_keys = ON")
    connection.isolation_level = None
    # Writers wait for each other, for so many milliseconds.
    connection.execute("PRAGMA busy_timeout = 30000")


def begin_at_once(connection: Connection) -> None:
    """Has SQLite, which locks no rows, lock itself: what a view has looked at still holds when it writes."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
