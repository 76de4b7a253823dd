"""Contract -> Scenarios, deterministically: each case of each endpoint, on both sides of each limit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from codegen.contract import (
    Answer,
    Case,
    Citations,
    Contract,
    Duplicate,
    EmptyBody,
    Endpoint,
    EntityField,
    JsonBody,
    MalformedBody,
    Missing,
    NeverReturned,
    NotAnObject,
    Null,
    OutOfRange,
    ProblemBody,
    StatementId,
    StoredHashed,
    TextType,
    TooLarge,
    TooLong,
    TooShort,
    UnknownField,
    Unstorable,
    WrongContentType,
    WrongType,
)
from codegen.defaults import BODY_LIMIT_BYTES
from codegen.scenario import (
    BodyText,
    Exchange,
    Expectation,
    HeaderValue,
    JsonPath,
    JsonRequest,
    JsonValue,
    RequestBody,
    Scenario,
    StoredHash,
    TextRequest,
    Together,
)
from codegen.testgen import samples
from codegen.testgen.samples import Sample

AT_ONCE = 20
PROBLEM = Expectation(HeaderValue("Content-Type"), "==", "application/problem+json")
Fields = dict[str, JsonValue]
UNHEARD_OF: Fields = {"unheard_of": 1}


def derive(contract: Contract, texts: Mapping[StatementId, str]) -> tuple[Scenario, ...]:
    """The Scenarios of a Contract, in the contract's order; ``texts`` are the statements by id."""
    derivers = (_Deriver(contract, endpoint, texts) for endpoint in contract.endpoints)
    return tuple(scenario for deriver in derivers for scenario in deriver.scenarios())


