"""A change of an outline, put into the earlier outline; and statements by id or by label."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from codegen.interpret.wire import WireOutline, WireOutlineChange
from codegen.interpret.wire_field import cite, cited_words
from codegen.interpret.wire_rows import WireRow
from codegen.types import JsonValue

KINDS = {
    "entity": "entities",
    "constant": "constants",
    "module": "modules",
    "package": "packages",
    "service": "services",
    "setting": "settings",
    "resource": "resources",
}
STATEMENT_KEYS = ("statement", "statements", "rule")
CITES = "cites"


def relabelled(value: Any, names: Mapping[str, str], key: str = "") -> Any:
    """A wire value with its statements called otherwise; one that has no other name keeps its own."""
    if isinstance(value, dict):
        return {name: relabelled(inner, names, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [relabelled(inner, names, key) for inner in value]
    if isinstance(value, str) and key in STATEMENT_KEYS:
        return names.get(value, value)
    if isinstance(value, str) and key == CITES:
        statement, quote = cited_words(value)
        return cite(names[statement], quote) if statement in names else value
    return value


def changed(earlier: WireOutline, change: WireOutlineChange) -> WireOutline:
    """The earlier outline with a change put into it; what it does not mention stays, in its order."""
    merged: dict[str, JsonValue] = {"title": change.title or earlier.title}
    gone = set(change.removed) | {f"entity:{each.old}" for each in change.renamed}
    for kind, member in KINDS.items():
        old = {item["name"]: item for item in earlier.model_dump()[member]}
        new = {item["name"]: item for item in change.model_dump()[member]}
        if member == "resources":
            old = {name: _without(item, gone) for name, item in old.items()}
        kept = {name: item for name, item in old.items() if f"{kind}:{name}" not in gone}
        merged[member] = list((kept | new).values())
    merged["background"] = _background(earlier, change, gone)
    decided_anew = {each.about for each in change.assumptions}
    merged["rows"] = _rows(earlier, change, gone)
    is_kept = f"guard:{earlier.guard}" not in gone
    merged["guard"] = change.guard or (earlier.guard if is_kept else None)
    merged["assumptions"] = [
        *(a.model_dump() for a in earlier.assumptions if a.about not in decided_anew),
        *(a.model_dump() for a in change.assumptions),
    ]
    return WireOutline.model_validate(merged)


def _without(resource: dict[str, Any], gone: set[str]) -> dict[str, Any]:
    heads = [h for h in resource["endpoints"] if f"{h['method']} {h['path']}" not in gone]
    return resource | {"endpoints": heads}


def _rows(earlier: WireOutline, change: WireOutlineChange, gone: set[str]) -> list[JsonValue]:
    """The earlier rows, and behind them those that are new; "rows:Category" takes back all of an entity's."""
    taken_back = {name.partition(":")[2] for name in gone if name.startswith(("rows:", "entity:"))}
    found = {
        _row_key(row): row.model_dump()
        for row in (*(r for r in earlier.rows if r.entity not in taken_back), *change.rows)
    }
    return list(found.values())


def _row_key(row: WireRow) -> tuple[str, tuple[tuple[str, str], ...]]:
    return row.entity, tuple((each.name, each.value) for each in row.values)


def _background(earlier: WireOutline, change: WireOutlineChange, gone: set[str]) -> list[JsonValue]:
    """Statements that ask for nothing; one that is used now is none of them any more."""
    found = {b.statement: b.model_dump() for b in (*earlier.background, *change.background)}
    used = {label for r in change.resources for head in r.endpoints for label in head.statements}
    return [
        each
        for label, each in found.items()
        if f"background:{label}" not in gone and label not in used
    ]
