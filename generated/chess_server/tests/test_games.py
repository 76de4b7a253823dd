"""What the endpoints of games promise."""

from collections import Counter

import pytest


@pytest.mark.parametrize(
    "body",
    [
        pytest.param('{"', id="cut off"),
        pytest.param("", id="empty"),
        pytest.param("[" * 99999, id="too deep"),
    ],
)
def test_create_game_refuses_malformed_json(client, body):
    """Refuses malformed json."""
    response = client.post("/games", data=body, content_type="application/json")
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("[]", id="list"),
        pytest.param('"text"', id="text"),
        pytest.param("null", id="null"),
    ],
)
def test_create_game_refuses_a_body_that_is_no_object(client, body):
    """Refuses a body that is no object."""
    response = client.post("/games", data=body, content_type="application/json")
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_create_game_refuses_another_content_type(client):
    """Refuses another content type."""
    response = client.post("/games", data="{}", content_type="text/plain")
    assert response.status_code == 415
    assert response.headers["Content-Type"] == "application/problem+json"


def test_create_game_refuses_a_too_large_body(client):
    """Refuses a too large body."""
    response = client.post(
        "/games", data=" " * 1048577, content_type="application/json"
    )
    assert response.status_code == 413
    assert response.headers["Content-Type"] == "application/problem+json"


def test_create_game_refuses_an_unknown_field(client):
    """Refuses an unknown field."""
    response = client.post("/games", json={"unheard_of": 1})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "fen",
    [
        pytest.param(7, id="number"),
        pytest.param(7.5, id="fraction"),
        pytest.param(True, id="boolean"),
        pytest.param(["seven"], id="list"),
        pytest.param({"seven": 7}, id="object"),
    ],
)
def test_create_game_refuses_an_invalid_fen(client, fen):
    """It begins with the usual starting position, or with a position that is…"""
    response = client.post("/games", json={"fen": fen})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


def test_show_game_refuses_an_unknown_game_id(client):
    """A game that does not exist is answered with 404."""
    response = client.get("/games/999999")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


def test_a_new_game_shows_the_usual_starting_position(client):
    """Anybody can start a new game."""
    response = client.post("/games", json={})
    assert response.status_code == 201
    assert (
        response.json["fen"]
        == "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1"
    )
    assert response.json["status"] == "active"
    assert len(response.json["moves"]) == 0
    game = response.json["id"]
    response = client.get(f"/games/{game}")
    assert response.status_code == 200
    assert response.json["id"] == game
    assert (
        response.json["fen"]
        == "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1"
    )
    assert len(response.json["board"]) == 8
    assert response.json["board"][0] == ["r", "n", "b", "q", "k", "b", "n", "r"]
    assert response.json["board"][1] == ["p", "p", "p", "p", "p", "p", "p", "p"]
    assert response.json["board"][2] == [None, None, None, None, None, None, None, None]
    assert response.json["board"][5] == [None, None, None, None, None, None, None, None]
    assert response.json["board"][6] == ["P", "P", "P", "P", "P", "P", "P", "P"]
    assert response.json["board"][7] == ["R", "N", "B", "Q", "K", "B", "N", "R"]
    assert response.json["turn"] == "white"
    assert response.json["check"] is False
    assert response.json["status"] == "active"
    assert response.json["winner"] is None
    assert len(response.json["moves"]) == 0
    response = client.get("/games/999999")
    assert response.status_code == 404


