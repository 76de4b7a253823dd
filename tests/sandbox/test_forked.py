from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from codegen.errors import SandboxFault
from codegen.sandbox.base import Layer, Run, RunResult, Sandbox
from codegen.sandbox.forked import ForkedSandbox, refuse_layers, refuse_platform
from codegen.sandbox.privileges import closed_to_others
from codegen.types import File, Outcome

ROOT = str(Path(__file__).resolve().parents[2])

APP = """
from flask import Flask, abort, request
def create_app():
    app = Flask(__name__)
    @app.post("/register")
    def register():
        if request.args.get("fail"):
            raise ValueError("boom")
        if request.args.get("read"):
            open("/etc/passwd")
        if request.args.get("hang"):
            while True: pass
        return {"id": 1}, 201
    @app.get("/users/<int:id>")
    def user(id):
        abort(404)
    return app
"""
CONFTEST = """
import pytest
from register import create_app
@pytest.fixture
def client():
    return create_app().test_client()
"""


def app_run(tests: str, replaced: str | None = None) -> Run:
    files = (
        File("register/__init__.py", APP),
        File("tests/conftest.py", CONFTEST),
        File("tests/test_it.py", tests),
    )
    return Run(files, replaced=replaced)


def only(result: RunResult) -> Outcome:
    (outcome,) = result.outcomes
    return outcome


def wait_until(condition: Any) -> None:
    """Up to a minute, on the slowest machine."""
    for _ in range(600):
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("it did not happen")


# --- what a run says


def test_it_is_a_sandbox(sandbox: ForkedSandbox) -> None:
    checked: Sandbox = sandbox
    result = checked.run(app_run("def test_it(client): pass\n"))
    assert result == RunResult(
        "finished", (Outcome("tests/test_it.py::test_it", "passed"),), output=result.output
    )


def test_nothing_waits_for_the_disk(sandbox: ForkedSandbox) -> None:
    nothing_open = (
        "import os\ndef test_it():\n    assert os.fsync(99) is os.fdatasync(99) is None\n"
    )
    assert only(sandbox.run(app_run(nothing_open))).verdict == "passed"


def test_failure_names_its_place_and_the_last_endpoint(sandbox: ForkedSandbox) -> None:
    tests = (
        "def test_it(client):\n"
        "    client.post('/register')\n"
        "    assert client.get('/users/7').status_code == 200\n"
    )
    outcome = only(sandbox.run(app_run(tests)))
    assert outcome.endpoint == "GET /users/<id>"
    assert outcome.detail.startswith(
        "tests/test_it.py:3 in test_it\nAssertionError: assert 404 == 200\n"
    )


def test_endpoint_is_of_this_test_alone(sandbox: ForkedSandbox) -> None:
    tests = (
        "def test_a(client):\n    client.post('/register')\n"
        "def test_b(client):\n    assert False\n"
        "def test_c(client):\n    client.get('/nowhere')\n    assert False\n"
    )
    outcomes = sandbox.run(app_run(tests)).outcomes
    assert [outcome.endpoint for outcome in outcomes] == [None, None, "GET /nowhere"]


def test_endpoint_that_hangs_is_named(hasty_sandbox: ForkedSandbox) -> None:
    tests = "def test_it(client):\n    client.post('/register?hang=1')\n"
    result = hasty_sandbox.run(app_run(tests))
    assert result.ending == "timeout"
    assert only(result).endpoint == "POST /register"


def test_what_the_app_raised_is_told(sandbox: ForkedSandbox) -> None:
    tests = "def test_it(client):\n    assert client.post('/register?fail=1').status_code == 201\n"
    detail = only(sandbox.run(app_run(tests))).detail
    assert "AssertionError: assert 500 == 201" in detail
    assert detail.endswith(
        "\nIn the last request the app raised:\n"
        "register/__init__.py:8 in register\nValueError: boom"
    )


def test_wall_that_the_app_hit_is_told(sandbox: ForkedSandbox) -> None:
    tests = "def test_it(client):\n    assert client.post('/register?read=1').status_code == 201\n"
    detail = only(sandbox.run(app_run(tests))).detail
    assert detail.endswith(
        "\nThe sandbox refuses this: reading and writing outside the run's folder."
    )


def test_many_requests_at_once(sandbox: ForkedSandbox) -> None:
    tests = (
        "from concurrent.futures import ThreadPoolExecutor\n"
        "from register import create_app\n"
        "def test_it():\n"
        "    app = create_app()\n"
        "    with ThreadPoolExecutor(20) as pool:\n"
        "        sent = pool.map(lambda _: app.test_client().post('/register'), range(200))\n"
        "    assert {r.status_code for r in sent} == {200}\n"
    )
    outcome = only(sandbox.run(app_run(tests)))
    assert outcome.endpoint == "POST /register"
    assert "{201} == {200}" in outcome.detail


