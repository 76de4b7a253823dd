"""What a loan costs that came back late, and what a borrower owes. All…"""

from sqlalchemy import func, select

from lending.constants import FINE_PER_DAY_CENTS, MAX_FINE_CENTS
from lending.extensions import db
from lending.models import Borrower, Loan, Payment


def fine_cents(loan: Loan) -> int:
    """The fine charged for one loan: 0 while it is out, and where it came back in time."""
    if loan.returned_on is None or loan.returned_on <= loan.due_on:
        return 0
    days_late = (loan.returned_on - loan.due_on).days
    return min(days_late * FINE_PER_DAY_CENTS, MAX_FINE_CENTS)


def owed_cents(borrower: Borrower) -> int:
    """What the borrower owes now: all fines charged less all payments made."""
    loans = db.session.scalars(
        select(Loan).where(
            Loan.borrower_id == borrower.id,
            Loan.returned_on.is_not(None),
        )
    )
    charged = sum(fine_cents(loan) for loan in loans)
    paid = db.session.scalar(
        select(func.coalesce(func.sum(Payment.amount), 0)).where(
            Payment.borrower_id == borrower.id
        )
    )
    return charged - int(paid or 0)
