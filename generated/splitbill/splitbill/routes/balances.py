"""The endpoints of balances."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from splitbill.extensions import db
from splitbill.models import Group, Member
from splitbill.schemas import BalanceList, MemberBalance, ProposedPayment, Settlement
from splitbill.settling import group_balances, settlement

balances = Blueprint("balances", __name__)


@balances.get("/groups/<int:group_id>/balances")
def list_balances(group_id: int) -> ResponseReturnValue:
    """Lists the balance of each member of a group."""
    group = db.session.get(Group, group_id)
    if group is None:
        abort(404, "There is no such group")
    cents = group_balances(group_id)
    members = db.session.scalars(
        select(Member).where(Member.group_id == group_id).order_by(Member.id)
    ).all()
    view = BalanceList(
        items=[
            MemberBalance(
                member_id=member.id,
                name=member.name,
                balance=cents.get(member.id, 0),
            )
            for member in members
        ]
    )
    return view.model_dump(mode="json"), 200


@balances.get("/groups/<int:group_id>/settlement")
def propose_settlement(group_id: int) -> ResponseReturnValue:
    """Proposes the payments after which every balance would be zero."""
    group = db.session.get(Group, group_id)
    if group is None:
        abort(404, "There is no such group")
    payments = settlement(group_balances(group_id))
    view = Settlement(
        items=[
            ProposedPayment(
                from_member_id=from_member_id,
                to_member_id=to_member_id,
                amount=cents,
            )
            for from_member_id, to_member_id, cents in payments
        ]
    )
    return view.model_dump(mode="json"), 200
