"""The endpoints of moves."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from chess_server.extensions import db
from chess_server.game_state import game_state
from chess_server.models import Game, Move
from chess_server.rules import is_square, legal_moves, position_after, position_status
from chess_server.schemas import (
    GameView,
    LegalMoves,
    ListLegalMovesQuery,
    MoveRequest,
    MoveView,
    read_json,
    read_query,
)

moves = Blueprint("moves", __name__)


@moves.post("/games/<int:game_id>/moves")
def make_move(game_id: int) -> ResponseReturnValue:
    """Make a move in a game."""
    body = read_json(MoveRequest)
    if not is_square(body.from_):
        abort(422, "from is no square.")
    if not is_square(body.to):
        abort(422, "to is no square.")
    game = db.session.get(Game, game_id, with_for_update=True)
    if game is None:
        abort(404, "There is no such game.")
    if position_status(game.fen) != "active":
        abort(409, "The game is over")
    if (body.from_, body.to, body.promotion) not in legal_moves(game.fen):
        abort(409, "Illegal move")
    made = list(
        db.session.scalars(
            select(Move).where(Move.game == game.id).order_by(Move.number)
        )
    )
    move = Move(
        game=game.id,
        number=len(made) + 1,
        from_square=body.from_,
        to_square=body.to,
        promotion=body.promotion,
    )
    db.session.add(move)
    game.fen = position_after(game.fen, body.from_, body.to, body.promotion)
    view = GameView.model_validate(game_state(game, [*made, move]))
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        abort(409, "Illegal move")
    return view.model_dump(mode="json", by_alias=True), 201


@moves.get("/games/<int:game_id>/legal-moves")
def list_legal_moves(game_id: int) -> ResponseReturnValue:
    """List the legal moves of the side whose turn it is, of the whole position or from one square."""
    start = read_query(ListLegalMovesQuery).from_
    if start is not None and not is_square(start):
        abort(422, "A square is written as a letter from a to h and a digit, as in e2.")
    game = db.session.get(Game, game_id)
    if game is None:
        abort(404, "There is no such game.")
    items = [
        MoveView.model_validate(
            {"from": from_square, "to": to_square, "promotion": promotion}
        )
        for from_square, to_square, promotion in legal_moves(game.fen)
        if start is None or from_square == start
    ]
    return LegalMoves(items=items).model_dump(mode="json", by_alias=True), 200
