"""The tables."""

import datetime as dt

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from school.extensions import db


class Teacher(db.Model):
    """A row of teachers."""

    __tablename__ = "teachers"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), index=True)
    email: Mapped[str] = mapped_column(String(255), unique=True)


class Student(db.Model):
    """A row of students."""

    __tablename__ = "students"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), index=True)
    number: Mapped[str] = mapped_column(String(6), unique=True)
    born: Mapped[dt.date | None] = mapped_column()


class Class(db.Model):
    """A row of classes."""

    __tablename__ = "classes"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(80), unique=True)
    room: Mapped[str | None] = mapped_column(String(20))
    teacher: Mapped[int] = mapped_column(ForeignKey("teachers.id"), index=True)


class ClassStudent(db.Model):
    """`students`: links to students."""

    __tablename__ = "class_students"
    __table_args__ = (
        UniqueConstraint("class_id", "student_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(
        ForeignKey("classes.id", ondelete="CASCADE"), index=True
    )
    student_id: Mapped[int] = mapped_column(
        ForeignKey("students.id", ondelete="CASCADE"), index=True
    )
