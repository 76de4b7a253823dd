"""The emitted app beside codegen: on PostgreSQL, and as its own README says."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from codegen.compose import compose
from codegen.contract import (
    Answer,
    Contract,
    EmptyBody,
    Endpoint,
    Parameter,
    TextBody,
    TextType,
)
from codegen.generate import draft, open_drafts, settle
from codegen.record import LockedDefinition
from codegen.render import Renderer
from projects import Project
from specs import MEMBERS, ROOT

pytest_plugins = ("fixtures_postgres",)

APP = "generated/register"
RACE = """
import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from register import create_app
from register.extensions import db
from register.models import User

app = create_app()
ann = {"username": "ann", "password": "correct horse"}

def post(body):
    return app.test_client().post("/register", json=body)

with ThreadPoolExecutor(20) as pool:
    statuses = Counter(response.status_code for response in pool.map(post, [ann] * 20))
nul = post({"username": "a\\0", "password": "correct horse"}).status_code
long = post({"username": "名" * 80, "password": "correct horse"}).status_code
with app.app_context():
    rows = db.session.query(User).count()
    db.engine.dispose()
print(json.dumps([sorted(statuses.items()), nul, long, rows]))
"""


def run(folder: Path, environment: dict[str, str], *arguments: str) -> str:
    result = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "SECRET_KEY": "k" * 32, **environment},
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def test_the_app_holds_on_postgresql(built: Project, postgres_url: str) -> None:
    folder = built.folder / APP
    environment = {"DATABASE_URL": postgres_url}
    run(folder, environment, "-m", "flask", "--app", "wsgi", "db", "upgrade")
    answers = json.loads(run(folder, environment, "-c", RACE).splitlines()[-1])
    assert answers == [[[201, 1], [409, 19]], 422, 201, 2]
    run(folder, environment, "-m", "flask", "--app", "wsgi", "db", "downgrade", "base")


REFUSED = """
from register import create_app
from register.extensions import db

app = create_app()

@app.get("/long")
def long():
    db.session.execute(db.text("select cast('99999999999' as integer)"))

print(app.test_client().get("/long").status_code)
"""


def test_what_the_database_does_not_take_is_no_fault_of_the_server(
    built: Project, postgres_url: str
) -> None:
    shown = run(built.folder / APP, {"DATABASE_URL": postgres_url}, "-c", REFUSED)
    assert shown.splitlines()[-1] == "422"


def test_its_tests_pass_without_codegen(built: Project) -> None:
    folder = built.folder / APP
    hidden = "import sys; sys.modules['codegen'] = None; import pytest; sys.exit(pytest.main(['-q', '-W', 'error']))"
    output = run(folder, {}, "-c", hidden)
    assert " passed" in output


NO_ID = """
from lending import create_app

client = create_app().test_client()
for digits in ("9" * 18, str(2**63 - 1), str(2**63), "9" * 400):
    print(client.get(f"/books/{digits}").status_code)
"""


def test_a_number_that_no_database_keeps_is_the_id_of_nothing(tmp_path: Path) -> None:
    folder = shutil.copytree(ROOT / "generated/lending", tmp_path / "lending")
    run(folder, {}, "-m", "flask", "--app", "wsgi", "db", "upgrade")
    assert run(folder, {}, "-c", NO_ID).split() == ["404"] * 4


WRITERS = """
from flask.typing import ResponseReturnValue


@writers.get("/writers/<name>{tail}")
def {view}(name: str) -> ResponseReturnValue:
    return f"{view} {{name}}"
"""
NAMES = """
from urllib.parse import quote
from songs import create_app

client = create_app({"TESTING": True, "SECRET_KEY": "k" * 32}).test_client()
for name in ("Ann", "AC/DC", "a/advances", "名 b"):
    for tail in ("", "/advances"):
        print(client.get(f"/writers/{quote(name, safe='')}{tail}").text)
