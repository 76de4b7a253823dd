"""The endpoints of notes."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from sqlalchemy import delete, func, or_, select

from notes_zh.auth import require_user
from notes_zh.extensions import db
from notes_zh.models import Note
from notes_zh.schemas import (
    CreateNoteRequest,
    CreateNoteResponse,
    ListNotesQuery,
    ListNotesResponse,
    ReadNoteResponse,
    UpdateNoteRequest,
    UpdateNoteResponse,
    read_json,
    read_query,
)

notes = Blueprint("notes", __name__)


@notes.post("/notes")
def create_note() -> ResponseReturnValue:
    """添加笔记，字段为标题、正文和置顶。"""
    current_user = require_user(401, "请先登录")
    body = read_json(CreateNoteRequest)
    note = Note(
        owner=current_user.id,
        title=body.title,
        body=body.body,
        pinned=body.pinned,
    )
    db.session.add(note)
    db.session.commit()
    return CreateNoteResponse.model_validate(note).model_dump(mode="json"), 201


@notes.get("/notes")
def list_notes() -> ResponseReturnValue:
    """列出自己的笔记，按标题排序。"""
    current_user = require_user(401, "请先登录")
    query = read_query(ListNotesQuery)
    wanted = select(Note).where(Note.owner == current_user.id)
    if query.pinned is not None:
        wanted = wanted.where(Note.pinned == query.pinned)
    if query.q is not None:
        wanted = wanted.where(
            or_(
                Note.title.icontains(query.q, autoescape=True),
                Note.body.icontains(query.q, autoescape=True),
            )
        )
    total = db.session.scalar(select(func.count()).select_from(wanted.subquery()))
    wanted = wanted.order_by(Note.title.asc(), Note.id)
    rows = db.session.scalars(
        wanted.limit(query.size).offset((query.page - 1) * query.size)
    )
    items = [
        ListNotesResponse.model_validate(row).model_dump(mode="json") for row in rows
    ]
    return {"items": items, "total": total}, 200


@notes.get("/notes/<int:id>")
def read_note(id: int) -> ResponseReturnValue:
    """查看笔记。"""
    current_user = require_user(401, "请先登录")
    wanted = select(Note).where(Note.id == id, Note.owner == current_user.id)
    note = db.session.scalar(wanted)
    if note is None:
        abort(404, "没有这条笔记")
    return ReadNoteResponse.model_validate(note).model_dump(mode="json"), 200


@notes.patch("/notes/<int:id>")
def update_note(id: int) -> ResponseReturnValue:
    """修改笔记的标题、正文和置顶。"""
    current_user = require_user(401, "请先登录")
    wanted = select(Note).where(Note.id == id, Note.owner == current_user.id)
    note = db.session.scalar(wanted.with_for_update())
    if note is None:
        abort(404, "没有这条笔记")
    body = read_json(UpdateNoteRequest)
    given = body.model_fields_set
    if "title" in given:
        note.title = body.title
    if "body" in given:
        note.body = body.body
    if "pinned" in given:
        note.pinned = body.pinned
    db.session.commit()
    return UpdateNoteResponse.model_validate(note).model_dump(mode="json"), 200


@notes.delete("/notes/<int:id>")
def delete_note(id: int) -> ResponseReturnValue:
    """删除笔记。"""
    current_user = require_user(401, "请先登录")
    wanted = (
        delete(Note)
        .where(Note.id == id, Note.owner == current_user.id)
        .returning(Note.id)
    )
    found = db.session.scalar(wanted)
    db.session.commit()
    if found is None:
        abort(404, "没有这条笔记")
    return "", 204
