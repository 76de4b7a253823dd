"""The spec's own examples as Scenarios: rank one, never altered, never outvoted."""

from __future__ import annotations

from codegen.contract import Contract
from codegen.scenario import Scenario
from codegen.scenario.agreement import endpoint_of
from codegen.scenario.reader import read_http_block
from codegen.spec import HttpBlock, Spec
from codegen.testgen.names import free, words


def examples(spec: Spec, contract: Contract) -> tuple[Scenario, ...]:
    """A Scenario for each ```` ```http ```` block of the spec, in its order.

    Raises SpecRejected where a block cannot be read.
    """
    scenarios: list[Scenario] = []
    for block in spec.http_blocks:
        taken = {scenario.name for scenario in scenarios}
        scenarios.append(_scenario(block, contract, taken))
    return tuple(scenarios)


def _scenario(block: HttpBlock, contract: Contract, taken: set[str]) -> Scenario:
    example = read_http_block(block.text, block.location)
    reached = [endpoint_of(contract, exchange) for exchange in example.exchanges]
    endpoints = tuple(dict.fromkeys(endpoint.key for endpoint in reached if endpoint))
    title = block.title.text.rstrip(":：") if block.title else ""
    first = next((endpoint.name for endpoint in reached if endpoint), "app")
    return Scenario(
        name=free(words(title) or f"{first}_as_in_the_example", taken),
        origin="spec",
        exchanges=example.exchanges,
        endpoints=endpoints,
        quote=title or f"An example of the spec for {', '.join(endpoints)}",
        covers=(block.title.id,) if block.title else (),
        given=example.given,
        location=block.location,
    )
