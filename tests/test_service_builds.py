"""Builds of a spec whose app calls other services, with a scripted model and the real sandbox, which has no network."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest

import wire_answers as wire
from bazaar.answers import (
    NOTICES,
    ORDER_SCENARIOS,
    ORDERS,
    OUTLINE,
    PRICE_SCENARIOS,
    PRICES,
    RATES,
    SPEC,
)
from bazaar.code import VIEWS, WRONG, wrong
from codegen.config import Settings
from codegen.errors import AnswerRejected, SpecRejected
from codegen.pipeline import Proposal, accept, propose
from codegen.providers.base import Request
from codegen.providers.call_file import read_calls
from codegen.providers.recorded import Connection, RecordedProvider
from codegen.reporters.base import Event, NotAdmitted, NotProven, Proposed, Repaired
from codegen.sandbox.base import Limits
from codegen.sandbox.forked import ForkedSandbox
from jars.model import verdicts
from providers.scripted import ScriptedProvider

E = TypeVar("E", bound=Event)


@dataclass
class Model:
    """Answers everything; ``code`` is the first answer, a repair is answered with ``repaired``."""

    code: Mapping[str, str] = field(default_factory=lambda: VIEWS)
    repaired: Mapping[str, str] = field(default_factory=lambda: VIEWS)
    outline: wire.Wire = field(default_factory=lambda: OUTLINE)

    def __call__(self, request: Request) -> str:
        scenarios = {"scenarios-prices": PRICE_SCENARIOS, "scenarios-orders": ORDER_SCENARIOS}
        details = {
            "outline": self.outline,
            "resource-prices": PRICES,
            "resource-orders": ORDERS,
        }
        match request.purpose:
            case "interpret":
                return wire.text(details[request.about])
            case "code":
                return f"```python\n{self.code[request.about]}```"
            case "repair":
                return f"```python\n{self.repaired[request.about]}```"
            case "scenarios":
                return scenarios[request.about]
            case "triage":
                asked = request.messages[-1].text.partition("# The disagreements")[2]
                names = [line[3:] for line in asked.splitlines() if line.startswith("## ")]
                return verdicts(tuple(names), "code_wrong", "S3", "422")


@dataclass
class Bazaar:
    """A project of the one spec, built in this process."""

    settings: Settings
    sandbox: ForkedSandbox
    events: list[Event] = field(default_factory=list)
    provider: ScriptedProvider | None = None

    def build(self, model: Callable[[Request], str] | None = None) -> Proposal | None:
        provider = self.provider = ScriptedProvider(model) if model else None

        def connect(app_dir: Path) -> Connection:
            mode = "usual" if model else "offline"
            recorded = RecordedProvider(
                provider, read_calls(app_dir), self.settings.cache, "usual" if model else "offline"
            )
            return Connection(recorded, mode == "usual", False)

        self.events = []
        spec = self.settings.root / "specs/bazaar.md"
        stages = propose(spec, self.settings, self.sandbox, connect)
        while True:
            try:
                self.events.append(next(stages))
            except StopIteration as end:
                proposal: Proposal | None = end.value
                return proposal

    def of(self, kind: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, kind)]

    def tree(self) -> dict[str, str]:
        root = self.settings.out_dir / "bazaar"
        files = (path for path in sorted(root.rglob("*")) if path.is_file())
        return {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in files}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[ForkedSandbox]:
    with ForkedSandbox(Limits(), weak=False) as sandbox:
        yield sandbox


@pytest.fixture
def bazaar(tmp_path: Path, sandbox: ForkedSandbox) -> Bazaar:
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs/bazaar.md").write_text(SPEC, "utf-8")
    return Bazaar(Settings(tmp_path), sandbox)


def test_an_app_that_calls_services_is_proven_and_built_again_with_nobody_to_ask(
    bazaar: Bazaar,
) -> None:
    proposal = bazaar.build(Model())
    assert proposal is not None
    [proposed] = bazaar.of(Proposed)
    assert {row.verdict for row in proposed.proof.rows} == {"tested"}
    assert not bazaar.of(NotAdmitted)
    assert not bazaar.of(Repaired)
    accept(proposal, bazaar.settings)
    tree = bazaar.tree()
    documents = json.loads(tree["openapi.json"])["paths"]
    assert "503" in documents["/price"]["get"]["responses"]
    assert "503" in documents["/orders"]["post"]["responses"]
    needed = tomllib.loads(tree["pyproject.toml"])["project"]["dependencies"]
    assert [each for each in needed if each.startswith("httpx2")]
    for name in ("RATES_URL", "NOTICES_URL", "NOTICES_KEY"):
        assert f"\n{name}=\n" in tree[".env.example"]
        assert f"`{name}`" in tree["README.md"]
    again = bazaar.build()
    assert again is not None
    assert again.is_empty


def test_what_the_spec_leaves_open_is_assumed(bazaar: Bazaar) -> None:
    assert bazaar.build(Model()) is not None
    [proposed] = bazaar.of(Proposed)
    assumed = {(each.about, each.topic, each.chosen) for each in proposed.proof.assumptions}
    assert ("notices", "service time-out", "5 seconds") in assumed
    assert ("POST /orders, notices", "service failure", "503") in assumed
    assert not [about for about, _, _ in assumed if about in ("rates", "GET /price, rates")]


@pytest.mark.parametrize("what", WRONG)
def test_wrong_code_is_caught_and_repaired(bazaar: Bazaar, what: str) -> None:
    assert bazaar.build(Model(code=wrong(what))) is not None
    [repaired] = bazaar.of(Repaired)
    assert repaired.slices == (WRONG[what][0],)


def test_code_that_stays_wrong_is_refused(bazaar: Bazaar) -> None:
    stays = wrong("nothing is sent")
    assert bazaar.build(Model(code=stays, repaired=stays)) is None
    [refused] = bazaar.of(NotProven)
    details = [failure.outcome.detail for failure in refused.failures]
    assert any("notices was not called as POST /notify" in detail for detail in details)


def test_an_example_that_speaks_of_an_unknown_service_is_refused_by_its_line(
    bazaar: Bazaar,
) -> None:
    spec = bazaar.settings.root / "specs/bazaar.md"
    spec.write_text(SPEC.replace("# service: rates", "# service: rate"), "utf-8")
    with pytest.raises(SpecRejected) as caught:
        bazaar.build(Model())
    [problem] = map(str, caught.value.problems)
    line = (
        SPEC.splitlines().index(
            '# service: rates GET /latest?base=EUR -> 200 {"rates": {"USD": 1.1, "GBP": 0.85}}'
        )
        + 1
    )
    assert f"bazaar.md:{line}:1: " in problem
    assert "the unknown service 'rate'. Did you mean 'rates'?" in problem


def test_the_author_sees_the_clients_and_how_they_fail(bazaar: Bazaar) -> None:
    bazaar.build(Model())
    assert bazaar.provider is not None
    [asked] = [r for r in bazaar.provider.requests if r.about == "endpoint-get-show-price"]
    text = asked.messages[-1].text
    assert "def latest(self) -> RatesLatestAnswer:" in text
    assert "def notify(self, *, id: int, item: str) -> None:" in text
    assert "raises ServiceFailed" in text


def test_a_spec_whose_time_out_was_misread_is_asked_for_again(bazaar: Bazaar) -> None:
    misread = {**OUTLINE, "services": [{**RATES, "timeout_s": 30}, NOTICES]}
    with pytest.raises(AnswerRejected, match="says '3'"):
        bazaar.build(Model(outline=misread))
