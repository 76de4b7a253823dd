"""The endpoints of users."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from register_zh.extensions import db, password_hash
from register_zh.models import User
from register_zh.schemas import RegisterUserRequest, read_json

users = Blueprint("users", __name__)


@users.post("/users")
def register_user() -> ResponseReturnValue:
    """创建一个用户注册功能，用户需要输入用户名和密码，如果用户名已经存在，返回错误信息，否则，创建新的用户并返回成功信息。"""
    body = read_json(RegisterUserRequest)
    user = User(
        username=body.username,
        password_hash=password_hash.hash(body.password),
    )
    db.session.add(user)
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        abort(409)
    return {"message": "注册成功"}, 201
