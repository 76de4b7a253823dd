"""Reservations, the line of a book and the copies that are held. No…"""

from datetime import datetime, timedelta

from sqlalchemy import select

from lending.constants import HOLD_DAYS
from lending.extensions import db
from lending.models import Copy, Loan, Reservation

OPEN_STATUSES = ("waiting", "held")


def advance_holds(book_id: int, now: datetime) -> None:
    """Bring the reservations of the book up to now, passing on what has run out."""
    reservation = _first_run_out(book_id, now)
    while reservation is not None:
        copy_id = reservation.copy_id
        ended_at = reservation.held_until
        reservation.status = "expired"
        reservation.copy_id = None
        db.session.flush()
        copy = None if copy_id is None else db.session.get(Copy, copy_id)
        if copy is not None and ended_at is not None:
            offer_copy(copy, ended_at)
        reservation = _first_run_out(book_id, now)


def offer_copy(copy: Copy, since: datetime) -> Reservation | None:
    """Hold a copy for the first in line, if anybody is waiting for its book."""
    reservation = db.session.scalars(
        select(Reservation)
        .where(Reservation.book_id == copy.book_id, Reservation.status == "waiting")
        .order_by(Reservation.id)
        .limit(1)
    ).first()
    if reservation is None:
        return None
    reservation.status = "held"
    reservation.copy_id = copy.id
    reservation.held_until = since + timedelta(days=HOLD_DAYS)
    db.session.flush()
    return reservation


def hold_of_copy(copy_id: int) -> Reservation | None:
    """Return the reservation that the copy is held for, if there is one."""
    return db.session.scalars(
        select(Reservation)
        .where(Reservation.copy_id == copy_id, Reservation.status == "held")
        .order_by(Reservation.id)
        .limit(1)
    ).first()


def open_reservations(book_id: int) -> list[Reservation]:
    """Return the waiting and held reservations of the book in the order they were made."""
    return list(
        db.session.scalars(
            select(Reservation)
            .where(
                Reservation.book_id == book_id, Reservation.status.in_(OPEN_STATUSES)
            )
            .order_by(Reservation.id)
        )
    )


def book_counts(book_id: int) -> dict[str, int]:
    """Count the copies of the book, the free ones, and the people who are waiting."""
    copy_ids = set(db.session.scalars(select(Copy.id).where(Copy.book_id == book_id)))
    out_ids = set(
        db.session.scalars(
            select(Loan.copy_id)
            .join(Copy, Loan.copy_id == Copy.id)
            .where(Copy.book_id == book_id, Loan.returned_on.is_(None))
        )
    )
    reservations = open_reservations(book_id)
    held_ids = {
        reservation.copy_id
        for reservation in reservations
        if reservation.status == "held"
    }
    return {
        "copies": len(copy_ids),
        "free": len(copy_ids - out_ids - held_ids),
        "waiting": len(reservations),
    }


def _first_run_out(book_id: int, now: datetime) -> Reservation | None:
    """Return the held reservation of the book that ran out first, if one has by now."""
    return db.session.scalars(
        select(Reservation)
        .where(
            Reservation.book_id == book_id,
            Reservation.status == "held",
            Reservation.held_until <= now,
        )
        .order_by(Reservation.held_until, Reservation.id)
        .limit(1)
    ).first()
