"""The endpoints of reservations."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lending.circulation import book_counts, loans_out, open_reservations, settle_holds
from lending.clock import clock
from lending.extensions import db
from lending.models import Book, Borrower, Copy, Reservation
from lending.schemas import NewReservation, ReservationView, read_json

reservations = Blueprint("reservations", __name__)


def _create_reservation_has_out(borrower: Borrower, book: Book) -> bool:
    """Whether the borrower has a copy of the book out."""
    copies = db.session.scalars(select(Copy.id).where(Copy.book_id == book.id))
    out = {loan.copy_id for loan in loans_out(borrower)}
    return not out.isdisjoint(copies)


@reservations.post("/books/<int:book_id>/reservations")
def create_reservation(book_id: int) -> ResponseReturnValue:
    """Reserve a book for a borrower."""
    body = read_json(NewReservation)
    # The lock lets one request at a time look at the book's line and join it.
    book = db.session.get(Book, book_id, with_for_update=True)
    if book is None:
        abort(404, "There is no such book.")
    borrower = db.session.get(Borrower, body.borrower_id)
    if borrower is None:
        abort(404, "There is no such borrower.")
    settle_holds(book, clock.now())
    counts = book_counts(book)
    if counts["available"] > 0:
        abort(409, "A copy of the book is free to lend.")
    if any(each.borrower_id == borrower.id for each in open_reservations(book)):
        abort(409, "The borrower has reserved the book already.")
    if _create_reservation_has_out(borrower, book):
        abort(409, "The borrower has the book out.")
    if counts["copies"] == 0:
        abort(409, "The library has no copy of the book.")
    reservation = Reservation(
        book_id=book.id,
        borrower_id=borrower.id,
        status="waiting",
        copy_id=None,
        held_until=None,
    )
    db.session.add(reservation)
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        abort(409, "The borrower has reserved the book already.")
    view = ReservationView(
        id=reservation.id,
        book_id=reservation.book_id,
        borrower_id=reservation.borrower_id,
        status="waiting",
        copy_id=reservation.copy_id,
        held_until=reservation.held_until,
    )
    return view.model_dump(mode="json"), 201


@reservations.get("/reservations/<int:reservation_id>")
def get_reservation(reservation_id: int) -> ResponseReturnValue:
    """Answer one reservation with its status now and the copy held for it."""
    found = db.session.get(Reservation, reservation_id)
    if found is None:
        abort(404, "There is no such reservation.")
    book = db.session.get(Book, found.book_id, with_for_update=True)
    reservation = db.session.get(Reservation, reservation_id, populate_existing=True)
    if book is None or reservation is None:
        abort(404, "There is no such reservation.")
    settle_holds(book, clock.now())
    db.session.commit()
    view = ReservationView.model_validate(
        {
            "id": reservation.id,
            "book_id": reservation.book_id,
            "borrower_id": reservation.borrower_id,
            "status": reservation.status,
            "copy_id": reservation.copy_id,
            "held_until": reservation.held_until,
        }
    )
    return view.model_dump(mode="json"), 200


@reservations.delete("/reservations/<int:reservation_id>")
def cancel_reservation(reservation_id: int) -> ResponseReturnValue:
    """Cancel a reservation."""
    found = db.session.get(Reservation, reservation_id)
    if found is None:
        abort(404, "There is no such reservation.")
    book = db.session.get(Book, found.book_id, with_for_update=True)
    if book is None:
        abort(404, "There is no book of this reservation.")
    now = clock.now()
    settle_holds(book, now)
    # Read again: another request may have changed it before the book was locked.
    reservation = db.session.get(Reservation, reservation_id, populate_existing=True)
    if reservation is None:
        abort(404, "There is no such reservation.")
    if reservation.status not in ("waiting", "held"):
        abort(409, "This reservation is over.")
    db.session.delete(reservation)
    db.session.flush()
    settle_holds(book, now)
    db.session.commit()
    return "", 204
