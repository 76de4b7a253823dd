"""The endpoints of payments."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from splitbill.extensions import db
from splitbill.models import Group, Member, Payment
from splitbill.schemas import PaymentList, PaymentRequest, PaymentView, read_json

payments = Blueprint("payments", __name__)


@payments.post("/groups/<int:group_id>/payments")
def create_payment(group_id: int) -> ResponseReturnValue:
    """Record a payment that was made from one member to another."""
    body = read_json(PaymentRequest)
    group = db.session.get(Group, group_id)
    if group is None:
        abort(404, "There is no such group.")
    for member_id in (body.from_member_id, body.to_member_id):
        member = db.session.get(Member, member_id)
        if member is None or member.group_id != group.id:
            abort(404, f"There is no member {member_id} in this group.")
    if body.from_member_id == body.to_member_id:
        abort(422, "A payment goes from one member to another.")
    payment = Payment(
        group_id=group.id,
        from_member_id=body.from_member_id,
        to_member_id=body.to_member_id,
        amount=body.amount,
    )
    db.session.add(payment)
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        abort(404, "A member of this payment was removed meanwhile.")
    view = PaymentView(
        id=payment.id,
        from_member_id=payment.from_member_id,
        to_member_id=payment.to_member_id,
        amount=payment.amount,
    )
    return view.model_dump(mode="json"), 201


@payments.get("/groups/<int:group_id>/payments")
def list_payments(group_id: int) -> ResponseReturnValue:
    """Answer the recorded payments of a group, in the order they were recorded."""
    group = db.session.get(Group, group_id)
    if group is None:
        abort(404, "There is no such group")
    recorded = db.session.scalars(
        select(Payment).where(Payment.group_id == group.id).order_by(Payment.id)
    )
    items = [
        PaymentView(
            id=payment.id,
            from_member_id=payment.from_member_id,
            to_member_id=payment.to_member_id,
            amount=payment.amount,
        )
        for payment in recorded
    ]
    return PaymentList(items=items).model_dump(mode="json"), 200
