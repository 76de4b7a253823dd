from __future__ import annotations

import dataclasses
import os
import stat
from pathlib import Path

import pytest

from codegen import changeset
from codegen.changeset import ChangeSet, merge, plan
from codegen.errors import DiskFault, EditConflict, Rejected
from codegen.tree import read_tree
from codegen.types import Candidate, File, digest_of

PATH = "routes/users.py"
RECORD = (File(".codegen/lock/app.json", "{}\n"), File(".codegen/base/a.py.txt", "a\n"))


def files(**texts: str | None) -> tuple[File, ...]:
    """Files of the paths ``<name>.py``; None leaves one out."""
    return tuple(File(f"{name}.py", text) for name, text in texts.items() if text is not None)


def at_path(text: str | None) -> tuple[File, ...]:
    return () if text is None else (File(PATH, text),)


def write(app: Path, *texts: File) -> None:
    for file in texts:
        (app / file.path).parent.mkdir(parents=True, exist_ok=True)
        (app / file.path).write_bytes(file.text.encode())


def on_disk(app: Path) -> dict[str, bytes]:
    return {
        path.relative_to(app).as_posix(): path.read_bytes()
        for path in sorted(app.rglob("*"))
        if path.is_file()
    }


def planned(app: Path, base: tuple[File, ...], new: tuple[File, ...]) -> ChangeSet:
    disk = read_tree(app)
    candidate = merge("register", disk, base, new)
    return plan(app, disk=disk, base=base, new=new, candidate=candidate)


def apply(change_set: ChangeSet, record: tuple[File, ...] = RECORD) -> None:
    digest = change_set.digest
    cache = change_set.app_dir.parent.parent / ".codegen-cache"
    changeset.apply(change_set, record, checked=digest, verified=digest, cache=cache)


@pytest.fixture
def app(tmp_path: Path) -> Path:
    folder = tmp_path / "generated" / "register"
    folder.mkdir(parents=True)
    return folder


# --- A person's edits ------------------------------------------------------------------------------

OLD, NEW, MINE = "old\nsame\n", "new\nsame\n", "old\nmine\n"


@pytest.mark.parametrize(
    "base, disk, new, after, kind",
    [
        # nobody edited
        (None, None, NEW, NEW, "create"),
        (OLD, OLD, OLD, OLD, None),
        (OLD, OLD, NEW, NEW, "update"),
        (OLD, OLD, None, None, "delete"),
        # deleted by hand
        (OLD, None, OLD, OLD, "create"),
        (OLD, None, NEW, NEW, "create"),
        (OLD, None, None, None, None),
        # there already
        (OLD, NEW, NEW, NEW, None),
        (None, NEW, NEW, NEW, None),
        # edited by hand, and the build need not touch it
        (OLD, MINE, OLD, MINE, None),
        # a person's own
        (None, MINE, None, MINE, None),
        # git's line ends are nobody's edit
        (OLD, "old\r\nsame\r\n", OLD, "old\r\nsame\r\n", None),
        (OLD, "old\r\nsame\r\n", NEW, NEW, "update"),
        (OLD, "old\r\nsame\r\n", None, None, "delete"),
        ("old\r\nsame\r\n", OLD, NEW, NEW, "update"),
        (OLD, "new\r\nsame\r\n", NEW, "new\r\nsame\r\n", None),
        # what is emitted is written with \n
        (OLD, OLD, "new\r\nsame\r\n", NEW, "update"),
    ],
)
def test_a_file_without_a_conflict_becomes(
    app: Path, base: str | None, disk: str | None, new: str | None, after: str | None, kind: str
) -> None:
    write(app, *at_path(disk))
    change_set = planned(app, at_path(base), at_path(new))
    assert [(c.path, c.kind, c.before, c.after) for c in change_set.changes] == (
        [(PATH, kind, disk, after)] if kind else []
    )
    apply(change_set)
    assert read_tree(app) == at_path(after)


