"""The rules of chess. A position is always a complete FEN string of six…"""

import re

EMPTY = "."
FILES = "abcdefgh"
PROMOTIONS = "qrbn"
SQUARE_PATTERN = re.compile(r"[a-h][1-8]")
RANK_PATTERN = re.compile(r"[KQRBNPkqrbnp1-8]{1,8}")
TWO_DIGITS_PATTERN = re.compile(r"[1-8][1-8]")
CASTLING_PATTERN = re.compile(r"-|(?=[KQkq])K?Q?k?q?")
CLOCK_PATTERN = re.compile(r"[0-9]{1,9}")

STRAIGHTS: tuple[tuple[int, int], ...] = ((-1, 0), (1, 0), (0, -1), (0, 1))
DIAGONALS: tuple[tuple[int, int], ...] = ((-1, -1), (-1, 1), (1, -1), (1, 1))
ALL_DIRECTIONS: tuple[tuple[int, int], ...] = (
    (-1, 0),
    (1, 0),
    (0, -1),
    (0, 1),
    (-1, -1),
    (-1, 1),
    (1, -1),
    (1, 1),
)
KNIGHT_JUMPS: tuple[tuple[int, int], ...] = (
    (-2, -1),
    (-2, 1),
    (-1, -2),
    (-1, 2),
    (1, -2),
    (1, 2),
    (2, -1),
    (2, 1),
)

# The most of each piece that a side has without a promotion.
FIRST_PIECES: tuple[tuple[str, int], ...] = (("Q", 1), ("R", 2), ("B", 2), ("N", 2))

# The letter of the right, the king, the king's square and the rook's.
CASTLING_HOMES: tuple[tuple[str, str, str, str, str], ...] = (
    ("K", "K", "e1", "R", "h1"),
    ("Q", "K", "e1", "R", "a1"),
    ("k", "k", "e8", "r", "h8"),
    ("q", "k", "e8", "r", "a8"),
)

# The letter of the right, the squares between king and rook, and the king's way.
CASTLING_WAYS: tuple[tuple[str, tuple[str, ...], tuple[str, str, str]], ...] = (
    ("K", ("f1", "g1"), ("e1", "f1", "g1")),
    ("Q", ("b1", "c1", "d1"), ("e1", "d1", "c1")),
    ("k", ("f8", "g8"), ("e8", "f8", "g8")),
    ("q", ("b8", "c8", "d8"), ("e8", "d8", "c8")),
)


def _index(square: str) -> int:
    """Return the place of a square on the board: a8 is 0, h1 is 63."""
    return (8 - int(square[1])) * 8 + FILES.index(square[0])


def _square(index: int) -> str:
    """Return the text of the square at a place on the board."""
    return f"{FILES[index % 8]}{8 - index // 8}"


def _expanded(rank: str) -> str:
    """Return a rank of a FEN with a dot for each empty square."""
    return "".join(
        EMPTY * int(letter) if letter in "12345678" else letter for letter in rank
    )


def _board(fen: str) -> list[str]:
    """Return the 64 squares of a position, from a8 to h1."""
    placement = fen.split(" ")[0]
    return [letter for rank in placement.split("/") for letter in _expanded(rank)]


def _placement(board: list[str]) -> str:
    """Return the first field of a FEN for a board."""
    ranks = []
    for start in range(0, 64, 8):
        rank = ""
        empty = 0
        for letter in board[start : start + 8]:
            if letter == EMPTY:
                empty += 1
                continue
            if empty:
                rank += str(empty)
                empty = 0
            rank += letter
        if empty:
            rank += str(empty)
        ranks.append(rank)
    return "/".join(ranks)


def _is_own(letter: str, white: bool) -> bool:
    """Tell whether a square's letter is a piece of the given side."""
    return letter != EMPTY and letter.isupper() == white


def _neighbour(index: int, rows: int, columns: int) -> int | None:
    """Return the place so many rows and columns away, or None off the board."""
    row = index // 8 + rows
    column = index % 8 + columns
    if 0 <= row < 8 and 0 <= column < 8:
        return row * 8 + column
    return None


