"""Scenarios as text: what of it is an exchange, and what only speaks of one."""

from __future__ import annotations

from codegen.scenario.titled import blocks, uncovered, written_exchanges


def test_titles_labels_and_remarks_show_nothing() -> None:
    text = "## After 14 days\nCovers: S14\n\n```http\n# 14 days\n# now: 2026-03-02T09:00:00Z\nGET /x\nHTTP 200\n```\n14"
    assert written_exchanges(text) == "# now: 2026-03-02T09:00:00Z\nGET /x\nHTTP 200"


def test_a_title_inside_a_fence_is_none() -> None:
    one, two = "## A\n\n```http\n## B\nGET /x\n```\n", "## C\nGET /y\n"
    assert list(blocks(f"Here they are.\n\n{one}\n{two}")) == [one, two]


def test_labels_are_taken_out_before_the_fence_alone() -> None:
    assert (
        uncovered("## Covers\nCovers: S1\n\n```\nGET /covers\n```\n")
        == "## Covers\n\n```\nGET /covers\n```\n"
    )