"""


def _of_writer(view: str, tail: str) -> Endpoint:
    return Endpoint(
        method="GET",
        path=f"/writers/{{name}}{tail}",
        name=view,
        operation="custom",
        resource="writers",
        parameters=(
            Parameter(place="path", name="name", type=TextType(min_length=1, max_length=9)),
        ),
        request=EmptyBody(),
        success=Answer(status=200, body=TextBody()),
        cases=(),
    )


def test_a_text_in_a_path_may_have_a_slash(tmp_path: Path) -> None:
    tails = {"writer": "", "advances": "/advances"}
    endpoints = tuple(_of_writer(view, tail) for view, tail in tails.items())
    contract = Contract(app="songs", title="Songs", entities=(), endpoints=endpoints)
    drafts = draft(contract, {}, Renderer())
    written = {}
    for one in open_drafts(drafts, ()):
        assert one.wanted
        [view] = one.wanted.names
        text = WRITERS.format(view=view, tail=tails[view])
        written[one.slice.name] = (LockedDefinition(one.wanted.module, text),)
    for file in compose(contract, settle(drafts, (), written), (), Renderer()):
        path = tmp_path / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, "utf-8")
    assert run(tmp_path, {}, "-c", NAMES).splitlines() == [
        *("writer Ann", "advances Ann", "writer AC/DC", "advances AC/DC"),
        # Nothing tells the first of these from the advances of "a".
        *("advances a", "advances a/advances", "writer 名 b", "advances 名 b"),
    ]


BEYOND = """
from register import create_app

app = create_app()

@app.get("/beyond")
def beyond():
    return str(2.0 ** 5000)

found = app.test_client().get("/beyond")
print(found.status_code, found.content_type, found.json["detail"])
"""


def test_what_no_date_and_no_column_holds_is_no_fault_of_the_server(built: Project) -> None:
    shown = run(built.folder / APP, {}, "-c", BEYOND)
    assert shown.splitlines()[-1] == "422 application/problem+json A value is out of range."


def test_it_refuses_to_start_without_a_secret_key(built: Project) -> None:
    folder = built.folder / APP
    environment = {"PATH": os.environ["PATH"]}
    command = [sys.executable, "-c", "import wsgi"]
    result = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert result.returncode != 0
    assert "SECRET_KEY needs 32 characters or more" in result.stderr
    first_line = (folder / "README.md").read_text().splitlines()[0].strip()
    made = subprocess.run(["bash", "-c", first_line], cwd=folder, env=environment, check=False)
    assert made.returncode == 0
    assert subprocess.run(command, cwd=folder, env=environment, check=False).returncode == 0


def test_every_limit_stands_in_openapi_json() -> None:
    document = json.loads((ROOT / APP / "openapi.json").read_text("utf-8"))
    properties = document["components"]["schemas"]["RegisterRequest"]["properties"]
    assert (properties["username"]["minLength"], properties["username"]["maxLength"]) == (1, 80)
    assert (properties["password"]["minLength"], properties["password"]["maxLength"]) == (8, 255)


def test_an_empty_message_is_answered_as_it_stands(project: Project) -> None:
    project.write("specs/club.md", MEMBERS.replace('"Name is required"', '""'))
    result = project.run("build", "specs/club.md", "--yes")
    assert result.returncode == 0, result.stdout + result.stderr
    tests = (project.folder / "generated/club/tests/test_members.py").read_text()
    assert 'response.json["detail"] == ""' in tests


NEIGHBOURS = """
import sys
from pathlib import Path

sys.path[:0] = ["todo", "school"]
from flask_migrate import upgrade
import school, todo

for made, path, body in ((todo, "/todos", {"title": "Milk"}), (school, "/students", {"name": "Ann", "number": "000001"})):
    name = made.__name__
    database = Path(f"{name}.db").absolute()
    app = made.create_app({"SQLALCHEMY_DATABASE_URI": f"sqlite:///{database}"})
    with app.app_context():
        upgrade(f"{name}/migrations")
    client = app.test_client()
    posted = client.post(path, json=body)
    print(posted.status_code, client.get(f"{path}/{posted.json['id']}").status_code)
"""


def test_two_apps_in_one_process_leave_each_others_databases_alone(tmp_path: Path) -> None:
    for name in ("todo", "school"):
        shutil.copytree(ROOT / "generated" / name, tmp_path / name)
    assert run(tmp_path, {}, "-c", NEIGHBOURS).splitlines()[-2:] == ["201 200", "201 200"]
