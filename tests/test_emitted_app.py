"""The emitted app beside codegen: on PostgreSQL, and as its own README says."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

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
