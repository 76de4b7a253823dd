"""Builds of an app of HTML pages with a scripted model and the real sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from building import Building
from codegen.config import Settings
from codegen.reporters.base import NotAdmitted, NotProven, Proposed
from codegen.sandbox.base import Limits
from codegen.sandbox.forked import ForkedSandbox
from guests.answers import SPEC
from guests.model import Model


@pytest.fixture(scope="module")
def sandbox() -> Iterator[ForkedSandbox]:
    with ForkedSandbox(Limits(), weak=False) as sandbox:
        yield sandbox


@pytest.fixture
def book(tmp_path: Path, sandbox: ForkedSandbox) -> Building:
    made = Building(Settings(tmp_path), sandbox, "guestbook")
    made.write(SPEC)
    return made


def test_pages_become_a_proven_app(book: Building) -> None:
    built = book.build(Model())
    print(book.of(NotAdmitted), book.of(NotProven))
    assert built is not None
    assert not book.of(NotAdmitted)
    [proposed] = book.of(Proposed)
    assert {row.verdict for row in proposed.proof.rows} == {"tested"}