def test_a_game_from_a_fen_shows_that_position_on_both_boards(client):
    """It begins with the usual starting position, or with a position that is…"""
    response = client.post(
        "/games", json={"fen": "4k3/8/2n5/8/1P6/8/5R2/4K2Q b - - 3 40"}
    )
    assert response.status_code == 201
    assert response.json["fen"] == "4k3/8/2n5/8/1P6/8/5R2/4K2Q b - - 3 40"
    assert response.json["turn"] == "black"
    game = response.json["id"]
    response = client.get(f"/games/{game}")
    assert response.status_code == 200
    assert response.json["fen"] == "4k3/8/2n5/8/1P6/8/5R2/4K2Q b - - 3 40"
    assert len(response.json["board"]) == 8
    assert response.json["board"][0] == [None, None, None, None, "k", None, None, None]
    assert response.json["board"][1] == [None, None, None, None, None, None, None, None]
    assert response.json["board"][2] == [None, None, "n", None, None, None, None, None]
    assert response.json["board"][4] == [None, "P", None, None, None, None, None, None]
    assert response.json["board"][6] == [None, None, None, None, None, "R", None, None]
    assert response.json["board"][7] == [None, None, None, None, "K", None, None, "Q"]
    assert response.json["turn"] == "black"
    assert response.json["check"] is False
    assert response.json["status"] == "active"
    assert response.json["winner"] is None
    assert len(response.json["moves"]) == 0


def test_the_game_shows_the_moves_in_order_whose_turn_it_is_and_the_board_after_each(
    client,
):
    """A game can be looked at any time."""
    response = client.post("/games", json={})
    assert response.status_code == 201
    game = response.json["id"]
    response = client.post(f"/games/{game}/moves", json={"from": "e2", "to": "e4"})
    assert response.status_code == 201
    response = client.get(f"/games/{game}")
    assert response.status_code == 200
    assert (
        response.json["fen"]
        == "rnbqkbnr/pppppppp/8/8/4P3/8/PPPP1PPP/RNBQKBNR b KQkq e3 0 1"
    )
    assert response.json["turn"] == "black"
    assert response.json["moves"] == [{"from": "e2", "to": "e4", "promotion": None}]
    response = client.post(f"/games/{game}/moves", json={"from": "e7", "to": "e5"})
    assert response.status_code == 201
    response = client.post(f"/games/{game}/moves", json={"from": "g1", "to": "f3"})
    assert response.status_code == 201
    response = client.get(f"/games/{game}")
    assert response.status_code == 200
    assert (
        response.json["fen"]
        == "rnbqkbnr/pppp1ppp/8/4p3/4P3/5N2/PPPP1PPP/RNBQKB1R b KQkq - 1 2"
    )
    assert response.json["board"][1] == ["p", "p", "p", "p", None, "p", "p", "p"]
    assert response.json["board"][3] == [None, None, None, None, "p", None, None, None]
    assert response.json["board"][4] == [None, None, None, None, "P", None, None, None]
    assert response.json["board"][5] == [None, None, None, None, None, "N", None, None]
    assert response.json["board"][7] == ["R", "N", "B", "Q", "K", "B", None, "R"]
    assert response.json["turn"] == "black"
    assert response.json["check"] is False
    assert response.json["status"] == "active"
    assert response.json["moves"] == [
        {"from": "e2", "to": "e4", "promotion": None},
        {"from": "e7", "to": "e5", "promotion": None},
        {"from": "g1", "to": "f3", "promotion": None},
    ]


