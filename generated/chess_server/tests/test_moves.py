"""What the endpoints of moves promise."""

from collections import Counter

from werkzeug.datastructures import MultiDict


def test_list_legal_moves_refuses_an_unknown_game_id(client):
    """A game that does not exist is answered with 404."""
    response = client.get("/games/999999/legal-moves")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


def test_the_first_moves_are_shown_as_fen_as_board_and_as_list(client):
    """It shows the board twice: as a FEN string, and as JSON, where `board`…"""
    response = client.post("/games", json={})
    assert response.status_code == 201
    game = response.json["id"]
    response = client.post(f"/games/{game}/moves", json={"from": "e2", "to": "e4"})
    assert response.status_code == 201
    assert response.json["id"] == game
    assert (
        response.json["fen"]
        == "rnbqkbnr/pppppppp/8/8/4P3/8/PPPP1PPP/RNBQKBNR b KQkq e3 0 1"
    )
    assert len(response.json["board"]) == 8
    assert response.json["board"][0] == ["r", "n", "b", "q", "k", "b", "n", "r"]
    assert response.json["board"][4][4] == "P"
    assert response.json["board"][6][4] is None
    assert response.json["board"][7][4] == "K"
    assert response.json["turn"] == "black"
    assert response.json["check"] is False
    assert response.json["status"] == "active"
    assert response.json["winner"] is None
    assert len(response.json["moves"]) == 1
    assert response.json["moves"][0]["from"] == "e2"
    assert response.json["moves"][0]["to"] == "e4"
    assert response.json["moves"][0]["promotion"] is None
    response = client.post(f"/games/{game}/moves", json={"from": "e7", "to": "e5"})
    assert response.status_code == 201
    assert (
        response.json["fen"]
        == "rnbqkbnr/pppp1ppp/8/4p3/4P3/8/PPPP1PPP/RNBQKBNR w KQkq e6 0 2"
    )
    assert response.json["turn"] == "white"
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
    assert response.json["board"][5][5] == "N"
    assert response.json["board"][3][4] == "p"
    assert len(response.json["moves"]) == 3
    assert response.json["moves"][1]["from"] == "e7"
    assert response.json["moves"][2]["to"] == "f3"


