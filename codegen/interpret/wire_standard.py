"""Wire -> what a standard operation has; an answer that its template could not serve is told to make it "custom"."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from codegen import contract as c
from codegen import defaults
from codegen.interpret.cases import ERROR_STATUSES, conditions_of, default_status
from codegen.interpret.standard import (
    LARGEST_PAGE,
    as_field,
    id_parameters,
    page_sizes,
    pages_in_words,
    query_parameters,
    referrers,
    why_not_asked,
    wrong_route,
)
from codegen.interpret.success import NO_CONTENT, SUCCESS_STATUSES
from codegen.interpret.wire import WireBody, WireCase, WireEndpoint
from codegen.interpret.wire_parts import Reading
from codegen.interpret.wire_rows import WireOfRows, WireValue
from codegen.scenario.values import fits

CUSTOM = 'make it "custom"'
NOTHING_SAID = WireOfRows(
    within=None,
    where=[],
    sets=[],
    filters=[],
    sorts=[],
    searched=[],
    order=None,
    page_size=None,
    page_limit=None,
)


@dataclass(frozen=True, slots=True)
class Standard:
    """What an endpoint of a standard operation has beside what any other has."""

    entity: c.Entity
    parameters: tuple[c.Parameter, ...]
    inputs: tuple[c.EntityField, ...]
    within: c.Within | None
    listing: c.Listing | None
    where: tuple[c.RowValue, ...]
    sets: tuple[c.RowValue, ...]
    conditions: tuple[c.Condition, ...]

    def condition(self, wire: WireCase) -> c.Condition | None:
        """The link, or the first id of the path, that a case about a row which is not there means; None for any other case."""
        parent = self.within.parameter if self.within else ""
        if wire.when == "still_referenced":
            return c.StillReferenced()
        if wire.when != "not_found":
            return None
        if parent and (wire.field == parent or c.NotFound() not in self.conditions):
            return c.NoSuchParent(parameter=parent)
        return c.NoSuchRow(field=wire.field) if wire.field else c.NotFound()

    def with_default_cases(self, cases: Iterable[c.Case]) -> tuple[c.Case, ...]:
        """A case for everything that can come of the operation; the table of defaults fills in."""
        stated = {case.when: case for case in cases}
        texts = {each.name for each in self.inputs}
        # A model that speaks of a wrong type may well mean a text that cannot be read.
        wanted = (w for w in self.conditions if not (isinstance(w, c.Pattern) and w.field in texts))
        by_default: dict[c.Condition, c.Case] = {
            when: c.Case(when=when, status=default_status(when), body=c.ProblemBody())
            for when in wanted
        }
        return tuple((by_default | stated).values())


def read_standard(
    wire: WireEndpoint, entities: Sequence[c.Entity], reading: Reading
) -> Standard | None:
    """What the operation has, or None where its entity is none; what is wrong is noted in ``reading``."""
    key = f"{wire.method} {wire.path}"
    entity = next((each for each in entities if each.name == wire.entity), None)
    if entity is None:
        reading.problem(f"{key} is to {wire.operation} {wire.entity!r}, which is no entity.")
        return None
    return _Reader(wire, key, entity, tuple(entities), reading).read()


@dataclass(frozen=True, slots=True)
class _Reader:
    wire: WireEndpoint
    key: str
    entity: c.Entity
    entities: tuple[c.Entity, ...]
    reading: Reading

    def read(self) -> Standard:
        said = self.wire.of_rows or NOTHING_SAID
        self._check_route()
        within = self._within(said.within)
        inputs = self._inputs(within)
        listing = self._listing(said)
        query = tuple(query_parameters(listing, self.entity)) if listing else ()
        where, sets = self._values(said.where, "where"), self._values(said.sets, "sets")
        self._check_success()
        self._check_unique((*self.wire.request.fields, *(each.name for each in sets)))
        found = Standard(
            entity=self.entity,
            parameters=(*id_parameters(self.wire.path, self.entity, within), *query),
            inputs=inputs,
            within=within,
            listing=listing,
            where=where,
            sets=sets,
            conditions=self._conditions(inputs, query, within),
        )
        self._check_cases(found)
        return found

    def _conditions(
        self,
        inputs: Sequence[c.EntityField],
        query: Sequence[c.Parameter],
        within: c.Within | None,
    ) -> tuple[c.Condition, ...]:
        assert self.wire.operation != "custom"
        return conditions_of(
            self.wire.operation,
            inputs,
            [as_field(each) for each in query],
            who=c.Anyone(),
            is_referenced=bool(referrers(self.entity, self.entities)),
            tells_owners=False,
            within=within,
            tells_again=False,
            together=(),
        )

    def _refuse(self, cause: str, mend: str = CUSTOM) -> None:
        self.reading.problem(
            f"{self.key} cannot be the operation {self.wire.operation!r}: {cause}. {mend[:1].upper()}{mend[1:]}."
        )

    # --- The route

    def _check_route(self) -> None:
        assert self.wire.operation != "custom"
        for cause, mend in wrong_route(self.key, self.wire.operation, self.entity):
            self._refuse(cause, f"{mend.rstrip('.')}, or {CUSTOM}")
        if self.wire.who != "anyone":
            self._refuse("it is not for anyone, and nobody logs in by a template here")
        others = [p.value.name for p in self.wire.parameters if p.place != "path"]
        if others:
            self._refuse(
                f"it has the parameter {others[0]!r}, where a list says in `of_rows` what it may be asked",
                f"leave it out, or {CUSTOM}",
            )
        if self.wire.hooks and self.wire.operation != "create":
            self._refuse("only a create has hooks")

    def _within(self, link: str | None) -> c.Within | None:
        names = c.PATH_PARAMETER.findall(self.wire.path)
        if len(names) <= self._nature.of_one:
            if link:
                self._refuse(f"its path has no id for {link!r}", "let `within` be null")
            return None
        field = self._field(link, "within") if link else None
        if field is None or not isinstance(field.type, c.ReferenceType):
            self._refuse(
                f"its path has the id {names[0]!r}, and `within` names no link that leads there",
                f"name it, or {CUSTOM}",
            )
            return None
        return c.Within(parameter=names[0], entity=field.type.entity, by=field.name)

    @property
    def _nature(self) -> c.Nature:
        assert self.wire.operation != "custom"
        return c.NATURES[self.wire.operation]

    # --- What is sent

    def _inputs(self, within: c.Within | None) -> tuple[c.EntityField, ...]:
        request = self.wire.request
        if self._nature.takes == "none":
            if request.kind != "empty":
                self._refuse("it takes no body")
            return ()
        if request.kind != "json" or request.shape or request.many or request.message is not None:
            self._refuse(
                "its request is a JSON object of fields of its entity, in `fields`, with no shape"
            )
            return ()
        if not request.fields and self._nature.takes == "some":
            self._refuse("its request has no fields")
        self.reading.unique(request.fields, f"fields in the request of {self.key}")
        found = [self._field(name, "request") for name in dict.fromkeys(request.fields)]
        if within and within.by in request.fields:
            self._refuse(f"the path gives {within.by!r}", "leave it out of the request")
        if self._nature.takes == "all":
            self._check_complete([*request.fields, *([within.by] if within else [])])
        return tuple(field for field in found if field)

    def _check_complete(self, given: Sequence[str]) -> None:
        for field in self.entity.fields:
            if field.required and field.default is None and field.name not in given:
                self._refuse(
                    f"the request leaves out {field.name!r}, which {self.entity.name} requires"
                )

    def _check_unique(self, written: Iterable[str]) -> None:
        """A row whose values together are another's is none that a template answers."""
        for group in self.entity.unique_together if self._nature.writes else ():
            if set(group) & set(written):
                self._refuse(f"{' and '.join(group)} are unique together")

    def _field(self, name: str, where: str) -> c.EntityField | None:
        for field in self.entity.fields:
            if field.name == name:
                return field
        self.reading.problem(
            f"{self.key} names the field {name!r} ({where}), which {self.entity.name} lacks."
        )
        return None

    def _values(self, stated: Sequence[WireValue], where: str) -> tuple[c.RowValue, ...]:
        operations = {"where": ("list", "count", "delete_all"), "sets": ("mark",)}[where]
        if stated and self.wire.operation not in operations:
            self._refuse(f"it has no `{where}`")
        if not stated and self.wire.operation == "mark" and where == "sets":
            self._refuse("`sets` does not say what the row gets")
        self.reading.unique([each.name for each in stated], f"fields in `{where}` of {self.key}")
        return tuple(value for each in stated for value in self._value(each, where))

    def _value(self, each: WireValue, where: str) -> Iterator[c.RowValue]:
        field = self._field(each.name, where)
        try:
            value = json.loads(each.value)
        except ValueError:
            value = None
        wrong = field and (isinstance(field.type, c.SecretType) or not fits(field.type, value))
        if wrong or (field and isinstance(field.type, c.ReferenceType | c.JsonType)):
            self._refuse(f"{each.name!r} can have no value {each.value!r} in `{where}`")
        elif field:
            yield c.RowValue(name=field.name, json_text=json.dumps(value, ensure_ascii=False))

    # --- Lists

    def _listing(self, said: WireOfRows) -> c.Listing | None:
        asked = {"filters": said.filters, "sorts": said.sorts, "searched": said.searched}
        asked["order"] = [said.order.removeprefix("-")] if said.order else []
        sizes = [each for each in (said.page_size, said.page_limit) if each is not None]
        if self.wire.operation != "list":
            if sizes or any(asked.values()):
                self._refuse("it answers no list, so that nothing of one can be asked")
            return None
        known = {what: self._asked(what, names) for what, names in asked.items()}
        size, limit = page_sizes(said.page_size, said.page_limit)
        if any(not 1 <= each <= LARGEST_PAGE for each in sizes) or size > limit:
            self._refuse(f"a page of {size} rows, and at most {limit}, is none")
        self._assume(said)
        return c.Listing(
            filters=known["filters"],
            sorts=known["sorts"],
            searched=known["searched"],
            order=(said.order,) if said.order and known["order"] else (),
            page_size=size,
            page_limit=limit,
        )

    def _asked(self, what: str, names: Sequence[str]) -> tuple[str, ...]:
        found = []
        for name in dict.fromkeys(names):
            field = self._field(name, what)
            if field and (wrong := why_not_asked(field, what)):
                self._refuse(wrong[0])
            elif field:
                found.append(field.name)
        return tuple(found)

    def _assume(self, said: WireOfRows) -> None:
        made: list[tuple[defaults.Topic, str]] = []
        if said.page_size is None or said.page_limit is None:
            made.append(("pages", pages_in_words(said.page_size, said.page_limit)))
        if not said.order:
            made.append(("order of a list", ""))
        for topic, value in made:
            chosen = defaults.default(topic).chosen.replace("{value}", value)
            self.reading.assumptions.append(
                c.Assumption(topic=topic, about=self.key, chosen=chosen)
            )

    # --- What is answered

    def _check_success(self) -> None:
        status, body = self.wire.success.status, self.wire.success.body
        for name in (each for each in body.fields if each != "id"):
            field = self._field(name, "success")
            if field and isinstance(field.type, c.SecretType):
                self._refuse(f"it would show the secret {name!r}", "leave it out")
        if body.kind not in ("json", "empty") or body.shape or body.many:
            self._refuse(f"its success is {self._answers}, with no shape")
        elif (wrong := not self._is_answered(body)) or status not in _statuses(body):
            what = f"its success is {self._answers}"
            self._refuse(what if wrong else f"its success has no status {status}")

    @property
    def _answers(self) -> str:
        return {
            "row": "a JSON object of `fields` of its entity, or a message",
            "rows": 'JSON, {"items": [...], "total": 3}, with the fields of each item in `fields`',
            "number": 'JSON, {"count": 3}, with neither fields nor message',
            "nothing": "empty, or a message",
            "token": "a token",
        }[self._nature.answers]

    def _is_answered(self, body: WireBody) -> bool:
        """Whether the template answers with such a body."""
        says, shows = body.message is not None, bool(body.fields)
        match self._nature.answers, self.wire.operation:
            case "row", "create":
                return body.kind == "empty" or says or shows
            case "row", "read":
                return shows and not says
            case "row", _:
                return body.kind == "empty" or says != shows
            case "rows", _:
                return shows and not says
            case "number", operation:
                can_say = operation == "delete_all"
                return not shows and (can_say or (body.kind == "json" and not says))
            case _:
                return not shows and says == (body.kind == "json")

    def _check_cases(self, found: Standard) -> None:
        has_rules = bool(self.wire.hooks)
        for case in self.wire.cases:
            if case.body is not None and case.body.kind != "problem":
                self._refuse(f"its {case.when} is answered with {case.body.kind}")
            if case.when == "rule" and not has_rules:
                self._refuse("it has a rule of its own")
            if case.status not in ERROR_STATUSES:
                self._refuse(f"its {case.when} has the status {case.status}")


def unserved(found: Standard, cases: Mapping[c.Condition, WireCase]) -> Iterator[WireCase]:
    """The cases that never come of the operation."""
    for when, case in cases.items():
        if when not in found.conditions and not isinstance(when, c.RuleBroken):
            yield case


def _statuses(body: WireBody) -> Sequence[int]:
    return (NO_CONTENT, *SUCCESS_STATUSES) if body.kind == "empty" else SUCCESS_STATUSES
