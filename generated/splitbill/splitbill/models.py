"""The tables."""

import datetime as dt

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from splitbill.extensions import db


class Group(db.Model):
    """Splitbill keeps the accounts of such groups."""

    __tablename__ = "groups"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(255))


class Member(db.Model):
    """A group has a name and members, who have names that are unique within…"""

    __tablename__ = "members"
    __table_args__ = (UniqueConstraint("group_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), index=True)
    name: Mapped[str] = mapped_column(String(255))


class Expense(db.Model):
    """An expense has a description, a positive amount, the member who paid,…"""

    __tablename__ = "expenses"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), index=True)
    description: Mapped[str] = mapped_column(String(255))
    amount: Mapped[int] = mapped_column(BigInteger())
    paid_by: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    entered_on: Mapped[dt.date] = mapped_column()


class Share(db.Model):
    """An expense has a description, a positive amount, the member who paid,…"""

    __tablename__ = "shares"
    __table_args__ = (UniqueConstraint("expense_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    expense_id: Mapped[int] = mapped_column(ForeignKey("expenses.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    amount: Mapped[int] = mapped_column(BigInteger())


class Payment(db.Model):
    """A payment that was really made can be recorded, from one member to…"""

    __tablename__ = "payments"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), index=True)
    from_member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    to_member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    amount: Mapped[int] = mapped_column(BigInteger())
