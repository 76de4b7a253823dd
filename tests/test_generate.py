from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from codegen.contract import Contract
from codegen.generate import POINTS, generate
from codegen.python import format_python
from codegen.record import LockedDefinition
from codegen.render import Renderer
from specs import MEMBERS, REGISTER, understood


def test_each_entity_and_each_endpoint_owns_a_slice(tmp_path: Path) -> None:
    found = understood(MEMBERS, tmp_path)
    slices = generate(found.contract, found.texts, Renderer())
    assert [item.name for item in slices] == ["entity-member", "endpoint-post-create-member"]
    modules = [[definition.module for definition in item.definitions] for item in slices]
    assert modules == [["models.py"], ["schemas.py", "routes/members.py"]]


def test_a_slice_of_unchanged_meaning_is_taken_from_the_lock(tmp_path: Path) -> None:
    found = understood(REGISTER, tmp_path)
    slices = generate(found.contract, found.texts, Renderer())
    kept = tuple(
        replace(item, definitions=(LockedDefinition("models.py", f"# accepted {item.name}\n"),))
        for item in slices
    )
    assert generate(found.contract, found.texts, Renderer(), kept) == kept


def test_a_limit_changes_the_meaning_of_the_entity_and_of_what_uses_it(tmp_path: Path) -> None:
    one = understood(REGISTER, tmp_path)
    accepted = generate(one.contract, one.texts, Renderer())
    other = understood(REGISTER.replace("at least 8", "at least 12"), tmp_path)
    slices = generate(other.contract, other.texts, Renderer(), accepted)
    assert not {item.meaning for item in slices} & {item.meaning for item in accepted}
    assert any("min_length=12" in d.text for item in slices for d in item.definitions)


def test_functions_of_rules_are_called_at_the_named_points(tmp_path: Path) -> None:
    found = understood(REGISTER, tmp_path)
    [endpoint] = found.contract.endpoints
    text = Renderer().render(
        "operations/create.py.j2",
        app="register",
        endpoint=endpoint,
        entity=found.contract.entities[0],
        resource="users",
        description="Registers a user",
        row="user",
        request="RegisterRequest",
        response="RegisterResponse",
        values=[("username", "body.username")],
        duplicates=[],
        message_only=True,
        empty=False,
        points={point: (f"at_{point}",) for point in POINTS},
    )
    view = ast.parse(format_python(text)).body[-1]
    called = [n.func for n in ast.walk(view) if isinstance(n, ast.Call)]
    names = [ast.unparse(f) for f in sorted(called, key=lambda f: (f.lineno, f.col_offset))]
    assert [
        name
        for name in names
        if name.startswith("at_") or name in ("read_json", "db.session.commit")
    ] == [
        "at_before_validation",
        "read_json",
        "at_before_write",
        "db.session.commit",
        "at_after_write",
        "at_response",
    ]


def definition(contract: Contract, module: str) -> str:
    """What the slices of a Contract define in the module of that name."""
    every = [d for item in generate(contract, {}, Renderer()) for d in item.definitions]
    return "".join(d.text for d in every if d.module.rpartition("/")[2] == module)


def a_create(folder: Path, fields: str, sentences: str = "") -> Contract:
    spec = (
        f"# Tags\n## Data\n### Tag\n{fields}## Endpoints\n### POST /make\n"
        f"- Creates a `Tag`.\n{sentences}"
    )
    return understood(spec, folder).contract


@pytest.mark.parametrize(
    "name",
    [
        *("Abort", "Body", "Db", "PasswordHash", "ReadJson", "Select"),
        *("Class", "Import", "Pass", "LineItem", "Tag"),
    ],
)
def test_a_row_hides_nothing_that_its_view_uses(tmp_path: Path, name: str) -> None:
    fields = "- `size`: whole number, unique\n- `label`: text, unique\n- `pin`: secret\n"
    sentences = "- If the size already exists, answer 400.\n"
    renamed = a_create(tmp_path, fields, sentences).model_dump_json().replace('"Tag"', f'"{name}"')
    tree = ast.parse(definition(Contract.model_validate_json(renamed), "tags.py"))
    [view] = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    imported = {
        alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    bound = [
        n.id for n in ast.walk(view) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    ]
    assert {"abort", "db", "password_hash", "read_json", "select"} <= imported
    assert not set(bound) & imported
    assert bound.count("body") == 1


@pytest.mark.parametrize(
    ("flags", "hashed"),
    [
        ("", "password_hash.hash(body.pin)"),
        (", optional", "password_hash.hash(body.pin) if body.pin is not None else None"),
    ],
)
def test_only_a_secret_that_may_be_null_is_looked_at_first(
    tmp_path: Path, flags: str, hashed: str
) -> None:
    view = definition(a_create(tmp_path, f"- `pin`: secret{flags}\n"), "tags.py")
    [call] = [
        node
        for node in ast.walk(ast.parse(view))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Tag"
    ]
    assert {word.arg: ast.unparse(word.value) for word in call.keywords} == {"pin_hash": hashed}


def test_annotations_of_a_response_are_those_of_its_rows(tmp_path: Path) -> None:
    fields = (
        "- `name`: text\n- `motto`: text, optional\n- `age`: whole number, optional\n"
        "- `fan`: yes/no, optional\n- `level`: whole number, default 1\n"
    )
    schemas = ast.parse(definition(a_create(tmp_path, fields), "schemas.py"))
    [response] = [
        node
        for node in schemas.body
        if isinstance(node, ast.ClassDef) and node.name.endswith("Response")
    ]
    assert {
        ast.unparse(node.target): ast.unparse(node.annotation)
        for node in response.body
        if isinstance(node, ast.AnnAssign)
    } == {
        "id": "int",
        "name": "str",
        "motto": "str | None",
        "age": "int | None",
        "fan": "bool | None",
        "level": "int",
    }


@pytest.mark.parametrize(
    ("answers", "looks", "aborts"),
    [
        ((), [], ["abort(409)"]),
        (("a", "b", "c"), [], ["abort(409)"]),
        (("a",), ["a"], ["abort(409, 'No a')", "abort(409)"]),
        (("b",), ["a", "b"], ["abort(409)", "abort(409, 'No b')", "abort(409)"]),
        (("c",), ["a", "b"], ["abort(409)", "abort(409)", "abort(409, 'No c')"]),
    ],
)
def test_rows_are_looked_at_only_where_that_decides(
    tmp_path: Path, answers: tuple[str, ...], looks: list[str], aborts: list[str]
) -> None:
    fields = "".join(f"- `{name}`: text, unique\n" for name in "abc")
    message = "" if len(answers) == 3 else f' with "No {"".join(answers)}"'
    sentences = "".join(f"- If the `{a}` already exists, answer 409{message}.\n" for a in answers)
    view = definition(a_create(tmp_path, fields, sentences), "tags.py")
    calls = [node for node in ast.walk(ast.parse(view)) if isinstance(node, ast.Call)]
    calls.sort(key=lambda call: (call.lineno, call.col_offset))
    found = [ast.unparse(call) for call in calls if ast.unparse(call.func) == "abort"]
    looked = [
        call.keywords[0].arg
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr == "filter_by"
    ]
    assert (looked, found) == (looks, aborts)
