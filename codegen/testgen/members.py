"""The members of a request's body, nested ones too, and the values that each refuses."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from codegen.contract import (
    Citations,
    Condition,
    Contract,
    Member,
    Null,
    OutOfRange,
    Pattern,
    Shape,
    ShapeType,
    TooLong,
    TooShort,
    Unstorable,
    WrongType,
)
from codegen.scenario import JsonValue
from codegen.testgen import samples
from codegen.testgen.requests import Fields, Filler, field_of
from codegen.testgen.samples import Sample

LONGEST_LIST = 1_000
"""Lists that may be longer than this are not sent one too long."""


@dataclass(frozen=True, slots=True)
class Place:
    """A member of the request's body: where it stands (a list's element is 0), and what it is."""

    steps: tuple[str | int, ...]
    member: Member
    cited: Citations

    @property
    def dotted(self) -> str:
        """The name by which a Condition knows it: ``shares.amount``."""
        return ".".join(step for step in self.steps if isinstance(step, str))

    @property
    def words(self) -> str:
        """The name as a part of a test's."""
        return self.dotted.replace(".", "_")


def places_of(contract: Contract, shape: Shape) -> Iterator[Place]:
    """The members of the body, and those of the shapes that it holds."""
    for member in shape.members:
        yield Place((member.name,), member, shape.citations)
        if isinstance(member.type, ShapeType):
            inner = contract.shape(member.type.shape)
            above = (member.name, 0) if member.many else (member.name,)
            for nested in inner.members:
                yield Place((*above, nested.name), nested, inner.citations)


def with_parents(contract: Contract, shape: Shape, place: Place) -> Fields:
    """A fitting body, with the optional member that holds the place, if it is a nested one."""
    base = Filler(contract).shape(shape.name)
    name = place.steps[0]
    if len(place.steps) == 1 or name in base:
        return base
    parent = next(member for member in shape.members if member.name == name)
    return base | {parent.name: Filler(contract).member(parent)}


def wrong_values(contract: Contract, place: Place) -> Iterator[tuple[Condition, Sample]]:
    """What a member refuses, and as what."""
    member, name = place.member, place.dotted
    if not member.nullable and (member.required or member.default is not None):
        yield Null(field=name), Sample(None, "null")
    if not member.many:
        yield from _wrong_elements(member, name)
        return
    for sample in _NO_LISTS:
        yield WrongType(field=name), sample
    yield from _wrong_lengths(contract, member, name)
    for when, sample in _wrong_elements(member, name):
        yield when, Sample([sample.value], f"a list with {sample.variant}")


def _wrong_lengths(
    contract: Contract, member: Member, name: str
) -> Iterator[tuple[Condition, Sample]]:
    one = Filler(contract).member(member.model_copy(update={"many": False}))
    if member.min_items:
        short: JsonValue = [one] * (member.min_items - 1)
        yield TooShort(field=name), Sample(short, "too few")
    if member.max_items is not None and member.max_items < LONGEST_LIST:
        long: JsonValue = [one] * (member.max_items + 1)
        yield TooLong(field=name), Sample(long, "too many")


_NO_LISTS = (
    Sample("seven", "text"),
    Sample(7, "number"),
    Sample(True, "boolean"),
    Sample({"seven": 7}, "object"),
)
_NO_OBJECTS = (
    Sample("seven", "text"),
    Sample(7, "number"),
    Sample(True, "boolean"),
    Sample(["seven"], "list"),
)


def _wrong_elements(member: Member, name: str) -> Iterator[tuple[Condition, Sample]]:
    """What a value of the member's type may not be."""
    if isinstance(member.type, ShapeType):
        for sample in _NO_OBJECTS:
            yield WrongType(field=name), sample
        return
    field = field_of(member)
    for sample in samples.wrong_type(field):
        yield WrongType(field=name), sample
    for sample in samples.unreadable(field):
        yield Pattern(field=name), sample
    match field.type.kind:
        case "text" | "secret":
            yield from ((TooShort(field=name), sample) for sample in samples.too_short(field))
            yield from ((TooLong(field=name), sample) for sample in samples.too_long(field))
            yield from ((Unstorable(field=name), sample) for sample in samples.unstorable(field))
        case "integer" | "number" | "money":
            yield from ((OutOfRange(field=name), sample) for sample in samples.beyond_stated(field))


def changed(
    body: Fields, steps: Sequence[str | int], value: JsonValue, *, remove: bool = False
) -> Fields:
    """A copy of a body with the value at one place, or without that member."""
    changed = copy.deepcopy(body)
    holder: JsonValue = changed
    for step in steps[:-1]:
        holder = _inside(holder, step)
    assert isinstance(holder, dict)
    last = str(steps[-1])
    if remove:
        holder.pop(last, None)
    else:
        holder[last] = value
    return changed


def _inside(holder: JsonValue, step: str | int) -> JsonValue:
    if isinstance(holder, list):
        return holder[int(step)]
    assert isinstance(holder, dict)
    return holder[str(step)]
