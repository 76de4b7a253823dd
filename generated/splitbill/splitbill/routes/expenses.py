"""The endpoints of expenses."""

import csv
import io

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from splitbill.clock import clock
from splitbill.extensions import db
from splitbill.models import Expense, Group, Member, Share
from splitbill.schemas import (
    ExpenseList,
    ExpenseRequest,
    ExpenseView,
    ShareRequest,
    ShareView,
    read_json,
)
from splitbill.splitting import split_amount

expenses = Blueprint("expenses", __name__)

_DOWNLOAD_EXPENSES_COLUMNS = ("date", "description", "paid_by", "amount")


def _create_expense_fits(split: str, share: ShareRequest) -> bool:
    """Tells whether a share has what the way of sharing needs, and nothing else."""
    has_weight = share.weight is not None
    has_amount = share.amount is not None
    return has_weight == (split == "weights") and has_amount == (split == "amounts")


def _create_expense_amounts(body: ExpenseRequest) -> list[int]:
    """Computes the amount of each share in cents, in the order of the shares."""
    if body.split == "amounts":
        return [share.amount or 0 for share in body.shares]
    weights = [share.weight or 1 for share in body.shares]
    return split_amount(body.amount, weights)


def _download_expenses_money(cents: int) -> str:
    """Return an amount of at least 0 cents with two decimals, such as 12.50."""
    return f"{cents // 100}.{cents % 100:02d}"


def _download_expenses_shares(group_id: int) -> dict[tuple[int, int], int]:
    """Return the shares of a group's expenses by the ids of expense and member."""
    rows = db.session.execute(
        select(Share.expense_id, Share.member_id, Share.amount)
        .join(Expense, Expense.id == Share.expense_id)
        .where(Expense.group_id == group_id)
    )
    return {(expense_id, member_id): amount for expense_id, member_id, amount in rows}


@expenses.post("/groups/<int:group_id>/expenses")
def create_expense(group_id: int) -> ResponseReturnValue:
    """Enters an expense, shared equally, by weights or by exact amounts."""
    body = read_json(ExpenseRequest)
    group = db.session.get(Group, group_id, with_for_update=True)
    if group is None:
        abort(404, "There is no such group")
    if not all(_create_expense_fits(body.split, share) for share in body.shares):
        abort(422, "The shares do not fit the way of sharing")
    named = [share.member_id for share in body.shares]
    if len(set(named)) < len(named):
        abort(422, "A member is named twice in the shares")
    members = set(
        db.session.scalars(select(Member.id).where(Member.group_id == group_id))
    )
    if body.paid_by not in members or not members.issuperset(named):
        abort(404, "There is no such member in this group")
    amounts = _create_expense_amounts(body)
    if sum(amounts) != body.amount:
        abort(422, "Shares do not add up")
    expense = Expense(
        group_id=group_id,
        description=body.description,
        amount=body.amount,
        paid_by=body.paid_by,
        entered_on=clock.today(),
    )
    db.session.add(expense)
    try:
        db.session.flush()
        for member_id, amount in zip(named, amounts, strict=True):
            share = Share(expense_id=expense.id, member_id=member_id, amount=amount)
            db.session.add(share)
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        abort(409, "The expense could not be entered")
    view = ExpenseView(
        id=expense.id,
        date=expense.entered_on,
        description=expense.description,
        amount=expense.amount,
        paid_by=expense.paid_by,
        shares=[
            ShareView(member_id=member_id, amount=amount)
            for member_id, amount in zip(named, amounts, strict=True)
        ],
    )
    return view.model_dump(mode="json"), 201


@expenses.get("/groups/<int:group_id>/expenses")
def list_expenses(group_id: int) -> ResponseReturnValue:
    """List the expenses of a group in the order in which they were entered."""
    group = db.session.get(Group, group_id)
    if group is None:
        abort(404, "There is no such group")
    entered = db.session.scalars(
        select(Expense).where(Expense.group_id == group.id).order_by(Expense.id)
    ).all()
    shares = db.session.scalars(
        select(Share)
        .join(Expense, Share.expense_id == Expense.id)
        .where(Expense.group_id == group.id)
        .order_by(Share.id)
    ).all()
    shares_by_expense: dict[int, list[ShareView]] = {}
    for share in shares:
        shares_by_expense.setdefault(share.expense_id, []).append(
            ShareView(member_id=share.member_id, amount=share.amount)
        )
    items = [
        ExpenseView(
            id=expense.id,
            date=expense.entered_on,
            description=expense.description,
            amount=expense.amount,
            paid_by=expense.paid_by,
            shares=shares_by_expense.get(expense.id, []),
        )
        for expense in entered
    ]
    return ExpenseList(items=items).model_dump(mode="json"), 200


@expenses.get("/groups/<int:group_id>/expenses/<int:expense_id>")
def show_expense(group_id: int, expense_id: int) -> ResponseReturnValue:
    """Show an expense of the group with its shares."""
    expense = db.session.get(Expense, expense_id)
    if expense is None or expense.group_id != group_id:
        abort(404, "The group has no such expense")
    shares = db.session.scalars(
        select(Share).where(Share.expense_id == expense.id).order_by(Share.id)
    )
    view = ExpenseView(
        id=expense.id,
        date=expense.entered_on,
        description=expense.description,
        amount=expense.amount,
        paid_by=expense.paid_by,
        shares=[
            ShareView(member_id=share.member_id, amount=share.amount)
            for share in shares
        ],
    )
    return view.model_dump(mode="json"), 200


@expenses.delete("/groups/<int:group_id>/expenses/<int:expense_id>")
def delete_expense(group_id: int, expense_id: int) -> ResponseReturnValue:
    """Delete an expense of the group with its shares."""
    expense = db.session.get(Expense, expense_id, with_for_update=True)
    if expense is None or expense.group_id != group_id:
        abort(404, "The group has no such expense")
    db.session.execute(delete(Share).where(Share.expense_id == expense.id))
    db.session.delete(expense)
    db.session.commit()
    return "", 204


@expenses.get("/groups/<int:group_id>/expenses.csv")
def download_expenses(group_id: int) -> ResponseReturnValue:
    """Download the expenses of a group as CSV."""
    group = db.session.get(Group, group_id)
    if group is None:
        abort(404, "There is no such group")
    members = db.session.scalars(
        select(Member).where(Member.group_id == group.id).order_by(Member.id)
    ).all()
    entered = db.session.scalars(
        select(Expense).where(Expense.group_id == group.id).order_by(Expense.id)
    ).all()
    shares = _download_expenses_shares(group.id)
    names = {member.id: member.name for member in members}
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*_DOWNLOAD_EXPENSES_COLUMNS, *names.values()])
    for expense in entered:
        row = [
            expense.entered_on.isoformat(),
            expense.description,
            names[expense.paid_by],
            _download_expenses_money(expense.amount),
        ]
        for member in members:
            share = shares.get((expense.id, member.id))
            row.append("" if share is None else _download_expenses_money(share))
        writer.writerow(row)
    response = Response(text.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="expenses.csv"'
    return response
