"""The endpoints of books."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lending.clock import clock
from lending.extensions import db
from lending.holds import advance_holds, book_counts
from lending.models import Book, Copy
from lending.schemas import (
    BookDetail,
    BookList,
    BookRequest,
    BookView,
    CopyRequest,
    CopyView,
    read_json,
)

books = Blueprint("books", __name__)


@books.post("/books")
def create_book() -> ResponseReturnValue:
    """Add a book with its title, author and ISBN."""
    body = read_json(BookRequest)
    # The length is checked by the shape; isdigit alone would take digits of other scripts as well.
    if not (body.isbn.isascii() and body.isbn.isdigit()):
        abort(422, "An ISBN consists of 13 digits")
    if db.session.scalar(select(Book.id).where(Book.isbn == body.isbn)) is not None:
        abort(409, "There is a book with this ISBN already")
    book = Book(title=body.title, author=body.author, isbn=body.isbn)
    db.session.add(book)
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        abort(409, "There is a book with this ISBN already")
    view = BookView(
        id=book.id,
        title=book.title,
        author=book.author,
        isbn=book.isbn,
        copies=0,
        free=0,
        waiting=0,
    )
    return view.model_dump(mode="json"), 201


@books.get("/books")
def list_books() -> ResponseReturnValue:
    """List the books with their numbers of copies, free copies and people waiting."""
    now = clock.now()
    items: list[BookView] = []
    for book in db.session.scalars(select(Book).order_by(Book.id)).all():
        # Nothing is committed: what follows from the time alone is worked out again by whoever looks next.
        advance_holds(book.id, now)
        counts = book_counts(book.id)
        items.append(
            BookView(
                id=book.id,
                title=book.title,
                author=book.author,
                isbn=book.isbn,
                copies=counts["copies"],
                free=counts["free"],
                waiting=counts["waiting"],
            )
        )
    return BookList(items=items).model_dump(mode="json"), 200


@books.get("/books/<int:book_id>")
def show_book(book_id: int) -> ResponseReturnValue:
    """Show a book with its copies and its numbers."""
    book = db.session.get(Book, book_id)
    if book is None:
        abort(404, "There is no such book")
    advance_holds(book.id, clock.now())
    counts = book_counts(book.id)
    copies = db.session.scalars(
        select(Copy).where(Copy.book_id == book.id).order_by(Copy.id)
    )
    view = BookDetail(
        id=book.id,
        title=book.title,
        author=book.author,
        isbn=book.isbn,
        copies=counts["copies"],
        free=counts["free"],
        waiting=counts["waiting"],
        copy_list=[
            CopyView(id=copy.id, book_id=copy.book_id, barcode=copy.barcode)
            for copy in copies
        ],
    )
    return view.model_dump(mode="json"), 200


@books.post("/books/<int:book_id>/copies")
def create_copy(book_id: int) -> ResponseReturnValue:
    """Add a copy of a book with its barcode."""
    body = read_json(CopyRequest)
    book = db.session.get(Book, book_id)
    if book is None:
        abort(404, "There is no such book")
    if (
        db.session.scalar(select(Copy.id).where(Copy.barcode == body.barcode))
        is not None
    ):
        abort(409, "There is a copy with this barcode already")
    copy = Copy(book_id=book.id, barcode=body.barcode)
    db.session.add(copy)
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        abort(409, "There is a copy with this barcode already")
    return (
        CopyView(id=copy.id, book_id=copy.book_id, barcode=copy.barcode).model_dump(
            mode="json"
        ),
        201,
    )
