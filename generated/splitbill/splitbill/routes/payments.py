"""The endpoints of payments."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from splitbill.extensions import db
from splitbill.models import Group, Member, Payment
from splitbill.schemas import PaymentCreate, PaymentList, PaymentView, read_json

payments = Blueprint("payments", __name__)


def _record_payment_is_member(group_id: int, member_id: int) -> bool:
    """Tell whether the member exists and is one of the group."""
    member = db.session.get(Member, member_id)
    return member is not None and member.group_id == group_id


@payments.post("/groups/<int:group_id>/payments")
def record_payment(group_id: int) -> ResponseReturnValue:
    """Record a payment that was really made from one member to another."""
    body = read_json(PaymentCreate)
    group = db.session.get(Group, group_id, with_for_update=True)
    if group is None:
        abort(404, "There is no such group")
    if body.from_member_id == body.to_member_id:
        abort(422, "A payment goes from one member to another")
    if not _record_payment_is_member(group.id, body.from_member_id):
        abort(404, "The member who paid is not in this group")
    if not _record_payment_is_member(group.id, body.to_member_id):
        abort(404, "The member who was paid is not in this group")
    payment = Payment(
        group_id=group.id,
        from_member_id=body.from_member_id,
        to_member_id=body.to_member_id,
        amount=body.amount,
    )
    db.session.add(payment)
    db.session.commit()
    view = PaymentView(
        id=payment.id,
        from_member_id=payment.from_member_id,
        to_member_id=payment.to_member_id,
        amount=payment.amount,
    )
    return view.model_dump(mode="json"), 201


@payments.get("/groups/<int:group_id>/payments")
def list_payments(group_id: int) -> ResponseReturnValue:
    """List the group's payments in the order in which they were recorded."""
    group = db.session.get(Group, group_id)
    if group is None:
        abort(404, "There is no such group")
    rows = db.session.scalars(
        select(Payment).where(Payment.group_id == group_id).order_by(Payment.id)
    ).all()
    items = [
        PaymentView(
            id=row.id,
            from_member_id=row.from_member_id,
            to_member_id=row.to_member_id,
            amount=row.amount,
        )
        for row in rows
    ]
    return PaymentList(items=items).model_dump(mode="json"), 200
