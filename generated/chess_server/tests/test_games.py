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
        pytest.param(None, id="null"),
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


def test_a_new_game_has_the_usual_starting_position(client):
    """Anybody can start a new game."""
    response = client.post("/games", json={})
    assert response.status_code == 201
    assert (
        response.json["fen"]
        == "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1"
    )
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
    assert response.json["in_check"] is False
    assert response.json["status"] == "active"
    assert response.json["winner"] is None
    assert len(response.json["moves"]) == 0


def test_moves_change_the_position_and_are_shown_in_their_order(client):
    """A game can be looked at any time."""
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
    response = client.post(f"/games/{game}/moves", json={"from": "c7", "to": "c5"})
    assert response.status_code == 201
    assert (
        response.json["fen"]
        == "rnbqkbnr/pp1ppppp/8/2p5/4P3/8/PPPP1PPP/RNBQKBNR w KQkq c6 0 2"
    )
    assert response.json["turn"] == "white"
    response = client.post(f"/games/{game}/moves", json={"from": "g1", "to": "f3"})
    assert response.status_code == 201
    response = client.get(f"/games/{game}")
    assert response.status_code == 200
    assert (
        response.json["fen"]
        == "rnbqkbnr/pp1ppppp/8/2p5/4P3/5N2/PPPP1PPP/RNBQKB1R b KQkq - 1 2"
    )
    assert response.json["board"][1] == ["p", "p", None, "p", "p", "p", "p", "p"]
    assert response.json["board"][3] == [None, None, "p", None, None, None, None, None]
    assert response.json["board"][4] == [None, None, None, None, "P", None, None, None]
    assert response.json["board"][5] == [None, None, None, None, None, "N", None, None]
    assert response.json["board"][7] == ["R", "N", "B", "Q", "K", "B", None, "R"]
    assert response.json["turn"] == "black"
    assert response.json["moves"] == [
        {"from": "e2", "to": "e4", "promotion": None},
        {"from": "c7", "to": "c5", "promotion": None},
        {"from": "g1", "to": "f3", "promotion": None},
    ]


def test_a_game_can_begin_with_a_given_position_black_to_move_and_in_check(client):
    """It begins with the usual starting position, or with a position that is…"""
    response = client.post("/games", json={"fen": "4k3/8/8/8/8/8/4R3/4K3 b - - 5 40"})
    assert response.status_code == 201
    game = response.json["id"]
    response = client.get(f"/games/{game}")
    assert response.status_code == 200
    assert response.json["fen"] == "4k3/8/8/8/8/8/4R3/4K3 b - - 5 40"
    assert response.json["board"][0] == [None, None, None, None, "k", None, None, None]
    assert response.json["board"][6] == [None, None, None, None, "R", None, None, None]
    assert response.json["board"][7] == [None, None, None, None, "K", None, None, None]
    assert response.json["turn"] == "black"
    assert response.json["in_check"] is True
    assert response.json["status"] == "active"
    assert response.json["winner"] is None
    assert len(response.json["moves"]) == 0
    response = client.post(f"/games/{game}/moves", json={"from": "e8", "to": "d7"})
    assert response.status_code == 201
    assert response.json["fen"] == "8/3k4/8/8/8/8/4R3/4K3 w - - 6 41"
    assert response.json["turn"] == "white"
    assert response.json["in_check"] is False


