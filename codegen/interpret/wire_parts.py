"""Wire -> Contract: what outlines and details have in common: citations, field types, names."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import assert_never

from codegen import defaults
from codegen.contract import (
    Assumption,
    BooleanType,
    ChoiceType,
    Citation,
    DateTimeType,
    DateType,
    FieldType,
    IntegerType,
    JsonType,
    MemberType,
    MoneyType,
    NumberType,
    ReferenceType,
    SecretType,
    ShapeType,
    StatementId,
    TextType,
)
from codegen.interpret.wire import WireAssumption, WireCite, WireField

MONEY_LIMIT = 10**15
"""Minor units: what a double still tells apart, so that no client's parser rounds an amount."""
MINOR_UNITS = 100
PLAIN_TYPES: Mapping[str, BooleanType | DateType | DateTimeType | JsonType] = {
    "boolean": BooleanType(),
    "date": DateType(),
    "datetime": DateTimeType(),
    "json": JsonType(),
}


@dataclass(slots=True)
class Reading:
    """What is read of an answer, and all that is wrong with it.

    ``texts`` are the statements by the names that the answer calls them; ``ids`` their ids.
    """

    texts: Mapping[str, str]
    ids: Mapping[str, StatementId]
    problems: list[str] = field(default_factory=list)
    assumptions: list[Assumption] = field(default_factory=list)

    def problem(self, text: str) -> None:
        """Notes what is wrong, in a sentence that the answer's author can act on."""
        self.problems.append(text)

    def statement(self, label: str, where: str) -> StatementId | None:
        """The id of a statement that is named; None is noted."""
        if label in self.ids:
            return self.ids[label]
        self.problem(f"{where} names the statement {label!r}, which does not exist.")
        return None

    def citations(self, cites: Iterable[WireCite], where: str) -> tuple[Citation, ...]:
        """The citations; a quote that is not the statement's own words is noted."""
        found = []
        for cite in cites:
            id_ = self.statement(cite.statement, where)
            if id_ is None:
                continue
            quote = " ".join(cite.quote.split())
            if not quote or quote not in self.texts[cite.statement]:
                self.problem(
                    f"{where} quotes {cite.quote!r} from {cite.statement}, which has no such words: copy a"
                    f" part of {self.texts[cite.statement]!r} exactly."
                )
            found.append(Citation(statement=id_, quote=quote))
        return tuple(dict.fromkeys(found))

    def assume(self, made: Iterable[WireAssumption]) -> None:
        """Takes what the author had to choose."""
        for each in made:
            label = each.statement
            id_ = self.statement(label, "an assumption") if label else None
            self.assumptions.append(
                Assumption(topic=each.question, about=each.about, chosen=each.chosen, statement=id_)
            )

    # --- Types

    def field_type(self, wire: WireField, where: str, entities: Iterable[str]) -> FieldType:
        """The type of an entity's field or of a parameter."""
        found = self.member_type(wire, where, entities, ())
        if isinstance(found, ShapeType) or wire.many:
            self.problem(
                f"{where} is an object or a list, which no column keeps: make it an entity of its own."
            )
            return JsonType()
        return found

    def member_type(
        self, wire: WireField, where: str, entities: Iterable[str], shapes: Iterable[str]
    ) -> MemberType:
        """The type of a shape's member."""
        match wire.type:
            case "text" | "secret":
                return self._text(wire, where)
            case "integer":
                return self._integer(wire, where)
            case "money":
                return self._money(wire, where)
            case "number":
                return self._number_type(wire, where)
            case "choice":
                return self._choice(wire, where)
            case "reference":
                self._known(wire.of, entities, where, "entity")
                return ReferenceType(entity=wire.of or "")
            case "object":
                self._known(wire.of, shapes, where, "shape")
                return ShapeType(shape=wire.of or "")
            case "boolean" | "date" | "datetime" | "json":
                return PLAIN_TYPES[wire.type]
            case _:
                assert_never(wire.type)

    def _integer(self, wire: WireField, where: str) -> IntegerType:
        low = self._whole(wire.minimum, where, defaults.INTEGER_MINIMUM)
        return IntegerType(
            minimum=low, maximum=self._whole(wire.maximum, where, defaults.INTEGER_MAXIMUM)
        )

    def _money(self, wire: WireField, where: str) -> MoneyType:
        low = self._cents(wire.minimum, where, -MONEY_LIMIT)
        return MoneyType(minimum=low, maximum=self._cents(wire.maximum, where, MONEY_LIMIT))

    def _number_type(self, wire: WireField, where: str) -> NumberType:
        low, high = self._number(wire.minimum, where), self._number(wire.maximum, where)
        return NumberType(minimum=low, maximum=high)

    def _choice(self, wire: WireField, where: str) -> ChoiceType:
        if not wire.choices or len(set(wire.choices)) < len(wire.choices):
            self.problem(f"{where} is a choice and needs its values, each once.")
        return ChoiceType(values=tuple(wire.choices) or ("",))

    def _text(self, wire: WireField, where: str) -> TextType | SecretType:
        low = self._whole(wire.minimum, where, defaults.TEXT_MIN_LENGTH)
        most = max(defaults.TEXT_MAX_LENGTH, defaults.TEXT_MAX_FACTOR * low)
        high = self._whole(wire.maximum, where, most)
        if not 0 <= low <= high:
            self.problem(f"{where} has {low} to {high} characters, which no text can have.")
        if wire.type == "secret":
            return SecretType(min_length=low, max_length=high)
        return TextType(min_length=low, max_length=high)

    def _known(self, name: str | None, known: Iterable[str], where: str, kind: str) -> None:
        names = sorted(known)
        if name not in names:
            self.problem(
                f"{where} is of the {kind} {name!r}; those that exist are {', '.join(names) or 'none'}."
            )

    def _whole(self, text: str | None, where: str, otherwise: int) -> int:
        try:
            return otherwise if text is None else int(text)
        except ValueError:
            self.problem(f"{where} has the limit {text!r}, which is no whole number.")
            return otherwise

    def _cents(self, text: str | None, where: str, otherwise: int) -> int:
        try:
            amount = None if text is None else Decimal(text) * MINOR_UNITS
        except InvalidOperation:
            amount = Decimal("0.5")
        if amount is None:
            return otherwise
        if amount != int(amount):
            self.problem(f'{where} has the limit {text!r}, which is no amount such as "12.34".')
        return int(amount)

    def _number(self, text: str | None, where: str) -> float | None:
        try:
            return None if text is None else float(text)
        except ValueError:
            self.problem(f"{where} has the limit {text!r}, which is no number.")
            return None

    def default(self, wire: WireField, where: str) -> str | int | bool | None:
        """The default, which travels as JSON text."""
        if wire.default is None:
            return None
        try:
            value = json.loads(wire.default)
        except ValueError:
            self.problem(f"{where} has the default {wire.default!r}, which is no JSON value.")
            return None
        if isinstance(value, str | int | bool):
            return value
        if value is not None and value != []:
            self.problem(
                f"{where} has the default {wire.default!r}: only a text, whole number or boolean may be one."
            )
        return None

    # --- Names

    def unique(self, names: Sequence[str], what: str) -> None:
        """Notes names that are given twice."""
        for name in sorted({name for name in names if names.count(name) > 1}):
            self.problem(f"there are two {what} with the name {name!r}.")

    def signature(self, text: str, name: str) -> str:
        """A ``def`` line, ending in a colon and without a body; what is wrong with it is noted."""
        line = text.strip().removesuffix("...").strip()
        line = line if line.endswith(":") else f"{line}:"
        line = line if line.startswith("def ") else f"def {line}"
        try:
            [node] = ast.parse(f"{line} ...").body
        except (SyntaxError, ValueError):
            self.problem(f"the signature {text!r} is no def line of Python.")
            return line
        if not isinstance(node, ast.FunctionDef) or node.name != name:
            self.problem(f"the signature {text!r} does not define {name!r}.")
        elif node.returns is None or any(a.annotation is None for a in node.args.args):
            self.problem(
                f"the signature {text!r} needs a type for every argument and for what it returns."
            )
        return line
