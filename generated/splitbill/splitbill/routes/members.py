"""The endpoints of members."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError

from splitbill.extensions import db
from splitbill.models import Expense, Group, Member, Payment, Share
from splitbill.schemas import MemberRequest, MembersMemberView, read_json

members = Blueprint("members", __name__)

_REMOVE_MEMBER_MAX_ID = 9223372036854775807


def _remove_member_has_expenses(member_id: int) -> bool:
    """Tell whether the member has paid an expense or has a share in one."""
    paid = db.session.scalar(
        select(Expense.id).where(Expense.paid_by == member_id).limit(1)
    )
    if paid is not None:
        return True
    share = db.session.scalar(
        select(Share.id).where(Share.member_id == member_id).limit(1)
    )
    return share is not None


def _remove_member_has_payments(member_id: int) -> bool:
    """Tell whether a recorded payment is from the member or to the member."""
    payment = db.session.scalar(
        select(Payment.id)
        .where(
            or_(
                Payment.from_member_id == member_id,
                Payment.to_member_id == member_id,
            )
        )
        .limit(1)
    )
    return payment is not None


@members.post("/groups/<int:group_id>/members")
def add_member(group_id: int) -> ResponseReturnValue:
    """Add a member to a group."""
    body = read_json(MemberRequest)
    group = db.session.get(Group, group_id)
    if group is None:
        abort(404, "There is no such group")
    namesake = db.session.scalar(
        select(Member.id).where(Member.group_id == group.id, Member.name == body.name)
    )
    if namesake is not None:
        abort(409, "The group has a member of that name already")
    member = Member(group_id=group.id, name=body.name)
    db.session.add(member)
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        abort(409, "The group has a member of that name already")
    return (
        MembersMemberView(id=member.id, name=member.name).model_dump(mode="json"),
        201,
    )


@members.delete("/groups/<int:group_id>/members/<int:member_id>")
def remove_member(group_id: int, member_id: int) -> ResponseReturnValue:
    """Remove a member who has paid for nothing and has no share in anything."""
    if max(group_id, member_id) > _REMOVE_MEMBER_MAX_ID:
        abort(404, "There is no such member")
    if db.session.get(Group, group_id, with_for_update=True) is None:
        abort(404, "There is no such group")
    member = db.session.get(Member, member_id, with_for_update=True)
    if member is None or member.group_id != group_id:
        abort(404, "There is no such member")
    if _remove_member_has_expenses(member_id):
        abort(409, "The member has paid for something or has a share in something")
    if _remove_member_has_payments(member_id):
        abort(409, "The member has made or got a recorded payment")
    db.session.delete(member)
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        abort(409, "The member has just been named in an expense or a payment")
    return "", 204