def test_a_position_that_is_not_legal_starts_no_game(client):
    """It begins with the usual starting position, or with a position that is…"""
    response = client.get("/games")
    assert response.status_code == 200
    assert response.json == []
    response = client.post("/games", json={"fen": "no position"})
    assert response.status_code == 422
    response = client.post("/games", json={"fen": "4k3/8/8/8/8/8/8/4K3 w - -"})
    assert response.status_code == 422
    response = client.post("/games", json={"fen": "4k3/8/8/8/8/8/4K3 w - - 0 1"})
    assert response.status_code == 422
    response = client.post("/games", json={"fen": "4k3/8/8/8/8/8/8/4K4 w - - 0 1"})
    assert response.status_code == 422
    response = client.post("/games", json={"fen": "4k3/8/8/8/8/8/8/4K3 x - - 0 1"})
    assert response.status_code == 422
    response = client.post("/games", json={"fen": "4k3/8/8/8/8/8/8/8 w - - 0 1"})
    assert response.status_code == 422
    response = client.post("/games", json={"fen": "4k3/8/8/8/8/8/8/4K2K w - - 0 1"})
    assert response.status_code == 422
    response = client.post("/games", json={"fen": "P3k3/8/8/8/8/8/8/4K3 w - - 0 1"})
    assert response.status_code == 422
    response = client.post(
        "/games", json={"fen": "4k3/pppppppp/p7/8/8/8/8/4K3 w - - 0 1"}
    )
    assert response.status_code == 422
    response = client.post("/games", json={"fen": "4k3/8/8/8/8/8/4R3/4K3 w - - 0 1"})
    assert response.status_code == 422
    response = client.post("/games", json={"fen": "4k3/8/8/8/8/8/8/4K3 w K - 0 1"})
    assert response.status_code == 422
    response = client.post("/games", json={"fen": "4k3/8/8/8/8/8/8/4K3 w - e6 0 1"})
    assert response.status_code == 422
    response = client.post("/games", json={"fen": "4k3/8/8/8/8/8/8/4K3 w - - 0 0"})
    assert response.status_code == 422
    response = client.get("/games")
    assert response.status_code == 200
    assert response.json == []
    response = client.post("/games", json={"fen": "4k3/8/8/8/8/8/8/4K3 w - - 0 1"})
    assert response.status_code == 201


def test_fool_s_mate_ends_the_game_and_black_has_won(client):
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
    assert response.json["status"] == "checkmate"
    assert response.json["winner"] == "black"
    response = client.get(f"/games/{game}")
    assert response.status_code == 200
    assert (
        response.json["fen"]
        == "rnb1kbnr/pppp1ppp/8/4p3/6Pq/5P2/PPPPP2P/RNBQKBNR w KQkq - 1 3"
    )
    assert response.json["status"] == "checkmate"
    assert response.json["winner"] == "black"
    assert response.json["turn"] == "white"
    assert response.json["in_check"] is True
    assert len(response.json["moves"]) == 4
    response = client.post(f"/games/{game}/moves", json={"from": "a2", "to": "a3"})
    assert response.status_code == 409
    assert response.json["detail"] == "The game is over"
    response = client.get(f"/games/{game}")
    assert response.status_code == 200
    assert len(response.json["moves"]) == 4
    assert response.json["status"] == "checkmate"
    response = client.get("/games")
    assert response.status_code == 200
    assert len(response.json) == 1
    assert response.json[0]["id"] == game
    assert response.json[0]["status"] == "checkmate"


def test_white_wins_by_checkmate_on_the_last_rank(client):
    """The status of a game is `active`, `checkmate` or `stalemate`."""
    response = client.post("/games", json={"fen": "6k1/5ppp/8/8/8/8/8/R5K1 w - - 0 1"})
    assert response.status_code == 201
    assert response.json["status"] == "active"
    game = response.json["id"]
    response = client.post(f"/games/{game}/moves", json={"from": "a1", "to": "a8"})
    assert response.status_code == 201
    response = client.get(f"/games/{game}")
    assert response.status_code == 200
    assert response.json["fen"] == "R5k1/5ppp/8/8/8/8/8/6K1 b - - 1 1"
    assert response.json["status"] == "checkmate"
    assert response.json["winner"] == "white"
    assert response.json["turn"] == "black"
    assert response.json["in_check"] is True


