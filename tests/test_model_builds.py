"""Builds of a spec in prose with a scripted model and the real sandbox: what is caught, repaired, refused, remembered."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Lock

import pytest

import shelf
import wire_answers as wire
from building import Building
from codegen.config import Settings
from codegen.errors import AnswerRejected, SpecRejected
from codegen.pipeline import accept
from codegen.providers.base import Request
from codegen.reporters.base import (
    Judged,
    MeaningChanged,
    NotAdmitted,
    NotProven,
    Proposed,
    Repaired,
)
from codegen.sandbox.base import Limits
from codegen.sandbox.forked import ForkedSandbox
from jars.answers import DETAIL, JAR, OUTLINE, SCENARIOS, SPEC, scenario
from jars.code import VIEWS, WRONG, wrong
from jars.model import Model, verdicts

ARITHMETIC = scenario(
    "Eleven cents among four are three each",
    "S6",
    JAR
    + '\nPOST /jars/{{jar}}/coins\n{"cents": 11}\nHTTP 201\n\nPOST /jars/{{jar}}/split\n{"people": 4}\n'
    'HTTP 200\n{"shares": [3, 3, 3, 3]}',
)


class Jars(Building):
    """A project of the jars' spec."""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[ForkedSandbox]:
    with ForkedSandbox(Limits(), weak=False) as sandbox:
        yield sandbox


@pytest.fixture
def jars(tmp_path: Path, sandbox: ForkedSandbox) -> Jars:
    made = Jars(Settings(tmp_path), sandbox)
    made.write(SPEC)
    return made


CALLS = [
    *(f"code {name}" for name in sorted(VIEWS)),
    *("interpret outline", "interpret resource-jars", "scenarios scenarios-jars"),
]


def test_prose_becomes_a_proven_app(jars: Jars) -> None:
    assert jars.build(Model()) is not None
    [proposed] = jars.of(Proposed)
    assert {row.verdict for row in proposed.proof.rows} == {"tested"}
    assert len(proposed.proof.rows) == 6
    assert jars.asked == CALLS


def test_what_templates_serve_is_neither_written_nor_tested_by_a_model(jars: Jars) -> None:
    jars.write(shelf.SPEC)
    assert jars.build(Model(outline=shelf.OUTLINE, detail=shelf.DETAIL)) is not None, jars.events
    [proposed] = jars.of(Proposed)
    assert {row.verdict for row in proposed.proof.rows} == {"tested"}
    assert jars.asked == ["interpret outline", "interpret resource-jars"]


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_implementation_is_caught_and_repaired(jars: Jars, what: str) -> None:
    assert jars.build(Model(code=wrong(what))) is not None
    repaired = jars.of(Repaired)
    assert WRONG[what][0] in repaired[-1].slices
    assert len(repaired) == (2 if what == "a refused coin is kept" else 1)
    assert not any(round_.broke for round_ in repaired)
    assert jars.of(Judged)
    assert not jars.of(NotProven)


def test_a_wrong_implementation_that_stays_wrong_is_refused(jars: Jars) -> None:
    stays = wrong("one coin too many")
    assert jars.build(Model(code=stays, repaired=stays)) is None
    [refused] = jars.of(NotProven)
    assert [failure.outcome.node_id for failure in refused.failures] == [
        "tests/test_jars.py::test_a_fourth_coin_is_refused_and_not_kept"
    ]
    assert not (jars.settings.out_dir / "jars").exists()
    assert jars.asked.count("repair endpoint-post-put-coin") == 1


def test_a_repair_that_breaks_what_had_passed_is_taken_back(jars: Jars) -> None:
    name = "endpoint-post-put-coin"
    worse = VIEWS | {
        name: VIEWS[name].replace("    db.session.add(Coin", "    db.session.flush(); (Coin")
    }
    assert jars.build(Model(code=wrong("other words"), repaired=worse)) is None
    repaired = jars.of(Repaired)
    assert repaired[0].broke
    [refused] = jars.of(NotProven)
    assert len(refused.failures) == 1


@pytest.mark.parametrize(
    "title, http",
    [
        ("Any jar is made", 'POST /jars\n{"name": "a"}\nHTTP 201'),
        ("A jar has an id", JAR.strip() + '\n[Asserts]\njsonpath "$.id" isInteger'),
        (
            "A jar has coins",
            JAR + '\nGET /jars/{{jar}}\nHTTP 200\n[Asserts]\njsonpath "$.coins" isList',
        ),
        ("A split answers", JAR + '\nPOST /jars/{{jar}}/split\n{"people": 2}\nHTTP 200'),
        (
            "A jar answers JSON",
            JAR + '\nGET /jars/{{jar}}\nHTTP 200\n[Asserts]\nheader "Content-Type" contains "json"',
        ),
    ],
)
def test_a_vacuous_scenario_is_not_admitted(jars: Jars, title: str, http: str) -> None:
    assert jars.build(Model(scenarios=SCENARIOS + scenario(title, "S2", http))) is not None
    [refused] = jars.of(NotAdmitted)
    [(name, reason)] = refused.scenarios
    assert name == title.lower().replace(" ", "_")
    assert "asserts nothing that the app has to remember" in reason


