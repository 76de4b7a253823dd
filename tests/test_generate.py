from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

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
