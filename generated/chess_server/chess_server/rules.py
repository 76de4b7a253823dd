"""The rules of chess. A position is its FEN string of six fields, a…"""

import re
from typing import NamedTuple

FILES = "abcdefgh"
RANKS = "12345678"
PIECES = "PNBRQKpnbrqk"
PROMOTIONS = ("q", "r", "b", "n")
STRAIGHT_STEPS = ((0, 1), (1, 0), (0, -1), (-1, 0))
DIAGONAL_STEPS = ((1, 1), (1, -1), (-1, -1), (-1, 1))
KNIGHT_STEPS = (
    (1, 2),
    (2, 1),
    (2, -1),
    (1, -2),
    (-1, -2),
    (-2, -1),
    (-2, 1),
    (-1, 2),
)
CASTLING_FIELD = re.compile(r"-|(?=[KQkq])K?Q?k?q?")
COUNTER_FIELD = re.compile(r"[0-9]{1,6}")
# For each right: the king's home square, the rook's, the squares that have to be empty,
# and the squares of the king's way from where it stands to where it arrives.
CASTLINGS = {
    "K": ("e1", "h1", ("f1", "g1"), ("e1", "f1", "g1")),
    "Q": ("e1", "a1", ("d1", "c1", "b1"), ("e1", "d1", "c1")),
    "k": ("e8", "h8", ("f8", "g8"), ("e8", "f8", "g8")),
    "q": ("e8", "a8", ("d8", "c8", "b8"), ("e8", "d8", "c8")),
}
# Where the rook goes, by the square on which the castling king arrives.
ROOK_MOVES = {
    "g1": ("h1", "f1"),
    "c1": ("a1", "d1"),
    "g8": ("h8", "f8"),
    "c8": ("a8", "d8"),
}


class Position(NamedTuple):
    """A FEN taken apart; the board holds a1, b1 ... h8 at the indexes 0 to 63."""

    board: list[str | None]
    white: bool
    castling: str
    en_passant: int | None
    half_moves: int
    number: int


def checked_fen(fen: str) -> str:
    """Return the FEN of a legal position as it is kept, or raise ValueError."""
    fields = fen.split(" ")
    if len(fields) != 6:
        raise ValueError("A FEN has six fields, separated by one space")
    placement, side, castling, en_passant, half_moves, number = fields
    _check_placement(placement)
    if side not in ("w", "b"):
        raise ValueError("The side to move is w or b")
    if CASTLING_FIELD.fullmatch(castling) is None:
        raise ValueError("The castling rights are - or some of KQkq")
    if en_passant != "-" and not is_square(en_passant):
        raise ValueError("The en passant field is - or a square")
    if COUNTER_FIELD.fullmatch(half_moves) is None:
        raise ValueError("The half-move clock is a number")
    if COUNTER_FIELD.fullmatch(number) is None or int(number) == 0:
        raise ValueError("The move number is a number from 1")
    kept = " ".join(
        [
            placement,
            side,
            castling,
            en_passant,
            str(int(half_moves)),
            str(int(number)),
        ]
    )
    position = _parsed(kept)
    _check_pieces(position.board)
    if _king_attacked(position.board, not position.white):
        raise ValueError("The side that is not to move is in check")
    _check_castling(position)
    _check_en_passant(position)
    return kept


def legal_moves(fen: str) -> list[tuple[str, str, str | None]]:
    """Return all legal moves of the side to move, sorted."""
    position = _parsed(fen)
    moves = [
        (_square_name(origin), _square_name(target), promotion)
        for origin, target, promotion in _candidate_moves(position)
        if not _king_attacked(
            _board_after(position, origin, target, promotion), position.white
        )
    ]
    return sorted(moves, key=_move_key)