def test_castling_capturing_en_passant_and_promoting_are_seen_in_the_game(client):
    """A game can be looked at any time."""
    response = client.post(
        "/games", json={"fen": "r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1"}
    )
    assert response.status_code == 201
    castling = response.json["id"]
    response = client.post(f"/games/{castling}/moves", json={"from": "e1", "to": "g1"})
    assert response.status_code == 201
    response = client.post(f"/games/{castling}/moves", json={"from": "e8", "to": "c8"})
    assert response.status_code == 201
    response = client.get(f"/games/{castling}")
    assert response.status_code == 200
    assert response.json["fen"] == "2kr3r/8/8/8/8/8/8/R4RK1 w - - 2 2"
    assert response.json["board"][0] == [None, None, "k", "r", None, None, None, "r"]
    assert response.json["board"][7] == ["R", None, None, None, None, "R", "K", None]
    assert response.json["moves"] == [
        {"from": "e1", "to": "g1", "promotion": None},
        {"from": "e8", "to": "c8", "promotion": None},
    ]
    response = client.post("/games", json={"fen": "4k3/3p4/8/4P3/8/8/8/4K3 b - - 0 1"})
    assert response.status_code == 201
    passant = response.json["id"]
    response = client.post(f"/games/{passant}/moves", json={"from": "d7", "to": "d5"})
    assert response.status_code == 201
    response = client.post(f"/games/{passant}/moves", json={"from": "e5", "to": "d6"})
    assert response.status_code == 201
    response = client.get(f"/games/{passant}")
    assert response.status_code == 200
    assert response.json["fen"] == "4k3/8/3P4/8/8/8/8/4K3 b - - 0 2"
    assert response.json["board"][2] == [None, None, None, "P", None, None, None, None]
    assert response.json["board"][3] == [None, None, None, None, None, None, None, None]
    assert len(response.json["moves"]) == 2
    response = client.post("/games", json={"fen": "8/P6k/8/8/8/8/8/K7 w - - 0 1"})
    assert response.status_code == 201
    promoting = response.json["id"]
    response = client.post(
        f"/games/{promoting}/moves", json={"from": "a7", "to": "a8", "promotion": "n"}
    )
    assert response.status_code == 201
    response = client.get(f"/games/{promoting}")
    assert response.status_code == 200
    assert response.json["fen"] == "N7/7k/8/8/8/8/8/K7 b - - 0 1"
    assert response.json["board"][0][0] == "N"
    assert response.json["board"][1][0] is None
    assert response.json["moves"] == [{"from": "a7", "to": "a8", "promotion": "n"}]


def test_a_check_is_shown_for_the_side_to_move_until_it_is_answered(client):
    """It also shows whose turn it is (`white` or `black`), whether the side…"""
    response = client.post("/games", json={})
    assert response.status_code == 201
    game = response.json["id"]
    response = client.post(f"/games/{game}/moves", json={"from": "e2", "to": "e4"})
    assert response.status_code == 201
    response = client.post(f"/games/{game}/moves", json={"from": "f7", "to": "f6"})
    assert response.status_code == 201
    response = client.get(f"/games/{game}")
    assert response.status_code == 200
    assert response.json["check"] is False
    response = client.post(f"/games/{game}/moves", json={"from": "d1", "to": "h5"})
    assert response.status_code == 201
    response = client.get(f"/games/{game}")
    assert response.status_code == 200
    assert response.json["turn"] == "black"
    assert response.json["check"] is True
    assert response.json["status"] == "active"
    assert response.json["winner"] is None
    response = client.post(f"/games/{game}/moves", json={"from": "g7", "to": "g6"})
    assert response.status_code == 201
    response = client.get(f"/games/{game}")
    assert response.status_code == 200
    assert response.json["turn"] == "white"
    assert response.json["check"] is False
    assert response.json["status"] == "active"


def test_black_wins_by_checkmate_and_the_game_is_over(client):
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
    response = client.get(f"/games/{game}")
    assert response.status_code == 200
    assert response.json["status"] == "active"
    assert response.json["winner"] is None
    response = client.post(f"/games/{game}/moves", json={"from": "d8", "to": "h4"})
    assert response.status_code == 201
    response = client.get(f"/games/{game}")
    assert response.status_code == 200
    assert response.json["status"] == "checkmate"
    assert response.json["winner"] == "black"
    assert response.json["turn"] == "white"
    assert response.json["check"] is True
    response = client.post(f"/games/{game}/moves", json={"from": "a2", "to": "a3"})
    assert response.status_code == 409
    assert response.json["detail"] == "The game is over"
    response = client.get(f"/games/{game}")
    assert response.status_code == 200
    assert (
        response.json["fen"]
        == "rnb1kbnr/pppp1ppp/8/4p3/6Pq/5P2/PPPPP2P/RNBQKBNR w KQkq - 1 3"
    )
    assert len(response.json["moves"]) == 4
    assert response.json["status"] == "checkmate"
    assert response.json["winner"] == "black"
    response = client.get("/games")
    assert response.status_code == 200
    assert len(response.json["items"]) == 1
    assert response.json["items"][0]["status"] == "checkmate"


