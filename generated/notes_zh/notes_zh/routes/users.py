"""The endpoints of users."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from notes_zh.auth import (
    end_log_in,
    end_other_log_ins,
    log_in as notes_zh_auth_log_in,
    password_fits,
    require_user,
)
from notes_zh.extensions import db, password_hash
from notes_zh.models import User
from notes_zh.schemas import (
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
    """用用户名和密码注册用户。"""
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
        abort(409, "用户名已存在")
    return RegisterResponse.model_validate(user).model_dump(mode="json"), 201


@users.post("/login")
def log_in() -> ResponseReturnValue:
    """用户用用户名和密码登录。"""
    body = read_json(LogInRequest)
    wanted = select(User).filter_by(username=body.username)
    user = db.session.scalar(wanted)
    if not password_fits(user, body.password) or user is None:
        abort(401, "用户名或密码错误")
    token = notes_zh_auth_log_in(user)
    db.session.commit()
    return {"token": token}, 200


@users.post("/logout")
def log_out() -> ResponseReturnValue:
    """退出登录。"""
    require_user(401, "请先登录")
    end_log_in()
    db.session.commit()
    return "", 204


@users.get("/me")
def show_current_user() -> ResponseReturnValue:
    """查看当前用户。"""
    current_user = require_user(401, "请先登录")
    user = current_user
    return ShowCurrentUserResponse.model_validate(user).model_dump(mode="json"), 200


@users.put("/me/password")
def change_secret_of_user() -> ResponseReturnValue:
    """修改当前用户的密码。"""
    current_user = require_user(401, "请先登录")
    body = read_json(ChangeSecretOfUserRequest)
    if not password_fits(current_user, body.current_password):
        abort(403, "密码不正确")
    current_user.password_hash = password_hash.hash(body.new_password)
    end_other_log_ins(current_user)
    db.session.commit()
    return "", 204