WRONG_SCENARIOS = {
    "shares": ARITHMETIC,
    "limit": scenario(
        "Two coins fill a jar",
        "S3",
        JAR
        + '\nPOST /jars/{{jar}}/coins\n{"cents": 1}\nHTTP 201\n\nPOST /jars/{{jar}}/coins\n{"cents": 1}\nHTTP 409',
    ),
    "order": scenario(
        "The first coin is taken first",
        "S5",
        JAR
        + '\nPOST /jars/{{jar}}/coins\n{"cents": 1}\nHTTP 201\n\nPOST /jars/{{jar}}/coins\n{"cents": 2}\nHTTP 201\n\n'
        'DELETE /jars/{{jar}}/coins\nHTTP 200\n{"cents": 1}',
    ),
    "total": scenario(
        "The total counts coins",
        "S4",
        JAR
        + '\nPOST /jars/{{jar}}/coins\n{"cents": 7}\nHTTP 201\n\nGET /jars/{{jar}}\nHTTP 200\n[Asserts]\n'
        'jsonpath "$.total" == 1',
    ),
    "words": scenario(
        "An empty jar says so in other words",
        "S5",
        JAR
        + '\nDELETE /jars/{{jar}}/coins\nHTTP 409\n[Asserts]\njsonpath "$.detail" == "Nothing in it"',
    ),
}


@pytest.mark.parametrize("what", WRONG_SCENARIOS)
def test_a_wrong_scenario_is_overruled_with_the_statement_quoted(jars: Jars, what: str) -> None:
    def judge(names: tuple[str, ...]) -> str:
        return verdicts(names, "scenario_wrong", "S6", "go one each to the first")

    model = Model(scenarios=SCENARIOS + WRONG_SCENARIOS[what], judge=judge)
    assert jars.build(model) is not None
    [judged] = jars.of(Judged)
    assert (judged.verdict, judged.quote) == ("scenario wrong", "go one each to the first")
    assert not jars.of(Repaired)
    [proposed] = jars.of(Proposed)
    assert not any(
        judged.scenario in file.after for file in proposed.change_set.changes if file.after
    )


def test_a_scenario_that_goes_on_failing_otherwise_is_judged_again(jars: Jars) -> None:
    """What fails because the app crashes says nothing of whether the Scenario is right."""
    wrong_name = "the_total_counts_coins"
    asked: list[str] = []

    def judge(names: tuple[str, ...]) -> str:
        asked.extend(names)
        if wrong_name in names and asked.count(wrong_name) > 1:
            return verdicts(names, "scenario_wrong", "S6", "go one each to the first")
        return verdicts(names, "code_wrong", "S6", "go one each to the first")

    name = "endpoint-get-show-jar"
    crashes = VIEWS | {name: VIEWS[name].replace("return view", "return view.missing or view")}
    model = Model(code=crashes, scenarios=SCENARIOS + WRONG_SCENARIOS["total"], judge=judge)
    assert jars.build(model) is not None
    assert asked.count(wrong_name) == 2
    of_it = [each.verdict for each in jars.of(Judged) if each.scenario == wrong_name]
    assert of_it == ["code wrong", "scenario wrong"]
    assert [repaired.slices for repaired in jars.of(Repaired)] == [(name,)]


def test_a_misread_number_is_found_out(jars: Jars) -> None:
    misread = {**OUTLINE, "constants": [{**OUTLINE["constants"][0], "value": "4"}]}
    with pytest.raises(AnswerRejected, match="says '3'"):
        jars.build(Model(outline=misread))


def test_a_contract_that_was_judged_wrong_is_asked_for_again(jars: Jars) -> None:
    def judge(names: tuple[str, ...]) -> str:
        return verdicts(names, "contract_wrong", "S6", "go one each to the first")

    assert jars.build(Model(scenarios=SCENARIOS + ARITHMETIC, judge=judge)) is None
    assert jars.asked.count("interpret resource-jars") == 2
    assert jars.provider is not None
    again = [r for r in jars.provider.requests if r.about == "resource-jars"][-1]
    assert 'It was judged wrong, by the words "go one each to the first"' in again.messages[-1].text