@dataclass(frozen=True, slots=True)
class _Deriver:
    contract: Contract
    endpoint: Endpoint
    texts: Mapping[StatementId, str]

    def scenarios(self) -> Iterator[Scenario]:
        yield from self._successes()
        for case in self.endpoint.cases:
            yield from self._refusals(case)
        yield from self._races()
        yield from self._invariants()

    @property
    def inputs(self) -> tuple[EntityField, ...]:
        return self.contract.inputs(self.endpoint)

    def body(self, changes: Fields | None = None, number: int = 0) -> Fields:
        """The ``number``-th fitting request, with some fields changed."""
        return {f.name: samples.fitting(f, number) for f in self.inputs} | (changes or {})

    # --- what goes well

    def _successes(self) -> Iterator[Scenario]:
        success, quote = self.endpoint.success, self._quote(self.endpoint.citations)
        cited = self.endpoint.citations + success.citations
        yield self._scenario("succeeds", quote, cited, self._accepted(self.body()))
        optional = [field.name for field in self.inputs if not field.required]
        if optional:
            least = {name: v for name, v in self.body().items() if name not in optional}
            about = tuple(c for f in self.inputs if not f.required for c in f.citations)
            yield self._scenario(
                "succeeds_with_the_required_fields_alone", self._quote(about), about, self._accepted(least)
            )
        for field in self.inputs:
            yield from self._field_successes(field)

    def _field_successes(self, field: EntityField) -> Iterator[Scenario]:
        for sample in samples.at_limits(field):
            sent = self._accepted(self.body({field.name: sample.value}))
            name = f"accepts_the_{field.name}_at_its_limits"
            yield self._scenario(name, self._quote(field.citations), field.citations, sent, sample=sample)
        if not field.required and field.default is None:
            sent = self._accepted(self.body({field.name: None}))
            name = f"accepts_null_as_the_{field.name}"
            yield self._scenario(name, self._quote(field.citations), field.citations, sent)
        if field.unique and isinstance(field.type, TextType):
            yield from self._tells_cases_apart(field)

    def _tells_cases_apart(self, field: EntityField) -> Iterator[Scenario]:
        first = samples.fitting(field)
        other = str(first).swapcase()
        if other != first:
            sent = self._accepted(self.body()), self._accepted(self.body({field.name: other}, 1))
            name = f"tells_apart_{field.name}_by_case"
            yield self._scenario(name, self._quote(field.citations), field.citations, *sent)

    def _accepted(self, sent: Fields) -> Exchange:
        return self._exchange(JsonRequest(sent), self.endpoint.success, sent=sent)

    # --- what is refused

    def _refusals(self, case: Case) -> Iterator[Scenario]:
        match case.when:
            case Missing(field=name):
                left = {key: value for key, value in self.body().items() if key != name}
                yield self._refusal(case, f"a_missing_{name}", JsonRequest(left), name)
            case Null(field=name):
                yield from self._invalid(case, name, "a_null", (Sample(None, "null"),))
            case WrongType(field=name):
                found = samples.wrong_type(self._field(name))
                yield from self._invalid(case, name, "another_type_of", found)
            case TooShort(field=name):
                found = samples.too_short(self._field(name))
                yield from self._invalid(case, name, "a_too_short", found)
            case TooLong(field=name):
                found = samples.too_long(self._field(name))
                yield from self._invalid(case, name, "a_too_long", found)
            case OutOfRange(field=name):
                found = samples.out_of_range(self._field(name))
                yield from self._invalid(case, name, "an_out_of_range", found)
            case Unstorable(field=name):
                found = samples.unstorable(self._field(name))
                yield from self._invalid(case, name, "an_unstorable", found)
            case Duplicate(field=name):
                yield self._duplicate(case, name)
            case UnknownField():
                yield self._refusal(case, "an_unknown_field", JsonRequest(self.body(UNHEARD_OF)))
            case NotAnObject():
                for sample in (Sample("[]", "list"), Sample('"text"', "text"), Sample("null", "null")):
                    body = TextRequest(str(sample.value))
                    yield self._refusal(case, "a_body_that_is_no_object", body, sample=sample)
            case MalformedBody():
                for sample in (Sample('{"', "cut off"), Sample("", "empty"), Sample("[" * 99_999, "too deep")):
                    body = TextRequest(str(sample.value))
                    yield self._refusal(case, "malformed_json", body, sample=sample)
            case WrongContentType():
                yield self._refusal(case, "another_content_type", TextRequest("{}"), media_type="text/plain")
            case TooLarge():
                yield self._refusal(case, "a_too_large_body", TextRequest(" " * (BODY_LIMIT_BYTES + 1)))
            case _:
                raise AssertionError(f"no scenario is derived from a case of {case.when.kind}")

    def _invalid(
        self, case: Case, name: str, phrase: str, found: tuple[Sample, ...]
    ) -> Iterator[Scenario]:
        """One Scenario a value; values refused by default are variants of one test."""
        phrase = f"{phrase}_{name}" if case.citations else f"an_invalid_{name}"
        for sample in found:
            body = JsonRequest(self.body({name: sample.value}))
            yield self._refusal(case, phrase, body, name, sample=sample)

    def _refusal(
        self,
        case: Case,
        phrase: str,
        body: RequestBody,
        field: str | None = None,
        *,
        sample: Sample | None = None,
        media_type: str = "application/json",
    ) -> Scenario:
        cited = case.citations + (self._field(field).citations if field else ())
        exchange = self._exchange(body, case, media_type=media_type)
        if field and isinstance(case.body, ProblemBody):
            named = Expectation(JsonPath(("errors", 0, "field")), "==", field)
            exchange = replace(exchange, expectations=(*exchange.expectations, named))
        quote = self._quote(cited, f"Refuses {phrase.replace('_', ' ')}")
        return self._scenario(f"refuses_{phrase}", quote, cited, exchange, sample=sample)

    def _duplicate(self, case: Case, name: str) -> Scenario:
        taken = self.body({name: samples.fitting(self._field(name))}, 1)
        sent = self._accepted(self.body()), self._exchange(JsonRequest(taken), case)
        cited = case.citations + self._field(name).citations
        return self._scenario(f"refuses_a_taken_{name}", self._quote(cited), cited, *sent)

    # --- what holds whatever happens

    def _races(self) -> Iterator[Scenario]:
        for case in self.endpoint.cases:
            if isinstance(case.when, Duplicate):
                name = case.when.field
                exchange = replace(
                    self._accepted(self.body()), together=Together(AT_ONCE, case.status)
                )
                cited = self._field(name).citations + case.citations
                yield self._scenario(
                    f"lets_one_of_many_at_once_take_the_{name}", self._quote(cited), cited, exchange
                )
                return

    def _invariants(self) -> Iterator[Scenario]:
        names = {field.name for field in self.inputs}
        for invariant in self.contract.invariants:
            if invariant.entity != self.endpoint.entity or invariant.field not in names:
                continue
            secret = str(samples.fitting(self._field(invariant.field)))
            quote = self._quote(invariant.citations[::-1], f"Keeps the {invariant.field} secret")
            match invariant:
                case StoredHashed(field=name):
                    stored = StoredHash(invariant.entity, name, secret)
                    sent = self._accepted(self.body())
                    scenario = self._scenario(f"stores_the_{name}_hashed", quote, invariant.citations, sent)
                    yield replace(scenario, stored=(stored,))
                case NeverReturned(field=name):
                    yield from self._never_returned(name, secret, quote, invariant.citations)
                case _:
                    assert_never(invariant)

    def _never_returned(
        self, name: str, secret: str, quote: str, cited: Citations
    ) -> Iterator[Scenario]:
        hidden = (
            Expectation(BodyText(), "contains", secret, negated=True),
            Expectation(BodyText(), "contains", "$argon2", negated=True),
        )
        sent = self._accepted(self.body())
        told = replace(sent, expectations=(*sent.expectations, *hidden))
        refused = self._exchange(JsonRequest(self.body(UNHEARD_OF)), self._unknown_field())
        refused = replace(refused, expectations=(*refused.expectations, hidden[0]))
        yield self._scenario(f"never_returns_the_{name}", quote, cited, told, refused)

    # --- parts

    def _exchange(
        self,
        body: RequestBody,
        outcome: Answer | Case,
        *,
        sent: Fields | None = None,
        media_type: str = "application/json",
    ) -> Exchange:
        return Exchange(
            method=self.endpoint.method,
            path=self.endpoint.path,
            status=outcome.status,
            headers=(("Content-Type", media_type),) if isinstance(body, TextRequest) else (),
            body=body,
            expectations=tuple(self._expectations(outcome, sent or {})),
        )

    def _expectations(self, outcome: Answer | Case, sent: Fields) -> Iterator[Expectation]:
        match outcome.body:
            case ProblemBody(detail=detail):
                yield PROBLEM
                if detail is not None:
                    yield Expectation(JsonPath(("detail",)), "==", detail)
            case JsonBody(fields=(), message=message):
                yield Expectation(JsonPath(()), "==", {"message": message})
            case JsonBody(fields=names, message=message):
                if message is not None:
                    yield Expectation(JsonPath(("message",)), "==", message)
                yield from (self._member(name, sent) for name in names)
            case EmptyBody():
                yield Expectation(BodyText(), "isEmpty")
            case _:
                raise AssertionError(f"no expectation is derived from a body of {outcome.body.kind}")

    def _member(self, name: str, sent: Fields) -> Expectation:
        if name == "id":
            return Expectation(JsonPath(("id",)), "isInteger")
        return Expectation(JsonPath((name,)), "==", sent.get(name, self._field(name).default))

    def _scenario(
        self,
        words: str,
        quote: str,
        cited: Citations,
        *exchanges: Exchange,
        sample: Sample | None = None,
    ) -> Scenario:
        return Scenario(
            name=f"{self.endpoint.name}_{words}",
            origin="contract",
            exchanges=exchanges,
            endpoints=(self.endpoint.key,),
            quote=quote,
            covers=tuple(dict.fromkeys(citation.statement for citation in cited)),
            variant=sample.variant if sample else None,
        )

    def _field(self, name: str) -> EntityField:
        return self.contract.entity(self.endpoint.entity).field(name)

    def _unknown_field(self) -> Case:
        return next(case for case in self.endpoint.cases if isinstance(case.when, UnknownField))

    def _quote(self, cited: Citations, otherwise: str = "") -> str:
        """The first sentence that is cited, or other words where none is."""
        sentences = [self.texts[c.statement] for c in cited if c.statement in self.texts]
        return sentences[0] if sentences else otherwise or f"{self.endpoint.key} answers"

