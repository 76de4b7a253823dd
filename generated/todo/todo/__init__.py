"""Todo."""

from collections.abc import Mapping
from typing import Any

from flask import Flask

from todo import config
from todo.converters import RowNumber
from todo.errors import register_error_handlers
from todo.extensions import db, migrate, prepare
from todo.probes import probes
from todo.routes.todos import todos


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
    app.register_blueprint(todos)
    app.register_blueprint(probes)
    return app
