"""An outline and the details of its resources -> the Contract."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

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
)
from codegen.defaults import UNLIMITED_LENGTH
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
        entities=outline.entities,
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
    for shape in shapes.values():
        members = tuple(_without_limits(member) for member in shape.members)
        yield shape if shape.name in sent else shape.model_copy(update={"members": members})


def _without_limits(member: Member) -> Member:
    if not isinstance(member.type, TextType):
        return member
    unlimited = TextType(min_length=0, max_length=UNLIMITED_LENGTH)
    return member.model_copy(update={"type": unlimited})


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
