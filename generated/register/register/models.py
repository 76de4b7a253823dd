"""The tables."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from register.extensions import db


class User(db.Model):
    """A row of users."""

    __tablename__ = "users"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(80), unique=True)
    password_hash: Mapped[str] = mapped_column(String(255))
