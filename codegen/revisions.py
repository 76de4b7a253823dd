"""The migrations of an app: those that were emitted before, as they were, and a new one where a table changes."""

from __future__ import annotations

from pydantic import TypeAdapter, ValidationError

from codegen.contract import Contract, Entity, InitialRow
from codegen.errors import Rejected
from codegen.migrate import Revision, revise
from codegen.python import format_python
from codegen.record import LockedRevision, Record
from codegen.render import Renderer
from codegen.types import File, JsonValue, Problem

ENTITIES = TypeAdapter(tuple[Entity, ...])
ROWS = TypeAdapter(tuple[InitialRow, ...])


def revised(
    contract: Contract, record: Record | None, renderer: Renderer
) -> tuple[tuple[File, ...], tuple[LockedRevision, ...]]:
    """The emitted revisions, and how the record lists them.

    Raises Rejected where the record has lost one, or a change of the tables is none that can be migrated yet.
    """
    known = record.revisions if record else ()
    emitted_before = {file.path: file for file in record.base} if record else {}
    parent = known[-1].id if known else None
    entities, rows = recorded_data(record) if record else (None, ())
    new = revise(entities, contract.entities, parent, renderer, rows, contract.rows)
    lost = [r.path for r in known if r.path not in emitted_before]
    if lost and record:
        cause = f"the record of '{record.app}' has lost the base of '{lost[0]}'"
        raise Rejected(Problem(cause, "Restore '.codegen' from version control."))
    old = [emitted_before[r.path] for r in known]
    added = [File(new.path, format_python(new.text))] if new else []
    return (*old, *added), _locked(known, new)


def contract_data(contract: Contract) -> JsonValue:
    """The entities without their citations: a sentence put in other words changes no table.

    Where rows are there from the start, these as well.
    """
    entities: list[JsonValue] = [e.uncited().model_dump(mode="json") for e in contract.entities]
    rows: list[JsonValue] = [row.uncited().model_dump(mode="json") for row in contract.rows]
    return {"entities": entities, "rows": rows} if rows else entities


def recorded_data(record: Record) -> tuple[tuple[Entity, ...], tuple[InitialRow, ...]]:
    """The entities of the accepted build, and the rows that its migrations insert, in their order.

    Raises Rejected where the record has something else there.
    """
    data = record.data if isinstance(record.data, dict) else {"entities": record.data}
    try:
        rows = ROWS.validate_python(data.get("rows", []))
        return ENTITIES.validate_python(data.get("entities")), rows
    except ValidationError as error:
        raise Rejected(
            Problem(
                f"the record of '{record.app}' has data that this codegen cannot read",
                "Restore '.codegen' from version control.",
            )
        ) from error


def _locked(known: tuple[LockedRevision, ...], new: Revision | None) -> tuple[LockedRevision, ...]:
    return (*known, LockedRevision(new.id, new.path)) if new else known
