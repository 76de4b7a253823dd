"""Crashes, locks and refusing disks, on a real disk and with real processes."""

from __future__ import annotations

import fcntl
import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO, NamedTuple, TypeAlias

import pytest

from codegen import journal
from codegen.errors import DiskFault, EditConflict
from codegen.journal import Write, is_safe_path, locked, recover, takes_part, write_all

DRIVER = """
import json, os, signal, sys
from pathlib import Path
from codegen import changeset, journal
from codegen.types import File

action, root, at, what = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
build = json.loads((root / "build.json").read_text())
files = {key: tuple(File(*pair) for pair in pairs) for key, pairs in build.items()}
cache, out = root / "cache", root / "out"
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
CHANGES = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.chmod"}
count = 0

def is_reached():
    if what == "commit":
        return (out / "register" / ".codegen-staged" / "journal.json").exists()
    return count == at

def step():
    global count
    count += 1
    if is_reached():
        if what != "wait":
            os.kill(os.getpid(), signal.SIGKILL)
        print("waiting", flush=True)
        sys.stdin.readline()

def hook(event, args):
    if event in CHANGES or (event == "open" and args[2] & WRITES):
        step()

def fsync(descriptor, real=os.fsync):
    step()
    real(descriptor)

if action == "apply":
    disk = changeset.read_tree(out / "register")
    candidate = changeset.merge("register", disk, files["base"], files["new"])
    planned = changeset.plan(
        out / "register", disk=disk, base=files["base"], new=files["new"], candidate=candidate
    )
os.fsync = fsync
sys.addaudithook(hook)
if action == "apply":
    digest = candidate.digest
    changeset.apply(planned, files["record"], checked=digest, verified=digest, cache=cache)
else:
    print(json.dumps(journal.recover(cache, (out,))))
"""

BASE = {
    "register/__init__.py": "old = 1\n",
    "register/routes/users.py": "gone = 1\n",
    "wsgi.py": "same = 1\n",
}
NEW = {
    "register/__init__.py": "new = 2\n",
    "register/models/user.py": "made = 2\n",
    "wsgi.py": "same = 1\n",
}
RECORD = {".codegen/lock/app.json": "new record\n", ".codegen/base/wsgi.py.txt": "same = 1\n"}
NEVER_EMITTED = {
    "notes.txt": b"mine\r\n",
    ".env": b"SECRET_KEY=1",
    "instance/app.db": b"\x00\xff rows",
    "register/routes/.keep/deep/photo.png": b"\x89PNG\x00",
    ".codegen/lock/endpoint-gone.json": b"old slice\n",
    ".codegen/lock/app.json": b"old record\n",
}
Snapshot: TypeAlias = dict[str, tuple[int, bytes | None]]


