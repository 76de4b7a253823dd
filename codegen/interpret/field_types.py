"""What is said of one field -> its type with its limits; the table of defaults fills the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from codegen import defaults
from codegen.contract import (
    BooleanType,
    ChoiceType,
    DateTimeType,
    DateType,
    FieldType,
    IntegerType,
    MoneyType,
    NumberType,
    ReferenceType,
    SecretType,
    TextType,
)
from codegen.interpret.facts import (
    Bounds,
    FieldDeclared,
    Hashed,
    Hidden,
    Kind,
    Matches,
    Said,
    Trait,
)
from codegen.interpret.notes import Notes
from codegen.pattern import Unsafe, texts
from codegen.scenario.values import amount, minor_units

_T = TypeVar("_T", bound=Trait)
Stated = tuple[tuple[Trait, Said], ...]
"""What is said of one field, in the order of the spec."""
Number = int | Decimal

CENT = Decimal("0.01")
_CALLED = {
    "boolean": "yes or no",
    "date": "a date",
    "datetime": "a date-time",
    "choice": "one of a list",
    "reference": "a link",
}
"""Types without limits, in words."""
_PLAIN: Mapping[str, FieldType] = {
    "boolean": BooleanType(),
    "date": DateType(),
    "datetime": DateTimeType(),
}


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


def as_written(kind: FieldType, value: str | int | bool) -> str | int | bool:
    """A value that a sentence gives, as answers write it: an amount of 5 is "5.00"."""
    if not isinstance(kind, MoneyType) or isinstance(value, bool):
        return value
    try:
        return amount(minor_units(str(value)))
    except ValueError:
        return str(value)


def as_json(kind: FieldType, value: str | int | bool) -> str | int | float | bool:
    """The same as JSON has it: 2.1 is a number."""
    if not isinstance(kind, NumberType) or not isinstance(value, str):
        return as_written(kind, value)
    try:
        return float(value)
    except ValueError:
        return value


@dataclass(frozen=True, slots=True)
class FieldSaid:
    """A declared field and what is stated of it; takes notes of what is wrong or assumed."""

    declared: FieldDeclared
    stated: Stated
    notes: Notes

    @property
    def name(self) -> str:
        """The field's name."""
        return self.declared.name

    def of(self, trait: type[_T]) -> tuple[tuple[_T, Said], ...]:
        """What is stated of one kind, with the words that it stands on."""
        return tuple((found, said) for found, said in self.stated if isinstance(found, trait))

    def refuse(
        self,
        cause: str,
        mend: str,
        said: Said | None = None,
        grounds: Iterable[Said] | None = None,
    ) -> None:
        """Notes a problem where ``said`` stands, else where the field is declared."""
        self.notes.problem(cause, mend, (said or self.declared.said).location, grounds)

    def assume(self, topic: defaults.Topic, value: object = "") -> None:
        """Notes that the table of defaults fills in."""
        about = f"{self.declared.entity}.{self.name}"
        self.notes.assume(topic, about, self.declared.said.statement, value)


