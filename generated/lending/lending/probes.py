"""Whether the app is up, and ready: for whoever runs it."""

from functools import cache
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from lending.extensions import db

MIGRATIONS = Path(__file__).parent.parent / "migrations"
probes = Blueprint("probes", __name__)


@probes.get("/health")
def show_health() -> ResponseReturnValue:
    """Says that the process answers; a process that does not is worth a restart."""
    return {"status": "ok"}, 200


@probes.get("/ready")
def show_readiness() -> ResponseReturnValue:
    """Says that requests can be served: the database answers, and has been migrated to this code."""
    try:
        context = MigrationContext.configure(db.session.connection())
        migrated = frozenset(context.get_current_heads())
    except SQLAlchemyError:
        abort(503, "The database does not answer")
    if migrated != latest_revisions():
        abort(503, "The database needs `flask --app wsgi db upgrade`")
    return {"status": "ready"}, 200


@cache
def latest_revisions() -> frozenset[str]:
    """The revisions that a database has once it was migrated to this code."""
    return frozenset(ScriptDirectory(str(MIGRATIONS)).get_heads())
