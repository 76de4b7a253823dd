"""What is said of one field -> the Contract's field; the table of defaults fills the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from codegen import defaults
from codegen.contract import (
    BooleanType,
    Citation,
    EntityField,
    FieldType,
    IntegerType,
    SecretType,
    TextType,
)
from codegen.interpret.facts import (
    Bounds,
    DefaultValue,
    FieldDeclared,
    Hashed,
    Hidden,
    Kind,
    Presence,
    Said,
    Trait,
    TypeName,
    Unique,
)
from codegen.interpret.notes import Notes

_T = TypeVar("_T", bound=Trait)
Stated = tuple[tuple[Trait, Said], ...]
"""What is said of one field, in the order of the spec."""


def is_secret(declared: FieldDeclared, stated: Stated) -> bool:
    """Whether the field is a secret: by its type, by being hashed, or by its name."""
    kinds = [trait.name for trait, _ in stated if isinstance(trait, Kind)]
    if any(isinstance(trait, Hashed) for trait, _ in stated):
        return not kinds or kinds[0] in ("text", "secret")
    return kinds[0] == "secret" if kinds else named_secret(declared)


def named_secret(declared: FieldDeclared) -> bool:
    """Whether a field is called as secrets are."""
    return declared.name.lower() in defaults.SECRET_NAMES or any(
        alias in defaults.SECRET_ALIASES for alias in declared.aliases
    )


@dataclass(frozen=True, slots=True)
class FieldBuilder:
    """Builds one field from its declaration and what is stated of it."""

    declared: FieldDeclared
    stated: Stated
    notes: Notes

    def build(self) -> EntityField:
        """The field with its type; the table of defaults fills what is not said."""
        kind = self._kind()
        default = self.notes.settle(
            f"the default of {self._name!r}",
            [(trait.value, said) for trait, said in self._of(DefaultValue)],
            alike=True,
        )
        built = EntityField(
            name=self._name,
            type=self._type(kind),
            required=self._is_required(has_default=default is not None),
            unique=bool(self._of(Unique)),
            default=default,
            citations=self._citations(),
        )
        self._check(built)
        return built

    @property
    def _name(self) -> str:
        return self.declared.name

    @property
    def _about(self) -> str:
        return f"{self.declared.entity}.{self._name}"

    def _of(self, trait: type[_T]) -> tuple[tuple[_T, Said], ...]:
        return tuple((found, said) for found, said in self.stated if isinstance(found, trait))

    def _citations(self) -> tuple[Citation, ...]:
        said = [self.declared.said, *(said for _, said in self.stated)]
        return tuple(dict.fromkeys(one.citation for one in said))

    def _refuse(
        self,
        cause: str,
        mend: str,
        said: Said | None = None,
        grounds: Iterable[Said] | None = None,
    ) -> None:
        self.notes.problem(cause, mend, (said or self.declared.said).location, grounds)

    def _assume(self, topic: defaults.Topic, value: object = "") -> None:
        self.notes.assume(topic, self._about, self.declared.said.statement, value)

    # --- Type

    def _kind(self) -> TypeName:
        stated = [(trait.name, said) for trait, said in self._of(Kind)]
        kind = self.notes.settle(f"the type of {self._name!r}", stated, alike=True)
        if is_secret(self.declared, self.stated):
            if kind is None and not self._of(Hashed):
                self._assume("type", "secret")
            return "secret"
        if kind is None:
            self._assume("type", "text")
        self._check_secrecy(kind)
        return kind or "text"

    def _check_secrecy(self, kind: TypeName | None) -> None:
        """A field that is no secret can be neither hashed, hidden, nor a password."""
        for trait in (Hashed, Hidden):
            for _, said in self._of(trait):
                cause = (
                    f"{self._name!r} is no secret, and only a secret is hashed and never returned"
                )
                self._refuse(cause, f"Call it so: `{self._name}`: secret.", said)
        if kind == "text" and named_secret(self.declared):
            cause = f"{self._name!r} is called a text, so it would be stored readable"
            self._refuse(cause, f"Say `{self._name}`: secret, or give it another name.")

    def _type(self, kind: TypeName) -> FieldType:
        if kind == "boolean":
            for _, said in self._of(Bounds):
                self._refuse(
                    f"{self._name!r} is yes or no, and has no limits", "Remove them.", said
                )
            return BooleanType()
        if kind == "integer":
            return self._integer()
        low, high = self._lengths()
        if kind == "secret":
            return SecretType(min_length=low, max_length=high)
        return TextType(min_length=low, max_length=high)

    def _limit(self, end: Callable[[Bounds], int | None], what: str) -> int | None:
        bounds = ((end(trait), said) for trait, said in self._of(Bounds))
        stated = [(limit, said) for limit, said in bounds if limit is not None]
        return self.notes.settle(f"the {what} of {self._name!r}", stated, alike=True)

    def _integer(self) -> IntegerType:
        for trait, said in self._of(Bounds):
            if trait.in_characters:
                cause = f"{self._name!r} is a whole number, and has no characters"
                self._refuse(cause, 'Say "from 0 to 150".', said)
        low = self._limit(lambda bounds: bounds.minimum, "minimum")
        high = self._limit(lambda bounds: bounds.maximum, "maximum")
        if low is None or high is None:
            self._assume("range")
        low = defaults.INTEGER_MINIMUM if low is None else low
        high = defaults.INTEGER_MAXIMUM if high is None else high
        self._check_range(low, high, defaults.INTEGER_MINIMUM, defaults.INTEGER_MAXIMUM)
        return IntegerType(minimum=low, maximum=high)

    def _lengths(self) -> tuple[int, int]:
        low = self._limit(lambda bounds: bounds.minimum, "minimum length")
        high = self._limit(lambda bounds: bounds.maximum, "maximum length")
        if low is None:
            low = defaults.TEXT_MIN_LENGTH
            self._assume("minimum length")
        if high is None:
            fits = low <= defaults.TEXT_MAX_LENGTH
            high = defaults.TEXT_MAX_LENGTH if fits else low * defaults.TEXT_MAX_FACTOR
            high = max(low, min(high, defaults.BODY_LIMIT_BYTES))
            self._assume("maximum length", high)
        self._check_range(low, high, 0, defaults.BODY_LIMIT_BYTES)
        return low, high

    def _check_range(self, low: int, high: int, least: int, most: int) -> None:
        said = self._of(Bounds)[-1][1] if self._of(Bounds) else None
        if low < least or high > most or low > most or high < least:
            cause = f"the limits of {self._name!r} lie outside {least} to {most}"
            self._refuse(cause, "Choose limits between them.", said)
        elif low > high:
            cause = f"{self._name!r} has a minimum of {low} and a maximum of {high}"
            cause += self._other_limit(said)
            self._refuse(cause, "Change one of them.", said, self._both_ends())

    def _both_ends(self) -> tuple[Said, ...] | None:
        """What both limits are said by; None where one is a default, which other words may change."""
        low = [said for bounds, said in self._of(Bounds) if bounds.minimum is not None]
        high = [said for bounds, said in self._of(Bounds) if bounds.maximum is not None]
        return (*low, *high) if low and high else None

    def _other_limit(self, said: Said | None) -> str:
        others = [other for _, other in self._of(Bounds) if other != said]
        return f", which is said at {others[0].seen_from(said.location)}" if said and others else ""

    # --- What a request may leave out

    def _is_required(self, *, has_default: bool) -> bool:
        stated = [(trait.required, said) for trait, said in self._of(Presence)]
        required = self.notes.settle(f"whether {self._name!r} is required", stated, alike=True)
        if required and has_default:
            said = self._of(DefaultValue)[0][1]
            cause = f"{self._name!r} is required, so its default is never used"
            self._refuse(cause, "Remove one of the two.", said)
        if required is None and not has_default:
            self._assume("required")
        return not has_default if required is None else required

    # --- What does not go together

    def _check(self, built: EntityField) -> None:
        if built.unique and isinstance(built.type, TextType):
            self._assume("comparison")
        if isinstance(built.type, SecretType):
            for _, said in self._of(Unique):
                cause = f"{self._name!r} is a secret: two hashes of one text differ, so it cannot be unique"
                self._refuse(cause, "Remove that.", said)
        for _, said in self._of(DefaultValue):
            if why := _why_no_default(built):
                self._refuse(f"the default of {self._name!r} {why}", "Change it.", said)
            if built.unique:
                cause = f"{self._name!r} is unique and has a default, so a second row without it is refused"
                self._refuse(cause, "Remove one of the two.", said)


def _why_no_default(field: EntityField) -> str | None:
    value = field.default
    match field.type:
        case SecretType():
            return "would be a secret that stands in the spec"
        case TextType(min_length=low, max_length=high):
            if not isinstance(value, str):
                return "is no text in quotation marks"
            return None if low <= len(value) <= high else f"has not {low} to {high} characters"
        case IntegerType(minimum=low, maximum=high):
            if isinstance(value, bool) or not isinstance(value, int):
                return "is no whole number"
            return None if low <= value <= high else f"is not from {low} to {high}"
        case _:
            return None if isinstance(value, bool) else "is neither yes nor no"
