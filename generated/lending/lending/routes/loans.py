"""The endpoints of loans."""

from datetime import timedelta

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lending.circulation import (
    current_loan,
    held_reservation,
    loans_out,
    open_reservations,
    settle_holds,
)
from lending.clock import clock
from lending.constants import FINE_LIMIT_CENTS, LOAN_DAYS, MAX_LOANS, RENEWAL_DAYS
from lending.extensions import db
from lending.fines import fine_cents, owed_cents
from lending.models import Book, Borrower, Copy, Loan
from lending.schemas import LoanRequest, LoanView, ReturnRequest, read_json

loans = Blueprint("loans", __name__)


@loans.post("/loans")
def create_loan() -> ResponseReturnValue:
    """Lend a copy, named by its barcode, to a borrower."""
    body = read_json(LoanRequest)
    copy = db.session.scalar(select(Copy).where(Copy.barcode == body.barcode))
    if copy is None:
        abort(404, "There is no copy with this barcode.")
    book = db.session.get(Book, copy.book_id, with_for_update=True)
    if book is None:
        abort(404, "There is no book of this copy.")
    borrower = db.session.get(Borrower, body.borrower_id, with_for_update=True)
    if borrower is None:
        abort(404, "There is no such borrower.")
    if current_loan(copy) is not None:
        abort(409, "Copy is on loan")
    if len(loans_out(borrower)) >= MAX_LOANS:
        abort(409, "Loan limit reached")
    if owed_cents(borrower) > FINE_LIMIT_CENTS:
        abort(409, "Fines must be paid first")
    settle_holds(book, clock.now())
    reservation = held_reservation(copy)
    if reservation is not None and reservation.borrower_id != borrower.id:
        abort(409, "Copy is held")
    if reservation is not None:
        reservation.status = "fulfilled"
    today = clock.today()
    loan = Loan(
        copy_id=copy.id,
        borrower_id=borrower.id,
        borrowed_on=today,
        due_on=today + timedelta(days=LOAN_DAYS),
        renewed=False,
        returned_on=None,
    )
    db.session.add(loan)
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        abort(409, "Copy is on loan")
    view = LoanView(
        id=loan.id,
        borrower_id=loan.borrower_id,
        copy_id=loan.copy_id,
        barcode=copy.barcode,
        borrowed_on=loan.borrowed_on,
        due_on=loan.due_on,
        renewed=loan.renewed,
        returned_on=loan.returned_on,
        fine=fine_cents(loan),
    )
    return view.model_dump(mode="json"), 201


@loans.get("/loans/<int:loan_id>")
def get_loan(loan_id: int) -> ResponseReturnValue:
    """Answer one loan with its due date, its return and its fine."""
    loan = db.session.get(Loan, loan_id)
    if loan is None:
        abort(404, "There is no such loan.")
    barcode = db.session.scalars(
        select(Copy.barcode).where(Copy.id == loan.copy_id)
    ).one()
    view = LoanView(
        id=loan.id,
        borrower_id=loan.borrower_id,
        copy_id=loan.copy_id,
        barcode=barcode,
        borrowed_on=loan.borrowed_on,
        due_on=loan.due_on,
        renewed=loan.renewed,
        returned_on=loan.returned_on,
        fine=fine_cents(loan),
    )
    return view.model_dump(mode="json"), 200


@loans.post("/loans/<int:loan_id>/renewal")
def renew_loan(loan_id: int) -> ResponseReturnValue:
    """Renew a loan for another 14 days from its due date."""
    found = db.session.get(Loan, loan_id)
    if found is None:
        abort(404, "There is no such loan.")
    copy = db.session.get(Copy, found.copy_id)
    if copy is None:
        abort(404, "There is no such loan.")
    book = db.session.get(Book, copy.book_id, with_for_update=True)
    loan = db.session.get(Loan, loan_id, with_for_update=True)
    if book is None or loan is None:
        abort(404, "There is no such loan.")
    now = clock.now()
    if loan.returned_on is not None:
        abort(409, "The copy has been returned.")
    if loan.renewed:
        abort(409, "The loan has been renewed already.")
    if now.date() > loan.due_on:
        abort(409, "The loan is overdue.")
    settle_holds(book, now)
    if open_reservations(book):
        abort(409, "Somebody has reserved the book.")
    loan.due_on = loan.due_on + timedelta(days=RENEWAL_DAYS)
    loan.renewed = True
    view = LoanView(
        id=loan.id,
        borrower_id=loan.borrower_id,
        copy_id=loan.copy_id,
        barcode=copy.barcode,
        borrowed_on=loan.borrowed_on,
        due_on=loan.due_on,
        renewed=loan.renewed,
        returned_on=loan.returned_on,
        fine=fine_cents(loan),
    )
    db.session.commit()
    return view.model_dump(mode="json"), 200


@loans.post("/returns")
def return_copy() -> ResponseReturnValue:
    """Take back a copy by its barcode, charge the fine and hold it for the first in line."""
    body = read_json(ReturnRequest)
    copy = db.session.scalar(select(Copy).where(Copy.barcode == body.barcode))
    if copy is None:
        abort(404, "There is no copy with this barcode.")
    book = db.session.get(Book, copy.book_id, with_for_update=True)
    if book is None:
        abort(404, "There is no book of this copy.")
    loan = current_loan(copy)
    if loan is None:
        abort(409, "This copy is not on loan.")
    now = clock.now()
    settle_holds(book, now)
    loan.returned_on = now.date()
    db.session.flush()
    settle_holds(book, now)
    db.session.commit()
    view = LoanView(
        id=loan.id,
        borrower_id=loan.borrower_id,
        copy_id=loan.copy_id,
        barcode=copy.barcode,
        borrowed_on=loan.borrowed_on,
        due_on=loan.due_on,
        renewed=loan.renewed,
        returned_on=loan.returned_on,
        fine=fine_cents(loan),
    )
    return view.model_dump(mode="json"), 200
