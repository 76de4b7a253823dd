"""The endpoints of members."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError

from splitbill.extensions import db
from splitbill.models import Expense, Group, Member, Payment, Share
from splitbill.schemas import MembersMemberView, NewMember, read_json

members = Blueprint("members", __name__)

_CREATE_MEMBER_MAX_ID = 2147483647


def _delete_member_has_paid(member: Member) -> bool:
    """Whether the member paid an expense, or gave or received a recorded payment."""
    expense = db.session.scalar(
        select(Expense.id).where(Expense.paid_by_id == member.id).limit(1)
    )
    payment = db.session.scalar(
        select(Payment.id)
        .where(
            or_(
                Payment.from_member_id == member.id,
                Payment.to_member_id == member.id,
            )
        )
        .limit(1)
    )
    return expense is not None or payment is not None


@members.post("/groups/<int:group_id>/members")
def create_member(group_id: int) -> ResponseReturnValue:
    """Add a member to a group."""
    body = read_json(NewMember)
    if group_id > _CREATE_MEMBER_MAX_ID:
        abort(404, "There is no such group.")
    group = db.session.get(Group, group_id)
    if group is None:
        abort(404, "There is no such group.")
    member = Member(group_id=group.id, name=body.name)
    db.session.add(member)
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        abort(409, "The group has a member with this name already.")
    view = MembersMemberView(id=member.id, group_id=member.group_id, name=member.name)
    return view.model_dump(mode="json"), 201


@members.delete("/groups/<int:group_id>/members/<int:member_id>")
def delete_member(group_id: int, member_id: int) -> ResponseReturnValue:
    """Remove a member who has paid for nothing and has no share in anything."""
    group = db.session.get(Group, group_id, with_for_update=True)
    if group is None:
        abort(404, "There is no such group.")
    member = db.session.get(Member, member_id, with_for_update=True)
    if member is None or member.group_id != group.id:
        abort(404, "There is no such member in this group.")
    if _delete_member_has_paid(member):
        abort(409, "The member has paid for something.")
    share = db.session.scalar(
        select(Share.id).where(Share.member_id == member.id).limit(1)
    )
    if share is not None:
        abort(409, "The member has a share in an expense.")
    db.session.delete(member)
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        abort(409, "The member has paid for something or has a share in it.")
    return "", 204
