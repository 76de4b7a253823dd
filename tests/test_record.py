from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from codegen.errors import Rejected
from codegen.record import (
    LockedDefinition,
    LockedRevision,
    LockedSlice,
    LockedStatement,
    Record,
    read_record,
    record_contents,
    record_files,
)
from codegen.types import File, digest_of
from codegen.wheels import PackageLock, Wheel

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


def test_the_contents_of_a_record_are_its_files_as_they_lie_there(app: Path) -> None:
    files = tuple((file.path, file.text.encode()) for file in record_files(RECORD))
    assert record_contents(app) == files
    (app / ".codegen").rename(app / "moved")
    (app / ".codegen").symlink_to(app / "moved")
    assert record_contents(app) == ()


PACKAGES = PackageLock(
    ("tiny-slug>=1",),
    (Wheel("tiny-words", "1.0", "b" * 64), Wheel("tiny-slug", "1.2+l.1", "a" * 64, ("tiny_slug",))),
)


def test_packages_are_a_file_of_their_own_for_apps_that_have_some(tmp_path: Path) -> None:
    record = dataclasses.replace(RECORD, packages=PACKAGES)
    write_files(tmp_path, record_files(record))
    assert read_record(tmp_path) == record
    [added] = {file.path for file in record_files(record)} - {f.path for f in record_files(RECORD)}
    assert added == ".codegen/lock/packages.json"
    names = [wheel["name"] for wheel in json.loads((tmp_path / added).read_text())["wheels"]]
    assert names == ["tiny-slug", "tiny-words"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"1.0"', '"1.0 --hash=sha256:0"', "'tiny-words' has no version that pip could be given"),
        ('"1.0"', '"1.0\\n--pre"', "'tiny-words' has no version that pip could be given"),
        ("b" * 64, "b" * 63, "'tiny-words' has no sha256 that pip could be given"),
        ('"tiny-words"', '"-r x"', "'-r x' has no name that pip could be given"),
        ('"1.0"', "1", "'version' must be a text"),
        ('"modules"', '"moduls"', "'moduls' is unknown"),
    ],
)
def test_a_lock_of_packages_that_was_altered_is_rejected(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    write_files(tmp_path, record_files(dataclasses.replace(RECORD, packages=PACKAGES)))
    path = tmp_path / ".codegen/lock/packages.json"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(Rejected) as caught:
        read_record(tmp_path)
    assert message in str(caught.value)
    assert str(caught.value).startswith(str(path))
