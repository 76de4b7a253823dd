"""Builds of apps with packages: a scripted model, a real index in a folder, the real sandbox."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

import wire_answers as wire
from codegen.config import Settings
from codegen.errors import AnswerRejected, PackageFault, PackagesRejected, Rejected
from codegen.pipeline import Proposal, accept, propose
from codegen.providers.base import Request
from codegen.providers.call_file import read_calls
from codegen.providers.recorded import Connection, Mode, RecordedProvider
from codegen.reporters.base import Event, NotProven
from codegen.requirements import Requirement
from codegen.sandbox.forked import ForkedSandbox
from local_index import LocalIndex, slugs
from providers.scripted import ScriptedProvider
from slugs import CODE, DETAIL, OUTLINE, SCENARIOS, SPEC, outline_with, package

Answers = dict[str, str]


@dataclass
class Slugs:
    """A project of the one spec, built in this process."""

    settings: Settings
    sandbox: ForkedSandbox
    index: LocalIndex
    events: list[Event] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)

    def build(
        self,
        outline: wire.Wire | Callable[[Request], wire.Wire] | None = OUTLINE,
        code: str = CODE,
        mode: Mode = "usual",
    ) -> Proposal | None:
        """What a build proposes; with no outline nobody is there to be asked."""

        def answers(request: Request) -> str:
            if request.purpose == "interpret":
                asked = outline(request) if callable(outline) else outline
                return wire.text(asked if request.about == "outline" and asked else DETAIL)
            return SCENARIOS if request.purpose == "scenarios" else f"```python\n{code}```"

        provider = ScriptedProvider(answers) if outline else None

        def connect(app_dir: Path) -> Connection:
            kept = {} if mode == "fresh" else read_calls(app_dir)
            recorded = RecordedProvider(provider, kept, self.settings.cache, mode)
            is_offline = mode == "offline"
            is_open = provider is not None or is_offline
            return Connection(recorded, is_open, mode == "fresh", is_offline=is_offline)

        self.events = []
        stages = propose(
            self.settings.root / "specs/slugs.md", self.settings, self.sandbox, connect
        )
        try:
            while True:
                self.events.append(next(stages))
        except StopIteration as end:
            proposal: Proposal | None = end.value
            return proposal
        finally:
            self.requests = provider.requests if provider else []

    def built(self, **build: object) -> dict[str, str]:
        """The app as it lies on disk after a build."""
        proposal = self.build(**build)  # type: ignore[arg-type]
        assert proposal, self.events[-1]
        accept(proposal, self.settings)
        return self.tree()

    def tree(self) -> dict[str, str]:
        root = self.settings.out_dir / "slugs"
        files = (path for path in sorted(root.rglob("*")) if path.is_file())
        return {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in files}

    def asked(self, about: str) -> list[str]:
        return [r.messages[-1].text for r in self.requests if r.about == about]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[ForkedSandbox]:
    with ForkedSandbox() as sandbox:
        yield sandbox


@pytest.fixture
def project(tmp_path: Path, sandbox: ForkedSandbox) -> Slugs:
    index = slugs(tmp_path / "index", tmp_path / "ran")
    made = Slugs(Settings(tmp_path, index_url=index.url), sandbox, index)
    path = tmp_path / "specs/slugs.md"
    path.parent.mkdir()
    path.write_text(SPEC, "utf-8")
    return made


def test_an_app_is_proven_and_emitted_with_its_packages(project: Slugs) -> None:
    tree = project.built()
    assert "from tiny_slug import slug" in tree["slugs/routes/slugs.py"]
    dependencies = tomllib.loads(tree["pyproject.toml"])["project"]["dependencies"]
    assert "tiny-slug==1.2" in dependencies
    assert not any("tiny-words" in line for line in dependencies)
    lock = json.loads(tree[".codegen/lock/packages.json"])
    assert lock["requirements"] == ["tiny-slug"]
    assert [(w["name"], w["version"], w["modules"]) for w in lock["wheels"]] == [
        ("tiny-slug", "1.2", ["tiny_slug"]),
        ("tiny-words", "1.0", ["sitecustomize", "tiny_words"]),
    ]
    for wheel in lock["wheels"]:
        pin = f"{wheel['name']}=={wheel['version']} \\\n    --hash=sha256:{wheel['sha256']}\n"
        assert pin in tree["requirements.lock"]
    assert "pip install --require-hashes --no-deps --only-binary=:all:" in tree["README.md"]
    assert not (project.settings.root / "ran").exists()


def test_authors_are_told_of_the_package_with_its_version(project: Slugs) -> None:
    project.built()
    [told] = project.asked("endpoint-get-show-slug")
    assert "tiny_slug (of the package tiny-slug 1.2)" in told


def test_a_rebuild_asks_nobody_and_comes_to_the_same_bytes(project: Slugs) -> None:
    tree = project.built()
    project.index.wheel("tiny-slug", "1.3", {"tiny_slug.py": ""})
    away = replace(project.settings, index_url="http://192.0.2.1/simple")
    offline = replace(project, settings=away)
    proposal = offline.build(outline=None, mode="offline")
    assert proposal
    assert proposal.is_empty
    assert offline.tree() == tree


def test_offline_without_the_folder_is_one_line(project: Slugs) -> None:
    project.built()
    packages = project.settings.cache / "packages"
    packages.rename(packages.with_name("gone"))
    with pytest.raises(PackageFault, match=r"are not in '\.codegen-cache', and --offline fetches"):
        project.build(outline=None, mode="offline")
    assert not packages.exists()
    rebuilt = project.build(outline=None)
    assert rebuilt
    assert rebuilt.is_empty
    assert packages.exists()


def test_fresh_takes_what_the_index_has_now(project: Slugs) -> None:
    project.built()
    files = {"tiny_slug.py": "def slug(text):\n    return '-'.join(text.lower().split())\n"}
    project.index.wheel("tiny-slug", "1.3", files)
    assert "tiny-slug==1.3" in project.built(mode="fresh")["pyproject.toml"]
    assert "tiny-words" not in project.tree()["requirements.lock"]


def test_an_altered_lock_is_noticed(project: Slugs) -> None:
    tree = project.built()
    path = project.settings.out_dir / "slugs/.codegen/lock/packages.json"
    lock = json.loads(tree[".codegen/lock/packages.json"])
    path.write_text(json.dumps({**lock, "wheels": [{**lock["wheels"][0], "sha256": "0" * 64}]}))
    with pytest.raises(PackagesRejected, match="not the one that the record's lock has"):
        project.build(outline=None)
    path.write_text(json.dumps({**lock, "wheels": [{**lock["wheels"][0], "version": "1 --pre"}]}))
    with pytest.raises(Rejected, match=r"packages\.json:.*'tiny-slug' has no version that pip"):
        project.build(outline=None)


def test_only_what_is_declared_may_be_imported(project: Slugs) -> None:
    code = CODE.replace("from tiny_slug import slug", "from tiny_words import words as slug")
    assert project.build(code=code) is None
    [refused] = [event for event in project.events if isinstance(event, NotProven)]
    [finding] = refused.findings
    assert finding.rule == "allowed-imports"
    assert "'tiny_words' is no dependency of the app" in finding.message


def test_the_settings_allow_what_no_statement_names(project: Slugs) -> None:
    path = project.settings.root / "specs/slugs.md"
    path.write_text(
        SPEC.replace("as the `tiny-slug` package makes it", "in the usual way"), "utf-8"
    )
    allowed = (Requirement("tiny-slug", "<2"),)
    project.index.wheel("tiny-slug", "2.0", {"tiny_slug.py": ""})
    listed = replace(project, settings=replace(project.settings, packages=allowed))
    named = package("tiny-slug", "tiny_slug", cites=[])
    tree = listed.built(outline=outline_with(named))
    assert "tiny-slug==1.2" in tree["pyproject.toml"]
    assert json.loads(tree[".codegen/lock/packages.json"])["requirements"] == ["tiny-slug<2"]
    assert "tiny-slug<2" in listed.asked("outline")[0]
    # Once it is no longer listed, the outline is asked for again, and told why.
    with pytest.raises(AnswerRejected):
        project.build(outline=outline_change(named))
    assert "is named neither by a statement" in project.asked("outline")[0]


def outline_change(named: wire.Wire) -> wire.Wire:
    """An answer about a change that names the package again."""
    return {**outline_with(named), "removed": [], "renamed": []}


def test_an_app_without_packages_has_nothing_of_them(project: Slugs) -> None:
    path = project.settings.root / "specs/slugs.md"
    path.write_text(
        SPEC.replace("as the `tiny-slug` package makes it", "in the usual way"), "utf-8"
    )
    code = CODE.replace("from tiny_slug import slug\n", "").replace(
        "slug(text)", '"-".join(text.lower().split())'
    )
    tree = project.built(outline={**OUTLINE, "packages": []}, code=code)
    assert "requirements.lock" not in tree
    assert ".codegen/lock/packages.json" not in tree
    assert not (project.settings.cache / "packages").exists()
