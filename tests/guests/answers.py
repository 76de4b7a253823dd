"""Scripted answers about the meaning of the guest book, and the scenarios of a model."""

from __future__ import annotations

import wire_answers as wire
from jars.answers import scenario

SPEC = """\
---
app: guestbook
---
# Guest book

The page at `/guests` has the heading "Guests" and lists the name and the words of every guest, the newest first, or says "Nobody yet". The
page at `/guests/new` has a form for a `name` and for `words`. The form is sent by POST to `/guests`: the guest is written down and the browser is
redirected with 303 to `/guests`. A name that is empty or longer than 40 characters is refused with 422 and the form again, which then says "Name,
please". The page at `/guests/{guest_id}` shows one guest, and a guest that does not exist is answered with 404. What a guest
wrote is always shown as text.
"""

NAME = wire.member("name", "text", "optional", limits="..40", cites=[wire.cite("S2", "a `name`")])
WORDS = wire.member(
    "words", "text", "optional", limits="..500", cites=[wire.cite("S2", "for `words`")]
)

OUTLINE = wire.outline(
    title="Guest book",
    entities=[
        wire.entity(
            "Guest",
            "guests",
            wire.member("name", limits="..40", cites=[wire.cite("S4", "40 characters")]),
            wire.member("words", limits="..500"),
            cites=[wire.cite("S3", "the guest is written down")],
        )
    ],
    resources=[
        {
            "name": "guests",
            "endpoints": [
                wire.head("GET /guests", "list_guests", "S1", "S6"),
                wire.head("GET /guests/new", "new_guest", "S2"),
                wire.head("POST /guests", "sign_book", "S3", "S4"),
                wire.head("GET /guests/{guest_id}", "show_guest", "S5"),
            ],
        }
    ],
)

DETAIL = wire.detail(
    shapes=[{"name": "GuestForm", "members": [NAME, WORDS], "cites": []}],
    endpoints=[
        wire.endpoint(
            "GET /guests",
            uses=["Guest"],
            success=wire.success(
                200, wire.body("html", texts=["Guests"]), wire.cite("S1", 'the heading "Guests"')
            ),
        ),
        wire.endpoint(
            "GET /guests/new",
            cites=[wire.cite("S2", "page at `/guests/new`")],
            success=wire.success(
                200, wire.body("html"), wire.cite("S2", "has a form for a `name` and for `words`")
            ),
        ),
        wire.endpoint(
            "POST /guests",
            cites=[wire.cite("S3", "sent by POST to `/guests`")],
            uses=["Guest"],
            request=wire.body("form", shape="GuestForm"),
            success=wire.success(
                303,
                wire.body("redirect", texts=["/guests"]),
                wire.cite("S3", "redirected with 303 to `/guests`"),
            ),
            cases=[
                wire.case(
                    "rule",
                    422,
                    rule="S4",
                    body=wire.body("html", texts=["Name, please"]),
                    cites=[wire.cite("S4", "refused with 422 and the form again")],
                )
            ],
        ),
        wire.endpoint(
            "GET /guests/{guest_id}",
            cites=[wire.cite("S5", "page at `/guests/{guest_id}`")],
            uses=["Guest"],
            parameters=[{"place": "path", "value": wire.member("guest_id", "integer")}],
            success=wire.success(200, wire.body("html"), wire.cite("S5", "shows one guest")),
            cases=[wire.case("not_found", 404, cites=[wire.cite("S5", "404")])],
        ),
    ],
    rules=[
        {"endpoints": ["GET /guests"], "cites": [wire.cite("S1", 'or says "Nobody yet"')]},
        {"endpoints": ["GET /guests"], "cites": [wire.cite("S6", "shown as text")]},
    ],
)

SIGN = """
POST /guests
[Form]
name: {name}
words: {words}
HTTP 303
[Asserts]
header "Location" == "/guests"
"""


def _signed(name: str, words: str) -> str:
    return SIGN.format(name=name, words=words)


SCENARIOS = "".join(
    (
        scenario(
            "The newest guest comes first",
            "S1, S3",
            'GET /guests\nHTTP 200\n[Asserts]\nbody contains "Nobody yet"\n'
            + _signed("Ann", "Good soup")
            + _signed("Bob", "Good bread")
            + "\nGET /guests\nHTTP 200\n[Asserts]\n"
            'header "Content-Type" startsWith "text/html"\nbody matches /(?s)Bob.*Good bread.*Ann.*Good soup/\n'
            'body not contains "Nobody yet"',
        ),
        scenario(
            "The form sends what the book reads",
            "S2",
            "GET /guests/new\nHTTP 200\n[Asserts]\n"
            r'body matches /(?s)<form[^>]*method="post"[^>]*action="\/guests".*name="name".*name="words"/',
        ),
        scenario(
            "A guest without a name is asked again and not written down",
            "S4",
            "POST /guests\n[Form]\nname: \nwords: Hello <there>\nHTTP 422\n[Asserts]\n"
            'header "Content-Type" startsWith "text/html"\nbody contains "Name, please"\nbody contains "&lt;there&gt;"\n'
            f"\nPOST /guests\n[Form]\nname: {'n' * 41}\nwords: x\nHTTP 422\n"
            '\nGET /guests\nHTTP 200\n[Asserts]\nbody contains "Nobody yet"',
        ),
        scenario(
            "Whoever has signed is led on to the book",
            "S3",
            "POST /guests\n[Form]\nname: Ann\nwords: Good soup 12\nHTTP 303\n[Captures]\n"
            'page: header "Location"\n\nGET {{page}}\nHTTP 200\n[Captures]\nsoup: regex /soup ([0-9]+)/\n[Asserts]\n'
            'body contains "Good soup"\n'
            "\nPOST /guests\n[Form]\nname: Bob\nwords: Not {{soup}}\nHTTP 303\n"
            '\nGET {{page}}\nHTTP 200\n[Asserts]\nregex /Not ([0-9]+)/ == "12"',
        ),
        scenario(
            "One guest is shown and another is not there",
            "S5",
            _signed("Ann", "Good soup")
            + '\nGET /guests/1\nHTTP 200\n[Asserts]\nbody contains "Good soup"\n\nGET /guests/2\nHTTP 404\n[Asserts]\n'
            'header "Content-Type" == "application/problem+json"',
        ),
        scenario(
            "What looks like HTML is shown as text",
            "S6",
            _signed("<b>Ann</b>", '<script>alert("x")</script>')
            + '\nGET /guests\nHTTP 200\n[Asserts]\nbody not contains "<b>"\nbody contains "&lt;b&gt;Ann"\n'
            'body not contains "<script>"\nbody contains "&lt;script&gt;"',
        ),
    )
)
