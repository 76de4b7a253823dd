"""The endpoints of games."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from chess_server.extensions import db
from chess_server.game_state import game_state
from chess_server.models import Game, Move
from chess_server.rules import checked_fen, position_status
from chess_server.schemas import GameRequest, GameSummary, GameView, read_json

games = Blueprint("games", __name__)

_SHOW_GAME_MAX_ID = 2147483647


@games.post("/games")
def create_game() -> ResponseReturnValue:
    """Start a new game from the usual starting position or from a FEN."""
    body = read_json(GameRequest)
    try:
        fen = checked_fen(body.fen)
    except ValueError:
        abort(422, "The FEN does not describe a legal position.")
    game = Game(fen=fen)
    db.session.add(game)
    db.session.commit()
    view = GameView.model_validate(game_state(game, []))
    return view.model_dump(mode="json", by_alias=True), 201


@games.get("/games")
def list_games() -> ResponseReturnValue:
    """List all games, the newest first, with their status."""
    found = db.session.scalars(select(Game).order_by(Game.id.desc()))
    items = [
        GameSummary(id=game.id, status=position_status(game.fen)).model_dump(
            mode="json"
        )
        for game in found
    ]
    return items, 200


@games.get("/games/<int:game_id>")
def show_game(game_id: int) -> ResponseReturnValue:
    """Show a game: board, turn, check, status, winner and moves."""
    if game_id > _SHOW_GAME_MAX_ID:
        abort(404, "There is no such game.")
    game = db.session.get(Game, game_id)
    if game is None:
        abort(404, "There is no such game.")
    moves = db.session.scalars(
        select(Move).where(Move.game == game.id).order_by(Move.number)
    ).all()
    view = GameView.model_validate(game_state(game, list(moves)))
    return view.model_dump(mode="json", by_alias=True), 200
