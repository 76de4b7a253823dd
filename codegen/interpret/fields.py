"""What is said of one field -> the Contract's field; the table of defaults fills the rest."""

from __future__ import annotations

from dataclasses import dataclass

from codegen.contract import (
    BooleanType,
    ChoiceType,
    Citation,
    EntityField,
    IntegerType,
    NumberType,
    ReferenceType,
    SecretType,
    TextType,
)
from codegen.interpret.facts import DefaultValue, Owns, Presence, Unique
from codegen.interpret.field_types import FieldSaid, TypeBuilder, as_written
from codegen.scenario.values import fits, is_formatted
from codegen.types import JsonValue


@dataclass(frozen=True, slots=True)
class FieldBuilder:
    """Builds one field from its declaration and what is stated of it."""

    field: FieldSaid

    def build(self) -> EntityField:
        """The field with its type; the table of defaults fills what is not said."""
        kind = TypeBuilder(self.field).build()
        default = self.field.notes.settle(
            f"the default of {self.field.name!r}",
            [(trait.value, said) for trait, said in self.field.of(DefaultValue)],
            alike=True,
        )
        built = EntityField(
            name=self.field.name,
            type=kind,
            required=self._is_required(has_default=default is not None),
            unique=bool(self.field.of(Unique)),
            default=None if default is None else as_written(kind, default),
            citations=self._citations(),
        )
        self._check(built)
        return built

    def _citations(self) -> tuple[Citation, ...]:
        said = [self.field.declared.said, *(said for _, said in self.field.stated)]
        return tuple(dict.fromkeys(one.citation for one in said))

    # --- What a request may leave out

    def _is_required(self, *, has_default: bool) -> bool:
        name = self.field.name
        if self.field.of(Owns):
            return True
        stated = [(trait.required, said) for trait, said in self.field.of(Presence)]
        required = self.field.notes.settle(f"whether {name!r} is required", stated, alike=True)
        if required and has_default:
            said = self.field.of(DefaultValue)[0][1]
            cause = f"{name!r} is required, so its default is never used"
            self.field.refuse(cause, "Remove one of the two.", said)
        if required is None and not has_default:
            self.field.assume("required")
        return not has_default if required is None else required

    # --- What does not go together

    def _check(self, built: EntityField) -> None:
        name = self.field.name
        if built.unique and isinstance(built.type, TextType):
            self.field.assume("comparison")
        if isinstance(built.type, SecretType):
            for _, said in self.field.of(Unique):
                cause = (
                    f"{name!r} is a secret: two hashes of one text differ, so it cannot be unique"
                )
                self.field.refuse(cause, "Remove that.", said)
        for _, said in self.field.of(DefaultValue):
            if why := _why_no_default(built):
                self.field.refuse(f"the default of {name!r} {why}", "Change it.", said)
            if built.unique:
                cause = (
                    f"{name!r} is unique and has a default, so a second row without it is refused"
                )
                self.field.refuse(cause, "Remove one of the two.", said)


def _why_no_default(field: EntityField) -> str | None:
    value = field.default
    match field.type:
        case SecretType():
            return "would be a secret that stands in the spec"
        case ReferenceType():
            return "would be a row that may not be there"
        case TextType():
            return _why_no_text(field.type, value)
        case IntegerType(minimum=low, maximum=high):
            if isinstance(value, bool) or not isinstance(value, int):
                return "is no whole number"
            return None if low <= value <= high else f"is not from {low} to {high}"
        case ChoiceType(values=values):
            return None if value in values else f"is none of {', '.join(values)}"
        case NumberType():
            return None if fits(field.type, _number(value)) else "is no number within its limits"
        case BooleanType():
            return None if isinstance(value, bool) else "is neither yes nor no"
        case _:
            return None if fits(field.type, value) else f"is no {_CALLED[field.type.kind]}"


def _why_no_text(kind: TextType, value: str | int | bool | None) -> str | None:
    if not isinstance(value, str):
        return "is no text in quotation marks"
    if not kind.min_length <= len(value) <= kind.max_length:
        return f"has not {kind.min_length} to {kind.max_length} characters"
    if kind.pattern and not is_formatted(kind, value):
        return f"does not match {kind.pattern}"
    return None if fits(kind, value) else f"is no {_FORMATS[kind.format]}"


_FORMATS = {"email": "e-mail address", "url": "URL", None: "text that a database keeps"}
_CALLED = {
    "money": "amount within its limits",
    "date": 'day, as in "2026-03-01"',
    "datetime": 'time, as in "2026-03-01T09:00:00Z"',
}


def _number(value: str | int | bool | None) -> JsonValue:
    """A default that stands in a spec as a number with a fraction."""
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        return value
