"""What is certain of a body whatever was sent."""

from __future__ import annotations

import re

import pytest

from codegen.contract import HtmlBody
from codegen.scenario import BodyText, Expectation
from codegen.testgen.refusals import promised


def test_a_page_shows_its_texts() -> None:
    found = promised(HtmlBody(shows=("Guests", "Name, please")))
    assert list(found) == [
        Expectation(BodyText(), "contains", "Guests"),
        Expectation(BodyText(), "contains", "Name, please"),
    ]


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("<p>It's 1 < 2 & (so on)</p>", True),
        ("<p>It&#39;s 1 &lt; 2 &amp; (so on)</p>", True),
        ("<p>It&#39;s 1 &lt; 2 &amp;amp; (so on)</p>", False),
        ("<p>Its 1 &lt; 2 &amp; (so on)</p>", False),
        ("<p>It&#39;s 1 &lt; 2 &amp; so on</p>", False),
    ],
)
def test_a_text_may_stand_in_a_page_as_html_writes_it(page: str, shown: bool) -> None:
    [expectation] = promised(HtmlBody(shows=("It's 1 < 2 & (so on)",)))
    assert expectation.predicate == "matches"
    assert isinstance(expectation.value, str)
    assert bool(re.search(expectation.value, page)) is shown