def test_white_wins_by_checkmate_but_a_check_that_a_capture_answers_ends_nothing(
    client,
):
    """It also shows whose turn it is (`white` or `black`), whether the side…"""
    response = client.post("/games", json={"fen": "6k1/5ppp/8/8/8/8/8/K3R3 w - - 0 1"})
    assert response.status_code == 201
    assert response.json["status"] == "active"
    mate = response.json["id"]
    response = client.post(f"/games/{mate}/moves", json={"from": "e1", "to": "e8"})
    assert response.status_code == 201
    response = client.get(f"/games/{mate}")
    assert response.status_code == 200
    assert response.json["status"] == "checkmate"
    assert response.json["winner"] == "white"
    assert response.json["turn"] == "black"
    assert response.json["check"] is True
    response = client.post(
        "/games", json={"fen": "1r4k1/5ppp/8/8/8/8/8/K3R3 w - - 0 1"}
    )
    assert response.status_code == 201
    open_value = response.json["id"]
    response = client.post(
        f"/games/{open_value}/moves", json={"from": "e1", "to": "e8"}
    )
    assert response.status_code == 201
    response = client.get(f"/games/{open_value}")
    assert response.status_code == 200
    assert response.json["status"] == "active"
    assert response.json["winner"] is None
    assert response.json["check"] is True
    response = client.post(
        f"/games/{open_value}/moves", json={"from": "b8", "to": "e8"}
    )
    assert response.status_code == 201
    response = client.get(f"/games/{open_value}")
    assert response.status_code == 200
    assert response.json["fen"] == "4r1k1/5ppp/8/8/8/8/8/K7 w - - 0 2"
    assert response.json["status"] == "active"
    assert response.json["check"] is False


def test_stalemate_ends_the_game_without_a_winner_but_not_while_another_piece_can_move(
    client,
):
    """It also shows whose turn it is (`white` or `black`), whether the side…"""
    response = client.post("/games", json={"fen": "k7/8/8/1K6/8/8/8/2Q5 w - - 0 1"})
    assert response.status_code == 201
    assert response.json["status"] == "active"
    game = response.json["id"]
    response = client.post(f"/games/{game}/moves", json={"from": "c1", "to": "c7"})
    assert response.status_code == 201
    response = client.get(f"/games/{game}")
    assert response.status_code == 200
    assert response.json["status"] == "stalemate"
    assert response.json["winner"] is None
    assert response.json["turn"] == "black"
    assert response.json["check"] is False
    response = client.post(f"/games/{game}/moves", json={"from": "a8", "to": "a7"})
    assert response.status_code == 409
    assert response.json["detail"] == "The game is over"
    response = client.get(f"/games/{game}")
    assert response.status_code == 200
    assert response.json["fen"] == "k7/2Q5/8/1K6/8/8/8/8 b - - 1 1"
    assert len(response.json["moves"]) == 1
    response = client.post("/games", json={"fen": "k7/7p/8/1K6/8/8/8/2Q5 w - - 0 1"})
    assert response.status_code == 201
    goes_on = response.json["id"]
    response = client.post(f"/games/{goes_on}/moves", json={"from": "c1", "to": "c7"})
    assert response.status_code == 201
    response = client.get(f"/games/{goes_on}")
    assert response.status_code == 200
    assert response.json["status"] == "active"
    assert response.json["winner"] is None
    response = client.post(f"/games/{goes_on}/moves", json={"from": "h7", "to": "h5"})
    assert response.status_code == 201


