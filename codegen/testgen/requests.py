"""A fitting request for any endpoint: its path, query, headers and body."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from codegen.contract import (
    BytesBody,
    Contract,
    CsvBody,
    Endpoint,
    EntityField,
    FilePart,
    FormBody,
    HtmlBody,
    JsonBody,
    Member,
    MultipartBody,
    Parameter,
    ReferenceType,
    ShapeType,
    TextBody,
)
from codegen.scenario import (
    BytesRequest,
    Exchange,
    FormRequest,
    Given,
    JsonRequest,
    JsonValue,
    MultipartFile,
    MultipartRequest,
    RequestBody,
    TextRequest,
)
from codegen.testgen.content import called, content_of, media_type_of
from codegen.testgen.samples import fitting

DEPTH_LIMIT = 4
"""How deep shapes are filled; one that holds itself has no end."""

ROWS = 2
"""How many different rows one Scenario of a standard operation makes at most; it may start with more."""

Make = Callable[[EntityField], JsonValue]
Fields = dict[str, JsonValue]


def field_of(member: Member | Parameter) -> EntityField:
    """A member or a parameter as a field, which has the same types but for shapes."""
    assert not isinstance(member.type, ShapeType)
    default, required = member.default, member.required
    return EntityField(name=member.name, type=member.type, required=required, default=default)


def is_needed(member: Member | Parameter) -> bool:
    """Whether a request has to have it."""
    return member.required and member.default is None


@dataclass(frozen=True, slots=True)
class Filler:
    """Fills shapes: ``make`` says with what, ``whole`` whether optional members are filled too."""

    contract: Contract
    make: Make = fitting
    whole: bool = False

    def shape(self, name: str, depth: int = 0) -> Fields:
        """An object of that shape."""
        members = self.contract.shape(name).members
        return {m.name: self.member(m, depth) for m in members if self._has(m, depth)}

    def _has(self, member: Member, depth: int) -> bool:
        if is_needed(member):
            return True
        return self.whole and not (isinstance(member.type, ShapeType) and depth >= DEPTH_LIMIT)

    def member(self, member: Member, depth: int = 0) -> JsonValue:
        """A member's value; a list has one element, or as many as it needs."""
        if isinstance(member.type, ShapeType) and depth >= DEPTH_LIMIT:
            return None if member.nullable else [] if member.many else {}
        if not member.many:
            return self._one(member, depth)
        return [self._one(member, depth) for _ in range(max(1, member.min_items))]

    def _one(self, member: Member, depth: int) -> JsonValue:
        if isinstance(member.type, ShapeType):
            return self.shape(member.type.shape, depth + 1)
        return self.make(field_of(member))

    def body(self, endpoint: Endpoint) -> RequestBody | None:
        """A fitting body of the endpoint's request, or None where it has none."""
        match endpoint.request:
            case JsonBody(shape=str(name), many=many):
                found = self.shape(name)
                return JsonRequest([found] if many else found)
            case JsonBody():
                return JsonRequest({f.name: self.make(f) for f in self.contract.inputs(endpoint)})
            case FormBody(shape=name):
                return FormRequest(self._pairs(name))
            case MultipartBody(shape=name, files=files):
                needed = (_file(file) for file in files if file.required)
                return MultipartRequest(self._pairs(name), tuple(needed))
            case BytesBody(media_types=media_types):
                return BytesRequest(content_of(media_type_of(media_types)))
            case TextBody() | HtmlBody() | CsvBody():
                return TextRequest("sample")
            case _:
                return None

    def _pairs(self, name: str | None) -> tuple[tuple[str, str], ...]:
        values = self.shape(name) if name else {}
        return tuple(
            (key, _written(each))
            for key, value in values.items()
            for each in (value if isinstance(value, list) else [value])
        )


def _file(file: FilePart) -> MultipartFile:
    kind = media_type_of(file.media_types)
    return MultipartFile(file.name, called(file), kind, content_of(kind))


def _written(value: JsonValue) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def path_of(endpoint: Endpoint, unknown: int | None = None) -> str:
    """The endpoint's path with fitting parameters, or with an id that no row has."""
    path = endpoint.path
    for parameter in endpoint.parameters:
        if parameter.place == "path":
            value = fitting(field_of(parameter)) if unknown is None else unknown
            path = path.replace(f"{{{parameter.name}}}", str(value))
    return path


def pairs_of(endpoint: Endpoint, place: str) -> Iterator[tuple[str, str]]:
    """The parameters that have to stand in that place, with fitting values."""
    for parameter in endpoint.parameters:
        if parameter.place == place and is_needed(parameter):
            yield parameter.name, _written(fitting(field_of(parameter)))


def request_of(endpoint: Endpoint, body: RequestBody | None, status: int) -> Exchange:
    """A request with everything that has to be there; ``body`` is sent as it is."""
    return Exchange(
        method=endpoint.method,
        path=path_of(endpoint),
        status=status,
        query=tuple(pairs_of(endpoint, "query")),
        headers=(*_media_type(endpoint, body), *pairs_of(endpoint, "header")),
        body=body,
        cookies=tuple(pairs_of(endpoint, "cookie")),
    )


def _media_type(endpoint: Endpoint, body: RequestBody | None) -> Iterator[tuple[str, str]]:
    match endpoint.request:
        case BytesBody(media_types=kinds) if isinstance(body, BytesRequest):
            yield "Content-Type", media_type_of(kinds)
        case CsvBody() if isinstance(body, TextRequest):
            yield "Content-Type", "text/csv"
        case TextBody() | HtmlBody() if isinstance(body, TextRequest):
            yield "Content-Type", "text/plain"


def referenced_rows(
    contract: Contract, fields: Sequence[EntityField], count: int = ROWS
) -> tuple[Given, ...]:
    """The rows that references of ``count`` fitting values name, and those that these name, the latter first."""
    wanted = [
        (field.type.entity, number)
        for field in fields
        if isinstance(field.type, ReferenceType)
        for number in range(count if field.unique else 1)
    ]
    rows: dict[tuple[str, int], Given] = {}
    seen: set[tuple[str, int]] = set()
    for name, number in wanted:
        _add_row(contract, name, number, rows, seen)
    return tuple(rows.values())


def user_rows(contract: Contract, numbers: Iterable[int]) -> tuple[Given, ...]:
    """Users, with the first ids of a new database."""
    assert contract.accounts is not None
    return rows_of(contract, contract.accounts.entity, numbers)


def rows_of(contract: Contract, entity: str, numbers: Iterable[int]) -> tuple[Given, ...]:
    """The rows of these numbers, from 0, and those that they link to, the latter first."""
    rows: dict[tuple[str, int], Given] = {}
    for number in numbers:
        _add_row(contract, entity, number, rows, set())
    return tuple(rows.values())


def _add_row(
    contract: Contract,
    name: str,
    number: int,
    rows: dict[tuple[str, int], Given],
    seen: set[tuple[str, int]],
) -> None:
    if (name, number) in seen or number < len(contract.rows_of(name)):
        return
    seen.add((name, number))
    needed = [f for f in contract.entity(name).fields if f.required and f.default is None]
    for field in needed:
        if isinstance(field.type, ReferenceType):
            _add_row(contract, field.type.entity, number if field.unique else 0, rows, seen)
    values = tuple((field.name, fitting(field, number)) for field in needed)
    rows[name, number] = Given(name, (("id", number + 1), *values))
