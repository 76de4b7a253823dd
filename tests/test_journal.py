"""Crashes, locks and refusing disks, on a real disk and with real processes."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal, TypeAlias

import pytest

from codegen.errors import DiskFault, EditConflict
from codegen.journal import Write, recover, write_all
from crashes import BASE, Builds, Request

NEVER_EMITTED = {
    "notes.txt": b"mine\r\n",
    ".env": b"SECRET_KEY=1",
    "instance/app.db": b"\x00\xff rows",
    "register/routes/.keep/deep/photo.png": b"\x89PNG\x00",
    ".codegen/lock/endpoint-gone.json": b"old slice\n",
    ".codegen/lock/app.json": b"old record\n",
}
Snapshot: TypeAlias = dict[str, tuple[int, bytes | None]]


@pytest.fixture(scope="module")
def builds() -> Iterator[Builds]:
    builds = Builds()
    yield builds
    builds.close()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path


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


def killed(builds: Builds, request: Request) -> bool:
    finished = builds.run(request)
    assert finished.returncode in (0, -signal.SIGKILL), finished.stderr
    return finished.returncode != 0


def applied(builds: Builds, root: Path) -> Snapshot:
    assert not killed(builds, Request("apply", str(root)))
    return snapshot(root / "out")


def recovered(builds: Builds, root: Path) -> list[str]:
    finished = builds.run(Request("recover", str(root)))
    assert finished.returncode == 0, finished.stderr
    lines: list[str] = json.loads(finished.stdout)
    return lines


def crash_after_commit(builds: Builds, root: Path) -> Path:
    """An app whose write was killed with its journal in place, and no file replaced yet."""
    clear(root)
    app = write_app(root)
    assert killed(builds, Request("apply", str(root), kill_committed=True))
    assert (app / "register/__init__.py").read_text() == "old = 1\n"
    return app


def clear(root: Path) -> None:
    for folder in ("out", "cache"):
        shutil.rmtree(root / folder, ignore_errors=True)


def sweep(
    builds: Builds, root: Path, action: Literal["apply", "recover"], prepare: Callable[[], object]
) -> list[Snapshot]:
    """What lies there after a kill at the first, second, ... disk operation and a recovery.

    The last one is of the run that had come to its end before it could be killed.
    """
    found = []
    for step in itertools.count(1):
        clear(root)
        prepare()
        was_killed = killed(builds, Request(action, str(root), kill_at=step))
        recovered(builds, root)
        assert not list((root / "cache").glob("journals/*.json")), f"left by a kill at step {step}"
        found.append(snapshot(root / "out"))
        if not was_killed:
            break
    return found


def steps_of(found: list[Snapshot], old: Snapshot, new: Snapshot) -> tuple[int, int]:
    """After how many of the kills the old tree was found, and then the new one; there is no third."""
    kinds = ["old" if it == old else "new" if it == new else "half written" for it in found]
    assert "half written" not in kinds, f"after a kill at step {kinds.index('half written') + 1}"
    assert kinds == sorted(kinds, reverse=True), "once committed, always finished"
    return kinds.count("old"), kinds.count("new")


# --- kill -9 at every disk operation ---------------------------------------------------------------


def test_a_kill_at_any_step_leaves_all_of_the_old_or_all_of_the_new(
    builds: Builds, root: Path
) -> None:
    write_app(root)
    old = snapshot(root / "out")
    new = applied(builds, root)
    init = "register/register/__init__.py"
    assert new[init] == (old[init][0], b"new = 2\n")
    assert "register/register/models/user.py" in new
    assert "register/register/routes/users.py" not in new
    assert "register/.codegen/lock/endpoint-gone.json" not in new
    mine = {f"register/{path}" for path in NEVER_EMITTED if not path.startswith(".codegen/")}
    assert {path: old[path] for path in mine} == {path: new[path] for path in mine}

    found = sweep(builds, root, "apply", lambda: write_app(root))
    before_commit, after_commit = steps_of(found, old, new)
    assert before_commit > 15
    assert after_commit > 15


def test_a_first_build_killed_at_any_step_leaves_nothing_or_all(builds: Builds, root: Path) -> None:
    new = applied(builds, root)
    found = sweep(builds, root, "apply", lambda: None)
    before_commit, after_commit = steps_of(found, {}, new)
    assert before_commit > 15
    assert after_commit > 15


def test_a_recovery_killed_at_any_step_is_finished_by_the_next(builds: Builds, root: Path) -> None:
    write_app(root)
    new = applied(builds, root)
    crash_after_commit(builds, root)
    shutil.copytree(root / "out", root / "crashed" / "out")
    shutil.copytree(root / "cache", root / "crashed" / "cache")

    def crash() -> None:
        shutil.copytree(root / "crashed", root, dirs_exist_ok=True)

    found = sweep(builds, root, "recover", crash)
    assert found == [new] * len(found)
    assert len(found) > 10


# --- Recovery --------------------------------------------------------------------------------------


def test_recover_says_what_it_did_and_then_has_nothing_to_do(builds: Builds, root: Path) -> None:
    crash_after_commit(builds, root)
    assert recovered(builds, root) == ["register: an interrupted write was finished"]
    assert recovered(builds, root) == []


def test_what_was_staged_without_a_journal_is_taken_back(tmp_path: Path) -> None:
    app = write_app(tmp_path)
    old = snapshot(app)
    (app / ".codegen-staged").mkdir()
    (app / ".codegen-staged" / "0").write_text("half")
    lines = recover(tmp_path / "cache", (tmp_path / "out",))
    assert lines == ("register: an interrupted write was taken back",)
    assert snapshot(app) == old


def test_recover_finds_a_crash_though_the_cache_is_gone(builds: Builds, root: Path) -> None:
    app = crash_after_commit(builds, root)
    shutil.rmtree(root / "cache")
    assert len(recovered(builds, root)) == 1
    assert (app / "register/__init__.py").read_text() == "new = 2\n"


def test_recover_finds_a_crash_outside_the_folders_it_is_given(builds: Builds, root: Path) -> None:
    app = crash_after_commit(builds, root)
    assert len(recover(root / "cache", ())) == 1
    assert (app / "register/__init__.py").read_text() == "new = 2\n"


def test_a_build_that_was_not_told_of_a_crash_ends_it_first(builds: Builds, root: Path) -> None:
    app = crash_after_commit(builds, root)
    build = builds.run(Request("apply", str(root)))
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
def test_an_edit_after_the_crash_is_never_overwritten(
    builds: Builds, root: Path, path: str
) -> None:
    app = crash_after_commit(builds, root)
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


def test_a_file_deleted_after_the_crash_is_written(builds: Builds, root: Path) -> None:
    app = crash_after_commit(builds, root)
    (app / "register/__init__.py").unlink()
    recover(root / "cache", ())
    assert (app / "register/__init__.py").read_text() == "new = 2\n"


def test_one_app_that_cannot_be_finished_keeps_no_other_from_it(builds: Builds, root: Path) -> None:
    app = crash_after_commit(builds, root)
    (app / "register/__init__.py").write_text("a person's\n")
    staged = root / "out" / "shop" / ".codegen-staged"
    staged.mkdir(parents=True)
    with pytest.raises(EditConflict):
        recover(root / "cache", (root / "out",))
    assert not staged.exists()


# --- Two at a time ---------------------------------------------------------------------------------


@pytest.fixture
def other_build() -> Iterator[Builds]:
    builds = Builds()
    yield builds
    builds.close()


@pytest.mark.parametrize("step", [20, 30, 45])
def test_a_second_build_is_told_to_wait_and_the_live_one_is_not_recovered(
    builds: Builds, other_build: Builds, root: Path, step: int
) -> None:
    app = write_app(root)
    with other_build.held(Request("apply", str(root), hold_at=step)):
        staged = snapshot(app / ".codegen-staged")
        second = builds.run(Request("apply", str(root)))
        assert second.returncode == 1
        assert "another codegen is writing register. Wait for it to end." in second.stderr
        assert recover(root / "cache", (root / "out",)) == ()
        # A codegen that runs in another folder has another cache.
        assert recover(root / "other-cache", (root / "out",)) == ()
        assert (app / ".codegen-staged").exists()
        assert snapshot(app / ".codegen-staged") == staged
    assert (app / "register/models/user.py").read_text() == "made = 2\n"
    assert not (app / ".codegen-staged").exists()


def test_another_cache_does_not_get_into_a_live_write(other_build: Builds, root: Path) -> None:
    app = write_app(root)
    with (
        other_build.held(Request("apply", str(root), hold_at=30)),
        pytest.raises(DiskFault, match="another codegen is writing register"),
    ):
        write_all(root / "other", app, "register", (Write("a.py", None, b"a\n"),))
    assert (app / "register/models/user.py").read_text() == "made = 2\n"


# --- What the disk refuses, and what lies in the way -----------------------------------------------


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


def test_a_link_planted_after_the_crash_is_not_written_through(builds: Builds, root: Path) -> None:
    app = crash_after_commit(builds, root)
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


def test_a_staged_text_that_is_not_the_journals_is_not_used(builds: Builds, root: Path) -> None:
    app = crash_after_commit(builds, root)
    for staged in (app / ".codegen-staged").glob("[0-9]"):
        staged.write_text("rotten")
    with pytest.raises(DiskFault, match="not what the journal says"):
        recover(root / "cache", ())
    assert (app / "register/__init__.py").read_text() == "old = 1\n"
