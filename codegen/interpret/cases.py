"""The cases of a create endpoint: which conditions it has, and what each is answered with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from codegen import defaults
from codegen.contract import (
    NATURES,
    AlreadyThere,
    Anyone,
    Case,
    ChoiceType,
    Condition,
    DateTimeType,
    DateType,
    Duplicate,
    EntityField,
    IntegerType,
    MalformedBody,
    Missing,
    MoneyType,
    NoSuchParent,
    NoSuchRow,
    NotAllowed,
    NotAnObject,
    NotFound,
    NotLoggedIn,
    NotOwner,
    NotThere,
    Null,
    NumberType,
    Operation,
    OutOfRange,
    Pattern,
    ProblemBody,
    ReferenceType,
    SecretType,
    StillReferenced,
    TakenTogether,
    TextType,
    TooLarge,
    TooLong,
    TooShort,
    UnknownField,
    Unstorable,
    WhoMay,
    Within,
    WrongContentType,
    WrongCredentials,
    WrongType,
    is_for_owners,
    takes_role,
)
from codegen.interpret.facts import CaseFact, Said, State
from codegen.interpret.notes import Notes

ERROR_STATUSES = frozenset(
    (400, 401, *range(403, 407), *range(408, 419), *range(421, 425), 428, 429, 431, 451)
)
"""Those that werkzeug, and so Flask's ``abort``, knows: werkzeug.exceptions.default_exceptions."""
_LISTED_STATUSES = "400, 401, 403 to 406, 408 to 418, 421 to 424, 428, 429, 431 and 451"

_DEFAULT_STATUS: dict[str, int] = {
    "duplicate": defaults.DUPLICATE_STATUS,
    "taken_together": defaults.DUPLICATE_STATUS,
    "not_logged_in": defaults.NOT_LOGGED_IN_STATUS,
    "not_owner": defaults.FORBIDDEN_STATUS,
    "not_allowed": defaults.FORBIDDEN_STATUS,
    "wrong_credentials": defaults.NOT_LOGGED_IN_STATUS,
    "not_found": defaults.NOT_FOUND_STATUS,
    "no_such_parent": defaults.NOT_FOUND_STATUS,
    "not_there": defaults.NOT_FOUND_STATUS,
    "already_there": defaults.DUPLICATE_STATUS,
    "still_referenced": defaults.STILL_REFERENCED_STATUS,
    "malformed_body": defaults.MALFORMED_STATUS,
    "wrong_content_type": defaults.CONTENT_TYPE_STATUS,
    "too_large": defaults.TOO_LARGE_STATUS,
}
_TOPIC: dict[str, defaults.Topic] = {
    "duplicate": "duplicate status",
    "taken_together": "duplicate status",
    "not_logged_in": "not logged in",
    "not_owner": "not the owner",
    "not_allowed": "not allowed",
    "wrong_credentials": "wrong credentials",
    "not_found": "row not found",
    "no_such_parent": "row not found",
    "not_there": "not there",
    "already_there": "already there",
    "no_such_row": "link to nothing",
    "still_referenced": "still referenced",
    "malformed_body": "malformed body",
    "wrong_content_type": "content type",
    "unknown_field": "unknown fields",
}
_WORDS: dict[str, str] = {
    "missing": "a missing",
    "null": "a null",
    "wrong_type": "a wrongly typed",
    "too_short": "a too short",
    "too_long": "a too long",
    "out_of_range": "an out-of-range",
    "unstorable": "an unstorable",
    "pattern": "an unreadable",
    "duplicate": "a duplicate",
    "taken_together": "a combination that is taken",
    "not_logged_in": "a request without a log-in",
    "not_owner": "a row of somebody else",
    "not_allowed": "a user without the role",
    "wrong_credentials": "wrong credentials",
    "not_found": "a row that is not there",
    "no_such_parent": "a first row that is not there",
    "not_there": "a row that was not added",
    "already_there": "a row that was added before",
    "no_such_row": "a link to nothing in",
    "still_referenced": "a row that others link to",
    "unknown_field": "an unknown field",
    "malformed_body": "a malformed body",
    "not_an_object": "a body that is no object",
    "wrong_content_type": "a wrong content type",
    "too_large": "a too large body",
}


def in_words(when: Condition) -> str:
    """A condition as messages name it: ``a missing 'username'``."""
    named = field_of(when)
    words = _END_WORDS[when.end] if isinstance(when, OutOfRange) else _WORDS[when.kind]
    return f"{words} {named!r}" if named else words