def _stands_at(
    board: list[str], index: int, steps: tuple[tuple[int, int], ...], letter: str
) -> bool:
    """Tell whether the piece stands one of the steps away from a place."""
    for rows, columns in steps:
        place = _neighbour(index, rows, columns)
        if place is not None and board[place] == letter:
            return True
    return False


def _seen_along(
    board: list[str],
    index: int,
    directions: tuple[tuple[int, int], ...],
    letters: tuple[str, str],
) -> bool:
    """Tell whether the first piece in one of the directions is one of the letters."""
    for rows, columns in directions:
        place = _neighbour(index, rows, columns)
        while place is not None and board[place] == EMPTY:
            place = _neighbour(place, rows, columns)
        if place is not None and board[place] in letters:
            return True
    return False


def _is_attacked(board: list[str], index: int, by_white: bool) -> bool:
    """Tell whether a piece of the given side attacks a place."""
    king, queen, rook, bishop, knight, pawn = "KQRBNP" if by_white else "kqrbnp"
    pawn_row = 1 if by_white else -1
    return (
        _stands_at(board, index, ((pawn_row, -1), (pawn_row, 1)), pawn)
        or _stands_at(board, index, KNIGHT_JUMPS, knight)
        or _stands_at(board, index, ALL_DIRECTIONS, king)
        or _seen_along(board, index, STRAIGHTS, (rook, queen))
        or _seen_along(board, index, DIAGONALS, (bishop, queen))
    )


def _king_attacked(board: list[str], white: bool) -> bool:
    """Tell whether the king of the given side is attacked."""
    return _is_attacked(board, board.index("K" if white else "k"), not white)


def _step_targets(
    board: list[str], start: int, white: bool, steps: tuple[tuple[int, int], ...]
) -> list[int]:
    """Return where a king or a knight can step, own king's safety aside."""
    targets = []
    for rows, columns in steps:
        place = _neighbour(start, rows, columns)
        if place is not None and not _is_own(board[place], white):
            targets.append(place)
    return targets


def _slide_targets(
    board: list[str], start: int, white: bool, directions: tuple[tuple[int, int], ...]
) -> list[int]:
    """Return where a queen, rook or bishop can go, own king's safety aside."""
    targets = []
    for rows, columns in directions:
        place = _neighbour(start, rows, columns)
        while place is not None and board[place] == EMPTY:
            targets.append(place)
            place = _neighbour(place, rows, columns)
        if place is not None and not _is_own(board[place], white):
            targets.append(place)
    return targets


def _pawn_targets(
    board: list[str], start: int, white: bool, passed: int | None
) -> list[int]:
    """Return where a pawn can go, own king's safety aside."""
    targets = []
    forward = -1 if white else 1
    home_row = 6 if white else 1
    single = _neighbour(start, forward, 0)
    if single is not None and board[single] == EMPTY:
        targets.append(single)
        double = _neighbour(single, forward, 0)
        if start // 8 == home_row and double is not None and board[double] == EMPTY:
            targets.append(double)
    for columns in (-1, 1):
        place = _neighbour(start, forward, columns)
        if place is None:
            continue
        if place == passed or _is_own(board[place], not white):
            targets.append(place)
    return targets


def _targets(
    board: list[str], start: int, white: bool, passed: int | None
) -> list[int]:
    """Return where a piece can go without castling, own king's safety aside."""
    kind = board[start].upper()
    if kind == "P":
        return _pawn_targets(board, start, white, passed)
    if kind == "N":
        return _step_targets(board, start, white, KNIGHT_JUMPS)
    if kind == "K":
        return _step_targets(board, start, white, ALL_DIRECTIONS)
    if kind == "R":
        return _slide_targets(board, start, white, STRAIGHTS)
    if kind == "B":
        return _slide_targets(board, start, white, DIAGONALS)
    return _slide_targets(board, start, white, ALL_DIRECTIONS)


