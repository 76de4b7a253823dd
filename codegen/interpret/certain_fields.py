"""Whether the entities of a model's answer contradict what the grammar reads of fields for certain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from codegen import defaults
from codegen.contract import (
    BooleanType,
    Entity,
    EntityField,
    IntegerType,
    MoneyType,
    NumberType,
    SecretType,
    TextType,
)
from codegen.interpret.certain import Certain, Contradiction
from codegen.interpret.facts import (
    Bounds,
    DefaultValue,
    FieldDeclared,
    FieldFact,
    Hashed,
    Kind,
    Presence,
    TypeName,
    Unique,
)
from codegen.interpret.wire_parts import MINOR_UNITS

_WORDS: dict[TypeName, str] = {
    "text": "a text",
    "secret": "a secret",
    "integer": "a whole number",
    "boolean": "yes or no",
    "number": "a number",
    "money": "an amount of money",
    "date": "a date",
    "datetime": "a date-time",
    "choice": "one of a list",
    "reference": "a link",
    "email": "an e-mail address",
    "url": "a URL",
}
_NARROWER: dict[TypeName, frozenset[str]] = {
    "text": frozenset(("choice", "secret", "date", "datetime", "money")),
    "integer": frozenset(("reference",)),
    "number": frozenset(("integer", "money")),
    "choice": frozenset(("text",)),
}
"""Types that are one as well, and that further words may ask for."""


def field_contradictions(certain: Certain, entities: Sequence[Entity]) -> Iterator[Contradiction]:
    """What the entities contradict: fields that are there, their types, limits, presence, defaults."""
    for declared in certain.fields:
        yield from _lacking(declared, entities)
    for fact in certain.facts:
        if isinstance(fact, FieldFact) and fact.endpoint is None:
            yield from _Held(certain, fact).contradictions(entities)


def _lacking(declared: FieldDeclared, entities: Sequence[Entity]) -> Iterator[Contradiction]:
    demand = f"{declared.entity} has the field {declared.name}"
    entity = _entity(declared.entity, entities)
    if entity is None:
        yield Contradiction(declared.said, demand, f"has no entity {declared.entity}")
    elif _field(entity, declared.name) is None:
        yield Contradiction(declared.said, demand, f"has no field {entity.name}.{declared.name}")


def _entity(name: str, entities: Sequence[Entity]) -> Entity | None:
    """The entity of a heading, which may be its plural."""
    return next((e for e in entities if _plain(name) in (_plain(e.name), _plain(e.plural))), None)


def _field(entity: Entity, name: str) -> EntityField | None:
    return next((f for f in entity.fields if _plain(f.name) == _plain(name)), None)


def _plain(name: str) -> str:
    """``dueDate`` and ``due_date`` are one name."""
    return name.replace("_", "").lower()


@dataclass(frozen=True, slots=True)
class _Held:
    """One trait that is stated of a field."""

    certain: Certain
    fact: FieldFact

    def contradictions(self, entities: Sequence[Entity]) -> Iterator[Contradiction]:
        found = self._meant(entities)
        if found is None:
            return
        entity, field = found
        where = f"{entity.name}.{field.name}"
        match self.fact.trait:
            case Kind(name):
                yield from self._kind(where, field, name)
            case Bounds() as bounds:
                yield from self._bounds(where, field, bounds)
            case Unique() if not field.unique and not _is_grouped(entity, field):
                yield self._against(f"{where} is unique", "says that it is not")
            case Presence(required) if required != field.required:
                says = "required" if field.required else "optional"
                demand = "required" if required else "optional"
                yield self._against(f"{where} is {demand}", f"says that it is {says}")
            case DefaultValue(value) if not _is_same(value, field.default):
                yield self._against(f"the default of {where} is {value!r}", _says(field.default))
            case Hashed() if _is_kept_readable(field):
                yield self._against(f"{where} is stored hashed", f'says "{field.type.kind}"')

    def _meant(self, entities: Sequence[Entity]) -> tuple[Entity, EntityField] | None:
        """The field that the statement speaks of; under Rules only where there is one of that name."""
        name = self.fact.field
        if name.entity:
            found = _entity(name.entity, entities)
            among = [found] if found else []
        else:
            among = [entity for entity in entities if _field(entity, name.field)]
        field = _field(among[0], name.field) if len(among) == 1 else None
        return (among[0], field) if field else None

    def _against(self, demand: str, answer: str) -> Contradiction:
        return Contradiction(self.fact.said, demand, answer)

    def _kind(self, where: str, field: EntityField, name: TypeName) -> Iterator[Contradiction]:
        kind = field.type.kind
        if name in ("email", "url") and kind == "text":
            return
        is_further = any(c.statement not in self.certain.whole for c in field.citations)
        narrower = _NARROWER.get(name, frozenset())
        is_secret = kind == "secret" and _is_called_secret(field)
        if kind != name and not (kind in narrower and (is_further or is_secret)):
            yield self._against(f"{where} is {_WORDS[name]}", f'says "{kind}"')

    def _bounds(self, where: str, field: EntityField, bounds: Bounds) -> Iterator[Contradiction]:
        if bounds.in_characters and isinstance(field.type, IntegerType | NumberType | BooleanType):
            yield self._against(f"{where} has characters", f'says "{field.type.kind}"')
            return
        limits = _limits(field)
        if limits is None:
            return
        is_text = isinstance(field.type, TextType | SecretType)
        stated = ((bounds.minimum, "least"), (bounds.maximum, "most"))
        for (limit, end), found in zip(stated, limits, strict=True):
            if limit is not None and limit != found:
                unit = f" character{'s' * (limit != 1)}" if is_text else ""
                verb = "has" if is_text else "is"
                says = "sets no such limit" if found is None else f"says {found}"
                yield self._against(f"{where} {verb} at {end} {limit}{unit}", says)


def _limits(field: EntityField) -> tuple[float | Decimal | None, float | Decimal | None] | None:
    match field.type:
        case TextType(min_length=low, max_length=high) | SecretType(
            min_length=low, max_length=high
        ):
            return low, high
        case IntegerType(minimum=low, maximum=high):
            return low, high
        case NumberType(minimum=least, maximum=most):
            return least, most
        case MoneyType(minimum=low, maximum=high):
            return Decimal(low) / MINOR_UNITS, Decimal(high) / MINOR_UNITS
        case _:
            return None


def _is_grouped(entity: Entity, field: EntityField) -> bool:
    """Whether further words make the field unique together with others."""
    return any(field.name in group for group in entity.unique_together)


def _is_kept_readable(field: EntityField) -> bool:
    """A token that the app makes is kept as the digest of it, in a text; a password is a secret."""
    return not isinstance(field.type, SecretType) and _is_called_secret(field)


def _is_called_secret(field: EntityField) -> bool:
    return field.name.lower() in defaults.SECRET_NAMES


def _says(default: object) -> str:
    return "has none" if default is None else f"says {default!r}"


def _is_same(stated: str | int | bool, found: str | int | bool | None) -> bool:
    if type(stated) is type(found):
        return stated == found
    if found is None or isinstance(stated, bool) or isinstance(found, bool):
        return False
    try:
        return Decimal(str(stated)) == Decimal(str(found))
    except InvalidOperation:
        return False
