"""What sentences say of who may call an endpoint: anyone, who is logged in, the owner of a row, a role."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from codegen import defaults
from codegen.contract import (
    NATURES,
    Accounts,
    AnyOf,
    Anyone,
    BooleanType,
    ChoiceType,
    Entity,
    LoggedIn,
    Operation,
    Owner,
    Role,
    WhoMay,
    Within,
)
from codegen.interpret.accounts import is_of_user
from codegen.interpret.data import Data
from codegen.interpret.entities import unknown_field
from codegen.interpret.facts import Assigned, OperationFact, Said, WhoFact
from codegen.interpret.names import plural_of
from codegen.interpret.notes import Notes
from codegen.spec import Heading

Whose: TypeAlias = Literal["nobody's", "their own", "their parent's"]


def _any_of(whos: Iterable[WhoMay]) -> WhoMay:
    """Whoever is one of these, the owner first, in the plainest way to say that."""
    found = sorted(dict.fromkeys(whos), key=lambda each: not isinstance(each, Owner))
    named = tuple(each for each in found if isinstance(each, Owner | Role))
    if len(named) < len(found):
        return LoggedIn()
    return AnyOf(of=named) if len(named) > 1 else named[0]


@dataclass(frozen=True, slots=True)
class WhoBuilder:
    """Says of each endpoint who may call it; ``used`` are the facts that said so."""

    facts: tuple[WhoFact, ...]
    accounts: Accounts | None
    entities: Mapping[str, Entity]
    data: Data
    notes: Notes
    used: set[WhoFact] = field(default_factory=set)
    shown: dict[str, set[str]] = field(default_factory=dict)
    """To whom the rows of each entity are shown, by the kinds of ``WhoMay``."""

    def who(
        self,
        heading: Heading,
        full: str,
        entity: Entity,
        done: OperationFact,
        within: Within | None = None,
    ) -> tuple[WhoMay, tuple[Said, ...], Whose]:
        """Who may call the endpoint, the words that say so, and whose its rows are.

        Args:
            full: the endpoint's key, with the prefix.
            within: the row that its rows belong to.
        """
        whose = self._whose(entity, done, within)
        stated = self._stated(heading.name, entity, done.operation)
        self.used.update(stated)
        saids = tuple(fact.said for fact in stated)
        asked = [(self._asked(fact, entity, done, whose), fact.said) for fact in stated]
        found = self.notes.settle(f"who may call {heading.name!r}", asked)
        if done.is_own:
            return self._owner(entity, done.operation, done.said, whose), saids, whose
        if found is None:
            found = self._default(entity, done.operation, whose, within)
            words = {"anyone": "anyone", "logged_in": "whoever is logged in"}
            topic: defaults.Topic = (
                "who may call with accounts" if self.accounts else "who may call"
            )
            value = words.get(found.kind, "the owner of the row alone")
            self.notes.assume(topic, full, value=value)
        return found, saids, whose

    @property
    def roles(self) -> frozenset[str]:
        """The fields of users that say what they may do."""
        facts = [each for fact in self.facts for each in fact.of or (fact,)]
        named = {fact.has.field.field for fact in facts if fact.has and fact.has.field.field}
        words = [fact.role or str(fact.has.value if fact.has else "") for fact in facts]
        called = {self._called(word) for word in words if word}
        return frozenset(named | {role.field for role in called if role})

    def refuse_unused(self) -> None:
        """Notes what is said of who may call and holds of no endpoint."""
        for fact in self.facts:
            if fact not in self.used:
                cause = f'"{fact.said.quote}" holds of no endpoint'
                mend = "Leave it out, or say it below the endpoint that it speaks of."
                self.notes.problem(cause, mend, fact.said.location)

    def _stated(self, key: str, entity: Entity, operation: Operation) -> list[WhoFact]:
        """What is said below the endpoint; or else of what it does to rows of its entity; or else of all endpoints."""
        own = [f for f in self.facts if f.endpoint == key]
        of_rows = [
            f
            for f in self.facts
            if f.endpoint is None and f.entity == entity.name and operation in f.operations
        ]
        of_all = [f for f in self.facts if f.endpoint is None and not f.operations]
        if is_of_user(operation) or self._is_registration(entity, operation):
            of_all = [f for f in of_all if f.who == "anyone" and not NATURES[operation].of_user]
        return own or of_rows or of_all

    def _is_registration(self, entity: Entity, operation: Operation) -> bool:
        return bool(self.accounts) and operation == "create" and self.are_users(entity)

    def _whose(self, entity: Entity, done: OperationFact, within: Within | None) -> Whose:
        """Whose the rows are: their own owner's; or the owner's of the row that they belong to, where that is shown to nobody else, or
        they have none themselves and are written.
        """
        parent = self.entities[within.entity] if within else None
        if parent and (parent.owner or self.are_users(parent)):
            is_private = self.shown.get(parent.name, {"owner"}) <= {"owner", "role", "any_of"}
            writes = NATURES[done.operation].writes
            if is_private or (writes and not entity.owner):
                return "their parent's"
        return "their own" if entity.owner else "nobody's"

    def note_shown(self, entity: Entity, operation: Operation, who: WhoMay) -> None:
        """Keeps to whom an endpoint shows rows of an entity."""
        if operation in ("read", "list"):
            self.shown.setdefault(entity.name, set()).add(who.kind)

    def _asked(self, fact: WhoFact, entity: Entity, done: OperationFact, whose: Whose) -> WhoMay:
        if fact.who != "anyone" and done.operation == "log_in":
            cause = "nobody is logged in yet who logs in"
            self.notes.problem(cause, "Leave that out.", fact.said.location)
        match fact.who:
            case "anyone":
                self._check_anyone(fact, entity, done.operation)
                return Anyone()
            case "logged_in":
                return LoggedIn()
            case "role" if not fact.role or fact.role != entity.owner:
                return (
                    self._role(fact.has, fact.said)
                    if fact.has
                    else self._named_role(fact.role, fact.said)
                )
            case "owner" | "role":
                return self._owner(entity, done.operation, fact.said, whose)
            case "any_of":
                return _any_of([self._asked(each, entity, done, whose) for each in fact.of])

    def _check_anyone(self, fact: WhoFact, entity: Entity, operation: Operation) -> None:
        needs_user = is_of_user(operation) and operation != "log_in"
        if needs_user or (entity.owner and operation == "create"):
            cause = "nobody can do that without being logged in"
            mend = "Leave that out, or say which endpoints anyone may call."
            self.notes.problem(cause, mend, fact.said.location)

    def _owner(self, entity: Entity, operation: Operation, said: Said, whose: Whose) -> WhoMay:
        if whose == "nobody's" and not self.are_users(entity):
            cause = f"rows of {entity.name!r} have no owner"
            mend = 'Give it one: "- `owner`: the user who creates it".'
            self.notes.problem(cause, mend, said.location)
        is_made = operation == "create" and whose != "their parent's"
        return LoggedIn() if is_made or NATURES[operation].of_user else Owner()

    def _called(self, word: str) -> Role | None:
        """The role whose users are called so, in the singular or the plural."""
        for each in self._users.fields if self._users else ():
            if isinstance(each.type, BooleanType) and word.lower() == each.name:
                return Role(name=each.name, field=each.name)
            for value in each.type.values if isinstance(each.type, ChoiceType) else ():
                if word.lower() in (value.lower(), plural_of(value.lower())):
                    return Role(name=value, field=each.name)
        return None

    def _named_role(self, word: str, said: Said) -> WhoMay:
        found = self._called(word)
        if found is None and self._users:
            cause = f'"{word}" is no role: no field of {self._users.name!r} says who has it'
            mend = f'Give it one: "- `role`: one of "member" or "{word.removesuffix("s")}"".'
            self.notes.problem(cause, mend, said.location)
        return found or LoggedIn()

    @property
    def _users(self) -> Entity | None:
        return self.entities.get(self.accounts.entity) if self.accounts else None

    def _role(self, has: Assigned, said: Said) -> WhoMay:
        users = self._users
        if users is None:
            return LoggedIn()
        if has.is_not:
            cause = "what a user is not gives no role"
            self.notes.problem(cause, "Say what they are.", said.location)
            return LoggedIn()
        if not has.field.field:
            return self._named_role(str(has.value), said)
        found = next((f for f in users.fields if f.name == has.field.field), None)
        if found is None:
            unknown_field(users.name, has.field.field, self.data, said.location, self.notes)
        elif isinstance(found.type, BooleanType) and has.value is True:
            return Role(name=found.name, field=found.name)
        elif isinstance(found.type, ChoiceType) and has.value in found.type.values:
            return Role(name=str(has.value), field=found.name)
        else:
            cause = f"{found.name!r} gives no role: it is neither yes or no nor one of a list that has {has.value!r}"
            self.notes.problem(cause, "Name one of its values.", said.location)
        return LoggedIn()

    def _default(
        self, entity: Entity, operation: Operation, whose: Whose, within: Within | None
    ) -> WhoMay:
        if self.accounts is None or operation == "log_in":
            return Anyone()
        if self._is_registration(entity, operation):
            return Anyone()
        if whose == "their parent's":
            return Owner()
        # Who may see the one row may see what others made for it.
        is_shown = within is not None and not NATURES[operation].writes
        is_made = operation == "create"
        return LoggedIn() if whose == "nobody's" or is_made or is_shown else Owner()

    def are_users(self, entity: Entity) -> bool:
        """Whether rows of an entity are those who log in."""
        return bool(self.accounts) and entity.name == self.accounts.entity  # type: ignore[union-attr]
