"""What sentences say of log-ins -> the Contract's accounts, and who may call each endpoint."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from codegen import defaults
from codegen.contract import (
    Accounts,
    Anyone,
    BooleanType,
    ChoiceType,
    DateTimeType,
    Entity,
    EntityField,
    LoggedIn,
    Operation,
    Owner,
    ReferenceType,
    Role,
    SecretType,
    TextType,
    WhoMay,
    Within,
)
from codegen.contract.operations import NATURES
from codegen.interpret.data import Data
from codegen.interpret.entities import unknown_field
from codegen.interpret.facts import (
    Assigned,
    Fact,
    FieldFact,
    Hashed,
    Kind,
    LifetimeFact,
    OperationFact,
    RequestFact,
    Said,
    WhoFact,
)
from codegen.interpret.field_types import named_secret
from codegen.interpret.names import plural_of
from codegen.interpret.notes import Notes
from codegen.spec import Heading

LOG_IN = "LogIn"
LOG_INS = "log_ins"
Whose: TypeAlias = Literal["nobody's", "their own", "their parent's"]
SHORTEST_MINUTES, LONGEST_MINUTES = 1, 366 * 24 * 60


def entity_of_users(facts: Iterable[Fact], data: Data) -> str | None:
    """The entity whose rows log in, where the sentences leave one alone."""
    log_ins = [f for f in facts if isinstance(f, OperationFact) and f.operation == "log_in"]
    named = [fact.entity for fact in log_ins if fact.entity]
    if named or not log_ins:
        return named[0] if named else None
    fitting = {d.entity for d in data.fields if named_secret(d)} | set(_said_secret(data))
    return fitting.pop() if len(fitting) == 1 else None


def _said_secret(data: Data) -> Iterator[str]:
    for fact in data.facts:
        is_secret = isinstance(fact.trait, Hashed) or fact.trait == Kind("secret")
        if isinstance(fact, FieldFact) and is_secret and fact.field.entity:
            yield fact.field.entity


@dataclass(frozen=True, slots=True)
class AccountsBuilder:
    """Builds the accounts of one spec."""

    facts: tuple[Fact, ...]
    data: Data
    entities: Mapping[str, Entity]
    notes: Notes

    def build(self) -> Accounts | None:
        """The accounts, or None where nobody logs in; what is wrong with them is noted."""
        log_ins = [
            f for f in self.facts if isinstance(f, OperationFact) and f.operation == "log_in"
        ]
        lifetimes = [f for f in self.facts if isinstance(f, LifetimeFact)]
        if not log_ins:
            self._refuse_without(lifetimes)
            return None
        entity = self.entities.get(entity_of_users(self.facts, self.data) or "")
        if entity is None:
            return None  # that is noted where the endpoints' entities are
        self._check_table()
        said, lasting = log_ins[0].said, [fact.said for fact in lifetimes]
        secret = self._secret(entity, said)
        name = self._name(entity, log_ins[0], said)
        if secret is None or name is None:
            return None
        return Accounts(
            entity=entity.name,
            name=name.name,
            secret=secret.name,
            log_in=LOG_IN,
            lifetime_minutes=self._lifetime(lifetimes, log_ins[0].endpoint),
            citations=tuple(dict.fromkeys(each.citation for each in (said, *lasting))),
        )

    def _refuse_without(self, lifetimes: Iterable[LifetimeFact]) -> None:
        closing = [f.said for f in self.facts if isinstance(f, WhoFact) and f.who != "anyone"]
        done = [fact for fact in self.facts if isinstance(fact, OperationFact)]
        of_users = [fact.said for fact in done if fact.is_own or _is_of_user(fact.operation)]
        for said in (*closing, *of_users, *(lifetime.said for lifetime in lifetimes)):
            cause = f'"{said.quote}" speaks of a log-in, and no endpoint logs anybody in'
            mend = 'Add "### POST /login", and below it "- Logs in a user".'
            self.notes.problem(cause, mend, said.location)

    def _check_table(self) -> None:
        for name, entity in self.entities.items():
            if name == LOG_IN or entity.plural == LOG_INS:
                cause = f"the entity {name!r} has the name of the app's own table of log-ins"
                self.notes.problem(cause, "Choose another.", self.data.entities[name].location)

    def _secret(self, entity: Entity, said: Said) -> EntityField | None:
        secrets = [each for each in entity.fields if isinstance(each.type, SecretType)]
        if len(secrets) == 1:
            return secrets[0]
        cause = f"{entity.name!r} logs in, and has {len(secrets) or 'no'} secret fields"
        self.notes.problem(cause, 'Give it one: "- `password`: secret".', said.location)
        return None

    def _name(self, entity: Entity, log_in: OperationFact, said: Said) -> EntityField | None:
        requests = [
            f
            for f in self.facts
            if isinstance(f, RequestFact) and f.endpoint == log_in.endpoint and f.fields
        ]
        asked = {name.field for request in requests for name in request.fields}
        texts = [each for each in entity.fields if isinstance(each.type, TextType)]
        fitting = [f for f in texts if (f.name in asked if asked else f.unique)]
        if len(fitting) != 1:
            cause = f"it is open by which text field of {entity.name!r} who logs in is known"
            mend = (
                'Say "Logs in a user with `username` and `password`", and that the one is unique.'
            )
            self.notes.problem(cause, mend, said.location)
            return None
        if not (fitting[0].unique and fitting[0].required):
            cause = f"{fitting[0].name!r} tells who logs in, but two rows may have the same or none"
            self.notes.problem(cause, "Make it unique and required.", said.location)
        return fitting[0]

    def _lifetime(self, stated: list[LifetimeFact], endpoint: str) -> int:
        given = [(fact.minutes, fact.said) for fact in stated]
        for minutes, said in given:
            if not SHORTEST_MINUTES <= minutes <= LONGEST_MINUTES:
                cause = "a log-in lasts from one minute to a year"
                self.notes.problem(cause, "Choose another time.", said.location)
        found = self.notes.settle("how long a log-in lasts", given)
        if found is None:
            self.notes.assume("log-in lifetime", endpoint)
        return found or defaults.LOG_IN_MINUTES


def log_in_entity(accounts: Accounts) -> Entity:
    """The table of log-ins that have not ended: a token is worth what its row is."""
    user = ReferenceType(entity=accounts.entity, cascades=True)
    fields = (
        EntityField(name="user", type=user, indexed=True),
        EntityField(name="ends", type=DateTimeType()),
    )
    return Entity(name=accounts.log_in, plural=LOG_INS, fields=fields)


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
        """Who may call the endpoint, the words that say so, and whose its rows are. ``full`` is its key with the prefix; ``within`` is the row that its rows
        belong to, and whose owner theirs is too.
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
        named = {fact.has.field.field for fact in self.facts if fact.has and fact.has.field.field}
        words = [fact.role or str(fact.has.value if fact.has else "") for fact in self.facts]
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
        if _is_of_user(operation) or self._is_registration(entity, operation):
            of_all = [f for f in of_all if f.who == "anyone" and not NATURES[operation].of_user]
        return own or of_rows or of_all

    def _is_registration(self, entity: Entity, operation: Operation) -> bool:
        return bool(self.accounts) and operation == "create" and self._are_users(entity)

    def _whose(self, entity: Entity, done: OperationFact, within: Within | None) -> Whose:
        """Whose the rows are: their own owner's; or the owner's of the row that they belong to, where that is shown to nobody else, or
        they have none themselves and are written.
        """
        parent = self.entities[within.entity] if within else None
        if parent and (parent.owner or self._are_users(parent)):
            is_private = self.shown.get(parent.name, {"owner"}) <= {"owner", "role"}
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

    def _check_anyone(self, fact: WhoFact, entity: Entity, operation: Operation) -> None:
        needs_user = _is_of_user(operation) and operation != "log_in"
        if needs_user or (entity.owner and operation == "create"):
            cause = "nobody can do that without being logged in"
            mend = "Leave that out, or say which endpoints anyone may call."
            self.notes.problem(cause, mend, fact.said.location)

    def _owner(self, entity: Entity, operation: Operation, said: Said, whose: Whose) -> WhoMay:
        if whose == "nobody's" and not self._are_users(entity):
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

    def _are_users(self, entity: Entity) -> bool:
        return bool(self.accounts) and entity.name == self.accounts.entity  # type: ignore[union-attr]


def _is_of_user(operation: Operation) -> bool:
    return operation in NATURES and NATURES[operation].of_user
