"""Whether a spec's own examples agree with its sentences, before any code is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from codegen.contract import (
    Case,
    Citation,
    Contract,
    Duplicate,
    Endpoint,
    EntityField,
    IntegerType,
    OutOfRange,
    SecretType,
    StatementId,
    TextType,
    TooLong,
    TooShort,
)
from codegen.errors import SpecRejected
from codegen.interpret.bodies import body_of, contradiction, shown
from codegen.interpret.cases import field_of
from codegen.interpret.facts import shortened
from codegen.interpret.simulate import CannotTell, Predicted, Rows, predict
from codegen.scenario import Exchange, Scenario
from codegen.scenario.agreement import (
    endpoint_of,
    given_problems,
    service_problems,
    setting_problems,
    status_problems,
)
from codegen.scenario.suggestion import mend_for
from codegen.spec import Statement
from codegen.types import Location, Problem

_EITHER = "Change the example or the sentence."
_ROUTING = (404, 405)
"""What the app answers by itself to a path or a method that it does not have."""


def check_examples(
    contract: Contract, examples: Sequence[Scenario], statements: Sequence[Statement] = ()
) -> None:
    """Compares each example with what the Contract says must come; in doubt it passes.

    ``statements`` are the spec's, so that a message can name the line of the sentence that is against
    the example. Raises SpecRejected with every problem.
    """
    lines = {statement.id: statement.location for statement in statements}
    problems = [p for example in examples for p in _Example(contract, example, lines).problems()]
    if problems:
        raise SpecRejected(*dict.fromkeys(problems))


@dataclass(frozen=True, slots=True)
class _Example:
    contract: Contract
    example: Scenario
    lines: Mapping[StatementId, Location]

    def problems(self) -> Iterator[Problem]:
        for given in self.example.given:
            yield from given_problems(self.contract, given)
        for exchange in self.example.exchanges:
            yield from service_problems(self.contract, exchange)
            yield from setting_problems(self.contract, exchange)
        if any(endpoint.is_custom for endpoint in self.contract.endpoints):
            yield from self._reached()
        else:
            yield from self._simulated()

    def _reached(self) -> Iterator[Problem]:
        """Of what custom endpoints do only this is certain: where a request goes, and its statuses."""
        for exchange in self.example.exchanges:
            endpoint = endpoint_of(self.contract, exchange)
            if endpoint is None:
                yield from self._unknown_endpoint(exchange)
            else:
                yield from status_problems(endpoint, exchange)

    def _simulated(self) -> Iterator[Problem]:
        if any(exchange.now is not None for exchange in self.example.exchanges):
            mend = "Remove the comment '# now: ...'."
            yield Problem("the app keeps no time", mend, self.example.location)
        rows: Rows | None = self._rows()
        for exchange in self.example.exchanges:
            endpoint = endpoint_of(self.contract, exchange)
            if endpoint is None:
                yield from self._unknown_endpoint(exchange)
                continue
            yield from status_problems(endpoint, exchange)
            predicted = self._predicted(endpoint, exchange, rows)
            if predicted is None:
                rows = None  # what is in the database can't be known from here on
            else:
                yield from self._differences(endpoint, exchange, predicted)

    def _rows(self) -> Rows:
        rows = Rows()
        for row in self.contract.rows:
            rows.add(row.entity, row.fields)
        for given in self.example.given:
            rows.add(given.entity, dict(given.values))
        return rows

    def _predicted(
        self, endpoint: Endpoint, exchange: Exchange, rows: Rows | None
    ) -> Predicted | None:
        if rows is None or exchange.together:
            return None
        try:
            return predict(self.contract, endpoint, exchange, rows)
        except CannotTell:
            return None

    # --- Endpoints and statuses

    def _unknown_endpoint(self, exchange: Exchange) -> Iterator[Problem]:
        if "{{" in exchange.path or exchange.status in _ROUTING or exchange.method in _QUIET:
            return
        key = f"{exchange.method} {exchange.path}"
        known = [endpoint.key for endpoint in self.contract.endpoints]
        mend = mend_for(key, known, "Declare it below Endpoints, or expect 404.")
        cause = f"the example calls {key!r}, an endpoint that the spec does not declare"
        yield Problem(cause, mend, exchange.location)

    # --- What comes

    def _differences(
        self, endpoint: Endpoint, exchange: Exchange, predicted: Predicted
    ) -> Iterator[Problem]:
        status = predicted.answer.status
        known = {endpoint.success.status, *(case.status for case in endpoint.cases)}
        if exchange.status != status:
            if exchange.status in known:
                yield self._wrong_status(exchange, predicted)
            return
        body = body_of(predicted)
        for expectation in exchange.expectations:
            if cause := contradiction(expectation, body):
                mend = f"The answer is {shown(body)}. {_EITHER}" if body.known else _EITHER
                yield Problem(cause, mend, expectation.location or exchange.location)

    def _wrong_status(self, exchange: Exchange, predicted: Predicted) -> Problem:
        expects = f"the example expects {exchange.status}, but"
        answer = predicted.answer
        if not isinstance(answer, Case):
            cause = f"{expects} nothing in the spec refuses this request: it is {answer.status}"
            return Problem(cause, _EITHER, exchange.location)
        named = field_of(answer.when)
        about = f" for {named!r}" if named else ""
        cause = f"{expects} {self._because(exchange, answer)} makes it {answer.status}{about}"
        return Problem(cause, _EITHER, exchange.location)

    def _because(self, exchange: Exchange, case: Case) -> str:
        cited = self._cited(exchange, case)
        if cited is None:
            return f"the table of defaults (docs/defaults.md: {case.when.kind.replace('_', ' ')})"
        quote = f'("{shortened(cited.quote)}")'
        place = self.lines.get(cited.statement)
        if place is None:
            return f"the spec {quote}"
        here = exchange.location and exchange.location.path == place.path
        return (
            f"the spec's line {place.line} {quote}"
            if here
            else f"{place.path}:{place.line} {quote}"
        )

    def _cited(self, exchange: Exchange, case: Case) -> Citation | None:
        """The words that the case stands on: the limit that is broken, the case's own, the field's."""
        endpoint = endpoint_of(self.contract, exchange)
        name = field_of(case.when)
        if endpoint is None or name is None:
            return next(iter(case.citations), None)
        field = self.contract.entity(endpoint.entity).field(name)
        limit = _limit(field, case)
        limits = [c for c in field.citations if limit is not None and _has_number(c.quote, limit)]
        unique = [c for c in field.citations if isinstance(case.when, Duplicate) and _is_unique(c)]
        if limit is not None and not limits:
            return next(iter(case.citations), None)
        return next(iter((*limits, *unique, *case.citations, *field.citations)), None)


_QUIET = ("HEAD", "OPTIONS")


def _limit(field: EntityField, case: Case) -> int | None:
    """The limit that the case is about, where it is stated as a number."""
    match case.when, field.type:
        case TooShort(), TextType(min_length=limit) | SecretType(min_length=limit):
            return limit
        case TooLong(), TextType(max_length=limit) | SecretType(max_length=limit):
            return limit
        case OutOfRange(end="maximum"), IntegerType(maximum=limit):
            return limit
        case OutOfRange(), IntegerType(minimum=limit):
            return limit
    return None


def _has_number(quote: str, number: int) -> bool:
    return re.search(rf"(?<![0-9]){number}(?![0-9])", quote) is not None


def _is_unique(citation: Citation) -> bool:
    return re.search("unique|唯一|重复|same|exist|已", citation.quote, re.IGNORECASE) is not None
