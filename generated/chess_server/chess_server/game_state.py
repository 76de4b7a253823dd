"""How a game is shown; the same wherever a whole game is answered."""

from chess_server.models import Game, Move
from chess_server.rules import (
    board_rows,
    is_in_check,
    position_status,
    position_winner,
    side_to_move,
)


def game_state(game: Game, moves: list[Move]) -> dict[str, object]:
    """The game with its board, turn, check, status, winner and moves, ready for JSON."""
    return {
        "id": game.id,
        "fen": game.fen,
        "board": board_rows(game.fen),
        "turn": side_to_move(game.fen),
        "in_check": is_in_check(game.fen),
        "status": position_status(game.fen),
        "winner": position_winner(game.fen),
        "moves": [
            {
                "from": move.from_square,
                "to": move.to_square,
                "promotion": move.promotion,
            }
            for move in sorted(moves, key=lambda move: move.number)
        ],
    }
