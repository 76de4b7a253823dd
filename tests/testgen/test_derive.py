from __future__ import annotations

from pathlib import Path

import pytest

from codegen.scenario import (
    BodyText,
    Exchange,
    Expectation,
    JsonPath,
    JsonRequest,
    JsonValue,
    Scenario,
    StoredHash,
    StoredValues,
    TextRequest,
)
from codegen.testgen.derive import derive
from specs import MEMBERS, REGISTER, understood


def scenarios(markdown: str, folder: Path) -> list[Scenario]:
    found = understood(markdown, folder)
    return list(derive(found.contract, found.texts))


def sent(every: list[Scenario], field: str, status: int) -> list[JsonValue]:
    """The values of a field in the last requests that are answered with this status."""
    bodies = [s.exchanges[-1].body for s in every if s.exchanges[-1].status == status]
    objects = [b.value for b in bodies if isinstance(b, JsonRequest) and isinstance(b.value, dict)]
    return [body[field] for body in objects if field in body]


@pytest.mark.parametrize(
    ("field", "within", "beyond"),
    [
        ("name", ("x" * 2, "x" * 40), ("x", "x" * 41, "", None, 7, True, ["seven"])),
        ("pin", ("x" * 4, "x" * 12), ("x" * 3, "x" * 13, "", None)),
        ("age", (18, 120), (17, 121, None, "seven", 7.5, True)),
        ("nickname", ("x", "x" * 20, None), ("", "x" * 21, 7)),
        ("level", (1, 5), (0, 6, None, "seven")),
        ("newsletter", (True, False), (None, "seven", 7)),
    ],
)
def test_both_sides_of_each_limit_are_sent(
    tmp_path: Path, field: str, within: tuple[JsonValue, ...], beyond: tuple[JsonValue, ...]
) -> None:
    every = scenarios(MEMBERS, tmp_path)
    accepted, refused = sent(every, field, 200), sent(every, field, 422)
    assert all(any(v is value or v == value for v in accepted) for value in within)
    assert all(any(type(v) is type(value) and v == value for v in refused) for value in beyond)


def test_every_case_of_every_endpoint_has_a_scenario(tmp_path: Path) -> None:
    found = understood(MEMBERS, tmp_path)
    every = derive(found.contract, found.texts)
    seen = {(e.status, x.value) for s in every for e in s.exchanges for x in e.expectations}
    statuses = {exchange.status for s in every for exchange in s.exchanges}
    for case in found.contract.endpoints[0].cases:
        assert case.status in statuses
        detail = getattr(case.body, "detail", None)
        assert detail is None or (case.status, detail) in seen


def test_every_statement_is_covered_or_an_example(tmp_path: Path) -> None:
    found = understood(REGISTER, tmp_path)
    covered = {id_ for s in derive(found.contract, found.texts) for id_ in s.covers}
    titles = {block.title.id for block in found.spec.http_blocks if block.title}
    demands = {s.id for s in found.spec.statements if s.section != "background"}
    assert demands == covered | titles


def test_no_scenario_is_without_an_expectation(tmp_path: Path) -> None:
    for scenario in scenarios(MEMBERS, tmp_path):
        assert scenario.exchanges
        assert all(exchange.expectations for exchange in scenario.exchanges)


def test_scenarios_of_one_name_have_variants_of_their_own(tmp_path: Path) -> None:
    names = [(s.name, s.variant) for s in scenarios(MEMBERS, tmp_path)]
    assert len(set(names)) == len(names)


def test_many_at_once_leave_one_winner(tmp_path: Path) -> None:
    [race] = [s for s in scenarios(REGISTER, tmp_path) if s.exchanges[-1].together]
    together = race.exchanges[-1].together
    assert together is not None
    assert (together.count, together.others_status) == (20, 409)


def test_what_is_no_json_is_sent_as_it_is(tmp_path: Path) -> None:
    bodies = [
        s.exchanges[-1].body for s in scenarios(REGISTER, tmp_path) if s.exchanges[-1].status == 400
    ]
    assert all(isinstance(body, TextRequest) for body in bodies)
    assert len(bodies) == 3


def test_an_unchanged_base_request_survives_a_changed_limit(tmp_path: Path) -> None:
    """Else each changed limit would change every test."""
    one = scenarios(REGISTER, tmp_path)[0].exchanges[0].body
    other = scenarios(REGISTER.replace("at least 8", "at least 12"), tmp_path)[0].exchanges[0].body
    assert one == other


def body(exchange: Exchange) -> dict[str, JsonValue]:
    assert isinstance(exchange.body, JsonRequest)
    assert isinstance(exchange.body.value, dict)
    return exchange.body.value


def named(every: list[Scenario], name: str) -> Scenario:
    [found] = [scenario for scenario in every if scenario.name == name]
    return found