@pytest.mark.parametrize(
    "base, disk, new, said",
    [
        (OLD, MINE, NEW, "was edited by hand (from line 2), and this build would change it too"),
        (OLD, OLD + "more\n", NEW, "(from line 3)"),
        (OLD, "", NEW, "(from line 1)"),
        (OLD, MINE, None, "was edited by hand (from line 2), and this build would delete it"),
        (None, MINE, NEW, "is a file of your own where this build has one to write"),
    ],
)
def test_a_conflict_refuses_the_whole_build(
    app: Path, base: str | None, disk: str, new: str | None, said: str
) -> None:
    write(app, *at_path(disk), *files(other="1"))
    before = on_disk(app)
    with pytest.raises(EditConflict) as caught:
        planned(app, (*at_path(base), *files(other="1")), (*at_path(new), *files(other="2")))
    (problem,) = caught.value.problems
    assert f"'register/{PATH}' " in problem.cause
    assert said in problem.cause
    assert problem.mend
    assert on_disk(app) == before


def test_every_conflict_is_named() -> None:
    with pytest.raises(EditConflict) as caught:
        merge("x", files(a="A", b="B", c="c"), files(a="a", c="c"), files(a="1", b="2", c="3"))
    assert [problem.cause.split("'")[1] for problem in caught.value.problems] == [
        "x/a.py",
        "x/b.py",
    ]


def test_a_persons_edits_and_files_are_in_the_candidate_and_are_listed(app: Path) -> None:
    write(app, *files(edited="mine", own="mine", same="s", applied="new", old="old"))
    base = files(edited="e", same="s", applied="old", old="old")
    new = files(edited="e", same="s", applied="new", old="newer", fresh="f")
    change_set = planned(app, base, new)
    assert change_set.hand_edited == ("edited.py",)
    assert change_set.hand_added == ("own.py",)
    tree = Candidate(
        "register",
        files(edited="mine", own="mine", same="s", applied="new", old="newer", fresh="f"),
    )
    assert change_set.digest == tree.digest
    assert [change.path for change in change_set.changes] == ["fresh.py", "old.py"]


# --- Emitted paths are not trusted -----------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "../other/a.py",
        "a/../../b.py",
        "a//b.py",
        "",
        ".",
        "a\\b.py",
        "a\nb.py",
        ".codegen/lock/app.json",
        ".CodeGen/lock/app.json",
        ".git/hooks/pre-commit",
        "instance/app.db",
        ".env",
        "__pycache__/a.pyc",
        "x" * 300,
    ],
)
def test_an_emitted_path_that_may_not_be_written_is_rejected(path: str) -> None:
    with pytest.raises(Rejected, match="path"):
        merge("register", (), (), (File(path, "x"), File("a.py", "x")))


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "x" * (1024**2 + 1), "é" * (2**19 + 1)])
def test_an_emitted_text_that_would_not_be_read_again_is_rejected(text: str) -> None:
    with pytest.raises(Rejected, match=r"'a\.py' is no UTF-8 text of at most 1 MiB"):
        merge("register", (), (), files(a=text))


@pytest.mark.parametrize(
    "paths, said",
    [
        (("a.py", "a.py"), "one file to some disks"),
        (("A.py", "a.py"), "one file to some disks"),
        (("a", "a/b.py"), "both a file and a folder"),
        (("A", "a/c/b.py"), "both a file and a folder"),
    ],
)
def test_emitted_paths_that_collide_are_rejected(paths: tuple[str, ...], said: str) -> None:
    with pytest.raises(Rejected, match=said):
        merge("register", (), (), tuple(File(path, "x") for path in paths))


def test_a_plan_trusts_no_candidate(app: Path) -> None:
    hostile = Candidate("register", (File("../x.py", "x"),))
    with pytest.raises(Rejected, match="not safe to write"):
        plan(app, disk=(), base=(), new=hostile.files, candidate=hostile)
    write(app, *files(a="mine"))
    for wanted in (files(a="new"), files(a="old"), ()):
        with pytest.raises(EditConflict, match=r"register/a\.py"):
            plan(
                app,
                disk=read_tree(app),
                base=files(a="old"),
                new=wanted,
                candidate=Candidate("register", wanted),
            )


