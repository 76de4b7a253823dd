"""The emitted app and the Contract it is held to."""

from __future__ import annotations

import pytest

from codegen.contract import Contract
from planting import Apps
from specs import REGISTER, understood


@pytest.fixture(scope="session")
def contract(tmp_path_factory: pytest.TempPathFactory) -> Contract:
    """The contract of specs/register.md."""
    return understood(REGISTER, tmp_path_factory.mktemp("spec")).contract


@pytest.fixture(scope="session")
def apps() -> Apps:
    """The emitted app, and what is planted in it."""
    return Apps()
