"""Which comments of a Scenario as a model writes it are part of what it does."""

from __future__ import annotations

import pytest

from codegen.scenario.titled import written_exchanges


@pytest.mark.parametrize(
    "line",
    [
        '# given: User {"username": "ann"}',
        "# now: 2026-03-01T09:00:00Z",
        "# together: 20",
        "# setting: TRY_CLOCK=1",
        "# service: rates GET /latest -> 200 {}",
        "# service-called: notices none",
    ],
)
def test_a_pragma_is_done(line: str) -> None:
    assert line in written_exchanges(f"## One\n```http\n{line}\nGET /a\nHTTP 200\n```\n")


def test_any_other_comment_is_not() -> None:
    assert "13" not in written_exchanges("## One\n```http\n# Ben is 13\nGET /a\nHTTP 200\n```\n")
