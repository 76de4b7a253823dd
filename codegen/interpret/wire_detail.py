"""Wire -> the endpoints of one resource in full, with their shapes and rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from codegen import contract as c
from codegen import defaults
from codegen.fields import schema_name
from codegen.interpret.wire import (
    WireBody,
    WireCase,
    WireEndpoint,
    WireResourceDetail,
    WireShape,
)
from codegen.interpret.wire_field import WireField, cited_words
from codegen.interpret.wire_forms import sent_problems
from codegen.interpret.wire_outline import (
    CLASS_NAME,
    SNAKE_NAME,
    Head,
    Outline,
    Resource,
)
from codegen.interpret.wire_parts import Reading
from codegen.interpret.wire_standard import CUSTOM, Standard, read_standard, unserved
from codegen.schemas import SKELETON_NAMES

OF_FIELDS: Mapping[str, Callable[..., c.Condition]] = {
    "missing": c.Missing,
    "null": c.Null,
    "wrong_type": c.WrongType,
    "too_short": c.TooShort,
    "too_long": c.TooLong,
    "out_of_range": c.OutOfRange,
    "pattern": c.Pattern,
    "unstorable": c.Unstorable,
    "duplicate": c.Duplicate,
}
OF_REQUESTS: Mapping[str, Callable[..., c.Condition]] = {
    "unknown_field": c.UnknownField,
    "not_found": c.NotFound,
    "not_logged_in": c.NotLoggedIn,
    "not_owner": c.NotOwner,
    "wrong_credentials": c.WrongCredentials,
    "malformed_body": c.MalformedBody,
    "not_an_object": c.NotAnObject,
    "wrong_content_type": c.WrongContentType,
    "too_large": c.TooLarge,
}
REQUEST_BODIES = ("json", "form", "multipart", "text", "bytes", "csv", "empty")
STATUSES = range(200, 600)


@dataclass(frozen=True, slots=True)
class Detail:
    """What the part of an interpretation about one resource says."""

    shapes: tuple[c.Shape, ...]
    endpoints: tuple[c.Endpoint, ...]
    rules: tuple[c.Rule, ...]


def read_detail(
    wire: WireResourceDetail, outline: Outline, resource: Resource, reading: Reading
) -> Detail:
    """The endpoints of a resource; what is wrong with them is noted in ``reading``."""
    return _DetailReader(wire, outline, resource, reading).read()


@dataclass(slots=True)
class _DetailReader:
    wire: WireResourceDetail
    outline: Outline
    resource: Resource
    reading: Reading
    entities: dict[str, c.Entity] = field(init=False)
    shapes: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.entities = {entity.name: entity for entity in self.outline.entities}
        self.shapes = frozenset(shape.name for shape in self.wire.shapes)

    def read(self) -> Detail:
        self.reading.assume(self.wire.assumptions)
        self.reading.unique([shape.name for shape in self.wire.shapes], "shapes")
        heads = {head.key: head for head in self.resource.heads}
        given = {f"{e.method} {e.path}": e for e in self.wire.endpoints}
        for key in sorted(heads.keys() - given.keys()):
            self.reading.problem(f"the endpoint {key} is missing.")
        for key in sorted(given.keys() - heads.keys()):
            self.reading.problem(f"the endpoint {key} is none of this resource: leave it out.")
        shapes = tuple(self._shape(shape) for shape in self.wire.shapes)
        endpoints = tuple(
            self._endpoint(given[key], head) for key, head in heads.items() if key in given
        )
        rules = tuple(self._rules())
        for endpoint in endpoints:
            if not endpoint.is_custom:
                for name in self.shapes & {
                    schema_name(endpoint, "Request"),
                    schema_name(endpoint, "Response"),
                    schema_name(endpoint, "Query"),
                }:
                    self.reading.problem(
                        f"the shape {name!r} has the name of a schema of {endpoint.key}."
                    )
        return Detail(shapes, endpoints, rules)

    # --- Shapes

    def _shape(self, wire: WireShape) -> c.Shape:
        where = f"the shape {wire.name!r}"
        if not CLASS_NAME.fullmatch(wire.name) or wire.name in SKELETON_NAMES:
            self.reading.problem(f"{where} needs a class name of its own, such as MoveRequest.")
        if wire.name in self.entities:
            self.reading.problem(f"{where} has the name of an entity: call it {wire.name}View.")
        self.reading.unique([member.name for member in wire.members], f"members of {wire.name}")
        members = tuple(self._member(member, wire.name) for member in wire.members)
        return c.Shape(
            name=wire.name, members=members, citations=self.reading.citations(wire.cites, where)
        )

    def _member(self, wire: WireField, shape: str) -> c.Member:
        where = f"the member {shape}.{wire.name}"
        if not wire.name or not wire.name.isprintable():
            self.reading.problem(f"{where} needs a name that can be typed.")
        least, greatest = self.reading.items(wire, where)
        return c.Member(
            name=wire.name,
            type=self.reading.member_type(wire, where, self.entities, self.shapes),
            many=wire.many,
            required="optional" not in wire.flags,
            nullable="nullable" in wire.flags,
            min_items=least,
            max_items=greatest,
            default=self.reading.default(wire, where),
            citations=self.reading.citations(wire.cites, where),
        )

    # --- Endpoints

    def _endpoint(self, wire: WireEndpoint, head: Head) -> c.Endpoint:
        key = head.key
        standard = self._standard(wire, key)
        parameters = standard.parameters if standard else tuple(self._parameters(wire, key))
        cases = (
            *(self._case(case, parameters, key, standard) for case in wire.cases),
            *self._failures_by_default(wire, key),
        )
        if standard:
            self._check_served(standard, wire, cases, key)
        return c.Endpoint(
            method=wire.method,
            path=wire.path,
            name=head.name,
            operation=wire.operation if standard else "custom",
            entity=standard.entity.name if standard else "",
            resource=self.resource.name,
            summary=head.summary,
            uses=self._uses(wire, key),
            hooks=tuple(
                c.Hook(
                    point=hook.point,
                    function=hook.function,
                    citations=self.reading.citations(hook.cites, f"a hook of {key}"),
                )
                for hook in (wire.hooks if standard else ())
            ),
            who=self._who(wire, key),
            parameters=parameters,
            request=self._request(wire, key),
            success=c.Answer(
                status=self._status(wire.success.status, key),
                body=self._body(wire.success.body, key, is_fixed=bool(standard)),
                citations=self.reading.citations(wire.success.cites, f"the success of {key}"),
            ),
            cases=standard.with_default_cases(cases) if standard else cases,
            citations=self._cited(wire, key, standard),
            listing=standard.listing if standard else None,
            where=standard.where if standard else (),
            sets=standard.sets if standard else (),
            within=standard.within if standard else None,
        )

    def _standard(self, wire: WireEndpoint, key: str) -> Standard | None:
        if wire.operation == "custom":
            if wire.of_rows is not None:
                self.reading.problem(f"{key} is custom: let `of_rows` be null.")
            return None
        if self.outline.services_of(wire.uses):
            self.reading.problem(f"{key} calls a service: {CUSTOM}.")
        return read_standard(wire, self.outline.entities, self.reading)

    def _cited(
        self, wire: WireEndpoint, key: str, standard: Standard | None
    ) -> tuple[c.Citation, ...]:
        """What the endpoint cites, and what parameters do that an operation has by itself."""
        further = [cite for p in wire.parameters for cite in p.value.cites] if standard else []
        return self.reading.citations([*wire.cites, *further], key)

    def _check_served(
        self, standard: Standard, wire: WireEndpoint, cases: Sequence[c.Case], key: str
    ) -> None:
        """What a template never answers is no case of its operation."""
        by_condition = {case.when: said for case, said in zip(cases, wire.cases, strict=False)}
        for case in unserved(standard, by_condition):
            about = f" of {case.field!r}" if case.field else ""
            self.reading.problem(
                f"{key} has the case {case.when}{about}, which never comes of the operation {wire.operation!r}: leave it out, or {CUSTOM}."
            )

    def _uses(self, wire: WireEndpoint, key: str) -> tuple[str, ...]:
        functions = {f.name for module in self.outline.modules for f in module.functions}
        services = {service.name for service in self.outline.services}
        for name in sorted(set(wire.uses) - functions - services - self.entities.keys()):
            self.reading.problem(
                f"{key} uses {name!r}, which is no entity, no function and no service."
            )
        return tuple(dict.fromkeys(wire.uses))

    def _failures_by_default(self, wire: WireEndpoint, key: str) -> Iterator[c.Case]:
        """What is answered where a service that the endpoint calls fails, and nobody says what."""
        stated = {case.field for case in wire.cases if case.when == "service_failed"}
        row = defaults.default("service failure")
        for name in self.outline.services_of(wire.uses):
            if name not in stated:
                self.reading.assumptions.append(
                    c.Assumption(topic=row.topic, about=f"{key}, {name}", chosen=row.chosen)
                )
                yield c.Case(
                    when=c.ServiceFailed(service=name),
                    status=defaults.SERVICE_FAILED_STATUS,
                    body=c.ProblemBody(),
                )

    def _who(self, wire: WireEndpoint, key: str) -> c.WhoMay:
        refused = [case.when for case in wire.cases if case.when in ("not_logged_in", "not_owner")]
        if wire.who == "anyone" and refused:
            self.reading.problem(
                f"{key} is for anyone, but has the case {refused[0]}: say in `who` who may call it, or leave the case out."
            )
        match wire.who:
            case "anyone":
                return c.Anyone()
            case "logged_in":
                return c.LoggedIn()
            case "owner":
                return c.Owner()
            case "role":
                if not wire.role:
                    self.reading.problem(f"{key} is for a role, but says not for which.")
                return c.Role(name=wire.role or "")

    def _parameters(self, wire: WireEndpoint, key: str) -> Iterator[c.Parameter]:
        in_path = c.PATH_PARAMETER.findall(wire.path)
        given = [p.value.name for p in wire.parameters if p.place == "path"]
        if sorted(in_path) != sorted(given):
            self.reading.problem(f"{key} needs exactly the path parameters {in_path}, not {given}.")
        for parameter in wire.parameters:
            where = f"the parameter {parameter.value.name!r} of {key}"
            wrong = parameter.place in ("path", "query") and not SNAKE_NAME.fullmatch(
                parameter.value.name
            )
            if wrong:
                self.reading.problem(f"{where} needs a snake_case name.")
            yield c.Parameter(
                place=parameter.place,
                name=parameter.value.name,
                type=self.reading.field_type(parameter.value, where, self.entities),
                required=parameter.place == "path" or "optional" not in parameter.value.flags,
                default=self.reading.default(parameter.value, where),
                citations=self.reading.citations(parameter.value.cites, where),
            )

    # --- Outcomes

    def _status(self, status: int, where: str) -> int:
        if status not in STATUSES:
            self.reading.problem(f"{where} has the status {status}, which is none.")
        return status

    def _case(
        self,
        wire: WireCase,
        parameters: Sequence[c.Parameter],
        key: str,
        standard: Standard | None,
    ) -> c.Case:
        where = f"a case ({wire.when}) of {key}"
        self._check_path_case(wire, parameters, where)
        return c.Case(
            when=(standard and standard.condition(wire)) or self._condition(wire, where),
            status=self._status(wire.status, where),
            body=self._case_body(wire, where),
            citations=self.reading.citations(wire.cites, where),
        )

    def _check_path_case(
        self, wire: WireCase, parameters: Sequence[c.Parameter], where: str
    ) -> None:
        """A path with no whole number where one belongs leads nowhere: the view never sees it, unless 0 can stand for it."""
        paths = (each for each in parameters if each.place == "path" and each.is_number)
        numbers = {each.name for each in paths if not each.is_id}
        refused = wire.when in ("missing", "null", "wrong_type", "pattern")
        if refused and wire.field in numbers and wire.status != defaults.NOT_FOUND_STATUS:
            self.reading.problem(
                f"{where} is about {wire.field!r}, a number in the path: what is none is answered with 404 there. Leave the case out, or make"
                " the parameter a text and the case a rule."
            )

    def _case_body(self, wire: WireCase, where: str) -> c.Body:
        if (
            wire.message
            and c.varies(wire.message)
            and wire.when in OF_FIELDS.keys() - {"duplicate"}
        ):
            self.reading.problem(
                f"{where} has words that vary, which no schema can say: make it a rule, or fix them."
            )
        if wire.body is None:
            return c.ProblemBody(detail=wire.message)
        if wire.message not in (None, wire.body.message):
            self.reading.problem(f"{where} has a message and a body: put the words into the body.")
        return self._body(wire.body, where)

    def _condition(self, wire: WireCase, where: str) -> c.Condition:
        if wire.when in OF_FIELDS:
            if not wire.field:
                self.reading.problem(f"{where} says not which field it is about.")
            return OF_FIELDS[wire.when](field=wire.field or "")
        if wire.when in OF_REQUESTS:
            return OF_REQUESTS[wire.when]()
        if wire.when == "still_referenced":
            self.reading.problem(f'{where} is one of standard operations alone: make it a "rule".')
        if wire.when == "service_failed":
            known = [service.name for service in self.outline.services]
            if wire.field not in known:
                self.reading.problem(
                    f"{where} is about the service {wire.field!r}; those that exist are {', '.join(known) or 'none'}."
                )
            return c.ServiceFailed(service=wire.field or "")
        label = wire.rule or (cited_words(wire.cites[0])[0] if wire.cites else "")
        statement = self.reading.statement(label, where)
        return c.RuleBroken(statement=statement or c.StatementId(""))

    def _request(self, wire: WireEndpoint, key: str) -> c.Body:
        if wire.request.kind not in REQUEST_BODIES:
            self.reading.problem(
                f"the request of {key} cannot be of the kind {wire.request.kind!r}."
            )
            return c.EmptyBody()
        if wire.method == "GET" and wire.request.kind != "empty":
            self.reading.problem(f"{key} is a GET, which has no body: use query parameters.")
        for cause in sent_problems(wire.request, self.wire.shapes, bool(self.entities)):
            self.reading.problem(f"the request of {key} {cause}")
        return self._body(wire.request, f"the request of {key}")

    def _body(self, wire: WireBody, where: str, *, is_fixed: bool = False) -> c.Body:
        """The body; what it holds may be ``is_fixed`` by an operation."""
        if wire.shape is not None and wire.shape not in self.shapes:
            known = ", ".join(sorted(self.shapes)) or "none"
            self.reading.problem(
                f"{where} has the shape {wire.shape!r}; those in this answer are {known}."
            )
        if wire.kind == "json" and not (
            is_fixed or wire.shape or wire.fields or wire.message is not None
        ):
            self.reading.problem(f"{where} is JSON but has no shape and no message.")
        return BODIES[wire.kind](wire)

    def _rules(self) -> Iterator[c.Rule]:
        known = {head.key for resource in self.outline.resources for head in resource.heads}
        for rule in self.wire.rules:
            citations = self.reading.citations(rule.cites, "a rule")
            for key in sorted(set(rule.endpoints) - known):
                self.reading.problem(f"a rule names the endpoint {key!r}, which does not exist.")
            if not citations or not rule.endpoints:
                self.reading.problem("every rule needs endpoints and a citation.")
            yield c.Rule(endpoints=tuple(rule.endpoints), citations=citations)


def _files(wire: WireBody) -> tuple[c.FilePart, ...]:
    return tuple(
        c.FilePart(
            name=file.name,
            media_types=tuple(file.media_types),
            max_bytes=file.max_bytes,
            required=file.required,
            many=file.many,
            kept=file.kept,
            extensions=tuple(file.extensions),
        )
        for file in wire.files
    )


BODIES: Mapping[str, Callable[[WireBody], c.Body]] = {
    "json": lambda wire: c.JsonBody(
        fields=tuple(wire.fields), message=wire.message, shape=wire.shape, many=wire.many
    ),
    "problem": lambda wire: c.ProblemBody(detail=wire.message),
    "empty": lambda wire: c.EmptyBody(),
    "form": lambda wire: c.FormBody(shape=wire.shape),
    "multipart": lambda wire: c.MultipartBody(shape=wire.shape, files=_files(wire)),
    "text": lambda wire: c.TextBody(text=wire.message),
    "html": lambda wire: c.HtmlBody(shows=tuple(wire.texts)),
    "csv": lambda wire: c.CsvBody(columns=tuple(wire.texts)),
    "bytes": lambda wire: c.BytesBody(media_types=tuple(wire.texts), max_bytes=wire.max_bytes),
    "redirect": lambda wire: c.RedirectBody(location=wire.texts[0] if wire.texts else None),
}
"""What each kind of body is made of."""
