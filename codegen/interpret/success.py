"""What sentences say of an endpoint's success -> its answer when no other case holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from codegen import defaults
from codegen.contract import Answer, EmptyBody, Entity, JsonBody, Nature, SecretType
from codegen.interpret.data import Data
from codegen.interpret.entities import check_names
from codegen.interpret.facts import FieldName, Said, SuccessFact
from codegen.interpret.notes import Notes

SUCCESS_STATUSES = (200, 201, 202)
NO_CONTENT = 204


@dataclass(frozen=True, slots=True)
class SuccessBuilder:
    """Builds the success of one endpoint. ``key`` is as the spec calls it, ``full`` with the prefix."""

    key: str
    full: str
    entity: Entity
    stated: Sequence[SuccessFact]
    data: Data
    notes: Notes

    def build(self, nature: Nature) -> Answer:
        """The outcome of an operation of this nature; the table of defaults fills in."""
        answers = [(fact.answer, fact.said) for fact in self.stated]
        statuses = [(a.status, said) for a, said in answers if a.status]
        messages = [(a.message, said) for a, said in answers if a.message is not None]
        shapes = [(self._shape(a.fields, said), said) for a, said in answers if a.fields]
        has_body = bool(messages or shapes) or nature.answers != "nothing"
        for code, said in statuses:
            self._check_status(code, said, has_body)
        status = self.notes.settle(f"the success status of {self.key!r}", statuses)
        message = self.notes.settle(f"the success message of {self.key!r}", messages)
        shape = self.notes.settle(f"the response of {self.key!r}", shapes)
        if status is None:
            status = nature.status if nature.status != NO_CONTENT or not has_body else 200
            self._assume_status(status)
        if shape is None and message is None:
            self._assume_body(nature)
            shape = _whole(self.entity) if nature.answers in ("row", "rows") else None
        self._check_shape(nature, shapes)
        if message is not None and "message" in (shape or ()):
            cause = f"the response of {self.key!r} has the field 'message' and a message of fixed words too"
            self.notes.problem(cause, "Leave one of the two out.", shapes[0][1].location)
        citations = tuple(dict.fromkeys(said.citation for _, said in answers))
        is_empty = nature.answers == "nothing" and not has_body
        body = EmptyBody() if is_empty else JsonBody(fields=shape or (), message=message)
        return Answer(status=status, body=body, citations=citations)

    def _assume_status(self, status: int) -> None:
        if status == defaults.CREATED_STATUS:
            self.notes.assume("success status", self.full)
        else:
            self.notes.assume("other success status", self.full, value=status)

    def _assume_body(self, nature: Nature) -> None:
        if nature.status == defaults.CREATED_STATUS:
            self.notes.assume("success body", self.full)
        elif nature.answers != "nothing":
            words = {
                "row": "the row",
                "rows": 'the rows and their total, {"items": [...], "total": 3}',
                "number": 'a count, {"count": 3}',
                "token": 'a token, {"token": "..."}',
            }
            self.notes.assume("other success body", self.full, value=words[nature.answers])

    def _check_shape(self, nature: Nature, shapes: Sequence[tuple[tuple[str, ...], Said]]) -> None:
        for _, said in shapes if nature.answers not in ("row", "rows") else ():
            self.notes.problem(
                "the answer is about no single row, so it has no fields of one",
                "Leave them out.",
                said.location,
            )

    def _check_status(self, code: int, said: Said, has_body: bool) -> None:
        statuses = SUCCESS_STATUSES if has_body else (NO_CONTENT, *SUCCESS_STATUSES)
        if code not in statuses:
            cause = f"{code} is no status for what went well"
            if code >= 400:
                cause += "; no condition stands before it"
            mend = f"Choose {', '.join(map(str, statuses[:-1]))} or {statuses[-1]}."
            self.notes.problem(cause, mend, said.location)

    def _shape(self, fields: Sequence[FieldName] | None, said: Said) -> tuple[str, ...]:
        check_names(self.entity, fields or (), said, self.data, self.notes)
        named = [field.field for field in fields or ()]
        for field in self.entity.fields:
            if field.name in named and isinstance(field.type, SecretType):
                cause = f"the response has {field.name!r}, a secret, and secrets are never returned"
                self.notes.problem(cause, "Leave it out.", said.location)
        return tuple(
            name for name in ("id", *(f.name for f in self.entity.fields)) if name in named
        )


def _whole(entity: Entity) -> tuple[str, ...]:
    shown = (field.name for field in entity.fields if not isinstance(field.type, SecretType))
    return ("id", *shown)
