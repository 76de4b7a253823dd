"""The base of all wire types, the form of a citation, and the one type of fields, members and parameters.

Output is what a call costs most of, and takes longest over: so a citation is one string, and a field says only what it
has. Records of older builds hold both at length, and are read as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

from codegen.types import JsonValue

Flag = Literal["optional", "nullable", "unique", "trimmed"]


def cite(statement: str, quote: str) -> str:
    """A citation as a model writes it."""
    return f"{statement}: {quote}"


def cited_words(text: str) -> tuple[str, str]:
    """The name of the statement that a citation starts with, and the words quoted; no words where there is no colon."""
    statement, _, quote = text.partition(": ")
    return statement.strip(), quote.strip()


def _as_written(value: Any) -> Any:
    """A citation of an older record (statement and quote apart) as one string."""
    if isinstance(value, dict) and value.keys() == {"statement", "quote"}:
        return cite(str(value["statement"]), str(value["quote"]))
    return value


WireCite: TypeAlias = Annotated[str, BeforeValidator(_as_written)]
"""The label of a statement, a colon, and words of it copied verbatim: ``S3: at most 5 books``."""


class Wire(BaseModel):
    """What all wire types are: the schema that is sent requires every member, and allows no other."""

    model_config = ConfigDict(extra="forbid")


def left_out(value: object, path: str = "") -> Iterator[str]:
    """The members that an answer does not give, though the schema requires them: only records may lack those."""
    if isinstance(value, Wire):
        for name in type(value).model_fields:
            inner = f"{path}.{name}" if path else name
            if name in value.model_fields_set:
                yield from left_out(getattr(value, name), inner)
            else:
                yield inner
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from left_out(each, f"{path}.{number}")


class WireField(Wire):
    """One field of an entity, member of a shape, or parameter.

    of: for "choice" the values, for "reference" the entity, for "object" the shape, else empty. limits: "1..80", "..80", "0.." or
    "13" (exactly), for text and secret the length in characters, for numbers the value, for money amounts ("0.01..500.00"); "any" for a text
    that is only compared; null where the spec sets none. items: where it is a list of such values how many there may be ("0..", "1..10"), else null.
    flags: "optional" may be left out, "nullable" may be null, "unique" no two rows have the same, "trimmed" blanks at both
    ends of a text are dropped before it is measured and kept. default: a JSON value as text
    ("0", "\\"open\\"", "false"), or null for none. cites: "S3: words of it".
    "secret" is a password that a person chooses: kept as a slow hash, never returned. A key or token that the app makes is
    none: keep the SHA-256 of it as "text". "money" is a decimal string such as "12.34" in JSON and an integer of cents in Python.
    """

    name: str
    type: Literal[
        "text",
        "secret",
        "integer",
        "boolean",
        "number",
        "money",
        "date",
        "datetime",
        "choice",
        "json",
        "reference",
        "object",
    ]
    of: list[str]
    limits: str | None
    items: str | None
    flags: list[Flag]
    default: str | None
    cites: list[WireCite]

    @model_validator(mode="before")
    @classmethod
    def _older(cls, value: Any) -> Any:
        return _short(value) if isinstance(value, dict) and "nullable" in value else value

    @property
    def many(self) -> bool:
        """Whether it is a list of such values."""
        return self.items is not None


ANY_LENGTH = "any"
"""The limits of a text that is only compared, and never kept."""


def bounds(text: str | None) -> tuple[str | None, str | None]:
    """The lower and the upper end of ``1..80``, ``..80``, ``0..`` or ``13``; None for an end that is open."""
    if text is None or not text.strip():
        return None, None
    low, dots, high = text.partition("..")
    low, high = low.strip(), high.strip()
    return (low or None, high or None) if dots else (low, low)


def _short(value: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """A field of an older record, which had a member for each thing that may be said of it."""
    flags: list[JsonValue] = ["optional"] if value["required"] is False else []
    flags += [flag for flag in ("nullable", "unique") if value[flag]]
    kept = {name: value[name] for name in ("name", "type", "default", "cites")}
    return kept | {
        "of": value["choices"] or ([value["of"]] if value["of"] else []),
        "limits": _range(value["minimum"], value["maximum"]),
        "items": (
            (_range(value["min_items"], value["max_items"]) or "..") if value["many"] else None
        ),
        "flags": flags,
    }


def _range(low: JsonValue, high: JsonValue) -> str | None:
    if low is None and high is None:
        return None
    return f"{'' if low is None else low}..{'' if high is None else high}"
