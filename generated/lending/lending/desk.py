"""Locks, copies that are out, and fines. No function commits."""

from datetime import date

from sqlalchemy import select, update

from lending.constants import FINE_PER_DAY, MAX_FINE
from lending.extensions import db
from lending.models import Book, Borrower, Copy, Loan, Payment

MAX_ID = 9223372036854775807


def lock_book(book_id: int) -> Book | None:
    """Lock the book until the transaction ends and return it, read afresh."""
    if book_id > MAX_ID:
        return None
    db.session.execute(
        update(Book)
        .where(Book.id == book_id)
        .values(title=Book.title)
        .execution_options(synchronize_session=False)
    )
    return db.session.scalar(
        select(Book).where(Book.id == book_id).execution_options(populate_existing=True)
    )


def lock_copy(barcode: str) -> Copy | None:
    """Lock the book of the copy with that barcode and return the copy, read afresh."""
    book_id = select(Copy.book_id).where(Copy.barcode == barcode).scalar_subquery()
    db.session.execute(
        update(Book)
        .where(Book.id == book_id)
        .values(title=Book.title)
        .execution_options(synchronize_session=False)
    )
    return db.session.scalar(
        select(Copy)
        .where(Copy.barcode == barcode)
        .execution_options(populate_existing=True)
    )


def lock_borrower(borrower_id: int) -> Borrower | None:
    """Lock the borrower until the transaction ends and return it, read afresh."""
    if borrower_id > MAX_ID:
        return None
    db.session.execute(
        update(Borrower)
        .where(Borrower.id == borrower_id)
        .values(name=Borrower.name)
        .execution_options(synchronize_session=False)
    )
    return db.session.scalar(
        select(Borrower)
        .where(Borrower.id == borrower_id)
        .execution_options(populate_existing=True)
    )


def open_loan(copy_id: int) -> Loan | None:
    """Return the loan of the copy that is not returned yet, if it is out."""
    return db.session.scalar(
        select(Loan)
        .where(Loan.copy_id == copy_id, Loan.returned_on.is_(None))
        .order_by(Loan.id)
        .limit(1)
    )


def open_loans(borrower_id: int) -> list[Loan]:
    """Return the borrower's loans that are not returned yet, the first due first."""
    return list(
        db.session.scalars(
            select(Loan)
            .where(Loan.borrower_id == borrower_id, Loan.returned_on.is_(None))
            .order_by(Loan.due_on, Loan.id)
        )
    )


def fine_cents(due_on: date, returned_on: date) -> int:
    """Return the fine in cents of a loan that was due and returned on these days."""
    days_late = max(0, (returned_on - due_on).days)
    return min(days_late * FINE_PER_DAY, MAX_FINE)


def owed_cents(borrower_id: int) -> int:
    """Return what the borrower owes in cents: the fines less the payments."""
    loans = db.session.execute(
        select(Loan.due_on, Loan.returned_on).where(
            Loan.borrower_id == borrower_id, Loan.returned_on.is_not(None)
        )
    )
    fines = sum(
        fine_cents(due_on, returned_on)
        for due_on, returned_on in loans
        if returned_on is not None
    )
    paid = sum(
        db.session.scalars(
            select(Payment.amount).where(Payment.borrower_id == borrower_id)
        )
    )
    return max(0, fines - paid)
