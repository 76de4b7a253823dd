"""用户注册。"""

from collections.abc import Mapping
from typing import Any

from flask import Flask

from register_zh import config
from register_zh.errors import register_error_handlers
from register_zh.extensions import db, migrate
from register_zh.probes import probes
from register_zh.routes.users import users


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """Makes the app, with the settings of the environment unless others are given."""
    app = Flask(__name__)
    app.config.from_object(config)
    app.config.from_mapping(config.from_environment() if settings is None else settings)
    db.init_app(app)
    migrate.init_app(app, db)
    register_error_handlers(app)
    app.register_blueprint(users)
    app.register_blueprint(probes)
    return app
