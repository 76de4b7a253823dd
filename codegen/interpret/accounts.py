"""What sentences say of log-ins -> the Contract's accounts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from codegen import defaults
from codegen.contract import (
    Accounts,
    DateTimeType,
    Entity,
    EntityField,
    Operation,
    ReferenceType,
    SecretType,
    TextType,
)
from codegen.contract.operations import NATURES
from codegen.interpret.data import Data
from codegen.interpret.facts import (
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
from codegen.interpret.notes import Notes

LOG_IN = "LogIn"
LOG_INS = "log_ins"
SHORTEST_MINUTES, LONGEST_MINUTES = 1, 366 * 24 * 60


def entity_of_users(facts: Iterable[Fact], data: Data) -> str | None:
    """The entity whose rows log in, where the sentences leave one alone."""
    log_ins = _log_ins(facts)
    named = [fact.entity for fact in log_ins if fact.entity]
    if named or not log_ins:
        return named[0] if named else None
    fitting = {d.entity for d in data.fields if named_secret(d)} | set(_said_secret(data))
    return fitting.pop() if len(fitting) == 1 else None


def _log_ins(facts: Iterable[Fact]) -> list[OperationFact]:
    return [f for f in facts if isinstance(f, OperationFact) and f.operation == "log_in"]


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
        log_ins = _log_ins(self.facts)
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
        of_users = [fact.said for fact in done if fact.is_own or is_of_user(fact.operation)]
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


def is_of_user(operation: Operation) -> bool:
    """Whether an operation is about whoever is logged in, or logs in."""
    return operation in NATURES and NATURES[operation].of_user
