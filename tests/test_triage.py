from __future__ import annotations

import json

import pytest

from codegen.asking import Unfit
from codegen.contract import StatementId
from codegen.prompts import Labels
from codegen.spec import Statement
from codegen.triage import Verdict, verdict_reader
from codegen.types import Location

ID = StatementId("background/1")
TEXT = "A loan lasts 14 days"
OTHER = StatementId("background/2")
LABELS = Labels(
    {
        "S1": Statement(ID, TEXT, Location("x.md", 1), "background", "background"),
        "S2": Statement(OTHER, "It lasts 15", Location("x.md", 2), "background", "background"),
    }
)
NAMES = {"it_is_due": "it_is_due"}


def answer(**changes: object) -> str:
    verdict = {
        "name": "it_is_due",
        "verdict": "scenario_wrong",
        "statement": "S1",
        "quote": "14 days",
        "because": "The test counted 15.",
        "sentence": None,
    }
    return json.dumps({"verdicts": [verdict | changes]})


def test_a_verdict_quotes_the_statement() -> None:
    [verdict] = verdict_reader(LABELS, NAMES)(answer())
    assert verdict == Verdict("it_is_due", "scenario_wrong", ID, "14 days", "The test counted 15.")


@pytest.mark.parametrize(
    "changes, told",
    [
        ({"name": "another"}, "There is no verdict on 'it_is_due'."),
        ({"name": "another"}, "'another' is none of the disagreements."),
        ({"statement": "S3"}, "names the statement 'S3', which does not exist"),
        ({"quote": "15 days"}, "quotes '15 days': copy a part of"),
        ({"quote": " "}, "copy a part of"),
        ({"verdict": "statement_ambiguous"}, "needs the sentence that would settle it"),
        ({"verdict": "statement_ambiguous", "sentence": "So."}, "and in `otherwise` the one"),
        ({"verdict": "statements_in_conflict"}, "needs the label of the other statement"),
        ({"verdict": "statements_in_conflict", "other": "S9"}, "needs the label of the other"),
        ({"verdict": "statements_in_conflict", "other": "S1"}, "needs the label of the other"),
        ({"verdict": "nobody_wrong"}, "Input should be"),
    ],
)
def test_what_is_wrong_with_it_is_told(changes: dict[str, object], told: str) -> None:
    with pytest.raises(Unfit) as caught:
        verdict_reader(LABELS, NAMES)(answer(**changes))
    assert told in str(caught.value)


def test_an_ambiguous_statement_has_a_sentence_for_each_reading() -> None:
    said = {"verdict": "statement_ambiguous", "sentence": "14 whole days.", "otherwise": "13."}
    [verdict] = verdict_reader(LABELS, NAMES)(answer(**said))
    assert (verdict.sentence, verdict.otherwise) == ("14 whole days.", "13.")


def test_a_conflict_names_both_statements() -> None:
    said = {"verdict": "statements_in_conflict", "other": "S2"}
    [verdict] = verdict_reader(LABELS, NAMES)(answer(**said))
    assert (verdict.statement, verdict.other) == (ID, OTHER)


def test_prose_is_no_verdict() -> None:
    with pytest.raises(Unfit):
        verdict_reader(LABELS, NAMES)("The code is wrong.")
