"""The tables."""

import datetime as dt

from sqlalchemy import String, false
from sqlalchemy.orm import Mapped, mapped_column

from todo.extensions import db


class Todo(db.Model):
    """A row of todos."""

    __tablename__ = "todos"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(120), index=True)
    done: Mapped[bool] = mapped_column(server_default=false())
    due: Mapped[dt.date | None] = mapped_column(index=True)