def test_replaced_endpoint_answers_501(sandbox: ForkedSandbox) -> None:
    tests = (
        "def test_it(client):\n"
        "    assert client.get('/users/7').status_code == 404\n"
        "    response = client.post('/register')\n"
        "    assert response.status_code == 501\n"
        "    assert response.mimetype == 'application/problem+json'\n"
        "    assert response.get_json(force=True)['status'] == 501\n"
    )
    assert only(sandbox.run(app_run(tests, replaced="POST /register"))).verdict == "passed"
    assert only(sandbox.run(app_run(tests))).verdict == "failed"


def test_node_ids_narrow_a_run(sandbox: ForkedSandbox) -> None:
    files = (
        File("tests/test_a.py", "def test_x(): pass\ndef test_y(): pass\n"),
        File(
            "tests/test_b.py",
            "import pytest\n@pytest.mark.parametrize('n', [1, 2])\ndef test_z(n): pass\n",
        ),
    )
    ids = ("tests/test_a.py::test_y", "tests/test_b.py::test_z[2]")
    result = sandbox.run(Run(files, ids))
    assert result.outcomes == tuple(Outcome(node_id, "passed") for node_id in ids)


def test_runs_say_the_same_every_time(sandbox: ForkedSandbox, place: Any) -> None:
    run = app_run(
        "import os\n"
        "def test_it(client):\n"
        "    print(os.getcwd(), {str(n) for n in range(9)})\n"
        "    assert client is open(os.getcwd() + '/missing')\n"
    )
    first, second = sandbox.run(run), sandbox.run(run)
    assert first == second
    assert str(place.folder) not in first.output + only(first).detail


def test_print_is_captured(sandbox: ForkedSandbox) -> None:
    tests = (
        "import sys\ndef test_it():\n    print('out \\udc80')\n    print('err', file=sys.stderr)\n"
    )
    assert sandbox.run(app_run(tests)).output.split() == ["out", "\\udc80", "err"]


def test_detail_is_short(sandbox: ForkedSandbox) -> None:
    outcome = only(sandbox.run(app_run("def test_it():\n    assert 'x' * 10**6 == 'y'\n")))
    assert 100 < len(outcome.detail) <= 4000


# --- collection


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("tests/test_it.py", "def test_it(:\n", "SyntaxError: invalid syntax"),
        ("tests/test_it.py", "import nowhere\n", "ModuleNotFoundError: No module named 'nowhere'"),
        ("tests/test_it.py", "1 / 0\n", "tests/test_it.py:1 in <module>\nZeroDivisionError"),
        ("tests/test_it.py", "raise SystemExit(0)\n", "SystemExit: 0"),
        ("tests/conftest.py", "import nowhere\n", "No module named 'nowhere'"),
        ("tests/conftest.py", "raise SystemExit(0)\n", "SystemExit: 0"),
        ("register/__init__.py", "def f(:\n", 'File "register/__init__.py", line 1'),
        ("register/__init__.py", "\udc80", "SyntaxError"),
        ("pyproject.toml", "not toml", "pytest could not start: ERROR: "),
        (
            "pyproject.toml",
            "[tool.pytest.ini_options]\naddopts='--nonsense'",
            "unrecognized arguments",
        ),
    ],
)
def test_what_stops_the_collection_is_said(
    sandbox: ForkedSandbox, place: Any, path: str, text: str, expected: str
) -> None:
    files = {
        "register/__init__.py": APP,
        "tests/conftest.py": CONFTEST,
        "tests/test_it.py": "def test_it(client): pass\n",
        "tests/test_other.py": "def test_other(): pass\n",
        path: text,
    }
    result = sandbox.run(Run(tuple(File(name, content) for name, content in files.items())))
    assert expected in result.detail
    assert str(place.folder) not in result.detail
    assert not {outcome.verdict for outcome in result.outcomes} & {"passed"}


def test_no_tests_is_said(sandbox: ForkedSandbox) -> None:
    result = sandbox.run(Run((File("tests/test_it.py", ""),)))
    assert result == RunResult("finished", (), "No tests were collected.", result.output)


# --- names are not trusted


@pytest.mark.parametrize(
    "path",
    ["../x", "/tmp/x", "a/../../x", "", ".", "a/", "a\0b", "a\nb", "\udc80", "x" * 300, "d/" * 600],
)
def test_hostile_file_name_is_refused(sandbox: ForkedSandbox, place: Any, path: str) -> None:
    before = set(place.folder.rglob("*"))
    with pytest.raises(SandboxFault, match="no file can be called"):
        sandbox.run(Run((File(path, ""),)))
    assert set(place.folder.rglob("*")) == before


