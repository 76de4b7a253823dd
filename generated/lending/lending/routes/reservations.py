"""The endpoints of reservations."""

from typing import Literal, cast

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from lending.clock import clock
from lending.desk import lock_book, open_loans
from lending.extensions import db
from lending.holds import advance_holds, book_counts, offer_copy, open_reservations
from lending.models import Borrower, Copy, Reservation
from lending.schemas import ReservationRequest, ReservationView, read_json

reservations = Blueprint("reservations", __name__)

_SHOW_RESERVATION_MAX_ID = 9223372036854775807

_CANCEL_RESERVATION_MISSING = "There is no such reservation"


def _create_reservation_has_out(borrower_id: int, book_id: int) -> bool:
    """Tell whether the borrower has a copy of the book out."""
    copies = [db.session.get(Copy, loan.copy_id) for loan in open_loans(borrower_id)]
    return any(copy is not None and copy.book_id == book_id for copy in copies)


@reservations.post("/books/<int:book_id>/reservations")
def create_reservation(book_id: int) -> ResponseReturnValue:
    """Reserve a book for a borrower when all its copies are out."""
    body = read_json(ReservationRequest)
    book = lock_book(book_id)
    if book is None:
        abort(404, "There is no such book")
    borrower = db.session.get(Borrower, body.borrower_id)
    if borrower is None:
        abort(404, "There is no such borrower")
    advance_holds(book.id, clock.now())
    counts = book_counts(book.id)
    if counts["copies"] == 0:
        abort(409, "There is no copy of this book")
    if counts["free"] > 0:
        abort(409, "A copy of this book is on the shelf")
    if any(
        reservation.borrower_id == borrower.id
        for reservation in open_reservations(book.id)
    ):
        abort(409, "The borrower has reserved this book already")
    if _create_reservation_has_out(borrower.id, book.id):
        abort(409, "The borrower has this book out")
    reservation = Reservation(
        book_id=book.id,
        borrower_id=borrower.id,
        status="waiting",
        copy_id=None,
        held_until=None,
    )
    db.session.add(reservation)
    db.session.commit()
    view = ReservationView(
        id=reservation.id,
        book_id=reservation.book_id,
        borrower_id=reservation.borrower_id,
        status="waiting",
        barcode=None,
        held_until=None,
    )
    return view.model_dump(mode="json"), 201


@reservations.get("/reservations/<int:reservation_id>")
def show_reservation(reservation_id: int) -> ResponseReturnValue:
    """Answer a reservation with its status and the hold on a copy."""
    if reservation_id > _SHOW_RESERVATION_MAX_ID:
        abort(404, "There is no such reservation")
    reservation = db.session.get(Reservation, reservation_id)
    if reservation is None:
        abort(404, "There is no such reservation")
    advance_holds(reservation.book_id, clock.now())
    held = reservation.status == "held"
    copy = None
    if held and reservation.copy_id is not None:
        copy = db.session.get(Copy, reservation.copy_id)
    view = ReservationView(
        id=reservation.id,
        book_id=reservation.book_id,
        borrower_id=reservation.borrower_id,
        status=cast(
            Literal["waiting", "held", "fulfilled", "expired"], reservation.status
        ),
        barcode=None if copy is None else copy.barcode,
        held_until=reservation.held_until if held else None,
    )
    return view.model_dump(mode="json"), 200


@reservations.delete("/reservations/<int:reservation_id>")
def cancel_reservation(reservation_id: int) -> ResponseReturnValue:
    """Cancels a reservation; a copy held for it goes to the next in line."""
    book_id = db.session.scalar(
        select(Reservation.book_id).where(Reservation.id == reservation_id)
    )
    if book_id is None:
        abort(404, _CANCEL_RESERVATION_MISSING)
    # The look-up's transaction ends here, so that nothing is read before the lock.
    db.session.rollback()
    lock_book(book_id)
    now = clock.now()
    advance_holds(book_id, now)
    reservation = db.session.get(Reservation, reservation_id)
    if reservation is None:
        abort(404, _CANCEL_RESERVATION_MISSING)
    if reservation.status == "fulfilled":
        abort(409, "This reservation is fulfilled already")
    if reservation.status == "expired":
        abort(409, "This reservation has expired")
    copy = None
    if reservation.status == "held" and reservation.copy_id is not None:
        copy = db.session.get(Copy, reservation.copy_id)
    db.session.delete(reservation)
    db.session.flush()
    if copy is not None:
        offer_copy(copy, now)
    db.session.commit()
    return "", 204
