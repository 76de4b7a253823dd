from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from pathlib import Path

import pytest

from codegen.errors import DiskFault
from codegen.record import LockedSlice, Record, read_record, record_files
from codegen.stamp import (
    Inputs,
    Stamp,
    file_digest,
    is_current,
    tool_digest,
    tree_digest,
    write_stamp,
)
from codegen.types import Digest, File, digest_of

RECORD = Record(
    app="register",
    statements=(),
    pairs=(),
    slices=(LockedSlice("entity-user", digest_of("user"), [], ()),),
    revisions=(),
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
    argv = [sys.executable, "-c", "from codegen.stamp import tool_digest; print(tool_digest())"]
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
        "import sys; import codegen.stamp, codegen.current, codegen.journal;"
        "print({n.partition('.')[0] for n in sys.modules} - {'__main__', *sys.stdlib_module_names})"
    )
    argv = [sys.executable, "-S", "-c", program]
    printed = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=True).stdout
    assert printed.strip() == "{'codegen'}"


def test_a_summary_comes_back_as_it_was_written(cache: Path, app: Path, tmp_path: Path) -> None:
    stamp = is_current(cache, app, inputs_of(tmp_path, "main.md"))
    assert stamp is not None
    odd = dataclasses.replace(stamp, summary={"shown": ["名", "\ud800", 1.5, None]})
    write_stamp(cache, app, odd)
    assert is_current(cache, app, inputs_of(tmp_path, "main.md")) == odd
