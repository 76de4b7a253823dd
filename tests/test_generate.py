from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from codegen.contract import (
    Case,
    ChoiceType,
    Constant,
    Contract,
    Entity,
    EntityField,
    FieldType,
    Function,
    Hook,
    IntegerType,
    Member,
    Missing,
    Package,
    Parameter,
    ProblemBody,
    ReferenceType,
    ShapeType,
    StatementId,
    TextType,
)
from codegen.generate import POINTS, Draft, Wanted, draft, generate, open_drafts, settle, taken
from codegen.generate.views import View
from codegen.python import format_python
from codegen.record import LockedDefinition
from codegen.render import Renderer
from contracts import ANSWERS, CONTRACT, TEXTS, cited, drafts, settled
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
        view=View(found.contract, endpoint),
        description="Registers a user",
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


# --- What a model writes ----------------------------------------------------------------------------


def drafted(contract: Contract, texts: Mapping[StatementId, str] = TEXTS) -> dict[str, Draft]:
    return {one.slice.name: one for one in draft(contract, texts, Renderer())}


def changed(**values: object) -> Contract:
    return CONTRACT.model_copy(update=values)


def with_endpoint(changes: dict[str, object], key: str = "POST /games/{game_id}/moves") -> Contract:
    ends = [e.model_copy(update=changes) if e.key == key else e for e in CONTRACT.endpoints]
    return changed(endpoints=tuple(ends))


def test_slices_stand_in_their_order() -> None:
    assert list(drafted(CONTRACT)) == [
        *("entity-user", "entity-game", "entity-move"),
        *("shape-game-request", "shape-move-request", "shape-square-view", "shape-game-view"),
        *("constants", "module-rules"),
        *("endpoint-post-register", "endpoint-post-create-game", "endpoint-post-make-move"),
    ]


def test_what_is_wanted_has_its_heads() -> None:
    wanted = {name: one.wanted for name, one in drafted(CONTRACT).items() if one.wanted}
    assert wanted == {
        "module-rules": Wanted("rules.py", ("squares",), ("def squares() -> frozenset[str]:",)),
        "endpoint-post-register": Wanted(
            "routes/users.py",
            ("check_names",),
            ("def check_names(user: User, body: RegisterRequest) -> None:",),
        ),
        "endpoint-post-create-game": Wanted(
            "routes/games.py",
            ("create_game",),
            ('@games.post("/games")\ndef create_game() -> ResponseReturnValue:',),
        ),
        "endpoint-post-make-move": Wanted(
            "routes/games.py",
            ("make_move",),
            (
                '@games.post("/games/<int:game_id>/moves")\n'
                "def make_move(game_id: int) -> ResponseReturnValue:",
            ),
        ),
    }


@pytest.mark.parametrize(
    ("kind", "converter", "annotation"),
    [
        (IntegerType(minimum=0, maximum=9), "<int:{}>", "int"),
        (ReferenceType(entity="Game"), "<int:{}>", "int"),
        (TextType(min_length=1, max_length=9), "<{}>", "str"),
        (ChoiceType(values=("a", "b")), "<{}>", "str"),
    ],
)
@pytest.mark.parametrize(("name", "argument"), [("id", "id"), ("from", "from_"), ("a-b", "a_b")])
def test_parameters_of_the_path_are_arguments_of_the_view(
    kind: FieldType, converter: str, annotation: str, name: str, argument: str
) -> None:
    given = (
        Parameter(place="query", name="page", type=kind),
        Parameter(place="path", name=name, type=kind),
        Parameter(place="path", name="last", type=kind),
    )
    path = f"/games/{{{name}}}/x/{{last}}.csv"
    contract = with_endpoint({"parameters": given, "path": path})
    wanted = drafted(contract)["endpoint-post-make-move"].wanted
    assert wanted is not None
    served = f"/games/{converter.format(argument)}/x/{converter.format('last')}.csv"
    assert wanted.heads == (
        f'@games.post("{served}")\ndef make_move({argument}: {annotation}, last: {annotation})'
        " -> ResponseReturnValue:",
    )


