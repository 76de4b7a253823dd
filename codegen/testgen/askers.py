"""Who asks -> the same Scenarios with a user who may, and those of everybody who may not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from codegen.contract import (
    Accounts,
    Anyone,
    Case,
    Citations,
    Contract,
    Endpoint,
    NoSuchParent,
    NotAllowed,
    NotFound,
    NotLoggedIn,
    NotOwner,
    Role,
    StatementId,
)
from codegen.scenario import (
    Exchange,
    Given,
    JsonPath,
    JsonValue,
    Scenario,
    Stored,
    StoredValues,
)
from codegen.testgen.requests import user_rows
from codegen.testgen.retold import refusing, retold
from codegen.testgen.roles import Roles, has_role

ASKER, STRANGER = 1, 2
"""The ids of a user who asks, and of another."""
NO_CREDENTIALS = ("Bearer no.such.token", "Bearer", "Basic YW5uOmFubg==", "no scheme at all")
WORD = re.compile(r"\w+")
NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Askers:
    """The Scenarios of one endpoint that needs a user; ``texts`` are the statements by id."""

    contract: Contract
    endpoint: Endpoint
    texts: Mapping[StatementId, str]
    of_all: tuple[Scenario, ...] = ()
    """What is done to rows of all by who has each of the roles, where it is done to several, and their owners do it to their own."""

    def scenarios(self, derived: Iterable[Scenario]) -> Iterator[Scenario]:
        """What was derived as if anyone might ask, asked by a user who may; then what everybody else is answered."""
        asked = [self._asked(scenario) for scenario in derived]
        yield from asked
        first = asked[0]
        if self.endpoint.operation == "create" and self._owner and not self._is_of_parent:
            yield self._by_another(first)
        yield self._without_token(first)
        yield self._later(first)
        if self.endpoint.takes_role:
            yield self._without_role(first)
        if self.endpoint.is_for_owners and (self.endpoint.nature.of_one or self._is_of_parent):
            yield self._strange(first)
        yield from self._of_roles(first)

    # --- A user who may

    def _asked(self, scenario: Scenario) -> Scenario:
        exchanges = tuple(
            self._of_asker(each) if each.asked_by is None else each for each in scenario.exchanges
        )
        return replace(
            scenario,
            exchanges=exchanges,
            given=self._with_users(scenario.given, 1),
            stored=tuple(self._newest(stored) for stored in scenario.stored),
        )

    def _of_asker(self, exchange: Exchange) -> Exchange:
        """The exchange; one with another endpoint of the same Scenario has a header of its own, or none."""
        says_who = any(name == "Authorization" for name, _ in exchange.headers)
        is_own = exchange.method == self.endpoint.method and not says_who
        return replace(exchange, asked_by=ASKER) if is_own else exchange

    def _newest(self, stored: Stored) -> Stored:
        makes = self.endpoint.operation == "create" and self.endpoint.entity == self._users
        if isinstance(stored, StoredValues) and makes:
            return replace(stored, is_newest=True)
        return stored

    def _with_users(self, given: tuple[Given, ...], count: int) -> tuple[Given, ...]:
        """The rows, and before them so many users as are not there yet; the first has the role that it takes."""
        there = {dict(each.values)["id"] for each in given if each.entity == self._users}
        is_given = self.endpoint.nature.takes in ("all", "some")
        is_written = is_given and self.endpoint.entity == self._users
        # Who makes or changes a user has another name than the user gets.
        made = user_rows(self.contract, range(3, 3 + count) if is_written else range(count))
        numbered = [
            Given(each.entity, (("id", number), *each.values[1:]))
            for number, each in enumerate(made, 1)
        ]
        missing = [each for each in numbered if dict(each.values)["id"] not in there]
        return tuple(self._with_role(each) for each in (*missing, *given))

    def _with_role(self, given: Given) -> Given:
        return self._having(given, ASKER, has_role(self.contract, self.endpoint))

    def _having(self, given: Given, user_id: int, has: Mapping[str, JsonValue]) -> Given:
        """The row; where it is that user's, with what they have besides."""
        if given.entity != self._users or dict(given.values)["id"] != user_id:
            return given
        values = {**dict(given.values), **has}
        return Given(given.entity, tuple(values.items()))

    def _by_another(self, scenario: Scenario) -> Scenario:
        """What another user makes is theirs."""
        sent = replace(scenario.exchanges[0], asked_by=STRANGER, captures=())
        expected = tuple(
            replace(each, value=STRANGER) if each.query == JsonPath((self._owner,)) else each
            for each in sent.expectations
        )
        theirs = StoredValues(self.endpoint.entity, ((self._owner, STRANGER),))
        given = self._with_users(scenario.given, STRANGER)
        exchanges = (replace(sent, expectations=expected),)
        made = self._scenario("makes_what_belongs_to_who_asks", self._of_owner, exchanges, scenario)
        has = has_role(self.contract, self.endpoint)
        with_role = (self._having(each, STRANGER, has) for each in given)
        return replace(made, given=tuple(with_role), stored=(theirs,))

    # --- Everybody else

    def _without_token(self, scenario: Scenario) -> Scenario:
        case = self._case(NotLoggedIn)
        sent = self._refused(scenario.exchanges[0], case, None)
        headers = tuple(h for h in sent.headers if h[0] != "Authorization")
        others = (
            replace(sent, headers=(*headers, ("Authorization", each))) for each in NO_CREDENTIALS
        )
        words = "refuses_who_is_not_logged_in"
        return self._scenario(words, case.citations, (sent, *others), scenario)

    def _later(self, scenario: Scenario) -> Scenario:
        """A log-in is good until it ends."""
        case = self._case(NotLoggedIn)
        lasts = timedelta(minutes=self._accounts.lifetime_minutes)
        first = scenario.exchanges[0]
        good = replace(first, now=_written(NOW), captures=())
        ended = replace(self._refused(first, case, ASKER), now=_written(NOW + lasts))
        cited = (*self._accounts.citations, *case.citations)
        return self._scenario("refuses_a_log_in_that_has_ended", cited, (good, ended), scenario)

    def _without_role(self, scenario: Scenario) -> Scenario:
        case = self._case(NotAllowed)
        sent = self._refused(scenario.exchanges[0], case, STRANGER)
        words = "refuses_who_has_not_the_role"
        made = self._scenario(words, case.citations, (sent,), scenario)
        return self._with_user(made, STRANGER, None)

    def _of_roles(self, first: Scenario) -> Iterator[Scenario]:
        """Whoever has one of several roles may; so may, to rows of others, who has a role where their owner may."""
        is_of_all = bool(self.of_all)
        roles = self.endpoint.roles[1:] if self.endpoint.takes_role else self.endpoint.roles
        asker = ASKER if is_of_all and self.endpoint.entity == self._users else STRANGER
        for role, like in zip(roles, self.of_all or (first,) * len(roles), strict=True):
            words = "lets" if self.endpoint.takes_role else "is_about_rows_of_all_for"
            named = f"{words}_who_is_{'_'.join(WORD.findall(role.name.lower()))}"
            sent = replace(like.exchanges[0], asked_by=asker, captures=())
            made = self._scenario(named, self.endpoint.citations, (sent,), like)
            yield self._with_user(made, asker, role)

    def _strange(self, scenario: Scenario) -> Scenario:
        """A row of somebody else is not told of, or told to be somebody else's; its owner still has it."""
        told = [case for case in self.endpoint.cases if isinstance(case.when, NotOwner)]
        hidden = NoSuchParent if self._is_of_parent else NotFound
        case = told[0] if told and not self._is_of_parent else self._case(hidden)
        first = scenario.exchanges[0]
        refused = self._refused(first, case, STRANGER)
        cited = (*self._of_owner, *case.citations)
        exchanges = (refused, replace(first, captures=()))
        made = self._scenario("refuses_a_row_of_somebody_else", cited, exchanges, scenario)
        return self._with_user(made, STRANGER, None)

    def _with_user(self, scenario: Scenario, user_id: int, role: Role | None) -> Scenario:
        """The Scenario with two users, of whom one has that role alone."""
        has = Roles(self.contract, self.endpoint).only(role)
        given = self._with_users(scenario.given, STRANGER)
        return replace(scenario, given=tuple(self._having(each, user_id, has) for each in given))

    # --- Parts

    @property
    def _accounts(self) -> Accounts:
        assert self.contract.accounts is not None
        return self.contract.accounts

    @property
    def _users(self) -> str:
        return self._accounts.entity

    @property
    def _owner(self) -> str:
        return self.contract.entity(self.endpoint.entity).owner

    @property
    def _of_owner(self) -> Citations:
        entity = self.contract.entity(self.endpoint.entity)
        field = entity.field(entity.owner).citations if entity.owner else ()
        return (*self.endpoint.citations, *field)

    @property
    def _is_of_parent(self) -> bool:
        """Whether who asks has to own the row that the path names first."""
        return self.endpoint.within is not None and self.endpoint.within.is_owned

    def _case(self, kind: type[NotLoggedIn | NotAllowed | NotFound | NoSuchParent]) -> Case:
        return next(case for case in self.endpoint.cases if isinstance(case.when, kind))

    def _refused(self, exchange: Exchange, case: Case, asked_by: int | None) -> Exchange:
        return replace(refusing(exchange, case), asked_by=asked_by)

    def _scenario(
        self, words: str, cited: Citations, exchanges: tuple[Exchange, ...], like: Scenario
    ) -> Scenario:
        return retold(like, self.endpoint, words, cited, exchanges, self.texts)


def is_asked(endpoint: Endpoint) -> bool:
    """Whether an endpoint needs a user."""
    return not isinstance(endpoint.who, Anyone)


def _written(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
