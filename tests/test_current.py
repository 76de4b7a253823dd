"""The fast path: whether a build has anything to do."""

from __future__ import annotations

import contextlib
import os
import threading
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from codegen.config import Settings
from codegen.current import current_inputs, current_stamp, probable_app, source_name
from codegen.stamp import Stamp, tree_digest, write_stamp
from codegen.tree import read_tree

WAIT_S = 10.0
MEBIBYTE = 1024**2


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A project with a template of its own and one spec."""
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs/register.md").write_text("# Register\n")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/view.py.j2").write_text("view\n")
    return Settings(tmp_path, templates="templates")


def stamped(settings: Settings, sources: tuple[str, ...], app: str = "register") -> Path:
    """The first source, after an app was proven from all of them."""
    app_dir = settings.out_dir / app
    app_dir.mkdir(parents=True)
    (app_dir / "wsgi.py").write_text("app = 1\n")
    stamp = Stamp(
        current_inputs(settings, sources), tree_digest(read_tree(app_dir), ()), "7 statements"
    )
    write_stamp(settings.cache, app_dir, stamp)
    return settings.root / sources[0]


def returns(action: Callable[[], object]) -> bool:
    """Whether an action comes to an end; one that reads a pipe without a writer never does."""
    thread = threading.Thread(target=action, daemon=True)
    thread.start()
    thread.join(WAIT_S)
    return not thread.is_alive()


# --- The name of the app ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "app"),
    [
        ("---\napp: club\n---\n# Register\n", "club"),
        ("---\r\napp: club\r\n---\r\n# Register\r\n", "club"),
        ("\ufeff---\napp: club\n---\n", "club"),
        ("---\nprefix: /api\napp: 'club'\n---\n", "club"),
        ('---\napp:  "club"\n---\n', "club"),
        ("---\nprefix: /api\n---\n# Register\n", "my_app"),
        ("# Register\n", "my_app"),
        ("# Register\n\n---\napp: club\n---\n", "my_app"),
        ("---\nprefix: /api\n---\n\napp: club\n", "my_app"),
        ("", "my_app"),
    ],
)
def test_the_app_is_what_front_matter_calls_it_or_the_file(
    tmp_path: Path, text: str, app: str
) -> None:
    spec = tmp_path / "my-app.md"
    spec.write_bytes(text.encode())
    assert probable_app(spec) == app


def test_an_app_that_front_matter_names_is_current(settings: Settings) -> None:
    (settings.root / "specs/register.md").write_text("---\napp: club\n---\n# Register\n")
    spec = stamped(settings, ("specs/register.md",), "club")
    assert current_stamp(settings, spec) is not None


# --- What counts ------------------------------------------------------------------------------------


def test_nothing_changed_is_current_with_what_was_found_then(settings: Settings) -> None:
    stamp = current_stamp(settings, stamped(settings, ("specs/register.md",)))
    assert stamp is not None
    assert stamp.summary == "7 statements"


def test_a_project_that_was_never_built_is_not_current(settings: Settings) -> None:
    assert current_stamp(settings, settings.root / "specs/register.md") is None


@pytest.mark.parametrize(
    "changed",
    ["specs/register.md", "specs/more.md", "generated/register/wsgi.py", "templates/view.py.j2"],
)
def test_whatever_a_build_is_made_from_counts(settings: Settings, changed: str) -> None:
    (settings.root / "specs/more.md").write_text("# More\n")
    spec = stamped(settings, ("specs/register.md", "specs/more.md"))
    assert current_stamp(settings, spec) is not None
    (settings.root / changed).write_text("changed\n")
    assert current_stamp(settings, spec) is None


@pytest.mark.parametrize(
    "change", [{"templates": ""}, {"weak_sandbox": True}, {"out": "elsewhere"}]
)
def test_settings_count(settings: Settings, change: dict[str, object]) -> None:
    spec = stamped(settings, ("specs/register.md",))
    assert current_stamp(settings, spec) is not None
    changed = replace(settings, **change)  # type: ignore[arg-type]
    assert current_stamp(changed, spec) is None


def test_a_file_added_to_the_app_counts(settings: Settings) -> None:
    spec = stamped(settings, ("specs/register.md",))
    (settings.out_dir / "register/mine.py").write_text("mine = 1\n")
    assert current_stamp(settings, spec) is None


def test_sources_have_the_names_that_the_stamp_knows_them_by(
    settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "more.md"
    outside.write_text("# More\n")
    inputs = current_inputs(settings, ("specs/register.md", str(outside)))
    assert [name for name, _ in inputs.sources] == ["specs/register.md", str(outside.resolve())]
    assert len({digest for _, digest in inputs.sources}) == 2
    assert (
        source_name(settings, settings.root / "specs/../specs/register.md") == "specs/register.md"
    )


# --- Specs that cannot be read ----------------------------------------------------------------------


def test_a_spec_that_is_gone_or_no_file_or_no_text_is_not_current(settings: Settings) -> None:
    spec = stamped(settings, ("specs/register.md",))
    spec.write_bytes(b"---\n\xff\n")
    assert current_stamp(settings, spec) is None
    spec.unlink()
    assert current_stamp(settings, spec) is None
    spec.mkdir()
    assert current_stamp(settings, spec) is None


def test_a_pipe_is_never_waited_for(settings: Settings) -> None:
    pipe = settings.root / "specs/pipe.md"
    os.mkfifo(pipe)
    found: list[object] = []

    def look() -> None:
        found.append(current_stamp(settings, pipe))
        found.append(probable_app(pipe))

    try:
        assert returns(look), "a named pipe was opened for reading, and nobody writes to it"
        assert found == [None, "pipe"]
    finally:
        with contextlib.suppress(OSError):  # ends a reader that waits
            os.close(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))


@pytest.mark.parametrize("look", [current_stamp, lambda _, spec: probable_app(spec)])
def test_a_huge_spec_is_not_read(
    settings: Settings, look: Callable[[Settings, Path], object]
) -> None:
    spec = settings.root / "specs/huge.md"
    with spec.open("wb") as file:
        file.truncate(256 * MEBIBYTE)  # takes no room on the disk
    tracemalloc.start()
    try:
        assert look(settings, spec) in (None, "huge")
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak_bytes < 64 * MEBIBYTE
