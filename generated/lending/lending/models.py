"""The tables."""

import datetime as dt

from sqlalchemy import BigInteger, ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column

from lending.extensions import UtcDateTime, db


class Book(db.Model):
    """The library has books, each with a title, an author and an ISBN of 13…"""

    __tablename__ = "books"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(255))
    author: Mapped[str] = mapped_column(String(255))
    isbn: Mapped[str] = mapped_column(String(13), unique=True)


class Copy(db.Model):
    """Of each book it owns one or more copies, which are added one by one,…"""

    __tablename__ = "copies"

    id: Mapped[int] = mapped_column(primary_key=True)
    book_id: Mapped[int] = mapped_column(ForeignKey("books.id"), index=True)
    barcode: Mapped[str] = mapped_column(String(255), unique=True)


class Borrower(db.Model):
    """Borrowers are registered with a name and an email address; the same…"""

    __tablename__ = "borrowers"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(255))
    email: Mapped[str] = mapped_column(String(255), unique=True)


class Loan(db.Model):
    """A borrower borrows a copy at the desk by its barcode."""

    __tablename__ = "loans"

    id: Mapped[int] = mapped_column(primary_key=True)
    copy_id: Mapped[int] = mapped_column(ForeignKey("copies.id"), index=True)
    borrower_id: Mapped[int] = mapped_column(ForeignKey("borrowers.id"), index=True)
    borrowed_on: Mapped[dt.date] = mapped_column()
    due_on: Mapped[dt.date] = mapped_column()
    renewed: Mapped[bool] = mapped_column(server_default=false())
    returned_on: Mapped[dt.date | None] = mapped_column()


class Payment(db.Model):
    """Fines are paid at the desk, in part or in full; paying more than is…"""

    __tablename__ = "payments"

    id: Mapped[int] = mapped_column(primary_key=True)
    borrower_id: Mapped[int] = mapped_column(ForeignKey("borrowers.id"), index=True)
    amount: Mapped[int] = mapped_column(BigInteger())


class Reservation(db.Model):
    """When all copies of a book are out, a borrower can reserve the book."""

    __tablename__ = "reservations"

    id: Mapped[int] = mapped_column(primary_key=True)
    book_id: Mapped[int] = mapped_column(ForeignKey("books.id"), index=True)
    borrower_id: Mapped[int] = mapped_column(ForeignKey("borrowers.id"), index=True)
    status: Mapped[str] = mapped_column(String(9), server_default="waiting")
    copy_id: Mapped[int | None] = mapped_column(ForeignKey("copies.id"), index=True)
    held_until: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
