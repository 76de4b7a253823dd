"""Chess."""

from collections.abc import Mapping
from typing import Any

from flask import Flask

from chess_server import config
from chess_server.converters import RowNumber
from chess_server.errors import register_error_handlers
from chess_server.extensions import db, migrate, prepare
from chess_server.probes import probes
from chess_server.routes.games import games
from chess_server.routes.moves import moves


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
    app.register_blueprint(games)
    app.register_blueprint(moves)
    app.register_blueprint(probes)
    return app
