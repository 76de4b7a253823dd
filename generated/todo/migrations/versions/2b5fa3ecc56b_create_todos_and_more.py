"""Create todos.

Insert 2 rows into todos.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "2b5fa3ecc56b"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "todos",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("due", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_todos"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_todos_title", "todos", ["title"])
    op.create_index("ix_todos_due", "todos", ["due"])
    insert_rows()


def downgrade() -> None:
    op.drop_table("todos")


def insert_rows() -> None:
    """Inserts the rows that are there from the start."""
    todos = sa.table(
        "todos",
        sa.column("id", sa.Integer()),
        sa.column("title", sa.String(120)),
        sa.column("done", sa.Boolean()),
        sa.column("due", sa.Date()),
    )
    insert(todos, {"title": "Try the list", "done": False})
    insert(todos, {"title": "Write a spec", "done": True})


def insert(table: sa.TableClause, values: dict[str, Any]) -> None:
    """Inserts a row."""
    op.execute(sa.insert(table).values(values))
