"""Paths that name two rows, and rows joined by pairs, built from sentences: the app does what they say, and its tests can tell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from projects import built_once, notices, on_database

pytest_plugins = ("fixtures_postgres",)

BOARDS = """\
---
app: boards
---
# Boards

## Data

### User

- `name`: text, 2 to 40 characters, unique
- `password`: secret, at least 10 characters

### Label

- `name`: text, 1 to 20 characters, unique
- From the start there is a label with `name` "late".
- From the start there is a label with `name` "new".

### Board

- `owner`: the user who creates it
- `title`: text, 1 to 80 characters

### Card

- `board`: link to a board
- `title`: text, 1 to 80 characters
- `done`: yes/no, default no
- `labels`: links to labels

## Endpoints

### POST /users
- Registers a user.

### POST /login
- Logs in a user.

### POST /boards
- Adds a board.

### DELETE /boards/{id}
- Deletes the board.

### POST /boards/{board_id}/cards
- Adds a card.

### GET /boards/{board_id}/cards
- Lists the cards of the board, sorted by `title`.
- The list can be filtered by `done`.

### GET /boards/{board_id}/cards/number
- Counts the cards of the board.

### GET /boards/{board_id}/cards/{id}
- Shows the card.

### PATCH /boards/{board_id}/cards/{id}
- Changes the `title` of a card.

### PUT /boards/{board_id}/cards/{id}/done
- Marks the card as done.

### DELETE /boards/{board_id}/cards/{id}
- Deletes the card.

### DELETE /boards/{board_id}/cards
- Deletes all cards that are done.

### PUT /cards/{card_id}/labels/{id}
- Adds a label to the card.
- Anyone may call it.

### DELETE /cards/{card_id}/labels/{id}
- Removes a label from the card.
- Anyone may call it.

### GET /cards/{card_id}/labels
- Lists the labels of the card.
- Anyone may call it.

### GET /labels/{label_id}/cards
- Lists the cards of the label.
- Anyone may call it.

## Rules

- If the board does not exist, answer 404 with "No such board".
- If the card does not exist, answer 404 with "No such card".
- If the label is not in the card, answer 404 with "Not labelled so".
- Only the owner may delete boards.
"""
APP = "generated/boards"
CARDS, LABELS = "boards/routes/cards.py", "boards/routes/labels.py"

FAULTS = (
    (CARDS, "select(Card).where(Card.board == board_id)", "select(Card)", "list_cards_of_board_lists_the_rows"),
    (CARDS, "board=board_id,", "board=1,", "create_card_succeeds"),
    (CARDS, "select(Card).where(Card.id == id, Card.board == board_id)", "select(Card).where(Card.id == id)", "update_card_of_board_refuses_what_belongs_to_another"),
    (CARDS, "Board.id == board_id, Board.owner == current_user.id", "Board.id == board_id", "count_cards_of_board_refuses_a_row_of_somebody_else"),
    (CARDS, 'abort(404, "No such board")', "abort(404)", "mark_card_done_refuses_an_unknown_board"),
    (CARDS, "delete(Card).where(Card.id == id, Card.board == board_id)", "delete(Card).where(Card.id == id)", "delete_card_of_board_refuses_what_belongs_to_another"),
    (CARDS, ".where(Card.done.is_(True), Card.board == board_id)", ".where(Card.done.is_(True))", "delete_cards_of_board_deletes_these_rows_alone"),
    (CARDS, "where(CardLabel.label_id == label_id)", "where(CardLabel.label_id > 0)", "list_cards_of_label_lists_the_rows"),
    (LABELS, "CardLabel(card_id=card_id, label_id=id)", "CardLabel(card_id=card_id, label_id=1)", "add_label_to_card_joins_the_two"),
    (LABELS, 'abort(404, "Not labelled so")', "pass", "remove_label_from_card_refuses_what_belongs_to_another"),
    (LABELS, "CardLabel.card_id == card_id, CardLabel.label_id == id", "CardLabel.card_id == card_id", "remove_label_from_card_ends_it"),
    (LABELS, "where(CardLabel.card_id == card_id)", "where(CardLabel.card_id > 0)", "list_labels_of_card_lists_the_rows"),
)  # fmt: skip
"""What may be wrong with such views: a file, what stands there, what stands there instead, and the test that notices it."""


@pytest.fixture(scope="module")
def boards(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built app."""
    project, told = built_once(tmp_path_factory, "boards", BOARDS)
    untested = [line for line in told.splitlines() if line.endswith("0  untested")]
    assert [line.split(":")[1] for line in untested] == ["15"], "no request gives a label its name"
    return project.folder / APP


