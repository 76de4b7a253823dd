"""Create users.

Create notes.
Create log_ins.
"""

import sqlalchemy as sa
from alembic import op

revision = "b6a30da5442c"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(30), nullable=False),
        sa.Column("password_hash", sa.String(255), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("username", name="uq_users_username"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("body", sa.String(10000), nullable=False, server_default=""),
        sa.Column("pinned", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
        sa.ForeignKeyConstraint(["owner"], ["users.id"], name="fk_notes_owner_users"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_notes_owner", "notes", ["owner"])
    op.create_index("ix_notes_title", "notes", ["title"])
    op.create_table(
        "log_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user", sa.Integer(), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_log_ins"),
        sa.ForeignKeyConstraint(
            ["user"], ["users.id"], name="fk_log_ins_user_users", ondelete="CASCADE"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_log_ins_user", "log_ins", ["user"])


def downgrade() -> None:
    op.drop_table("log_ins")
    op.drop_table("notes")
    op.drop_table("users")
