"""The endpoints of groups."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from splitbill.accounts import group_balances, settling_payments
from splitbill.extensions import db
from splitbill.models import Group, Member
from splitbill.schemas import (
    BalanceList,
    BalanceView,
    GroupRequest,
    GroupView,
    MemberView,
    ProposedPayment,
    SettlementView,
    read_json,
)

groups = Blueprint("groups", __name__)


@groups.post("/groups")
def create_group() -> ResponseReturnValue:
    """Create a group with its name and its first members."""
    body = read_json(GroupRequest)
    names = body.members or []
    if len(set(names)) != len(names):
        abort(422, "The members of a group have different names.")
    group = Group(name=body.name)
    members = []
    try:
        db.session.add(group)
        db.session.flush()
        for name in names:
            member = Member(group_id=group.id, name=name)
            db.session.add(member)
            db.session.flush()  # the ids keep the order of the list
            members.append(member)
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        abort(409, "There is a member with this name already.")
    view = GroupView(
        id=group.id,
        name=group.name,
        members=[MemberView(id=member.id, name=member.name) for member in members],
    )
    return view.model_dump(mode="json"), 201


@groups.get("/groups/<int:group_id>")
def get_group(group_id: int) -> ResponseReturnValue:
    """A group with its members, in the order in which they were added."""
    group = db.session.get(Group, group_id)
    if group is None:
        abort(404, "There is no such group.")
    members = db.session.scalars(
        select(Member).where(Member.group_id == group.id).order_by(Member.id)
    )
    view = GroupView(
        id=group.id,
        name=group.name,
        members=[MemberView(id=member.id, name=member.name) for member in members],
    )
    return view.model_dump(mode="json"), 200


@groups.get("/groups/<int:group_id>/balances")
def list_balances(group_id: int) -> ResponseReturnValue:
    """The balance of each member of a group."""
    group = db.session.get(Group, group_id)
    if group is None:
        abort(404, "There is no such group.")
    balances = group_balances(group)
    members = db.session.scalars(
        select(Member).where(Member.group_id == group.id).order_by(Member.id)
    )
    # A member who was added just now has no balance yet.
    items = [
        BalanceView(member_id=member.id, name=member.name, balance=balances[member.id])
        for member in members
        if member.id in balances
    ]
    return BalanceList(items=items).model_dump(mode="json"), 200


@groups.get("/groups/<int:group_id>/settlement")
def get_settlement(group_id: int) -> ResponseReturnValue:
    """Propose payments that would settle the group."""
    group = db.session.get(Group, group_id)
    if group is None:
        abort(404, "There is no such group.")
    payments = [
        ProposedPayment(
            from_member_id=from_member_id,
            to_member_id=to_member_id,
            amount=amount,
        )
        for from_member_id, to_member_id, amount in settling_payments(
            group_balances(group)
        )
    ]
    return SettlementView(payments=payments).model_dump(mode="json"), 200