@pytest.mark.parametrize(
    ("point", "head"),
    [
        ("before_validation", "def rule() -> None:"),
        ("before_write", "def rule(user: User, body: RegisterRequest) -> None:"),
        ("after_write", "def rule(user: User) -> None:"),
        ("response", "def rule(user: User) -> dict[str, object]:"),
    ],
)
def test_a_hook_s_head_fits_its_call(point: str, head: str) -> None:
    hook = Hook.model_validate({"point": point, "function": "rule", "citations": ()})
    one = drafted(with_endpoint({"hooks": (hook,)}, "POST /register"))["endpoint-post-register"]
    assert one.wanted
    assert one.wanted.heads == (head,)
    [view] = [d.text for d in one.slice.definitions if d.module == "routes/users.py"]
    called = [
        ast.unparse(call)
        for call in ast.walk(ast.parse(view))
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "rule"
    ]
    arguments = ["user", "body"] if "body" in head else ["user"] if "user" in head else []
    assert called == [f"rule({', '.join(arguments)})"]


def test_two_functions_may_shape_one_response() -> None:
    hooks = [Hook(point="response", function=name, citations=()) for name in ("one", "two")]
    contract = with_endpoint({"hooks": tuple(hooks)}, "POST /register")
    view = drafted(contract)["endpoint-post-register"].slice.definitions[-1].text
    assert "return one(user) | two(user), 201" in view


def test_constants_are_written_with_their_units() -> None:
    constants = (
        Constant(name="SIDE", value=3, unit="squares\na side"),
        Constant(name="NAME", value='a "b"\n'),
    )
    [definition] = drafted(changed(constants=constants))["constants"].slice.definitions
    assert definition.module == "constants.py"
    assert definition.text == "SIDE = 3  # squares a side\nNAME = 'a \"b\"\\n'\n"


def test_only_what_wants_something_and_is_not_locked_is_open() -> None:
    every = drafts()
    assert [one.slice.name for one in open_drafts(every, ())] == list(ANSWERS)
    assert open_drafts(every, settled()) == ()
    locked = [item for item in settled() if item.name != "module-rules"]
    assert [one.slice.name for one in open_drafts(every, locked)] == ["module-rules"]


def test_what_was_written_is_added_and_then_taken_from_the_lock() -> None:
    slices = {item.name: item for item in settled()}
    modules = [d.module for d in slices["endpoint-post-register"].definitions]
    assert modules == ["schemas.py", "routes/users.py", "routes/users.py"]
    assert settle(drafts(), slices.values(), {}) == tuple(slices.values())
    with pytest.raises(KeyError, match="module-rules"):
        settle(drafts(), (), {})
    with pytest.raises(KeyError):
        generate(CONTRACT, TEXTS, Renderer())


def test_names_of_others_in_one_module_are_taken() -> None:
    every = drafts()
    by_name = {one.slice.name: one for one in every}
    assert taken(every, by_name["endpoint-post-make-move"]) == {"games", "create_game"}
    assert taken(every, by_name["endpoint-post-register"]) == {"users", "register"}
    assert taken(every, by_name["module-rules"]) == frozenset()
    assert taken(every, by_name["entity-user"]) == frozenset()


def rewritten(statement: str) -> dict[StatementId, str]:
    return TEXTS | {StatementId(statement): "Other words"}


GAME_WITH_MORE = CONTRACT.entity("Game").model_copy(update={"unique_together": (("title",),)})
UNCITED_GAME = CONTRACT.entity("Game").model_copy(update={"citations": ()})
OTHER_DOES = CONTRACT.modules[0].functions[0].model_copy(update={"does": "other"})
OTHER_HEAD = OTHER_DOES.model_copy(update={"signature": "def squares() -> set[str]:"})


def entities(game: Entity) -> Contract:
    return changed(entities=tuple(game if e.name == "Game" else e for e in CONTRACT.entities))


def functions(one: Function) -> Contract:
    return changed(modules=(CONTRACT.modules[0].model_copy(update={"functions": (one,)}),))


