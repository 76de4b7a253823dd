"""The spec's own examples as Scenarios: rank one, never altered, never outvoted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codegen.contract import Contract, Endpoint
from codegen.scenario import Exchange, Scenario
from codegen.scenario.reader import read_http_block
from codegen.spec import HttpBlock, Spec

PLACEHOLDER = re.compile(r"\\\{\w+\\\}")


def examples(spec: Spec, contract: Contract) -> tuple[Scenario, ...]:
    """A Scenario for each ```` ```http ```` block of the spec, in its order.

    Raises SpecRejected where a block cannot be read.
    """
    scenarios: list[Scenario] = []
    for block in spec.http_blocks:
        taken = {scenario.name for scenario in scenarios}
        scenarios.append(_scenario(block, contract, taken))
    return tuple(scenarios)


def endpoint_of(contract: Contract, exchange: Exchange) -> Endpoint | None:
    """The endpoint that an exchange's request reaches, or None where there is none."""
    path = exchange.path.partition("?")[0]
    for endpoint in contract.endpoints:
        pattern = PLACEHOLDER.sub("[^/]+", re.escape(endpoint.path))
        if exchange.method == endpoint.method and re.fullmatch(pattern, path):
            return endpoint
    return None


def _scenario(block: HttpBlock, contract: Contract, taken: set[str]) -> Scenario:
    example = read_http_block(block.text, block.location)
    reached = [endpoint_of(contract, exchange) for exchange in example.exchanges]
    endpoints = tuple(dict.fromkeys(endpoint.key for endpoint in reached if endpoint))
    title = block.title.text.rstrip(":：") if block.title else ""
    first = next((endpoint.name for endpoint in reached if endpoint), "app")
    return Scenario(
        name=_free(_words(title) or f"{first}_as_in_the_example", taken),
        origin="spec",
        exchanges=example.exchanges,
        endpoints=endpoints,
        quote=title or f"An example of the spec for {', '.join(endpoints)}",
        covers=(block.title.id,) if block.title else (),
        given=example.given,
        now=example.now,
        location=block.location,
    )


def _words(title: str) -> str:
    """A title as part of a Python name; letters of any script may stand in one."""
    words = re.sub(r"\W+", "_", title.lower()).strip("_")
    return words if f"test_{words}".isidentifier() else ""


def _free(name: str, taken: set[str]) -> str:
    return next(free for free in _numbered(name) if free not in taken)


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}_{number}"
        number += 1
