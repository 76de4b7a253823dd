"""What changes of the meaning of a spec, from one Contract to the next: shown before the diff of code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from codegen.record import LockedSlice
from codegen.types import JsonValue

Kind: TypeAlias = Literal["added", "changed", "removed"]
KINDS = {
    "plural": "entity",
    "members": "shape",
    "functions": "module",
    "value": "constant",
    "calls": "service",
    "does": "setting",
}
"""What an item is, by the member that only it has."""


@dataclass(frozen=True, slots=True)
class Delta:
    """One item of the Contract that is new, different or gone; ``details`` say what of it, in words."""

    kind: Kind
    what: str
    details: tuple[str, ...] = ()


def deltas(before: Mapping[str, JsonValue], after: Mapping[str, JsonValue]) -> tuple[Delta, ...]:
    """What changes between the items of two Contracts, as ``items`` gives them."""
    found = [Delta("added", name) for name in after if name not in before]
    for name, item in after.items():
        if name in before and before[name] != item:
            found.append(Delta("changed", name, tuple(_details(before[name], item))))
    found += [Delta("removed", name) for name in before if name not in after]
    return tuple(found)


def items(slices: Iterable[LockedSlice]) -> dict[str, JsonValue]:
    """The contract items of slices by what a person calls them, without citations."""
    return {
        _called(item): _bare(item)
        for each in slices
        for item in (each.items if isinstance(each.items, list) else [each.items])
        if isinstance(item, dict)
    }


def _called(item: Mapping[str, JsonValue]) -> str:
    if "path" in item:
        return f"{item['method']} {item['path']}"
    if "entity" in item and isinstance(item.get("values"), list):
        return f"row of {item['entity']}: {_row(item['values'])}"
    kind = next((kind for key, kind in KINDS.items() if key in item), "")
    return f"{kind} {item.get('name')}".strip()


def _row(values: JsonValue) -> str:
    pairs = [each for each in values if isinstance(each, dict)] if isinstance(values, list) else []
    return ", ".join(f"{each.get('name')} {each.get('json_text')}" for each in pairs)


def _bare(value: JsonValue) -> JsonValue:
    if isinstance(value, dict):
        return {key: _bare(inner) for key, inner in value.items() if key != "citations"}
    return [_bare(inner) for inner in value] if isinstance(value, list) else value


def _details(before: JsonValue, after: JsonValue, path: str = "") -> Iterator[str]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys((*before, *after)):
            place = f"{path}.{key}" if path else key
            yield from _details(before.get(key), after.get(key), place)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _of_lists(before, after, path)
    elif before != after:
        yield f"{path}: {_shown(before)} -> {_shown(after)}"


def _of_lists(before: Sequence[JsonValue], after: Sequence[JsonValue], path: str) -> Iterator[str]:
    old, new = _by_name(before), _by_name(after)
    for name in dict.fromkeys((*old, *new)):
        place = f"{path}[{name}]"
        if name not in old:
            yield f"{place} added"
        elif name not in new:
            yield f"{place} removed"
        else:
            yield from _details(old[name], new[name], place)


def _by_name(values: Sequence[JsonValue]) -> dict[str, JsonValue]:
    """The elements by their name, or by what they are where they have none."""
    return {_name(value): value for value in values}


def _name(value: JsonValue) -> str:
    if isinstance(value, dict):
        when = value.get("when")
        if isinstance(when, dict):
            further = (str(when[key]) for key in sorted(when) if key != "kind")
            return " ".join((str(when.get("kind")), *further))
        if "name" in value:
            return str(value["name"])
    return _shown(value)


def _shown(value: JsonValue) -> str:
    text = "nothing" if value is None else str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
