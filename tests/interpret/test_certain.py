"""What the grammar reads for certain holds a model; what it does not read holds nobody."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

import wire_answers as wire
from codegen.contract import Contract
from codegen.errors import AnswerRejected, SpecRejected
from codegen.prompts import Prompts
from codegen.render import Renderer
from codegen.spec import read_spec
from codegen.understanding import Asking, result_of, understand
from providers.scripted import ScriptedProvider

USERNAME = "`username`: text, 1 to 80 characters, unique"
TAKEN = 'If the username already exists, answer 409 with "Username already exists"'
MADE = 'Otherwise answer 201 with "User created successfully"'
GREETED = "A heron waves at the newcomer"
SPEC = f"""\
---
prefix: /api
---
# Accounts

## Data

### User

- {USERNAME}.
- `password`: secret, at least 8 characters.
- `age`: whole number, from 18 to 120, optional.
- `news`: yes/no, default no.

## Endpoints

### POST /register

- Registers a user.
- {TAKEN}.
- {MADE}.
- {GREETED}.
"""


def name_field(**changes: Any) -> wire.Wire:
    text = [wire.cite("S1", USERNAME)]
    made = wire.older_member("username", minimum="1", maximum="80", unique=True, cites=text)
    return {**made, **changes}


def outline(**fields: wire.Wire | None) -> wire.Wire:
    """The right outline, but for fields of these names; None leaves a field out."""
    right = {
        "username": name_field(),
        "password": wire.older_member(
            "password", "secret", minimum="8", cites=[wire.cite("S2", "secret")]
        ),
        "age": wire.older_member(
            "age",
            "integer",
            minimum="18",
            maximum="120",
            required=False,
            cites=[wire.cite("S3", "age")],
        ),
        "news": wire.older_member(
            "news", "boolean", required=False, default="false", cites=[wire.cite("S4", "news")]
        ),
    }
    made = [field for field in (right | fields).values() if field is not None]
    head = wire.head("POST /api/register", "register_user", "S5", "S6", "S7", "S8")
    return wire.outline(
        entities=[wire.entity("User", "users", *made)],
        resources=[{"name": "accounts", "endpoints": [head]}],
    )


def detail(**changes: Any) -> wire.Wire:
    """The right detail, but for these members of its endpoint."""
    taken = wire.case(
        "duplicate",
        409,
        field="username",
        body=wire.body("problem", message="Username already exists"),
        cites=[wire.cite("S6", TAKEN)],
    )
    endpoint = wire.endpoint(
        "POST /api/register",
        operation="create",
        entity="User",
        request=wire.body(fields=["username", "password", "age", "news"]),
        success=wire.success(
            201, wire.body(message="User created successfully"), wire.cite("S7", MADE)
        ),
        cases=[taken],
        cites=[wire.cite("S5", "Registers a user")],
    )
    rule = {"endpoints": ["POST /api/register"], "cites": [wire.cite("S8", GREETED)]}
    return wire.detail(endpoints=[{**endpoint, **changes}], rules=[rule])


RIGHT = {"outline": outline(), "resource-accounts": detail()}


class Understanding:
    """Understands texts with scripted answers; several about one thing are given one after another."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "accounts.md"
        self.provider = ScriptedProvider(str)

    def __call__(self, text: str = SPEC, answers: Mapping[str, Any] = RIGHT) -> Contract:
        self.path.write_text(text, "utf-8")
        queues = {k: [*v] if isinstance(v, list) else [v] for k, v in answers.items()}

        def reply(request: Any) -> str:
            queue = queues[request.about]
            return wire.text(queue.pop(0) if len(queue) > 1 else queue[0])

        self.provider = ScriptedProvider(reply)
        asking = Asking(self.provider, Prompts(Renderer()), 2, True)
        spec = read_spec(self.path, self.path.parent)
        return result_of(understand(spec, None, asking)).contract

    @property
    def calls(self) -> int:
        return len(self.provider.requests)

    @property
    def told(self) -> str:
        """What the last request says of the answer before."""
        return self.provider.requests[-1].messages[-1].text


@pytest.fixture
def understood(tmp_path: Path) -> Understanding:
    return Understanding(tmp_path)