def hides(exchange: Exchange, text: JsonValue) -> bool:
    return Expectation(BodyText(), "contains", text, negated=True) in exchange.expectations


def test_a_secret_and_its_hash_are_looked_for_in_what_is_answered(tmp_path: Path) -> None:
    scenario = named(scenarios(REGISTER, tmp_path), "register_never_returns_the_password")
    accepted, refused = scenario.exchanges
    assert (accepted.status, refused.status) == (201, 422)
    assert hides(accepted, "$argon2")
    assert hides(accepted, body(accepted)["password"])
    assert hides(refused, body(refused)["password"])


def test_a_secret_is_stored_as_the_hash_of_what_was_sent(tmp_path: Path) -> None:
    scenario = named(scenarios(REGISTER, tmp_path), "register_stores_the_password_hashed")
    password = str(body(scenario.exchanges[-1])["password"])
    assert scenario.stored == (StoredHash("User", "password", password),)


@pytest.mark.parametrize("field", ["name", "email"])
def test_unique_texts_are_told_apart_by_case(tmp_path: Path, field: str) -> None:
    scenario = named(scenarios(MEMBERS, tmp_path), f"create_member_tells_apart_{field}_by_case")
    one, other = (body(exchange) for exchange in scenario.exchanges)
    assert [exchange.status for exchange in scenario.exchanges] == [200, 200]
    assert one[field] != other[field]
    assert str(one[field]).lower() == str(other[field]).lower()
    [elsewhere] = {"name", "email"} - {field}
    assert str(one[elsewhere]).lower() != str(other[elsewhere]).lower()


def test_only_unique_texts_are_told_apart_by_case(tmp_path: Path) -> None:
    spec = (
        "# Tags\n## Data\n### Tag\n- `size`: whole number, unique\n- `name`: text\n"
        "## Endpoints\n### POST /tags\n- Creates a tag.\n"
    )
    assert not [s for s in scenarios(spec, tmp_path) if "by_case" in s.name]


def test_a_refusal_names_the_field_that_it_is_about(tmp_path: Path) -> None:
    fields = ("name", "email", "pin", "age", "nickname", "level", "newsletter")
    about = {
        scenario.name: {
            expectation.value
            for expectation in scenario.exchanges[-1].expectations
            if expectation.query == JsonPath(("errors", 0, "field"))
            and (expectation.predicate, expectation.negated) == ("==", False)
        }
        for scenario in scenarios(MEMBERS, tmp_path)
    }
    for field in fields:
        assert about[f"create_member_refuses_an_invalid_{field}"] == {field}
    for field in ("name", "email", "pin", "age", "newsletter"):
        assert about[f"create_member_refuses_a_missing_{field}"] == {field}
    assert about["create_member_refuses_an_unknown_field"] == set()


DEFAULTS = """\
# Tags
## Data
### Tag
- `code`: text, default "a"
- `number`: whole number, default 3
- `name`: text, unique
- `motto`: text, default "none"
- `note`: text, optional
## Endpoints
### POST /tags
- Creates a tag.
"""


def with_unique_defaults(folder: Path) -> list[Scenario]:
    """The Scenarios of a Contract that a sentence could not ask for: unique fields with defaults."""
    contract = understood(DEFAULTS, folder).contract
    [tag] = contract.entities
    code, number = (field.model_copy(update={"unique": True}) for field in tag.fields[:2])
    tag = tag.model_copy(update={"fields": (code, number, *tag.fields[2:])})
    return list(derive(contract.model_copy(update={"entities": (tag,)}), {}))


def test_rows_of_unique_fields_with_defaults_do_not_collide(tmp_path: Path) -> None:
    """Two requests that leave such a field out would both get the default."""
    several = [s for s in with_unique_defaults(tmp_path) if len(s.exchanges) > 1]
    assert len(several) == 3
    for scenario in several:
        one, other = (body(exchange) for exchange in scenario.exchanges)
        same = {name for name in ("code", "number", "name") if one[name] == other[name]}
        assert same == ({"name"} if "_taken_name" in scenario.name else set())


def test_what_was_sent_or_else_the_default_is_stored(tmp_path: Path) -> None:
    every = with_unique_defaults(tmp_path)
    least = named(every, "create_tag_succeeds")
    most = named(every, "create_tag_succeeds_with_every_field")
    assert body(least.exchanges[0]).keys() == {"code", "number", "name"}
    assert body(most.exchanges[0]).keys() == {"code", "number", "name", "motto", "note"}
    absent: dict[str, JsonValue] = {"motto": "none", "note": None}
    for scenario in (least, most):
        [stored] = scenario.stored
        assert isinstance(stored, StoredValues)
        assert dict(stored.values) == absent | body(scenario.exchanges[0])
        assert stored.entity == "Tag"
