"""Computes the balances of a group and the payments that would settle…"""

from collections import defaultdict

from sqlalchemy import select

from splitbill.extensions import db
from splitbill.models import Expense, Member, Payment, Share

MAX_EXACT_MEMBERS = 15  # members for whom the smallest number of payments is searched


def group_balances(group_id: int) -> dict[int, int]:
    """Return the balance in cents of each member of the group, by the member's id."""
    totals: defaultdict[int, int] = defaultdict(int)
    counted: set[int] = set()
    # Expenses come together with their shares, so that a new one is seen as a whole or not at all.
    expenses = db.session.execute(
        select(
            Expense.id, Expense.paid_by, Expense.amount, Share.member_id, Share.amount
        )
        .join(Share, Share.expense_id == Expense.id)
        .where(Expense.group_id == group_id)
    )
    for expense_id, paid_by, amount, member_id, share in expenses:
        if expense_id not in counted:
            counted.add(expense_id)
            totals[paid_by] += amount
        totals[member_id] -= share
    payments = db.session.execute(
        select(Payment.from_member_id, Payment.to_member_id, Payment.amount).where(
            Payment.group_id == group_id
        )
    )
    for from_member_id, to_member_id, amount in payments:
        totals[from_member_id] += amount
        totals[to_member_id] -= amount
    member_ids = db.session.scalars(
        select(Member.id).where(Member.group_id == group_id).order_by(Member.id)
    )
    return {member_id: totals[member_id] for member_id in member_ids}


def settlement(balances: dict[int, int]) -> list[tuple[int, int, int]]:
    """Return the payments (from, to, cents) after which every balance would be 0."""
    if sum(balances.values()) != 0:
        raise ValueError("The balances do not add up to zero")
    open_balances = {
        member_id: balance for member_id, balance in balances.items() if balance != 0
    }
    payments = _equal_pairs(open_balances)
    for from_member_id, to_member_id, _ in payments:
        del open_balances[from_member_id]
        del open_balances[to_member_id]
    for group in _zero_groups(open_balances):
        payments.extend(
            _settle_group({member_id: open_balances[member_id] for member_id in group})
        )
    return payments


def _equal_pairs(balances: dict[int, int]) -> list[tuple[int, int, int]]:
    """Return one payment for each member who owes exactly what another one is owed."""
    owed: defaultdict[int, list[int]] = defaultdict(list)
    for member_id, balance in balances.items():
        if balance > 0:
            owed[balance].append(member_id)
    payments: list[tuple[int, int, int]] = []
    for member_id, balance in balances.items():
        if balance < 0 and owed[-balance]:
            payments.append((member_id, owed[-balance].pop(0), -balance))
    return payments


def _zero_groups(balances: dict[int, int]) -> list[list[int]]:
    """Return the members in as many groups as possible whose balances add up to 0."""
    members = list(balances)
    if not members:
        return []
    if len(members) > MAX_EXACT_MEMBERS:
        return [members]
    # A subset of the members is a number whose bit i stands for member i. most[subset] is how many sets that add up
    # to 0 can be passed, itself included, when the members of the subset are taken away one after the other.
    full = (1 << len(members)) - 1
    totals = [0] * (full + 1)
    most = [0] * (full + 1)
    for subset in range(1, full + 1):
        lowest = subset & -subset
        totals[subset] = (
            totals[subset ^ lowest] + balances[members[lowest.bit_length() - 1]]
        )
        before = max(
            most[subset ^ (1 << i)] for i in range(len(members)) if subset >> i & 1
        )
        most[subset] = before + (totals[subset] == 0)
    groups: list[list[int]] = []
    taken: list[int] = []
    subset = full
    while subset:
        wanted = most[subset] - (totals[subset] == 0)
        index = next(
            i
            for i in range(len(members))
            if subset >> i & 1 and most[subset ^ (1 << i)] == wanted
        )
        taken.append(index)
        subset ^= 1 << index
        if totals[subset] == 0:
            groups.append([members[i] for i in sorted(taken)])
            taken = []
    return groups


def _settle_group(balances: dict[int, int]) -> list[tuple[int, int, int]]:
    """Return payments in which the one who owes most always pays the one who is owed most."""
    left = dict(balances)
    payments: list[tuple[int, int, int]] = []
    while any(left.values()):
        debtor = min(left, key=lambda member_id: left[member_id])
        creditor = max(left, key=lambda member_id: left[member_id])
        cents = min(-left[debtor], left[creditor])
        left[debtor] += cents
        left[creditor] -= cents
        payments.append((debtor, creditor, cents))
    return payments