def field_of(when: Condition) -> str | None:
    """The field that a condition speaks of, or None where it speaks of the body."""
    return getattr(when, "field", None)


def conditions(inputs: Sequence[EntityField]) -> tuple[Condition, ...]:
    """The conditions of a create with these inputs: of the body, of each field, of the rows there are."""
    of_body = (TooLarge(), WrongContentType(), MalformedBody(), NotAnObject(), UnknownField())
    of_fields = (condition for each in inputs for condition in _of_field(each))
    return (*of_body, *of_fields, *(Duplicate(field=f.name) for f in inputs if f.unique))


def conditions_of(
    operation: Operation,
    inputs: Sequence[EntityField],
    parameters: Sequence[EntityField],
    *,
    who: WhoMay,
    is_referenced: bool,
    tells_owners: bool,
    within: Within | None,
    tells_again: bool,
    together: Iterable[tuple[str, ...]],
) -> tuple[Condition, ...]:
    """The conditions of a standard operation.

    Args:
        inputs: the fields of its body, where it takes one.
        parameters: those of its query.
        is_referenced: other rows may link to what it deletes.
        tells_owners: somebody else's row is answered otherwise than one that is not there.
        within: the row that the others belong to.
        tells_again: adding a row again is answered otherwise than adding it.
        together: the fields, unique together, of which it writes some.
    """
    nature = NATURES[operation]
    found: list[Condition] = [] if isinstance(who, Anyone) else [NotLoggedIn()]
    found += [NotAllowed()] if takes_role(who) else []
    found += [NoSuchParent(parameter=within.parameter)] if within else []
    found += [NotFound()] if nature.of_one else []
    found += [AlreadyThere()] if operation == "add" and tells_again else []
    found += [NotThere()] if operation == "remove" else []
    found += [NotOwner()] if nature.of_one and is_for_owners(who) and tells_owners else []
    found += [c for each in parameters for c in _of_field(each) if not isinstance(c, Null)]
    if nature.takes != "none":
        of_body = conditions(inputs)
        found += [c for c in of_body if nature.takes != "some" or not isinstance(c, Missing)]
        found += [NoSuchRow(field=f.name) for f in inputs if isinstance(f.type, ReferenceType)]
    found += [TakenTogether(fields=group) for group in together]
    if nature.takes == "own":
        found.append(WrongCredentials())
    if operation in ("delete", "delete_all") and is_referenced:
        found.append(StillReferenced())
    return tuple(found)


def default_status(when: Condition) -> int:
    """The status of the table of defaults."""
    return _DEFAULT_STATUS.get(when.kind, defaults.INVALID_STATUS)


def _of_field(field: EntityField) -> Iterator[Condition]:
    name = field.name
    if field.required and field.default is None:
        yield Missing(field=name)
    if field.required or field.default is not None:
        yield Null(field=name)
    yield WrongType(field=name)
    match field.type:
        case TextType() | SecretType():
            yield from _of_text(name, field.type)
        case IntegerType():
            yield OutOfRange(field=name)
        case NumberType(minimum=low, maximum=high):
            yield from [OutOfRange(field=name)] if (low, high) != (None, None) else []
        case MoneyType():
            yield Pattern(field=name)
            yield OutOfRange(field=name)
        case DateType() | DateTimeType() | ChoiceType():
            yield Pattern(field=name)


def _of_text(name: str, kind: TextType | SecretType) -> Iterator[Condition]:
    yield Unstorable(field=name)
    if kind.min_length > 0:
        yield TooShort(field=name)
    if kind.max_length < defaults.UNLIMITED_LENGTH:
        yield TooLong(field=name)
    if isinstance(kind, TextType) and (kind.format or kind.pattern):
        yield Pattern(field=name)


@dataclass(frozen=True, slots=True)
class Target:
    """An endpoint as the spec calls it, its key with the prefix, its entity, the fields that it takes, and when it ends otherwise.

    ``referrers`` is what the rows are called that may link to its own; ``parent`` is the entity whose row they belong to.
    """

    endpoint: str
    key: str
    entity: str
    inputs: Sequence[EntityField]
    conditions: tuple[Condition, ...]
    referrers: tuple[str, ...] = ()
    parent: str = ""

    def default_detail(self, when: Condition) -> str | None:
        """What is answered where the spec has no words for it; None for the status' own."""
        if isinstance(when, StillReferenced) and self.referrers:
            return f"Still referred to by {' or '.join(self.referrers)}."
        return None