@pytest.mark.parametrize(
    ("path", "right", "wrong", "noticed"),
    FAULTS,
    ids=[f"{n}: {fault[1][:50]}" for n, fault in enumerate(FAULTS)],
)
def test_the_tests_of_the_app_notice(
    boards: Path, tmp_path: Path, path: str, right: str, wrong: str, noticed: str
) -> None:
    assert notices(boards, tmp_path / "boards", (path, right, wrong), noticed)


ANSWERS = """
import json
from concurrent.futures import ThreadPoolExecutor
from boards import create_app

app = create_app()

def ask(method, path, token=None, **more):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return app.test_client().open(path, method=method, headers=headers, **more)

tokens = {}
for name in ("ann", "bob"):
    sent = {"name": name, "password": "correct horse"}
    assert ask("POST", "/users", json=sent).status_code == 201
    tokens[name] = ask("POST", "/login", json=sent).json["token"]
ann, bob = tokens["ann"], tokens["bob"]
board = ask("POST", "/boards", ann, json={"title": "Ours"}).json["id"]
other = ask("POST", "/boards", ann, json={"title": "Other"}).json["id"]
cards = f"/boards/{board}/cards"
made = [ask("POST", cards, ann, json={"title": title}).json["id"] for title in ("b", "a")]
labels = f"/cards/{made[0]}/labels"
with ThreadPoolExecutor(8) as pool:
    added = list(pool.map(lambda _: ask("PUT", f"{labels}/1").status_code, range(8)))
    removed = list(pool.map(lambda _: ask("DELETE", f"{labels}/1").status_code, range(8)))
ask("PUT", f"{labels}/2")
found = {
    "added": sorted(set(added)),
    "removed": sorted(removed),
    "titles": [card["title"] for card in ask("GET", cards, ann).json["items"]],
    "stranger": [ask(method, cards, bob, json={"title": "x"}).status_code for method in ("GET", "POST")],
    "elsewhere": ask("GET", f"/boards/{other}/cards/{made[0]}", ann).status_code,
    "nowhere": ask("GET", "/boards/99/cards", ann).json["detail"],
    "odd": [ask("GET", f"/boards/{each}/cards", ann).status_code for each in ("x", "0", "-1", "9" * 30)],
    "labels": [label["name"] for label in ask("GET", labels).json["items"]],
    "of label": [card["id"] for card in ask("GET", "/labels/2/cards").json["items"]] == [made[0]],
    "extra": ask("POST", cards, ann, json={"title": "x", "board": other}).status_code,
    "kept": ask("DELETE", f"/boards/{board}", ann).json["detail"],
    "gone": ask("DELETE", f"{cards}/{made[0]}", ann).status_code,
    "labels left": ask("GET", "/labels/2/cards").json["total"],
}
print(json.dumps(found))
"""
EXPECTED = {
    "added": [204],
    "removed": [204, *([404] * 7)],
    "titles": ["a", "b"],
    "stranger": [404, 404],
    "elsewhere": 404,
    "nowhere": "No such board",
    "odd": [404, 404, 404, 404],
    "labels": ["new"],
    "of label": True,
    "extra": 422,
    "kept": "Still referred to by cards.",
    "gone": 204,
    "labels left": 0,
}


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_the_app_holds_on_both_databases(
    boards: Path, tmp_path: Path, database: str, request: pytest.FixtureRequest
) -> None:
    url = "" if database == "sqlite" else request.getfixturevalue("postgres_url")
    told = on_database(boards, tmp_path / "boards", ANSWERS, url=url)
    assert json.loads(told) == EXPECTED