def _played(
    board: list[str], start: int, end: int, passed: int | None, promotion: str | None
) -> list[str]:
    """Return the board after a move, with all that belongs to it."""
    after = board.copy()
    piece = board[start]
    after[start] = EMPTY
    after[end] = piece
    if piece in "Pp" and end == passed and start % 8 != end % 8:
        after[start // 8 * 8 + end % 8] = EMPTY
    if promotion is not None:
        after[end] = promotion.upper() if piece.isupper() else promotion
    if piece in "Kk" and end - start == 2:
        after[end - 1] = after[end + 1]
        after[end + 1] = EMPTY
    if piece in "Kk" and end - start == -2:
        after[end + 1] = after[end - 2]
        after[end - 2] = EMPTY
    return after


def _castlings(
    board: list[str], white: bool, rights: str
) -> list[tuple[str, str, str | None]]:
    """Return the castling moves that the side to move may make."""
    moves: list[tuple[str, str, str | None]] = []
    for letter, between, way in CASTLING_WAYS:
        if letter not in rights or letter.isupper() != white:
            continue
        if any(board[_index(square)] != EMPTY for square in between):
            continue
        if any(_is_attacked(board, _index(square), not white) for square in way):
            continue
        moves.append((way[0], way[2], None))
    return moves


def _move_order(move: tuple[str, str, str | None]) -> tuple[str, str, int]:
    """Return what a move is sorted by."""
    from_square, to_square, promotion = move
    rank = -1 if promotion is None else PROMOTIONS.index(promotion)
    return from_square, to_square, rank


def _check_placement(placement: str) -> None:
    """Raise ValueError unless the field is the placement of a legal position."""
    ranks = placement.split("/")
    if len(ranks) != 8:
        raise ValueError("The placement must have eight ranks.")
    for rank in ranks:
        if RANK_PATTERN.fullmatch(rank) is None:
            raise ValueError("A rank holds something that is no piece and no digit.")
        if TWO_DIGITS_PATTERN.search(rank) is not None:
            raise ValueError("A rank has two digits in a row.")
        if len(_expanded(rank)) != 8:
            raise ValueError("A rank does not fill exactly eight squares.")
    if placement.count("K") != 1 or placement.count("k") != 1:
        raise ValueError("Each side must have exactly one king.")
    if "p" in (ranks[0] + ranks[7]).lower():
        raise ValueError("A pawn stands on the first or the eighth rank.")
    _check_material(placement)
    _check_material(placement.swapcase())


def _check_material(placement: str) -> None:
    """Raise ValueError if upper case has more pieces than it can have."""
    pawns = placement.count("P")
    if pawns > 8:
        raise ValueError("A side has more than eight pawns.")
    promoted = sum(
        max(0, placement.count(letter) - most) for letter, most in FIRST_PIECES
    )
    if promoted > 8 - pawns:
        raise ValueError("A side has more pieces than promotions allow.")


def _check_castling(board: list[str], rights: str) -> None:
    """Raise ValueError unless the castling field fits the board."""
    if CASTLING_PATTERN.fullmatch(rights) is None:
        raise ValueError("The castling field is not valid.")
    for letter, king, king_home, rook, rook_home in CASTLING_HOMES:
        if letter not in rights:
            continue
        if board[_index(king_home)] != king or board[_index(rook_home)] != rook:
            raise ValueError("A castling right does not fit the board.")


def _check_en_passant(board: list[str], white: bool, field: str) -> None:
    """Raise ValueError unless the en passant field fits the board."""
    if field == "-":
        return
    if not is_square(field) or field[1] != ("6" if white else "3"):
        raise ValueError("The en passant field is not valid.")
    passed = _index(field)
    origin = passed - 8 if white else passed + 8
    reached = passed + 8 if white else passed - 8
    if board[passed] != EMPTY or board[origin] != EMPTY:
        raise ValueError("The en passant square or the one behind it is not empty.")
    if board[reached] != ("p" if white else "P"):
        raise ValueError("No pawn has passed over the en passant square.")


def is_square(text: str) -> bool:
    """Tell whether the text is a square such as e2."""
    return SQUARE_PATTERN.fullmatch(text) is not None


def checked_fen(fen: str) -> str:
    """Return the text unchanged if it is the FEN of a legal position."""
    fields = fen.split(" ")
    if len(fields) != 6:
        raise ValueError("A FEN has six fields with single spaces between them.")
    placement, side, rights, en_passant, halfmoves, fullmoves = fields
    _check_placement(placement)
    if side not in ("w", "b"):
        raise ValueError("The side to move must be w or b.")
    white = side == "w"
    board = _board(fen)
    if _king_attacked(board, not white):
        raise ValueError("The king of the side that is not to move is attacked.")
    _check_castling(board, rights)
    _check_en_passant(board, white, en_passant)
    if CLOCK_PATTERN.fullmatch(halfmoves) is None:
        raise ValueError("The halfmove clock is not valid.")
    if CLOCK_PATTERN.fullmatch(fullmoves) is None or int(fullmoves) < 1:
        raise ValueError("The fullmove number is not valid.")
    return fen


def board_rows(fen: str) -> list[list[str | None]]:
    """Return the board as eight ranks, the eighth first, of eight squares."""
    board = _board(fen)
    return [
        [None if letter == EMPTY else letter for letter in board[start : start + 8]]
        for start in range(0, 64, 8)
    ]


def side_to_move(fen: str) -> str:
    """Return the side whose turn it is, white or black."""
    return "white" if fen.split(" ")[1] == "w" else "black"


def is_in_check(fen: str) -> bool:
    """Tell whether the king of the side to move is attacked."""
    return _king_attacked(_board(fen), side_to_move(fen) == "white")


def legal_moves(fen: str) -> list[tuple[str, str, str | None]]:
    """Return every legal move of the side to move, sorted."""
    fields = fen.split(" ")
    board = _board(fen)
    white = fields[1] == "w"
    passed = None if fields[3] == "-" else _index(fields[3])
    moves = _castlings(board, white, fields[2])
    for start in range(64):
        if not _is_own(board[start], white):
            continue
        for end in _targets(board, start, white, passed):
            if _king_attacked(_played(board, start, end, passed, None), white):
                continue
            if board[start] in "Pp" and end // 8 in (0, 7):
                moves.extend(
                    (_square(start), _square(end), letter) for letter in PROMOTIONS
                )
            else:
                moves.append((_square(start), _square(end), None))
    return sorted(moves, key=_move_order)


def position_after(
    fen: str, from_square: str, to_square: str, promotion: str | None
) -> str:
    """Return the position after a legal move, as FEN."""
    if (from_square, to_square, promotion) not in legal_moves(fen):
        raise ValueError("The move is not legal.")
    _, side, rights, en_passant, halfmoves, fullmoves = fen.split(" ")
    board = _board(fen)
    start = _index(from_square)
    end = _index(to_square)
    passed = None if en_passant == "-" else _index(en_passant)
    after = _played(board, start, end, passed, promotion)
    is_pawn = board[start] in "Pp"
    touched = (from_square, to_square)
    new_rights = "".join(
        letter
        for letter, _king, king_home, _rook, rook_home in CASTLING_HOMES
        if letter in rights and king_home not in touched and rook_home not in touched
    )
    is_double = is_pawn and abs(end - start) == 16
    is_reset = is_pawn or board[end] != EMPTY
    new_fields = (
        _placement(after),
        "b" if side == "w" else "w",
        new_rights or "-",
        _square((start + end) // 2) if is_double else "-",
        "0" if is_reset else str(int(halfmoves) + 1),
        str(int(fullmoves) + (1 if side == "b" else 0)),
    )
    return " ".join(new_fields)


def position_status(fen: str) -> str:
    """Return whether the position is active, checkmate or stalemate."""
    if legal_moves(fen):
        return "active"
    return "checkmate" if is_in_check(fen) else "stalemate"


def position_winner(fen: str) -> str | None:
    """Return the side that has given checkmate, or None."""
    if position_status(fen) != "checkmate":
        return None
    return "black" if side_to_move(fen) == "white" else "white"
