"""A custom endpoint -> Scenarios: only what is certain of it whatever the app holds.

What its view does with good requests only the spec's sentences say; how bad ones are refused, the Contract
and the table of defaults say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from codegen.contract import (
    Anyone,
    Case,
    Citations,
    Condition,
    Contract,
    EmptyBody,
    Endpoint,
    IntegerType,
    JsonBody,
    MalformedBody,
    Missing,
    NotAnObject,
    NotFound,
    NotLoggedIn,
    Null,
    Parameter,
    Pattern,
    ProblemBody,
    ReferenceType,
    RuleBroken,
    StatementId,
    TooLarge,
    UnknownField,
    WrongContentType,
    WrongType,
)
from codegen.contract import Shape as ContractShape
from codegen.defaults import (
    CONTENT_TYPE_STATUS,
    INVALID_STATUS,
    MALFORMED_STATUS,
    TOO_LARGE_STATUS,
)
from codegen.scenario import Exchange, JsonRequest, RequestBody, Scenario, TextRequest
from codegen.testgen import samples
from codegen.testgen.bodies import Sent, sent_bodies
from codegen.testgen.members import Place, changed, places_of, with_parents, wrong_values
from codegen.testgen.refusals import BODIES, INVALID, promised
from codegen.testgen.requests import (
    Fields,
    Filler,
    field_of,
    is_needed,
    path_of,
    request_of,
)
from codegen.testgen.samples import UNKNOWN_ID, Sample

_PROBLEM_BODY = ProblemBody()
READ_ALIKE = ("pattern", "wrong_type", "out_of_range")
"""Conditions that a text which is no day, amount or choice may be taken for."""
OF_BODIES: dict[str, tuple[Condition, int]] = {
    "malformed_body": (MalformedBody(), MALFORMED_STATUS),
    "not_an_object": (NotAnObject(), INVALID_STATUS),
    "wrong_content_type": (WrongContentType(), CONTENT_TYPE_STATUS),
    "too_large": (TooLarge(), TOO_LARGE_STATUS),
}


@dataclass(frozen=True, slots=True)
class CustomDeriver:
    """Derives the Scenarios of one endpoint; ``texts`` are the statements by id."""

    contract: Contract
    endpoint: Endpoint
    texts: Mapping[StatementId, str]

    def scenarios(self) -> Iterator[Scenario]:
        """Those that are certain, in the order of the answers."""
        if not isinstance(self.endpoint.who, Anyone):
            yield from self._without_credentials()
            return
        yield from self._not_found()
        if "{" not in self.endpoint.path:
            yield from self._query_refusals()
            yield from self._body_refusals()

    # --- Credentials and rows

    def _without_credentials(self) -> Iterator[Scenario]:
        case = self._case(NotLoggedIn())
        if case is not None:
            sent = self._request(Filler(self.contract).body(self.endpoint), case.status)
            sent = replace(sent, expectations=tuple(promised(case.body)))
            yield self._scenario("refuses_who_is_not_logged_in", case.citations, sent)

    def _not_found(self) -> Iterator[Scenario]:
        case = self._case(NotFound())
        named = [p for p in self.endpoint.parameters if p.place == "path"]
        by_id = all(isinstance(p.type, IntegerType | ReferenceType) for p in named)
        plain = self.endpoint.method in ("GET", "DELETE")
        if case is None or not named or not by_id or not plain:
            return
        if isinstance(self.endpoint.request, EmptyBody):
            sent = self._request(None, case.status)
            path = path_of(self.endpoint, unknown=UNKNOWN_ID)
            sent = replace(sent, path=path, expectations=tuple(promised(case.body)))
            yield self._scenario(f"refuses_an_unknown_{named[-1].name}", case.citations, sent)

    # --- The query

    def _query_refusals(self) -> Iterator[Scenario]:
        for parameter in self.endpoint.parameters:
            if parameter.place == "query":
                yield from self._parameter_refusals(parameter)

    def _parameter_refusals(self, parameter: Parameter) -> Iterator[Scenario]:
        name = parameter.name
        body = Filler(self.contract).body(self.endpoint)
        fitting = self._request(body, INVALID_STATUS)
        others = tuple(pair for pair in fitting.query if pair[0] != name)
        if is_needed(parameter):
            sent = replace(fitting, query=others)
            yield from self._refused(f"a_missing_{name}", Missing(field=name), sent, parameter)
        for sample, when in _wrong_text(parameter):
            sent = replace(fitting, query=(*others, (name, str(sample.value))))
            yield from self._refused(f"an_invalid_{name}", when, sent, parameter)

    def _refused(
        self, phrase: str, when: Condition, sent: Exchange, parameter: Parameter
    ) -> Iterator[Scenario]:
        outcome = self._outcome(when, INVALID_STATUS)
        if outcome is not None:
            cited = (*outcome.citations, *parameter.citations)
            answered = replace(
                sent, status=outcome.status, expectations=tuple(promised(outcome.body))
            )
            yield self._scenario(f"refuses_{phrase}", cited, answered)

    # --- The body

    def _body_refusals(self) -> Iterator[Scenario]:
        request = self.endpoint.request
        for each in sent_bodies(self.contract, self.endpoint):
            yield from self._sent(each)
        if not isinstance(request, JsonBody) or (request.shape is None and not request.fields):
            return
        for kind, (when, status) in OF_BODIES.items():
            if kind == "not_an_object" and request.many:
                continue
            yield from self._unreadable_body(kind, when, status)
        if request.shape is not None and not request.many:
            yield from self._shape_refusals(self.contract.shape(request.shape))

    def _sent(self, sent: Sent) -> Iterator[Scenario]:
        """What a form, a file or a raw body is answered, unless a rule may speak of the same."""
        if sent.when is None:
            success = self.endpoint.success
            answered = self._typed(sent, success.status)
            yield self._scenario(f"takes_{sent.words}", success.citations, answered)
            return
        outcome = self._outcome(sent.when, sent.status)
        if outcome is None or self._is_ruled(sent.when, getattr(sent.when, "field", "")):
            return
        # Where a page shows the form again, the defaults do not say what else it answers so.
        if outcome.citations or not self.endpoint.shows_form_again:
            answered = self._typed(sent, outcome.status)
            answered = replace(answered, expectations=tuple(promised(outcome.body)))
            cited = (*outcome.citations, *sent.cited)
            yield self._scenario(f"refuses_{sent.words}", cited, answered)

    def _typed(self, sent: Sent, status: int) -> Exchange:
        """The exchange of a body, declared to be what it is to be taken for."""
        exchange = self._request(sent.body, status)
        if sent.media_type is None:
            return exchange
        others = (pair for pair in exchange.headers if pair[0] != "Content-Type")
        return replace(exchange, headers=(("Content-Type", sent.media_type), *others))

    def _unreadable_body(self, kind: str, when: Condition, status: int) -> Iterator[Scenario]:
        phrase, found, media_type = BODIES[kind]
        for sample in found:
            body = TextRequest(str(sample.value))
            headers = (("Content-Type", media_type),)
            alone = None if len(found) == 1 else sample
            yield from self._refusal(phrase, when, body, status, (), sample=alone, headers=headers)

    def _shape_refusals(self, shape: ContractShape) -> Iterator[Scenario]:
        base = Filler(self.contract).shape(shape.name)
        unheard = JsonRequest(base | {"unheard_of": 1})
        yield from self._refusal("an_unknown_field", UnknownField(), unheard, INVALID_STATUS)
        for place in places_of(self.contract, shape):
            body = with_parents(self.contract, shape, place)
            if is_needed(place.member):
                left = JsonRequest(changed(body, place.steps, None, remove=True))
                missing = Missing(field=place.dotted)
                phrase = f"a_missing_{place.words}"
                yield from self._refusal(phrase, missing, left, INVALID_STATUS, place.cited)
            for when, sample in wrong_values(self.contract, place):
                yield from self._invalid(place, body, when, sample)

    def _invalid(
        self, place: Place, body: Fields, when: Condition, sample: Sample
    ) -> Iterator[Scenario]:
        outcome = self._outcome(when, INVALID_STATUS)
        if outcome is None or self._is_ruled(when, place.member.name):
            return
        usual = (outcome.status, outcome.body) == (INVALID_STATUS, _PROBLEM_BODY)
        phrase = f"{'an_invalid' if usual else INVALID[when.kind][0]}_{place.words}"
        sent = JsonRequest(changed(body, place.steps, sample.value))
        yield from self._refusal(phrase, when, sent, INVALID_STATUS, place.cited, sample=sample)

    def _is_ruled(self, when: Condition, named: str) -> bool:
        """Whether a rule that names the member may answer what its limits, too, refuse."""
        if self._case(when) is not None or isinstance(when, Null | WrongType):
            return False
        if not named:
            return False
        name = re.escape(named)
        return any(
            re.search(rf"\b{name}\b", citation.quote, re.IGNORECASE)
            for case in self.endpoint.cases
            if isinstance(case.when, RuleBroken)
            for citation in case.citations
        )

    # --- Parts

    def _refusal(
        self,
        phrase: str,
        when: Condition,
        body: RequestBody,
        status: int,
        cited: Citations = (),
        *,
        sample: Sample | None = None,
        headers: tuple[tuple[str, str], ...] = (),
    ) -> Iterator[Scenario]:
        outcome = self._outcome(when, status)
        if outcome is None:
            return
        sent = self._request(body, outcome.status)
        expectations = tuple(promised(outcome.body))
        sent = replace(sent, headers=(*sent.headers, *headers), expectations=expectations)
        cited = (*outcome.citations, *cited)
        yield self._scenario(f"refuses_{phrase}", cited, sent, sample)

    def _outcome(self, when: Condition, status: int) -> Case | None:
        """The case of a condition, else the default; None where several could be meant."""
        default = Case(when=when, status=status, body=_PROBLEM_BODY)
        if not isinstance(when, Pattern):
            return self._case(when) or default
        alike = [
            case
            for case in self.endpoint.cases
            if case.when.kind in READ_ALIKE and getattr(case.when, "field", None) == when.field
        ]
        answers = {(case.status, case.body) for case in alike}
        if len(answers) > 1:
            return self._case(when)
        return alike[0] if alike else default

    def _case(self, when: Condition) -> Case | None:
        return next((case for case in self.endpoint.cases if case.when == when), None)

    def _request(self, body: RequestBody | None, status: int) -> Exchange:
        return request_of(self.endpoint, body, status)

    def _scenario(
        self, words: str, cited: Citations, exchange: Exchange, sample: Sample | None = None
    ) -> Scenario:
        sentences = [self.texts[c.statement] for c in cited if c.statement in self.texts]
        return Scenario(
            name=f"{self.endpoint.name}_{words}",
            origin="contract",
            exchanges=(exchange,),
            endpoints=(self.endpoint.key,),
            quote=sentences[0] if sentences else words.replace("_", " ").capitalize(),
            covers=tuple(dict.fromkeys(citation.statement for citation in cited)),
            variant=sample.variant if sample else None,
        )


def _wrong_text(parameter: Parameter) -> Iterator[tuple[Sample, Condition]]:
    """A text that cannot be read as the parameter's type; any text is a text."""
    when = WrongType(field=parameter.name)
    match parameter.type.kind:
        case "integer" | "number" | "boolean" | "reference":
            yield Sample("seven", "text"), when
        case "money" | "date" | "datetime" | "choice":
            found = samples.unreadable(field_of(parameter))
            yield found[0], Pattern(field=parameter.name)
