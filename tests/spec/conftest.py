"""A project's folder, and specs that are written into it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from codegen.errors import SpecRejected
from codegen.spec import Spec, read_spec


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Spec]:
    """Reads a text as the spec ``shop.md`` of a project; further texts are laid beside it."""

    def read_text(text: str | bytes, name: str = "shop.md", **others: str) -> Spec:
        data = text if isinstance(text, bytes) else text.encode("utf-8")
        (tmp_path / name).write_bytes(data)
        for other, body in others.items():
            (tmp_path / f"{other}.md").write_text(body, "utf-8")
        return read_spec(tmp_path / name, tmp_path)

    return read_text


@pytest.fixture
def problems(read: Callable[..., Spec]) -> Callable[..., list[str]]:
    """The messages of a text that is refused."""

    def refused(text: str | bytes, name: str = "shop.md", **others: str) -> list[str]:
        with pytest.raises(SpecRejected) as caught:
            read(text, name, **others)
        return [str(problem) for problem in caught.value.problems]

    return refused
