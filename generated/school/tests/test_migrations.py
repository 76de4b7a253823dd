"""The migrations and the models agree."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask

from school.extensions import db


def test_the_migrations_make_the_tables_of_the_models(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as connection:
        assert (
            compare_metadata(MigrationContext.configure(connection), db.metadata) == []
        )
