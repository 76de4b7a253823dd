"""The tables."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from register_zh.extensions import db


class User(db.Model):
    """创建一个用户注册功能，用户需要输入用户名和密码，如果用户名已经存在，返回错误信息，否则，创建新的用户并返回成功信息。"""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(255), unique=True)
    password_hash: Mapped[str] = mapped_column(String(255))
