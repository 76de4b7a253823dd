"""The endpoints of loans."""

from datetime import timedelta

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from lending.clock import clock
from lending.constants import LOAN_DAYS, MAX_LOANS, MAX_OWED
from lending.desk import (
    fine_cents,
    lock_book,
    lock_borrower,
    lock_copy,
    open_loan,
    open_loans,
    owed_cents,
)
from lending.extensions import db
from lending.holds import advance_holds, hold_of_copy, offer_copy, open_reservations
from lending.models import Copy, Loan
from lending.schemas import LoanRequest, LoanView, ReturnRequest, ReturnView, read_json

loans = Blueprint("loans", __name__)

_RENEW_LOAN_MAX_ID = 9223372036854775807


def _renew_loan_book_id(loan_id: int) -> int | None:
    """Return the id of the loan's book, and end the transaction that read it."""
    if loan_id > _RENEW_LOAN_MAX_ID:
        return None
    loan = db.session.get(Loan, loan_id)
    if loan is None:
        return None
    copy = db.session.get(Copy, loan.copy_id)
    book_id = None if copy is None else copy.book_id
    db.session.rollback()
    return book_id


@loans.post("/loans")
def create_loan() -> ResponseReturnValue:
    """Lend a copy by its barcode to a borrower."""
    body = read_json(LoanRequest)
    copy = lock_copy(body.barcode)
    if copy is None:
        abort(404, "No copy has this barcode")
    borrower = lock_borrower(body.borrower_id)
    if borrower is None:
        abort(404, "There is no such borrower")
    now = clock.now()
    advance_holds(copy.book_id, now)
    if open_loan(copy.id) is not None:
        abort(409, "Copy is on loan")
    hold = hold_of_copy(copy.id)
    if hold is not None and hold.borrower_id != borrower.id:
        abort(409, "Copy is held")
    if len(open_loans(borrower.id)) >= MAX_LOANS:
        abort(409, "Loan limit reached")
    if owed_cents(borrower.id) > MAX_OWED:
        abort(409, "Fines must be paid first")
    if hold is not None:
        hold.status = "fulfilled"
        hold.copy_id = None
        hold.held_until = None
    today = now.date()
    loan = Loan(
        copy_id=copy.id,
        borrower_id=borrower.id,
        borrowed_on=today,
        due_on=today + timedelta(days=LOAN_DAYS),
        renewed=False,
        returned_on=None,
    )
    db.session.add(loan)
    db.session.commit()
    view = LoanView(
        id=loan.id,
        barcode=copy.barcode,
        borrower_id=loan.borrower_id,
        borrowed_on=loan.borrowed_on,
        due_on=loan.due_on,
        renewed=loan.renewed,
        returned_on=loan.returned_on,
        fine=None,
    )
    return view.model_dump(mode="json"), 201


@loans.get("/loans/<int:loan_id>")
def show_loan(loan_id: int) -> ResponseReturnValue:
    """Show a loan with the day it is due."""
    loan = db.session.get(Loan, loan_id)
    if loan is None:
        abort(404, "There is no such loan")
    copy = db.session.get(Copy, loan.copy_id)
    if copy is None:
        abort(404, "There is no such copy")
    fine = None
    if loan.returned_on is not None:
        fine = fine_cents(loan.due_on, loan.returned_on)
    view = LoanView(
        id=loan.id,
        barcode=copy.barcode,
        borrower_id=loan.borrower_id,
        borrowed_on=loan.borrowed_on,
        due_on=loan.due_on,
        renewed=loan.renewed,
        returned_on=loan.returned_on,
        fine=fine,
    )
    return view.model_dump(mode="json"), 200


@loans.post("/loans/<int:loan_id>/renew")
def renew_loan(loan_id: int) -> ResponseReturnValue:
    """Renew a loan once, for another 14 days counted from the due date."""
    book_id = _renew_loan_book_id(loan_id)
    if book_id is None or lock_book(book_id) is None:
        abort(404, "There is no such loan")
    loan = db.session.get(Loan, loan_id, populate_existing=True)
    if loan is None:
        abort(404, "There is no such loan")
    copy = db.session.get(Copy, loan.copy_id)
    if copy is None:
        abort(404, "There is no such loan")
    now = clock.now()
    advance_holds(book_id, now)
    if loan.returned_on is not None:
        abort(409, "The copy was returned already")
    if loan.renewed:
        abort(409, "The loan was renewed already")
    if open_reservations(book_id):
        abort(409, "Somebody has reserved the book")
    if now.date() > loan.due_on:
        abort(409, "The loan is overdue already")
    loan.due_on = loan.due_on + timedelta(days=LOAN_DAYS)
    loan.renewed = True
    db.session.commit()
    view = LoanView(
        id=loan.id,
        barcode=copy.barcode,
        borrower_id=loan.borrower_id,
        borrowed_on=loan.borrowed_on,
        due_on=loan.due_on,
        renewed=loan.renewed,
        returned_on=loan.returned_on,
        fine=None,
    )
    return view.model_dump(mode="json"), 200


@loans.post("/returns")
def return_copy() -> ResponseReturnValue:
    """Take back a copy, charge the fine and hold the copy for the first in line."""
    body = read_json(ReturnRequest)
    copy = lock_copy(body.barcode)
    if copy is None:
        abort(404, "There is no copy with this barcode")
    loan = open_loan(copy.id)
    if loan is None:
        abort(409, "The copy is not on loan")
    now = clock.now()
    today = now.date()
    # Holds of other copies that have run out are passed on first: they are before this one in time.
    advance_holds(copy.book_id, now)
    loan.returned_on = today
    reservation = offer_copy(copy, now)
    db.session.commit()
    view = ReturnView(
        loan=LoanView(
            id=loan.id,
            barcode=copy.barcode,
            borrower_id=loan.borrower_id,
            borrowed_on=loan.borrowed_on,
            due_on=loan.due_on,
            renewed=loan.renewed,
            returned_on=today,
            fine=fine_cents(loan.due_on, today),
        ),
        held_for=None if reservation is None else reservation.borrower_id,
        held_until=None if reservation is None else reservation.held_until,
    )
    return view.model_dump(mode="json"), 200
