"""The endpoints of expenses."""

import csv
from io import StringIO

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from splitbill.clock import clock
from splitbill.extensions import db
from splitbill.models import Expense, Group, Member, Share
from splitbill.schemas import ExpenseList, ExpenseView, NewExpense, ShareView, read_json
from splitbill.splitting import split_cents

expenses = Blueprint("expenses", __name__)

_CREATE_EXPENSE_MAX_ID = 2147483647

_DOWNLOAD_EXPENSES_COLUMNS = ("date", "description", "paid_by", "amount")


def _create_expense_check_members(group: Group, member_ids: list[int]) -> None:
    """Refuse ids that belong to no member of the group."""
    known = db.session.scalars(select(Member.id).where(Member.group_id == group.id))
    if not set(member_ids) <= set(known):
        abort(404, "There is no such member in this group.")


def _create_expense_amounts(body: NewExpense) -> list[int]:
    """The shares in cents, in the order in which the expense names its members."""
    weights = [share.weight for share in body.shares if share.weight is not None]
    exact = [share.amount for share in body.shares if share.amount is not None]
    if len(weights) != (len(body.shares) if body.split == "weights" else 0):
        abort(422, "Each share has a weight where it is shared by weights, else none.")
    if len(exact) != (len(body.shares) if body.split == "exact" else 0):
        abort(422, "Each share has an amount where it is shared exactly, else none.")
    if body.split == "weights":
        return split_cents(body.amount, weights)
    if body.split == "equal":
        return split_cents(body.amount, [1] * len(body.shares))
    if sum(exact) != body.amount:
        abort(422, "Shares do not add up")
    return exact


def _create_expense_store(expense: Expense, shares: list[tuple[int, int]]) -> None:
    """Store the expense with its shares, given as member and cents."""
    try:
        db.session.add(expense)
        db.session.flush()
        for member_id, amount in shares:
            db.session.add(
                Share(expense_id=expense.id, member_id=member_id, amount=amount)
            )
            # One by one, so that the ids keep the order in which the members are named.
            db.session.flush()
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        abort(409, "A member of the expense was removed meanwhile.")


def _download_expenses_shares(group: Group) -> dict[tuple[int, int], str]:
    """The shares of the group's expenses as texts, by the ids of expense and member."""
    shares = db.session.scalars(
        select(Share)
        .join(Expense, Expense.id == Share.expense_id)
        .where(Expense.group_id == group.id)
    )
    return {
        (share.expense_id, share.member_id): _download_expenses_money(share.amount)
        for share in shares
    }


def _download_expenses_money(cents: int) -> str:
    """1250 cents as "12.50"."""
    whole, rest = divmod(cents, 100)
    return f"{whole}.{rest:02}"


@expenses.post("/groups/<int:group_id>/expenses")
def create_expense(group_id: int) -> ResponseReturnValue:
    """Enter an expense, shared equally, by weights or by exact amounts."""
    body = read_json(NewExpense)
    if group_id > _CREATE_EXPENSE_MAX_ID:
        abort(404, "There is no such group.")
    # The lock keeps the members from being removed meanwhile.
    group = db.session.get(Group, group_id, with_for_update=True)
    if group is None:
        abort(404, "There is no such group.")
    member_ids = [share.member_id for share in body.shares]
    _create_expense_check_members(group, [body.paid_by_id, *member_ids])
    if len(set(member_ids)) < len(member_ids):
        abort(422, "An expense names each member once.")
    shares = list(zip(member_ids, _create_expense_amounts(body), strict=True))
    expense = Expense(
        group_id=group.id,
        description=body.description,
        amount=body.amount,
        paid_by_id=body.paid_by_id,
        entered_on=clock.today(),
    )
    _create_expense_store(expense, shares)
    view = ExpenseView(
        id=expense.id,
        group_id=expense.group_id,
        description=expense.description,
        amount=expense.amount,
        paid_by_id=expense.paid_by_id,
        entered_on=expense.entered_on,
        shares=[
            ShareView(member_id=member_id, amount=amount)
            for member_id, amount in shares
        ],
    )
    return view.model_dump(mode="json"), 201