class Finished(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


def write_build(root: Path) -> None:
    build = {
        "base": list(BASE.items()),
        "new": list(NEW.items()),
        "record": list(RECORD.items()),
    }
    (root / "build.json").write_text(json.dumps(build))


def write_app(root: Path) -> Path:
    app = root / "out" / "register"
    emitted = {path: text.encode() for path, text in BASE.items()}
    for path, content in {**emitted, **NEVER_EMITTED}.items():
        (app / path).parent.mkdir(parents=True, exist_ok=True)
        (app / path).write_bytes(content)
    (app / "register/__init__.py").chmod(0o750)
    return app


def snapshot(folder: Path) -> Snapshot:
    return {
        path.relative_to(folder).as_posix(): (
            path.lstat().st_mode,
            path.read_bytes() if path.is_file() else None,
        )
        for path in sorted(folder.rglob("*"))
    }


def start(root: Path, action: str, at: int, what: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", DRIVER, action, str(root), str(at), what],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def drive(root: Path, action: str, at: int = 0, what: str = "kill") -> Finished:
    with start(root, action, at, what) as process:
        stdout, stderr = process.communicate(timeout=60)
    return Finished(process.returncode, stdout, stderr)


def killed(root: Path, action: str, at: int) -> bool:
    finished = drive(root, action, at)
    assert finished.returncode in (0, -signal.SIGKILL), finished.stderr
    return finished.returncode != 0


def recovered(root: Path) -> list[str]:
    finished = drive(root, "recover")
    assert finished.returncode == 0, finished.stderr
    lines: list[str] = json.loads(finished.stdout)
    return lines


def crash_after_commit(root: Path) -> Path:
    """An app whose write was killed with its journal in place, and no file replaced yet."""
    shutil.rmtree(root / "out", ignore_errors=True)
    app = write_app(root)
    assert drive(root, "apply", what="commit").returncode == -signal.SIGKILL
    assert (app / "register/__init__.py").read_text() == "old = 1\n"
    return app


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_build(tmp_path)
    return tmp_path


def test_a_kill_at_any_step_leaves_all_of_the_old_or_all_of_the_new(root: Path) -> None:
    old = snapshot(write_app(root))
    assert not killed(root, "apply", 0)
    new = snapshot(root / "out" / "register")
    assert new["register/__init__.py"] == (old["register/__init__.py"][0], b"new = 2\n")
    assert "register/models/user.py" in new
    assert "register/routes/users.py" not in new
    assert ".codegen/lock/endpoint-gone.json" not in new
    untouched = set(NEVER_EMITTED) - {p for p in NEVER_EMITTED if p.startswith(".codegen/")}
    assert {p: old[p] for p in untouched} == {p: new[p] for p in untouched}

    seen = []
    for at in itertools.count(1):
        shutil.rmtree(root / "out")
        shutil.rmtree(root / "cache", ignore_errors=True)
        app = write_app(root)
        was_killed = killed(root, "apply", at)
        recovered(root)
        found = snapshot(app)
        assert found in (old, new), f"half written after a kill at step {at}"
        assert not list((root / "cache").glob("journals/*.json"))
        seen.append(found == new)
        if not was_killed:
            break
    assert seen == sorted(seen), "once committed, always finished"
    assert seen[0] is False
    assert len(seen) > 30


def test_a_first_build_killed_at_any_step_leaves_nothing_or_all(root: Path) -> None:
    out = root / "out"
    assert not killed(root, "apply", 0)
    new = snapshot(out)
    seen = []
    for at in itertools.count(1):
        shutil.rmtree(out, ignore_errors=True)
        shutil.rmtree(root / "cache", ignore_errors=True)
        was_killed = killed(root, "apply", at)
        recovered(root)
        found = snapshot(out) if out.exists() else {}
        assert found in ({}, new), f"half written after a kill at step {at}"
        seen.append(bool(found))
        if not was_killed:
            break
    assert seen == sorted(seen)
    assert seen[0] is False


def test_a_recovery_killed_at_any_step_is_finished_by_the_next(root: Path) -> None:
    write_app(root)
    assert not killed(root, "apply", 0)
    new = snapshot(root / "out" / "register")
    app = crash_after_commit(root)
    shutil.copytree(root / "out", root / "crashed")
    shutil.copytree(root / "cache", root / "crashed-cache")
    for at in itertools.count(1):
        shutil.rmtree(root / "out")
        shutil.rmtree(root / "cache")
        shutil.copytree(root / "crashed", root / "out")
        shutil.copytree(root / "crashed-cache", root / "cache")
        was_killed = killed(root, "recover", at)
        recovered(root)
        assert snapshot(app) == new, f"not finished after a kill at step {at}"
        if not was_killed:
            break
    assert at > 10


def test_recover_says_what_it_did_and_then_has_nothing_to_do(root: Path) -> None:
    crash_after_commit(root)
    assert recovered(root) == ["register: an interrupted write was finished"]
    assert recovered(root) == []


def test_what_was_staged_without_a_journal_is_taken_back(tmp_path: Path) -> None:
    app = write_app(tmp_path)
    old = snapshot(app)
    (app / ".codegen-staged").mkdir()
    (app / ".codegen-staged" / "0").write_text("half")
    lines = recover(tmp_path / "cache", (tmp_path / "out",))
    assert lines == ("register: an interrupted write was taken back",)
    assert snapshot(app) == old


def test_recover_finds_a_crash_though_the_cache_is_gone(root: Path) -> None:
    app = crash_after_commit(root)
    shutil.rmtree(root / "cache")
    assert len(recovered(root)) == 1
    assert (app / "register/__init__.py").read_text() == "new = 2\n"


def test_recover_finds_a_crash_outside_the_folders_it_is_given(root: Path) -> None:
    app = crash_after_commit(root)
    assert len(recover(root / "cache", ())) == 1
    assert (app / "register/__init__.py").read_text() == "new = 2\n"


def test_a_build_that_was_not_told_of_a_crash_ends_it_first(root: Path) -> None:
    app = crash_after_commit(root)
    build = drive(root, "apply")
    assert "changed while codegen was building" in build.stderr
    assert (app / "register/__init__.py").read_text() == "new = 2\n"
    assert not (app / ".codegen-staged").exists()


def test_recover_without_anything_interrupted_makes_no_cache(tmp_path: Path) -> None:
    write_app(tmp_path)
    assert recover(tmp_path / "cache", (tmp_path / "out", tmp_path / "none")) == ()
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize(
    "path", ["register/__init__.py", "register/routes/users.py", "register/models/user.py"]
)
def test_an_edit_after_the_crash_is_never_overwritten(root: Path, path: str) -> None:
    app = crash_after_commit(root)
    (app / path).parent.mkdir(exist_ok=True)
    (app / path).write_text("a person's\n")
    before = snapshot(app)
    with pytest.raises(EditConflict) as caught:
        recover(root / "cache", (root / "out",))
    assert [path in str(problem) for problem in caught.value.problems] == [True]
    assert snapshot(app) == before
    # Put back as it was, the write is finished.
    (app / path).write_text(BASE[path]) if path in BASE else (app / path).unlink()
    assert len(recover(root / "cache", ())) == 1
    assert (app / "register/models/user.py").read_text() == "made = 2\n"


def test_a_file_deleted_after_the_crash_is_written(root: Path) -> None:
    app = crash_after_commit(root)
    (app / "register/__init__.py").unlink()
    recover(root / "cache", ())
    assert (app / "register/__init__.py").read_text() == "new = 2\n"


def test_one_app_that_cannot_be_finished_keeps_no_other_from_it(root: Path) -> None:
    app = crash_after_commit(root)
    (app / "register/__init__.py").write_text("a person's\n")
    staged = root / "out" / "shop" / ".codegen-staged"
    staged.mkdir(parents=True)
    with pytest.raises(EditConflict):
        recover(root / "cache", (root / "out",))
    assert not staged.exists()


def release(process: subprocess.Popen[str]) -> None:
    stdin: IO[str] | None = process.stdin
    assert stdin is not None
    stdin.write("\n")
    stdin.close()
    assert process.wait(timeout=60) == 0


def wait_until_inside(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    assert process.stdout.readline() == "waiting\n"


@pytest.mark.parametrize("at", [20, 30, 45])
def test_a_second_build_is_told_to_wait_and_the_live_one_is_not_recovered(
    root: Path, at: int
) -> None:
    app = write_app(root)
    with start(root, "apply", at, "wait") as process:
        wait_until_inside(process)
        staged = snapshot(app / ".codegen-staged")
        second = drive(root, "apply")
        assert second.returncode == 1
        assert "another codegen is writing register. Wait for it to end." in second.stderr
        assert recover(root / "cache", (root / "out",)) == ()
        # A codegen that runs in another folder has another cache.
        assert recover(root / "other-cache", (root / "out",)) == ()
        assert (app / ".codegen-staged").exists()
        assert snapshot(app / ".codegen-staged") == staged
        release(process)
    assert (app / "register/models/user.py").read_text() == "made = 2\n"
    assert not (app / ".codegen-staged").exists()


def test_another_cache_does_not_get_into_a_live_write(root: Path) -> None:
    app = write_app(root)
    with start(root, "apply", 30, "wait") as process:
        wait_until_inside(process)
        with pytest.raises(DiskFault, match="another codegen is writing register"):
            write_all(root / "other", app, "register", (Write("a.py", None, b"a\n"),))
        release(process)
    assert (app / "register/models/user.py").read_text() == "made = 2\n"


def test_a_platform_without_file_locks_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "fcntl", None)
    with (
        pytest.raises(DiskFault, match="cannot lock files"),
        locked(tmp_path / "cache", tmp_path / "out" / "register", "register"),
    ):
        pass


def test_a_lock_ends_with_its_block(tmp_path: Path) -> None:
    cache, app = tmp_path / "cache", tmp_path / "register"
    for _ in range(2):
        with locked(cache, app, "register"), pytest.raises(DiskFault, match="another codegen"):
            locked(cache, app, "register").__enter__()
    assert (cache / ".gitignore").read_text() == "*\n"


def test_an_error_inside_a_lock_passes_unchanged(tmp_path: Path) -> None:
    with (
        pytest.raises(BlockingIOError, match="mine"),
        locked(tmp_path / "cache", tmp_path / "register", "register"),
    ):
        raise BlockingIOError("mine")


LIMITED = """
import resource, sys
from pathlib import Path
from codegen.journal import Write, write_all
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
app = Path(sys.argv[1])
writes = (Write("a.txt", None, b"a"), Write("b.txt", b"old", b"b" * 8192))
write_all(app.parent / "cache", app, "register", writes)
"""


@pytest.mark.parametrize("first_build", [False, True])
def test_a_disk_that_refuses_while_staging_leaves_the_app_as_it_was(
    tmp_path: Path, first_build: bool
) -> None:
    app = tmp_path / "register"
    if not first_build:
        app.mkdir()
        (app / "b.txt").write_bytes(b"old")
    old = snapshot(tmp_path)
    argv = [sys.executable, "-c", LIMITED, str(app)]
    finished = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)
    assert "DiskFault" in finished.stderr
    assert str(app) in finished.stderr
    shutil.rmtree(tmp_path / "cache")
    assert snapshot(tmp_path) == old


AS_NOBODY = """
import os, sys
from pathlib import Path
from codegen.journal import Write, write_all
app = Path(sys.argv[1])
for folder in (app / "locked").iterdir():
    pass
os.setuid(65534)
write_all(app.parent / "cache", app, "register", (Write(sys.argv[2], None, b"a"),))
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody who may not write")
@pytest.mark.parametrize("path", ["locked/a.txt", "locked/deep/a.txt"])
def test_a_folder_that_may_not_be_written_is_found_before_anything_is(
    tmp_path: Path, path: str
) -> None:
    # Everything below pytest's folder is for its owner alone.
    home = Path("/tmp") / f"codegen-test-{os.getpid()}"
    app = home / "register"
    (app / "locked").mkdir(parents=True)
    try:
        os.chown(home, 65534, 65534)
        os.chown(app, 65534, 65534)
        old = snapshot(app)
        argv = [sys.executable, "-c", AS_NOBODY, str(app), path]
        finished = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)
        assert f"DiskFault: '{app}/locked' cannot be used: Permission denied" in finished.stderr
        assert snapshot(app) == old
    finally:
        shutil.rmtree(home)


def test_a_file_that_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    app = tmp_path / "register"
    app.mkdir()
    (app / "b.txt").write_bytes(b"a person's")
    writes = (Write("a.txt", None, b"a"), Write("b.txt", b"old", b"new"))
    with pytest.raises(DiskFault, match=r"'register/b.txt' changed while codegen was building"):
        write_all(tmp_path / "cache", app, "register", writes)
    assert snapshot(app) == {"b.txt": ((app / "b.txt").lstat().st_mode, b"a person's")}


@pytest.mark.parametrize("path", ["out/a.txt", "a.txt"])
def test_nothing_is_written_through_a_symbolic_link(tmp_path: Path, path: str) -> None:
    app, outside = tmp_path / "register", tmp_path / "outside"
    app.mkdir()
    outside.mkdir()
    (outside / "a.txt").write_text("precious")
    (app / "out").symlink_to(outside)
    (app / "a.txt").symlink_to(outside / "a.txt")
    for write in (Write(path, None, b"x"), Write(path, b"precious", b"x")):
        with pytest.raises(EditConflict, match="symbolic link"):
            write_all(tmp_path / "cache", app, "register", (write,))
    assert (outside / "a.txt").read_text() == "precious"
    assert sorted(path.name for path in app.iterdir()) == ["a.txt", "out"]


def test_a_link_planted_after_the_crash_is_not_written_through(root: Path) -> None:
    app = crash_after_commit(root)
    outside = root / "outside"
    outside.mkdir()
    (app / "register" / "models").symlink_to(outside)
    with pytest.raises(EditConflict, match="symbolic link"):
        recover(root / "cache", ())
    assert list(outside.iterdir()) == []


def test_a_staging_folder_that_is_a_link_is_left_alone(tmp_path: Path) -> None:
    app, precious = tmp_path / "out" / "register", tmp_path / "precious"
    app.mkdir(parents=True)
    precious.mkdir()
    (precious / "letter.txt").write_text("precious")
    (app / ".codegen-staged").symlink_to(precious)
    with pytest.raises(EditConflict, match="symbolic link"):
        recover(tmp_path / "cache", (tmp_path / "out",))
    assert (precious / "letter.txt").read_text() == "precious"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"version": 2, "steps": []}',
        '{"version": 1, "steps": [{"path": "a.py"}]}',
        '{"version": 1, "steps": [{"path": "../a.py", "before": null, "after": null}]}',
        '{"version": 1, "steps": [{"path": ".git/hooks/x", "before": null, "after": null}]}',
        '{"version": 1, "steps": [{"path": ["a"], "before": null, "after": "x"}]}',
    ],
)
def test_a_broken_or_hostile_journal_is_refused_and_changes_nothing(
    tmp_path: Path, text: str
) -> None:
    staged = tmp_path / "out" / "register" / ".codegen-staged"
    staged.mkdir(parents=True)
    (staged / "journal.json").write_text(text)
    before = snapshot(tmp_path / "out")
    with pytest.raises(DiskFault):
        recover(tmp_path / "cache", (tmp_path / "out",))
    assert snapshot(tmp_path / "out") == before


def test_a_broken_pointer_is_named(tmp_path: Path) -> None:
    pointer = tmp_path / "cache" / "journals" / "x.json"
    pointer.parent.mkdir(parents=True)
    pointer.write_text("{")
    with pytest.raises(DiskFault, match=r"x\.json' is broken"):
        recover(tmp_path / "cache", ())


def test_a_staged_text_that_is_not_the_journals_is_not_used(root: Path) -> None:
    app = crash_after_commit(root)
    for staged in (app / ".codegen-staged").glob("[0-9]"):
        staged.write_text("rotten")
    with pytest.raises(DiskFault, match="not what the journal says"):
        recover(root / "cache", ())
    assert (app / "register/__init__.py").read_text() == "old = 1\n"


def test_a_lock_of_another_app_does_not_matter(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    with locked(cache, tmp_path / "one", "one"), locked(cache, tmp_path / "two", "two"):
        locks = sorted((cache / "locks").iterdir())
    assert len(locks) == 2
    with locks[0].open() as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/etc/passwd",
        "../x",
        "a/../x",
        "a//x",
        "./x",
        "a/",
        "a\\x",
        "a\nx",
        "a\0x",
        "\ud800",
        "x" * 201,
        "x/" * 501 + "x",
    ],
)
def test_paths_that_are_not_safe(path: str) -> None:
    assert not is_safe_path(path)


@pytest.mark.parametrize("path", ["a.py", "a/b c.py", ".github/x.yml", "名字.py", "a..b/c", "..."])
def test_paths_that_are_safe(path: str) -> None:
    assert is_safe_path(path)


@pytest.mark.parametrize(
    "path",
    [
        ".codegen/lock/app.json",
        ".Git/hooks/pre-commit",
        "a/.git",
        "instance/app.txt",
        "Instance/app.txt",
        ".env",
        ".env.local",
        "deploy/.env",
        "venv/x.py",
        "a/__pycache__/b.py",
        "a.pyc",
        "a.db",
        "a.sqlite3-journal",
        "x.egg-info/PKG-INFO",
        "node_modules/x.js",
        ".codegen-staged/0",
        "tls/server.key",
    ],
)
def test_paths_that_take_no_part(path: str) -> None:
    assert not takes_part(path)


@pytest.mark.parametrize(
    "path",
    [
        ".env.example",
        ".gitignore",
        ".gitattributes",
        "app/instance/x.py",
        "environment.py",
        "db.py",
    ],
)
def test_paths_that_take_part(path: str) -> None:
    assert takes_part(path)
