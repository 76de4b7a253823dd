"""The balances of a group and the payments that would settle them. All…"""

from sqlalchemy import func, select

from splitbill.extensions import db
from splitbill.models import Expense, Group, Member, Payment, Share

# Up to so many members the fewest payments are looked for; the work doubles with each member.
MAX_EXACT_MEMBERS = 15


def group_balances(group: Group) -> dict[int, int]:
    """The balance of each member by their id, in the order in which they were added."""
    members = db.session.scalars(
        select(Member.id).where(Member.group_id == group.id).order_by(Member.id)
    )
    balances = {member_id: 0 for member_id in members}
    paid = db.session.execute(
        select(Expense.paid_by_id, func.sum(Expense.amount))
        .where(Expense.group_id == group.id)
        .group_by(Expense.paid_by_id)
    )
    shared = db.session.execute(
        select(Share.member_id, func.sum(Share.amount))
        .join(Expense, Share.expense_id == Expense.id)
        .where(Expense.group_id == group.id)
        .group_by(Share.member_id)
    )
    given = db.session.execute(
        select(Payment.from_member_id, func.sum(Payment.amount))
        .where(Payment.group_id == group.id)
        .group_by(Payment.from_member_id)
    )
    received = db.session.execute(
        select(Payment.to_member_id, func.sum(Payment.amount))
        .where(Payment.group_id == group.id)
        .group_by(Payment.to_member_id)
    )
    for sign, rows in ((1, paid), (-1, shared), (1, given), (-1, received)):
        for member_id, amount in rows:
            balances[member_id] += sign * int(amount)
    return balances


def settling_payments(balances: dict[int, int]) -> list[tuple[int, int, int]]:
    """The fewest payments (payer, payee, cents) after which every balance would be zero."""
    payments, rest = _pair_payments(balances)
    for members in _zero_groups(rest):
        payments.extend(_group_payments(members))
    return payments


def _pair_payments(
    balances: dict[int, int],
) -> tuple[list[tuple[int, int, int]], list[tuple[int, int]]]:
    """The payments between members who owe and are owed the same, and the other members."""
    open_ = {member: cents for member, cents in balances.items() if cents != 0}
    payments: list[tuple[int, int, int]] = []
    for payer, cents in balances.items():
        if cents >= 0:
            continue
        payee = next((other for other in open_ if open_[other] == -cents), None)
        if payee is not None:
            payments.append((payer, payee, -cents))
            del open_[payer]
            del open_[payee]
    return payments, list(open_.items())


def _zero_groups(members: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """The members (id, cents) in as many groups that add up to zero as possible."""
    if not members:
        return []
    if len(members) > MAX_EXACT_MEMBERS:
        return [members]
    size = 1 << len(members)
    sums = [0] * size
    most = [0] * size  # how many groups the members of a set can be taken off in
    last = [0] * size  # whom to take off first for that
    for mask in range(1, size):
        low = mask & -mask
        sums[mask] = sums[mask ^ low] + members[low.bit_length() - 1][1]
        best = -1
        for index in range(len(members)):
            if mask >> index & 1 and most[mask ^ (1 << index)] > best:
                best = most[mask ^ (1 << index)]
                last[mask] = index
        most[mask] = best + (1 if sums[mask] == 0 else 0)
    groups: list[list[tuple[int, int]]] = []
    mask = size - 1
    while mask:
        if sums[mask] == 0:
            groups.append([])
        groups[-1].append(members[last[mask]])
        mask ^= 1 << last[mask]
    return groups


def _group_payments(members: list[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Payments that settle members (id, cents) who add up to zero, one fewer than members at most."""
    owing = [(member, -cents) for member, cents in members if cents < 0]
    owed = [(member, cents) for member, cents in members if cents > 0]
    payments: list[tuple[int, int, int]] = []
    while owing and owed:
        payer, debt = owing.pop()
        payee, claim = owed.pop()
        cents = min(debt, claim)
        payments.append((payer, payee, cents))
        if debt > cents:
            owing.append((payer, debt - cents))
        if claim > cents:
            owed.append((payee, claim - cents))
    return payments
