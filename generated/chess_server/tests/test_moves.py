"""What the endpoints of moves promise."""

from collections import Counter

from werkzeug.datastructures import MultiDict


def test_list_legal_moves_refuses_an_unknown_game_id(client):
    """A game that does not exist is answered with 404."""
    response = client.get("/games/999999/legal-moves")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


def test_moves_are_kept_and_the_game_is_shown_after_each(client):
    """It knows the rules and keeps the games; it does not play itself, and…"""
    response = client.post("/games", json={})
    assert response.status_code == 201
    game = response.json["id"]
    response = client.post(f"/games/{game}/moves", json={"from": "e2", "to": "e4"})
    assert response.status_code == 201
    assert (
        response.json["fen"]
        == "rnbqkbnr/pppppppp/8/8/4P3/8/PPPP1PPP/RNBQKBNR b KQkq e3 0 1"
    )
    assert response.json["turn"] == "black"
    assert response.json["board"][0] == ["r", "n", "b", "q", "k", "b", "n", "r"]
    assert response.json["board"][4] == [None, None, None, None, "P", None, None, None]
    assert response.json["board"][6] == ["P", "P", "P", "P", None, "P", "P", "P"]
    assert response.json["in_check"] is False
    assert response.json["status"] == "active"
    assert response.json["winner"] is None
    assert response.json["moves"] == [{"from": "e2", "to": "e4", "promotion": None}]
    response = client.post(f"/games/{game}/moves", json={"from": "e7", "to": "e5"})
    assert response.status_code == 201
    assert (
        response.json["fen"]
        == "rnbqkbnr/pppp1ppp/8/4p3/4P3/8/PPPP1PPP/RNBQKBNR w KQkq e6 0 2"
    )
    response = client.post(f"/games/{game}/moves", json={"from": "g1", "to": "f3"})
    assert response.status_code == 201
    assert (
        response.json["fen"]
        == "rnbqkbnr/pppp1ppp/8/4p3/4P3/5N2/PPPP1PPP/RNBQKB1R b KQkq - 1 2"
    )
    response = client.get(f"/games/{game}")
    assert response.status_code == 200
    assert (
        response.json["fen"]
        == "rnbqkbnr/pppp1ppp/8/4p3/4P3/5N2/PPPP1PPP/RNBQKB1R b KQkq - 1 2"
    )
    assert response.json["turn"] == "black"
    assert len(response.json["board"]) == 8
    assert response.json["board"][7] == ["R", "N", "B", "Q", "K", "B", None, "R"]
    assert response.json["board"][5] == [None, None, None, None, None, "N", None, None]
    assert response.json["moves"] == [
        {"from": "e2", "to": "e4", "promotion": None},
        {"from": "e7", "to": "e5", "promotion": None},
        {"from": "g1", "to": "f3", "promotion": None},
    ]