@pytest.mark.parametrize(
    ("contract", "texts", "means_otherwise"),
    [
        (CONTRACT, rewritten("rules/a"), ["endpoint-post-make-move"]),
        (CONTRACT, rewritten("rules/b"), ["endpoint-post-register"]),
        (CONTRACT, rewritten("rules/c"), ["constants"]),
        (CONTRACT, rewritten("entity/d"), ["entity-game"]),
        (CONTRACT, rewritten("shape/e"), ["shape-move-request", "endpoint-post-make-move"]),
        (CONTRACT, rewritten("rules/g"), ["module-rules"]),
        (CONTRACT, rewritten("path/h"), ["endpoint-post-make-move"]),
        (entities(UNCITED_GAME), TEXTS, ["entity-game"]),
        (
            entities(GAME_WITH_MORE),
            TEXTS,
            ["entity-game", "endpoint-post-create-game", "endpoint-post-make-move"],
        ),
        (functions(OTHER_DOES), TEXTS, ["module-rules"]),
        (functions(OTHER_HEAD), TEXTS, ["module-rules", "endpoint-post-make-move"]),
        (changed(constants=(Constant(name="SIDE", value=4),)), TEXTS, ["constants"]),
        (
            changed(constants=(Constant(name="EDGE", value=3),)),
            TEXTS,
            ["constants", *ANSWERS],
        ),
        (changed(packages=(Package(name="chess", imports=("chess",)),)), TEXTS, list(ANSWERS)),
        (changed(rules=()), TEXTS, ["endpoint-post-make-move"]),
        (changed(shapes=tuple(s for s in CONTRACT.shapes if s.name != "Unused")), TEXTS, []),
        (changed(title="Other"), TEXTS, []),
    ],
)
def test_a_slice_means_what_it_depends_on(
    contract: Contract, texts: dict[StatementId, str], means_otherwise: list[str]
) -> None:
    before = {name: one.slice.meaning for name, one in drafted(CONTRACT).items()}
    after = {name: one.slice.meaning for name, one in drafted(contract, texts).items()}
    assert sorted(n for n in before if before[n] != after[n]) == sorted(means_otherwise)


def test_a_model_may_write_every_view(tmp_path: Path) -> None:
    found = understood(REGISTER, tmp_path)
    [by_model] = draft(found.contract, found.texts, Renderer(), "model")[1:]
    [by_template] = draft(found.contract, found.texts, Renderer())[1:]
    assert by_model.slice.name == by_template.slice.name
    assert by_model.slice.meaning != by_template.slice.meaning
    assert [d.module for d in by_model.slice.definitions] == ["schemas.py"]
    assert by_model.slice.definitions[0] == by_template.slice.definitions[0]
    head = '@users.post("/register")\ndef register() -> ResponseReturnValue:'
    assert by_model.wanted == Wanted("routes/users.py", ("register",), (head,))


def others_than(before: Contract, after: Contract) -> list[str]:
    old = {name: one.slice.meaning for name, one in drafted(before).items()}
    return sorted(n for n, one in drafted(after).items() if old.get(n) != one.slice.meaning)


def test_a_shape_means_what_its_endpoints_answer_about_it() -> None:
    case = Case(
        when=Missing(field="square"), status=400, body=ProblemBody(), citations=cited("rules/a")
    )
    after = with_endpoint({"cases": (case,)})
    before = with_endpoint({"cases": (case.model_copy(update={"status": 422}),)})
    assert others_than(before, after) == ["endpoint-post-make-move", "shape-move-request"]


def test_a_shape_in_a_circle_means_something_else() -> None:
    view, square = CONTRACT.shape("GameView"), CONTRACT.shape("SquareView")
    back = Member(name="game", type=ShapeType(shape="GameView"), required=False)
    circular = square.model_copy(update={"members": (*square.members, back)})
    after = changed(shapes=(*CONTRACT.shapes[:2], circular, view))
    assert "shape-game-view" in others_than(CONTRACT, after)


def test_a_table_means_the_tables_it_refers_to() -> None:
    field = EntityField(name="game_id", type=ReferenceType(entity="Game"))
    move = CONTRACT.entity("Move").model_copy(update={"fields": (field,)})
    user, game, _ = CONTRACT.entities
    before = changed(entities=(user, game, move), endpoints=())
    renamed = game.model_copy(update={"plural": "matches"})
    after = changed(entities=(user, renamed, move), endpoints=())
    assert others_than(before, after) == ["entity-game", "entity-move"]
