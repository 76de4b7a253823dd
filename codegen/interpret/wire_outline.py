"""Wire -> the outline of a Contract: entities, constants, modules of logic, and which endpoints there are."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from codegen.contract import (
    PATH_PARAMETER,
    Assumption,
    Background,
    Constant,
    Entity,
    EntityField,
    Function,
    InitialRow,
    LogicModule,
    Package,
    Service,
    Setting,
    StatementId,
)
from codegen.interpret.names import (
    KEYWORDS,
    NAME_LIMIT_CHARACTERS,
    why_no_entity,
    why_no_field,
    why_no_table,
    why_no_view,
)
from codegen.interpret.rows import read_rows
from codegen.interpret.wire import (
    WireEntity,
    WireModule,
    WireOutline,
    WireResource,
)
from codegen.interpret.wire_field import WireField
from codegen.interpret.wire_packages import why_no_package
from codegen.interpret.wire_parts import Reading
from codegen.interpret.wire_services import check_names, read_service
from codegen.interpret.wire_settings import read_settings
from codegen.requirements import normalised

CLASS_NAME = re.compile(r"[A-Z][A-Za-z0-9]*")
SNAKE_NAME = re.compile(r"[a-z][a-z0-9_]*")
CONSTANT_NAME = re.compile(r"[A-Z][A-Z0-9_]*")
PATH = re.compile(r"/|(/([A-Za-z0-9._~-]+|\{[a-z][a-z0-9_]*\}))+")
EMITTED_MODULES = frozenset(("bodies", "converters", "services", "storage"))
"""Modules that some emitted apps have, beside those whose names no table may have either."""


@dataclass(frozen=True, slots=True)
class Head:
    """An endpoint that is known by name so far, and the statements that speak of it."""

    method: str
    path: str
    name: str
    summary: str
    statements: tuple[StatementId, ...]

    @property
    def key(self) -> str:
        """Method and path, as ``POST /register``."""
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class Resource:
    """A group of endpoints that live in one module."""

    name: str
    heads: tuple[Head, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """What the first part of an interpretation says."""

    title: str
    entities: tuple[Entity, ...]
    constants: tuple[Constant, ...]
    modules: tuple[LogicModule, ...]
    packages: tuple[Package, ...]
    resources: tuple[Resource, ...]
    background: tuple[Background, ...]
    rows: tuple[InitialRow, ...] = ()
    services: tuple[Service, ...] = ()
    settings: tuple[Setting, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    guard: str | None = None

    def services_of(self, uses: Iterable[str]) -> tuple[str, ...]:
        """The services among names that are used, and those that the functions among them need in turn."""
        waiting, seen = [*uses], set[str]()
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                waiting += (
                    used
                    for module in self.modules
                    if any(function.name == name for function in module.functions)
                    for used in module.uses
                )
        return tuple(service.name for service in self.services if service.name in seen)


def read_outline(
    wire: WireOutline, reading: Reading, allowed: Collection[str] = frozenset()
) -> Outline:
    """The outline; what is wrong with it is noted in ``reading``. ``allowed`` are packages that the settings list."""
    reading.assume(wire.assumptions)
    decided = tuple(reading.assumptions)
    names = [entity.name for entity in wire.entities]
    reading.unique([*names, *(e.plural for e in wire.entities)], "entities")
    entities = tuple(_entity(entity, names, reading) for entity in wire.entities)
    services = tuple(read_service(service, reading) for service in wire.services)
    outline = Outline(
        title=wire.title,
        entities=entities,
        constants=tuple(_constants(wire, reading)),
        modules=tuple(_module(module, wire, reading) for module in wire.modules),
        packages=tuple(_packages(wire, reading, allowed)),
        resources=tuple(_resource(resource, reading) for resource in wire.resources),
        background=tuple(_background(wire, reading)),
        rows=read_rows(wire.rows, entities, reading),
        services=services,
        settings=read_settings(wire.settings, services, reading),
        assumptions=decided,
        guard=wire.guard or None,
    )
    _check_names(outline, reading)
    _check_guard(outline, reading)
    return outline


def _entity(wire: WireEntity, names: Sequence[str], reading: Reading) -> Entity:
    where = f"the entity {wire.name!r}"
    wrong = why_no_entity(wire.name) or why_no_table(wire.plural)
    if not CLASS_NAME.fullmatch(wire.name) or not SNAKE_NAME.fullmatch(wire.plural):
        wrong = "needs a class name such as LineItem, and a table name such as line_items"
    if wrong:
        reading.problem(f"{where} {wrong}.")
    reading.unique([f.name for f in wire.fields], f"fields of {wire.name}")
    fields = tuple(_field(field, wire.name, names, reading) for field in wire.fields)
    known = {field.name for field in fields}
    for group in wire.unique_together:
        if not set(group) <= known:
            reading.problem(f"{where} has a unique_together with fields that it lacks: {group}.")
    return Entity(
        name=wire.name,
        plural=wire.plural,
        fields=fields,
        unique_together=tuple(tuple(group) for group in wire.unique_together if len(group) > 1),
        citations=reading.citations(wire.cites, where),
    )


def _field(wire: WireField, entity: str, names: Sequence[str], reading: Reading) -> EntityField:
    where = f"the field {entity}.{wire.name}"
    wrong = why_no_field(wire.name)
    if wrong or not SNAKE_NAME.fullmatch(wire.name):
        reading.problem(f"{where} {wrong or 'needs a snake_case name'}.")
    return EntityField(
        name=wire.name,
        type=reading.field_type(wire, where, names),
        required=not {"optional", "nullable"} & set(wire.flags),
        unique="unique" in wire.flags,
        default=reading.default(wire, where),
        citations=reading.citations(wire.cites, where),
    )


def _constants(wire: WireOutline, reading: Reading) -> Iterator[Constant]:
    reading.unique([constant.name for constant in wire.constants], "constants")
    for constant in wire.constants:
        where = f"the constant {constant.name!r}"
        if not CONSTANT_NAME.fullmatch(constant.name):
            reading.problem(f"{where} needs a name such as LOAN_DAYS.")
        try:
            value = json.loads(constant.value)
        except ValueError:
            value = constant.value
        if isinstance(value, bool) or not isinstance(value, int | str):
            reading.problem(
                f"{where} is {constant.value}: only a whole number or a text may be one."
            )
            value = 0
        citations = reading.citations(constant.cites, where)
        yield Constant(name=constant.name, value=value, unit=constant.unit, citations=citations)


def _module(wire: WireModule, outline: WireOutline, reading: Reading) -> LogicModule:
    where = f"the module {wire.name!r}"
    wrong = why_no_table(wire.name)
    if wire.name in EMITTED_MODULES:
        wrong = "has the name of a module of the emitted app"
    if wrong or not SNAKE_NAME.fullmatch(wire.name):
        reading.problem(f"{where} {wrong or 'needs a snake_case name'}.")
    if not wire.functions:
        reading.problem(f"{where} has no functions: leave it out.")
    known = {entity.name for entity in outline.entities}
    known |= {function.name for module in outline.modules for function in module.functions}
    known |= {service.name for service in outline.services}
    for name in sorted(set(wire.uses) - known):
        reading.problem(f"{where} uses {name!r}, which is no entity, no function and no service.")
    return LogicModule(
        name=wire.name,
        purpose=wire.purpose,
        uses=tuple(wire.uses),
        functions=tuple(
            Function(
                name=function.name,
                signature=reading.signature(function.signature, function.name),
                does=function.does,
                citations=reading.citations(function.cites, f"the function {function.name!r}"),
            )
            for function in wire.functions
        ),
    )


def _resource(wire: WireResource, reading: Reading) -> Resource:
    where = f"the resource {wire.name!r}"
    wrong = why_no_table(wire.name)
    if wrong or not SNAKE_NAME.fullmatch(wire.name):
        reading.problem(f"{where} {wrong or 'needs a plural snake_case name'}.")
    heads = []
    for head in wire.endpoints:
        key = f"{head.method} {head.path}"
        wrong = why_no_view(head.name)
        if wrong or not SNAKE_NAME.fullmatch(head.name):
            reading.problem(
                f"the view {head.name!r} of {key} {wrong or 'needs a snake_case name'}."
            )
        if not PATH.fullmatch(head.path):
            reading.problem(f"{key} has a path that is not of the form /games/{{game_id}}/moves.")
        labels = (reading.statement(label, key) for label in head.statements)
        statements = tuple(dict.fromkeys(label for label in labels if label))
        heads.append(Head(head.method, head.path, head.name, head.summary, statements))
    if not heads:
        reading.problem(f"{where} has no endpoints: leave it out.")
    return Resource(wire.name, tuple(heads))


def _packages(wire: WireOutline, reading: Reading, allowed: Collection[str]) -> Iterator[Package]:
    reading.unique([normalised(package.name) for package in wire.packages], "packages")
    for package in wire.packages:
        where = f"the package {package.name!r}"
        citations = reading.citations(package.cites, where)
        if problem := why_no_package(package, reading.texts, allowed):
            reading.problem(f"{where} {problem}")
        yield Package(name=package.name, imports=tuple(package.imports), citations=citations)


def _background(wire: WireOutline, reading: Reading) -> Iterator[Background]:
    for each in wire.background:
        statement = reading.statement(each.statement, "background")
        if statement:
            yield Background(statement=statement, reason=each.reason)


def _check_names(outline: Outline, reading: Reading) -> None:
    """Blueprints, views and the functions that these call meet in one module."""
    heads = [head for resource in outline.resources for head in resource.heads]
    resources = [resource.name for resource in outline.resources]
    modules = [module.name for module in outline.modules]
    functions = [function.name for module in outline.modules for function in module.functions]
    views = [head.name for head in heads]
    reading.unique([*resources, *views, *functions], "resources, views or functions")
    reading.unique(modules, "modules")
    reading.unique([_shape_of(head) for head in heads], "endpoints (method and path)")
    tables = [entity.plural for entity in outline.entities]
    check_names(outline.services, {*resources, *views, *functions, *modules, *tables}, reading)
    for name in functions:
        if name in KEYWORDS or len(name) > NAME_LIMIT_CHARACTERS:
            reading.problem(f"the function {name!r} cannot have that name.")
    if not heads:
        reading.problem("the app has no endpoint.")


def _check_guard(outline: Outline, reading: Reading) -> None:
    """A guard is called by the app itself, which has nothing to give it and reads nothing of it."""
    functions = {f.name: f.signature for module in outline.modules for f in module.functions}
    if outline.guard is None:
        return
    if outline.guard not in functions:
        reading.problem(f"the guard {outline.guard!r} is no function of a module.")
    elif "".join(functions[outline.guard].split()) != f"def{outline.guard}()->None:":
        reading.problem(
            f"the guard {outline.guard!r} needs the head `def {outline.guard}() -> None:`."
        )


def _shape_of(head: Head) -> str:
    """The key with its parameters' names left out, since these tell no paths apart."""
    return PATH_PARAMETER.sub("{}", head.key)