def test_an_illegal_move_leaves_the_game_as_it_was(client):
    """It knows the rules and keeps the games; it does not play itself, and…"""
    response = client.post("/games", json={})
    assert response.status_code == 201
    game = response.json["id"]
    response = client.post(f"/games/{game}/moves", json={"from": "e2", "to": "e5"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(f"/games/{game}/moves", json={"from": "e7", "to": "e5"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(f"/games/{game}/moves", json={"from": "e4", "to": "e5"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(f"/games/{game}/moves", json={"from": "a1", "to": "a3"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(f"/games/{game}/moves", json={"from": "e1", "to": "e2"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(f"/games/{game}/moves", json={"from": "e2", "to": "e2"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(f"/games/{game}/moves", json={"from": "b1", "to": "d2"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(f"/games/{game}/moves", json={"from": "e2", "to": "d3"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(f"/games/{game}/moves", json={"from": "f1", "to": "c4"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(f"/games/{game}/moves", json={"from": "e1", "to": "g1"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.get(f"/games/{game}")
    assert response.status_code == 200
    assert (
        response.json["fen"]
        == "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1"
    )
    assert response.json["turn"] == "white"
    assert len(response.json["moves"]) == 0
    response = client.post(f"/games/{game}/moves", json={"from": "e2", "to": "e4"})
    assert response.status_code == 201
    assert (
        response.json["fen"]
        == "rnbqkbnr/pppppppp/8/8/4P3/8/PPPP1PPP/RNBQKBNR b KQkq e3 0 1"
    )
    response = client.post(f"/games/{game}/moves", json={"from": "d2", "to": "d4"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(f"/games/{game}/moves", json={"from": "e4", "to": "e5"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.get(f"/games/{game}")
    assert response.status_code == 200
    assert (
        response.json["fen"]
        == "rnbqkbnr/pppppppp/8/8/4P3/8/PPPP1PPP/RNBQKBNR b KQkq e3 0 1"
    )
    assert response.json["moves"] == [{"from": "e2", "to": "e4", "promotion": None}]


def test_a_pawn_goes_straight_on_and_captures_aslant_only(client):
    """Only legal moves are accepted."""
    response = client.post("/games", json={"fen": "4k3/8/8/8/8/4n3/4P3/4K3 w - - 0 1"})
    assert response.status_code == 201
    game = response.json["id"]
    response = client.post(f"/games/{game}/moves", json={"from": "e2", "to": "e3"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(f"/games/{game}/moves", json={"from": "e2", "to": "e4"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(f"/games/{game}/moves", json={"from": "e2", "to": "d3"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(f"/games/{game}/moves", json={"from": "e2", "to": "f3"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.get(
        f"/games/{game}/legal-moves", query_string=MultiDict([("from", "e2")])
    )
    assert response.status_code == 200
    assert response.json["items"] == []
    response = client.post("/games", json={"fen": "4k3/8/8/8/3p4/4P3/8/4K3 w - - 0 1"})
    assert response.status_code == 201
    other = response.json["id"]
    response = client.post(f"/games/{other}/moves", json={"from": "e3", "to": "e5"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.get(
        f"/games/{other}/legal-moves", query_string=MultiDict([("from", "e3")])
    )
    assert response.status_code == 200
    assert response.json["items"] == [
        {"from": "e3", "to": "d4", "promotion": None},
        {"from": "e3", "to": "e4", "promotion": None},
    ]
    response = client.post(f"/games/{other}/moves", json={"from": "e3", "to": "d4"})
    assert response.status_code == 201
    assert response.json["fen"] == "4k3/8/8/8/3P4/8/8/4K3 b - - 0 1"


def test_checkmate_ends_the_game_and_black_has_won(client):
    """It also shows whose turn it is (`white` or `black`), whether the side…"""
    response = client.post("/games", json={})
    assert response.status_code == 201
    game = response.json["id"]
    response = client.post(f"/games/{game}/moves", json={"from": "f2", "to": "f3"})
    assert response.status_code == 201
    response = client.post(f"/games/{game}/moves", json={"from": "e7", "to": "e5"})
    assert response.status_code == 201
    response = client.post(f"/games/{game}/moves", json={"from": "g2", "to": "g4"})
    assert response.status_code == 201
    assert response.json["status"] == "active"
    assert response.json["winner"] is None
    response = client.post(f"/games/{game}/moves", json={"from": "d8", "to": "h4"})
    assert response.status_code == 201
    assert (
        response.json["fen"]
        == "rnb1kbnr/pppp1ppp/8/4p3/6Pq/5P2/PPPPP2P/RNBQKBNR w KQkq - 1 3"
    )
    assert response.json["status"] == "checkmate"
    assert response.json["winner"] == "black"
    assert response.json["turn"] == "white"
    assert response.json["in_check"] is True
    response = client.post(f"/games/{game}/moves", json={"from": "a2", "to": "a3"})
    assert response.status_code == 409
    assert response.json["detail"] == "The game is over"
    response = client.post(f"/games/{game}/moves", json={"from": "h4", "to": "e1"})
    assert response.status_code == 409
    assert response.json["detail"] == "The game is over"
    response = client.get(f"/games/{game}/legal-moves")
    assert response.status_code == 200
    assert response.json["items"] == []
    response = client.get(f"/games/{game}")
    assert response.status_code == 200
    assert (
        response.json["fen"]
        == "rnb1kbnr/pppp1ppp/8/4p3/6Pq/5P2/PPPPP2P/RNBQKBNR w KQkq - 1 3"
    )
    assert response.json["status"] == "checkmate"
    assert response.json["winner"] == "black"
    assert response.json["moves"] == [
        {"from": "f2", "to": "f3", "promotion": None},
        {"from": "e7", "to": "e5", "promotion": None},
        {"from": "g2", "to": "g4", "promotion": None},
        {"from": "d8", "to": "h4", "promotion": None},
    ]
    response = client.get("/games")
    assert response.status_code == 200
    assert len(response.json) == 1
    assert response.json[0]["status"] == "checkmate"


def test_white_wins_by_checkmate(client):
    """The status of a game is `active`, `checkmate` or `stalemate`."""
    response = client.post("/games", json={"fen": "6k1/5ppp/8/8/8/8/8/K3R3 w - - 0 1"})
    assert response.status_code == 201
    game = response.json["id"]
    response = client.post(f"/games/{game}/moves", json={"from": "e1", "to": "e8"})
    assert response.status_code == 201
    assert response.json["fen"] == "4R1k1/5ppp/8/8/8/8/8/K7 b - - 1 1"
    assert response.json["status"] == "checkmate"
    assert response.json["winner"] == "white"
    assert response.json["in_check"] is True
    response = client.post(f"/games/{game}/moves", json={"from": "g8", "to": "h8"})
    assert response.status_code == 409
    assert response.json["detail"] == "The game is over"
    response = client.post(f"/games/{game}/moves", json={"from": "h7", "to": "h6"})
    assert response.status_code == 409
    assert response.json["detail"] == "The game is over"


def test_stalemate_ends_the_game_without_a_winner_2(client):
    """The status of a game is `active`, `checkmate` or `stalemate`."""
    response = client.post("/games", json={"fen": "7k/8/6K1/8/8/8/8/5Q2 w - - 0 1"})
    assert response.status_code == 201
    game = response.json["id"]
    response = client.post(f"/games/{game}/moves", json={"from": "f1", "to": "f7"})
    assert response.status_code == 201
    assert response.json["fen"] == "7k/5Q2/6K1/8/8/8/8/8 b - - 1 1"
    assert response.json["status"] == "stalemate"
    assert response.json["winner"] is None
    assert response.json["in_check"] is False
    response = client.post(f"/games/{game}/moves", json={"from": "h8", "to": "g8"})
    assert response.status_code == 409
    assert response.json["detail"] == "The game is over"
    response = client.post(f"/games/{game}/moves", json={"from": "f7", "to": "f8"})
    assert response.status_code == 409
    assert response.json["detail"] == "The game is over"
    response = client.get(f"/games/{game}/legal-moves")
    assert response.status_code == 200
    assert response.json["items"] == []
    response = client.get(f"/games/{game}")
    assert response.status_code == 200
    assert response.json["fen"] == "7k/5Q2/6K1/8/8/8/8/8 b - - 1 1"
    assert response.json["status"] == "stalemate"
    assert response.json["winner"] is None
    assert response.json["moves"] == [{"from": "f1", "to": "f7", "promotion": None}]


def test_a_game_that_starts_from_a_checkmate_takes_no_move(client):
    """Checkmate ends the game, and the game then shows who won as `winner`;…"""
    response = client.post("/games", json={"fen": "4R1k1/5ppp/8/8/8/8/8/K7 b - - 0 1"})
    assert response.status_code == 201
    game = response.json["id"]
    response = client.post(f"/games/{game}/moves", json={"from": "g8", "to": "h8"})
    assert response.status_code == 409
    assert response.json["detail"] == "The game is over"
    response = client.get(f"/games/{game}/legal-moves")
    assert response.status_code == 200
    assert response.json["items"] == []
    response = client.get(f"/games/{game}")
    assert response.status_code == 200
    assert response.json["status"] == "checkmate"
    assert response.json["winner"] == "white"
    assert len(response.json["moves"]) == 0


def test_a_check_is_shown_and_has_to_be_answered(client):
    """It also shows whose turn it is (`white` or `black`), whether the side…"""
    response = client.post("/games", json={"fen": "4k3/8/8/8/8/8/8/R3K3 w - - 0 1"})
    assert response.status_code == 201
    game = response.json["id"]
    response = client.post(f"/games/{game}/moves", json={"from": "a1", "to": "a8"})
    assert response.status_code == 201
    assert response.json["fen"] == "R3k3/8/8/8/8/8/8/4K3 b - - 1 1"
    assert response.json["in_check"] is True
    assert response.json["status"] == "active"
    assert response.json["turn"] == "black"
    response = client.get(
        f"/games/{game}/legal-moves", query_string=MultiDict([("from", "e8")])
    )
    assert response.status_code == 200
    assert response.json["items"] == [
        {"from": "e8", "to": "d7", "promotion": None},
        {"from": "e8", "to": "e7", "promotion": None},
        {"from": "e8", "to": "f7", "promotion": None},
    ]
    response = client.post(f"/games/{game}/moves", json={"from": "e8", "to": "f8"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(f"/games/{game}/moves", json={"from": "e8", "to": "d8"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(f"/games/{game}/moves", json={"from": "e8", "to": "e7"})
    assert response.status_code == 201
    assert response.json["fen"] == "R7/4k3/8/8/8/8/8/4K3 w - - 2 2"
    assert response.json["in_check"] is False


def test_castling_on_the_king_s_side_moves_the_rook_too_and_black_castles_on_the_queen_s(
    client,
):
    """A move is sent as `from` and `to`, two squares such as `e2` and `e4`,…"""
    response = client.post(
        "/games", json={"fen": "r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1"}
    )
    assert response.status_code == 201
    game = response.json["id"]
    response = client.post(f"/games/{game}/moves", json={"from": "e1", "to": "g1"})
    assert response.status_code == 201
    assert response.json["fen"] == "r3k2r/8/8/8/8/8/8/R4RK1 b kq - 1 1"
    response = client.post(f"/games/{game}/moves", json={"from": "e8", "to": "c8"})
    assert response.status_code == 201
    assert response.json["fen"] == "2kr3r/8/8/8/8/8/8/R4RK1 w - - 2 2"
    assert response.json["board"][0] == [None, None, "k", "r", None, None, None, "r"]
    assert response.json["board"][7] == ["R", None, None, None, None, "R", "K", None]
    assert response.json["moves"] == [
        {"from": "e1", "to": "g1", "promotion": None},
        {"from": "e8", "to": "c8", "promotion": None},
    ]


def test_white_castles_on_the_queen_s_side_and_black_on_the_king_s_side(client):
    """That includes castling on both sides, which is sent as the king's…"""
    response = client.post(
        "/games", json={"fen": "r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1"}
    )
    assert response.status_code == 201
    game = response.json["id"]
    response = client.get(
        f"/games/{game}/legal-moves", query_string=MultiDict([("from", "e1")])
    )
    assert response.status_code == 200
    assert response.json["items"] == [
        {"from": "e1", "to": "c1", "promotion": None},
        {"from": "e1", "to": "d1", "promotion": None},
        {"from": "e1", "to": "d2", "promotion": None},
        {"from": "e1", "to": "e2", "promotion": None},
        {"from": "e1", "to": "f1", "promotion": None},
        {"from": "e1", "to": "f2", "promotion": None},
        {"from": "e1", "to": "g1", "promotion": None},
    ]
    response = client.post(f"/games/{game}/moves", json={"from": "e1", "to": "c1"})
    assert response.status_code == 201
    assert response.json["fen"] == "r3k2r/8/8/8/8/8/8/2KR3R b kq - 1 1"
    response = client.post(f"/games/{game}/moves", json={"from": "e8", "to": "g8"})
    assert response.status_code == 201
    assert response.json["fen"] == "r4rk1/8/8/8/8/8/8/2KR3R w - - 2 2"


def test_a_king_that_has_moved_and_come_back_cannot_castle(client):
    """That includes castling on both sides, which is sent as the king's…"""
    response = client.post(
        "/games", json={"fen": "r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1"}
    )
    assert response.status_code == 201
    game = response.json["id"]
    response = client.post(f"/games/{game}/moves", json={"from": "e1", "to": "e2"})
    assert response.status_code == 201
    response = client.post(f"/games/{game}/moves", json={"from": "e8", "to": "e7"})
    assert response.status_code == 201
    response = client.post(f"/games/{game}/moves", json={"from": "e2", "to": "e1"})
    assert response.status_code == 201
    response = client.post(f"/games/{game}/moves", json={"from": "e7", "to": "e8"})
    assert response.status_code == 201
    assert response.json["fen"] == "r3k2r/8/8/8/8/8/8/R3K2R w - - 4 3"
    response = client.post(f"/games/{game}/moves", json={"from": "e1", "to": "g1"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(f"/games/{game}/moves", json={"from": "e1", "to": "c1"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.get(
        f"/games/{game}/legal-moves", query_string=MultiDict([("from", "e1")])
    )
    assert response.status_code == 200
    assert response.json["items"] == [
        {"from": "e1", "to": "d1", "promotion": None},
        {"from": "e1", "to": "d2", "promotion": None},
        {"from": "e1", "to": "e2", "promotion": None},
        {"from": "e1", "to": "f1", "promotion": None},
        {"from": "e1", "to": "f2", "promotion": None},
    ]


def test_a_rook_that_has_moved_and_come_back_cannot_castle_the_other_one_can(client):
    """That includes castling on both sides, which is sent as the king's…"""
    response = client.post(
        "/games", json={"fen": "r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1"}
    )
    assert response.status_code == 201
    game = response.json["id"]
    response = client.post(f"/games/{game}/moves", json={"from": "h1", "to": "g1"})
    assert response.status_code == 201
    response = client.post(f"/games/{game}/moves", json={"from": "a8", "to": "b8"})
    assert response.status_code == 201
    response = client.post(f"/games/{game}/moves", json={"from": "g1", "to": "h1"})
    assert response.status_code == 201
    response = client.post(f"/games/{game}/moves", json={"from": "b8", "to": "a8"})
    assert response.status_code == 201
    assert response.json["fen"] == "r3k2r/8/8/8/8/8/8/R3K2R w Qk - 4 3"
    response = client.post(f"/games/{game}/moves", json={"from": "e1", "to": "g1"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(f"/games/{game}/moves", json={"from": "e1", "to": "c1"})
    assert response.status_code == 201
    assert response.json["fen"] == "r3k2r/8/8/8/8/8/8/2KR3R b k - 5 3"
    response = client.post(f"/games/{game}/moves", json={"from": "e8", "to": "c8"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(f"/games/{game}/moves", json={"from": "e8", "to": "g8"})
    assert response.status_code == 201
    assert response.json["fen"] == "r4rk1/8/8/8/8/8/8/2KR3R w - - 6 4"


def test_nobody_castles_out_of_check_or_with_a_captured_rook(client):
    """It also shows whose turn it is (`white` or `black`), whether the side…"""
    response = client.post(
        "/games", json={"fen": "r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1"}
    )
    assert response.status_code == 201
    game = response.json["id"]
    response = client.post(f"/games/{game}/moves", json={"from": "a1", "to": "a8"})
    assert response.status_code == 201
    assert response.json["fen"] == "R3k2r/8/8/8/8/8/8/4K2R b Kk - 0 1"
    assert response.json["in_check"] is True
    response = client.post(f"/games/{game}/moves", json={"from": "e8", "to": "g8"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(f"/games/{game}/moves", json={"from": "e8", "to": "c8"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post("/games", json={"fen": "4k3/8/8/4r3/8/8/8/R3K2R w KQ - 0 1"})
    assert response.status_code == 201
    other = response.json["id"]
    response = client.post(f"/games/{other}/moves", json={"from": "e1", "to": "g1"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(f"/games/{other}/moves", json={"from": "e1", "to": "c1"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"


def test_nobody_castles_through_or_into_check(client):
    """That includes castling on both sides, which is sent as the king's…"""
    response = client.post("/games", json={"fen": "4kr2/8/8/8/8/8/8/R3K2R w KQ - 0 1"})
    assert response.status_code == 201
    through = response.json["id"]
    response = client.post(f"/games/{through}/moves", json={"from": "e1", "to": "g1"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(f"/games/{through}/moves", json={"from": "e1", "to": "c1"})
    assert response.status_code == 201
    assert response.json["fen"] == "4kr2/8/8/8/8/8/8/2KR3R b - - 1 1"
    response = client.post("/games", json={"fen": "3rk3/8/8/8/8/8/8/R3K2R w KQ - 0 1"})
    assert response.status_code == 201
    left = response.json["id"]
    response = client.post(f"/games/{left}/moves", json={"from": "e1", "to": "c1"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(f"/games/{left}/moves", json={"from": "e1", "to": "g1"})
    assert response.status_code == 201
    assert response.json["fen"] == "3rk3/8/8/8/8/8/8/R4RK1 b - - 1 1"
    response = client.post("/games", json={"fen": "4k1r1/8/8/8/8/8/8/R3K2R w KQ - 0 1"})
    assert response.status_code == 201
    into = response.json["id"]
    response = client.post(f"/games/{into}/moves", json={"from": "e1", "to": "g1"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post("/games", json={"fen": "2r1k3/8/8/8/8/8/8/R3K2R w KQ - 0 1"})
    assert response.status_code == 201
    far = response.json["id"]
    response = client.post(f"/games/{far}/moves", json={"from": "e1", "to": "c1"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"


def test_castling_is_possible_while_only_the_rook_passes_an_attacked_square(client):
    """That includes castling on both sides, which is sent as the king's…"""
    response = client.post("/games", json={"fen": "1r2k3/8/8/8/8/8/8/R3K2R w KQ - 0 1"})
    assert response.status_code == 201
    game = response.json["id"]
    response = client.post(f"/games/{game}/moves", json={"from": "e1", "to": "c1"})
    assert response.status_code == 201
    assert response.json["fen"] == "1r2k3/8/8/8/8/8/8/2KR3R b - - 1 1"


def test_castling_needs_empty_squares_and_the_right_to_castle(client):
    """That includes castling on both sides, which is sent as the king's…"""
    response = client.post("/games", json={"fen": "4k3/8/8/8/8/8/8/RN2K2R w KQ - 0 1"})
    assert response.status_code == 201
    game = response.json["id"]
    response = client.post(f"/games/{game}/moves", json={"from": "e1", "to": "c1"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(f"/games/{game}/moves", json={"from": "e1", "to": "g1"})
    assert response.status_code == 201
    assert response.json["fen"] == "4k3/8/8/8/8/8/8/RN3RK1 b - - 1 1"
    response = client.post("/games", json={"fen": "4k3/8/8/8/8/8/8/R3K1NR w KQ - 0 1"})
    assert response.status_code == 201
    side = response.json["id"]
    response = client.post(f"/games/{side}/moves", json={"from": "e1", "to": "g1"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post("/games", json={"fen": "r3k2r/8/8/8/8/8/8/R3K2R w Kq - 0 1"})
    assert response.status_code == 201
    rights = response.json["id"]
    response = client.post(f"/games/{rights}/moves", json={"from": "e1", "to": "c1"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(f"/games/{rights}/moves", json={"from": "e1", "to": "g1"})
    assert response.status_code == 201
    assert response.json["fen"] == "r3k2r/8/8/8/8/8/8/R4RK1 b q - 1 1"
    response = client.post(f"/games/{rights}/moves", json={"from": "e8", "to": "g8"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"


def test_a_pawn_is_captured_en_passant_directly_after_its_double_step(client):
    """It also shows whose turn it is (`white` or `black`), whether the side…"""
    response = client.post("/games", json={"fen": "4k3/8/8/8/4p3/8/3P4/4K3 w - - 0 1"})
    assert response.status_code == 201
    game = response.json["id"]
    response = client.post(f"/games/{game}/moves", json={"from": "d2", "to": "d4"})
    assert response.status_code == 201
    assert response.json["fen"] == "4k3/8/8/8/3Pp3/8/8/4K3 b - d3 0 1"
    response = client.get(
        f"/games/{game}/legal-moves", query_string=MultiDict([("from", "e4")])
    )
    assert response.status_code == 200
    assert response.json["items"] == [
        {"from": "e4", "to": "d3", "promotion": None},
        {"from": "e4", "to": "e3", "promotion": None},
    ]
    response = client.post(f"/games/{game}/moves", json={"from": "e4", "to": "d3"})
    assert response.status_code == 201
    assert response.json["fen"] == "4k3/8/8/8/8/3p4/8/4K3 w - - 0 2"
    assert response.json["board"][4] == [None, None, None, None, None, None, None, None]
    assert response.json["moves"] == [
        {"from": "d2", "to": "d4", "promotion": None},
        {"from": "e4", "to": "d3", "promotion": None},
    ]


def test_one_move_later_en_passant_is_no_longer_possible(client):
    """It includes capturing en passant, which is possible only directly…"""
    response = client.post("/games", json={"fen": "4k3/8/8/8/4p3/8/3P4/4K3 w - - 0 1"})
    assert response.status_code == 201
    game = response.json["id"]
    response = client.post(f"/games/{game}/moves", json={"from": "d2", "to": "d4"})
    assert response.status_code == 201
    response = client.post(f"/games/{game}/moves", json={"from": "e8", "to": "e7"})
    assert response.status_code == 201
    assert response.json["fen"] == "8/4k3/8/8/3Pp3/8/8/4K3 w - - 1 2"
    response = client.post(f"/games/{game}/moves", json={"from": "e1", "to": "f1"})
    assert response.status_code == 201
    response = client.post(f"/games/{game}/moves", json={"from": "e4", "to": "d3"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.get(
        f"/games/{game}/legal-moves", query_string=MultiDict([("from", "e4")])
    )
    assert response.status_code == 200
    assert response.json["items"] == [{"from": "e4", "to": "e3", "promotion": None}]
    response = client.get(f"/games/{game}")
    assert response.status_code == 200
    assert response.json["fen"] == "8/4k3/8/8/3Pp3/8/8/5K2 b - - 2 2"
    assert response.json["moves"] == [
        {"from": "d2", "to": "d4", "promotion": None},
        {"from": "e8", "to": "e7", "promotion": None},
        {"from": "e1", "to": "f1", "promotion": None},
    ]


def test_en_passant_from_a_given_position_depends_on_its_en_passant_square(client):
    """It includes capturing en passant, which is possible only directly…"""
    response = client.post("/games", json={"fen": "4k3/8/8/3Pp3/8/8/8/4K3 w - e6 0 1"})
    assert response.status_code == 201
    game = response.json["id"]
    response = client.post(f"/games/{game}/moves", json={"from": "d5", "to": "e6"})
    assert response.status_code == 201
    assert response.json["fen"] == "4k3/8/4P3/8/8/8/8/4K3 b - - 0 1"
    response = client.post("/games", json={"fen": "4k3/8/8/3Pp3/8/8/8/4K3 w - - 0 1"})
    assert response.status_code == 201
    other = response.json["id"]
    response = client.post(f"/games/{other}/moves", json={"from": "d5", "to": "e6"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.get(
        f"/games/{other}/legal-moves", query_string=MultiDict([("from", "d5")])
    )
    assert response.status_code == 200
    assert response.json["items"] == [{"from": "d5", "to": "d6", "promotion": None}]


def test_en_passant_that_opens_the_rank_to_the_own_king_is_illegal(client):
    """It includes capturing en passant, which is possible only directly…"""
    response = client.post("/games", json={"fen": "8/8/8/K2pP2r/8/8/8/4k3 w - d6 0 1"})
    assert response.status_code == 201
    game = response.json["id"]
    response = client.post(f"/games/{game}/moves", json={"from": "e5", "to": "d6"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.get(
        f"/games/{game}/legal-moves", query_string=MultiDict([("from", "e5")])
    )
    assert response.status_code == 200
    assert response.json["items"] == [{"from": "e5", "to": "e6", "promotion": None}]


def test_a_pawn_on_the_last_rank_has_to_be_promoted(client):
    """A move is sent as `from` and `to`, two squares such as `e2` and `e4`,…"""
    response = client.post("/games", json={"fen": "8/P6k/8/8/8/8/8/K7 w - - 0 1"})
    assert response.status_code == 201
    game = response.json["id"]
    response = client.post(f"/games/{game}/moves", json={"from": "a7", "to": "a8"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(
        f"/games/{game}/moves", json={"from": "a7", "to": "a8", "promotion": None}
    )
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.get(f"/games/{game}")
    assert response.status_code == 200
    assert response.json["fen"] == "8/P6k/8/8/8/8/8/K7 w - - 0 1"
    assert len(response.json["moves"]) == 0
    response = client.get(
        f"/games/{game}/legal-moves", query_string=MultiDict([("from", "a7")])
    )
    assert response.status_code == 200
    assert response.json["items"] == [
        {"from": "a7", "to": "a8", "promotion": "q"},
        {"from": "a7", "to": "a8", "promotion": "r"},
        {"from": "a7", "to": "a8", "promotion": "b"},
        {"from": "a7", "to": "a8", "promotion": "n"},
    ]
    response = client.post(
        f"/games/{game}/moves", json={"from": "a7", "to": "a8", "promotion": "q"}
    )
    assert response.status_code == 201
    assert response.json["fen"] == "Q7/7k/8/8/8/8/8/K7 b - - 0 1"
    assert response.json["moves"] == [{"from": "a7", "to": "a8", "promotion": "q"}]


def test_a_pawn_can_become_a_rook_a_bishop_or_a_knight_in_its_own_colour(client):
    """A move is sent as `from` and `to`, two squares such as `e2` and `e4`,…"""
    response = client.post("/games", json={"fen": "8/P6k/8/8/8/8/8/K7 w - - 0 1"})
    assert response.status_code == 201
    rook = response.json["id"]
    response = client.post(
        f"/games/{rook}/moves", json={"from": "a7", "to": "a8", "promotion": "r"}
    )
    assert response.status_code == 201
    assert response.json["fen"] == "R7/7k/8/8/8/8/8/K7 b - - 0 1"
    response = client.post("/games", json={"fen": "8/P6k/8/8/8/8/8/K7 w - - 0 1"})
    assert response.status_code == 201
    bishop = response.json["id"]
    response = client.post(
        f"/games/{bishop}/moves", json={"from": "a7", "to": "a8", "promotion": "b"}
    )
    assert response.status_code == 201
    assert response.json["fen"] == "B7/7k/8/8/8/8/8/K7 b - - 0 1"
    response = client.post("/games", json={"fen": "7k/8/8/8/8/8/p7/7K b - - 0 1"})
    assert response.status_code == 201
    knight = response.json["id"]
    response = client.post(f"/games/{knight}/moves", json={"from": "a2", "to": "a1"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(
        f"/games/{knight}/moves", json={"from": "a2", "to": "a1", "promotion": "n"}
    )
    assert response.status_code == 201
    assert response.json["fen"] == "7k/8/8/8/8/8/8/n6K w - - 0 2"
    assert response.json["moves"] == [{"from": "a2", "to": "a1", "promotion": "n"}]


def test_a_capture_on_the_last_rank_promotes_too(client):
    """It also shows whose turn it is (`white` or `black`), whether the side…"""
    response = client.post("/games", json={"fen": "1r5k/P7/8/8/8/8/8/K7 w - - 0 1"})
    assert response.status_code == 201
    game = response.json["id"]
    response = client.get(
        f"/games/{game}/legal-moves", query_string=MultiDict([("from", "a7")])
    )
    assert response.status_code == 200
    assert response.json["items"] == [
        {"from": "a7", "to": "a8", "promotion": "q"},
        {"from": "a7", "to": "a8", "promotion": "r"},
        {"from": "a7", "to": "a8", "promotion": "b"},
        {"from": "a7", "to": "a8", "promotion": "n"},
        {"from": "a7", "to": "b8", "promotion": "q"},
        {"from": "a7", "to": "b8", "promotion": "r"},
        {"from": "a7", "to": "b8", "promotion": "b"},
        {"from": "a7", "to": "b8", "promotion": "n"},
    ]
    response = client.post(f"/games/{game}/moves", json={"from": "a7", "to": "b8"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(
        f"/games/{game}/moves", json={"from": "a7", "to": "b8", "promotion": "r"}
    )
    assert response.status_code == 201
    assert response.json["fen"] == "1R5k/8/8/8/8/8/8/K7 b - - 0 1"
    assert response.json["in_check"] is True


def test_a_promotion_on_any_other_move_is_refused(client):
    """A move is sent as `from` and `to`, two squares such as `e2` and `e4`,…"""
    response = client.post("/games", json={})
    assert response.status_code == 201
    game = response.json["id"]
    response = client.post(
        f"/games/{game}/moves", json={"from": "e2", "to": "e4", "promotion": "q"}
    )
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(
        f"/games/{game}/moves", json={"from": "g1", "to": "f3", "promotion": "n"}
    )
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(
        f"/games/{game}/moves", json={"from": "e2", "to": "e4", "promotion": "k"}
    )
    assert response.status_code == 422
    response = client.post(
        f"/games/{game}/moves", json={"from": "e2", "to": "e4", "promotion": "Q"}
    )
    assert response.status_code == 422
    response = client.get(f"/games/{game}")
    assert response.status_code == 200
    assert (
        response.json["fen"]
        == "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1"
    )
    assert len(response.json["moves"]) == 0
    response = client.post(
        f"/games/{game}/moves", json={"from": "e2", "to": "e4", "promotion": None}
    )
    assert response.status_code == 201
    assert (
        response.json["fen"]
        == "rnbqkbnr/pppppppp/8/8/4P3/8/PPPP1PPP/RNBQKBNR b KQkq e3 0 1"
    )
    assert response.json["moves"] == [{"from": "e2", "to": "e4", "promotion": None}]
    response = client.post("/games", json={"fen": "8/P6k/8/8/8/8/8/K7 w - - 0 1"})
    assert response.status_code == 201
    king = response.json["id"]
    response = client.post(
        f"/games/{king}/moves", json={"from": "a1", "to": "b1", "promotion": "q"}
    )
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"


def test_a_pinned_piece_cannot_leave_its_king_in_check(client):
    """A move that leaves one's own king in check is illegal."""
    response = client.post("/games", json={"fen": "4k3/8/8/8/4r3/8/4N3/4K3 w - - 0 1"})
    assert response.status_code == 201
    game = response.json["id"]
    response = client.post(f"/games/{game}/moves", json={"from": "e2", "to": "c3"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.get(
        f"/games/{game}/legal-moves", query_string=MultiDict([("from", "e2")])
    )
    assert response.status_code == 200
    assert response.json["items"] == []
    response = client.post("/games", json={"fen": "4k3/8/8/8/8/8/r7/4K3 w - - 0 1"})
    assert response.status_code == 201
    step = response.json["id"]
    response = client.post(f"/games/{step}/moves", json={"from": "e1", "to": "e2"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(f"/games/{step}/moves", json={"from": "e1", "to": "d2"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.get(
        f"/games/{step}/legal-moves", query_string=MultiDict([("from", "e1")])
    )
    assert response.status_code == 200
    assert response.json["items"] == [
        {"from": "e1", "to": "d1", "promotion": None},
        {"from": "e1", "to": "f1", "promotion": None},
    ]
    response = client.post("/games", json={"fen": "8/8/8/8/8/4k3/8/4K3 w - - 0 1"})
    assert response.status_code == 201
    kings = response.json["id"]
    response = client.post(f"/games/{kings}/moves", json={"from": "e1", "to": "e2"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.get(f"/games/{kings}/legal-moves")
    assert response.status_code == 200
    assert response.json["items"] == [
        {"from": "e1", "to": "d1", "promotion": None},
        {"from": "e1", "to": "f1", "promotion": None},
    ]


def test_in_check_only_the_moves_that_end_it_are_legal(client):
    """It also shows whose turn it is (`white` or `black`), whether the side…"""
    response = client.post("/games", json={"fen": "4k3/8/8/8/4r3/8/3N4/4K3 w - - 0 1"})
    assert response.status_code == 201
    game = response.json["id"]
    response = client.get(f"/games/{game}")
    assert response.status_code == 200
    assert response.json["in_check"] is True
    assert response.json["status"] == "active"
    response = client.post(f"/games/{game}/moves", json={"from": "d2", "to": "b3"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(f"/games/{game}/moves", json={"from": "e1", "to": "e2"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.get(f"/games/{game}/legal-moves")
    assert response.status_code == 200
    assert response.json["items"] == [
        {"from": "d2", "to": "e4", "promotion": None},
        {"from": "e1", "to": "d1", "promotion": None},
        {"from": "e1", "to": "f1", "promotion": None},
        {"from": "e1", "to": "f2", "promotion": None},
    ]
    response = client.post(f"/games/{game}/moves", json={"from": "d2", "to": "e4"})
    assert response.status_code == 201
    assert response.json["fen"] == "4k3/8/8/8/4N3/8/8/4K3 b - - 0 1"
    assert response.json["in_check"] is False


def test_the_legal_moves_are_those_of_the_side_whose_turn_it_is(client):
    """Only legal moves are accepted."""
    response = client.post("/games", json={})
    assert response.status_code == 201
    game = response.json["id"]
    response = client.get(f"/games/{game}/legal-moves")
    assert response.status_code == 200
    assert len(response.json["items"]) == 20
    response = client.get(
        f"/games/{game}/legal-moves", query_string=MultiDict([("from", "e2")])
    )
    assert response.status_code == 200
    assert response.json["items"] == [
        {"from": "e2", "to": "e3", "promotion": None},
        {"from": "e2", "to": "e4", "promotion": None},
    ]
    response = client.get(
        f"/games/{game}/legal-moves", query_string=MultiDict([("from", "g1")])
    )
    assert response.status_code == 200
    assert response.json["items"] == [
        {"from": "g1", "to": "f3", "promotion": None},
        {"from": "g1", "to": "h3", "promotion": None},
    ]
    response = client.get(
        f"/games/{game}/legal-moves", query_string=MultiDict([("from", "a1")])
    )
    assert response.status_code == 200
    assert response.json["items"] == []
    response = client.get(
        f"/games/{game}/legal-moves", query_string=MultiDict([("from", "e7")])
    )
    assert response.status_code == 200
    assert response.json["items"] == []
    response = client.get(
        f"/games/{game}/legal-moves", query_string=MultiDict([("from", "e4")])
    )
    assert response.status_code == 200
    assert response.json["items"] == []
    response = client.get(f"/games/{game}")
    assert response.status_code == 200
    assert (
        response.json["fen"]
        == "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1"
    )
    assert len(response.json["moves"]) == 0
    response = client.post(f"/games/{game}/moves", json={"from": "e2", "to": "e4"})
    assert response.status_code == 201
    response = client.get(
        f"/games/{game}/legal-moves", query_string=MultiDict([("from", "e7")])
    )
    assert response.status_code == 200
    assert response.json["items"] == [
        {"from": "e7", "to": "e5", "promotion": None},
        {"from": "e7", "to": "e6", "promotion": None},
    ]
    response = client.get(
        f"/games/{game}/legal-moves", query_string=MultiDict([("from", "d2")])
    )
    assert response.status_code == 200
    assert response.json["items"] == []
    response = client.get(f"/games/{game}/legal-moves")
    assert response.status_code == 200
    assert len(response.json["items"]) == 20


def test_what_is_no_square_is_refused(client):
    """Something that is no square is refused with 422."""
    response = client.post("/games", json={})
    assert response.status_code == 201
    game = response.json["id"]
    response = client.post(f"/games/{game}/moves", json={"from": "e9", "to": "e4"})
    assert response.status_code == 422
    response = client.post(f"/games/{game}/moves", json={"from": "e0", "to": "e4"})
    assert response.status_code == 422
    response = client.post(f"/games/{game}/moves", json={"from": "i2", "to": "e4"})
    assert response.status_code == 422
    response = client.post(f"/games/{game}/moves", json={"from": "E2", "to": "e4"})
    assert response.status_code == 422
    response = client.post(f"/games/{game}/moves", json={"from": "e22", "to": "e4"})
    assert response.status_code == 422
    response = client.post(f"/games/{game}/moves", json={"from": "2e", "to": "e4"})
    assert response.status_code == 422
    response = client.post(f"/games/{game}/moves", json={"from": "e2", "to": "e9"})
    assert response.status_code == 422
    response = client.post(f"/games/{game}/moves", json={"from": "e2", "to": "j4"})
    assert response.status_code == 422
    response = client.post(f"/games/{game}/moves", json={"from": "e2", "to": "E4"})
    assert response.status_code == 422
    response = client.post(f"/games/{game}/moves", json={"from": "e2", "to": "e"})
    assert response.status_code == 422
    response = client.get(
        f"/games/{game}/legal-moves", query_string=MultiDict([("from", "E2")])
    )
    assert response.status_code == 422
    response = client.get(
        f"/games/{game}/legal-moves", query_string=MultiDict([("from", "e9")])
    )
    assert response.status_code == 422
    response = client.get(
        f"/games/{game}/legal-moves", query_string=MultiDict([("from", "i1")])
    )
    assert response.status_code == 422
    response = client.get(
        f"/games/{game}/legal-moves", query_string=MultiDict([("from", "e2e4")])
    )
    assert response.status_code == 422
    response = client.get(f"/games/{game}")
    assert response.status_code == 200
    assert (
        response.json["fen"]
        == "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1"
    )
    assert len(response.json["moves"]) == 0


def test_what_is_no_square_is_refused_in_a_game_that_has_ended_as_well(client):
    """Something that is no square is refused with 422."""
    response = client.post("/games", json={"fen": "7k/5Q2/6K1/8/8/8/8/8 b - - 0 1"})
    assert response.status_code == 201
    game = response.json["id"]
    response = client.post(f"/games/{game}/moves", json={"from": "h9", "to": "g8"})
    assert response.status_code == 422
    response = client.post(f"/games/{game}/moves", json={"from": "h8", "to": "h7"})
    assert response.status_code == 409
    assert response.json["detail"] == "The game is over"


def test_a_game_that_does_not_exist_has_no_moves(client):
    """A game that does not exist is answered with 404."""
    response = client.post("/games/99/moves", json={"from": "e2", "to": "e4"})
    assert response.status_code == 404
    response = client.get("/games/99/legal-moves")
    assert response.status_code == 404


def test_games_do_not_affect_each_other(client):
    """It knows the rules and keeps the games; it does not play itself, and…"""
    response = client.post("/games", json={})
    assert response.status_code == 201
    one = response.json["id"]
    response = client.post("/games", json={})
    assert response.status_code == 201
    two = response.json["id"]
    response = client.post(f"/games/{one}/moves", json={"from": "e2", "to": "e4"})
    assert response.status_code == 201
    assert (
        response.json["fen"]
        == "rnbqkbnr/pppppppp/8/8/4P3/8/PPPP1PPP/RNBQKBNR b KQkq e3 0 1"
    )
    response = client.get(f"/games/{two}")
    assert response.status_code == 200
    assert (
        response.json["fen"]
        == "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1"
    )
    assert response.json["turn"] == "white"
    assert len(response.json["moves"]) == 0
    response = client.post(f"/games/{two}/moves", json={"from": "d2", "to": "d4"})
    assert response.status_code == 201
    assert (
        response.json["fen"]
        == "rnbqkbnr/pppppppp/8/8/3P4/8/PPP1PPPP/RNBQKBNR b KQkq d3 0 1"
    )
    response = client.get(f"/games/{one}")
    assert response.status_code == 200
    assert (
        response.json["fen"]
        == "rnbqkbnr/pppppppp/8/8/4P3/8/PPPP1PPP/RNBQKBNR b KQkq e3 0 1"
    )
    assert response.json["moves"] == [{"from": "e2", "to": "e4", "promotion": None}]
    response = client.get(
        f"/games/{one}/legal-moves", query_string=MultiDict([("from", "e4")])
    )
    assert response.status_code == 200
    assert response.json["items"] == []
    response = client.get("/games")
    assert response.status_code == 200
    assert len(response.json) == 2
    assert response.json[0]["id"] == two
    assert response.json[1]["id"] == one
    assert response.json[0]["status"] == "active"


def test_the_same_move_sent_at_the_same_time_is_made_once(together, client):
    """Only legal moves are accepted."""
    response = client.post("/games", json={})
    assert response.status_code == 201
    game = response.json["id"]
    responses = together(
        10, "POST", f"/games/{game}/moves", json={"from": "e2", "to": "e4"}
    )
    assert Counter(r.status_code for r in responses) == {201: 1, 409: 9}
    response = client.get(f"/games/{game}")
    assert response.status_code == 200
    assert (
        response.json["fen"]
        == "rnbqkbnr/pppppppp/8/8/4P3/8/PPPP1PPP/RNBQKBNR b KQkq e3 0 1"
    )
    assert response.json["turn"] == "black"
    assert response.json["moves"] == [{"from": "e2", "to": "e4", "promotion": None}]
