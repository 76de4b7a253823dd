"""The endpoints of students."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from school.extensions import db
from school.models import Class, ClassStudent, Student
from school.schemas import (
    CreateStudentRequest,
    CreateStudentResponse,
    ListStudentsOfClassQuery,
    ListStudentsOfClassResponse,
    ListStudentsQuery,
    ListStudentsResponse,
    ReadStudentResponse,
    read_json,
    read_query,
)

students = Blueprint("students", __name__)


@students.post("/students")
def create_student() -> ResponseReturnValue:
    """Adds a student."""
    body = read_json(CreateStudentRequest)
    student = Student(
        name=body.name,
        number=body.number,
        born=body.born,
    )
    db.session.add(student)
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        abort(409, "That number is taken")
    return CreateStudentResponse.model_validate(student).model_dump(mode="json"), 201


@students.get("/students")
def list_students() -> ResponseReturnValue:
    """Lists the students, sorted by `name`."""
    query = read_query(ListStudentsQuery)
    wanted = select(Student)
    if query.q is not None:
        wanted = wanted.where(Student.name.icontains(query.q, autoescape=True))
    total = db.session.scalar(select(func.count()).select_from(wanted.subquery()))
    wanted = wanted.order_by(Student.name.asc(), Student.id)
    rows = db.session.scalars(
        wanted.limit(query.size).offset((query.page - 1) * query.size)
    )
    items = [
        ListStudentsResponse.model_validate(row).model_dump(mode="json") for row in rows
    ]
    return {"items": items, "total": total}, 200


@students.get("/students/<int:id>")
def read_student(id: int) -> ResponseReturnValue:
    """Shows the student."""
    student = db.session.get(Student, id)
    if student is None:
        abort(404, "No such student")
    return ReadStudentResponse.model_validate(student).model_dump(mode="json"), 200


@students.delete("/students/<int:id>")
def delete_student(id: int) -> ResponseReturnValue:
    """Deletes the student."""
    wanted = delete(Student).where(Student.id == id).returning(Student.id)
    found = db.session.scalar(wanted)
    db.session.commit()
    if found is None:
        abort(404, "No such student")
    return "", 204


@students.put("/classes/<int:class_id>/students/<int:id>")
def add_student_to_class(class_id: int, id: int) -> ResponseReturnValue:
    """Enrols a student in the class."""
    if db.session.get(Class, class_id) is None:
        abort(404, "No such class")
    if db.session.get(Student, id) is None:
        abort(404, "No such student")
    db.session.add(ClassStudent(class_id=class_id, student_id=id))
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        if db.session.get(Class, class_id) is None:
            abort(404, "No such class")
        if db.session.get(Student, id) is None:
            abort(404, "No such student")
        abort(409, "Enrolled already")
    return "", 204


@students.delete("/classes/<int:class_id>/students/<int:id>")
def remove_student_from_class(class_id: int, id: int) -> ResponseReturnValue:
    """Removes a student from the class."""
    if db.session.get(Class, class_id) is None:
        abort(404, "No such class")
    if db.session.get(Student, id) is None:
        abort(404, "No such student")
    wanted = (
        delete(ClassStudent)
        .where(ClassStudent.class_id == class_id, ClassStudent.student_id == id)
        .returning(ClassStudent.id)
    )
    found = db.session.scalar(wanted)
    db.session.commit()
    if found is None:
        abort(404, "Not enrolled")
    return "", 204


@students.get("/classes/<int:class_id>/students")
def list_students_of_class(class_id: int) -> ResponseReturnValue:
    """Lists the students of the class, sorted by `name`."""
    if db.session.get(Class, class_id) is None:
        abort(404, "No such class")
    query = read_query(ListStudentsOfClassQuery)
    wanted = select(Student).where(
        Student.id.in_(
            select(ClassStudent.student_id).where(ClassStudent.class_id == class_id)
        )
    )
    total = db.session.scalar(select(func.count()).select_from(wanted.subquery()))
    wanted = wanted.order_by(Student.name.asc(), Student.id)
    rows = db.session.scalars(
        wanted.limit(query.size).offset((query.page - 1) * query.size)
    )
    items = [
        ListStudentsOfClassResponse.model_validate(row).model_dump(mode="json")
        for row in rows
    ]
    return {"items": items, "total": total}, 200


@students.get("/classes/<int:class_id>/students/number")
def count_students_of_class(class_id: int) -> ResponseReturnValue:
    """Counts the students of the class."""
    if db.session.get(Class, class_id) is None:
        abort(404, "No such class")
    wanted = (
        select(func.count())
        .select_from(Student)
        .where(
            Student.id.in_(
                select(ClassStudent.student_id).where(ClassStudent.class_id == class_id)
            )
        )
    )
    return {"count": db.session.scalar(wanted)}, 200