@pytest.mark.parametrize("paths", [("a", "a/b"), ("a/b", "a"), ("a", "a"), ("a", "./a")])
def test_files_in_one_another_s_place_are_refused(
    place: Any, sandbox: ForkedSandbox, paths: tuple[str, ...]
) -> None:
    with pytest.raises(SandboxFault, match="could not make the run"):
        sandbox.run(Run(tuple(File(path, "") for path in paths)))
    assert not place.runs()


@pytest.mark.parametrize("node_id", ["-p evil", "--collect-only", "@tests/x", "/etc", "testsx"])
def test_node_id_that_could_be_an_option_is_refused(sandbox: ForkedSandbox, node_id: str) -> None:
    with pytest.raises(SandboxFault, match="names no test below tests/"):
        sandbox.run(Run((File("tests/test_it.py", ""),), (node_id,)))


# --- what tests do need works


def test_modules_are_imported_lazily_from_everywhere(sandbox: ForkedSandbox) -> None:
    tests = (
        "import importlib, pytest, sys\n"
        "NAMES = ['this', 'wsgiref.util', 'sqlite3.dump', 'encodings.cp1252', '_curses', 'colorsys',\n"
        "         'sqlalchemy.dialects.mysql', 'werkzeug.middleware.profiler']\n"
        "@pytest.mark.parametrize('name', NAMES)\n"
        "def test_it(name):\n"
        "    assert name not in sys.modules\n"
        "    importlib.import_module(name)\n"
    )
    result = sandbox.run(app_run(tests))
    assert {(o.verdict, o.detail) for o in result.outcomes} == {("passed", "")}
    assert len(result.outcomes) == 8


def test_what_apps_use_works(sandbox: ForkedSandbox) -> None:
    tests = (
        "import asyncio, mimetypes, pathlib, shutil, sqlite3, tempfile, zoneinfo\n"
        "from pwdlib import PasswordHash\n"
        "def test_argon2():\n"
        "    hasher = PasswordHash.recommended()\n"
        "    assert hasher.verify('x', hasher.hash('x'))\n"
        "def test_files(tmp_path):\n"
        "    (tmp_path / 'a').write_text('x')\n"
        "    shutil.copyfile(tmp_path / 'a', 'b')\n"
        "    (tmp_path / 'a').rename('c'); pathlib.Path('c').touch(); pathlib.Path('d').touch()\n"
        "    with tempfile.TemporaryDirectory() as folder:\n"
        "        pathlib.Path(folder, 'x').mkdir()\n"
        "def test_sqlite(tmp_path):\n"
        "    for mode in ('delete', 'wal'):\n"
        "        with sqlite3.connect(tmp_path / 'x.db') as db:\n"
        "            db.execute(f'pragma journal_mode = {mode}')\n"
        "            db.execute(f'create table {mode}_t (n)')\n"
        "            db.execute('vacuum') if False else None\n"
        "def test_asyncio():\n"
        "    asyncio.run(asyncio.sleep(0))\n"
        "def test_zone():\n"
        "    zoneinfo.ZoneInfo('Europe/Berlin')\n"
        "def test_types():\n"
        "    assert mimetypes.guess_type('a.png')[0] == 'image/png'\n"
        "def test_other_stores():\n"
        "    import codegen_is_not_here\n"
    )
    result = sandbox.run(app_run(tests))
    told = {
        o.node_id.rpartition("::")[2]: o.detail for o in result.outcomes if o.verdict != "passed"
    }
    assert list(told) == ["test_other_stores"]


def test_app_may_be_called_like_this_tool(sandbox: ForkedSandbox) -> None:
    files = (
        File("codegen/__init__.py", "MINE = True\n"),
        File("tests/test_it.py", "import codegen\ndef test_it():\n    assert codegen.MINE\n"),
    )
    assert only(sandbox.run(Run(files))).verdict == "passed"


def test_migrations_run(sandbox: ForkedSandbox) -> None:
    tests = (
        "from alembic.migration import MigrationContext\n"
        "from alembic.operations import Operations\n"
        "import sqlalchemy as sa\n"
        "def test_it(tmp_path):\n"
        "    engine = sa.create_engine(f'sqlite:///{tmp_path}/x.db')\n"
        "    with engine.begin() as connection:\n"
        "        op = Operations(MigrationContext.configure(connection))\n"
        "        op.create_table('t', sa.Column('id', sa.Integer, primary_key=True))\n"
        "        with op.batch_alter_table('t') as batch:\n"
        "            batch.add_column(sa.Column('n', sa.String(3), server_default='x', nullable=False))\n"
        "    assert sa.inspect(engine).has_table('t')\n"
    )
    outcome = only(sandbox.run(app_run(tests)))
    assert outcome.verdict == "passed", outcome.detail