def test_a_right_answer_is_taken_at_once(understood: Understanding) -> None:
    assert understood().endpoint("POST /api/register").success.status == 201
    assert understood.calls == 2


MISREAD_FIELDS: dict[str, wire.Wire] = {
    "S1 says that User.username has at most 80 characters; your answer says 255": outline(
        username=name_field(maximum="255")
    ),
    "S1 says that User.username has at least 1 character; your answer says 0": outline(
        username=name_field(minimum="0")
    ),
    'S1 says that User.username is a text; your answer says "integer"': outline(
        username=name_field(type="integer")
    ),
    "S1 says that User.username is unique; your answer says that it is not": outline(
        username=name_field(unique=False)
    ),
    "S1 says that User has the field username; your answer has no field User.username": outline(
        username=name_field(name="login")
    ),
    "S3 says that User.age is at least 18; your answer says 16": outline(
        age={**outline()["entities"][0]["fields"][2], "minimum": "16"}
    ),
    "S3 says that User.age is optional; your answer says that it is required": outline(
        age={**outline()["entities"][0]["fields"][2], "required": True}
    ),
    "S4 says that the default of User.news is False; your answer says True": outline(
        news={**outline()["entities"][0]["fields"][3], "default": "true"}
    ),
    'S2 says that User.password is a secret; your answer says "text"': outline(
        password={**outline()["entities"][0]["fields"][1], "type": "text"}
    ),
}


@pytest.mark.parametrize("told", MISREAD_FIELDS)
def test_a_misread_field_is_told_and_mended(understood: Understanding, told: str) -> None:
    answers = {**RIGHT, "outline": [MISREAD_FIELDS[told], RIGHT["outline"]]}
    assert understood(answers=answers).entities
    asked = [r for r in understood.provider.requests if r.about == "outline"]
    assert told in asked[-1].messages[-1].text
    assert len(asked) == 2


def case(**changes: Any) -> wire.Wire:
    [endpoint] = detail()["endpoints"]
    return detail(cases=[{**endpoint["cases"][0], **changes}])


WHERE = "POST /api/register answers"
MISREAD_ENDPOINTS: dict[str, wire.Wire] = {
    f'S6 says that {WHERE} 409 with "Username already exists" in the case of: duplicate username;'
    ' your answer says 400 with "Username already exists"': case(status=400),
    f'S6 says that {WHERE} 409 with "Username already exists" in the case of: duplicate username;'
    ' your answer says 409 with "Taken"': case(body=wire.body("problem", message="Taken")),
    f'S6 says that {WHERE} 409 with "Username already exists" in the case of: duplicate username;'
    " your answer says 409.": detail(cases=[]),
    f"S7 says that {WHERE} 201; your answer says 200": detail(
        success=wire.success(
            200, wire.body(message="User created successfully"), wire.cite("S7", MADE)
        )
    ),
    f'S7 says that {WHERE} with "User created successfully"; your answer says "Welcome"': detail(
        success=wire.success(201, wire.body(message="Welcome"), wire.cite("S7", MADE))
    ),
}


@pytest.mark.parametrize("told", MISREAD_ENDPOINTS)
def test_a_misread_answer_is_told_and_mended(understood: Understanding, told: str) -> None:
    answers = {**RIGHT, "resource-accounts": [MISREAD_ENDPOINTS[told], RIGHT["resource-accounts"]]}
    assert understood(answers=answers).endpoints
    assert told in understood.told
    assert repr(TAKEN if told.startswith("S6") else MADE) in understood.told
    assert understood.calls == 3


def test_what_contradicts_still_stops_the_build_by_line(understood: Understanding) -> None:
    misread = {**RIGHT, "outline": outline(username=name_field(maximum="255"))}
    with pytest.raises(AnswerRejected) as stopped:
        understood(answers=misread)
    assert str(stopped.value) == (
        f'accounts.md:10:3: "{USERNAME}" says that User.username has at most 80 characters, but the model\'s answer'
        " says 255. Run again with --fresh, name a stronger model, or say in the sentence itself what is different."
    )
    assert understood.calls == 3