# --- What lies in the way --------------------------------------------------------------------------


def test_a_linked_folder_is_not_written_through(app: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (app / "routes").symlink_to(outside)
    with pytest.raises(EditConflict, match="'register/routes' is a symbolic link"):
        planned(app, (), at_path(NEW))
    assert list(outside.iterdir()) == []


def test_a_linked_file_is_not_replaced(app: Path, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("old")
    (app / "a.py").symlink_to(tmp_path / "precious")
    with pytest.raises(EditConflict, match=r"'register/a\.py' is a symbolic link"):
        planned(app, files(a="old"), files(a="new"))
    assert (tmp_path / "precious").read_text() == "old"


def test_a_link_planted_after_the_plan_is_not_written_through(app: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    change_set = planned(app, (), at_path(NEW))
    (app / "routes").symlink_to(outside)
    with pytest.raises(EditConflict, match="symbolic link"):
        apply(change_set)
    assert list(outside.iterdir()) == []
    assert not (app / ".codegen").exists()


def test_a_linked_record_is_not_written_through(app: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    (outside / "lock").mkdir(parents=True)
    (outside / "lock" / "precious.json").write_text("precious")
    (app / ".codegen").symlink_to(outside)
    with pytest.raises(EditConflict, match=r"'register/\.codegen' is a symbolic link"):
        apply(planned(app, (), files(a="a")))
    assert on_disk(outside) == {"lock/precious.json": b"precious"}


def test_an_apps_folder_that_is_a_link_is_written_where_it_points(tmp_path: Path) -> None:
    real, link = tmp_path / "elsewhere" / "real", tmp_path / "generated" / "register"
    real.mkdir(parents=True)
    link.parent.mkdir()
    link.symlink_to(real)
    change_set = planned(link, (), files(a="a"))
    assert change_set.app_dir == real
    apply(change_set)
    assert link.is_symlink()
    assert (real / "a.py").read_text() == "a"
    assert sorted(path.name for path in real.iterdir()) == [".codegen", "a.py"]


@pytest.mark.parametrize("content", [b"\x89PNG\xff", b"a\0b", b"x" * (1024**2 + 1)])
def test_a_file_that_is_no_text_is_not_replaced(app: Path, content: bytes) -> None:
    (app / "a.py").write_bytes(content)
    with pytest.raises(EditConflict, match="no text that codegen can read"):
        planned(app, files(a="old"), files(a="new"))


@pytest.mark.parametrize("path, said", [("a.py/x.txt", "is no file"), ("routes", "is no folder")])
def test_folders_and_files_in_each_others_place_are_refused(
    app: Path, path: str, said: str
) -> None:
    write(app, File(path, "mine"))
    with pytest.raises(EditConflict, match=said):
        planned(app, (), (*files(a="new"), *at_path(NEW)))


# --- Apply -----------------------------------------------------------------------------------------


def test_what_was_not_checked_or_not_verified_is_not_written(app: Path, tmp_path: Path) -> None:
    change_set = planned(app, (), files(a="a", b="b"))
    right, wrong = change_set.digest, digest_of("other")
    part = dataclasses.replace(change_set, changes=change_set.changes[:1])
    other = dataclasses.replace(change_set, digest=wrong)
    attempts = [
        (change_set, wrong, right),
        (change_set, right, wrong),
        (change_set, wrong, wrong),
        (other, wrong, wrong),
        (part, right, right),
    ]
    for attempt, checked, verified in attempts:
        with pytest.raises(Rejected, match="not what was checked and verified"):
            changeset.apply(
                attempt, RECORD, checked=checked, verified=verified, cache=tmp_path / "cache"
            )
    assert on_disk(app) == {}


@pytest.mark.parametrize(
    "path, text",
    [("a.py", "edited"), ("a.py", None), ("own.py", "edited"), ("own.py", None), ("c.py", "added")],
)
def test_a_tree_that_changed_during_the_build_is_refused(
    app: Path, path: str, text: str | None
) -> None:
    write(app, *files(a="old", own="mine"))
    change_set = planned(app, files(a="old"), files(a="new", b="b"))
    if text is None:
        (app / path).unlink()
    else:
        (app / path).write_text(text)
    before = on_disk(app)
    with pytest.raises(DiskFault, match=f"'register/{path}' changed while codegen was building"):
        apply(change_set)
    assert on_disk(app) == before


def test_what_takes_no_part_may_change_during_the_build(app: Path) -> None:
    change_set = planned(app, (), files(a="a"))
    write(app, File("instance/app.db", "rows"), File(".env", "SECRET_KEY=1"))
    apply(change_set)
    assert on_disk(app)["instance/app.db"] == b"rows"
    assert on_disk(app)[".env"] == b"SECRET_KEY=1"


def test_an_update_keeps_the_mode_and_a_new_file_has_the_usual_one(app: Path) -> None:
    write(app, *files(a="old"))
    (app / "a.py").chmod(0o751)
    umask = os.umask(0o027)
    try:
        apply(planned(app, files(a="old"), files(a="new", b="b")))
    finally:
        os.umask(umask)
    assert stat.S_IMODE((app / "a.py").stat().st_mode) == 0o751
    assert stat.S_IMODE((app / "b.py").stat().st_mode) == 0o640


def test_what_does_not_change_is_not_written_again(app: Path) -> None:
    apply(planned(app, (), files(a="a", b="b")))
    before = {path: path.stat().st_ino for path in app.rglob("*")}
    apply(planned(app, files(a="a", b="b"), files(a="a", b="b")))
    assert {path: path.stat().st_ino for path in app.rglob("*")} == before


def test_empty_folders_go_with_their_last_file_and_others_stay(app: Path) -> None:
    gone = (File("a/b/c.py", "c"), File("kept/x.py", "x"), File("top.py", "t"))
    write(app, *gone, File("kept/__pycache__/x.pyc", "x"))
    (app / "mine").mkdir()
    apply(planned(app, gone, ()))
    assert sorted(path.name for path in app.iterdir()) == [".codegen", "kept", "mine"]
    assert (app / "kept/__pycache__/x.pyc").exists()


def test_the_record_is_replaced_and_what_else_lies_there_is_kept(app: Path) -> None:
    write(
        app,
        File(".codegen/lock/endpoint-gone.json", "{}"),
        File(".codegen/base/old/gone.py.txt", "x"),
        File(".codegen/base/a.py.txt", "a\r\n"),
        File(".codegen/calls/paid.json", "{}"),
    )
    apply(planned(app, (), files(a="a")))
    assert on_disk(app / ".codegen") == {
        "base/a.py.txt": b"a\r\n",
        "calls/paid.json": b"{}",
        "lock/app.json": b"{}\n",
    }
    assert not (app / ".codegen/base/old").exists()


@pytest.mark.parametrize("path", ["a.py", ".codegen/../a.py", ".codegen", "/.codegen/x", ""])
def test_a_record_writes_only_below_its_folder(app: Path, path: str) -> None:
    with pytest.raises(Rejected, match="no path of a record"):
        apply(planned(app, (), files(a="a")), (File(path, "x"),))
    assert on_disk(app) == {}


def test_a_record_whose_paths_collide_is_rejected(app: Path) -> None:
    record = (File(".codegen/base/a.txt", "x"), File(".codegen/base/a.txt/b.txt", "x"))
    with pytest.raises(Rejected, match="both a file and a folder"):
        apply(planned(app, (), files(a="a")), record)
    assert on_disk(app) == {}


def test_a_first_build_makes_the_apps_folder(tmp_path: Path) -> None:
    app = tmp_path / "generated" / "register"
    apply(planned(app, (), files(a="a")))
    assert sorted(on_disk(app)) == [".codegen/base/a.py.txt", ".codegen/lock/app.json", "a.py"]
    assert [path.name for path in app.parent.iterdir()] == ["register"]


def test_texts_are_written_as_they_are(app: Path) -> None:
    text = "名 = '\u2028'\r# lone\n\n\ufeff"
    apply(planned(app, (), files(a=text)))
    assert on_disk(app)["a.py"] == text.encode()
