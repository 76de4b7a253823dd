"""Games with their moves in the database. No function commits."""

from sqlalchemy import select, update

from chess_server.extensions import db
from chess_server.models import Game, Move

MAX_ID = 9223372036854775807


def lock_game(game_id: int) -> Game | None:
    """Lock the game until the transaction ends and return it, read afresh."""
    if game_id > MAX_ID:
        return None
    db.session.execute(
        update(Game)
        .where(Game.id == game_id)
        .values(fen=Game.fen)
        .execution_options(synchronize_session=False)
    )
    return db.session.scalar(
        select(Game).where(Game.id == game_id).execution_options(populate_existing=True)
    )


def moves_of(game_id: int) -> list[Move]:
    """Return the game's moves in the order in which they were made."""
    return list(
        db.session.scalars(
            select(Move).where(Move.game_id == game_id).order_by(Move.number)
        )
    )
