"""Contract -> slices: what each entity, shape, service, module and endpoint owns of the app's modules.

Templates write what is standard. What they cannot write is *wanted*: the slice says which names of which module it lacks,
a model writes them, and ``settle`` puts both together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from codegen.contract import (
    Contract,
    Endpoint,
    Entity,
    Item,
    LogicModule,
    ReferenceType,
    Service,
    Shape,
    ShapeType,
    StatementId,
)
from codegen.generate.clients import client_definition
from codegen.generate.meaning import Meaning, dump, shape_name, shapes_in, shapes_of
from codegen.generate.operations import POINTS, Templates, sentence
from codegen.generate.wanted import (
    ROUTES,
    Draft,
    Wanted,
    file_name,
    wanted_of_endpoint,
    wanted_of_module,
)
from codegen.python import defined_names, format_python, naming
from codegen.record import LockedDefinition, LockedSlice
from codegen.render import Renderer, literal
from codegen.schemas import is_stated, shape_definition
from codegen.splice import compose
from codegen.tables.model import model_context
from codegen.types import Digest, JsonValue

__all__ = [
    "POINTS",
    "ROUTES",
    "Draft",
    "Wanted",
    "definitions_in",
    "draft",
    "endpoint_slice",
    "generate",
    "is_stated",
    "module_slice",
    "open_drafts",
    "settle",
    "taken",
]


def draft(
    contract: Contract,
    texts: Mapping[StatementId, str],
    renderer: Renderer,
    routes: Literal["template", "model"] = "template",
) -> tuple[Draft, ...]:
    """The slices of a Contract: entities, shapes, constants, services, logic modules, endpoints, each in its order.

    Args:
        texts: the statements' texts by id.
        routes: who writes the views of standard operations.
    """
    return tuple(_Planner(contract, texts, renderer, routes == "model").drafts())


def open_drafts(drafts: Iterable[Draft], locked: Iterable[LockedSlice]) -> tuple[Draft, ...]:
    """The drafts that want something, but for those that the accepted build settles."""
    accepted = {(item.name, item.meaning) for item in locked}
    return tuple(
        one for one in drafts if one.wanted and (one.slice.name, one.slice.meaning) not in accepted
    )


def settle(
    drafts: Iterable[Draft],
    locked: Iterable[LockedSlice],
    written: Mapping[str, tuple[LockedDefinition, ...]],
) -> tuple[LockedSlice, ...]:
    """The slices, each from the accepted build where its meaning is unchanged, otherwise new.

    ``written`` are a model's definitions by the slice's name. Raises KeyError where one is missing.
    """
    accepted = {(item.name, item.meaning): item for item in locked}
    return tuple(_settled(one, accepted, written) for one in drafts)


def taken(drafts: Iterable[Draft], mine: Draft) -> frozenset[str]:
    """What is wanted of ``mine`` may not define these: names of the same module that others own, and their pages."""
    if mine.wanted is None:
        return frozenset()
    module = mine.wanted.module
    names = (
        {module.removeprefix(ROUTES).removesuffix(".py")} if module.startswith(ROUTES) else set()
    )
    for other in drafts:
        for definition in other.slice.definitions:
            names |= defined_names(definition.text) if definition.module == module else set()
        if other.wanted and other.wanted.module == module and other.slice.name != mine.slice.name:
            names |= set(other.wanted.names)
        if other.wanted and other.slice.name != mine.slice.name:
            names |= {other.wanted.page} - {""}
    return frozenset(names)


def generate(
    contract: Contract,
    texts: Mapping[StatementId, str],
    renderer: Renderer,
    locked: Iterable[LockedSlice] = (),
) -> tuple[LockedSlice, ...]:
    """The slices of a Contract that wants nothing from a model. Raises KeyError where it does.

    A slice whose meaning is that of a locked one takes its result from there.
    """
    return settle(draft(contract, texts, renderer), locked, {})


def endpoint_slice(endpoint: Endpoint) -> str:
    """The name of an endpoint's slice, as ``endpoint-post-register``."""
    return f"endpoint-{endpoint.method.lower()}-{file_name(endpoint.name)}"


def module_slice(module: LogicModule) -> str:
    """The name of a logic module's slice, as ``module-due-days``."""
    return f"module-{file_name(module.name)}"


def definitions_in(slices: Iterable[LockedSlice], module: str) -> list[str]:
    """What the slices define in one module (``routes/users.py``), in their order."""
    return [d.text for item in slices for d in item.definitions if d.module == module]


def _settled(
    one: Draft,
    accepted: Mapping[tuple[str, Digest], LockedSlice],
    written: Mapping[str, tuple[LockedDefinition, ...]],
) -> LockedSlice:
    item = one.slice
    found = accepted.get((item.name, item.meaning))
    if found or one.wanted is None:
        return found or item
    definitions = (*item.definitions, *written[item.name])
    return LockedSlice(item.name, item.meaning, item.items, definitions)


def _members(contract: Contract, shape: Shape) -> tuple[Shape, ...]:
    """The shapes in a shape, whatever their depth."""
    kinds = (member.type for member in shape.members)
    return shapes_in(contract, [kind.shape for kind in kinds if isinstance(kind, ShapeType)])


