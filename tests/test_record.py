from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from codegen.errors import DiskFault, Rejected
from codegen.record import (
    Inputs,
    LockedDefinition,
    LockedRevision,
    LockedSlice,
    LockedStatement,
    Record,
    Stamp,
    file_digest,
    is_current,
    read_record,
    read_tree,
    record_files,
    tool_digest,
    tree_digest,
    write_stamp,
)
from codegen.types import Digest, File, digest_of

RECORD = Record(
    app="register",
    statements=(
        LockedStatement("entity:user/3f2a9c01", "A user has a username, unique."),
        LockedStatement("POST /register/81d2aa07", "用户名不能为空。"),
    ),
    pairs=(("POST /register/81d2aa07", "用户名必填。", "用户名不能为空。"),),
    slices=(
        LockedSlice(
            "endpoint-post-register",
            digest_of("meaning"),
            {"path": "/register", "status": 201, "cases": [None, True, "\ud800"]},
            (LockedDefinition("routes/users.py", 'def view():\n    return "a\\n\r"\n'),),
        ),
        LockedSlice("entity-user", digest_of("user"), [], ()),
    ),
    revisions=(LockedRevision("0002", "b.py"), LockedRevision("0001", "a.py")),
    data=[{"name": "User", "fields": []}],
    base=(File("register/__init__.py", "x = 1\n"), File("notes.txt", "no newline")),
)


def write_files(app: Path, files: tuple[File, ...]) -> None:
    for file in files:
        (app / file.path).parent.mkdir(parents=True, exist_ok=True)
        (app / file.path).write_bytes(file.text.encode())


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """An app's folder with RECORD in it."""
    folder = tmp_path / "generated" / "register"
    write_files(folder, (*RECORD.base, *record_files(RECORD)))
    return folder


# --- The tree --------------------------------------------------------------------------------------


def test_the_tree_is_the_texts_that_take_part(tmp_path: Path) -> None:
    taking = {
        ".env.example": "a",
        ".gitignore": "b",
        "app/views.py": "c\r\n",
        "app/instance/x.py": "d",
        "notes.md": "é",
    }
    ignored = [
        ".codegen/lock/app.json",
        "instance/app.txt",
        ".git/config",
        ".env",
        "venv/lib/x.py",
        "app/__pycache__/x.txt",
        "my-env/pyvenv.cfg",
        "my-env/lib/site.py",
        "rows.db",
        "rows.sqlite3",
        "app.egg-info/PKG-INFO",
    ]
    write_files(tmp_path, tuple(File(path, "ignored") for path in ignored))
    write_files(tmp_path, tuple(File(path, text) for path, text in taking.items()))
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\xff")
    (tmp_path / "nul.txt").write_bytes(b"a\0b")
    (tmp_path / "big.txt").write_bytes(b"x" * (1024**2 + 1))
    (tmp_path / "limit.txt").write_bytes(b"x" * 1024**2)
    found = {file.path: file.text for file in read_tree(tmp_path)}
    assert found == {**taking, "limit.txt": "x" * 1024**2}
    assert list(found) == sorted(found)


def test_the_tree_follows_no_link_but_the_apps_own_folder(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    write_files(outside, (File("secret.txt", "secret"),))
    app = tmp_path / "real"
    write_files(app, (File("a.py", "a"),))
    (app / "linked").symlink_to(outside)
    (app / "secret.txt").symlink_to(outside / "secret.txt")
    (app / "loop").symlink_to(app)
    (tmp_path / "register").symlink_to(app)
    assert read_tree(tmp_path / "register") == (File("a.py", "a"),)


def test_the_tree_does_not_wait_for_pipes_or_odd_names(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "back\\slash.txt").write_text("a")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt")).write_text("a")
    assert read_tree(tmp_path) == ()


def test_an_app_without_a_folder_has_no_tree(tmp_path: Path) -> None:
    assert read_tree(tmp_path / "none") == ()


def test_a_file_for_an_apps_folder_is_a_fault_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "register").write_text("a")
    with pytest.raises(DiskFault, match="register' cannot be used: Not a directory"):
        read_tree(tmp_path / "register")


# --- The record ------------------------------------------------------------------------------------


def test_a_record_comes_back_as_it_was_written(app: Path) -> None:
    assert read_record(app) == RECORD


