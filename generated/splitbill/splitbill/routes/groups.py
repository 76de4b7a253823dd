"""The endpoints of groups."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from splitbill.extensions import db
from splitbill.models import Group, Member
from splitbill.schemas import GroupCreate, GroupView, MemberView, read_json

groups = Blueprint("groups", __name__)


@groups.post("/groups")
def create_group() -> ResponseReturnValue:
    """Create a group with its name and the names of its members."""
    body = read_json(GroupCreate)
    names = body.members or []
    if len(set(names)) < len(names):
        abort(422, "The names of the members have to be unique within the group")
    group = Group(name=body.name)
    db.session.add(group)
    try:
        db.session.flush()
        members = [Member(group_id=group.id, name=name) for name in names]
        db.session.add_all(members)
        db.session.flush()
        view = GroupView(
            id=group.id,
            name=group.name,
            members=[MemberView(id=member.id, name=member.name) for member in members],
        )
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        abort(422, "The names of the members have to be unique within the group")
    return view.model_dump(mode="json"), 201


@groups.get("/groups/<int:group_id>")
def show_group(group_id: int) -> ResponseReturnValue:
    """Show a group with its members in the order in which they were added."""
    group = db.session.get(Group, group_id)
    if group is None:
        abort(404, "There is no such group")
    members = db.session.scalars(
        select(Member).where(Member.group_id == group.id).order_by(Member.id)
    )
    view = GroupView(
        id=group.id,
        name=group.name,
        members=[MemberView(id=member.id, name=member.name) for member in members],
    )
    return view.model_dump(mode="json"), 200