@dataclass(frozen=True, slots=True)
class TypeBuilder:
    """Builds the type of one field."""

    field: FieldSaid

    def build(self) -> FieldType:
        """The type, within its limits."""
        kind = self._kind()
        self._check_matching(kind)
        match kind.name:
            case "text" | "email" | "url":
                low, high = self._lengths()
                known = None if kind.name == "text" else kind.name
                said = self._pattern(low, high) if known is None else None
                return TextType(min_length=low, max_length=high, format=known, pattern=said)
            case "secret":
                low, high = self._lengths()
                return SecretType(min_length=low, max_length=high)
            case "integer":
                return self._integer()
            case "number":
                return self._number()
            case "money":
                return self._money()
            case _:
                return self._without_limits(kind)

    # --- Which type

    def _kind(self) -> Kind:
        stated, what = self.field.of(Kind), f"the type of {self.field.name!r}"
        names = [(kind.name, said) for kind, said in stated]
        name = self.field.notes.settle(what, names, alike=True)
        alike = [(kind, said) for kind, said in stated if kind.name == name]
        targets = [(kind.values or kind.entity or "", said) for kind, said in alike]
        self.field.notes.settle(what, targets, alike=True)
        found = alike[0][0] if alike else None
        if is_secret(self.field.declared, self.field.stated):
            if found is None and not self.field.of(Hashed):
                self.field.assume("type", "secret")
            return Kind("secret")
        if found is None:
            self.field.assume("type", "text")
        self._check_secrecy(found)
        return found or Kind("text")

    def _check_secrecy(self, kind: Kind | None) -> None:
        """A field that is no secret can be neither hashed, hidden, nor a password."""
        name = self.field.name
        for trait in (Hashed, Hidden):
            for _, said in self.field.of(trait):
                cause = f"{name!r} is no secret, and only a secret is hashed and never returned"
                self.field.refuse(cause, f"Call it so: `{name}`: secret.", said)
        if kind == Kind("text") and named_secret(self.field.declared):
            cause = f"{name!r} is called a text, so it would be stored readable"
            self.field.refuse(cause, f"Say `{name}`: secret, or give it another name.")

    def _choice(self, kind: Kind) -> ChoiceType:
        if len(set(kind.values)) < len(kind.values):
            cause = f"{self.field.name!r} has a word twice among those that it may be"
            self.field.refuse(cause, "List each once.", self.field.of(Kind)[0][1])
        return ChoiceType(values=tuple(dict.fromkeys(kind.values)))

    def _without_limits(self, kind: Kind) -> FieldType:
        for _, said in self.field.of(Bounds):
            cause = f"{self.field.name!r} is {_CALLED[kind.name]}, and has no limits"
            self.field.refuse(cause, "Remove them.", said)
        match kind.name:
            case "choice":
                return self._choice(kind)
            case "reference":
                return ReferenceType(entity=kind.entity or "")
            case _:
                return _PLAIN[kind.name]

    # --- Patterns

    def _check_matching(self, kind: Kind) -> None:
        for _, said in self.field.of(Matches) if kind.name != "text" else ():
            cause = f"{self.field.name!r} is {_CALLED.get(kind.name, f'of the type {kind.name}')}"
            self.field.refuse(f"{cause}, and only a plain text has a pattern", "Remove it.", said)

    def _pattern(self, low: int, high: int) -> str | None:
        """The pattern that is stated; one that is not of the subset, or that no text matches, is noted."""
        stated = [(trait.pattern, said) for trait, said in self.field.of(Matches)]
        found = self.field.notes.settle(f"the pattern of {self.field.name!r}", stated, alike=True)
        if found is None or low > high:
            return None
        said = next(said for pattern, said in stated if pattern == found)
        try:
            if len(texts(found, low, high).some(2)) > 1:
                return found
        except Unsafe as error:
            cause = f"the pattern `{found}` of {self.field.name!r} {error.cause}"
            self.field.refuse(cause, f"{error.mend} docs/patterns.md has what there is.", said)
            return None
        cause = f"the pattern `{found}` of {self.field.name!r} matches one text alone"
        self.field.refuse(cause, "Say which others there may be, as in [0-9]{4}.", said)
        return None

    # --- Limits

    def _limit(self, end: Callable[[Bounds], Number | None], what: str) -> Number | None:
        bounds = ((end(trait), said) for trait, said in self.field.of(Bounds))
        stated = [(limit, said) for limit, said in bounds if limit is not None]
        what = f"the {what} of {self.field.name!r}"
        return self.field.notes.settle(what, stated, alike=True)

    def _no_characters(self, called: str) -> None:
        for trait, said in self.field.of(Bounds):
            if trait.in_characters:
                cause = f"{self.field.name!r} is {called}, and has no characters"
                self.field.refuse(cause, 'Say "from 0 to 150".', said)

    def _whole(self, what: str) -> tuple[int | None, int | None]:
        """The limits of a length or of a whole number; a fraction is noted."""
        for trait, said in self.field.of(Bounds):
            ends = (trait.minimum, trait.maximum, trait.above, trait.below)
            if any(isinstance(end, Decimal) for end in ends):
                cause = f"the limits of {self.field.name!r} are whole numbers"
                self.field.refuse(cause, "Leave out the fraction.", said)
        low = self._limit(lambda bounds: bounds.minimum, f"minimum{what}")
        high = self._limit(lambda bounds: bounds.maximum, f"maximum{what}")
        return None if low is None else int(low), None if high is None else int(high)

    def _integer(self) -> IntegerType:
        self._no_characters("a whole number")
        low, high = self._whole("")
        if low is None or high is None:
            self.field.assume("range")
        least = defaults.INTEGER_MINIMUM if low is None else low
        most = defaults.INTEGER_MAXIMUM if high is None else high
        self._check_range(least, most, defaults.INTEGER_MINIMUM, defaults.INTEGER_MAXIMUM)
        return IntegerType(minimum=least, maximum=most)

    def _number(self) -> NumberType:
        self._no_characters("a number")
        for trait, said in self.field.of(Bounds):
            if trait.above is not None or trait.below is not None:
                cause = f"a limit of {self.field.name!r} is outside, and there is no number next to one with a fraction"
                self.field.refuse(cause, 'Say "at least" or "at most".', said)
        low = self._limit(lambda bounds: bounds.minimum, "minimum")
        high = self._limit(lambda bounds: bounds.maximum, "maximum")
        self._check_order(low, high)
        return NumberType(
            minimum=None if low is None else float(low),
            maximum=None if high is None else float(high),
        )

    def _money(self) -> MoneyType:
        self._no_characters("an amount of money")
        low = self._limit(
            lambda b: b.minimum if b.above is None else Decimal(b.above) + CENT, "minimum"
        )
        high = self._limit(
            lambda b: b.maximum if b.below is None else Decimal(b.below) - CENT, "maximum"
        )
        least = -defaults.MONEY_LIMIT if low is None else self._cents(low)
        most = defaults.MONEY_LIMIT if high is None else self._cents(high)
        self._check_range(least, most, -defaults.MONEY_LIMIT, defaults.MONEY_LIMIT)
        return MoneyType(minimum=least, maximum=most)

    def _cents(self, limit: Number) -> int:
        cents = Decimal(limit) / CENT
        if cents != int(cents):
            cause = f"the limit {limit} of {self.field.name!r} is no amount in cents"
            self.field.refuse(cause, "Give it two decimals at most.", self.field.of(Bounds)[-1][1])
        return int(cents)

    def _lengths(self) -> tuple[int, int]:
        low, high = self._whole(" length")
        if low is None:
            low = defaults.TEXT_MIN_LENGTH
            self.field.assume("minimum length")
        if high is None:
            fits = low <= defaults.TEXT_MAX_LENGTH
            high = defaults.TEXT_MAX_LENGTH if fits else low * defaults.TEXT_MAX_FACTOR
            high = max(low, min(high, defaults.BODY_LIMIT_BYTES))
            self.field.assume("maximum length", high)
        self._check_range(low, high, 0, defaults.BODY_LIMIT_BYTES)
        return low, high

    def _check_range(self, low: int, high: int, least: int, most: int) -> None:
        if low < least or high > most or low > most or high < least:
            said = self.field.of(Bounds)[-1][1] if self.field.of(Bounds) else None
            cause = f"the limits of {self.field.name!r} lie outside {least} to {most}"
            self.field.refuse(cause, "Choose limits between them.", said)
        else:
            self._check_order(low, high)

    def _check_order(self, low: Number | None, high: Number | None) -> None:
        if low is not None and high is not None and low > high:
            said = self.field.of(Bounds)[-1][1] if self.field.of(Bounds) else None
            cause = f"{self.field.name!r} has a minimum of {low} and a maximum of {high}"
            cause += self._other_limit(said)
            self.field.refuse(cause, "Change one of them.", said, self._both_ends())

    def _both_ends(self) -> tuple[Said, ...] | None:
        """What both limits are said by; None where one is a default, which other words may change."""
        low = [said for bounds, said in self.field.of(Bounds) if bounds.minimum is not None]
        high = [said for bounds, said in self.field.of(Bounds) if bounds.maximum is not None]
        return (*low, *high) if low and high else None

    def _other_limit(self, said: Said | None) -> str:
        others = [other for _, other in self.field.of(Bounds) if other != said]
        return f", which is said at {others[0].seen_from(said.location)}" if said and others else ""