def test_a_record_that_git_converted_to_crlf_is_the_same(app: Path) -> None:
    for path in (app / ".codegen").rglob("*.*"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_record(app) == RECORD


def test_an_app_without_a_record_has_none(tmp_path: Path) -> None:
    assert read_record(tmp_path) is None
    assert read_record(tmp_path / "none") is None


def test_the_record_is_one_small_file_a_slice_and_the_base(app: Path) -> None:
    assert [file.path for file in record_files(RECORD)] == [
        ".codegen/base/notes.txt.txt",
        ".codegen/base/register/__init__.py.txt",
        ".codegen/lock/app.json",
        ".codegen/lock/endpoint-post-register.json",
        ".codegen/lock/entity-user.json",
    ]


def test_the_record_is_readable_json_with_sorted_keys(app: Path) -> None:
    text = (app / ".codegen/lock/app.json").read_text(encoding="utf-8")
    assert text == (
        json.dumps(json.loads(text), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    )
    assert "用户名不能为空。" in text
    definitions = (app / ".codegen/lock/endpoint-post-register.json").read_text(encoding="utf-8")
    assert '"def view():",\n' in definitions


def test_the_record_does_not_depend_on_the_order_it_was_made_in() -> None:
    reordered = dataclasses.replace(
        RECORD,
        statements=RECORD.statements[::-1],
        pairs=RECORD.pairs[::-1],
        slices=RECORD.slices[::-1],
        base=RECORD.base[::-1],
    )
    assert record_files(reordered) == record_files(RECORD)
    swapped = dataclasses.replace(RECORD, revisions=RECORD.revisions[::-1])
    assert record_files(swapped) != record_files(RECORD)


def test_one_changed_slice_changes_one_file() -> None:
    first, second = RECORD.slices
    changed = dataclasses.replace(RECORD, slices=(first, dataclasses.replace(second, items=[1])))
    pairs = zip(record_files(RECORD), record_files(changed), strict=True)
    assert [a.path for a, b in pairs if a != b] == [".codegen/lock/entity-user.json"]


@pytest.mark.parametrize("name", ["app", "../x", "", "a/b", "UPPER", ".hidden", "a" * 101, "a\n"])
def test_a_slice_whose_name_is_no_file_name_is_not_written(name: str) -> None:
    bad = LockedSlice(name, digest_of(""), None, ())
    with pytest.raises(ValueError, match="file names"):
        record_files(dataclasses.replace(RECORD, slices=(bad,)))


def test_two_slices_of_one_name_are_not_written() -> None:
    with pytest.raises(ValueError, match="entity-user"):
        record_files(dataclasses.replace(RECORD, slices=(*RECORD.slices, RECORD.slices[1])))


def _replace(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


@pytest.mark.parametrize(
    "name, change, said",
    [
        ("app", lambda text: "", "app.json:1:1: the JSON is broken"),
        ("app", lambda text: text[:-3], "the JSON is broken"),
        ("app", lambda text: "<<<<<<< ours\n" + text, "app.json:1:1: the JSON is broken"),
        ("app", _replace('"id"', '"ident"'), "app.json:11:1: 'ident' is unknown"),
        ("app", _replace('"app": ', '"extra": 1,\n  "app": '), "app.json:2:1: 'extra' is unknown"),
        ("app", _replace('"app": "register"', '"app": 1'), "app.json:2:1: 'app' must be a text"),
        ("app", _replace('"app": "register",', ""), "app.json:1:1: 'app.json' has no 'app'"),
        ("app", _replace('"app":', '"app": "x", "app":'), "app.json:2:1: 'app' is there twice"),
        ("app", _replace('"new": ', '"old": '), "is there twice"),
        ("app", _replace(',\n      "path": "b.py"', ""), "'revisions' has no 'path'"),
        ("app", _replace('"version": 1', '"version": 2'), "made by a newer codegen"),
        ("app", _replace('"version": 1', '"version": 0'), "no version that codegen knows"),
        ("app", _replace('"version": 1', '"version": true'), "no version that codegen knows"),
        ("app", lambda text: "[]", "'app.json' must be an object"),
        ("app", lambda text: "[" * 100_000, "the JSON is broken"),
        ("entity-user", lambda text: "{}", "entity-user.json:1:1: 'entity-user.json' has no"),
        ("entity-user", _replace('"name": "entity-user"', '"name": "x"'), "different names"),
        ("entity-user", _replace("[]", "{}"), "'definitions' must be a list"),
        ("endpoint-post-register", _replace('"def view():"', "3"), "'lines' must be a text"),
    ],
)
def test_a_broken_record_is_rejected_with_its_place(
    app: Path, name: str, change: Callable[[str], str], said: str
) -> None:
    path = app / ".codegen" / "lock" / f"{name}.json"
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(Rejected) as caught:
        read_record(app)
    (problem,) = caught.value.problems
    assert said in str(problem)
    assert problem.location is not None
    assert problem.location.path == str(path)


def test_a_record_in_another_encoding_is_rejected(app: Path) -> None:
    (app / ".codegen/base/notes.txt.txt").write_bytes(b"\xff")
    with pytest.raises(Rejected, match=r"notes\.txt\.txt:1:1: the base is not UTF-8"):
        read_record(app)
    (app / ".codegen/base/notes.txt.txt").unlink()
    (app / ".codegen/lock/app.json").write_bytes(b'{"app": "\xff"}')
    with pytest.raises(Rejected, match=r"app\.json:1:1: the JSON is broken"):
        read_record(app)


def test_a_record_without_its_first_file_is_rejected(app: Path) -> None:
    (app / ".codegen/lock/app.json").unlink()
    with pytest.raises(Rejected, match=r"app\.json:1:1: the record's first file is missing"):
        read_record(app)


# --- The stamp -------------------------------------------------------------------------------------


@pytest.fixture
def cache(app: Path, tmp_path: Path) -> Path:
    """A project's cache that knows the app as proven from two sources."""
    (tmp_path / "main.md").write_text("# Register\n")
    (tmp_path / "part.md").write_text("## Rules\n")
    cache = tmp_path / ".codegen-cache"
    tree = tree_digest(RECORD.base, record_files(RECORD))
    write_stamp(cache, app, Stamp(inputs_of(tmp_path, "main.md", "part.md"), tree, {"tests": 20}))
    return cache


def inputs_of(project: Path, *sources: str) -> Inputs:
    digests = tuple((source, file_digest(project / source)) for source in sources)
    return Inputs(digests, digest_of("settings"), Digest("tool"))


def test_a_build_with_nothing_to_do_is_known_by_its_main_spec_alone(
    cache: Path, app: Path, tmp_path: Path
) -> None:
    stamp = is_current(cache, app, inputs_of(tmp_path, "main.md"))
    assert stamp is not None
    assert stamp.summary == {"tests": 20}
    assert [source for source, _ in stamp.inputs.sources] == ["main.md", "part.md"]


def test_the_stamp_is_ignored_by_git_and_lies_outside_the_record(cache: Path, app: Path) -> None:
    assert (cache / ".gitignore").read_text() == "*\n"
    assert len(list((cache / "stamps").glob("register-*.json"))) == 1
    assert read_record(app) == RECORD


@pytest.mark.parametrize(
    "path, content",
    [
        ("main.md", b"# Register!\n"),
        ("part.md", b"## Rules!\n"),
        ("part.md", None),
        ("generated/register/notes.txt", b"edited"),
        ("generated/register/notes.txt", None),
        ("generated/register/mine.py", b"added"),
        ("generated/register/.codegen/lock/entity-user.json", b"{}"),
        ("generated/register/.codegen/lock/entity-user.json", None),
        ("generated/register/.codegen/base/notes.txt.txt", b"\xff"),
    ],
)
def test_any_difference_on_disk_makes_it_not_current(
    cache: Path, app: Path, tmp_path: Path, path: str, content: bytes | None
) -> None:
    inputs = inputs_of(tmp_path, "main.md")
    assert is_current(cache, app, inputs)
    if content is None:
        (tmp_path / path).unlink()
    else:
        (tmp_path / path).write_bytes(content)
    if path == "main.md":
        inputs = inputs_of(tmp_path, "main.md")
    assert is_current(cache, app, inputs) is None


def test_a_record_behind_a_link_is_not_current(cache: Path, app: Path, tmp_path: Path) -> None:
    (app / ".codegen").rename(tmp_path / "moved")
    (app / ".codegen").symlink_to(tmp_path / "moved")
    assert is_current(cache, app, inputs_of(tmp_path, "main.md")) is None


@pytest.mark.parametrize(
    "path", ["instance/app.db", ".env", "register/__pycache__/x.pyc", "picture.png"]
)
def test_what_takes_no_part_leaves_it_current(
    cache: Path, app: Path, tmp_path: Path, path: str
) -> None:
    (app / path).parent.mkdir(exist_ok=True)
    (app / path).write_bytes(b"\x00rows")
    assert is_current(cache, app, inputs_of(tmp_path, "main.md"))


def test_other_inputs_make_it_not_current(cache: Path, app: Path, tmp_path: Path) -> None:
    inputs = inputs_of(tmp_path, "main.md")
    other = (
        dataclasses.replace(inputs, settings=digest_of("other")),
        dataclasses.replace(inputs, tool=digest_of("other")),
        dataclasses.replace(inputs, sources=()),
        dataclasses.replace(inputs, sources=(("other.md", inputs.sources[0][1]),)),
    )
    assert [is_current(cache, app, it) for it in other] == [None] * 4


def test_an_edit_made_while_the_stamp_is_written_is_not_taken_for_proven(
    cache: Path, app: Path, tmp_path: Path
) -> None:
    inputs = inputs_of(tmp_path, "main.md")
    stamp = is_current(cache, app, inputs)
    assert stamp is not None
    (app / "notes.txt").write_text("edited")
    write_stamp(cache, app, stamp)
    assert is_current(cache, app, inputs) is None


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"sources": 1}', "[" * 100_000, None])
def test_a_missing_or_broken_stamp_is_no_error(
    cache: Path, app: Path, tmp_path: Path, text: str | None
) -> None:
    (path,) = (cache / "stamps").iterdir()
    path.unlink()
    if text is not None:
        path.write_text(text)
    assert is_current(cache, app, inputs_of(tmp_path, "main.md")) is None


@pytest.mark.parametrize(
    "key, value",
    [
        ("sources", []),
        ("tree", 1),
        ("settings", None),
        ("sources", [["main.md", 1]]),
        ("tree", None),
    ],
)
def test_a_stamp_of_odd_values_is_not_current(
    cache: Path, app: Path, tmp_path: Path, key: str, value: object
) -> None:
    (path,) = (cache / "stamps").iterdir()
    path.write_text(json.dumps({**json.loads(path.read_text()), key: value}))
    assert is_current(cache, app, inputs_of(tmp_path, "main.md")) is None


def test_a_tree_that_git_converted_to_crlf_stays_current(
    cache: Path, app: Path, tmp_path: Path
) -> None:
    path = app / "register/__init__.py"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert is_current(cache, app, inputs_of(tmp_path, "main.md"))


def test_apps_of_one_name_in_different_folders_have_stamps_of_their_own(
    cache: Path, app: Path, tmp_path: Path
) -> None:
    other = tmp_path / "elsewhere" / "register"
    write_files(other, (*RECORD.base, *record_files(RECORD)))
    assert is_current(cache, other, inputs_of(tmp_path, "main.md")) is None


def test_a_cache_that_cannot_be_written_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    stamp = Stamp(Inputs((), digest_of(""), digest_of("")), digest_of(""), None)
    with pytest.raises(DiskFault, match="file"):
        write_stamp(tmp_path / "file", tmp_path / "register", stamp)


def test_the_digest_of_a_tree_is_of_its_files_and_texts() -> None:
    one, other = File("a", "x"), File("b", "y")
    assert tree_digest((one, other), ()) == tree_digest((other,), (one,))
    different = {
        tree_digest(files, ())
        for files in ((one,), (other,), (one, other), (File("a", "y"),), (File("b", "x"),), ())
    }
    assert len(different) == 6


def test_the_digest_of_the_tool_is_the_same_in_every_process() -> None:
    argv = [sys.executable, "-c", "from codegen.record import tool_digest; print(tool_digest())"]
    printed = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=True).stdout
    again = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=True).stdout
    assert len(printed.strip()) == 64
    assert printed == again
    assert tool_digest() == tool_digest()


def test_the_digest_of_the_tool_knows_installed_versions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tool_digest()
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    assert tool_digest() == before
    (tmp_path / "flask-99.dist-info").mkdir()
    assert tool_digest() != before


def test_what_the_instant_build_imports_is_the_standard_library() -> None:
    program = (
        "import sys; import codegen.record, codegen.journal;"
        "print({n.partition('.')[0] for n in sys.modules} - {'__main__', *sys.stdlib_module_names})"
    )
    argv = [sys.executable, "-S", "-c", program]
    printed = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=True).stdout
    assert printed.strip() == "{'codegen'}"
