"""The endpoints of moves."""

from typing import Literal, cast

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from chess_server.extensions import db
from chess_server.models import Game, Move
from chess_server.rules import (
    apply_move,
    board_ranks,
    game_status,
    in_check,
    is_square,
    legal_moves,
    side_to_move,
    winner,
)
from chess_server.schemas import (
    LegalMoves,
    ListLegalMovesQuery,
    MoveRequest,
    MovesGameView,
    MoveView,
    read_json,
    read_query,
)
from chess_server.tables import lock_game, moves_of

moves = Blueprint("moves", __name__)

_LIST_LEGAL_MOVES_MAX_ID = 9223372036854775807


def _make_move_fen(
    fen: str, from_square: str, to_square: str, promotion: str | None
) -> str:
    """Return the position after the move, or refuse an illegal one."""
    try:
        return apply_move(fen, from_square, to_square, promotion)
    except ValueError:
        abort(409, "Illegal move")


def _make_move_view(move: Move) -> MoveView:
    """Return a move as it is shown."""
    return MoveView.model_validate(
        {
            "from": move.from_square,
            "to": move.to_square,
            "promotion": move.promotion,
        }
    )


@moves.post("/games/<int:game_id>/moves")
def make_move(game_id: int) -> ResponseReturnValue:
    """Make a move in a game and show the game after it."""
    body = read_json(MoveRequest)
    if not is_square(body.from_) or not is_square(body.to):
        abort(422, "A square is a letter a to h and a digit 1 to 8")
    game = lock_game(game_id)
    if game is None:
        abort(404, "There is no such game")
    if game_status(game.fen) != "active":
        abort(409, "The game is over")
    fen = _make_move_fen(game.fen, body.from_, body.to, body.promotion)
    earlier = moves_of(game_id)
    move = Move(
        game_id=game_id,
        number=earlier[-1].number + 1 if earlier else 1,
        from_square=body.from_,
        to_square=body.to,
        promotion=body.promotion,
    )
    view = MovesGameView(
        id=game_id,
        fen=fen,
        board=board_ranks(fen),
        turn=cast(Literal["white", "black"], side_to_move(fen)),
        check=in_check(fen),
        status=cast(Literal["active", "checkmate", "stalemate"], game_status(fen)),
        winner=cast(Literal["white", "black"] | None, winner(fen)),
        moves=[_make_move_view(made) for made in [*earlier, move]],
    )
    game.fen = fen
    db.session.add(move)
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        abort(409, "Illegal move")
    return view.model_dump(mode="json", by_alias=True), 201


@moves.get("/games/<int:game_id>/legal-moves")
def list_legal_moves(game_id: int) -> ResponseReturnValue:
    """Answer the legal moves of the side to move, of all its pieces or from one square."""
    query = read_query(ListLegalMovesQuery)
    if query.from_ is not None and not is_square(query.from_):
        abort(422, "from is no square")
    if game_id > _LIST_LEGAL_MOVES_MAX_ID:
        abort(404, "There is no such game")
    game = db.session.get(Game, game_id)
    if game is None:
        abort(404, "There is no such game")
    view = LegalMoves(
        items=[
            MoveView.model_validate(
                {"from": from_square, "to": to_square, "promotion": promotion}
            )
            for from_square, to_square, promotion in legal_moves(game.fen)
            if query.from_ is None or from_square == query.from_
        ]
    )
    return view.model_dump(mode="json", by_alias=True), 200
