"""School."""

from collections.abc import Mapping
from typing import Any

from flask import Flask

from school import config
from school.converters import RowNumber
from school.errors import register_error_handlers
from school.extensions import db, migrate, prepare
from school.probes import probes
from school.routes.classes import classes
from school.routes.students import students
from school.routes.teachers import teachers


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
    app.register_blueprint(teachers)
    app.register_blueprint(classes)
    app.register_blueprint(students)
    app.register_blueprint(probes)
    return app
