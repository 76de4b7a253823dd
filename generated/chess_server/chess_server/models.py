"""The tables."""

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from chess_server.extensions import db


class Game(db.Model):
    """Anybody can start a new game."""

    __tablename__ = "games"

    id: Mapped[int] = mapped_column(primary_key=True)
    fen: Mapped[str] = mapped_column(String(255))


class Move(db.Model):
    """It also shows whose turn it is (`white` or `black`), whether the side…"""

    __tablename__ = "moves"
    __table_args__ = (UniqueConstraint("game_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    game_id: Mapped[int] = mapped_column(ForeignKey("games.id"), index=True)
    number: Mapped[int] = mapped_column(BigInteger())
    from_square: Mapped[str] = mapped_column(String(2))
    to_square: Mapped[str] = mapped_column(String(2))
    promotion: Mapped[str | None] = mapped_column(String(1))