def test_stalemate_ends_the_game_without_a_winner(client):
    """The status of a game is `active`, `checkmate` or `stalemate`."""
    response = client.post("/games", json={"fen": "7k/8/6K1/8/8/8/8/5Q2 w - - 0 1"})
    assert response.status_code == 201
    game = response.json["id"]
    response = client.post(f"/games/{game}/moves", json={"from": "f1", "to": "f7"})
    assert response.status_code == 201
    assert response.json["status"] == "stalemate"
    response = client.get(f"/games/{game}")
    assert response.status_code == 200
    assert response.json["fen"] == "7k/5Q2/6K1/8/8/8/8/8 b - - 1 1"
    assert response.json["status"] == "stalemate"
    assert response.json["winner"] is None
    assert response.json["in_check"] is False
    assert response.json["turn"] == "black"
    response = client.post(f"/games/{game}/moves", json={"from": "h8", "to": "g8"})
    assert response.status_code == 409
    assert response.json["detail"] == "The game is over"
    response = client.get("/games")
    assert response.status_code == 200
    assert response.json[0]["status"] == "stalemate"


def test_a_game_can_begin_with_a_position_in_which_it_has_ended(client):
    """It begins with the usual starting position, or with a position that is…"""
    response = client.post(
        "/games",
        json={"fen": "rnb1kbnr/pppp1ppp/8/4p3/6Pq/5P2/PPPPP2P/RNBQKBNR w KQkq - 1 3"},
    )
    assert response.status_code == 201
    assert response.json["status"] == "checkmate"
    assert response.json["winner"] == "black"
    assert len(response.json["moves"]) == 0
    response = client.post("/games", json={"fen": "7k/5Q2/6K1/8/8/8/8/8 b - - 0 1"})
    assert response.status_code == 201
    assert response.json["status"] == "stalemate"
    assert response.json["winner"] is None
    assert response.json["in_check"] is False
    response = client.get("/games")
    assert response.status_code == 200
    assert len(response.json) == 2
    assert response.json[0]["status"] == "stalemate"
    assert response.json[1]["status"] == "checkmate"


def test_several_games_go_on_without_affecting_each_other_the_newest_listed_first(
    client,
):
    """It knows the rules and keeps the games; it does not play itself, and…"""
    response = client.post("/games", json={})
    assert response.status_code == 201
    first = response.json["id"]
    response = client.post("/games", json={"fen": "6k1/5ppp/8/8/8/8/8/R5K1 w - - 0 1"})
    assert response.status_code == 201
    second = response.json["id"]
    response = client.post("/games", json={})
    assert response.status_code == 201
    third = response.json["id"]
    response = client.post(f"/games/{first}/moves", json={"from": "d2", "to": "d4"})
    assert response.status_code == 201
    response = client.post(f"/games/{second}/moves", json={"from": "a1", "to": "a8"})
    assert response.status_code == 201
    response = client.post(f"/games/{first}/moves", json={"from": "d7", "to": "d5"})
    assert response.status_code == 201
    response = client.get(f"/games/{first}")
    assert response.status_code == 200
    assert (
        response.json["fen"]
        == "rnbqkbnr/ppp1pppp/8/3p4/3P4/8/PPP1PPPP/RNBQKBNR w KQkq d6 0 2"
    )
    assert len(response.json["moves"]) == 2
    assert response.json["status"] == "active"
    response = client.get(f"/games/{third}")
    assert response.status_code == 200
    assert (
        response.json["fen"]
        == "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1"
    )
    assert len(response.json["moves"]) == 0
    response = client.get("/games")
    assert response.status_code == 200
    assert len(response.json) == 3
    assert response.json[0]["id"] == third
    assert response.json[0]["status"] == "active"
    assert response.json[1]["id"] == second
    assert response.json[1]["status"] == "checkmate"
    assert response.json[2]["id"] == first
    assert response.json[2]["status"] == "active"