def test_an_illegal_move_is_refused_and_leaves_the_game_as_it_was(client):
    """Only legal moves are accepted."""
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
    response = client.post(f"/games/{game}/moves", json={"from": "a1", "to": "a2"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(f"/games/{game}/moves", json={"from": "d1", "to": "d3"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(f"/games/{game}/moves", json={"from": "e2", "to": "d3"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(f"/games/{game}/moves", json={"from": "e2", "to": "e2"})
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


def test_the_legal_moves_of_the_position_or_of_one_square_can_be_asked_for(client):
    """The legal moves of the side whose turn it is can be asked for, for the…"""
    response = client.post("/games", json={})
    assert response.status_code == 201
    game = response.json["id"]
    response = client.get(f"/games/{game}/legal-moves")
    assert response.status_code == 200
    assert len(response.json["items"]) == 20
    assert response.json["items"][0]["promotion"] is None
    response = client.get(
        f"/games/{game}/legal-moves", query_string=MultiDict([("from", "g1")])
    )
    assert response.status_code == 200
    assert len(response.json["items"]) == 2
    assert (
        next(item["from"] for item in response.json["items"] if item["to"] == "f3")
        == "g1"
    )
    assert (
        next(item["from"] for item in response.json["items"] if item["to"] == "h3")
        == "g1"
    )
    response = client.get(
        f"/games/{game}/legal-moves", query_string=MultiDict([("from", "e4")])
    )
    assert response.status_code == 200
    assert len(response.json["items"]) == 0
    response = client.get(
        f"/games/{game}/legal-moves", query_string=MultiDict([("from", "a1")])
    )
    assert response.status_code == 200
    assert len(response.json["items"]) == 0
    response = client.get(
        f"/games/{game}/legal-moves", query_string=MultiDict([("from", "e7")])
    )
    assert response.status_code == 200
    assert len(response.json["items"]) == 0
    response = client.post(f"/games/{game}/moves", json={"from": "e2", "to": "e4"})
    assert response.status_code == 201
    response = client.get(
        f"/games/{game}/legal-moves", query_string=MultiDict([("from", "e7")])
    )
    assert response.status_code == 200
    assert len(response.json["items"]) == 2
    response = client.get(
        f"/games/{game}/legal-moves", query_string=MultiDict([("from", "g1")])
    )
    assert response.status_code == 200
    assert len(response.json["items"]) == 0


def test_known_positions_have_their_known_numbers_of_legal_moves(client):
    """Only legal moves are accepted."""
    response = client.post(
        "/games",
        json={
            "fen": "r3k2r/p1ppqpb1/bn2pnp1/3PN3/1p2P3/2N2Q1p/PPPBBPPP/R3K2R w KQkq - 0 1"
        },
    )
    assert response.status_code == 201
    first = response.json["id"]
    response = client.get(f"/games/{first}/legal-moves")
    assert response.status_code == 200
    assert len(response.json["items"]) == 48
    response = client.post(
        "/games", json={"fen": "8/2p5/3p4/KP5r/1R3p1k/8/4P1P1/8 w - - 0 1"}
    )
    assert response.status_code == 201
    second = response.json["id"]
    response = client.get(f"/games/{second}/legal-moves")
    assert response.status_code == 200
    assert len(response.json["items"]) == 14
    response = client.post(
        "/games",
        json={
            "fen": "r3k2r/Pppp1ppp/1b3nbN/nP6/BBP1P3/q4N2/Pp1P2PP/R2Q1RK1 w kq - 0 1"
        },
    )
    assert response.status_code == 201
    third = response.json["id"]
    response = client.get(f"/games/{third}/legal-moves")
    assert response.status_code == 200
    assert len(response.json["items"]) == 6
    response = client.post(
        "/games",
        json={"fen": "rnbq1k1r/pp1Pbppp/2p5/8/2B5/8/PPP1NnPP/RNBQK2R w KQ - 1 8"},
    )
    assert response.status_code == 201
    fourth = response.json["id"]
    response = client.get(f"/games/{fourth}/legal-moves")
    assert response.status_code == 200
    assert len(response.json["items"]) == 44


def test_castling_moves_king_and_rook_on_both_sides(client):
    """That includes castling on both sides, which is sent as the king's…"""
    response = client.post(
        "/games", json={"fen": "r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1"}
    )
    assert response.status_code == 201
    short = response.json["id"]
    response = client.post(f"/games/{short}/moves", json={"from": "e1", "to": "g1"})
    assert response.status_code == 201
    assert response.json["fen"] == "r3k2r/8/8/8/8/8/8/R4RK1 b kq - 1 1"
    assert response.json["board"][7] == ["R", None, None, None, None, "R", "K", None]
    assert response.json["moves"][0]["from"] == "e1"
    assert response.json["moves"][0]["to"] == "g1"
    response = client.post(f"/games/{short}/moves", json={"from": "e8", "to": "g8"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(f"/games/{short}/moves", json={"from": "e8", "to": "c8"})
    assert response.status_code == 201
    assert response.json["fen"] == "2kr3r/8/8/8/8/8/8/R4RK1 w - - 2 2"
    response = client.post(
        "/games", json={"fen": "r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1"}
    )
    assert response.status_code == 201
    long = response.json["id"]
    response = client.post(f"/games/{long}/moves", json={"from": "e1", "to": "c1"})
    assert response.status_code == 201
    assert response.json["fen"] == "r3k2r/8/8/8/8/8/8/2KR3R b kq - 1 1"


def test_once_the_king_has_moved_castling_is_over_even_if_it_is_back(client):
    """That includes castling on both sides, which is sent as the king's…"""
    response = client.post("/games", json={"fen": "4k3/8/8/8/8/8/8/R3K2R w KQ - 0 1"})
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
    assert response.json["fen"] == "4k3/8/8/8/8/8/8/R3K2R w - - 4 3"
    response = client.post(f"/games/{game}/moves", json={"from": "e1", "to": "g1"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(f"/games/{game}/moves", json={"from": "e1", "to": "c1"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"


def test_once_a_rook_has_moved_castling_is_over_with_that_rook_alone(client):
    """That includes castling on both sides, which is sent as the king's…"""
    response = client.post("/games", json={"fen": "4k3/8/8/8/8/8/8/R3K2R w KQ - 0 1"})
    assert response.status_code == 201
    game = response.json["id"]
    response = client.post(f"/games/{game}/moves", json={"from": "h1", "to": "h2"})
    assert response.status_code == 201
    response = client.post(f"/games/{game}/moves", json={"from": "e8", "to": "e7"})
    assert response.status_code == 201
    response = client.post(f"/games/{game}/moves", json={"from": "h2", "to": "h1"})
    assert response.status_code == 201
    response = client.post(f"/games/{game}/moves", json={"from": "e7", "to": "e8"})
    assert response.status_code == 201
    assert response.json["fen"] == "4k3/8/8/8/8/8/8/R3K2R w Q - 4 3"
    response = client.post(f"/games/{game}/moves", json={"from": "e1", "to": "g1"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(f"/games/{game}/moves", json={"from": "e1", "to": "c1"})
    assert response.status_code == 201
    assert response.json["fen"] == "4k3/8/8/8/8/8/8/2KR3R b - - 5 3"


def test_with_a_rook_that_was_taken_there_is_no_castling(client):
    """That includes castling on both sides, which is sent as the king's…"""
    response = client.post("/games", json={"fen": "4k3/8/8/8/8/6n1/8/R3K2R b KQ - 0 1"})
    assert response.status_code == 201
    game = response.json["id"]
    response = client.post(f"/games/{game}/moves", json={"from": "g3", "to": "h1"})
    assert response.status_code == 201
    assert response.json["fen"] == "4k3/8/8/8/8/8/8/R3K2n w Q - 0 2"
    response = client.post(f"/games/{game}/moves", json={"from": "e1", "to": "g1"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(f"/games/{game}/moves", json={"from": "e1", "to": "c1"})
    assert response.status_code == 201
    assert response.json["fen"] == "4k3/8/8/8/8/8/8/2KR3n b - - 1 2"


def test_castling_goes_only_over_empty_squares(client):
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


def test_there_is_no_castling_out_of_through_or_into_check_while_an_attacked_rook_or_b1(
    client,
):
    """That includes castling on both sides, which is sent as the king's…"""
    response = client.post("/games", json={"fen": "4r1k1/8/8/8/8/8/8/R3K2R w KQ - 0 1"})
    assert response.status_code == 201
    assert response.json["check"] is True
    out = response.json["id"]
    response = client.post(f"/games/{out}/moves", json={"from": "e1", "to": "g1"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(f"/games/{out}/moves", json={"from": "e1", "to": "c1"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post("/games", json={"fen": "1k3r2/8/8/8/8/8/8/R3K2R w KQ - 0 1"})
    assert response.status_code == 201
    through = response.json["id"]
    response = client.post(f"/games/{through}/moves", json={"from": "e1", "to": "g1"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post("/games", json={"fen": "1k4r1/8/8/8/8/8/8/R3K2R w KQ - 0 1"})
    assert response.status_code == 201
    into = response.json["id"]
    response = client.post(f"/games/{into}/moves", json={"from": "e1", "to": "g1"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post("/games", json={"fen": "1r4k1/8/8/8/8/8/8/R3K2R w KQ - 0 1"})
    assert response.status_code == 201
    beside = response.json["id"]
    response = client.post(f"/games/{beside}/moves", json={"from": "e1", "to": "c1"})
    assert response.status_code == 201
    assert response.json["fen"] == "1r4k1/8/8/8/8/8/8/2KR3R b - - 1 1"


def test_a_pawn_is_captured_en_passant_directly_after_its_double_step(client):
    """It includes capturing en passant, which is possible only directly…"""
    response = client.post("/games", json={})
    assert response.status_code == 201
    game = response.json["id"]
    response = client.post(f"/games/{game}/moves", json={"from": "e2", "to": "e4"})
    assert response.status_code == 201
    response = client.post(f"/games/{game}/moves", json={"from": "a7", "to": "a6"})
    assert response.status_code == 201
    response = client.post(f"/games/{game}/moves", json={"from": "e4", "to": "e5"})
    assert response.status_code == 201
    response = client.post(f"/games/{game}/moves", json={"from": "d7", "to": "d5"})
    assert response.status_code == 201
    assert (
        response.json["fen"]
        == "rnbqkbnr/1pp1pppp/p7/3pP3/8/8/PPPP1PPP/RNBQKBNR w KQkq d6 0 3"
    )
    response = client.get(
        f"/games/{game}/legal-moves", query_string=MultiDict([("from", "e5")])
    )
    assert response.status_code == 200
    assert len(response.json["items"]) == 2
    assert (
        next(item["from"] for item in response.json["items"] if item["to"] == "d6")
        == "e5"
    )
    response = client.post(f"/games/{game}/moves", json={"from": "e5", "to": "d6"})
    assert response.status_code == 201
    assert (
        response.json["fen"]
        == "rnbqkbnr/1pp1pppp/p2P4/8/8/8/PPPP1PPP/RNBQKBNR b KQkq - 0 3"
    )
    assert response.json["board"][3][3] is None
    assert response.json["board"][2][3] == "P"


def test_a_move_later_it_is_too_late_for_en_passant(client):
    """It includes capturing en passant, which is possible only directly…"""
    response = client.post("/games", json={})
    assert response.status_code == 201
    game = response.json["id"]
    response = client.post(f"/games/{game}/moves", json={"from": "e2", "to": "e4"})
    assert response.status_code == 201
    response = client.post(f"/games/{game}/moves", json={"from": "a7", "to": "a6"})
    assert response.status_code == 201
    response = client.post(f"/games/{game}/moves", json={"from": "e4", "to": "e5"})
    assert response.status_code == 201
    response = client.post(f"/games/{game}/moves", json={"from": "d7", "to": "d5"})
    assert response.status_code == 201
    response = client.post(f"/games/{game}/moves", json={"from": "h2", "to": "h3"})
    assert response.status_code == 201
    response = client.post(f"/games/{game}/moves", json={"from": "h7", "to": "h6"})
    assert response.status_code == 201
    response = client.post(f"/games/{game}/moves", json={"from": "e5", "to": "d6"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.get(f"/games/{game}")
    assert response.status_code == 200
    assert len(response.json["moves"]) == 6
    assert response.json["board"][3][3] == "p"
    assert response.json["board"][3][4] == "P"


def test_en_passant_is_impossible_where_it_opens_the_rank_to_one_s_own_king(client):
    """It includes capturing en passant, which is possible only directly…"""
    response = client.post("/games", json={"fen": "8/8/8/8/k2Pp2Q/8/8/4K3 b - d3 0 1"})
    assert response.status_code == 201
    game = response.json["id"]
    response = client.get(
        f"/games/{game}/legal-moves", query_string=MultiDict([("from", "e4")])
    )
    assert response.status_code == 200
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["to"] == "e3"
    response = client.post(f"/games/{game}/moves", json={"from": "e4", "to": "d3"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post("/games", json={"fen": "8/8/8/8/k2Pp3/8/8/4K3 b - d3 0 1"})
    assert response.status_code == 201
    free = response.json["id"]
    response = client.post(f"/games/{free}/moves", json={"from": "e4", "to": "d3"})
    assert response.status_code == 201
    assert response.json["fen"] == "8/8/8/8/k7/3p4/8/4K3 w - - 0 2"


def test_a_pawn_on_the_last_rank_is_promoted_and_nothing_else_is(client):
    """A move is sent as `from` and `to`, two squares such as `e2` and `e4`,…"""
    response = client.post("/games", json={"fen": "8/P6k/8/8/8/8/8/K7 w - - 0 1"})
    assert response.status_code == 201
    game = response.json["id"]
    response = client.get(
        f"/games/{game}/legal-moves", query_string=MultiDict([("from", "a7")])
    )
    assert response.status_code == 200
    assert len(response.json["items"]) == 4
    assert (
        next(item["to"] for item in response.json["items"] if item["promotion"] == "q")
        == "a8"
    )
    assert (
        next(item["to"] for item in response.json["items"] if item["promotion"] == "n")
        == "a8"
    )
    response = client.post(f"/games/{game}/moves", json={"from": "a7", "to": "a8"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(
        f"/games/{game}/moves", json={"from": "a7", "to": "a8", "promotion": None}
    )
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(
        f"/games/{game}/moves", json={"from": "a1", "to": "a2", "promotion": "q"}
    )
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(
        f"/games/{game}/moves", json={"from": "a7", "to": "a8", "promotion": "k"}
    )
    assert response.status_code == 422
    response = client.post(
        f"/games/{game}/moves", json={"from": "a7", "to": "a8", "promotion": "Q"}
    )
    assert response.status_code == 422
    response = client.get(f"/games/{game}")
    assert response.status_code == 200
    assert response.json["fen"] == "8/P6k/8/8/8/8/8/K7 w - - 0 1"
    assert len(response.json["moves"]) == 0
    response = client.post(
        f"/games/{game}/moves", json={"from": "a7", "to": "a8", "promotion": "q"}
    )
    assert response.status_code == 201
    assert response.json["fen"] == "Q7/7k/8/8/8/8/8/K7 b - - 0 1"
    assert response.json["moves"][0]["promotion"] == "q"


def test_a_promotion_may_be_to_rook_bishop_or_knight_with_a_capture_and_of_either_side(
    client,
):
    """A move is sent as `from` and `to`, two squares such as `e2` and `e4`,…"""
    response = client.post("/games", json={"fen": "1n5k/P7/8/8/8/8/8/K7 w - - 0 1"})
    assert response.status_code == 201
    rook = response.json["id"]
    response = client.get(
        f"/games/{rook}/legal-moves", query_string=MultiDict([("from", "a7")])
    )
    assert response.status_code == 200
    assert len(response.json["items"]) == 8
    response = client.post(
        f"/games/{rook}/moves", json={"from": "a7", "to": "b8", "promotion": "r"}
    )
    assert response.status_code == 201
    assert response.json["fen"] == "1R5k/8/8/8/8/8/8/K7 b - - 0 1"
    assert response.json["check"] is True
    assert response.json["status"] == "active"
    assert response.json["moves"][0]["promotion"] == "r"
    response = client.post("/games", json={"fen": "8/P6k/8/8/8/8/8/K7 w - - 0 1"})
    assert response.status_code == 201
    knight = response.json["id"]
    response = client.post(
        f"/games/{knight}/moves", json={"from": "a7", "to": "a8", "promotion": "n"}
    )
    assert response.status_code == 201
    assert response.json["board"][0][0] == "N"
    response = client.post("/games", json={"fen": "7k/8/8/8/8/8/p7/7K b - - 0 1"})
    assert response.status_code == 201
    bishop = response.json["id"]
    response = client.post(
        f"/games/{bishop}/moves", json={"from": "a2", "to": "a1", "promotion": "b"}
    )
    assert response.status_code == 201
    assert response.json["fen"] == "7k/8/8/8/8/8/8/b6K w - - 0 2"
    assert response.json["check"] is False


def test_no_move_leaves_one_s_own_king_in_check(client):
    """A move that leaves one's own king in check is illegal."""
    response = client.post("/games", json={"fen": "4r1k1/8/8/8/8/8/4B3/4K3 w - - 0 1"})
    assert response.status_code == 201
    assert response.json["check"] is False
    pinned = response.json["id"]
    response = client.post(f"/games/{pinned}/moves", json={"from": "e2", "to": "d3"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post("/games", json={"fen": "4r1k1/8/8/8/8/8/3B4/4K3 w - - 0 1"})
    assert response.status_code == 201
    assert response.json["check"] is True
    checked = response.json["id"]
    response = client.post(f"/games/{checked}/moves", json={"from": "d2", "to": "c3"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(f"/games/{checked}/moves", json={"from": "d2", "to": "e3"})
    assert response.status_code == 201
    assert response.json["fen"] == "4r1k1/8/8/8/8/4B3/8/4K3 b - - 1 1"
    assert response.json["check"] is False
    response = client.post("/games", json={"fen": "8/8/8/8/8/3k4/8/3K4 w - - 0 1"})
    assert response.status_code == 201
    kings = response.json["id"]
    response = client.post(f"/games/{kings}/moves", json={"from": "d1", "to": "d2"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(f"/games/{kings}/moves", json={"from": "d1", "to": "c1"})
    assert response.status_code == 201


def test_what_is_no_square_is_refused(client):
    """Something that is no square is refused with 422."""
    response = client.post("/games", json={})
    assert response.status_code == 201
    game = response.json["id"]
    response = client.post(f"/games/{game}/moves", json={"from": "e9", "to": "e4"})
    assert response.status_code == 422
    response = client.post(f"/games/{game}/moves", json={"from": "e2", "to": "i4"})
    assert response.status_code == 422
    response = client.post(f"/games/{game}/moves", json={"from": "e0", "to": "e4"})
    assert response.status_code == 422
    response = client.post(f"/games/{game}/moves", json={"from": "E2", "to": "E4"})
    assert response.status_code == 422
    response = client.post(f"/games/{game}/moves", json={"from": "2e", "to": "4e"})
    assert response.status_code == 422
    response = client.get(
        f"/games/{game}/legal-moves", query_string=MultiDict([("from", "z9")])
    )
    assert response.status_code == 422
    response = client.get(f"/games/{game}")
    assert response.status_code == 200
    assert len(response.json["moves"]) == 0
    response = client.get(
        f"/games/{game}/legal-moves", query_string=MultiDict([("from", "h8")])
    )
    assert response.status_code == 200
    response = client.post(f"/games/{game}/moves", json={"from": "a1", "to": "h8"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"


def test_checkmate_ends_the_game_and_the_winner_is_shown(client):
    """The status of a game is `active`, `checkmate` or `stalemate`."""
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
    assert response.json["check"] is True
    assert len(response.json["moves"]) == 4
    response = client.post(f"/games/{game}/moves", json={"from": "a2", "to": "a3"})
    assert response.status_code == 409
    assert response.json["detail"] == "The game is over"
    response = client.post(f"/games/{game}/moves", json={"from": "e2", "to": "e5"})
    assert response.status_code == 409
    assert response.json["detail"] == "The game is over"
    response = client.post(f"/games/{game}/moves", json={"from": "e2", "to": "e9"})
    assert response.status_code == 422
    response = client.get(f"/games/{game}/legal-moves")
    assert response.status_code == 200
    assert len(response.json["items"]) == 0
    response = client.get(f"/games/{game}")
    assert response.status_code == 200
    assert response.json["status"] == "checkmate"
    assert response.json["winner"] == "black"
    assert len(response.json["moves"]) == 4


def test_white_can_win_as_well_and_a_check_with_a_way_out_is_no_mate(client):
    """The status of a game is `active`, `checkmate` or `stalemate`."""
    response = client.post("/games", json={"fen": "6k1/5ppp/8/8/8/8/8/R3K3 w - - 0 1"})
    assert response.status_code == 201
    mate = response.json["id"]
    response = client.post(f"/games/{mate}/moves", json={"from": "a1", "to": "a8"})
    assert response.status_code == 201
    assert response.json["status"] == "checkmate"
    assert response.json["winner"] == "white"
    assert response.json["turn"] == "black"
    response = client.post(f"/games/{mate}/moves", json={"from": "h7", "to": "h6"})
    assert response.status_code == 409
    assert response.json["detail"] == "The game is over"
    response = client.post("/games", json={"fen": "6k1/5pp1/7p/8/8/8/8/R3K3 w - - 0 1"})
    assert response.status_code == 201
    check = response.json["id"]
    response = client.post(f"/games/{check}/moves", json={"from": "a1", "to": "a8"})
    assert response.status_code == 201
    assert response.json["status"] == "active"
    assert response.json["winner"] is None
    assert response.json["check"] is True
    response = client.get(f"/games/{check}/legal-moves")
    assert response.status_code == 200
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["from"] == "g8"
    assert response.json["items"][0]["to"] == "h7"


def test_stalemate_ends_the_game_without_a_winner(client):
    """The status of a game is `active`, `checkmate` or `stalemate`."""
    response = client.post("/games", json={"fen": "7k/8/8/8/8/8/5Q2/K7 w - - 0 1"})
    assert response.status_code == 201
    game = response.json["id"]
    response = client.post(f"/games/{game}/moves", json={"from": "f2", "to": "f7"})
    assert response.status_code == 201
    assert response.json["fen"] == "7k/5Q2/8/8/8/8/8/K7 b - - 1 1"
    assert response.json["status"] == "stalemate"
    assert response.json["winner"] is None
    assert response.json["check"] is False
    assert response.json["turn"] == "black"
    response = client.get(f"/games/{game}/legal-moves")
    assert response.status_code == 200
    assert len(response.json["items"]) == 0
    response = client.post(f"/games/{game}/moves", json={"from": "h8", "to": "g8"})
    assert response.status_code == 409
    assert response.json["detail"] == "The game is over"
    response = client.get("/games")
    assert response.status_code == 200
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["status"] == "stalemate"


def test_two_kings_and_a_hundred_half_moves_do_not_end_a_game(client):
    """The status of a game is `active`, `checkmate` or `stalemate`."""
    response = client.post("/games", json={"fen": "8/8/4k3/8/8/4K3/8/8 w - - 99 80"})
    assert response.status_code == 201
    game = response.json["id"]
    response = client.post(f"/games/{game}/moves", json={"from": "e3", "to": "d3"})
    assert response.status_code == 201
    assert response.json["fen"] == "8/8/4k3/8/8/3K4/8/8 b - - 100 80"
    assert response.json["status"] == "active"
    assert response.json["winner"] is None


def test_games_never_affect_each_other(client):
    """Several games go on at the same time and never affect each other, and…"""
    response = client.post("/games", json={})
    assert response.status_code == 201
    first = response.json["id"]
    response = client.post("/games", json={"fen": "6k1/5ppp/8/8/8/8/8/R3K3 w - - 0 1"})
    assert response.status_code == 201
    second = response.json["id"]
    response = client.post(f"/games/{first}/moves", json={"from": "e2", "to": "e4"})
    assert response.status_code == 201
    assert len(response.json["moves"]) == 1
    response = client.post(f"/games/{second}/moves", json={"from": "a1", "to": "a8"})
    assert response.status_code == 201
    assert len(response.json["moves"]) == 1
    assert response.json["moves"][0]["from"] == "a1"
    response = client.get(f"/games/{first}")
    assert response.status_code == 200
    assert (
        response.json["fen"]
        == "rnbqkbnr/pppppppp/8/8/4P3/8/PPPP1PPP/RNBQKBNR b KQkq e3 0 1"
    )
    assert len(response.json["moves"]) == 1
    assert response.json["moves"][0]["from"] == "e2"
    response = client.get("/games")
    assert response.status_code == 200
    assert len(response.json["items"]) == 2
    assert response.json["items"][0]["id"] == second
    assert response.json["items"][0]["status"] == "checkmate"
    assert response.json["items"][1]["id"] == first
    assert response.json["items"][1]["status"] == "active"
    response = client.post(f"/games/{first}/moves", json={"from": "e7", "to": "e5"})
    assert response.status_code == 201
    assert len(response.json["moves"]) == 2


def test_the_same_move_sent_many_times_at_once_is_made_once(together, client):
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
    assert len(response.json["moves"]) == 1
    assert response.json["turn"] == "black"
    assert (
        response.json["fen"]
        == "rnbqkbnr/pppppppp/8/8/4P3/8/PPPP1PPP/RNBQKBNR b KQkq e3 0 1"
    )


def test_a_game_that_does_not_exist_is_not_found(client):
    """A game that does not exist is answered with 404."""
    response = client.post("/games/999999/moves", json={"from": "e2", "to": "e4"})
    assert response.status_code == 404
    response = client.get("/games/999999/legal-moves")
    assert response.status_code == 404
    response = client.post("/games/999999/moves", json={"from": "e2", "to": "e9"})
    assert response.status_code == 422