def test_a_game_can_begin_with_a_position_in_which_it_is_over(client):
    """It begins with the usual starting position, or with a position that is…"""
    response = client.post("/games", json={"fen": "k6R/8/1K6/8/8/8/8/8 b - - 1 1"})
    assert response.status_code == 201
    assert response.json["status"] == "checkmate"
    assert response.json["winner"] == "white"
    assert response.json["check"] is True
    mate = response.json["id"]
    response = client.post(f"/games/{mate}/moves", json={"from": "a8", "to": "b8"})
    assert response.status_code == 409
    assert response.json["detail"] == "The game is over"
    response = client.post("/games", json={"fen": "k7/2Q5/8/1K6/8/8/8/8 b - - 1 1"})
    assert response.status_code == 201
    assert response.json["status"] == "stalemate"
    assert response.json["winner"] is None
    assert response.json["check"] is False
    stale = response.json["id"]
    response = client.get("/games")
    assert response.status_code == 200
    assert len(response.json["items"]) == 2
    assert response.json["items"][0]["id"] == stale
    assert response.json["items"][0]["status"] == "stalemate"
    assert response.json["items"][1]["id"] == mate
    assert response.json["items"][1]["status"] == "checkmate"


def test_a_fen_that_describes_no_legal_position_is_refused_and_starts_no_game(client):
    """It begins with the usual starting position, or with a position that is…"""
    response = client.post("/games", json={"fen": "hello"})
    assert response.status_code == 422
    response = client.post("/games", json={"fen": "4k3/8/8/8/8/8/8/4K3 w - -"})
    assert response.status_code == 422
    response = client.post("/games", json={"fen": "4k3/8/8/8/8/8/4K3 w - - 0 1"})
    assert response.status_code == 422
    response = client.post("/games", json={"fen": "4k4/8/8/8/8/8/8/4K3 w - - 0 1"})
    assert response.status_code == 422
    response = client.post("/games", json={"fen": "4k3/8/8/3x4/8/8/8/4K3 w - - 0 1"})
    assert response.status_code == 422
    response = client.post("/games", json={"fen": "4k3/8/8/8/8/8/8/4K3 x - - 0 1"})
    assert response.status_code == 422
    response = client.post("/games", json={"fen": "4k3/8/8/8/8/8/8/8 w - - 0 1"})
    assert response.status_code == 422
    response = client.post("/games", json={"fen": "4k3/8/8/8/8/8/8/K3K3 w - - 0 1"})
    assert response.status_code == 422
    response = client.post("/games", json={"fen": "P3k3/8/8/8/8/8/8/4K3 w - - 0 1"})
    assert response.status_code == 422
    response = client.post("/games", json={"fen": "4k3/8/8/8/8/8/8/p3K3 w - - 0 1"})
    assert response.status_code == 422
    response = client.post(
        "/games", json={"fen": "4k3/8/8/8/8/P7/PPPPPPPP/4K3 w - - 0 1"}
    )
    assert response.status_code == 422
    response = client.post(
        "/games", json={"fen": "4k3/8/8/8/8/NNNNNNNN/PPPPPPPP/4K3 w - - 0 1"}
    )
    assert response.status_code == 422
    response = client.post("/games", json={"fen": "8/8/8/3kK3/8/8/8/8 w - - 0 1"})
    assert response.status_code == 422
    response = client.get("/games")
    assert response.status_code == 200
    assert len(response.json["items"]) == 0


def test_what_makes_a_fen_legal_or_not_the_check_the_castling_rights_and_the_en_passant(
    client,
):
    """It begins with the usual starting position, or with a position that is…"""
    response = client.post("/games", json={"fen": "4k3/8/8/8/8/8/8/K3R3 w - - 0 1"})
    assert response.status_code == 422
    response = client.post("/games", json={"fen": "4k3/8/8/8/8/8/8/K3R3 b - - 0 1"})
    assert response.status_code == 201
    assert response.json["turn"] == "black"
    assert response.json["check"] is True
    assert response.json["status"] == "active"
    response = client.post("/games", json={"fen": "4k3/8/8/8/8/8/8/R3K3 w K - 0 1"})
    assert response.status_code == 422
    response = client.post("/games", json={"fen": "4k3/8/8/8/8/8/8/R3K3 w Q - 0 1"})
    assert response.status_code == 201
    assert response.json["fen"] == "4k3/8/8/8/8/8/8/R3K3 w Q - 0 1"
    response = client.post("/games", json={"fen": "4k3/8/8/4P3/8/8/8/4K3 w - d6 0 1"})
    assert response.status_code == 422
    response = client.post("/games", json={"fen": "4k3/8/8/3pP3/8/8/8/4K3 w - d6 0 1"})
    assert response.status_code == 201
    assert response.json["fen"] == "4k3/8/8/3pP3/8/8/8/4K3 w - d6 0 1"
    response = client.get("/games")
    assert response.status_code == 200
    assert len(response.json["items"]) == 3


