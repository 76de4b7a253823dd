"""Which answers are a slice's definitions, and what is said of those that are not."""

from __future__ import annotations

import pytest

from codegen.generate import Wanted
from codegen.ownership import OWNERSHIP_RULES, NotASlice, read_definitions
from codegen.ownership.import_time import CALLS

HEAD = '@games.post("/games/<int:game_id>/moves")\ndef make_move(game_id: int) -> Answer:'
VIEW = f"from flask import Answer\n\n\n{HEAD}\n    return game_id\n"
ROUTES = Wanted("routes/games.py", ("make_move",), (HEAD,))
LOGIC = Wanted("rules.py", ("legal",), ("def legal(board: str) -> bool:",))
LEGAL = "def legal(board: str) -> bool:\n    return bool(board)\n"
TAKEN = frozenset({"games", "make", "make_move_back", "Move"})


def problems(text: str, wanted: Wanted = ROUTES) -> list[str]:
    try:
        read_definitions(text, wanted, TAKEN, "chess")
    except NotASlice as refused:
        return list(refused.problems)
    return []


def test_a_good_answer_is_formatted_and_rid_of_what_it_does_not_use() -> None:
    text = read_definitions(
        f'"""Moves."""\nimport re\nfrom chess.models import Game\n{VIEW}\n_MAKE_MOVE_ROWS=(1,\n 2)\n\n'
        "def _make_move_game(x : int)->Game: return Game(x, _MAKE_MOVE_ROWS)\n",
        ROUTES,
        TAKEN,
        "chess",
    )
    assert text == (
        "\n".join(("from flask import Answer", "", "from chess.models import Game", "", ""))
        + "_MAKE_MOVE_ROWS = (1, 2)\n\n\n"
        "def _make_move_game(x: int) -> Game:\n    return Game(x, _MAKE_MOVE_ROWS)\n\n\n"
        f"{HEAD}\n    return game_id\n"
    )


