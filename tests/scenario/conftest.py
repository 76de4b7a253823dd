"""An http block that starts at line 10, column 3 of a spec."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from codegen.errors import SpecRejected
from codegen.scenario.reader import read_http_block
from codegen.types import Location

AT = Location("shop.md", 10, 3)


@pytest.fixture
def problems() -> Callable[[str], list[str]]:
    """The messages of a block that is refused."""

    def refused(text: str) -> list[str]:
        with pytest.raises(SpecRejected) as caught:
            read_http_block(text, AT)
        return [str(problem) for problem in caught.value.problems]

    return refused
