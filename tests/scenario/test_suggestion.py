from __future__ import annotations

import pytest

from codegen.scenario.suggestion import did_you_mean, mend_for

KNOWN = ("isString", "exists", "count")


@pytest.mark.parametrize(
    "word, meant", [("isstring", "isString"), ("exist", "exists"), ("zzz", None), ("", None)]
)
def test_did_you_mean(word: str, meant: str | None) -> None:
    assert did_you_mean(word, KNOWN) == meant


def test_mend_for() -> None:
    assert mend_for("cuont", KNOWN, "Else.") == "Did you mean 'count'?"
    assert mend_for("zzz", KNOWN, "Else.") == "Else."