def apply_move(
    fen: str, from_square: str, to_square: str, promotion: str | None
) -> str:
    """Return the FEN after the move, or raise ValueError where it is not legal."""
    if (from_square, to_square, promotion) not in legal_moves(fen):
        raise ValueError("Illegal move")
    position = _parsed(fen)
    origin = _square_index(from_square)
    target = _square_index(to_square)
    pawn_moves = position.board[origin] in ("P", "p")
    captures = position.board[target] is not None
    en_passant = "-"
    if pawn_moves and abs(target - origin) == 16:
        en_passant = _square_name((origin + target) // 2)
    castling = "".join(
        right
        for right in position.castling
        if not {from_square, to_square}.intersection(CASTLINGS[right][:2])
    )
    return " ".join(
        [
            _placement(_board_after(position, origin, target, promotion)),
            "b" if position.white else "w",
            castling or "-",
            en_passant,
            str(0 if pawn_moves or captures else position.half_moves + 1),
            str(position.number if position.white else position.number + 1),
        ]
    )


def side_to_move(fen: str) -> str:
    """Return the side to move, "white" or "black"."""
    return "white" if _parsed(fen).white else "black"


def in_check(fen: str) -> bool:
    """Return whether the king of the side to move is attacked."""
    position = _parsed(fen)
    return _king_attacked(position.board, position.white)


def game_status(fen: str) -> str:
    """Return "active", "checkmate" or "stalemate"."""
    if legal_moves(fen):
        return "active"
    return "checkmate" if in_check(fen) else "stalemate"


def winner(fen: str) -> str | None:
    """Return in checkmate the side that is not to move, else None."""
    if game_status(fen) != "checkmate":
        return None
    return "black" if side_to_move(fen) == "white" else "white"


def board_ranks(fen: str) -> list[list[str | None]]:
    """Return the ranks from the eighth down to the first, each from the file a to h."""
    board = _parsed(fen).board
    return [board[rank * 8 : rank * 8 + 8] for rank in range(7, -1, -1)]


def is_square(text: str) -> bool:
    """Return whether the text is a small letter a to h followed by a digit 1 to 8."""
    return len(text) == 2 and text[0] in FILES and text[1] in RANKS


def _check_placement(placement: str) -> None:
    """Raise ValueError where the first field is not eight ranks of eight squares."""
    ranks = placement.split("/")
    if len(ranks) != 8:
        raise ValueError("The board has eight ranks")
    for rank in ranks:
        width = 0
        after_digit = False
        for character in rank:
            if character in RANKS:
                if after_digit:
                    raise ValueError("A rank has no two digits in a row")
                width += int(character)
                after_digit = True
            elif character in PIECES:
                width += 1
                after_digit = False
            else:
                raise ValueError("A rank holds pieces and digits alone")
        if width != 8:
            raise ValueError("A rank has eight squares")


def _check_pieces(board: list[str | None]) -> None:
    """Raise ValueError where the pieces cannot stand on a board like this."""
    pieces = [piece for piece in board if piece is not None]
    if pieces.count("K") != 1 or pieces.count("k") != 1:
        raise ValueError("Each side has one king")
    if pieces.count("P") > 8 or pieces.count("p") > 8:
        raise ValueError("Each side has at most 8 pawns")
    white = sum(1 for piece in pieces if piece.isupper())
    if white > 16 or len(pieces) - white > 16:
        raise ValueError("Each side has at most 16 pieces")
    for piece in board[:8] + board[56:]:
        if piece in ("P", "p"):
            raise ValueError("No pawn stands on the first or last rank")


def _check_castling(position: Position) -> None:
    """Raise ValueError where a right lacks its king or rook on the home square."""
    for right in position.castling:
        king_home, rook_home, _, _ = CASTLINGS[right]
        king = _letter("k", right.isupper())
        rook = _letter("r", right.isupper())
        if (
            position.board[_square_index(king_home)] != king
            or position.board[_square_index(rook_home)] != rook
        ):
            raise ValueError("A castling right needs king and rook at home")


def _check_en_passant(position: Position) -> None:
    """Raise ValueError where no pawn can just have made its double step."""
    square = position.en_passant
    if square is None:
        return
    if square // 8 != (5 if position.white else 2):
        raise ValueError("The en passant square is on the wrong rank")
    behind = square + 8 if position.white else square - 8
    before = square - 8 if position.white else square + 8
    if position.board[square] is not None or position.board[behind] is not None:
        raise ValueError("The pawn cannot have made its double step")
    if position.board[before] != _letter("p", not position.white):
        raise ValueError("No pawn has made its double step there")


def _parsed(fen: str) -> Position:
    """Take a well-formed FEN apart."""
    placement, side, castling, en_passant, half_moves, number = fen.split(" ")
    board: list[str | None] = [None] * 64
    for row, rank in enumerate(placement.split("/")):
        square = (7 - row) * 8
        for character in rank:
            if character in RANKS:
                square += int(character)
            else:
                board[square] = character
                square += 1
    return Position(
        board=board,
        white=side == "w",
        castling="" if castling == "-" else castling,
        en_passant=None if en_passant == "-" else _square_index(en_passant),
        half_moves=int(half_moves),
        number=int(number),
    )


def _placement(board: list[str | None]) -> str:
    """Return the first field of the FEN for the board."""
    ranks = []
    for rank in range(7, -1, -1):
        text = ""
        empty = 0
        for piece in board[rank * 8 : rank * 8 + 8]:
            if piece is None:
                empty += 1
                continue
            if empty:
                text += str(empty)
                empty = 0
            text += piece
        if empty:
            text += str(empty)
        ranks.append(text)
    return "/".join(ranks)


def _square_index(square: str) -> int:
    """Return the index of a square on the board."""
    return RANKS.index(square[1]) * 8 + FILES.index(square[0])


def _square_name(index: int) -> str:
    """Return the square that has the index on the board."""
    return FILES[index % 8] + RANKS[index // 8]


def _letter(kind: str, white: bool) -> str:
    """Return the FEN letter of a kind of piece of one side."""
    return kind.upper() if white else kind


def _move_key(move: tuple[str, str, str | None]) -> tuple[str, str, int]:
    """Return what moves are sorted by."""
    origin, target, promotion = move
    order = 0 if promotion is None else PROMOTIONS.index(promotion)
    return origin, target, order


def _shifted(square: int, file_step: int, rank_step: int) -> int | None:
    """Return the square that is the steps away, or None beyond the edge."""
    file = square % 8 + file_step
    rank = square // 8 + rank_step
    if 0 <= file < 8 and 0 <= rank < 8:
        return rank * 8 + file
    return None


def _ray(square: int, file_step: int, rank_step: int) -> list[int]:
    """Return the squares in one direction up to the edge, the nearest first."""
    squares = []
    following = _shifted(square, file_step, rank_step)
    while following is not None:
        squares.append(following)
        following = _shifted(following, file_step, rank_step)
    return squares


def _attacked(board: list[str | None], square: int, by_white: bool) -> bool:
    """Return whether a piece of that side attacks the square."""
    pawn_rank = -1 if by_white else 1
    leaps = (
        ("p", ((-1, pawn_rank), (1, pawn_rank))),
        ("n", KNIGHT_STEPS),
        ("k", STRAIGHT_STEPS + DIAGONAL_STEPS),
    )
    for kind, steps in leaps:
        for file_step, rank_step in steps:
            origin = _shifted(square, file_step, rank_step)
            if origin is not None and board[origin] == _letter(kind, by_white):
                return True
    for kind, steps in (("r", STRAIGHT_STEPS), ("b", DIAGONAL_STEPS)):
        sliders = (_letter(kind, by_white), _letter("q", by_white))
        for file_step, rank_step in steps:
            for origin in _ray(square, file_step, rank_step):
                if board[origin] is None:
                    continue
                if board[origin] in sliders:
                    return True
                break
    return False


def _king_attacked(board: list[str | None], white: bool) -> bool:
    """Return whether the king of that side is attacked."""
    return _attacked(board, board.index(_letter("k", white)), not white)


def _candidate_moves(position: Position) -> list[tuple[int, int, str | None]]:
    """Return the moves of the side to move, its king's safety not yet looked at."""
    moves: list[tuple[int, int, str | None]] = []
    for origin, piece in enumerate(position.board):
        if piece is None or piece.isupper() != position.white:
            continue
        if piece in ("P", "p"):
            moves.extend(_pawn_moves(position, origin))
        else:
            targets = _piece_targets(position, origin, piece.lower())
            moves.extend((origin, target, None) for target in targets)
    moves.extend(_castling_moves(position))
    return moves


def _pawn_moves(position: Position, origin: int) -> list[tuple[int, int, str | None]]:
    """Return the moves of a pawn of the side to move."""
    board = position.board
    forward = 1 if position.white else -1
    targets: list[int] = []
    step = _shifted(origin, 0, forward)
    if step is not None and board[step] is None:
        targets.append(step)
        double = _shifted(step, 0, forward)
        at_home = origin // 8 == (1 if position.white else 6)
        if at_home and double is not None and board[double] is None:
            targets.append(double)
    for file_step in (-1, 1):
        target = _shifted(origin, file_step, forward)
        if target is None:
            continue
        piece = board[target]
        if piece is None:
            if target == position.en_passant:
                targets.append(target)
        elif piece.isupper() != position.white:
            targets.append(target)
    moves: list[tuple[int, int, str | None]] = []
    for target in targets:
        if target // 8 in (0, 7):
            moves.extend((origin, target, promotion) for promotion in PROMOTIONS)
        else:
            moves.append((origin, target, None))
    return moves


def _piece_targets(position: Position, origin: int, kind: str) -> list[int]:
    """Return where a piece other than a pawn can go, castling left aside."""
    steps = STRAIGHT_STEPS + DIAGONAL_STEPS
    if kind == "n":
        steps = KNIGHT_STEPS
    elif kind == "r":
        steps = STRAIGHT_STEPS
    elif kind == "b":
        steps = DIAGONAL_STEPS
    targets: list[int] = []
    for file_step, rank_step in steps:
        way = _ray(origin, file_step, rank_step)
        if kind in ("n", "k"):
            way = way[:1]
        for target in way:
            piece = position.board[target]
            if piece is None:
                targets.append(target)
                continue
            if piece.isupper() != position.white:
                targets.append(target)
            break
    return targets


def _castling_moves(position: Position) -> list[tuple[int, int, str | None]]:
    """Return the castling moves of the side to move, as moves of its king."""
    moves: list[tuple[int, int, str | None]] = []
    for right in position.castling:
        if right.isupper() != position.white:
            continue
        _, _, between, way = CASTLINGS[right]
        if any(position.board[_square_index(square)] is not None for square in between):
            continue
        if any(
            _attacked(position.board, _square_index(square), not position.white)
            for square in way
        ):
            continue
        moves.append((_square_index(way[0]), _square_index(way[-1]), None))
    return moves


def _board_after(
    position: Position, origin: int, target: int, promotion: str | None
) -> list[str | None]:
    """Return the board after a move of the side to move."""
    board = list(position.board)
    piece = board[origin]
    board[origin] = None
    if piece in ("P", "p") and target == position.en_passant:
        board[origin // 8 * 8 + target % 8] = None
    if piece in ("K", "k") and abs(target - origin) == 2:
        rook_from, rook_to = ROOK_MOVES[_square_name(target)]
        board[_square_index(rook_to)] = board[_square_index(rook_from)]
        board[_square_index(rook_from)] = None
    if promotion is not None:
        piece = _letter(promotion, position.white)
    board[target] = piece
    return board