def test_a_condition_may_be_a_rule_in_the_statements_own_words(understood: Understanding) -> None:
    shape = {"name": "Registered", "members": [wire.older_member("message")], "cites": []}
    asked = {"name": "Request", "members": [wire.older_member("username")], "cites": []}
    found = wire.body("problem", message="Username already exists")
    answered = detail(
        operation="custom",
        entity=None,
        uses=["User"],
        request=wire.body(shape="Request"),
        success=wire.success(
            201,
            wire.body(shape="Registered", message="User created successfully"),
            wire.cite("S7", MADE),
        ),
        cases=[wire.case("rule", 409, rule="S6", body=found, cites=[wire.cite("S6", TAKEN)])],
    )
    answers = {**RIGHT, "resource-accounts": {**answered, "shapes": [shape, asked]}}
    assert understood(answers=answers).endpoints[0].is_custom
    assert understood.calls == 2


# --- What holds nobody


def changed(spec: str, old: str, new: str) -> str:
    assert old in spec
    return spec.replace(old, new)


def test_words_that_were_not_read_may_narrow_a_type(understood: Understanding) -> None:
    said = "`username`: text, 1 to 80 characters, unique, of lower-case letters"
    text = changed(SPEC, USERNAME, said)
    choice = wire.older_member(
        "username",
        "choice",
        choices=["ann", "bob 1 80"],
        unique=True,
        cites=[wire.cite("S1", said)],
    )
    assert understood(text, {**RIGHT, "outline": outline(username=choice)}).entities
    assert understood.calls == 2


def test_words_that_were_not_read_leave_the_limits_that_were(understood: Understanding) -> None:
    text = changed(SPEC, "unique.", "unique, of lower-case letters.")
    with pytest.raises(
        AnswerRejected, match=r"at most 80 characters, but the model's answer says 255"
    ):
        understood(text, {**RIGHT, "outline": outline(username=name_field(maximum="255"))})


@pytest.mark.parametrize(
    "said",
    [
        "`username`: text, 1 to 80 characters, or 3 for a guest",
        "`username`: a handle, at most 80 characters",
    ],
)
def test_a_bullet_that_was_half_read_holds_nobody(understood: Understanding, said: str) -> None:
    text = changed(SPEC, USERNAME, said)
    field = name_field(
        minimum="3", maximum="80", unique=True, cites=[wire.cite("S1", "`username`")]
    )
    taken = [{**detail()["endpoints"][0]["cases"][0]}]
    loose = {**field, "default": None, "choices": [], "cites": [wire.cite("S1", said)]}
    answers = {"outline": outline(username=loose), "resource-accounts": detail(cases=taken)}
    assert understood(text, answers).entities
    assert understood.calls == 2


def test_a_sentence_that_leans_on_an_unread_one_holds_nobody(understood: Understanding) -> None:
    shop = "If the shop is shut for a holiday, nobody is let in and a heron waves"
    text = changed(SPEC, f"- {MADE}.\n- {GREETED}.", f"- {shop}.\n- {MADE}.")
    said = detail(
        success=wire.success(
            202, wire.body(message="User created successfully"), wire.cite("S5", "Registers")
        )
    )
    rule = {
        "endpoints": ["POST /api/register"],
        "cites": [wire.cite("S7", shop), wire.cite("S8", MADE)],
    }
    answers = {**RIGHT, "resource-accounts": {**said, "rules": [rule]}}
    assert understood(text, answers).endpoints[0].success.status == 202


def test_what_background_says_holds_nobody(understood: Understanding) -> None:
    text = changed(
        SPEC, "# Accounts\n", "# Accounts\n\nThe username must be at most 10 characters.\n"
    )
    answers = {
        "outline": {
            **_shifted(outline()),
            "background": [{"statement": "S1", "reason": "The bullet says it."}],
        },
        "resource-accounts": _shifted(detail()),
    }
    assert understood(text, answers).entities
    assert understood.calls == 2