def test_the_side_to_move_is_shown_in_check_until_it_has_answered_it(client):
    """It also shows whose turn it is (`white` or `black`), whether the side…"""
    response = client.post("/games", json={})
    assert response.status_code == 201
    game = response.json["id"]
    response = client.post(f"/games/{game}/moves", json={"from": "e2", "to": "e4"})
    assert response.status_code == 201
    response = client.post(f"/games/{game}/moves", json={"from": "f7", "to": "f6"})
    assert response.status_code == 201
    response = client.post(f"/games/{game}/moves", json={"from": "d1", "to": "h5"})
    assert response.status_code == 201
    response = client.get(f"/games/{game}")
    assert response.status_code == 200
    assert (
        response.json["fen"]
        == "rnbqkbnr/ppppp1pp/5p2/7Q/4P3/8/PPPP1PPP/RNB1KBNR b KQkq - 1 2"
    )
    assert response.json["turn"] == "black"
    assert response.json["in_check"] is True
    assert response.json["status"] == "active"
    assert response.json["winner"] is None
    response = client.post(f"/games/{game}/moves", json={"from": "g7", "to": "g6"})
    assert response.status_code == 201
    response = client.get(f"/games/{game}")
    assert response.status_code == 200
    assert (
        response.json["fen"]
        == "rnbqkbnr/ppppp2p/5pp1/7Q/4P3/8/PPPP1PPP/RNB1KBNR w KQkq - 0 3"
    )
    assert response.json["turn"] == "white"
    assert response.json["in_check"] is False


def test_a_refused_move_leaves_the_game_as_it_was(client):
    """A game can be looked at any time."""
    response = client.post("/games", json={})
    assert response.status_code == 201
    game = response.json["id"]
    response = client.post(f"/games/{game}/moves", json={"from": "e2", "to": "e5"})
    assert response.status_code == 409
    assert response.json["detail"] == "Illegal move"
    response = client.post(f"/games/{game}/moves", json={"from": "e7", "to": "e5"})
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


def test_a_promotion_is_shown_with_the_moves_and_on_the_board(client):
    """It shows the board twice: as a FEN string, and as JSON, where `board`…"""
    response = client.post("/games", json={"fen": "8/P6k/8/8/8/8/7p/K7 w - - 3 50"})
    assert response.status_code == 201
    game = response.json["id"]
    response = client.post(
        f"/games/{game}/moves", json={"from": "a7", "to": "a8", "promotion": "n"}
    )
    assert response.status_code == 201
    response = client.post(f"/games/{game}/moves", json={"from": "h7", "to": "g6"})
    assert response.status_code == 201
    response = client.get(f"/games/{game}")
    assert response.status_code == 200
    assert response.json["fen"] == "N7/8/6k1/8/8/8/7p/K7 w - - 1 51"
    assert response.json["board"][0] == ["N", None, None, None, None, None, None, None]
    assert response.json["board"][1] == [None, None, None, None, None, None, None, None]
    assert response.json["board"][2] == [None, None, None, None, None, None, "k", None]
    assert response.json["moves"] == [
        {"from": "a7", "to": "a8", "promotion": "n"},
        {"from": "h7", "to": "g6", "promotion": None},
    ]


def test_bare_kings_and_a_long_quiet_game_do_not_end_it(client):
    """The status of a game is `active`, `checkmate` or `stalemate`."""
    response = client.post("/games", json={"fen": "4k3/8/8/8/8/8/8/4K3 w - - 100 80"})
    assert response.status_code == 201
    assert response.json["status"] == "active"
    game = response.json["id"]
    response = client.post(f"/games/{game}/moves", json={"from": "e1", "to": "e2"})
    assert response.status_code == 201
    assert response.json["fen"] == "4k3/8/8/8/8/8/4K3/8 b - - 101 80"
    assert response.json["status"] == "active"
    assert response.json["winner"] is None


def test_the_same_move_sent_many_times_at_once_is_made_once(together, client):
    """Several games go on at the same time and never affect each other, and…"""
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
    assert response.json["moves"] == [{"from": "e2", "to": "e4", "promotion": None}]


def test_a_game_that_does_not_exist_is_not_found(client):
    """Several games go on at the same time and never affect each other, and…"""
    response = client.get("/games/999999")
    assert response.status_code == 404
    response = client.post("/games", json={})
    assert response.status_code == 201
    game = response.json["id"]
    response = client.get("/games/999999")
    assert response.status_code == 404
    response = client.get(f"/games/{game}")
    assert response.status_code == 200
