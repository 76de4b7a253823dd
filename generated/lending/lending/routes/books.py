"""The endpoints of books."""

import re

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lending.circulation import book_counts, settle_holds
from lending.clock import clock
from lending.extensions import db
from lending.models import Book
from lending.schemas import BookList, BookRequest, BookView, read_json

books = Blueprint("books", __name__)

_CREATE_BOOK_ISBN = re.compile(r"[0-9]{13}")


@books.post("/books")
def create_book() -> ResponseReturnValue:
    """Add a book."""
    body = read_json(BookRequest)
    if not _CREATE_BOOK_ISBN.fullmatch(body.isbn):
        abort(422, "An ISBN has 13 digits.")
    if db.session.scalar(select(Book.id).where(Book.isbn == body.isbn)) is not None:
        abort(409, "There is a book with this ISBN already.")
    book = Book(title=body.title, author=body.author, isbn=body.isbn)
    db.session.add(book)
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        abort(409, "There is a book with this ISBN already.")
    counts = book_counts(book)
    view = BookView(
        id=book.id,
        title=book.title,
        author=book.author,
        isbn=book.isbn,
        copies=counts["copies"],
        available=counts["available"],
        waiting=counts["waiting"],
    )
    return view.model_dump(mode="json"), 201


@books.get("/books")
def list_books() -> ResponseReturnValue:
    """Answer all books, each with its copies, those free to lend and the people waiting."""
    now = clock.now()
    items: list[BookView] = []
    rows = db.session.scalars(select(Book).order_by(Book.id).with_for_update()).all()
    for book in rows:
        settle_holds(book, now)
        counts = book_counts(book)
        items.append(
            BookView(
                id=book.id,
                title=book.title,
                author=book.author,
                isbn=book.isbn,
                copies=counts["copies"],
                available=counts["available"],
                waiting=counts["waiting"],
            )
        )
    db.session.commit()
    return BookList(items=items).model_dump(mode="json"), 200


@books.get("/books/<int:book_id>")
def get_book(book_id: int) -> ResponseReturnValue:
    """One book, with its copies, those free to lend, and how many people are waiting."""
    book = db.session.get(Book, book_id, with_for_update=True)
    if book is None:
        abort(404, "There is no such book.")
    settle_holds(book, clock.now())
    counts = book_counts(book)
    view = BookView(
        id=book.id,
        title=book.title,
        author=book.author,
        isbn=book.isbn,
        copies=counts["copies"],
        available=counts["available"],
        waiting=counts["waiting"],
    )
    db.session.commit()
    return view.model_dump(mode="json"), 200
