"""The endpoints of payments."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from lending.extensions import db
from lending.fines import owed_cents
from lending.models import Borrower, Payment
from lending.schemas import PaymentRequest, PaymentView, read_json

payments = Blueprint("payments", __name__)


@payments.post("/borrowers/<int:borrower_id>/payments")
def create_payment(borrower_id: int) -> ResponseReturnValue:
    """Pay a borrower's fines, in part or in full."""
    body = read_json(PaymentRequest)
    borrower = db.session.get(Borrower, borrower_id, with_for_update=True)
    if borrower is None:
        abort(404, "There is no such borrower.")
    if body.amount > owed_cents(borrower):
        abort(409, "This is more than the borrower owes.")
    payment = Payment(borrower_id=borrower.id, amount=body.amount)
    db.session.add(payment)
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        abort(409, "The payment could not be recorded.")
    view = PaymentView(
        id=payment.id,
        borrower_id=payment.borrower_id,
        amount=payment.amount,
    )
    return view.model_dump(mode="json"), 201


@payments.get("/payments/<int:payment_id>")
def get_payment(payment_id: int) -> ResponseReturnValue:
    """Answer one payment with its borrower and its amount."""
    payment = db.session.get(Payment, payment_id)
    if payment is None:
        abort(404, "There is no such payment.")
    view = PaymentView(
        id=payment.id,
        borrower_id=payment.borrower_id,
        amount=payment.amount,
    )
    return view.model_dump(mode="json"), 200
