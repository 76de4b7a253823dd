"""Wire -> Contract: what outlines and details have in common: citations, field types, names."""

from __future__ import annotations

import ast
import json
import re
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
from codegen.interpret.certain import Contradiction
from codegen.interpret.wire import WireAssumption
from codegen.interpret.wire_field import ANY_LENGTH, WireField, bounds, cited_words

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
    contradictions: list[Contradiction] = field(default_factory=list)

    def problem(self, text: str) -> None:
        """Notes what is wrong, in a sentence that the answer's author can act on."""
        self.problems.append(text)

    def statement(self, label: str, where: str) -> StatementId | None:
        """The id of a statement that is named; None is noted."""
        if label in self.ids:
            return self.ids[label]
        self.problem(f"{where} names the statement {label!r}, which does not exist.")
        return None

    def citations(self, cites: Iterable[str], where: str) -> tuple[Citation, ...]:
        """The citations; a quote that is not the statement's own words is noted."""
        found = []
        for cite in cites:
            label, said = cited_words(cite)
            id_ = self.ids.get(label)
            if id_ is None:
                self.problem(
                    f'{where} cites {cite!r}: start with the label of a statement, as in "S3: words of it".'
                )
                continue
            words = said.split()
            held = re.search(r"\s+".join(map(re.escape, words)), self.texts[label])
            quote = held[0] if held else " ".join(words)
            if not held or not words:
                self.problem(
                    f"{where} quotes {said!r} from {label}, which has no such words: copy a"
                    f" part of {self.texts[label]!r} exactly."
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
                return ReferenceType(entity=self._known(wire.of, entities, where, "entity"))
            case "object":
                return ShapeType(shape=self._known(wire.of, shapes, where, "shape"))
            case "boolean" | "date" | "datetime" | "json":
                return PLAIN_TYPES[wire.type]
            case _:
                assert_never(wire.type)

    def _integer(self, wire: WireField, where: str) -> IntegerType:
        low, high = bounds(wire.limits)
        return IntegerType(
            minimum=self._whole(low, where, defaults.INTEGER_MINIMUM),
            maximum=self._whole(high, where, defaults.INTEGER_MAXIMUM),
        )

    def _money(self, wire: WireField, where: str) -> MoneyType:
        low, high = bounds(wire.limits)
        return MoneyType(
            minimum=self._cents(low, where, -defaults.MONEY_LIMIT),
            maximum=self._cents(high, where, defaults.MONEY_LIMIT),
        )

    def _number_type(self, wire: WireField, where: str) -> NumberType:
        low, high = bounds(wire.limits)
        return NumberType(minimum=self._number(low, where), maximum=self._number(high, where))

    def _choice(self, wire: WireField, where: str) -> ChoiceType:
        if not wire.of or len(set(wire.of)) < len(wire.of):
            self.problem(f"{where} is a choice and needs its values in `of`, each once.")
        return ChoiceType(values=tuple(wire.of) or ("",))

    def _text(self, wire: WireField, where: str) -> TextType | SecretType:
        trimmed = "trimmed" in wire.flags
        if wire.limits == ANY_LENGTH and wire.type == "text":
            return TextType(min_length=0, max_length=defaults.UNLIMITED_LENGTH, trimmed=trimmed)
        least, greatest = bounds(wire.limits)
        low = self._whole(least, where, defaults.TEXT_MIN_LENGTH)
        most = max(defaults.TEXT_MAX_LENGTH, defaults.TEXT_MAX_FACTOR * low)
        high = self._whole(greatest, where, most)
        if not 0 <= low <= high:
            self.problem(f"{where} has {low} to {high} characters, which no text can have.")
        if wire.type == "secret":
            return SecretType(min_length=low, max_length=high)
        return TextType(min_length=low, max_length=high, trimmed=trimmed)

    def items(self, wire: WireField, where: str) -> tuple[int, int | None]:
        """How many values a list may have; None for any number."""
        low, high = bounds(wire.items)
        return self._whole(low, where, 0), None if high is None else self._whole(high, where, 0)

    def _known(self, of: Sequence[str], known: Iterable[str], where: str, kind: str) -> str:
        names = sorted(known)
        name = of[0] if len(of) == 1 else ", ".join(of)
        if name not in names:
            self.problem(
                f"{where} is of the {kind} {name!r}; those that exist are {', '.join(names) or 'none'}."
            )
        return name

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
