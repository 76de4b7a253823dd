"""Which packages an outline may have, and what is told to its author of the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import wire_answers as wire
from codegen.errors import AnswerRejected, PackageFault, PackagesRejected
from codegen.interpret.model import Interpretation, ModelInterpreter
from codegen.packages.store import PackageStore
from codegen.prompts import Prompts
from codegen.providers.base import Request
from codegen.render import Renderer
from codegen.requirements import Requirement
from codegen.spec import read_spec
from codegen.understanding import result_of
from local_index import LocalIndex, slugs
from providers.scripted import ScriptedProvider
from slugs import DETAIL, OUTLINE, SPEC, outline_with, package


class Reader:
    """Reads the spec with a scripted model; ``told`` is what the outline's author was told, call by call."""

    def __init__(self, folder: Path) -> None:
        self.index = slugs(folder / "index", folder / "ran")
        self.store = PackageStore(folder / "cache", self.index.url)
        self.text = SPEC
        self.told: list[str] = []
        self._folder = folder

    def read(self, outline: Callable[[int], wire.Wire]) -> Interpretation:
        """``outline`` answers the first call, the second, and so on."""

        def answer(request: Request) -> str:
            if request.about != "outline":
                return wire.text(DETAIL)
            self.told.append(request.messages[-1].text)
            return wire.text(outline(len(self.told)))

        path = self._folder / "slugs.md"
        path.write_text(self.text, "utf-8")
        spec = read_spec(path, self._folder)
        provider = ScriptedProvider(answer)
        interpreter = ModelInterpreter(spec, Prompts(Renderer()), provider, 2, {}, {}, self.store)
        return result_of(interpreter.interpret())

    def always(self, *packages: wire.Wire) -> Interpretation:
        return self.read(lambda call: outline_with(*packages))


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    return Reader(tmp_path)


NAMED_BY_NOBODY = "is named neither by a statement that it cites nor by the settings"
REFUSED = {
    "named by nobody": (package("icalendar", "icalendar"), f"'icalendar' {NAMED_BY_NOBODY}"),
    "cites another statement": (
        package("tiny-slug", "tiny_slug", cites=[wire.cite("S2", "404")]),
        f"'tiny-slug' {NAMED_BY_NOBODY}",
    ),
    "cites nothing": (
        package("tiny-slug", "tiny_slug", cites=[]),
        f"'tiny-slug' {NAMED_BY_NOBODY}",
    ),
    "a part of a word": (package("tiny", "tiny_slug"), f"'tiny' {NAMED_BY_NOBODY}"),
    "standard library": (package("csv", "csv"), "'csv' is a module of the standard library"),
    "had anyway": (package("Flask_SQLAlchemy", "flask_sqlalchemy"), "is in every app anyway"),
    "no name": (package("tiny slug!", "tiny_slug"), "has a name that no package can have"),
    "an option": (package("--pre", "tiny_slug"), "has a name that no package can have"),
    "no imports": (package("tiny-slug"), "'tiny-slug' is imported by nothing"),
    "no such module": (
        package("tiny-slug", "tiny_slugs"),
        "'tiny-slug' has no module 'tiny_slugs': it has tiny_slug.",
    ),
    "a module of another wheel": (
        package("tiny-slug", "tiny_slug", "tiny_words"),
        "'tiny-slug' has no module 'tiny_words': it has tiny_slug.",
    ),
    "a module of the standard library": (
        package("tiny-slug", "socket"),
        "'tiny-slug' is imported as 'socket', which the app has for itself",
    ),
    "the app itself": (
        package("tiny-slug", "slugs"),
        "'tiny-slug' is imported as 'slugs', which the app has for itself",
    ),
    "twice": (
        package("Tiny_Slug", "tiny_slug"),
        "there are two packages with the name 'tiny-slug'",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_package_that_an_app_may_not_have_is_told_to_the_model(reader: Reader, what: str) -> None:
    named, problem = REFUSED[what]
    both = [named, *OUTLINE["packages"]] if what == "twice" else [named]
    found = reader.read(lambda call: outline_with(*both) if call == 1 else OUTLINE)
    assert [package.name for package in found.contract.packages] == ["tiny-slug"]
    _, again = reader.told
    assert problem in again


def test_a_model_that_insists_is_refused(reader: Reader) -> None:
    with pytest.raises(AnswerRejected, match=NAMED_BY_NOBODY):
        reader.always(package("icalendar", "icalendar"))
    assert len(reader.told) == 3
    assert not (reader.store.cache / "packages").exists()


def test_a_name_is_compared_as_indexes_do(reader: Reader) -> None:
    reader.text = SPEC.replace("`tiny-slug`", "Tiny_Slug")
    found = reader.always(package("tiny.slug", "tiny_slug"))
    assert found.packages
    assert [wheel.pin for wheel in found.packages.wheels] == ["tiny-slug==1.2", "tiny-words==1.0"]


def test_the_settings_allow_what_no_statement_names(reader: Reader) -> None:
    reader.store = replace(reader.store, allowed=(Requirement("tiny-slug", "<2"),))
    reader.text = SPEC.replace("as the `tiny-slug` package makes it", "in the usual way")
    reader.index.wheel("tiny-slug", "2.0", {"tiny_slug.py": ""})
    found = reader.always(package("tiny-slug", "tiny_slug", cites=[]))
    assert found.packages
    assert found.packages.requirements == ("tiny-slug<2",)
    assert "tiny-slug<2, which the" in reader.told[0]


def test_a_name_that_the_index_does_not_know_is_told_to_the_model(reader: Reader) -> None:
    reader.text = SPEC.replace("`tiny-slug`", "`tiny-slug` (once called tinyslug)")
    wrong = package("tinyslug", "tiny_slug")
    assert reader.read(lambda call: outline_with(wrong) if call == 1 else OUTLINE).packages
    assert "'tinyslug' cannot be had: the index has no package of that name" in reader.told[1]


def test_what_has_no_wheel_stops_at_the_statement_that_names_it(reader: Reader) -> None:
    reader.index.source("raw-slug", "1.0", "raise SystemExit")
    reader.text = SPEC.replace("`tiny-slug`", "`raw-slug`")
    with pytest.raises(PackagesRejected) as caught:
        reader.always(package("raw-slug", "raw_slug"))
    assert str(caught.value).startswith(
        "slugs.md:6:1: 'raw-slug' cannot be had: it has no wheel, only its source. Name another"
    )
    assert caught.value.exit_code == 1
    assert len(reader.told) == 1


def test_an_index_that_does_not_answer_is_no_fault_of_the_answer(reader: Reader) -> None:
    reader.store = replace(reader.store, index_url="http://127.0.0.1:9/simple")
    with pytest.raises(PackageFault, match="the index did not answer"):
        reader.always(*OUTLINE["packages"])
    assert len(reader.told) == 1


def test_a_package_of_the_app_s_own_name(reader: Reader, tmp_path: Path) -> None:
    index: LocalIndex = reader.index
    index.wheel("slugs", "1.0", {"slugs/__init__.py": ""})
    reader.text = SPEC.replace("`tiny-slug`", "`slugs`")
    with pytest.raises(AnswerRejected, match="imported as 'slugs', which the app has for itself"):
        reader.always(package("slugs", "slugs"))