# --- the sandbox itself


def test_layers_stand_here(sandbox: ForkedSandbox) -> None:
    layers = {layer.name: layer for layer in sandbox.layers()}
    assert list(layers) == [
        *("clean environment", "resource limits", "separate user", "namespaces"),
        *("Landlock", "seccomp"),
    ]
    assert layers["Landlock"].stands
    assert layers["seccomp"].stands
    assert layers["separate user"].stands == (os.geteuid() == 0)
    for layer in layers.values():
        assert layer.stops
        assert bool(layer.why_not) != layer.stands


def test_process_of_a_run_has_no_rights(
    sandbox: ForkedSandbox, hasty_sandbox: ForkedSandbox, place: Any
) -> None:
    sandbox.layers()
    with ThreadPoolExecutor(1) as pool:
        run = Run((File("tests/test_it.py", "import time\ndef test_it():\n    time.sleep(600)\n"),))
        running = pool.submit(hasty_sandbox.run, run)
        wait_until(lambda: statuses(place))
        (status,) = statuses(place)
        running.result()
    user_ids = set(status["Uid"].split())
    assert user_ids == ({str(os.geteuid())} if os.geteuid() else user_ids - {"0"})
    assert status["Groups"].split() in ([], [status["Gid"].split()[0]])
    assert status["NoNewPrivs"] == "1"
    assert status["Threads"] == "1"
    # CAP_DAC_READ_SEARCH, where root's interpreter lies in root's home
    needed = os.geteuid() == 0 and closed_to_others([os.__file__, pytest.__file__])
    assert int(status["CapEff"], 16) == int(status["CapPrm"], 16) == (4 if needed else 0)


def statuses(place: Any) -> list[dict[str, str]]:
    """What the kernel says of the processes here that have a filter of system calls."""
    found = []
    for pid in place.processes():
        with contextlib.suppress(OSError):
            lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
            found.append(
                {name: rest.strip() for name, _, rest in (line.partition(":") for line in lines)}
            )
    return [status for status in found if status["Seccomp"] == "2"]


def test_root_cannot_be_had_back(sandbox: ForkedSandbox) -> None:
    tests = (
        "import os, pytest\n"
        "@pytest.mark.parametrize('become', [os.setuid, os.setgid, os.seteuid])\n"
        "def test_it(become):\n"
        "    with pytest.raises(OSError):\n"
        "        become(0)\n"
    )
    verdicts = [outcome.verdict for outcome in sandbox.run(app_run(tests)).outcomes]
    assert verdicts == ["passed"] * 3


WITHOUT_LANDLOCK = """
import ctypes, struct, sys
from codegen.sandbox.syscalls import number_of, prctl, this_machine
from codegen.sandbox.seccomp import _Program
from codegen.errors import SandboxFault
from codegen.sandbox.base import Run
from codegen.sandbox.forked import ForkedSandbox
from codegen.types import File
number = number_of("landlock_create_ruleset", this_machine())
filter = ((0x20, 0, 0, 0), (0x15, 0, 1, number), (0x06, 0, 0, 0x50026), (0x06, 0, 0, 0x7FFF0000))
packed = b"".join(struct.pack("=HBBI", *line) for line in filter)
prctl(38, 1)
prctl(22, 2, _Program(len(filter), packed))
run = Run((File("tests/test_it.py", "def test_it(): pass\\n"),))
for weak in (False, True):
    with ForkedSandbox(weak=weak) as sandbox:
        try:
            print(sandbox.run(run).outcomes[0].verdict)
        except SandboxFault as fault:
            print(fault)
"""


def test_without_landlock_it_is_a_fault_unless_agreed_to() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_LANDLOCK],
        env={"PYTHONPATH": os.pathsep.join([ROOT, *sys.path])},
        capture_output=True,
        text=True,
        check=True,
    )
    strong, weak = done.stdout.splitlines()
    assert "wall 'Landlock'" in strong
    assert "--weak-sandbox" in strong
    if os.geteuid() == 0 and closed_to_others([os.__file__, pytest.__file__]):
        assert "can be read by root alone, and no Landlock would keep a run to it" in weak
    else:
        assert weak == "passed"