_Part: TypeAlias = Literal["missing", "empty", "value"]


def _part(state: str) -> _Part:
    """ "missing or invalid" has two parts; being invalid is one, of which a field need not have each state."""
    return "missing" if state == "missing" else "empty" if state == "empty" else "value"


@dataclass(slots=True)
class CaseBuilder:
    """Builds the cases of one endpoint after another, and knows which demands came to nothing."""

    facts: tuple[CaseFact, ...]
    notes: Notes
    used: set[tuple[int, str | None, _Part]] = field(default_factory=set)
    """Fact, field that it names (None where it names none), and the part of its states that was met."""

    def tells(self, state: State, endpoint: str) -> bool:
        """Whether a sentence answers that state at the endpoint."""
        return any(state in f.states and f.endpoint in (None, endpoint) for f in self.facts)

    def build(self, target: Target) -> tuple[Case, ...]:
        """The cases of an endpoint."""
        spoken = [fact for fact in self.facts if fact.endpoint in (None, target.endpoint)]
        conditions = (c for when in target.conditions for c in _ends_apart(when, spoken, target))
        cases = tuple(self._case(target, when, spoken) for when in conditions)
        self._check_empty(target, spoken, cases)
        if cases:
            self.notes.assume("error messages", target.key)
        if sum(bool(case.citations) for case in cases) > 1:
            self.notes.assume("order of answers", target.key)
        return cases

    def _case(self, target: Target, when: Condition, spoken: Iterable[CaseFact]) -> Case:
        stated = [fact for fact in spoken if _speaks_of(fact, when, target)]
        for fact in stated:
            for name in when.fields if isinstance(when, TakenTogether) else (field_of(when),):
                self._use(fact, name, _part_met(fact, when))
        # What is said of the link at this endpoint goes before what is said of such rows anywhere.
        of_link = [fact for fact in stated if fact.endpoint and fact.entity is None]
        if isinstance(when, NoSuchRow) and of_link:
            stated = of_link
        status = self._status(target.key, when, stated)
        said = [(fact.answer.message, fact.said) for fact in stated]
        messages = [(message, where) for message, where in said if message is not None]
        alike = _are_alike(stated)
        detail = self.notes.settle(f"the message of {in_words(when)}", messages, alike=alike)
        body = ProblemBody(detail=target.default_detail(when) if detail is None else detail)
        citations = tuple(dict.fromkeys(fact.said.citation for fact in stated))
        return Case(when=when, status=status, body=body, citations=citations)

    def _status(self, endpoint: str, when: Condition, stated: Sequence[CaseFact]) -> int:
        codes = [(fact.answer.status, fact.said) for fact in stated if fact.answer.status]
        for code, said in codes:
            self._check_status(code, when, said)
        status = self.notes.settle(
            f"the status of {in_words(when)}", codes, alike=_are_alike(stated)
        )
        if status is None and when.kind != "too_large":  # the body limit is told once, of the app
            self.notes.assume(_TOPIC.get(when.kind, "invalid field status"), endpoint)
        return status or default_status(when)

    def _check_status(self, code: int, when: Condition, said: Said) -> None:
        if code not in ERROR_STATUSES:
            cause = f"{in_words(when)} is answered with {code}, which is no status of an error here"
            self.notes.problem(cause, f"Choose one of {_LISTED_STATUSES}.", said.location)

    def _check_empty(
        self, target: Target, spoken: Iterable[CaseFact], cases: tuple[Case, ...]
    ) -> None:
        """Where the minimum is above 1, an empty text is one of the too short: one answer for both."""
        for fact in spoken:
            for each in target.inputs if "empty" in fact.states else ():
                if _names(fact, each.name, target) and _minimum(each) > 1:
                    self._use(fact, each.name, "empty")
                    self._check_empty_answer(fact, each, cases)

    def _check_empty_answer(
        self, fact: CaseFact, field: EntityField, cases: tuple[Case, ...]
    ) -> None:
        short = next(case for case in cases if case.when == TooShort(field=field.name))
        detail = short.body.detail if isinstance(short.body, ProblemBody) else None
        same_status = fact.answer.status in (None, short.status)
        if not same_status or fact.answer.message not in (None, detail):
            cause = f"an empty {field.name!r} is a too short one (it has at least"
            cause += f" {_minimum(field)} characters), which is answered otherwise"
            mend = f'Say "A too short `{field.name}` is {fact.answer.status or short.status}".'
            self.notes.problem(cause, mend, fact.said.location)

    def refuse_unused(self) -> None:
        """Notes the demands that no endpoint has a case for, each field of a sentence by itself."""
        for fact in self.facts:
            named = [name.field for name in fact.fields] if fact.fields is not None else [None]
            parts = dict.fromkeys(map(_part, fact.states))
            unused = [
                (name, part)
                for name in named
                for part in parts
                if (id(fact), name, part) not in self.used
            ]
            if len(unused) == len(named) * len(parts):
                self._refuse_whole(fact)
            else:
                self._refuse_parts(fact, unused)

    def _refuse_whole(self, fact: CaseFact) -> None:
        cause = f'"{fact.said.quote}" can never happen: no field or endpoint has such a case'
        mend = "Remove it, or declare the field or limit that it speaks of."
        self.notes.problem(cause, mend, fact.said.location)

    def _refuse_parts(self, fact: CaseFact, unused: Sequence[tuple[str | None, _Part]]) -> None:
        for name, part in unused:
            subject = repr(name) if name else "a field"
            state = part if part != "value" else fact.states[-1].replace("_", " ")
            cause = (
                f'"{fact.said.quote}" can never happen of {subject}, which is never "{state}" here'
            )
            needed = "declare the limit that it speaks of"
            if part == "missing" or fact.states == ("null",):
                needed = "make the field required"
            mend = f"Leave that out of the sentence, or {needed}."
            self.notes.problem(cause, mend, fact.said.location)

    def _use(self, fact: CaseFact, field: str | None, part: _Part) -> None:
        self.used.add((id(fact), field if fact.fields is not None else None, part))


