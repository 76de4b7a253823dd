"""An operation that takes an entity's fields -> Scenarios: what goes well, and each way in which it does not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
    Missing,
    NeverReturned,
    NoSuchRow,
    OutOfRange,
    ProblemBody,
    SecretType,
    StatementId,
    StoredHashed,
    TakenTogether,
    TextType,
    UnknownField,
)
from codegen.fields import json_default, may_be_null
from codegen.scenario import (
    BodyText,
    Exchange,
    Expectation,
    Given,
    JsonPath,
    JsonRequest,
    JsonValue,
    RequestBody,
    Scenario,
    StoredHash,
    StoredValues,
    TextRequest,
    Together,
)
from codegen.scenario.values import fits
from codegen.testgen import samples
from codegen.testgen.askers import ASKER
from codegen.testgen.refusals import AT_ENDS, BODIES, INVALID, JSON, PROBLEM
from codegen.testgen.requests import referenced_rows
from codegen.testgen.retold import quote_of
from codegen.testgen.samples import UNKNOWN_ID, Sample
from codegen.testgen.within import links

AT_ONCE = 20
Fields = dict[str, JsonValue]
NOWHERE = tuple(
    Sample(value, variant)
    for value, variant in (
        (UNKNOWN_ID, "unknown"),
        (0, "zero"),
        (-1, "below zero"),
        (2**31, "beyond 32 bits"),
        (2**63, "beyond 64 bits"),
    )
)
"""What is the id of no row."""
UNHEARD_OF: Fields = {"unheard_of": 1}


@dataclass(frozen=True, slots=True)
class BodyDeriver:
    """Derives the Scenarios of one endpoint; ``texts`` are the statements by id."""

    contract: Contract
    endpoint: Endpoint
    texts: Mapping[StatementId, str]

    def scenarios(self) -> Iterator[Scenario]:
        """All that follow from the Contract."""
        yield from self._successes()
        for case in self.endpoint.cases:
            yield from self._refusals(case)
        yield from self._races()
        yield from self._invariants()

    @property
    def inputs(self) -> tuple[EntityField, ...]:
        """The fields of the body."""
        return self.contract.inputs(self.endpoint)

    @property
    def _others(self) -> tuple[EntityField, ...]:
        """The entity's fields that the body has not."""
        entity = self.contract.entity(self.endpoint.entity)
        return tuple(field for field in entity.fields if field not in self.inputs)

    @property
    def path(self) -> str:
        """Where requests are sent to."""
        return self.endpoint.path

    def given(self) -> tuple[Given, ...]:
        """The rows that there have to be."""
        return referenced_rows(
            self.contract, [field for field in self.inputs if not self._is_own_link(field)]
        )

    def _is_own_link(self, field: EntityField) -> bool:
        """Whether it leads to a row of the same entity, of which there need be none."""
        return field.leads_to(self.endpoint.entity)

    def body(self, changes: Fields | None = None, number: int = 0) -> Fields:
        """The ``number``-th fitting request of the fields that have to be there, with some changed."""
        needed = (field for field in self.inputs if _is_needed(field))
        return {f.name: samples.fitting(f, number) for f in needed} | (changes or {})

    # --- what goes well

    def _successes(self) -> Iterator[Scenario]:
        success, quote = self.endpoint.success, self._quote(self.endpoint.citations)
        cited = self.endpoint.citations + success.citations
        others = [field for field in self._others if field.default is not None]
        cited += tuple(citation for field in others for citation in field.citations)
        yield self._kept(self._scenario("succeeds", quote, cited, self._accepted(self.body())))
        further = [f for f in self.inputs if not _is_needed(f) and not self._is_own_link(f)]
        if further:
            every = self.body({field.name: samples.fitting(field) for field in further})
            about = tuple(citation for field in further for citation in field.citations)
            scenario = self._scenario(
                "succeeds_with_every_field", self._quote(about), about, self._accepted(every)
            )
            yield self._kept(scenario)
        for field in self.inputs:
            yield from self._field_successes(field)

    def _kept(self, scenario: Scenario) -> Scenario:
        """The Scenario, and that the row has what was sent, or else the fields' defaults."""
        body = scenario.exchanges[-1].body
        sent = body.value if isinstance(body, JsonRequest) and isinstance(body.value, dict) else {}
        every = (*self.inputs, *self._others)
        fields = (f for f in every if not isinstance(f.type, SecretType))
        values = tuple((f.name, sent.get(f.name, self._left_out(f))) for f in fields)
        return replace(scenario, stored=(StoredValues(self.endpoint.entity, values),))

    def _left_out(self, field: EntityField) -> JsonValue:
        """What a row has in a field that the request leaves out; it belongs to who asks, and to what the path names."""
        theirs = links(self.contract, self.endpoint)
        if field.name in theirs:
            return theirs[field.name]
        is_owner = field.name == self.contract.entity(self.endpoint.entity).owner
        return ASKER if is_owner else json_default(field)

    def _field_successes(self, field: EntityField) -> Iterator[Scenario]:
        for sample in samples.at_limits(field):
            sent = self._accepted(self.body({field.name: sample.value}))
            name = f"accepts_the_{field.name}_at_its_limits"
            yield self._scenario(
                name, self._quote(field.citations), field.citations, sent, sample=sample
            )
        if not field.required and field.default is None:
            sent = self._accepted(self.body({field.name: None}))
            name = f"accepts_null_as_the_{field.name}"
            yield self._scenario(name, self._quote(field.citations), field.citations, sent)
        if field.unique and isinstance(field.type, TextType):
            yield from self._tells_cases_apart(field)

    def _tells_cases_apart(self, field: EntityField) -> Iterator[Scenario]:
        first = samples.fitting(field)
        # The scheme and the host of a URL are the same in capitals, and its path is not.
        head, slash, tail = str(first).rpartition("/")
        other = f"{head}{slash}{tail.swapcase()}"
        if other != first and fits(field.type, other):
            sent = (
                self._accepted(self.body({field.name: first})),
                self._accepted(self.body({field.name: other}, 1)),
            )
            name = f"tells_apart_{field.name}_by_case"
            yield self._scenario(name, self._quote(field.citations), field.citations, *sent)

    def _accepted(self, sent: Fields) -> Exchange:
        return self._exchange(JsonRequest(sent), self.endpoint.success, sent=sent)

    # --- what is refused

    def _refusals(self, case: Case) -> Iterator[Scenario]:
        when = case.when
        if when.kind in INVALID:
            yield from self._invalid(case, getattr(when, "field", ""))
        elif when.kind in BODIES:
            phrase, found, media_type = BODIES[when.kind]
            for sample in found:
                body = TextRequest(str(sample.value))
                alone = None if len(found) == 1 else sample
                yield self._refusal(case, phrase, body, sample=alone, media_type=media_type)
        elif isinstance(when, Missing):
            left = {key: value for key, value in self.body().items() if key != when.field}
            yield self._refusal(case, f"a_missing_{when.field}", JsonRequest(left), when.field)
        elif isinstance(when, UnknownField):
            yield self._refusal(case, "an_unknown_field", JsonRequest(self.body(UNHEARD_OF)))
        elif isinstance(when, Duplicate):
            yield self._duplicate(case, when.field)
        elif isinstance(when, TakenTogether):
            yield from self._taken_together(case, when.fields)
        elif isinstance(when, NoSuchRow):
            for sample in NOWHERE:
                lost = JsonRequest(self.body({when.field: sample.value}))
                phrase = f"a_{when.field}_that_leads_nowhere"
                yield self._refusal(case, phrase, lost, sample=sample)
        # The conditions left (a rule, who is logged in) need what only a person or a model can read.

    def _invalid(self, case: Case, name: str) -> Iterator[Scenario]:
        """One Scenario a value; values refused by default are variants of one test."""
        phrase, found = INVALID[case.when.kind]
        if isinstance(case.when, OutOfRange) and case.when.end:
            phrase, found = AT_ENDS[case.when.end]
        phrase = f"{phrase}_{name}" if case.citations else f"an_invalid_{name}"
        for sample in found(self._field(name)):
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
        media_type: str = JSON,
    ) -> Scenario:
        cited = case.citations + (self._field(field).citations if field else ())
        exchange = self._exchange(body, case, media_type=media_type)
        if field and isinstance(case.body, ProblemBody):
            named = Expectation(JsonPath(("errors", 0, "field")), "==", field)
            exchange = replace(exchange, expectations=(*exchange.expectations, named))
        quote = self._quote(cited, f"Refuses {phrase.replace('_', ' ')}")
        return self._scenario(f"refuses_{phrase}", quote, cited, exchange, sample=sample)

    def _duplicate(self, case: Case, name: str) -> Scenario:
        same: Fields = {name: samples.fitting(self._field(name))}
        refused = self._exchange(JsonRequest(self.body(same, 1)), case)
        sent = self._accepted(self.body(same)), refused
        cited = case.citations + self._field(name).citations
        return self._scenario(f"refuses_a_taken_{name}", self._quote(cited), cited, *sent)

    def _taken_together(self, case: Case, names: Sequence[str]) -> Iterator[Scenario]:
        """All of the values are those of another row; then all but one, and then one is null in both."""
        fields = [field for field in self.inputs if field.name in names]
        same: Fields = {field.name: samples.fitting(field) for field in fields}
        cited = (*case.citations, *self._of_entity)
        sent = self._accepted(self.body(same))
        refused = self._exchange(JsonRequest(self.body(same, 1)), case)
        words = f"refuses_a_taken_{'_and_'.join(names)}"
        yield self._scenario(words, self._quote(cited), cited, sent, refused)
        for field in fields:
            for phrase, first, then in self._apart(field):
                rows = ({**same, field.name: value} for value in (first, then))
                made = (self._accepted(self.body(row, n)) for n, row in enumerate(rows))
                words = f"takes_the_rest_again_with_{phrase}_{field.name}"
                yield self._scenario(words, self._quote(cited), cited, *made)

    def _apart(self, field: EntityField) -> Iterator[tuple[str, JsonValue, JsonValue]]:
        """What makes two rows differ that are alike else."""
        first, then = (samples.fitting(field, number) for number in range(2))
        if first != then:
            yield "another", first, then
        if may_be_null(field):
            yield "no", None, None

    @property
    def _of_entity(self) -> Citations:
        """What says which fields of the entity are unique together."""
        return self.contract.entity(self.endpoint.entity).citations

    # --- what holds whatever happens

    def _races(self) -> Iterator[Scenario]:
        for case in self.endpoint.cases:
            if isinstance(case.when, Duplicate | TakenTogether):
                names = taken_fields(case.when)
                fields = [field for field in self.inputs if field.name in names]
                same: Fields = {field.name: samples.fitting(field) for field in fields}
                together = Together(AT_ONCE, case.status)
                exchange = replace(self._accepted(self.body(same)), together=together)
                cited = tuple(c for field in fields for c in field.citations) + case.citations
                words = f"lets_one_of_many_at_once_take_the_{'_and_'.join(names)}"
                yield self._scenario(words, self._quote(cited), cited, exchange)
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
                    sent = self._accepted(self.body({name: secret}))
                    scenario = self._scenario(
                        f"stores_the_{name}_hashed", quote, invariant.citations, sent
                    )
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
        sent = self._accepted(self.body({name: secret}))
        told = replace(sent, expectations=(*sent.expectations, *hidden))
        refused = self._exchange(
            JsonRequest(self.body({name: secret, **UNHEARD_OF})), self._unknown_field()
        )
        refused = replace(refused, expectations=(*refused.expectations, hidden[0]))
        yield self._scenario(f"never_returns_the_{name}", quote, cited, told, refused)

    # --- parts

    def _exchange(
        self,
        body: RequestBody,
        outcome: Answer | Case,
        *,
        sent: Fields | None = None,
        media_type: str = JSON,
    ) -> Exchange:
        return Exchange(
            method=self.endpoint.method,
            path=self.path,
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
            case JsonBody(shape=str()):
                return
            case JsonBody(fields=(), message=message):
                yield Expectation(JsonPath(()), "==", {"message": message})
            case JsonBody(fields=names, message=message):
                if message is not None:
                    yield Expectation(JsonPath(("message",)), "==", message)
                yield from (self._member(name, sent) for name in names)
            case EmptyBody():
                yield Expectation(BodyText(), "isEmpty")
            case _:
                raise AssertionError(
                    f"no expectation is derived from a body of {outcome.body.kind}"
                )

    def _member(self, name: str, sent: Fields) -> Expectation:
        if name == "id":
            return Expectation(JsonPath(("id",)), "isInteger")
        absent = self._left_out(self._field(name))
        return Expectation(JsonPath((name,)), "==", sent.get(name, absent))

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
            given=self.given(),
        )

    def _field(self, name: str) -> EntityField:
        return self.contract.entity(self.endpoint.entity).field(name)

    def _unknown_field(self) -> Case:
        return self.endpoint.case(UnknownField())

    def _quote(self, cited: Citations, otherwise: str = "") -> str:
        """The first sentence that is cited, or other words where none is."""
        return quote_of(self.texts, cited, otherwise or f"{self.endpoint.key} answers")


def taken_fields(when: Duplicate | TakenTogether) -> tuple[str, ...]:
    """The fields of which another row has the same values."""
    return (when.field,) if isinstance(when, Duplicate) else when.fields


def _is_needed(field: EntityField) -> bool:
    """Whether each request has to have the field: else it is refused, or two of them collide."""
    return (field.required and field.default is None) or (
        field.unique and field.default is not None
    )
