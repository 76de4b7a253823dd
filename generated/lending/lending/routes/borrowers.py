"""The endpoints of borrowers."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lending.desk import lock_borrower, open_loans, owed_cents
from lending.extensions import db
from lending.models import Borrower, Copy, Payment
from lending.schemas import (
    BorrowerView,
    CopyOut,
    CreateBorrowerRequest,
    CreateBorrowerResponse,
    PaymentRequest,
    PaymentView,
    read_json,
)

borrowers = Blueprint("borrowers", __name__)

_SHOW_BORROWER_MAX_ID = 9223372036854775807

_CREATE_PAYMENT_MAX_ID = 9223372036854775807


@borrowers.post("/borrowers")
def create_borrower() -> ResponseReturnValue:
    """Borrowers are registered with a name and an email address; the same…"""
    body = read_json(CreateBorrowerRequest)
    borrower = Borrower(
        name=body.name,
        email=body.email,
    )
    db.session.add(borrower)
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        abort(409)
    return CreateBorrowerResponse.model_validate(borrower).model_dump(mode="json"), 201


@borrowers.get("/borrowers/<int:borrower_id>")
def show_borrower(borrower_id: int) -> ResponseReturnValue:
    """Answer a borrower with what they owe and the copies they have out."""
    if borrower_id > _SHOW_BORROWER_MAX_ID:
        abort(404, "There is no such borrower")
    borrower = db.session.get(Borrower, borrower_id)
    if borrower is None:
        abort(404, "There is no such borrower")
    loans = open_loans(borrower.id)
    copies = db.session.scalars(
        select(Copy).where(Copy.id.in_([loan.copy_id for loan in loans]))
    )
    barcodes = {copy.id: copy.barcode for copy in copies}
    view = BorrowerView(
        id=borrower.id,
        name=borrower.name,
        email=borrower.email,
        owed=owed_cents(borrower.id),
        copies=[
            CopyOut(
                loan_id=loan.id,
                barcode=barcodes[loan.copy_id],
                due_on=loan.due_on,
            )
            for loan in loans
        ],
    )
    return view.model_dump(mode="json"), 200


@borrowers.post("/borrowers/<int:borrower_id>/payments")
def create_payment(borrower_id: int) -> ResponseReturnValue:
    """Take a payment of fines, in part or in full."""
    body = read_json(PaymentRequest)
    if borrower_id > _CREATE_PAYMENT_MAX_ID or lock_borrower(borrower_id) is None:
        abort(404, "There is no such borrower")
    owed = owed_cents(borrower_id)
    if body.amount > owed:
        abort(409, "The payment is more than is owed")
    payment = Payment(borrower_id=borrower_id, amount=body.amount)
    db.session.add(payment)
    db.session.commit()
    view = PaymentView(
        id=payment.id,
        borrower_id=borrower_id,
        amount=body.amount,
        owed=owed - body.amount,
    )
    return view.model_dump(mode="json"), 201
