"""Splitbill."""

from collections.abc import Mapping
from typing import Any

from flask import Flask

from splitbill import config
from splitbill.converters import RowNumber
from splitbill.errors import register_error_handlers
from splitbill.extensions import db, migrate, prepare
from splitbill.probes import probes
from splitbill.routes.balances import balances
from splitbill.routes.expenses import expenses
from splitbill.routes.groups import groups
from splitbill.routes.members import members
from splitbill.routes.payments import payments


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """Makes the app, with the settings of the environment unless others are given."""
    app = Flask(__name__)
    app.url_map.converters["int"] = RowNumber
    app.config.from_object(config)
    app.config.from_mapping(config.from_environment() if settings is None else settings)
    db.init_app(app)
    migrate.init_app(app, db)
    with app.app_context():
        prepare(db.engine)
    register_error_handlers(app)
    app.register_blueprint(groups)
    app.register_blueprint(members)
    app.register_blueprint(expenses)
    app.register_blueprint(balances)
    app.register_blueprint(payments)
    app.register_blueprint(probes)
    return app
