"""The endpoints of users."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from notes.auth import (
    end_log_in,
    end_other_log_ins,
    log_in as notes_auth_log_in,
    password_fits,
    require_user,
)
from notes.extensions import db, password_hash
from notes.models import User
from notes.schemas import (
    ChangeSecretOfUserRequest,
    LogInRequest,
    RegisterRequest,
    RegisterResponse,
    ShowCurrentUserResponse,
    read_json,
)

users = Blueprint("users", __name__)


@users.post("/register")
def register() -> ResponseReturnValue:
    """Registers a user with `username` and `password`."""
    body = read_json(RegisterRequest)
    user = User(
        username=body.username,
        password_hash=password_hash.hash(body.password),
    )
    db.session.add(user)
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        abort(409, "That name is taken")
    return RegisterResponse.model_validate(user).model_dump(mode="json"), 201


@users.post("/login")
def log_in() -> ResponseReturnValue:
    """Logs in a user with `username` and `password`."""
    body = read_json(LogInRequest)
    wanted = select(User).filter_by(username=body.username)
    user = db.session.scalar(wanted)
    if not password_fits(user, body.password) or user is None:
        abort(401, "Wrong username or password")
    token = notes_auth_log_in(user)
    db.session.commit()
    return {"token": token}, 200


@users.post("/logout")
def log_out() -> ResponseReturnValue:
    """Logs out."""
    require_user(401, "Log in first")
    end_log_in()
    db.session.commit()
    return "", 204


@users.get("/me")
def show_current_user() -> ResponseReturnValue:
    """Shows the logged-in user."""
    current_user = require_user(401, "Log in first")
    user = current_user
    return ShowCurrentUserResponse.model_validate(user).model_dump(mode="json"), 200


@users.put("/me/password")
def change_secret_of_user() -> ResponseReturnValue:
    """Changes the password of the logged-in user."""
    current_user = require_user(401, "Log in first")
    body = read_json(ChangeSecretOfUserRequest)
    if not password_fits(current_user, body.current_password):
        abort(403, "That is not your password")
    current_user.password_hash = password_hash.hash(body.new_password)
    end_other_log_ins(current_user)
    db.session.commit()
    return "", 204