def test_all_games_are_listed_with_their_status_the_one_started_last_first(client):
    """Anybody can start a new game."""
    response = client.get("/games")
    assert response.status_code == 200
    assert len(response.json["items"]) == 0
    response = client.post("/games", json={"fen": "k7/8/1K6/8/8/8/8/7R w - - 0 1"})
    assert response.status_code == 201
    first = response.json["id"]
    response = client.post("/games", json={})
    assert response.status_code == 201
    second = response.json["id"]
    response = client.post("/games", json={"fen": "k7/8/8/1K6/8/8/8/2Q5 w - - 0 1"})
    assert response.status_code == 201
    third = response.json["id"]
    response = client.get("/games")
    assert response.status_code == 200
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["id"] == third
    assert response.json["items"][0]["status"] == "active"
    assert response.json["items"][1]["id"] == second
    assert response.json["items"][1]["status"] == "active"
    assert response.json["items"][2]["id"] == first
    assert response.json["items"][2]["status"] == "active"
    response = client.post(f"/games/{third}/moves", json={"from": "c1", "to": "c7"})
    assert response.status_code == 201
    response = client.post(f"/games/{first}/moves", json={"from": "h1", "to": "h8"})
    assert response.status_code == 201
    response = client.get("/games")
    assert response.status_code == 200
    assert len(response.json["items"]) == 3
    assert response.json["items"][0]["id"] == third
    assert response.json["items"][0]["status"] == "stalemate"
    assert response.json["items"][1]["id"] == second
    assert response.json["items"][1]["status"] == "active"
    assert response.json["items"][2]["id"] == first
    assert response.json["items"][2]["status"] == "checkmate"


def test_games_that_go_on_at_the_same_time_never_affect_each_other(client):
    """Several games go on at the same time and never affect each other, and…"""
    response = client.post("/games", json={})
    assert response.status_code == 201
    one = response.json["id"]
    response = client.post("/games", json={})
    assert response.status_code == 201
    two = response.json["id"]
    response = client.post(f"/games/{one}/moves", json={"from": "e2", "to": "e4"})
    assert response.status_code == 201
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
    response = client.post(f"/games/{one}/moves", json={"from": "e7", "to": "e5"})
    assert response.status_code == 201
    response = client.get(f"/games/{one}")
    assert response.status_code == 200
    assert (
        response.json["fen"]
        == "rnbqkbnr/pppp1ppp/8/4p3/4P3/8/PPPP1PPP/RNBQKBNR w KQkq e6 0 2"
    )
    assert response.json["turn"] == "white"
    assert response.json["moves"] == [
        {"from": "e2", "to": "e4", "promotion": None},
        {"from": "e7", "to": "e5", "promotion": None},
    ]
    response = client.get(f"/games/{two}")
    assert response.status_code == 200
    assert (
        response.json["fen"]
        == "rnbqkbnr/pppppppp/8/8/3P4/8/PPP1PPPP/RNBQKBNR b KQkq d3 0 1"
    )
    assert response.json["turn"] == "black"
    assert response.json["moves"] == [{"from": "d2", "to": "d4", "promotion": None}]


def test_a_refused_move_leaves_the_game_as_it_was_and_a_move_sent_ten_times_at_once_is(
    together, client
):
    """It also shows whose turn it is (`white` or `black`), whether the side…"""
    response = client.post("/games", json={})
    assert response.status_code == 201
    game = response.json["id"]
    response = client.post(f"/games/{game}/moves", json={"from": "e2", "to": "e5"})
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
    assert len(response.json["moves"]) == 1