@pytest.mark.parametrize("word", ["contract_wrong", "scenario_wrong"])
def test_a_contract_that_the_code_rightly_breaks_is_asked_for_again(jars: Jars, word: str) -> None:
    """What is derived from the contract outranks the code, and not the statement."""
    show = next(e for e in DETAIL["endpoints"] if e["path"] == "/jars/{jar_id}")
    misread = {**show, "cases": [wire.case("not_found", 410)]}
    others = [misread if each is show else each for each in DETAIL["endpoints"]]
    model = Model(
        detail={**DETAIL, "endpoints": others},
        judge=lambda names: verdicts(names, word, "S7", "404"),
    )

    def corrected(request: Request) -> str:
        is_again = 'judged wrong, by the words "404"' in request.messages[-1].text
        return wire.text(DETAIL) if is_again else model(request)

    assert jars.build(corrected) is not None
    assert jars.asked.count("interpret resource-jars") == 2
    [judged] = jars.of(Judged)
    assert judged.verdict == "contract wrong"


def test_a_statement_without_a_test_is_refused(jars: Jars) -> None:
    without = SCENARIOS.partition("## The cents that are left over")[0]
    assert jars.build(Model(scenarios=without)) is None
    [refused] = jars.of(NotProven)
    [line] = refused.untested
    assert "the cents that are left over go one each" in line
    assert jars.asked.count("scenarios scenarios-jars") == 2


LUCKY = SPEC.replace("one each to the first", "one each to the first, who are `lucky`")


def test_a_name_that_no_scenario_shows_is_asked_for_by_line_and_then_refused(jars: Jars) -> None:
    jars.write(LUCKY)
    assert jars.build(Model()) is None
    [refused] = jars.of(NotProven)
    [line] = refused.unshown
    assert line.startswith("'lucky' of specs/jars.md:9:")
    assert refused.untested == ()
    assert jars.asked.count("scenarios scenarios-jars") == 2
    assert jars.provider is not None
    [_, again] = [r for r in jars.provider.requests if r.purpose == "scenarios"]
    assert "S6 says 'lucky', and no scenario that covers it shows that" in again.messages[-1].text


def test_a_name_that_is_shown_when_asked_for_again_is_proven(jars: Jars) -> None:
    jars.write(LUCKY)
    model = Model()
    shown = SCENARIOS.replace('{"name": "tips"}', '{"name": "lucky"}')

    def reply(request: Request) -> str:
        again = "says 'lucky'" in request.messages[-1].text
        return shown if request.purpose == "scenarios" and again else model(request)

    assert jars.build(reply) is not None
    assert not jars.of(NotProven)


def test_a_name_that_no_scenario_shows_is_kept_when_asked_for_and_then_marked(jars: Jars) -> None:
    jars.write(LUCKY)
    keeping = Jars(replace(jars.settings, keep_unproven=True), jars.sandbox)
    proposal = keeping.build(Model())
    assert proposal is not None
    [proposed] = keeping.of(Proposed)
    assert [row.verdict for row in proposed.proof.rows if "lucky" in row.text] == ["untested"]
    [views] = [c for c in proposal.change_set.changes if c.path == "jars/routes/jars.py"]
    assert views.after is not None
    _, mark, marked = views.after.partition("# UNPROVEN: A jar's total can be split")
    assert mark
    assert marked.splitlines()[1].startswith('@jars.post("/jars/<int:jar_id>/split")')


# --- What is remembered


def test_the_same_is_built_again_from_the_record_with_nobody_to_ask(jars: Jars) -> None:
    proposal = jars.build(Model())
    assert proposal is not None
    accept(proposal, jars.settings)
    before = jars.tree()
    app = jars.settings.out_dir / "jars"
    for path in before:
        if not path.startswith(".codegen/"):
            (app / path).unlink()
    again = jars.build(mode="offline")
    assert again is not None
    accept(again, jars.settings)
    assert jars.tree() == before


def test_other_words_of_a_prompt_and_a_template_ask_nothing(jars: Jars) -> None:
    proposal = jars.build(Model())
    assert proposal is not None
    accept(proposal, jars.settings)
    own = jars.settings.root / "own"
    for name in ("prompts/outline.md.j2", "prompts/code.md.j2", "data/model.py.j2"):
        text = (Path(__file__).parent.parent / "templates" / name).read_text("utf-8")
        (own / name).parent.mkdir(parents=True, exist_ok=True)
        (own / name).write_text("{# Another comment. #}\n" + text.replace("Task", "Job"), "utf-8")
    other = Jars(Settings(jars.settings.root, templates="own"), jars.sandbox)
    again = other.build(mode="offline")
    assert again is not None
    assert again.is_empty


