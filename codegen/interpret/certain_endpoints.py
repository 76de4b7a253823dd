"""Whether the endpoints of a model's answer contradict what the grammar reads of them for certain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from codegen.contract import (
    Anyone,
    Body,
    Case,
    Endpoint,
    FormBody,
    HtmlBody,
    JsonBody,
    MultipartBody,
    ProblemBody,
    RuleBroken,
    Shape,
    ShapeType,
    TextBody,
)
from codegen.interpret.cases import field_of
from codegen.interpret.certain import Certain, Contradiction
from codegen.interpret.facts import (
    CaseFact,
    Fact,
    FieldName,
    OperationFact,
    RequestFact,
    SuccessFact,
    WhoFact,
)

_SUCCESSES = range(200, 400)


def endpoint_contradictions(
    certain: Certain, endpoints: Iterable[Endpoint], shapes: Iterable[Shape]
) -> Iterator[Contradiction]:
    """What the endpoints contradict: cases, successes, what is taken and answered, who may call."""
    by_name = {shape.name: shape for shape in shapes}
    for endpoint in endpoints:
        held = _Held(certain, endpoint, by_name)
        for fact in certain.facts:
            yield from held.contradictions(fact)


@dataclass(frozen=True, slots=True)
class _Held:
    """One endpoint, and what is certain of it."""

    certain: Certain
    endpoint: Endpoint
    shapes: Mapping[str, Shape]

    def contradictions(self, fact: Fact) -> Iterator[Contradiction]:
        where = getattr(fact, "endpoint", None)
        is_own = where is not None and self._full(where) == self.endpoint.key
        match fact:
            case CaseFact() if is_own and self._is_particular(fact):
                yield from self._particular(fact)
            case CaseFact() if is_own or where is None:
                yield from self._general(fact)
            case SuccessFact() if is_own:
                yield from self._success(fact)
            case OperationFact(entity=entity) if is_own and entity:
                yield from self._entity(fact, entity)
            case RequestFact() if is_own:
                yield from self._request(fact)
            case WhoFact(who="anyone") if is_own and not isinstance(self.endpoint.who, Anyone):
                who = self.endpoint.who.kind.replace("_", " ")
                demand = f"anyone may call {self.endpoint.key}"
                yield Contradiction(fact.said, demand, f'says "{who}"')

    def _full(self, key: str) -> str:
        method, _, path = key.partition(" ")
        return f"{method} {self.certain.prefix}{path}"

    # --- Cases

    def _is_particular(self, fact: CaseFact) -> bool:
        """Whether it names fields, or speaks of the whole body: then there has to be such a case."""
        return fact.fields is not None or not set(fact.states) & _OF_FIELDS

    def _particular(self, fact: CaseFact) -> Iterator[Contradiction]:
        for name in fact.fields or (None,):
            spoken = [case for case in self.endpoint.cases if _speaks_of(case, fact, name)]
            if not any(_fits(case, fact) for case in spoken):
                yield from self._unlike(fact, name, spoken[:1])

    def _general(self, fact: CaseFact) -> Iterator[Contradiction]:
        """What is said of any field, or of every endpoint, holds where nothing else is said."""
        for case in self.endpoint.cases:
            cites = [citation.statement for citation in case.citations]
            is_meant = not cites or fact.said.statement in cites
            named = [_plain(name.field) for name in fact.fields or ()]
            is_named = fact.fields is None or _last(field_of(case.when)) in named
            if is_meant and is_named and _is_of(case, fact) and not _fits(case, fact):
                yield from self._unlike(fact, None, [case])
                return

    def _unlike(
        self, fact: CaseFact, name: FieldName | None, found: Sequence[Case]
    ) -> Iterator[Contradiction]:
        about = " or ".join(state.replace("_", " ") for state in fact.states[:2])
        subject = f"{about} {name.field}" if name else about
        demand = f"{self.endpoint.key} answers {_in_words(fact)} in the case of: {subject}"
        answer = "has no such case"
        if found:
            words = _fixed_words(found[0].body)
            answer = f"says {found[0].status}" + (f' with "{words[0]}"' if words else "")
        yield Contradiction(fact.said, demand, answer)

    # --- Success, request

    def _success(self, fact: SuccessFact) -> Iterator[Contradiction]:
        status, success = fact.answer.status, self.endpoint.success
        where = f"{self.endpoint.key} answers"
        if status is not None and status not in _SUCCESSES:
            return  # it speaks of a condition in another sentence
        if status not in (None, success.status):
            yield Contradiction(fact.said, f"{where} {status}", f"says {success.status}")
        words = _fixed_words(success.body)
        message = fact.answer.message
        if message is not None and words is not None and message not in words:
            says = f'says "{words[0]}"' if words else "has no such words"
            yield Contradiction(fact.said, f'{where} with "{message}"', says)
        yield from self._members(fact, fact.answer.fields or (), success.body, "answers with")

    def _entity(self, fact: OperationFact, entity: str) -> Iterator[Contradiction]:
        made = self.endpoint.entity
        if made and made.lower() != entity.replace("_", "").lower():
            demand = f"{self.endpoint.key} makes a row of {entity}"
            yield Contradiction(fact.said, demand, f"makes one of {made}")

    def _request(self, fact: RequestFact) -> Iterator[Contradiction]:
        yield from self._members(fact, fact.fields, self.endpoint.request, "takes")

    def _members(
        self, fact: SuccessFact | RequestFact, names: Iterable[FieldName], body: Body, verb: str
    ) -> Iterator[Contradiction]:
        if not isinstance(body, JsonBody | FormBody | MultipartBody):
            return
        known = {_plain(name) for name in self._names(body)}
        known |= {_plain(p.name) for p in self.endpoint.parameters} if verb == "takes" else set()
        for name in names:
            if _plain(name.field) not in known:
                demand = f"{self.endpoint.key} {verb} {name.field}"
                yield Contradiction(fact.said, demand, "leaves it out")

    def _names(self, body: JsonBody | FormBody | MultipartBody) -> Iterator[str]:
        """The members of a body, whatever their depth."""
        waiting, seen = [body.shape], set[str]()
        if isinstance(body, JsonBody):
            yield from body.fields
        while waiting:
            shape = self.shapes.get(waiting.pop() or "")
            if shape and shape.name not in seen:
                seen.add(shape.name)
                yield from (member.name for member in shape.members)
                kinds = (member.type for member in shape.members)
                waiting += [kind.shape for kind in kinds if isinstance(kind, ShapeType)]


_OF_FIELDS = frozenset(
    [
        "missing",
        "null",
        "wrong_type",
        "too_short",
        "too_long",
        "out_of_range",
        "unstorable",
        "pattern",
        "duplicate",
        "empty",
    ]
)
"""States of a field; the others are the whole body's."""


