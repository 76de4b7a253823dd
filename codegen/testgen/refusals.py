"""What makes a request invalid, in words and in values, and what must come then."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from codegen.contract import Body as ContractBody
from codegen.contract import (
    EntityField,
    HtmlBody,
    JsonBody,
    ProblemBody,
    TextBody,
    pattern_of,
    varies,
)
from codegen.defaults import BODY_LIMIT_BYTES
from codegen.scenario import BodyText, Expectation, HeaderValue, JsonPath
from codegen.testgen import samples
from codegen.testgen.samples import Sample

PROBLEM = Expectation(HeaderValue("Content-Type"), "==", "application/problem+json")
JSON = "application/json"
INVALID: dict[str, tuple[str, Callable[[EntityField], tuple[Sample, ...]]]] = {
    "null": ("a_null", samples.null),
    "wrong_type": ("another_type_of", samples.wrong_type),
    "too_short": ("a_too_short", samples.too_short),
    "too_long": ("a_too_long", samples.too_long),
    "out_of_range": ("an_out_of_range", samples.out_of_range),
    "unstorable": ("an_unstorable", samples.unstorable),
    "pattern": ("an_unreadable", samples.unreadable),
}
"""What makes a field invalid: the words for it, and the values that do."""
AT_ENDS: dict[str, tuple[str, Callable[[EntityField], tuple[Sample, ...]]]] = {
    "minimum": ("a_too_small", samples.too_small),
    "maximum": ("a_too_large", samples.too_large),
}
"""The same of one end of a range."""
_REFERENCES = {
    "&": "(?:&|&amp;)",
    "<": "(?:<|&lt;)",
    ">": "(?:>|&gt;)",
    '"': '(?:"|&#34;|&quot;)',
    "'": "(?:'|&#39;|&#x27;|&apos;)",
}
"""How HTML may write a character (https://html.spec.whatwg.org/multipage/syntax.html#character-references)."""

BODIES: dict[str, tuple[str, tuple[Sample, ...], str]] = {
    "not_an_object": ("a_body_that_is_no_object", samples.NOT_OBJECTS, JSON),
    "malformed_body": ("malformed_json", samples.NOT_JSON, JSON),
    "wrong_content_type": ("another_content_type", (Sample("{}", "text"),), "text/plain"),
    "too_large": ("a_too_large_body", (Sample(" " * (BODY_LIMIT_BYTES + 1), "large"),), JSON),
}
"""What makes a body unreadable: the words for it, the texts that do, their media type."""


def promised(body: ContractBody) -> Iterator[Expectation]:
    """What is certain of a body whatever was sent: problem details, and words that are fixed."""
    match body:
        case ProblemBody(detail=detail):
            yield PROBLEM
            if detail is not None and varies(detail):
                yield Expectation(JsonPath(("detail",)), "matches", pattern_of(detail))
            elif detail is not None:
                yield Expectation(JsonPath(("detail",)), "==", detail)
        case JsonBody(message=str(message)):
            yield Expectation(JsonPath(("message",)), "==", message)
        case TextBody(text=str(text)):
            yield Expectation(BodyText(), "==", text)
        case HtmlBody(shows=shows):
            yield from map(_shown, shows)
        case _:
            return


def _shown(text: str) -> Expectation:
    """What holds of a page that shows a text: HTML may write some characters in other ways, and some it has to."""
    if _REFERENCES.keys().isdisjoint(text):
        return Expectation(BodyText(), "contains", text)
    pattern = "".join(_REFERENCES.get(character, re.escape(character)) for character in text)
    return Expectation(BodyText(), "matches", pattern)
