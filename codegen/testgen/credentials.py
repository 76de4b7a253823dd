"""Logging in and out, who is logged in, and a new secret -> Scenarios."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from codegen.contract import (
    Accounts,
    Case,
    Citations,
    EmptyBody,
    Endpoint,
    EntityField,
    JsonBody,
    NotLoggedIn,
    WrongCredentials,
)
from codegen.scenario import (
    BodyText,
    Capture,
    Exchange,
    Expectation,
    Given,
    JsonPath,
    JsonRequest,
    JsonValue,
    Scenario,
    StoredHash,
)
from codegen.testgen import samples
from codegen.testgen.askers import ASKER, STRANGER
from codegen.testgen.fields import BodyDeriver, Fields
from codegen.testgen.refusals import promised
from codegen.testgen.requests import user_rows

ANOTHER = 1
"""Which of the fitting secrets is the new one: a user's row has the first."""


@dataclass(frozen=True, slots=True)
class CredentialsDeriver(BodyDeriver):
    """Derives the Scenarios of an endpoint that is about whoever is logged in, or logs in."""

    def scenarios(self) -> Iterator[Scenario]:
        """All that follow from the Contract."""
        match self.endpoint.operation:
            case "log_in":
                yield from self._log_in()
            case "log_out":
                yield from self._log_out()
            case "show_user":
                yield from self._show()
            case _:
                yield from self._change()

    def given(self) -> tuple[Given, ...]:
        """Somebody, and somebody else."""
        return user_rows(self.contract, range(STRANGER))

    def body(self, changes: Fields | None = None, number: int = 0) -> Fields:
        """What fits the first user; a new secret is another."""
        del number
        known = dict(self.given()[0].values)
        sent: Fields = {}
        for field in self.inputs:
            is_new = field.name == f"new_{self._accounts.secret}"
            name = field.name if field.name in known else self._accounts.secret
            sent[field.name] = samples.fitting(self._secret, ANOTHER) if is_new else known[name]
        return sent | (changes or {})

    # --- Logging in and out

    def _log_in(self) -> Iterator[Scenario]:
        cited = (*self.endpoint.citations, *self.endpoint.success.citations)
        yield self._told("gives_a_token", cited, self._accepted(self.body()))
        yield from self._wrong(self._accounts.secret)
        wrong: Fields = {self._accounts.name: "nobody of that name"}
        yield self._refused("an_unknown_name", wrong)
        for case in self.endpoint.cases:
            yield from self._refusals(case)

    def _log_out(self) -> Iterator[Scenario]:
        cited = (*self.endpoint.citations, *self.endpoint.success.citations)
        once = self._sent(None, self.endpoint.success.status, self._nothing())
        case = self.endpoint.case(NotLoggedIn())
        again = self._sent(None, case.status, tuple(promised(case.body)))
        other = replace(once, asked_by=STRANGER)
        yield self._told("ends_the_log_in", cited, once, again, other)

    # --- Who is logged in

    def _show(self) -> Iterator[Scenario]:
        cited = (*self.endpoint.citations, *self.endpoint.success.citations)
        for number, word in ((ASKER, "who_is_logged_in"), (STRANGER, "nobody_else")):
            row = dict(self.given()[number - 1].values)
            expected = tuple(self._shown(row))
            sent = self._sent(None, self.endpoint.success.status, expected)
            yield self._told(f"shows_{word}", cited, replace(sent, asked_by=number))

    def _shown(self, row: Fields) -> Iterator[Expectation]:
        body = self.endpoint.success.body
        for name in body.fields if isinstance(body, JsonBody) else ():
            field = None if name == "id" else self._entity_field(name)
            absent = None if field is None else field.default
            yield Expectation(JsonPath((name,)), "==", row.get(name, absent))

    # --- A new secret

    def _change(self) -> Iterator[Scenario]:
        secret = self._accounts.secret
        cited = (*self.endpoint.citations, *self.endpoint.success.citations)
        body = self.body()
        sent = self._sent(body, self.endpoint.success.status, self._nothing())
        again = replace(sent, body=JsonRequest(self._back(body)))
        yield self._told(f"changes_the_{secret}", cited, sent, again)
        yield self._logs_in_anew(cited, sent, body)
        yield self._ends_others(cited, sent, body)
        yield from self._wrong(f"current_{secret}")
        for field in self.inputs[1:]:
            for sample in samples.at_limits(field):
                changed = self.body({field.name: sample.value})
                accepted = self._sent(changed, self.endpoint.success.status, self._nothing())
                words = f"accepts_the_{field.name}_at_its_limits"
                quote = self._quote(field.citations)
                yield self._scenario(words, quote, field.citations, accepted, sample=sample)
        for case in self.endpoint.cases:
            yield from self._refusals(case)

    def _back(self, body: Fields) -> Fields:
        """A change that fits after this one."""
        current, new = (body[field.name] for field in self.inputs)
        return {self.inputs[0].name: new, self.inputs[1].name: current}

    def _logs_in_anew(self, cited: Citations, sent: Exchange, body: Fields) -> Scenario:
        """After a change the new secret logs in, and the old one no more."""
        log_in = next(e for e in self.contract.endpoints if e.operation == "log_in")
        wrong = log_in.case(WrongCredentials())
        current, new = (body[field.name] for field in self.inputs)
        before = _logging_in(log_in, self._credentials(current), wrong.status)
        after = _logging_in(log_in, self._credentials(new), log_in.success.status)
        words = f"has_the_new_{self._accounts.secret}_log_in"
        scenario = self._told(words, cited, replace(sent, asked_by=ASKER), before, after)
        return replace(scenario, endpoints=(self.endpoint.key, log_in.key))

    def _ends_others(self, cited: Citations, sent: Exchange, body: Fields) -> Scenario:
        """After a change the user's other log-ins are worth nothing; the one that changed it goes on."""
        log_in = next(e for e in self.contract.endpoints if e.operation == "log_in")
        case, back = self.endpoint.case(NotLoggedIn()), JsonRequest(self._back(body))
        entered = _logging_in(
            log_in, self._credentials(body[self.inputs[0].name]), log_in.success.status
        )
        entered = replace(entered, captures=(Capture("other", JsonPath(("token",))),))
        with_other = self._sent(None, case.status, tuple(promised(case.body)))
        headers = (("Authorization", "Bearer {{other}}"),)
        with_other = replace(with_other, headers=headers, body=back)
        exchanges = (entered, sent, with_other, replace(sent, body=back))
        scenario = self._told("ends_their_other_log_ins", cited, *exchanges)
        return replace(scenario, endpoints=(self.endpoint.key, log_in.key))

    def _credentials(self, secret: JsonValue) -> Fields:
        name = self._accounts.name
        return {name: dict(self.given()[0].values)[name], self._accounts.secret: secret}

    # --- Parts

    def _wrong(self, name: str) -> Iterator[Scenario]:
        yield self._refused(f"a_wrong_{name}", {name: "none of theirs"})
        case = self.endpoint.case(WrongCredentials())
        sent = self._exchange(JsonRequest(self.body({name: "none of theirs"})), case)
        kept = StoredHash(
            self._accounts.entity, self._accounts.secret, str(samples.fitting(self._secret))
        )
        scenario = self._told(f"changes_nothing_for_a_wrong_{name}", case.citations, sent)
        yield replace(scenario, given=self.given()[:1], stored=(kept,))

    def _refused(self, words: str, changes: Fields) -> Scenario:
        case = self.endpoint.case(WrongCredentials())
        sent = self._exchange(JsonRequest(self.body(changes)), case)
        return self._told(f"refuses_{words}", case.citations, sent)

    def _nothing(self) -> tuple[Expectation, ...]:
        body = self.endpoint.success.body
        if isinstance(body, EmptyBody):
            return (Expectation(BodyText(), "isEmpty"),)
        message = body.message if isinstance(body, JsonBody) else None
        return (Expectation(JsonPath(()), "==", {"message": message}),)

    def _accepted(self, sent: Fields) -> Exchange:
        expected = [Expectation(JsonPath(("token",)), "isString")]
        body = self.endpoint.success.body
        if isinstance(body, JsonBody) and body.message is not None:
            expected.append(Expectation(JsonPath(("message",)), "==", body.message))
        return self._sent(sent, self.endpoint.success.status, tuple(expected))

    def _sent(
        self, body: Fields | None, status: int, expected: tuple[Expectation, ...]
    ) -> Exchange:
        return Exchange(
            method=self.endpoint.method,
            path=self.endpoint.path,
            status=status,
            body=None if body is None else JsonRequest(body),
            expectations=expected,
        )

    def _told(self, words: str, cited: Citations, *sent: Exchange) -> Scenario:
        return self._scenario(words, self._quote(cited, words.replace("_", " ")), cited, *sent)

    @property
    def _accounts(self) -> Accounts:
        assert self.contract.accounts is not None
        return self.contract.accounts

    @property
    def _secret(self) -> EntityField:
        return self._entity_field(self._accounts.secret)

    def _entity_field(self, name: str) -> EntityField:
        return self.contract.entity(self._accounts.entity).field(name)

    def _field(self, name: str) -> EntityField:
        return next(field for field in self.inputs if field.name == name)

    def _case(self, when: NotLoggedIn | WrongCredentials) -> Case:
        return next(case for case in self.endpoint.cases if case.when == when)


def _logging_in(endpoint: Endpoint, body: Fields, status: int) -> Exchange:
    return Exchange(endpoint.method, endpoint.path, status, body=JsonRequest(body))
