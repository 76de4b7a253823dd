"""Create books.

Create copies.
Create borrowers.
Create loans.
Create payments.
Create reservations.
"""

import sqlalchemy as sa
from alembic import op

revision = "2732e40cffd2"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "books",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(255), nullable=False),
        sa.Column("author", sa.String(255), nullable=False),
        sa.Column("isbn", sa.String(13), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_books"),
        sa.UniqueConstraint("isbn", name="uq_books_isbn"),
    )
    op.create_table(
        "copies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("barcode", sa.String(255), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_copies"),
        sa.UniqueConstraint("barcode", name="uq_copies_barcode"),
        sa.ForeignKeyConstraint(
            ["book_id"], ["books.id"], name="fk_copies_book_id_books"
        ),
    )
    op.create_index("ix_copies_book_id", "copies", ["book_id"])
    op.create_table(
        "borrowers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("email", sa.String(255), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_borrowers"),
        sa.UniqueConstraint("email", name="uq_borrowers_email"),
    )
    op.create_table(
        "loans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("copy_id", sa.Integer(), nullable=False),
        sa.Column("borrower_id", sa.Integer(), nullable=False),
        sa.Column("borrowed_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("renewed", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_loans"),
        sa.ForeignKeyConstraint(
            ["copy_id"], ["copies.id"], name="fk_loans_copy_id_copies"
        ),
        sa.ForeignKeyConstraint(
            ["borrower_id"], ["borrowers.id"], name="fk_loans_borrower_id_borrowers"
        ),
    )
    op.create_index("ix_loans_copy_id", "loans", ["copy_id"])
    op.create_index("ix_loans_borrower_id", "loans", ["borrower_id"])
    op.create_table(
        "payments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("borrower_id", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_payments"),
        sa.ForeignKeyConstraint(
            ["borrower_id"], ["borrowers.id"], name="fk_payments_borrower_id_borrowers"
        ),
    )
    op.create_index("ix_payments_borrower_id", "payments", ["borrower_id"])
    op.create_table(
        "reservations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("borrower_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(9), nullable=False, server_default="waiting"),
        sa.Column("copy_id", sa.Integer(), nullable=True),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_reservations"),
        sa.ForeignKeyConstraint(
            ["book_id"], ["books.id"], name="fk_reservations_book_id_books"
        ),
        sa.ForeignKeyConstraint(
            ["borrower_id"],
            ["borrowers.id"],
            name="fk_reservations_borrower_id_borrowers",
        ),
        sa.ForeignKeyConstraint(
            ["copy_id"], ["copies.id"], name="fk_reservations_copy_id_copies"
        ),
    )
    op.create_index("ix_reservations_book_id", "reservations", ["book_id"])
    op.create_index("ix_reservations_borrower_id", "reservations", ["borrower_id"])
    op.create_index("ix_reservations_copy_id", "reservations", ["copy_id"])


def downgrade() -> None:
    op.drop_table("reservations")
    op.drop_table("payments")
    op.drop_table("loans")
    op.drop_table("borrowers")
    op.drop_table("copies")
    op.drop_table("books")
