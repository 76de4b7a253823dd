"""The endpoints of games."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from chess_server.constants import START_FEN
from chess_server.extensions import db
from chess_server.models import Game
from chess_server.rules import (
    board_ranks,
    checked_fen,
    game_status,
    in_check,
    side_to_move,
    winner,
)
from chess_server.schemas import (
    GameList,
    GameRequest,
    GameSummary,
    GameView,
    MoveMade,
    read_json,
)
from chess_server.tables import moves_of

games = Blueprint("games", __name__)


def _create_game_fen(given: str | None) -> str:
    """Return the FEN with which the game begins, or refuse what is no legal position."""
    if given is None:
        return START_FEN
    try:
        return checked_fen(given)
    except ValueError:
        abort(422, "The FEN does not describe a legal position")


@games.post("/games")
def create_game() -> ResponseReturnValue:
    """Start a game from the usual position or from a FEN."""
    body = read_json(GameRequest)
    fen = _create_game_fen(body.fen)
    game = Game(fen=fen)
    db.session.add(game)
    db.session.commit()
    view = GameView(
        id=game.id,
        fen=fen,
        board=board_ranks(fen),
        turn=side_to_move(fen),
        check=in_check(fen),
        status=game_status(fen),
        winner=winner(fen),
        moves=[],
    )
    return view.model_dump(mode="json"), 201


@games.get("/games")
def list_games() -> ResponseReturnValue:
    """List all games, the newest first, with their status."""
    rows = db.session.scalars(select(Game).order_by(Game.id.desc())).all()
    items = [GameSummary(id=row.id, status=game_status(row.fen)) for row in rows]
    return GameList(items=items).model_dump(mode="json"), 200


@games.get("/games/<int:game_id>")
def show_game(game_id: int) -> ResponseReturnValue:
    """Show a game with its board, turn, check, status, winner and moves."""
    game = db.session.get(Game, game_id)
    if game is None:
        abort(404, "There is no such game")
    fen = game.fen
    view = GameView(
        id=game.id,
        fen=fen,
        board=board_ranks(fen),
        turn=side_to_move(fen),
        check=in_check(fen),
        status=game_status(fen),
        winner=winner(fen),
        moves=[
            MoveMade.model_validate(
                {
                    "from": move.from_square,
                    "to": move.to_square,
                    "promotion": move.promotion,
                }
            )
            for move in moves_of(game.id)
        ],
    )
    return view.model_dump(mode="json", by_alias=True), 200
