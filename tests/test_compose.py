"""The emitted app as text: formatted, sorted, standing alone."""

from __future__ import annotations

import ast
import html
import json
import subprocess
import sys
import tomllib
from pathlib import Path

import jinja2
import pytest

from codegen.checks.base import check
from codegen.compose import compose
from codegen.generate import generate
from codegen.page import Page, read_page
from codegen.python import format_python
from codegen.render import Renderer
from codegen.scenario import Exchange, Scenario
from codegen.testgen.derive import derive
from codegen.types import Candidate, File
from contracts import ANSWERS, CONTRACT, PING, pinged, settled
from contracts import composed as composed_by_hand
from custom import CONTRACT as LIBRARY
from specs import MEMBERS, REGISTER, understood


def composed(markdown: str, folder: Path, renderer: Renderer | None = None) -> tuple[File, ...]:
    found = understood(markdown, folder)
    renderer = renderer or Renderer()
    slices = generate(found.contract, found.texts, renderer)
    return compose(found.contract, slices, derive(found.contract, found.texts), renderer)


@pytest.fixture(params=["register", "club", "board", "ping"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[File, ...]:
    by_hand = {"board": composed_by_hand, "ping": pinged}
    if request.param in by_hand:
        return by_hand[request.param]()
    return composed({"register": REGISTER, "club": MEMBERS}[request.param], tmp_path)


def written(files: tuple[File, ...], root: Path) -> Path:
    for file in files:
        path = root / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, "utf-8")
    return root


def test_python_is_formatted_and_linted(files: tuple[File, ...], tmp_path: Path) -> None:
    root = written(files, tmp_path / "app")
    for file in files:
        if file.path.endswith(".py"):
            assert format_python(file.text) == file.text
    rules = "E4,E7,E9,F,I,B,C4,PT,RET,SIM,UP"
    ruff = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", rules, "."]
    result = subprocess.run(ruff, cwd=root, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout


def test_the_app_imports_nothing_of_codegen(files: tuple[File, ...]) -> None:
    for file in files:
        if file.path.endswith(".py"):
            imported = {
                name
                for node in ast.walk(ast.parse(file.text))
                if isinstance(node, ast.Import | ast.ImportFrom)
                for name in (getattr(node, "module", None), *(a.name for a in node.names))
            }
            assert not {name for name in imported if name and name.startswith("codegen")}


def test_no_path_and_no_time_of_this_machine_is_emitted(
    files: tuple[File, ...], tmp_path: Path
) -> None:
    for file in files:
        assert str(tmp_path) not in file.text
        assert "2026" not in file.text


def test_the_same_spec_gives_the_same_bytes(tmp_path: Path) -> None:
    assert composed(MEMBERS, tmp_path) == composed(MEMBERS, tmp_path)


def test_only_what_the_contract_needs_is_emitted(tmp_path: Path) -> None:
    spec = "# Tags\n## Data\n### Tag\n- `size`: whole number\n## Endpoints\n### POST /tags\n- Creates a tag.\n"
    text = "".join(
        file.text for file in composed(spec, tmp_path) if file.path.endswith((".py", ".toml"))
    )
    for word in ("pwdlib", "password_hash", "IntegrityError", "Storable", "together", "refusals"):
        assert word not in text, word


def test_what_a_rule_can_mend_in_generated_text_is_mended(tmp_path: Path) -> None:
    own = tmp_path / "templates" / "app" / "package"
    own.mkdir(parents=True)
    (own / "config.py.j2").write_text('"""Settings."""\n\nSECRET_KEY = "hard-coded"\n')
    files = composed(REGISTER, tmp_path, Renderer(tmp_path / "templates"))
    [config] = [file for file in files if file.path == "register/config.py"]
    assert 'SECRET_KEY = os.environ["SECRET_KEY"]' in config.text


def test_a_template_that_comes_to_nothing_makes_no_file(tmp_path: Path) -> None:
    own = tmp_path / "templates" / "app"
    nothing = {
        "notes.txt.j2": "",
        "package/notes.py.j2": "{% if not has_secrets %}x = 1{% endif %}\n",
        "tests/notes.py.j2": "\n \n",
    }
    for name, text in (nothing | {"other.txt.j2": "x\n"}).items():
        (own / name).parent.mkdir(parents=True, exist_ok=True)
        (own / name).write_text(text)
    paths = [file.path for file in composed(REGISTER, tmp_path, Renderer(own.parent))]
    assert "other.txt" in paths
    assert not [path for path in paths if "notes" in path]


def test_no_file_is_empty(files: tuple[File, ...]) -> None:
    assert not [file.path for file in files if not file.text.strip()]


# --- Apps that a model wrote a part of --------------------------------------------------------------

PLAY = """
import json
from board import create_app
from board.extensions import db

app = create_app({"TESTING": True, "SQLALCHEMY_DATABASE_URI": "sqlite://"})
answers = []


def post(path, **body):
    response = client.post(path, json=body)
    answers.append([response.status_code, response.json])


with app.app_context():
    db.create_all()
    client = app.test_client()
    post("/games", title="Noughts")
    post("/games/1/moves", square="a1")
    post("/games/1/moves", square="a1")
    post("/games/1/moves", square="d1")
    post("/games/1/moves", square="abc")
    post("/games/1/moves", square="b3")
    post("/games/2/moves", square="a1")
    post("/games/x/moves", square="a1")
    for name in ("ann", "abe", "bob", "art", "ann"):
        post("/register", username=name, password="correct horse")
print(json.dumps(answers))
"""


def run(code: str, folder: Path) -> str:
    command = [sys.executable, "-W", "error", "-c", code]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_what_a_model_wrote_runs_in_the_app(tmp_path: Path) -> None:
    answers = json.loads(run(PLAY, written(composed_by_hand(), tmp_path)))
    assert [status for status, _ in answers] == [
        *(201, 201, 409, 409, 422, 201, 404, 404),
        *(201, 201, 201, 409, 409),
    ]
    bodies = [body for _, body in answers]
    assert bodies[0] == {"id": 1, "title": "Noughts", "taken": []}
    assert bodies[5] == {"id": 1, "title": "Noughts", "taken": [{"name": "a1"}, {"name": "b3"}]}
    assert bodies[2]["detail"] == "Not a free square"
    assert bodies[4]["errors"][0]["field"] == "square"
    assert bodies[11]["detail"] == "Too many alike"


def test_no_rule_minds_what_the_model_wrote() -> None:
    assert check(Candidate("board", composed_by_hand()), CONTRACT).findings == ()
    assert check(Candidate("ping", pinged()), PING).findings == ()


def test_the_modules_of_a_contract_are_emitted() -> None:
    texts = {file.path: file.text for file in composed_by_hand()}
    assert texts["board/constants.py"].endswith("SIDE = 3  # squares\n")
    assert texts["board/rules.py"].startswith('"""What the board is."""\n')
    assert "class Clock" in texts["board/clock.py"]
    assert (
        "app.register_blueprint(users)\n    app.register_blueprint(games)"
        in texts["board/__init__.py"]
    )


def test_a_clock_is_emitted_where_something_looks_at_it() -> None:
    slices = [s for s in settled() if s.name != "endpoint-post-create-game"]
    paths = [file.path for file in compose(CONTRACT, slices, (), Renderer())]
    assert "board/clock.py" not in paths
    assert "board.clock" in ANSWERS["endpoint-post-create-game"]


def test_an_app_that_keeps_nothing_has_no_database(tmp_path: Path) -> None:
    files = pinged()
    paths = {file.path for file in files}
    assert not [path for path in paths if "migrations" in path]
    assert not paths & {"ping/models.py", "ping/schemas.py", "ping/extensions.py", "ping/clock.py"}
    for file in files:
        assert not [w for w in ("sqlalchemy", "migrate", "DATABASE") if w in file.text], file.path
    hidden = "import sys\nsys.modules.update(dict.fromkeys(('flask_sqlalchemy', 'flask_migrate', 'sqlalchemy')))\n"
    code = f"{hidden}from ping import create_app\nprint(create_app({{}}).test_client().get('/ping/a').text)"
    assert run(code, written(files, tmp_path)) == "pong a\n"


def test_packages_of_the_spec_are_dependencies() -> None:
    [project] = [file.text for file in pinged() if file.path == "pyproject.toml"]
    dependencies = tomllib.loads(project)["project"]["dependencies"]
    assert "python-chess" in dependencies
    assert not [d for d in dependencies if d.startswith(("flask-", "sqlalchemy"))]


@pytest.mark.parametrize("now", [None, "2026-03-01T09:00:00Z"])
def test_the_tests_of_an_app_that_keeps_nothing_pass(tmp_path: Path, now: str | None) -> None:
    exchange = Exchange("GET", "/ping/a", 200, now=now)
    files = pinged(Scenario("ping_answers", "spec", (exchange,), ("GET /ping/{word}",), "Pings"))
    assert ("ping/clock.py" in [file.path for file in files]) == (now is not None)
    output = run(
        "import pytest\npytest.main(['-q', '-p', 'no:cacheprovider'])", written(files, tmp_path)
    )
    assert "6 passed" in output


def test_a_layout_is_there_where_something_answers_html_and_names_the_app() -> None:
    title = "Ann's {{ 7 * 7 }} & <b>"
    files = compose(LIBRARY.model_copy(update={"title": title}), (), (), Renderer())
    layout = next(f for f in files if f.path == "library/templates/layout.html")
    page = read_page(layout.path, layout.text)
    assert isinstance(page, Page)
    assert (page.shown, page.torn) == ((), ())
    shown = jinja2.Environment(autoescape=True).from_string(layout.text).render()
    assert f"<title>{title}</title>" in html.unescape(shown)
    assert '<html lang="en">' in shown
    assert not check(Candidate("library", (layout,)), None).findings
    assert not any("templates/" in file.path for file in composed_by_hand())
