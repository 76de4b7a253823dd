"""What every standard operation has, whether sentences or a model say it: its route, its parameters, what a list may be asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from codegen import defaults
from codegen.contract import (
    NATURES,
    PATH_PARAMETER,
    ChoiceType,
    Entity,
    EntityField,
    FieldType,
    IntegerType,
    Listing,
    Operation,
    Parameter,
    ReferenceType,
    TextType,
    Within,
)

PAGE, SIZE, SORT, SEARCH = "page", "size", "sort", "q"
OWN_PARAMETERS = (PAGE, SIZE, SORT, SEARCH)
LARGEST_PAGE = 10_000
IN_WORDS = {
    "create": "create something",
    "list": "list rows",
    "read": "show one row",
    "replace": "replace one row",
    "update": "change one row",
    "mark": "mark one row",
    "delete": "delete one row",
    "delete_all": "delete rows",
    "count": "count rows",
    "add": "add a row to another",
    "remove": "remove a row from another",
    "log_in": "log in",
    "log_out": "log out",
    "show_user": "show who is logged in",
    "change_secret": "change a secret",
}
Wrong: TypeAlias = tuple[str, str]
"""What is wrong, and what mends it."""
_ANY_TEXT = TextType(min_length=0, max_length=defaults.UNLIMITED_LENGTH)
_ANY_NUMBER = IntegerType(minimum=defaults.INTEGER_MINIMUM, maximum=defaults.INTEGER_MAXIMUM)
_NOT_SORTED = ("secret", "json")


def wrong_route(key: str, operation: Operation, entity: Entity) -> Iterator[Wrong]:
    """What of an endpoint's method, or its path, does not go with the operation."""
    nature = NATURES[operation]
    method, _, path = key.partition(" ")
    # What is below a row is put as a whole, also where it is some fields of the row: PUT /entries/{id}/points.
    puts_part = operation == "update" and method == "PUT" and not path.endswith("}")
    if method not in nature.methods and not puts_part:
        listed = " or ".join(nature.methods)
        cause = f"the endpoint {key!r} is to {IN_WORDS[operation]}, which is a {listed}"
        yield cause, f"Write '{nature.methods[0]} {path}'."
    names = PATH_PARAMETER.findall(path)
    if any(mark in path for mark in "<>") or "/:" in path:
        cause = f"the endpoint {key!r} has a parameter that is not in braces"
        yield cause, "Write it as in '/users/{id}'."
    elif nature.of_one and len(names) not in (1, 2):
        cause = (
            f"the endpoint {key!r} is to {IN_WORDS[operation]}, whose id has to stand in its path"
        )
        yield cause, f"Write '{method} {path.rstrip('/')}/{{id}}'."
    elif nature.of_one and names[-1] in {field.name for field in entity.fields}:
        cause = f"the endpoint {key!r} finds a row by its {names[-1]!r}, which isn't built yet: rows are found by id"
        yield cause, "Write '{id}'."
    elif names and not nature.of_one and (len(names) > 1 or nature.of_user or path.endswith("}")):
        cause = f"the endpoint {key!r} has a parameter in its path, which isn't built yet for what it does"
        yield cause, "Use a path without parameters."


def id_parameters(path: str, entity: Entity, within: Within | None) -> tuple[Parameter, ...]:
    """The ids in the path: of the row that the others belong to, and of the one that the endpoint is about."""
    names = PATH_PARAMETER.findall(path)[:2]
    entities = ([within.entity] if within else []) + [entity.name]
    return tuple(
        Parameter(place="path", name=name, type=ReferenceType(entity=entity))
        for name, entity in zip(names, entities, strict=False)
    )


def query_parameters(listing: Listing, entity: Entity) -> Iterator[Parameter]:
    """The parameters of a list's query."""
    for name in listing.filters:
        kind = _compared(entity.field(name).type)
        yield Parameter(place="query", name=name, type=kind, required=False)
    if listing.searched:
        yield Parameter(place="query", name=SEARCH, type=_ANY_TEXT, required=False)
    if listing.sorts:
        both = tuple(way for name in listing.sorts for way in (name, f"-{name}"))
        yield Parameter(place="query", name=SORT, type=ChoiceType(values=both), required=False)
    pages = IntegerType(minimum=1, maximum=defaults.LAST_PAGE)
    sizes = IntegerType(minimum=1, maximum=listing.page_limit)
    yield Parameter(place="query", name=PAGE, type=pages, required=False, default=1)
    yield Parameter(place="query", name=SIZE, type=sizes, required=False, default=listing.page_size)


def page_sizes(size: int | None, limit: int | None) -> tuple[int, int]:
    """How many rows a page has, and at most; the table of defaults fills in what is None."""
    most = limit or max(size or 0, defaults.PAGE_LIMIT)
    return size or min(most, defaults.PAGE_SIZE), most


def pages_in_words(size: int | None, limit: int | None) -> str:
    """The same as an Assumption says it."""
    return "{} rows, at most {}".format(*page_sizes(size, limit))


def why_not_asked(field: EntityField, what: str) -> Wrong | None:
    """Why a list cannot be asked for by the field: ``what`` is filters, sorts, searched or order."""
    if what == "searched" and not isinstance(field.type, TextType):
        cause = f"{field.name!r} is no text, and only texts are searched"
        return cause, "Filter by it instead."
    if what == "filters" and field.name in OWN_PARAMETERS:
        cause = f"{field.name!r} is what the query calls something else already"
        return cause, "Give the field another name."
    if field.type.kind in _NOT_SORTED:
        cause = f"{field.name!r} is a {field.type.kind}, by which no list can be asked for"
        return cause, "Leave it out."
    return None


def as_field(parameter: Parameter) -> EntityField:
    """A parameter as a field: it ends in the same ways."""
    return EntityField(name=parameter.name, type=parameter.type, required=parameter.required)


def referrers(entity: Entity, entities: Iterable[Entity]) -> tuple[str, ...]:
    """What the rows are called, in the plural, that may link to rows of this entity."""
    return tuple(
        each.plural.replace("_", " ")
        for each in entities
        if any(field.leads_to(entity.name) for field in each.fields)
    )


def _compared(kind: FieldType) -> FieldType:
    """What a field is compared with: a value that none of its rows can have is no fault of the request."""
    if isinstance(kind, TextType):
        return _ANY_TEXT
    return _ANY_NUMBER if isinstance(kind, IntegerType) else kind