def test_one_changed_sentence_asks_about_what_it_touches(jars: Jars) -> None:
    proposal = jars.build(Model())
    assert proposal is not None
    assert jars.provider is not None
    assert not any("What stood there before" in r.messages[-1].text for r in jars.provider.requests)
    accept(proposal, jars.settings)
    jars.write(SPEC.replace("Jar is empty", "No coin left"))
    model = Model(
        outline={
            **OUTLINE,
            **{k: [] for k in OUTLINE if k not in ("title", "guard")},
            "removed": [],
            "renamed": [],
        },
        detail=_empty_jar(),
        code={
            "endpoint-delete-take-coin": VIEWS["endpoint-delete-take-coin"].replace(
                "Jar is empty", "No coin left"
            )
        },
        scenarios=SCENARIOS.replace("Jar is empty", "No coin left"),
    )
    changed = jars.build(model)
    assert changed is not None
    assert jars.asked == [
        "code endpoint-delete-take-coin",
        "interpret outline",
        "interpret resource-jars",
        "scenarios scenarios-jars",
    ]
    assert jars.provider is not None
    [asked] = [r for r in jars.provider.requests if r.purpose == "scenarios"]
    _, found, earlier = asked.messages[-1].text.partition("# Scenarios of the earlier spec")
    assert found
    assert "## The last coin is taken first until the jar is empty\nCovers: S5" in earlier
    assert "A fourth coin is refused" not in earlier
    [again] = [r for r in jars.provider.requests if r.about == "outline"]
    assert "has other words than then: " in again.messages[-1].text
    assert "; it was 'The coin that was put in last" in again.messages[-1].text
    [code] = [r for r in jars.provider.requests if r.purpose == "code"]
    assert (
        'abort(409, "Jar is empty")'
        in code.messages[-1].text.partition("# What stood there before")[2]
    )
    [meaning] = jars.of(MeaningChanged)
    assert [(delta.kind, delta.what) for delta in meaning.deltas] == [
        ("changed", "DELETE /jars/{jar_id}/coins")
    ]
    [tests] = [c for c in changed.change_set.changes if c.path == "tests/test_jars.py"]
    assert tests.before is not None
    assert tests.after == tests.before.replace("Jar is empty", "No coin left")
    touched = {change.path for change in changed.change_set.changes}
    assert touched == {"jars/routes/jars.py", "tests/test_jars.py", "openapi.json"}


def _empty_jar() -> wire.Wire:
    found: wire.Wire = json.loads(json.dumps(DETAIL).replace("Jar is empty", "No coin left"))
    return found


def test_a_build_that_was_stopped_at_any_call_pays_for_none_twice(jars: Jars) -> None:
    answered: list[str] = []
    lock = Lock()

    def stopped_behind_the_next() -> Callable[[Request], str]:
        model, left = Model(), [1]

        def reply(request: Request) -> str:
            with lock:
                if not left[0]:
                    raise KeyboardInterrupt
                left[0] -= 1
                assert request.digest not in answered
                answered.append(request.digest)
            return model(request)

        return reply

    for _ in CALLS[1:]:
        with pytest.raises(KeyboardInterrupt):
            jars.build(stopped_behind_the_next())
    assert jars.build(stopped_behind_the_next()) is not None
    assert len(answered) == len(CALLS)


# --- What a person asks for by name


def test_what_is_not_proven_is_written_only_when_asked_for_and_then_marked(jars: Jars) -> None:
    stays = wrong("one coin too many")
    keeping = Jars(replace(jars.settings, keep_unproven=True), jars.sandbox)
    proposal = keeping.build(Model(code=stays, repaired=stays))
    assert proposal is not None
    assert keeping.of(NotProven)
    [proposed] = keeping.of(Proposed)
    assert "failing" in {row.verdict for row in proposed.proof.rows}
    accept(proposal, keeping.settings)
    tree = keeping.tree()
    marks = [line for line in tree["jars/routes/jars.py"].splitlines() if "UNPROVEN" in line]
    assert marks == [
        "# UNPROVEN: A coin of 1 to 200 cents is put into a jar, and a jar holds at most 3 coins: one more is refused"
        ' with 409 and "Jar is fu'
    ]
    lines = tree["jars/routes/jars.py"].splitlines()
    assert lines[lines.index(marks[0]) + 1] == '@jars.post("/jars/<int:jar_id>/coins")'
    assert "UNPROVEN" not in tree[".codegen/lock/endpoint-post-put-coin.json"]


def test_what_the_spec_leaves_open_can_be_refused(jars: Jars) -> None:
    assumed = {
        "about": "GET /jars/{jar_id}",
        "question": "What is `id`?",
        "chosen": "A number",
        "statement": "S4",
    }
    strict = Jars(replace(jars.settings, strict=True), jars.sandbox)
    with pytest.raises(SpecRejected) as caught:
        strict.build(Model(detail={**DETAIL, "assumptions": [assumed]}))
    assert str(caught.value) == (
        "specs/jars.md:7:116: the spec leaves open: GET /jars/{jar_id}: What is `id`. Say it in the spec, as"
        ' "A number", or build without --strict.'
    )
