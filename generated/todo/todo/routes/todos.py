"""The endpoints of todos."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from sqlalchemy import delete, func, select

from todo.extensions import db
from todo.models import Todo
from todo.schemas import (
    CreateTodoRequest,
    CreateTodoResponse,
    ListTodosQuery,
    ListTodosResponse,
    MarkTodoDoneResponse,
    MarkTodoNotDoneResponse,
    ReadTodoResponse,
    UpdateTodoRequest,
    UpdateTodoResponse,
    read_json,
    read_query,
)

todos = Blueprint("todos", __name__)


@todos.post("/todos")
def create_todo() -> ResponseReturnValue:
    """Adds a todo with `title` and `due`."""
    body = read_json(CreateTodoRequest)
    todo = Todo(
        title=body.title,
        due=body.due,
    )
    db.session.add(todo)
    db.session.commit()
    return CreateTodoResponse.model_validate(todo).model_dump(mode="json"), 201


@todos.get("/todos")
def list_todos() -> ResponseReturnValue:
    """Lists the todos, sorted by `title`."""
    query = read_query(ListTodosQuery)
    wanted = select(Todo)
    if query.done is not None:
        wanted = wanted.where(Todo.done == query.done)
    if query.q is not None:
        wanted = wanted.where(Todo.title.icontains(query.q, autoescape=True))
    total = db.session.scalar(select(func.count()).select_from(wanted.subquery()))
    order = {
        "title": Todo.title.asc(),
        "-title": Todo.title.desc(),
        "due": Todo.due.asc().nulls_last(),
        "-due": Todo.due.desc().nulls_last(),
    }.get(query.sort or "", Todo.title.asc())
    wanted = wanted.order_by(order, Todo.id)
    rows = db.session.scalars(
        wanted.limit(query.size).offset((query.page - 1) * query.size)
    )
    items = [
        ListTodosResponse.model_validate(row).model_dump(mode="json") for row in rows
    ]
    return {"items": items, "total": total}, 200


@todos.get("/todos/count")
def count_todos() -> ResponseReturnValue:
    """Counts the todos that are not done."""
    wanted = select(func.count()).select_from(Todo).where(Todo.done.is_(False))
    return {"count": db.session.scalar(wanted)}, 200


@todos.get("/todos/<int:id>")
def read_todo(id: int) -> ResponseReturnValue:
    """Shows the todo."""
    todo = db.session.get(Todo, id)
    if todo is None:
        abort(404, "There is no such todo")
    return ReadTodoResponse.model_validate(todo).model_dump(mode="json"), 200


@todos.patch("/todos/<int:id>")
def update_todo(id: int) -> ResponseReturnValue:
    """Changes the `title` and the `due` of a todo."""
    todo = db.session.get(Todo, id, with_for_update=True)
    if todo is None:
        abort(404, "There is no such todo")
    body = read_json(UpdateTodoRequest)
    given = body.model_fields_set
    if "title" in given:
        todo.title = body.title
    if "due" in given:
        todo.due = body.due
    db.session.commit()
    return UpdateTodoResponse.model_validate(todo).model_dump(mode="json"), 200


@todos.put("/todos/<int:id>/done")
def mark_todo_done(id: int) -> ResponseReturnValue:
    """Marks the todo as done."""
    todo = db.session.get(Todo, id, with_for_update=True)
    if todo is None:
        abort(404, "There is no such todo")
    todo.done = True
    db.session.commit()
    return MarkTodoDoneResponse.model_validate(todo).model_dump(mode="json"), 200


@todos.delete("/todos/<int:id>/done")
def mark_todo_not_done(id: int) -> ResponseReturnValue:
    """Marks the todo as not done."""
    todo = db.session.get(Todo, id, with_for_update=True)
    if todo is None:
        abort(404, "There is no such todo")
    todo.done = False
    db.session.commit()
    return MarkTodoNotDoneResponse.model_validate(todo).model_dump(mode="json"), 200


@todos.delete("/todos/<int:id>")
def delete_todo(id: int) -> ResponseReturnValue:
    """Deletes the todo."""
    wanted = delete(Todo).where(Todo.id == id).returning(Todo.id)
    found = db.session.scalar(wanted)
    db.session.commit()
    if found is None:
        abort(404, "There is no such todo")
    return "", 204


@todos.delete("/todos")
def delete_todos() -> ResponseReturnValue:
    """Deletes all todos that are done."""
    wanted = delete(Todo).where(Todo.done.is_(True)).returning(Todo.id)
    deleted = db.session.scalars(wanted).all()
    db.session.commit()
    return {"count": len(deleted)}, 200
