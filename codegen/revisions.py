"""The migrations of an app: those that were emitted before, as they were, and a new one where a table changes."""

from __future__ import annotations

from pydantic import TypeAdapter, ValidationError

from codegen.contract import Contract, Entity
from codegen.errors import Rejected
from codegen.migrate import Revision, revise
from codegen.python import format_python
from codegen.record import LockedRevision, Record
from codegen.render import Renderer
from codegen.types import File, JsonValue, Problem

ENTITIES = TypeAdapter(tuple[Entity, ...])


def revised(
    contract: Contract, record: Record | None, renderer: Renderer
) -> tuple[tuple[File, ...], tuple[LockedRevision, ...]]:
    """The emitted revisions, and how the record lists them.

    Raises Rejected where the record has lost one, or a change of the tables is none that can be migrated yet.
    """
    known = record.revisions if record else ()
    emitted_before = {file.path: file for file in record.base} if record else {}
    parent = known[-1].id if known else None
    new = revise(_entities(record), contract.entities, parent, renderer)
    lost = [r.path for r in known if r.path not in emitted_before]
    if lost and record:
        cause = f"the record of '{record.app}' has lost the base of '{lost[0]}'"
        raise Rejected(Problem(cause, "Restore '.codegen' from version control."))
    old = [emitted_before[r.path] for r in known]
    added = [File(new.path, format_python(new.text))] if new else []
    return (*old, *added), _locked(known, new)


def contract_data(contract: Contract) -> JsonValue:
    """The entities without their citations: a sentence put in other words changes no table."""
    return [entity.uncited().model_dump(mode="json") for entity in contract.entities]


def _entities(record: Record | None) -> tuple[Entity, ...] | None:
    if record is None:
        return None
    try:
        return ENTITIES.validate_python(record.data)
    except ValidationError as error:
        raise Rejected(
            Problem(
                f"the record of '{record.app}' has data that this codegen cannot read",
                "Restore '.codegen' from version control.",
            )
        ) from error


def _locked(known: tuple[LockedRevision, ...], new: Revision | None) -> tuple[LockedRevision, ...]:
    return (*known, LockedRevision(new.id, new.path)) if new else known
