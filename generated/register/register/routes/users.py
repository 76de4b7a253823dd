"""The endpoints of users."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from register.extensions import db, password_hash
from register.models import User
from register.schemas import RegisterRequest, read_json

users = Blueprint("users", __name__)


@users.post("/register")
def register() -> ResponseReturnValue:
    """Registers a user."""
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
        abort(409, "Username already exists")
    return {"message": "User created successfully"}, 201
