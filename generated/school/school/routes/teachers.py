"""The endpoints of teachers."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from school.extensions import db
from school.models import Teacher
from school.schemas import (
    CreateTeacherRequest,
    CreateTeacherResponse,
    ListTeachersQuery,
    ListTeachersResponse,
    read_json,
    read_query,
)

teachers = Blueprint("teachers", __name__)


@teachers.post("/teachers")
def create_teacher() -> ResponseReturnValue:
    """Adds a teacher."""
    body = read_json(CreateTeacherRequest)
    teacher = Teacher(
        name=body.name,
        email=body.email,
    )
    db.session.add(teacher)
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        abort(409, "That address is taken")
    return CreateTeacherResponse.model_validate(teacher).model_dump(mode="json"), 201


@teachers.get("/teachers")
def list_teachers() -> ResponseReturnValue:
    """Lists the teachers, sorted by `name`."""
    query = read_query(ListTeachersQuery)
    wanted = select(Teacher)
    total = db.session.scalar(select(func.count()).select_from(wanted.subquery()))
    wanted = wanted.order_by(Teacher.name.asc(), Teacher.id)
    rows = db.session.scalars(
        wanted.limit(query.size).offset((query.page - 1) * query.size)
    )
    items = [
        ListTeachersResponse.model_validate(row).model_dump(mode="json") for row in rows
    ]
    return {"items": items, "total": total}, 200


@teachers.delete("/teachers/<int:id>")
def delete_teacher(id: int) -> ResponseReturnValue:
    """Deletes the teacher."""
    wanted = delete(Teacher).where(Teacher.id == id).returning(Teacher.id)
    try:
        found = db.session.scalar(wanted)
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        abort(409, "This teacher has classes")
    if found is None:
        abort(404, "No such teacher")
    return "", 204
