"""Scripted answers of a model: what is read, and what it is told."""

from __future__ import annotations

import re

import pytest

from codegen.contract import StatementId
from codegen.scenario import Scenario
from codegen.testgen.answers import SCENARIO_FORMAT, NotScenarios, read_scenarios
from custom import CONTRACT, LABELS, S1, S2, S3, TEXTS

BLOCK = """\
```http
GET /books/7
HTTP 404
```
"""
SCRIPTED = f"## A book is not there\nCovers: S3\n\n{BLOCK}"


def read(text: str, resource: str = "books", taken: tuple[str, ...] = ()) -> tuple[Scenario, ...]:
    return read_scenarios(text, CONTRACT, LABELS, TEXTS, resource, taken)


def refused(text: str, resource: str = "books") -> list[str]:
    with pytest.raises(NotScenarios) as caught:
        read(text, resource)
    return list(caught.value.problems)


def test_a_scenario_is_read() -> None:
    [scenario] = read(SCRIPTED)
    assert scenario.name == "a_book_is_not_there"
    assert (scenario.origin, scenario.covers) == ("model", (S3,))
    assert scenario.endpoints == ("GET /books/{book_id}",)
    assert scenario.quote == TEXTS[S3]
    assert scenario.exchanges[0].status == 404


def test_everything_that_is_reached_is_covered_and_the_own_resource_comes_first() -> None:
    block = (
        '```http\nGET /loans?member=ann\nHTTP 200\n[Captures]\nbook: jsonpath "$[0].id"\n'
        "GET /books/{{book}}\nHTTP 404\nGET /loans?member=ben\nHTTP 200\n```\n"
    )
    [scenario] = read(f"## Loans\nCovers: S1\n{block}")
    assert scenario.endpoints == ("GET /books/{book_id}", "GET /loans")
    [scenario] = read(f"## Loans\nCovers: S1\n{block}", "loans")
    assert scenario.endpoints == ("GET /loans", "GET /books/{book_id}")


@pytest.mark.parametrize(
    "covers",
    ["Covers: S3, S1", "**Covers:** S3, S1", "- covers: S3,S1.", "Covers : S3; S1", "Covers: S3 and S1"],
)  # fmt: skip
def test_ways_to_cite(covers: str) -> None:
    [scenario] = read(SCRIPTED.replace("Covers: S3", covers))
    assert scenario.covers == (S3, S1)


def test_labels_may_be_the_statements_ids() -> None:
    labels = {str(id_): id_ for id_ in TEXTS}
    text = SCRIPTED.replace("Covers: S3", f"Covers: {S3}, {S2}")
    [scenario] = read_scenarios(text, CONTRACT, labels, TEXTS, "books")
    assert scenario.covers == (S3, S2)


@pytest.mark.parametrize(
    ("titles", "names"),
    [
        (("Again", "Again!"), ["again", "again_2"]),
        (("书不存在", "没有这本书"), ["show_book_scenario", "show_book_scenario_2"]),
        (("Ann's 2nd “book”", "taken"), ["ann_s_2nd_book", "taken_2"]),
        (("404", "x" * 90), ["show_book_scenario", "x" * 80]),
    ],
)
def test_titles_become_names(titles: tuple[str, str], names: list[str]) -> None:
    text = "\n".join(SCRIPTED.replace("A book is not there", title) for title in titles)
    found = [scenario.name for scenario in read(text, taken=("taken",))]
    assert found == names
    assert all(re.fullmatch("[a-z0-9_]+", name) for name in found)


def test_talk_around_the_scenarios_is_passed_over() -> None:
    text = f"Sure!\n\n# Scenarios\n\n```python\nno = 1\n```\n\n{SCRIPTED}\nThat is all.\n"
    assert len(read(text)) == 1


