"""Where copies are and for whom: loans that are out, open reservations,…"""

from collections import deque
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush

from sqlalchemy import func, select

from lending.constants import HOLD_DAYS
from lending.extensions import db
from lending.models import Book, Borrower, Copy, Loan, Reservation

HOLD = timedelta(days=HOLD_DAYS)


def current_loan(copy: Copy) -> Loan | None:
    """The loan by which the copy is out now, or None."""
    return db.session.scalars(
        select(Loan)
        .where(Loan.copy_id == copy.id, Loan.returned_on.is_(None))
        .order_by(Loan.id)
    ).first()


def loans_out(borrower: Borrower) -> list[Loan]:
    """The borrower's loans that are out now, by due date and id."""
    return list(
        db.session.scalars(
            select(Loan)
            .where(Loan.borrower_id == borrower.id, Loan.returned_on.is_(None))
            .order_by(Loan.due_on, Loan.id)
        )
    )


def settle_holds(book: Book, now: datetime) -> None:
    """Has holds lapse that are over by now, and holds free copies for those who wait."""
    db.session.flush()
    reservations = open_reservations(book)
    waiting = deque(row for row in reservations if row.status == "waiting")
    holds = [
        (row.held_until, row.id, row)
        for row in reservations
        if row.status == "held" and row.held_until is not None
    ]
    heapify(holds)
    while holds and holds[0][0] <= now:
        held_until, _, lapsed = heappop(holds)
        lapsed.status = "lapsed"
        if waiting and lapsed.copy_id is not None:
            following = waiting.popleft()
            _hold(following, lapsed.copy_id, held_until + HOLD)
            heappush(holds, (held_until + HOLD, following.id, following))
    db.session.flush()
    if waiting:
        for copy_id in _free_copy_ids(book)[: len(waiting)]:
            _hold(waiting.popleft(), copy_id, now + HOLD)
        db.session.flush()


def held_reservation(copy: Copy) -> Reservation | None:
    """The reservation for which the copy is held, or None."""
    return db.session.scalars(
        select(Reservation)
        .where(Reservation.copy_id == copy.id, Reservation.status == "held")
        .order_by(Reservation.id)
    ).first()


def open_reservations(book: Book) -> list[Reservation]:
    """The book's reservations that wait or have a copy held, in the order in which they were made."""
    return list(
        db.session.scalars(
            select(Reservation)
            .where(
                Reservation.book_id == book.id,
                Reservation.status.in_(("waiting", "held")),
            )
            .order_by(Reservation.id)
        )
    )


def book_counts(book: Book) -> dict[str, int]:
    """How many copies of the book there are, how many are free, and how many people wait."""
    copies = db.session.execute(
        select(func.count(Copy.id)).where(Copy.book_id == book.id)
    ).scalar_one()
    waiting = db.session.execute(
        select(func.count(Reservation.id)).where(
            Reservation.book_id == book.id,
            Reservation.status == "waiting",
        )
    ).scalar_one()
    return {
        "copies": copies,
        "available": len(_free_copy_ids(book)),
        "waiting": waiting,
    }


def _hold(reservation: Reservation, copy_id: int, held_until: datetime) -> None:
    """Holds the copy for the reservation until that moment."""
    reservation.status = "held"
    reservation.copy_id = copy_id
    reservation.held_until = held_until


def _free_copy_ids(book: Book) -> list[int]:
    """The ids of the book's copies that are neither out nor held, the lowest first."""
    is_out = (
        select(Loan.id)
        .where(Loan.copy_id == Copy.id, Loan.returned_on.is_(None))
        .exists()
    )
    is_held = (
        select(Reservation.id)
        .where(Reservation.copy_id == Copy.id, Reservation.status == "held")
        .exists()
    )
    return list(
        db.session.scalars(
            select(Copy.id)
            .where(Copy.book_id == book.id, ~is_out, ~is_held)
            .order_by(Copy.id)
        )
    )
