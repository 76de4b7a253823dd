"""Create groups.

Create members.
Create expenses.
Create shares.
Create payments.
"""

import sqlalchemy as sa
from alembic import op

revision = "162bade52dec"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_groups"),
    )
    op.create_table(
        "members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_members"),
        sa.UniqueConstraint("group_id", "name", name="uq_members_group_id_name"),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name="fk_members_group_id_groups"
        ),
    )
    op.create_index("ix_members_group_id", "members", ["group_id"])
    op.create_table(
        "expenses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("description", sa.String(255), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("paid_by", sa.Integer(), nullable=False),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_expenses"),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name="fk_expenses_group_id_groups"
        ),
        sa.ForeignKeyConstraint(
            ["paid_by"], ["members.id"], name="fk_expenses_paid_by_members"
        ),
    )
    op.create_index("ix_expenses_group_id", "expenses", ["group_id"])
    op.create_index("ix_expenses_paid_by", "expenses", ["paid_by"])
    op.create_table(
        "shares",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("expense_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_shares"),
        sa.UniqueConstraint(
            "expense_id", "member_id", name="uq_shares_expense_id_member_id"
        ),
        sa.ForeignKeyConstraint(
            ["expense_id"], ["expenses.id"], name="fk_shares_expense_id_expenses"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name="fk_shares_member_id_members"
        ),
    )
    op.create_index("ix_shares_expense_id", "shares", ["expense_id"])
    op.create_index("ix_shares_member_id", "shares", ["member_id"])
    op.create_table(
        "payments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("from_member_id", sa.Integer(), nullable=False),
        sa.Column("to_member_id", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_payments"),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name="fk_payments_group_id_groups"
        ),
        sa.ForeignKeyConstraint(
            ["from_member_id"],
            ["members.id"],
            name="fk_payments_from_member_id_members",
        ),
        sa.ForeignKeyConstraint(
            ["to_member_id"], ["members.id"], name="fk_payments_to_member_id_members"
        ),
    )
    op.create_index("ix_payments_group_id", "payments", ["group_id"])
    op.create_index("ix_payments_from_member_id", "payments", ["from_member_id"])
    op.create_index("ix_payments_to_member_id", "payments", ["to_member_id"])


def downgrade() -> None:
    op.drop_table("payments")
    op.drop_table("shares")
    op.drop_table("expenses")
    op.drop_table("members")
    op.drop_table("groups")
