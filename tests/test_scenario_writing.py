"""The scenarios of the committed records, held against what the specs say literally."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.prompts import Prompts, labelled
from codegen.providers.base import Answer, OnProgress, Request
from codegen.record import Record, read_record
from codegen.render import Renderer
from codegen.scenario import Scenario
from codegen.scenario_writing import ScenarioWriter, Told
from codegen.spec import read_spec
from codegen.testgen.derive import derive
from codegen.understanding import Asking, result_of, understand
from specs import ROOT

APPS = {
    "chess_server": "chess.md",
    "lending": "lending.md",
    "splitbill": "splitbill.md",
    "register_zh": "register.zh.md",
}


class Nobody:
    """A provider of which nothing may be asked."""

    def ask(self, request: Request, on_progress: OnProgress) -> Answer:
        raise AssertionError(f"{request.about} was asked for")

    def close(self) -> None:
        """Gives nothing back."""


def written(app: str) -> tuple[ScenarioWriter, tuple[Told, ...], tuple[Scenario, ...]]:
    """Who writes an app's scenarios, those of its record, and those that no model wrote."""
    prompts = Prompts(Renderer(None))
    record = read_record(ROOT / "generated" / app)
    assert isinstance(record, Record)
    answers = {answer.name: answer for answer in record.answers}
    asking = Asking(Nobody(), prompts, 1, False)
    read = read_spec(ROOT / "specs" / APPS[app], Path(ROOT))
    meaning = result_of(understand(read, record, asking, answers))
    spec, contract = meaning.spec, meaning.contract
    writer = ScenarioWriter(spec, contract, labelled(spec), prompts, meaning.assigned)
    ranked = (*meaning.examples, *derive(contract, meaning.texts))
    return writer, writer.known(answers).kept, ranked


@pytest.mark.parametrize("app", APPS)
def test_all_that_a_committed_spec_says_literally_is_held_or_shown(app: str) -> None:
    writer, told, ranked = written(app)
    assert writer.unshown(told, ranked) == ()
    assert writer.gaps(told, ranked) == {}


@pytest.mark.parametrize(
    "app, literals",
    [
        # A square as an example, to which a scenario moves. All else is held by parameters and shapes.
        ("chess_server", {"e4"}),
        # A day of the example; 5, 14, 3 days, 0.25, 5.00 and 10.00 are constants.
        ("lending", {"15"}),
        # The weights and the shares of worked examples.
        ("splitbill", {"1", "2", "10.00", "3.34", "3.33"}),
    ],
)
def test_without_their_scenarios_some_of_it_is_lost(app: str, literals: set[str]) -> None:
    writer, told, _ = written(app)
    assert {each.literal for each in writer.unshown(())} == literals
    said = {each.statement for each in writer.unshown(())}
    elsewhere = [each for each in told if not said & set(each.scenario.covers)]
    assert {each.literal for each in writer.unshown(elsewhere)} == literals


def test_an_author_is_told_of_their_own_refused_scenarios_alone() -> None:
    writer, told, _ = written("lending")
    by_resource: dict[str, Told] = {}
    for each in told:
        by_resource.setdefault(writer._resource(each.scenario), each)
    refused = tuple((each.scenario, "it is vacuous") for each in by_resource.values())
    jobs = writer.further_jobs((), (), refused)
    assert len(jobs) > 1
    for job in jobs:
        text = job.request.messages[-1].text
        resource = job.request.about.removeprefix("scenarios-")
        for other, scenario in by_resource.items():
            assert (repr(scenario.scenario.name) in text) == (other == resource)
