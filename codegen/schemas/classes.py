"""The definitions of a Shape and of an endpoint's parameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from codegen.contract import (
    Contract,
    Endpoint,
    FormBody,
    JsonBody,
    MultipartBody,
    Shape,
    ShapeType,
)
from codegen.fields import PLACES, parameters_in, schema_name
from codegen.render import Renderer
from codegen.schemas.annotations import member_field, parameter_field
from codegen.schemas.refusals import Refusal, refusals_of


def shape_definition(contract: Contract, shape: Shape, renderer: Renderer) -> str:
    """The class of a Shape with the imports that it needs, not formatted yet.

    It depends on the shape, on how the shapes inside it refer to each other, and on what the endpoints that read it
    state about its fields. Raises Rejected where a default does not fit its type.
    """
    takers = [each for each in contract.endpoints if _name_of(each.request) == shape.name]
    names = [member.name for member in shape.members]
    stated = {each: refusals_of(each, names, whole=True) for each in takers}
    alike = len(set(stated.values())) == 1
    return renderer.render(
        "data/shape.py.j2",
        app=contract.app,
        name=shape.name,
        description=_description(contract, shape, takers),
        refusals=stated[takers[0]] if alike else (),
        by_view={} if alike else _by_view(contract, stated),
        fields=[
            member_field(member, quoted=_comes_later(contract, shape, member.type))
            for member in shape.members
        ],
    )


def parameter_definitions(
    contract: Contract, endpoint: Endpoint, renderer: Renderer
) -> Iterator[str]:
    """The classes of an endpoint's query, headers and cookies: of those that it has.

    Raises Rejected where a default does not fit its type.
    """
    for place, kind in PLACES.items():
        found = parameters_in(endpoint, place)
        if found:
            yield renderer.render(
                "data/query.py.j2",
                app=contract.app,
                name=schema_name(endpoint, kind),
                endpoint=endpoint,
                what=kind.lower(),
                refusals=refusals_of(endpoint, [each.name for each in found], whole=False),
                fields=[parameter_field(each) for each in found],
            )


def _name_of(body: object) -> str | None:
    return body.shape if isinstance(body, JsonBody | FormBody | MultipartBody) else None


def _description(contract: Contract, shape: Shape, takers: Iterable[Endpoint]) -> str:
    givers = [each for each in contract.endpoints if _name_of(each.success.body) == shape.name]
    taken = [f"the body of {each.key}" for each in takers]
    given = [f"what {each.key} answers" for each in givers]
    return ", ".join((*taken, *given)) or "a part of other bodies"


def _by_view(
    contract: Contract, stated: dict[Endpoint, tuple[Refusal, ...]]
) -> dict[str, tuple[Refusal, ...]]:
    """What each view's request is answered, by the name that Flask gives the view."""
    return {f"{contract.resource(each)}.{each.name}": found for each, found in stated.items()}


def _comes_later(contract: Contract, shape: Shape, kind: object) -> bool:
    """Whether a member's class may be defined after the shape's own: where it leads back to it."""
    return isinstance(kind, ShapeType) and shape.name in _reached(contract, kind.shape)


def _reached(contract: Contract, name: str) -> set[str]:
    """A shape, and those that its members lead to."""
    reached, ahead = set[str](), [name]
    while ahead:
        current = ahead.pop()
        if current not in reached:
            reached.add(current)
            kinds = (member.type for member in contract.shape(current).members)
            ahead += [kind.shape for kind in kinds if isinstance(kind, ShapeType)]
    return reached