@dataclass(frozen=True, slots=True)
class _Planner:
    contract: Contract
    texts: Mapping[StatementId, str]
    renderer: Renderer
    views_by_model: bool

    def drafts(self) -> Iterator[Draft]:
        contract = self.contract
        yield from map(self._entity, contract.entities)
        yield from map(self._shape, shapes_of(contract, contract.endpoints))
        if contract.constants:
            yield self._constants()
        if contract.rows:
            yield self._rows()
        if contract.settings:
            yield self._settings()
        yield from map(self._service, contract.services)
        yield from map(self._module, contract.modules)
        yield from map(self._endpoint, contract.endpoints)

    def _entity(self, entity: Entity) -> Draft:
        context = model_context(self.contract, entity)
        description = sentence(entity.citations, self.texts, f"A row of {entity.plural}")
        text = self.renderer.render("data/model.py.j2", description=description, **context)
        referred = [f.type.entity for f in entity.fields if isinstance(f.type, ReferenceType)]
        others = (self.contract.entity(name) for name in dict.fromkeys(referred))
        tables: list[JsonValue] = [other.plural for other in others]
        # Whether tables refer to each other in a circle is no matter of this entity alone.
        tables += ["use_alter"] if "use_alter" in text else []
        meaning = self._meaning.of_template((entity,), tables)
        name = f"entity-{file_name(entity.name)}"
        return self._draft(name, meaning, dump([entity])[0], {"models.py": text})

    def _shape(self, shape: Shape) -> Draft:
        text = shape_definition(self.contract, shape, self.renderer)
        name = f"shape-{file_name(shape.name)}"
        meaning = self._meaning.of_template((shape,), self._around(shape))
        return self._draft(name, meaning, dump([shape])[0], {"schemas.py": text})

    def _around(self, shape: Shape) -> list[JsonValue]:
        """What a shape's class depends on beside the shape: its endpoints, what leads back to it."""
        inner = shapes_in(self.contract, (shape.name,))
        around: list[JsonValue] = [s.name for s in inner if shape in _members(self.contract, s)]
        for each in self.contract.endpoints:
            if shape_name(each.request) == shape.name:
                around.append([each.key, *dump(case for case in each.cases if is_stated(case))])
            if shape_name(each.success.body) == shape.name:
                around.append(each.key)
        return around

    def _constants(self) -> Draft:
        constants = self.contract.constants
        lines = []
        for constant in constants:
            unit = " ".join(constant.unit.split())
            comment = f"  # {unit}" if unit else ""
            lines.append(f"{constant.name} = {literal(constant.value)}{comment}\n")
        meaning = self._meaning.of_template(constants)
        return self._draft("constants", meaning, dump(constants), {"constants.py": "".join(lines)})

    def _rows(self) -> Draft:
        """Rows from the start define nothing in the app: migrations insert them."""
        rows = self.contract.rows
        return self._draft("rows", self._meaning.of_template(rows), dump(rows), {})

    def _settings(self) -> Draft:
        """Settings are read by config.py, which no slice defines a part of."""
        settings = self.contract.settings
        return self._draft("settings", self._meaning.of_template(settings), dump(settings), {})

    def _service(self, service: Service) -> Draft:
        text = client_definition(service, self.renderer)
        meaning = self._meaning.of_template((service,))
        name = f"service-{file_name(service.name)}"
        return self._draft(name, meaning, dump([service])[0], {"services.py": text})

    def _module(self, module: LogicModule) -> Draft:
        meaning = self._meaning.of_wanted((module,), module.uses, None)
        wanted = wanted_of_module(module)
        return self._draft(module_slice(module), meaning, dump([module])[0], {}, wanted)

    def _endpoint(self, endpoint: Endpoint) -> Draft:
        contract = self.contract
        templates = Templates(contract, self.texts, self.renderer)
        by_model = endpoint.is_custom or self.views_by_model
        modules = {"schemas.py": templates.schemas(endpoint)}
        if not by_model:
            modules[f"{ROUTES}{contract.resource(endpoint)}.py"] = templates.view(endpoint)
        name = endpoint_slice(endpoint)
        items: tuple[Item, ...] = (endpoint,)
        if not endpoint.is_custom:
            items = (endpoint, contract.entity(endpoint.entity))
        wanted = wanted_of_endpoint(contract, endpoint, by_model)
        if wanted is None:
            return self._by_template(name, items, modules)
        shapes = shapes_of(contract, (endpoint,))
        further: list[JsonValue] = [self._meaning.rules(endpoint), [*wanted.heads]]
        further += [wanted.page] if wanted.page else []
        further += [f"behind {contract.guard}"] if contract.is_guarded(endpoint) else []
        meaning = self._meaning.of_wanted((*items, *shapes), endpoint.uses, further)
        return self._draft(name, meaning, dump([endpoint])[0], modules, wanted)

    @property
    def _meaning(self) -> Meaning:
        return Meaning(self.contract, self.texts)

    def _by_template(self, name: str, items: tuple[Item, ...], modules: Mapping[str, str]) -> Draft:
        """A slice of its own item, the first, and of the others that its definitions depend on."""
        meaning = self._meaning.of_template(items)
        return self._draft(name, meaning, dump(items)[0], modules)

    def _draft(
        self,
        name: str,
        meaning: Digest,
        items: JsonValue,
        modules: Mapping[str, str],
        wanted: Wanted | None = None,
    ) -> Draft:
        definitions = tuple(
            self._definition(module, text) for module, text in modules.items() if text.strip()
        )
        return Draft(LockedSlice(name, meaning, items, definitions), wanted)

    def _definition(self, module: str, text: str) -> LockedDefinition:
        with naming(module):
            return LockedDefinition(module, format_python(compose("", [text], self.contract.app)))
