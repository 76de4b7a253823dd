"""The endpoints of classes."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from school.extensions import db
from school.models import Class, ClassStudent, Student, Teacher
from school.schemas import (
    CreateClassRequest,
    CreateClassResponse,
    ListClassesOfStudentQuery,
    ListClassesOfStudentResponse,
    ListClassesOfTeacherQuery,
    ListClassesOfTeacherResponse,
    ListClassesQuery,
    ListClassesResponse,
    ReadClassResponse,
    UpdateClassRequest,
    UpdateClassResponse,
    read_json,
    read_query,
)

classes = Blueprint("classes", __name__)


@classes.get("/teachers/<int:teacher_id>/classes")
def list_classes_of_teacher(teacher_id: int) -> ResponseReturnValue:
    """Lists the classes of the teacher, sorted by `title`."""
    if db.session.get(Teacher, teacher_id) is None:
        abort(404, "No such teacher")
    query = read_query(ListClassesOfTeacherQuery)
    wanted = select(Class).where(Class.teacher == teacher_id)
    total = db.session.scalar(select(func.count()).select_from(wanted.subquery()))
    wanted = wanted.order_by(Class.title.asc(), Class.id)
    rows = db.session.scalars(
        wanted.limit(query.size).offset((query.page - 1) * query.size)
    )
    items = [
        ListClassesOfTeacherResponse.model_validate(row).model_dump(mode="json")
        for row in rows
    ]
    return {"items": items, "total": total}, 200


@classes.post("/teachers/<int:teacher_id>/classes")
def create_class(teacher_id: int) -> ResponseReturnValue:
    """Adds a class."""
    if db.session.get(Teacher, teacher_id) is None:
        abort(404, "No such teacher")
    body = read_json(CreateClassRequest)
    class_row = Class(
        teacher=teacher_id,
        title=body.title,
        room=body.room,
    )
    db.session.add(class_row)
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        taken = select(Class.id).filter_by(title=body.title)
        if db.session.scalar(taken):
            abort(409)
        abort(404, "No such teacher")
    return CreateClassResponse.model_validate(class_row).model_dump(mode="json"), 201


@classes.get("/classes")
def list_classes() -> ResponseReturnValue:
    """Lists the classes, sorted by `title`."""
    query = read_query(ListClassesQuery)
    wanted = select(Class)
    if query.teacher is not None:
        wanted = wanted.where(Class.teacher == query.teacher)
    total = db.session.scalar(select(func.count()).select_from(wanted.subquery()))
    wanted = wanted.order_by(Class.title.asc(), Class.id)
    rows = db.session.scalars(
        wanted.limit(query.size).offset((query.page - 1) * query.size)
    )
    items = [
        ListClassesResponse.model_validate(row).model_dump(mode="json") for row in rows
    ]
    return {"items": items, "total": total}, 200


@classes.get("/classes/<int:id>")
def read_class(id: int) -> ResponseReturnValue:
    """Shows the class."""
    class_row = db.session.get(Class, id)
    if class_row is None:
        abort(404, "No such class")
    return ReadClassResponse.model_validate(class_row).model_dump(mode="json"), 200


@classes.patch("/classes/<int:id>")
def update_class(id: int) -> ResponseReturnValue:
    """Changes the `title`, the `room` and the `teacher` of a class."""
    class_row = db.session.get(Class, id, with_for_update=True)
    if class_row is None:
        abort(404, "No such class")
    body = read_json(UpdateClassRequest)
    given = body.model_fields_set
    if "teacher" in given and db.session.get(Teacher, body.teacher) is None:
        abort(404, "No such teacher")
    if "title" in given:
        class_row.title = body.title
    if "room" in given:
        class_row.room = body.room
    if "teacher" in given:
        class_row.teacher = body.teacher
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        taken = select(Class.id).filter_by(title=body.title).where(Class.id != id)
        if "title" in given and db.session.scalar(taken):
            abort(409)
        abort(404, "No such teacher")
    return UpdateClassResponse.model_validate(class_row).model_dump(mode="json"), 200


@classes.delete("/classes/<int:id>")
def delete_class(id: int) -> ResponseReturnValue:
    """Deletes the class."""
    wanted = delete(Class).where(Class.id == id).returning(Class.id)
    found = db.session.scalar(wanted)
    db.session.commit()
    if found is None:
        abort(404, "No such class")
    return "", 204


@classes.get("/students/<int:student_id>/classes")
def list_classes_of_student(student_id: int) -> ResponseReturnValue:
    """Lists the classes of the student."""
    if db.session.get(Student, student_id) is None:
        abort(404, "No such student")
    query = read_query(ListClassesOfStudentQuery)
    wanted = select(Class).where(
        Class.id.in_(
            select(ClassStudent.class_id).where(ClassStudent.student_id == student_id)
        )
    )
    total = db.session.scalar(select(func.count()).select_from(wanted.subquery()))
    wanted = wanted.order_by(Class.id)
    rows = db.session.scalars(
        wanted.limit(query.size).offset((query.page - 1) * query.size)
    )
    items = [
        ListClassesOfStudentResponse.model_validate(row).model_dump(mode="json")
        for row in rows
    ]
    return {"items": items, "total": total}, 200