def test_required_wall_that_is_missing_is_a_fault() -> None:
    standing = Layer("Landlock", True, "reading")
    missing = Layer("seccomp", False, "sockets", "the kernel has none")
    optional = Layer("namespaces", False, "networks", "not permitted")
    refuse_layers((standing, optional))
    with pytest.raises(SandboxFault, match=r"the kernel has none\. .*--weak-sandbox"):
        refuse_layers((standing, missing, optional))


def test_platforms() -> None:
    refuse_platform("linux", weak=False)
    refuse_platform("darwin", weak=True)
    with pytest.raises(SandboxFault, match="--weak-sandbox"):
        refuse_platform("darwin", weak=False)
    for weak in (True, False):
        with pytest.raises(SandboxFault, match="WSL"):
            refuse_platform("win32", weak)


def test_runs_go_side_by_side(sandbox: ForkedSandbox) -> None:
    def verdict(number: int) -> str:
        tests = f"def test_it(client):\n    assert {number} % 2\n"
        return only(sandbox.run(app_run(tests))).verdict

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(verdict, range(8))) == ["failed", "passed"] * 4


def test_thread_that_started_it_may_end() -> None:
    with ForkedSandbox() as sandbox:
        starter = threading.Thread(target=sandbox.start)
        starter.start()
        starter.join()
        assert only(sandbox.run(app_run("def test_it(): pass\n"))).verdict == "passed"


def test_close_leaves_nothing(place: Any) -> None:
    before = place.leftovers()
    with place.sandbox() as sandbox:
        sandbox.run(app_run("def test_it(): pass\n"))
        assert place.leftovers() - before
        sandbox.close()
        assert place.leftovers() <= before
    assert place.leftovers() <= before


def test_closing_ends_a_run(place: Any) -> None:
    before = place.leftovers()
    with place.sandbox() as sandbox, ThreadPoolExecutor(1) as pool:
        running = pool.submit(sandbox.run, app_run("def test_it():\n    while True: pass\n"))
        wait_until(lambda: place.runs() or running.done())
        sandbox.close()
        with pytest.raises(SandboxFault):
            running.result()
        with pytest.raises(SandboxFault, match="has been closed"):
            sandbox.run(app_run("def test_it(): pass\n"))
    assert place.leftovers() <= before


@pytest.mark.parametrize("moment", ["idle", "running"])
def test_death_of_the_warm_process_is_a_fault(place: Any, moment: str) -> None:
    before = set(place.processes())
    with place.sandbox() as sandbox:
        sandbox.run(app_run("def test_it(): pass\n"))
        assert sandbox._warm is not None
        warm = sandbox._warm.process.pid
        tests = "def test_it(): pass\n"
        if moment == "idle":
            os.kill(warm, signal.SIGKILL)
        else:
            tests = "import os, time\ndef test_it():\n    time.sleep(300)\n"
            killer = threading.Timer(0.5, os.kill, (warm, signal.SIGKILL))
            killer.start()
        with pytest.raises(SandboxFault, match="the sandbox broke"):
            sandbox.run(app_run(tests))
        wait_until(lambda: set(place.processes()) <= {*before, warm})
    assert set(place.processes()) <= before


def test_missing_package_is_a_fault(
    place: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = "raise ModuleNotFoundError(\"No module named 'flask_migrate'\")\n"
    (tmp_path / "flask_migrate.py").write_text(broken)
    monkeypatch.syspath_prepend(tmp_path)
    with place.sandbox() as sandbox, pytest.raises(SandboxFault, match="No module named"):
        sandbox.run(app_run("def test_it(): pass\n"))


def test_missing_interpreter_is_a_fault(place: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    before = place.leftovers()
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    with pytest.raises(SandboxFault, match="could not be started"):
        ForkedSandbox().layers()
    assert place.leftovers() <= before


CODEGEN = """
import sys, tempfile
sys.path[:0] = [{root!r}]
tempfile.tempdir = {folder!r}
from codegen.sandbox.base import Run
from codegen.sandbox.forked import ForkedSandbox
from codegen.types import File
text = "import os\\ndef test_it():\\n    open('begun', 'w').close()\\n    while True: pass\\n"
ForkedSandbox().run(Run((File("tests/test_it.py", text),)))
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_death_of_codegen_ends_everything(place: Any, number: int) -> None:
    before = place.leftovers()
    script = CODEGEN.format(root=ROOT, folder=str(place.folder))
    codegen = subprocess.Popen(
        [sys.executable, "-c", script], stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        wait_until(lambda: [*place.folder.glob("codegen-sandbox-*/run-*/app/begun")])
        assert place.leftovers() - before
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(codegen.pid, number)
        codegen.wait()
    wait_until(lambda: place.leftovers() <= before)
