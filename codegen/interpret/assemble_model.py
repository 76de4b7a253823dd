"""An outline and the details of its resources -> the Contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from codegen.contract import (
    Assumption,
    Body,
    Contract,
    Endpoint,
    Entity,
    Invariant,
    Member,
    NeverReturned,
    SecretType,
    Shape,
    ShapeType,
    StoredHashed,
    TextType,
    WrongCredentials,
)
from codegen.defaults import TEXT_MAX_LENGTH, TEXT_MIN_LENGTH, UNLIMITED_LENGTH
from codegen.interpret.indices import indexed
from codegen.interpret.names import class_name
from codegen.interpret.wire_detail import Detail
from codegen.interpret.wire_outline import Outline
from codegen.spec import Spec


def assemble(
    spec: Spec, outline: Outline, details: Sequence[Detail], assumptions: Sequence[Assumption]
) -> Contract:
    """The Contract. Two resources may call different shapes alike: then the later one's is renamed."""
    shapes: dict[str, Shape] = {}
    endpoints: list[Endpoint] = []
    for detail in details:
        renamed = _clashes(detail, shapes)
        shapes |= {s.name: s for s in (_renamed_shape(s, renamed) for s in detail.shapes)}
        endpoints += [_renamed_endpoint(endpoint, renamed) for endpoint in detail.endpoints]
    return Contract(
        app=spec.app,
        title=outline.title or spec.title,
        entities=tuple(indexed(entity, endpoints) for entity in outline.entities),
        endpoints=tuple(endpoints),
        invariants=tuple(_invariants(outline.entities)),
        assumptions=tuple(dict.fromkeys(assumptions)),
        shapes=tuple(_unlimited(shapes, endpoints)),
        rules=tuple(rule for detail in details for rule in detail.rules),
        constants=outline.constants,
        modules=outline.modules,
        packages=outline.packages,
        background=outline.background,
        rows=outline.rows,
        services=outline.services,
        settings=outline.settings,
        guard=outline.guard,
    )


def _unlimited(shapes: Mapping[str, Shape], endpoints: Sequence[Endpoint]) -> Iterator[Shape]:
    """The shapes; in those that only the app itself fills, a text is as long as it is."""
    sent = {str(getattr(endpoint.request, "shape", None)) for endpoint in endpoints} & shapes.keys()
    waiting = list(sent)
    while waiting:
        members = shapes[waiting.pop()].members
        inner = {m.type.shape for m in members if isinstance(m.type, ShapeType)} - sent
        inner &= shapes.keys()
        sent |= inner
        waiting += inner
    compared = _compared(endpoints)
    for shape in shapes.values():
        if shape.name in compared:
            yield _with(shape, _as_compared)
        else:
            yield shape if shape.name in sent else _with(shape, _without_limits)


def _compared(endpoints: Sequence[Endpoint]) -> set[str]:
    """The shapes of credentials that are only compared: one that is too short or too long is as wrong as any other."""
    found: dict[bool, set[str]] = {True: set(), False: set()}
    for endpoint in endpoints:
        is_compared = any(isinstance(case.when, WrongCredentials) for case in endpoint.cases)
        found[is_compared].add(str(getattr(endpoint.request, "shape", None)))
    return found[True] - found[False]


def _with(shape: Shape, change: Callable[[Member], Member]) -> Shape:
    return shape.model_copy(update={"members": tuple(map(change, shape.members))})


def _without_limits(member: Member) -> Member:
    if not isinstance(member.type, TextType):
        return member
    lengths = {"min_length": 0, "max_length": UNLIMITED_LENGTH}
    return member.model_copy(update={"type": member.type.model_copy(update=lengths)})


def _as_compared(member: Member) -> Member:
    """A secret, or a text without limits of its own, as long as whoever calls likes it."""
    kind = member.type
    if isinstance(kind, SecretType):
        unlimited = SecretType(min_length=0, max_length=UNLIMITED_LENGTH)
        return member.model_copy(update={"type": unlimited})
    by_default = (TEXT_MIN_LENGTH, TEXT_MAX_LENGTH)
    is_unlimited = isinstance(kind, TextType) and (kind.min_length, kind.max_length) == by_default
    return _without_limits(member) if is_unlimited else member


def _invariants(entities: Sequence[Entity]) -> Iterator[Invariant]:
    for entity in entities:
        for field in entity.fields:
            if isinstance(field.type, SecretType):
                cited = field.citations
                yield StoredHashed(entity=entity.name, field=field.name, citations=cited)
                yield NeverReturned(entity=entity.name, field=field.name, citations=cited)


def _clashes(detail: Detail, taken: Mapping[str, Shape]) -> dict[str, str]:
    """New names for shapes that are called as another resource's, and are none like it."""
    clashing = [s for s in detail.shapes if s.name in taken and _bare(s) != _bare(taken[s.name])]
    resource = detail.endpoints[0].resource if detail.endpoints else ""
    return {shape.name: f"{class_name(resource) or ''}{shape.name}" for shape in clashing}


def _bare(shape: Shape) -> Shape:
    members = tuple(member.model_copy(update={"citations": ()}) for member in shape.members)
    return shape.model_copy(update={"members": members, "citations": ()})


def _renamed_shape(shape: Shape, renamed: Mapping[str, str]) -> Shape:
    members = tuple(_renamed_member(member, renamed) for member in shape.members)
    name = renamed.get(shape.name, shape.name)
    return shape.model_copy(update={"name": name, "members": members})


def _renamed_member(member: Member, renamed: Mapping[str, str]) -> Member:
    if not isinstance(member.type, ShapeType):
        return member
    name = renamed.get(member.type.shape, member.type.shape)
    return member.model_copy(update={"type": ShapeType(shape=name)})


def _renamed_endpoint(endpoint: Endpoint, renamed: Mapping[str, str]) -> Endpoint:
    success = endpoint.success.model_copy(
        update={"body": _renamed_body(endpoint.success.body, renamed)}
    )
    cases = tuple(
        case.model_copy(update={"body": _renamed_body(case.body, renamed)})
        for case in endpoint.cases
    )
    request = _renamed_body(endpoint.request, renamed)
    return endpoint.model_copy(update={"success": success, "cases": cases, "request": request})


def _renamed_body(body: Body, renamed: Mapping[str, str]) -> Body:
    shape = str(getattr(body, "shape", None))
    return body.model_copy(update={"shape": renamed[shape]}) if shape in renamed else body