@pytest.mark.parametrize(
    "extra",
    [
        "_MAKE_MOVE_LIMIT = 3",
        "_MAKE_MOVE_LIMITS: dict[str, int] = {'a': -1, **{}}",
        "from re import compile\n_MAKE_MOVE_NAME = compile('[a-z]')",
        "import re as r\n_MAKE_MOVE_NAME = r.compile('[a-z]', r.A | r.I)",
        "from decimal import Decimal as D\n_MAKE_MOVE_FEE = D('1.5') * 2",
        "import datetime\n_MAKE_MOVE_DAY = datetime.timedelta(days=1)",
        "_MAKE_MOVE_SET = frozenset({'a', 'b'} | set('cd'))",
        "_MAKE_MOVE_SIGNS = {'+': lambda a, b=1: a + b}",
        "class _MakeMoveBoard:\n    '''A board.'''\n    size: int = 8\n    def show(self) -> str:\n        return ''",
        "import dataclasses\n@dataclasses.dataclass(frozen=True)\nclass _MakeMoveBoard:\n"
        "    rows: list[int] = dataclasses.field(default_factory=list)\n    @property\n"
        "    def size(self) -> int:\n        return 1\n    @size.setter\n"
        "    def size(self, n: int) -> None:\n        pass",
        "import enum\nclass _MakeMoveKind(enum.Enum):\n    A = enum.auto()",
        "from functools import lru_cache\n@lru_cache(maxsize=8)\ndef _make_move_all() -> int:\n    return 1",
        "def _make_move_far(*, by: int = -1, of: tuple[int, ...] = (1, 2)) -> int:\n    import json\n    return by",
    ],
)
def test_names_of_its_own_and_plain_values_are_accepted(extra: str) -> None:
    assert problems(f"{VIEW}\n{extra}\n") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def broken(:\n", "Line 1: Python cannot read this"),
        ("x = 1\n", "The function `make_move` is missing."),
        (VIEW.replace(".post", ".get"), "must stand exactly under\n@games.post"),
        (VIEW.replace("/moves", "/move"), "must stand exactly under"),
        (VIEW.replace("game_id: int)", "game_id: str)"), "must stand exactly under"),
        (VIEW.replace("game_id: int)", "game_id: int, x: int = 1)"), "must stand exactly under"),
        (VIEW.replace(" -> Answer", ""), "must stand exactly under"),
        (VIEW.replace("\ndef", "\n@cache\ndef"), "must stand exactly under"),
        (VIEW.replace("def make_move", "async def make_move"), "is missing"),
        (VIEW.replace("def make_move", "class A:\n  def make_move"), "is missing"),
        (f"{VIEW}{VIEW}", "`make_move` is defined more than once"),
        (f"{VIEW}\ngames = 1\n", "`games` is defined elsewhere"),
        (f"{VIEW}\nclass Move:\n    pass\n", "`Move` is defined elsewhere"),
        (f"{VIEW}\ndef helper() -> None:\n    pass\n", "must start with `_make_move_`"),
        (f"{VIEW}\ndef _helper() -> None:\n    pass\n", "must start with `_make_move_`"),
        (f"{VIEW}\nLIMIT = 3\n", "(a constant with `_MAKE_MOVE_`)"),
        (f"{VIEW}\n_make_move_cache = {{}}\n", "write its name in capitals"),
        (f"{VIEW}\n_make_move_cache: dict[int, int] = {{}}\n", "write its name in capitals"),
        (f"{VIEW}\ndef _make_helper() -> None:\n    pass\n", "must start with `_make_move_`"),
        (f"{VIEW}\ndef _make_move_back_x() -> None:\n    pass\n", "must start with `_make_move_`"),
        (f"{VIEW}\n__all__ = ['make_move']\n", "must start with"),
        (f"{VIEW}\nprint(1)\n", "`print(1)` is neither an import"),
        (f"{VIEW}\nif True:\n    _MAKE_MOVE_A = 1\n", "`if True:` is neither"),
        (f"{VIEW}\nif __name__ == '__main__':\n    make_move(1)\n", "is neither an import"),
        (f"{VIEW}\ntry:\n    import x\nexcept ImportError:\n    pass\n", "is neither an import"),
        (f"{VIEW}\nfor _MAKE_MOVE_X in (1, 2):\n    pass\n", "is neither an import"),
        (f"{VIEW}\n_MAKE_MOVE_A = _MAKE_MOVE_B = 1\n", "is neither an import"),
        (f"{VIEW}\n_MAKE_MOVE_A: int\n", "is neither an import"),
        (f"{VIEW}\nasync def _make_move_x() -> None:\n    pass\n", "is neither an import"),
        (f"{VIEW}\nimport json; _MAKE_MOVE_A = 1\n", "two statements stand on one line"),
        (f"from chess.routes import games\n{VIEW}", "Line 1: the name `games` is one of this"),
        (f"import games.x\n{VIEW}", "the name `games` is one of this module"),
        (f"from a import b as make_move\n{VIEW}", "the name `make_move` is one of this module"),
        (f"from . import models\n{VIEW}", "Line 1: the import is relative"),
        (f"from chess.models import *\n{VIEW}", "Line 1: the import has a star"),
        (f"{VIEW}\ndef _make_move_x() -> None:\n    from .models import y\n", "import is relative"),
        (f"{VIEW}\n_MAKE_MOVE_A = open('x').read()\n", "`open('x').read()` runs while"),
        (f"{VIEW}\n_MAKE_MOVE_A = [n for n in (1, 2)]\n", "runs while the module is imported"),
        (f"{VIEW}\n_MAKE_MOVE_A = make_move(1)\n", "`make_move(1)` runs while"),
        (f"{VIEW}\n_MAKE_MOVE_A = (_MAKE_MOVE_B := 1)\n", "runs while"),
        (f"{VIEW}\ndef _make_move_x(n: int = len('a')) -> None:\n    pass\n", "`len('a')` runs"),
        (f"{VIEW}\ndef _make_move_x(n: print('a')) -> None:\n    pass\n", "`print('a')` runs"),
        (
            f"{VIEW}\n@games.get('/x')\ndef _make_move_x() -> None:\n    pass\n",
            "`@games.get` may not",
        ),
        (f"{VIEW}\nclass _MakeMoveA:\n    x = print(1)\n", "`print(1)` runs while"),
        (f"{VIEW}\n_MAKE_MOVE_A = lambda x=print(1): x\n", "`print(1)` runs while"),
        (
            f"{VIEW}\nclass _MakeMoveA:\n    def x(self, y=print(1)):\n        pass\n",
            "`print(1)` runs",
        ),
        (f"{VIEW}\nclass _MakeMoveA:\n    print(1)\n", "in the class `_MakeMoveA` this runs"),
        (f"{VIEW}\nclass _MakeMoveA(type('B', (), {{}})):\n    pass\n", "runs while"),
        (
            f"{VIEW}\ndef set(x: int) -> int:\n    return x\n_MAKE_MOVE_A = set(1)\n",
            "`set(1)` runs",
        ),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(text: str, said: str) -> None:
    assert any(said in problem for problem in problems(text)), problems(text)


def test_all_that_is_wrong_is_said_at_once() -> None:
    found = problems("from .a import b\nprint(b)\n\ndef helper():\n    pass\n")
    assert len(found) == 4


def test_definitions_that_need_one_another_are_refused() -> None:
    text = f"{VIEW}\nclass _MakeMoveA(_MakeMoveB):\n    pass\nclass _MakeMoveB(_MakeMoveA):\n    pass\n"
    assert problems(text) == ["Some definitions need one another while they are imported."]


def test_a_name_that_is_defined_twice_is_refused() -> None:
    text = f"{VIEW}\n_MAKE_MOVE_A = 1\n_MAKE_MOVE_B = 2\n_MAKE_MOVE_A = 3\n"
    assert problems(text) == ["In the module two slices define the name '_MAKE_MOVE_A'."]


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        (
            "class Board:\n    pass\n\nEMPTY = {'a': 1}\nBoards = list[Board]\n\ndef _named(b: Board) -> str:\n    return ''",
            None,
        ),
        ("def helper() -> None:\n    pass", "its name must start with `_`"),
        ("state = {}", "write its name in capitals"),
    ],
)
def test_a_logic_module_is_its_slice_s_own(extra: str, said: str | None) -> None:
    found = problems(f"{LEGAL}\n{extra}\n", LOGIC)
    assert (said is None and not found) or any(str(said) in problem for problem in found)


def test_overloads_are_one_definition() -> None:
    overload = "from typing import overload\n\n@overload\ndef legal(board: str) -> bool: ...\n"
    assert problems(f"{overload}\n{LEGAL}", LOGIC) == []
    assert problems(f"{LEGAL}\n{LEGAL}", LOGIC) == [
        "The function `legal` is defined more than once."
    ]


def test_answers_side_by_side_never_share_a_name() -> None:
    """The longest owner wins: ``_make_move_x`` is no name of ``make`` where there is a ``make_move``."""
    head = "def make() -> int:"
    make = Wanted("routes/games.py", ("make",), (head,))
    text = f"{head}\n    return 1\n\ndef _make_move_x() -> int:\n    return 1\n"
    read_definitions(text, make, frozenset())
    with pytest.raises(NotASlice, match="must start with `_make_`"):
        read_definitions(text, make, frozenset({"make_move"}))


def test_the_rules_name_what_may_be_called() -> None:
    words = " ".join(OWNERSHIP_RULES)
    for name in ("frozenset", "re.compile", "Decimal", "timedelta", "TypeAdapter"):
        assert name in words
        assert any(call.endswith(name) for call in CALLS)
