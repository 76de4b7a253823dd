"""Create games.

Create moves.
"""

import sqlalchemy as sa
from alembic import op

revision = "8179420fab93"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "games",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "fen",
            sa.String(255),
            nullable=False,
            server_default="rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_games"),
    )
    op.create_table(
        "moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("game", sa.Integer(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("from_square", sa.String(255), nullable=False),
        sa.Column("to_square", sa.String(255), nullable=False),
        sa.Column("promotion", sa.String(1), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_moves"),
        sa.UniqueConstraint("game", "number", name="uq_moves_game_number"),
        sa.ForeignKeyConstraint(["game"], ["games.id"], name="fk_moves_game_games"),
    )
    op.create_index("ix_moves_game", "moves", ["game"])


def downgrade() -> None:
    op.drop_table("moves")
    op.drop_table("games")
