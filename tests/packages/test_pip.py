"""pip, for real, against an index in a folder, and against servers that are not there."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from codegen.errors import PackageFault, PackagesRejected
from codegen.packages.base import base_versions
from codegen.packages.pip import Pip, UnknownPackage
from codegen.wheels import Wheel
from local_index import LocalIndex, slugs


@pytest.fixture
def marker(tmp_path: Path) -> Path:
    return tmp_path / "ran"


@pytest.fixture
def index(tmp_path: Path, marker: Path) -> LocalIndex:
    return slugs(tmp_path / "index", marker)


def rejected(index: LocalIndex, *names: str) -> str:
    with pytest.raises(PackagesRejected) as caught:
        Pip(index.url).resolve(names, base_versions())
    [problem] = caught.value.problems
    assert "\n" not in str(problem)
    return str(problem)


def test_what_a_package_needs_comes_with_it(index: LocalIndex) -> None:
    wheels = Pip(index.url).resolve(["tiny-slug"], base_versions())
    assert [wheel.pin for wheel in wheels] == ["tiny-slug==1.2", "tiny-words==1.0"]
    assert all(wheel.malformed() is None for wheel in wheels)


def test_versions_that_were_asked_for_hold(index: LocalIndex) -> None:
    index.wheel("tiny-slug", "2.0", {"tiny_slug.py": ""})
    assert next(w.pin for w in Pip(index.url).resolve(["tiny-slug<2"], {})) == "tiny-slug==1.2"
    assert [w.pin for w in Pip(index.url).resolve(["tiny-slug"], {})] == ["tiny-slug==2.0"]
    assert "'tiny-slug>3' cannot be had: no version" in rejected(index, "tiny-slug>3")


def test_a_package_with_its_source_alone(index: LocalIndex, marker: Path) -> None:
    index.source("raw", "1.0", f"open({str(marker)!r}, 'w')")
    assert "'raw' cannot be had: it has no wheel, only its source" in rejected(index, "raw")
    assert not marker.exists()


def test_a_wheel_for_another_machine(index: LocalIndex) -> None:
    index.wheel("far-off", "1.0", {"far_off.py": ""}, tag="cp27-cp27m-win32")
    assert "no wheel of it fits this Python and machine" in rejected(index, "far-off")


def test_a_name_that_the_index_does_not_know(index: LocalIndex) -> None:
    with pytest.raises(UnknownPackage, match="'tiny-slugg' cannot be had: the index has no"):
        Pip(index.url).resolve(["tiny-slugg"], {})


def test_what_contradicts_the_base_says_what_does(index: LocalIndex) -> None:
    version = base_versions()["flask"]
    index.wheel("flask", version, {"flask/__init__.py": ""})
    index.wheel("flask", "0.9", {"flask/__init__.py": ""})
    index.wheel("greedy", "1.0", {"greedy.py": ""}, ["flask<1"])
    said = rejected(index, "greedy")
    assert "greedy 1.0 depends on flask<1" in said
    assert f"flask=={version}" in said


def test_a_wheel_that_asks_for_a_source_by_address_has_nothing_built(
    index: LocalIndex, marker: Path, tmp_path: Path
) -> None:
    """``--only-binary`` does not hold for addresses: without a guard of ours, this would run at once."""
    index.source("payload", "1.0", f"open({str(marker)!r}, 'w')")
    address = (tmp_path / "index/payload/payload-1.0.tar.gz").as_uri()
    index.wheel("sly", "1.0", {"sly.py": ""}, [f"payload @ {address}"])
    assert "has to be built, and only wheels are taken" in rejected(index, "sly")
    assert not marker.exists()


def test_a_wheel_that_asks_for_a_wheel_by_address(index: LocalIndex, tmp_path: Path) -> None:
    address = (tmp_path / "index/tiny-words/tiny_words-1.0-py3-none-any.whl").as_uri()
    index.wheel("sly", "1.0", {"sly.py": ""}, [f"tiny-words @ {address}"])
    assert "'tiny-words' is asked for by an address" in rejected(index, "sly")


def test_a_hash_that_does_not_fit_unpacks_nothing(index: LocalIndex, tmp_path: Path) -> None:
    target = tmp_path / "target"
    with pytest.raises(PackagesRejected, match="not the one that the record's lock has"):
        Pip(index.url).install([Wheel("tiny-words", "1.0", "0" * 64)], target)
    assert not target.exists()


def test_an_index_that_does_not_answer_is_a_fault(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with pytest.raises(PackageFault) as caught:
        Pip(f"http://127.0.0.1:{port}/simple").resolve(["tiny-slug"], {})
    assert caught.value.exit_code == 3
    assert "did not answer" in str(caught.value)
    assert "Connection refused" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_pip_is_told_no_key_and_knows_no_other_index(
    index: LocalIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = LocalIndex(tmp_path / "elsewhere")
    elsewhere.wheel("tiny-slug", "9.0", {"tiny_slug.py": ""})
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "elsewhere/tiny-slug"))
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", elsewhere.url)
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    environment = Pip(index.url)._environment(str(tmp_path))
    assert "secret" not in environment.values()
    assert environment.keys() & os.environ.keys() >= {"PATH", "PIP_FIND_LINKS"}
    assert Pip(index.url).resolve(["tiny-slug"], {})[0].version == "1.2"


def test_without_an_index_of_the_project_pip_uses_its_own(
    index: LocalIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", index.url)
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    assert Pip().resolve(["tiny-words"], {})[0].pin == "tiny-words==1.0"