def _speaks_of(case: Case, fact: CaseFact, name: FieldName | None) -> bool:
    """Whether a case is about the field that is named; one that cites the statement may call it otherwise."""
    cites = any(c.statement == fact.said.statement for c in case.citations)
    if isinstance(case.when, RuleBroken):
        return case.when.statement == fact.said.statement
    if not _is_of(case, fact):
        return False
    return name is None or cites or _last(field_of(case.when)) == _plain(name.field)


def _is_of(case: Case, fact: CaseFact) -> bool:
    empty = "empty" in fact.states and case.when.kind == "too_short"
    return case.when.kind in fact.states or empty


def _fits(case: Case, fact: CaseFact) -> bool:
    words = _fixed_words(case.body)
    is_said = fact.answer.message is None or words is None or fact.answer.message in words
    return fact.answer.status in (None, case.status) and is_said


def _fixed_words(body: Body) -> tuple[str, ...] | None:
    """The fixed words that a body has; None where its kind leaves open which it has."""
    match body:
        case ProblemBody(detail=text) | TextBody(text=text):
            return (text,) if text is not None else ()
        case JsonBody(message=text, shape=shape):
            return (text,) if text is not None else (None if shape else ())
        case HtmlBody(shows=texts):
            return texts
        case _:
            return None


def _in_words(fact: CaseFact) -> str:
    status, message = fact.answer.status, fact.answer.message
    said = [str(status)] if status is not None else []
    return " with ".join([*said, *([f'"{message}"'] if message is not None else [])])


def _last(name: str | None) -> str | None:
    """The last part of a dotted name, as ``amount`` of ``shares.amount``."""
    return _plain(name.rpartition(".")[2]) if name is not None else None


def _plain(name: str) -> str:
    return name.replace("_", "").lower()
