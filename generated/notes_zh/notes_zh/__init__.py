"""笔记。"""

from collections.abc import Mapping
from typing import Any

from flask import Flask

from notes_zh import config
from notes_zh.converters import RowNumber
from notes_zh.errors import register_error_handlers
from notes_zh.extensions import db, migrate, prepare
from notes_zh.probes import probes
from notes_zh.routes.notes import notes
from notes_zh.routes.users import users


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
    app.register_blueprint(users)
    app.register_blueprint(notes)
    app.register_blueprint(probes)
    return app
