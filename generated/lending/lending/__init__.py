"""Lending."""

from collections.abc import Mapping
from typing import Any

from flask import Flask

from lending import config
from lending.converters import RowNumber
from lending.errors import register_error_handlers
from lending.extensions import db, migrate, prepare
from lending.probes import probes
from lending.routes.books import books
from lending.routes.borrowers import borrowers
from lending.routes.loans import loans
from lending.routes.reservations import reservations


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
    app.register_blueprint(books)
    app.register_blueprint(borrowers)
    app.register_blueprint(loans)
    app.register_blueprint(reservations)
    app.register_blueprint(probes)
    return app