def _shifted(answer: Any) -> Any:
    """The answer with each label one higher."""
    if isinstance(answer, dict):
        return {key: _shifted(value) for key, value in answer.items()}
    if isinstance(answer, list):
        return [_shifted(each) for each in answer]
    label = re.match(r"S(\d+)(?=$|: )", answer) if isinstance(answer, str) else None
    return f"S{int(label[1]) + 1}{answer[label.end() :]}" if label else answer


# --- What no model can mend is told before one is asked


EXAMPLE = """
## Examples

```http
POST /api/register
{"username": "%s", "password": "correct horse"}
HTTP 201
```
"""


@pytest.mark.parametrize(
    "text, told",
    [
        (
            changed(SPEC, "1 to 80 characters", "80 to 1 characters"),
            "accounts.md:10:3: 'username' has a minimum of 80 and a maximum of 1. Change one of them.",
        ),
        (
            changed(SPEC, "## Endpoints", "- `username`: text.\n\n## Endpoints"),
            "accounts.md:15:3: 'User' has the field 'username' already, at line 10 (\"`username`\"). Merge the two.",
        ),
        (
            f"{SPEC}\n### POST /register/\n\n- Registers a user.\n",
            "accounts.md:24:5: the endpoint 'POST /register/' is like 'POST /register' at line 17. Merge the two.",
        ),
        (
            changed(SPEC, "Registers a user", "Registers a `Usr`"),
            "accounts.md:19:3: endpoint 'POST /register' names the unknown entity 'Usr'. Did you mean 'User'?",
        ),
        (
            changed(SPEC, f"- {MADE}", f'- {TAKEN.replace("409", "400")}.\n- {MADE}'),
            "accounts.md:21:3: the status of a duplicate 'username' is 400 here, but 409 at line 20"
            f' ("{TAKEN}"). Keep one of the two.',
        ),
        (
            SPEC + EXAMPLE % ("a" * 81),
            "accounts.md:27:1: the example expects 201, but line 10 (\"1 to 80 characters\") refuses its 'username'."
            " Change the example or the sentence.",
        ),
    ],
)
def test_a_contradiction_is_told_before_a_call_is_paid(
    understood: Understanding, text: str, told: str
) -> None:
    with pytest.raises(SpecRejected) as stopped:
        understood(text)
    assert str(stopped.value) == told
    assert understood.calls == 0


NOT_CERTAIN: dict[str, Callable[[str], str]] = {
    "a name that other sentences speak of": lambda text: changed(
        changed(text, "Registers a user", "Registers a `Usr`"),
        "# Accounts\n",
        "# Accounts\n\nAn Usr is a guest.\n",
    ),
    "a plain word that is like a name": lambda text: changed(
        text, "Registers a user", "Registers a usher"
    ),
    "limits that were not read whole": lambda text: changed(
        text, "1 to 80 characters", "80 to 1 characters if counted backwards"
    ),
    "a field that is said again in words that were not read": lambda text: changed(
        text, "## Endpoints", "- `username`: as it is spelt.\n\n## Endpoints"
    ),
    "one answer in general and one in particular": lambda text: changed(
        text,
        f"- {MADE}",
        f"- A missing field is 422.\n- If the username is missing, answer 400.\n- {MADE}",
    ),
    "an example whose limit other words may lift": lambda text: (
        changed(text, GREETED, "A longer username is cut with a knife") + EXAMPLE % ("a" * 81)
    ),
    "an example of a value that is refused": lambda text: (
        text + (EXAMPLE % ("a" * 81)).replace("HTTP 201", "HTTP 422")
    ),
}


@pytest.mark.parametrize("what", NOT_CERTAIN)
def test_what_an_unread_sentence_may_settle_is_for_the_model(
    understood: Understanding, what: str
) -> None:
    with pytest.raises(AnswerRejected):
        understood(NOT_CERTAIN[what](SPEC), {"outline": wire.outline()})
    assert understood.calls == 3


@pytest.mark.parametrize("name", ["chess", "lending", "splitbill", "register.zh"])
def test_the_specs_in_prose_go_to_the_model(understood: Understanding, name: str) -> None:
    text = (Path(__file__).parent.parent.parent / f"specs/{name}.md").read_text("utf-8")
    with pytest.raises(AnswerRejected):
        understood(text, {"outline": wire.outline()})
    assert understood.calls == 3
