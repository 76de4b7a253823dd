"""What was kept unproven, as the record has it and as it is on disk."""

from __future__ import annotations

import pytest

from codegen.contract import StatementId
from codegen.proving import COMMENT_CHARACTERS
from codegen.reporters.base import Marked
from codegen.spec import Statement
from codegen.types import File, Location
from codegen.unproven import kept

LONG = "A jar holds 3 coins, " + "and many more words are said of it " * 8
STATEMENTS = (
    Statement(StatementId("a"), LONG, Location("specs/x.md", 7, 2), "rules", "rules"),
    Statement(StatementId("b"), "Short", Location("specs/x.md", 9), "rules", "rules"),
)
MARK = f"# UNPROVEN: {LONG[:COMMENT_CHARACTERS]}".rstrip()
PATH = "jars/routes/jars.py"
VIEW = '@jars.post("/coins")\ndef put_coin() -> str:\n    return ""\n'
EMITTED = (File(PATH, f"import x\n\n\n{MARK}\n{VIEW}\n\ndef other() -> None:\n    return\n"),)
SAID = f"specs/x.md:7:2: {LONG}"


def test_a_mark_that_stands_is_listed_where_it_stands_with_the_whole_statement() -> None:
    assert kept(EMITTED, EMITTED, STATEMENTS) == (Marked(f"{PATH}:4", "put_coin", SAID, False),)


@pytest.mark.parametrize(
    "now, place",
    [
        (f"import x\n\n\n{VIEW}", f"{PATH}:4"),
        (f"# Mended by Ann.\n{VIEW}", f"{PATH}:2"),
        ("import x\n", PATH),
        ("def put_coin(:\n", PATH),
        (None, PATH),
    ],
)
def test_a_mark_that_a_person_took_out_is_noticed(now: str | None, place: str) -> None:
    disk = () if now is None else (File(PATH, now),)
    assert kept(EMITTED, disk, STATEMENTS) == (Marked(place, "put_coin", SAID, True),)


def test_a_mark_may_have_a_remark_below_it() -> None:
    [found] = kept(EMITTED, (File(PATH, f"{MARK}\n# Ann looks at it.\n{VIEW}"),), STATEMENTS)
    assert (found.place, found.taken_out) == (f"{PATH}:1", False)


def test_a_statement_that_is_gone_is_told_in_the_words_of_the_mark() -> None:
    [found] = kept(EMITTED, EMITTED, STATEMENTS[1:])
    assert found.statement == LONG[:COMMENT_CHARACTERS].strip()


def test_what_was_proven_has_nothing_to_list() -> None:
    assert kept((File(PATH, VIEW),), (File(PATH, f"{MARK}\n{VIEW}"),), STATEMENTS) == ()