_NO_END = {"minimum": defaults.INTEGER_MINIMUM, "maximum": defaults.INTEGER_MAXIMUM}
_END_WORDS = {"": "an out-of-range", "minimum": "a too small", "maximum": "a too large"}


def _ends_apart(
    when: Condition, spoken: Iterable[CaseFact], target: Target
) -> tuple[Condition, ...]:
    """The condition; or one for each end of a range, where a sentence speaks of one and the field has both."""
    if not isinstance(when, OutOfRange):
        return (when,)
    field = next((each for each in target.inputs if each.name == when.field), None)
    ends = {fact.end for fact in spoken if fact.end and _names(fact, when.field, target)}
    if field is None or not ends:
        return (when,)
    if all(getattr(field.type, end, None) not in (None, none) for end, none in _NO_END.items()):
        return tuple(OutOfRange(field=when.field, end=end) for end in ("minimum", "maximum"))
    return (when,)


def _are_alike(facts: Sequence[CaseFact]) -> bool:
    """Whether they speak of just the same; "a missing field" and "a missing name" may well differ."""
    return len({(fact.endpoint, fact.states, fact.fields) for fact in facts}) == 1


def _part_met(fact: CaseFact, when: Condition) -> _Part:
    return _part(when.kind) if when.kind in fact.states else "empty"


def _speaks_of(fact: CaseFact, when: Condition, target: Target) -> bool:
    named = field_of(when)
    if fact.entity is not None:
        return _speaks_of_row(fact, when, target)
    if named is not None and not _names(fact, named, target):
        return False
    if isinstance(when, TakenTogether) and fact.fields is not None:
        named_there = {name.field for name in fact.fields}
        return when.kind in fact.states and named_there == set(when.fields)
    if isinstance(when, OutOfRange) and when.end and fact.end not in (None, when.end):
        return False
    if when.kind in fact.states:
        return True
    empty = "empty" in fact.states and isinstance(when, TooShort)
    return empty and any(f.name == named and _minimum(f) == 1 for f in target.inputs)


def _speaks_of_row(fact: CaseFact, when: Condition, target: Target) -> bool:
    """Whether the row that is not there is the path's, or else the one that a link leads to."""
    if when.kind not in fact.states:
        return False
    is_own = fact.entity == target.entity
    if isinstance(when, NoSuchParent):
        return fact.entity == target.parent
    if not isinstance(when, NoSuchRow):
        return is_own
    field = next(each for each in target.inputs if each.name == when.field)
    return field.leads_to(fact.entity or "") and not (is_own and NotFound() in target.conditions)


def _names(fact: CaseFact, field: str, target: Target) -> bool:
    return fact.fields is None or any(
        name.field == field and name.entity in (None, target.entity) for name in fact.fields
    )


def _minimum(field: EntityField) -> int:
    return field.type.min_length if isinstance(field.type, (TextType, SecretType)) else 0
