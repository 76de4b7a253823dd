"""The endpoints of copies."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lending.circulation import settle_holds
from lending.clock import clock
from lending.extensions import db
from lending.models import Book, Copy
from lending.schemas import CopyView, NewCopy, read_json

copies = Blueprint("copies", __name__)


@copies.post("/books/<int:book_id>/copies")
def create_copy(book_id: int) -> ResponseReturnValue:
    """Add a copy of a book by its barcode."""
    body = read_json(NewCopy)
    book = db.session.get(Book, book_id, with_for_update=True)
    if book is None:
        abort(404, "There is no such book.")
    taken = select(Copy.id).where(Copy.barcode == body.barcode)
    if db.session.scalar(taken) is not None:
        abort(409, "There is a copy with this barcode already.")
    now = clock.now()
    settle_holds(book, now)
    copy = Copy(book_id=book.id, barcode=body.barcode)
    db.session.add(copy)
    try:
        db.session.flush()
        settle_holds(book, now)
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        abort(409, "There is a copy with this barcode already.")
    view = CopyView(id=copy.id, book_id=copy.book_id, barcode=copy.barcode)
    return view.model_dump(mode="json"), 201


@copies.get("/copies/<int:copy_id>")
def get_copy(copy_id: int) -> ResponseReturnValue:
    """Answer one copy with its book and its barcode."""
    copy = db.session.get(Copy, copy_id)
    if copy is None:
        abort(404, "There is no such copy.")
    view = CopyView(id=copy.id, book_id=copy.book_id, barcode=copy.barcode)
    return view.model_dump(mode="json"), 200
