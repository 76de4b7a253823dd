"""An app as codegen emits it for specs/register.md, written by hand, and the Contract it is held to."""

from __future__ import annotations

import pytest

from codegen.checks.base import Example
from codegen.contract import (
    Answer,
    Case,
    Contract,
    Duplicate,
    Endpoint,
    Entity,
    EntityField,
    JsonBody,
    ProblemBody,
    SecretType,
    TextType,
)
from codegen.types import Candidate, File

FILES = {
    "wsgi.py": '''"""Where a WSGI server finds the app."""

from __future__ import annotations

from dotenv import load_dotenv

from register import create_app

load_dotenv()
app = create_app()
''',
    "register/__init__.py": '''"""Registration of users."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask

from register import config, errors
from register.extensions import db, migrate
from register.routes import blueprints


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """The app, configured from the environment; ``overrides`` are for tests."""
    app = Flask(__name__)
    app.config.from_mapping(config.from_environment())
    app.config.update(overrides or {})
    db.init_app(app)
    migrate.init_app(app, db)
    for blueprint in blueprints:
        app.register_blueprint(blueprint)
    errors.add_handlers(app)
    return app
''',
    "register/config.py": '''"""The settings, from the environment."""

from __future__ import annotations

import os
from typing import Any

SHORTEST_KEY = 16


def from_environment() -> dict[str, Any]:
    """Reads the settings. Raises RuntimeError where the secret key is missing or short."""
    key = os.environ.get("SECRET_KEY", "")
    if len(key) < SHORTEST_KEY:
        raise RuntimeError("SECRET_KEY is missing or short")
    return {
        "SECRET_KEY": key,
        "SQLALCHEMY_DATABASE_URI": os.environ.get("DATABASE_URL", "sqlite:///register.db"),
        "MAX_CONTENT_LENGTH": 64 * 1024,
    }
''',
    "register/extensions.py": '''"""The extensions, made once and bound to the app in create_app()."""

from __future__ import annotations

from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from pwdlib import PasswordHash
from sqlalchemy import MetaData

NAMES = {"uq": "uq_%(table_name)s_%(column_0_name)s", "pk": "pk_%(table_name)s"}

db = SQLAlchemy(metadata=MetaData(naming_convention=NAMES))
migrate = Migrate(render_as_batch=True)
password_hash = PasswordHash.recommended()
''',
    "register/models.py": '''"""What the app keeps."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from register.extensions import db


class User(db.Model):
    """A registered user."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(80), unique=True)
    password_hash: Mapped[str] = mapped_column(String(255))
''',
    "register/schemas.py": '''"""What clients may send."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints


def storable(text: str) -> str:
    """Refuses what no database keeps faithfully. Raises ValueError."""
    if "\\0" in text:
        raise ValueError("NUL is not allowed")
    return text


class RegisterRequest(BaseModel):
    """The body of POST /register."""

    model_config = ConfigDict(extra="forbid", strict=True)

    username: Annotated[
        str, StringConstraints(min_length=1, max_length=80), AfterValidator(storable)
    ]
    password: Annotated[
        str, StringConstraints(min_length=8, max_length=255), AfterValidator(storable)
    ]
''',
    "register/errors.py": '''"""Errors as RFC 9457 problem details."""

from __future__ import annotations

from typing import Any

from flask import Flask, request
from flask.typing import ResponseReturnValue
from pydantic import ValidationError
from werkzeug.exceptions import BadRequest, Conflict, HTTPException

__all__ = ["Conflict", "add_handlers", "request_object"]


def request_object() -> dict[str, Any]:
    """The request's JSON object. Raises BadRequest where it is none."""
    body = request.get_json()
    if not isinstance(body, dict):
        raise BadRequest("The body must be a JSON object")
    return body


def problem(status: int, title: str, detail: str | None, **more: Any) -> ResponseReturnValue:
    """A response of problem details."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return body, status, {"Content-Type": "application/problem+json"}


def add_handlers(app: Flask) -> None:
    """Answers every error with problem details."""

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> ResponseReturnValue:
        return problem(error.code or 500, error.name, error.description)

    @app.errorhandler(ValidationError)
    def invalid(error: ValidationError) -> ResponseReturnValue:
        errors = [
            {"field": ".".join(map(str, item["loc"])), "message": item["msg"]}
            for item in error.errors()
        ]
        return problem(422, "Unprocessable Content", "Some fields are invalid", errors=errors)
''',
    "register/routes/__init__.py": '''"""The blueprints, one a resource."""

from __future__ import annotations

from register.routes.users import users

blueprints = (users,)
''',
    "register/routes/users.py": '''"""Users."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from register.errors import Conflict, request_object
from register.extensions import db
from register.extensions import password_hash as hasher
from register.models import User
from register.schemas import RegisterRequest

users = Blueprint("users", __name__)


@users.post("/register")
def register() -> ResponseReturnValue:
    """A user registers with a username and a password."""
    data = RegisterRequest.model_validate(request_object())
    if db.session.scalar(select(User.id).where(User.username == data.username)) is not None:
        raise Conflict("Username already exists")
    user = User(username=data.username, password_hash=hasher.hash(data.password))
    db.session.add(user)
    try:
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        raise Conflict("Username already exists") from error
    return {"message": "User created successfully"}, 201
''',
    "migrations/env.py": '''"""Alembic's environment."""

from __future__ import annotations

import logging.config

from alembic import context
from flask import current_app

logging.config.fileConfig("alembic.ini")
context.configure(url=str(current_app.config["SQLALCHEMY_DATABASE_URI"]))
''',
    "migrations/versions/0001_users.py": '''"""Users."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table("users", sa.Column("id", sa.Integer, primary_key=True))


def downgrade() -> None:
    op.drop_table("users")
''',
    "tests/test_users.py": '''"""POST /register."""

from __future__ import annotations

import subprocess

from register import create_app


def test_register() -> None:
    app = create_app({"SECRET_KEY": "only for tests", "DEBUG": True})
    assert app.test_client().post("/register", json={}).status_code == 422
    assert subprocess.run(["true"]).returncode == 0
''',
    "README.md": "# register\n",
}


@pytest.fixture(scope="session")
def contract() -> Contract:
    """The contract of specs/register.md."""
    user = Entity(
        name="User",
        plural="users",
        fields=(
            EntityField(name="username", type=TextType(min_length=1, max_length=80), unique=True),
            EntityField(name="password", type=SecretType(min_length=8, max_length=255)),
        ),
    )
    register = Endpoint(
        method="POST",
        path="/register",
        name="register",
        operation="create",
        entity="User",
        request=JsonBody(fields=("username", "password")),
        success=Answer(status=201, body=JsonBody(message="User created successfully")),
        cases=(Case(when=Duplicate(field="username"), status=409, body=ProblemBody()),),
    )
    return Contract(app="register", title="Register", entities=(user,), endpoints=(register,))


class Apps:
    """Makes Candidates from the hand-written app."""

    def clean(self) -> Candidate:
        """The app as it is."""
        return self.with_files({})

    def with_files(self, texts: dict[str, str]) -> Candidate:
        """The app with these files added or replaced."""
        files = FILES | texts
        return Candidate("register", tuple(File(path, text) for path, text in files.items()))

    def planted(self, example: Example, code: str) -> tuple[Candidate, str, int]:
        """The app with the code in the example's place, its path, and the lines that stand before it."""
        path = example.path_in("register")
        before = "" if example.replaces else FILES[path]
        return self.with_files({path: before + code}), path, before.count("\n")


@pytest.fixture(scope="session")
def apps() -> Apps:
    """The hand-written app, and what is planted in it."""
    return Apps()