@expenses.get("/groups/<int:group_id>/expenses")
def list_expenses(group_id: int) -> ResponseReturnValue:
    """The expenses of a group, in the order in which they were entered."""
    group = db.session.get(Group, group_id)
    if group is None:
        abort(404, "There is no such group.")
    shares: dict[int, list[ShareView]] = {}
    rows = db.session.scalars(
        select(Share)
        .join(Expense, Expense.id == Share.expense_id)
        .where(Expense.group_id == group.id)
        .order_by(Share.id)
    )
    for share in rows:
        view = ShareView(member_id=share.member_id, amount=share.amount)
        shares.setdefault(share.expense_id, []).append(view)
    entered = db.session.scalars(
        select(Expense).where(Expense.group_id == group.id).order_by(Expense.id)
    )
    items = [
        ExpenseView(
            id=expense.id,
            group_id=expense.group_id,
            description=expense.description,
            amount=expense.amount,
            paid_by_id=expense.paid_by_id,
            entered_on=expense.entered_on,
            shares=shares.get(expense.id, []),
        )
        for expense in entered
    ]
    return ExpenseList(items=items).model_dump(mode="json"), 200


@expenses.get("/groups/<int:group_id>/expenses/<int:expense_id>")
def get_expense(group_id: int, expense_id: int) -> ResponseReturnValue:
    """Answer an expense of the group with its shares, in the order it names the members."""
    group = db.session.get(Group, group_id)
    if group is None:
        abort(404, "There is no such group.")
    expense = db.session.get(Expense, expense_id)
    if expense is None or expense.group_id != group.id:
        abort(404, "There is no such expense in this group.")
    shares = db.session.scalars(
        select(Share).where(Share.expense_id == expense.id).order_by(Share.id)
    )
    view = ExpenseView(
        id=expense.id,
        group_id=expense.group_id,
        description=expense.description,
        amount=expense.amount,
        paid_by_id=expense.paid_by_id,
        entered_on=expense.entered_on,
        shares=[
            ShareView(member_id=share.member_id, amount=share.amount)
            for share in shares
        ],
    )
    return view.model_dump(mode="json"), 200


@expenses.delete("/groups/<int:group_id>/expenses/<int:expense_id>")
def delete_expense(group_id: int, expense_id: int) -> ResponseReturnValue:
    """Delete an expense with its shares."""
    group = db.session.get(Group, group_id)
    if group is None:
        abort(404, "There is no such group.")
    expense = db.session.get(Expense, expense_id, with_for_update=True)
    if expense is None or expense.group_id != group.id:
        abort(404, "There is no such expense in this group.")
    db.session.execute(delete(Share).where(Share.expense_id == expense.id))
    db.session.delete(expense)
    db.session.commit()
    return "", 204


@expenses.get("/groups/<int:group_id>/expenses.csv")
def download_expenses(group_id: int) -> ResponseReturnValue:
    """The expenses of a group as CSV."""
    group = db.session.get(Group, group_id)
    if group is None:
        abort(404, "There is no such group.")
    entered = db.session.scalars(
        select(Expense).where(Expense.group_id == group.id).order_by(Expense.id)
    ).all()
    shares = _download_expenses_shares(group)
    members = db.session.scalars(
        select(Member).where(Member.group_id == group.id).order_by(Member.id)
    ).all()
    names = {member.id: member.name for member in members}
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow([*_DOWNLOAD_EXPENSES_COLUMNS, *names.values()])
    for expense in entered:
        row = [
            expense.entered_on.isoformat(),
            expense.description,
            names[expense.paid_by_id],
            _download_expenses_money(expense.amount),
        ]
        row.extend(shares.get((expense.id, member_id), "") for member_id in names)
        writer.writerow(row)
    return Response(text.getvalue(), status=200, mimetype="text/csv")