def test_a_text_of_several_lines_needs_a_longer_fence() -> None:
    text = (
        "## Text\nCovers: S1\n\n````http\nPOST /returns\nContent-Type: text/plain\n```\n## a\nb\n```\n"
        "HTTP 415\n````\n"
    )
    [scenario] = read(text, "loans")
    assert scenario.exchanges[0].status == 415


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("Covers: S3\n", "", 'it cites no statement: add a line "Covers: S3" below its title.'),
        ("S3", "S9", "there is no statement 'S9'. The labels are S1, S2, S3, S4."),
        ("S3", "the due day", "there is no statement 'the due day'."),
        ("```\n", "", "its block is never closed."),
        (BLOCK, "", "it has 0 ```http blocks; write exactly one."),
        (BLOCK, BLOCK * 2, "it has 2 ```http blocks; write exactly one."),
        ("/books/7", "/boks/7", "it calls 'GET /boks/7', which the contract does not have."),
        ("GET", "PUT", "it calls 'PUT /books/7', which the contract does not have."),
        ("GET /books/7\nHTTP 404", "GET /loans?member=a\nHTTP 200", "it calls no endpoint of 'books'"),
        ("HTTP 404", "HTTP 409", "it expects 409, which 'GET /books/{book_id}' never answers. Its statuses are 200, 404."),
        ("HTTP 404", "", "in the line 'GET /books/7' the request expects nothing."),
        ("HTTP 404", "HTTP 200\n[Asserts]\njsonpath \"$.id\" is 7", "in the line 'jsonpath \"$.id\" is 7' the predicate 'is' is unknown."),
        ("GET", "# together: 3, others 500\nGET", "it expects 500, which 'GET /books/{book_id}' never answers."),
        ("GET", '# given: Bok {"id": 1}\nGET', "it is given a row of the unknown entity 'Bok'. Did you mean 'Book'?"),
        ("GET", '# given: User {"id": 1}\nGET', "it is given a row of the unknown entity 'User'. Use entities of the contract."),
        ("GET", '# given: Book {"title": "a", "price": "1.00", "colour": 1}\nGET', "it is given the unknown field 'colour' of 'Book'."),
        ("GET", '# given: Book {"title": "a", "price": 1}\nGET', "it is given a 'price' that 'Book' does not allow."),
        ("GET", "# service: rates GET /x -> 200\nGET", "it speaks of the unknown service 'rates'. Remove the comment."),
        ("HTTP 404", "HTTP 404\n# service-called: rates none", "it speaks of the unknown service 'rates'. Remove the comment."),
        ("GET", '# given: Book {"title": "a"}\nGET', "it is given a 'Book' without its 'price'. Add it."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_in_words(old: str, new: str, problem: str) -> None:
    assert old in SCRIPTED
    found = refused(SCRIPTED.replace(old, new))
    assert found[0].startswith(f"Scenario 'A book is not there': {problem}")
    assert not any(re.search(r":\d+:\d+", each) for each in found)


@pytest.mark.parametrize(
    ("values", "fits"),
    [
        ('"due": "2026-03-01", "since": "2026-03-01T09:00:00Z"', True),
        ('"due": "2026-03-01", "since": null, "is_back": true, "id": 9', True),
        ('"due": "2026-02-30"', False),
        ('"due": "2026-03-01T09:00:00Z"', False),
        ('"due": "2026-03-01", "since": "2026-03-01"', False),
        ('"due": "2026-03-01", "is_back": "yes"', False),
        ('"due": "2026-03-01", "book": "Momo"', False),
        ('"due": null', False),
    ],
)
def test_rows_of_every_type(values: str, fits: bool) -> None:
    row = f'"member": "ann", {values}' + ("" if "book" in values else ', "book": 7')
    text = SCRIPTED.replace("GET", f"# given: Loan {{{row}}}\nGET")
    if fits:
        assert dict(read(text)[0].given[0].values)["due"] == "2026-03-01"
    else:
        assert "that 'Loan' does not allow" in refused(text)[0]


@pytest.mark.parametrize("status", [400, 401, 413, 415, 422])
def test_statuses_of_the_defaults_apply_where_they_can(status: int) -> None:
    sent = "POST /returns\n{}\n"
    text = SCRIPTED.replace("GET /books/7\nHTTP 404", f"{sent}HTTP {status}")
    if status == 401:
        assert "never answers" in refused(text, "loans")[0]
    else:
        assert read(text, "loans")[0].exchanges[0].status == status
    assert "never answers" in refused(SCRIPTED.replace("HTTP 404", f"HTTP {status}"))[0]


def test_all_problems_of_all_scenarios_are_told() -> None:
    text = SCRIPTED.replace("S3", "S8") + SCRIPTED.replace("HTTP 404", "HTTP 500")
    assert len(refused(text)) == 2


@pytest.mark.parametrize("text", ["", "I cannot do that.", BLOCK, "# Title\n"])
def test_an_answer_without_scenarios(text: str) -> None:
    [problem] = refused(text)
    assert problem.startswith("The answer holds no scenario.")


def test_the_example_of_the_format_is_in_the_format() -> None:
    """A model that copies it has to be understood, but for what it speaks of."""
    problems = refused(SCENARIO_FORMAT)
    assert problems
    about = ("there is no statement", "which the contract does not have", "unknown field")
    assert all(any(words in problem for words in about) for problem in problems), problems


def test_labels_are_those_that_are_known() -> None:
    with pytest.raises(NotScenarios, match="no statement 'S3'"):
        read_scenarios(SCRIPTED, CONTRACT, {"S1": StatementId("x")}, TEXTS, "books")
