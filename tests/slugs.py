"""A spec that names a package, and a model's scripted answers about it."""

from __future__ import annotations

import wire_answers as wire

SPEC = """\
---
app: slugs
---
# Slugs

`GET /slugs/{text}` answers the `slug` of a text as the `tiny-slug` package makes it. A text of spaces alone is answered with 404.
"""


def package(name: str, *imports: str, cites: list[str] | None = None) -> wire.Wire:
    """A package of an outline; it cites the first statement unless another is given."""
    first = [wire.cite("S1", "answers the `slug` of a text")]
    return {"name": name, "imports": [*imports], "cites": first if cites is None else cites}


def outline_with(*packages: wire.Wire) -> wire.Wire:
    """The outline with these packages."""
    return wire.outline(
        title="Slugs",
        packages=[*packages],
        resources=[
            {
                "name": "slugs",
                "endpoints": [wire.head("GET /slugs/{text}", "show_slug", "S1", "S2")],
            }
        ],
    )


OUTLINE = outline_with(package("tiny-slug", "tiny_slug"))
DETAIL = wire.detail(
    shapes=[
        {
            "name": "SlugView",
            "members": [wire.member("slug", cites=[wire.cite("S1", "`slug`")])],
            "cites": [],
        }
    ],
    endpoints=[
        wire.endpoint(
            "GET /slugs/{text}",
            parameters=[{"place": "path", "value": wire.member("text")}],
            success=wire.success(200, wire.body(shape="SlugView"), wire.cite("S1", "answers the")),
            cases=[wire.case("not_found", 404, cites=[wire.cite("S2", "404")])],
            cites=[wire.cite("S1", "`GET /slugs/{text}` answers")],
        )
    ],
)
CODE = '''\
from flask import abort
from flask.typing import ResponseReturnValue
from tiny_slug import slug

from slugs.schemas import SlugView


@slugs.get("/slugs/<text>")
def show_slug(text: str) -> ResponseReturnValue:
    """Shows a text as a slug."""
    made = slug(text)
    if not made:
        abort(404, "No such text")
    return SlugView(slug=made).model_dump(mode="json"), 200
'''
SCENARIOS = """\
## A text becomes a slug
Covers: S1

```http
GET /slugs/Hello%20World
HTTP 200
{"slug": "hello-world"}
```

## Spaces make none
Covers: S2

```http
GET /slugs/%20%20
HTTP 404
```
"""
