"""The emitted readers of forms, files and raw bodies, imported and judged by what they take and refuse."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from codegen.bodies import readers, taken_body
from codegen.contract import (
    Body,
    BooleanType,
    BytesBody,
    Case,
    ChoiceType,
    Contract,
    CsvBody,
    DateTimeType,
    DateType,
    FilePart,
    FormBody,
    HtmlBody,
    IntegerType,
    JsonBody,
    JsonType,
    MalformedBody,
    Member,
    Missing,
    MoneyType,
    MultipartBody,
    NumberType,
    Parameter,
    ProblemBody,
    RuleBroken,
    Shape,
    StatementId,
    TextBody,
    TextType,
    TooLarge,
    UnknownField,
    WrongContentType,
)
from codegen.defaults import BODY_LIMIT_BYTES
from emitted import APP, CITED, Emitted, asking, contract_of, imported, module, settings_of, taking

COUNT = IntegerType(minimum=1, maximum=9)
PNG = b"\x89PNG\r\n\x1a\n"
PHOTO = FilePart(name="photo", media_types=("image/png", "image/jpeg"), max_bytes=20)
FORM = "application/x-www-form-urlencoded"
Opened = Callable[[Contract], Emitted]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    with ExitStack() as stack:
        yield lambda contract: stack.enter_context(imported(contract, tmp_path))


def form(*members: Member, body: Body | None = None, cases: tuple[Case, ...] = ()) -> Contract:
    """A Contract of an endpoint that takes a form with these fields."""
    endpoint = taking(request=body or FormBody(shape="Thing"), cases=cases)
    return contract_of(Shape(name="Thing", members=members), endpoints=(endpoint,))


def files(*parts: FilePart, cases: tuple[Case, ...] = ()) -> Contract:
    return contract_of(endpoints=(taking(request=MultipartBody(files=parts), cases=cases),))


def raw(body: Body, **more: Any) -> Contract:
    return contract_of(endpoints=(taking(request=body, **more),))


def part(content: bytes, name: str = "a.png", media_type: str = "image/png") -> Any:
    return (io.BytesIO(content), name, media_type)


def refused(emitted: Emitted, reader: str, *arguments: Any, **request: Any) -> dict[str, Any]:
    """The problem details of a request."""
    with pytest.raises(HTTPException) as caught:
        emitted.sent(reader, *arguments, **request)
    with emitted.app.test_request_context("/"):
        response: Any = emitted.app.handle_http_exception(caught.value)
        found: dict[str, Any] = json.loads(response.data)
    return found


def status(emitted: Emitted, reader: str, *arguments: Any, **request: Any) -> int:
    found: int = refused(emitted, reader, *arguments, **request)["status"]
    return found


def wrong_fields(emitted: Emitted, **data: Any) -> list[str]:
    problem = refused(emitted, "read_form", "Thing", data=data)
    assert problem["status"] == 422
    return [error["field"] for error in problem["errors"]]


def case(when: Any, code: int, detail: str) -> Case:
    return Case(when=when, status=code, body=ProblemBody(detail=detail), citations=CITED)


STRICT = case(UnknownField(), 422, "What is that?")


# --- Forms ------------------------------------------------------------------------------------------

EVERY = (
    Member(name="name", type=TextType(min_length=1, max_length=5)),
    Member(name="count", type=COUNT),
    Member(name="ratio", type=NumberType(minimum=0), required=False),
    Member(name="done", type=BooleanType(), required=False),
    Member(name="price", type=MoneyType(minimum=0, maximum=9999), required=False),
    Member(name="day", type=DateType(), required=False),
    Member(name="at", type=DateTimeType(), required=False),
    Member(name="size", type=ChoiceType(values=("s", "m")), required=False, default="m"),
    Member(name="tags", type=TextType(min_length=1, max_length=5), many=True, required=False),
    Member(name="pages", type=COUNT, many=True, required=False, max_items=2),
    Member(name="extra", type=JsonType(), required=False),
)
FILLED = {
    "name": "é",
    "count": "7",
    "ratio": "1.5",
    "done": "on",
    "price": "12.34",
    "day": "2026-03-01",
    "at": "2026-03-01T09:00:00Z",
    "size": "s",
    "tags": ["a", "b"],
    "pages": ["1", "2"],
    "extra": '{"a": [1]}',
}


@pytest.mark.parametrize("sent_as", [FORM, "multipart/form-data"])
def test_the_fields_of_a_form_are_typed(opened: Opened, sent_as: str) -> None:
    found = opened(form(*EVERY)).sent("read_form", "Thing", data=FILLED, content_type=sent_as)
    assert found.model_dump() == {
        "name": "é",
        "count": 7,
        "ratio": 1.5,
        "done": True,
        "price": 1234,
        "day": date(2026, 3, 1),
        "at": datetime(2026, 3, 1, 9, tzinfo=UTC),
        "size": "s",
        "tags": ["a", "b"],
        "pages": [1, 2],
        "extra": {"a": [1]},
    }


def test_what_a_browser_leaves_empty_is_absent(opened: Opened) -> None:
    empty = dict.fromkeys(FILLED, "") | {"name": "x", "count": "1"}
    found = opened(form(*EVERY)).sent("read_form", "Thing", data=empty)
    given = {name: value for name, value in found.model_dump().items() if value is not None}
    assert given == {"name": "x", "count": 1, "size": "m"}


def test_an_empty_text_that_may_be_one_is_kept_and_a_required_one_refused(opened: Opened) -> None:
    note = Member(name="note", type=TextType(min_length=0, max_length=5), required=False)
    emitted = opened(form(EVERY[0], note))
    assert emitted.sent("read_form", "Thing", data={"name": "a", "note": ""}).note == ""
    assert wrong_fields(emitted, name="", note="") == ["name"]


def test_the_last_of_repeated_values_counts(opened: Opened) -> None:
    sent = MultiDict([("name", "a"), ("name", "b"), ("count", "3")])
    assert opened(form(*EVERY[:2])).sent("read_form", "Thing", data=sent).name == "b"


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"count": "seven"}, ["count"]),
        ({"count": "7.0"}, ["count"]),
        ({"count": "true"}, ["count"]),
        ({"count": "10"}, ["count"]),
        ({"count": "9" * 5000}, ["count"]),
        ({"count": "null"}, ["count"]),
        ({"count": ""}, ["count"]),
        ({"ratio": "NaN"}, ["ratio"]),
        ({"done": "maybe"}, ["done"]),
        ({"done": "2"}, ["done"]),
        ({"price": "12.345"}, ["price"]),
        ({"price": "1"}, None),
        ({"day": "tomorrow"}, ["day"]),
        ({"size": "xl"}, ["size"]),
        ({"name": "a\0"}, ["name"]),
        ({"name": "toolong"}, ["name"]),
        ({"pages": ["1", "x"]}, ["pages.1"]),
        ({"pages": ["1", "2", "3"]}, ["pages"]),
    ],
)
def test_a_field_is_held_to_its_limits(
    opened: Opened, wrong: dict[str, Any], fields: list[str] | None
) -> None:
    emitted = opened(form(*EVERY))
    if fields is None:
        assert emitted.sent("read_form", "Thing", data=FILLED | wrong).price == 100
    else:
        assert wrong_fields(emitted, **(FILLED | wrong)) == fields


def test_every_missing_field_is_named(opened: Opened) -> None:
    assert wrong_fields(opened(form(*EVERY)), done="on") == ["name", "count"]


def test_a_form_is_sent_as_a_form(opened: Opened) -> None:
    emitted = opened(form(*EVERY))
    assert status(emitted, "read_form", "Thing", data="{}", content_type="application/json") == 415
    assert status(emitted, "read_form", "Thing", data=b"name=a", content_type="") == 415


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"x", "multipart/form-data"),
        (b"x", "multipart/form-data; boundary=b"),
        (b"--b\r\nnothing\r\n", "multipart/form-data; boundary=b"),
        (b"name=\xff&count=1", FORM),
    ],
)
def test_a_form_that_cannot_be_parsed_is_malformed(
    opened: Opened, data: bytes, media_type: str
) -> None:
    emitted = opened(form(*EVERY))
    assert status(emitted, "read_form", "Thing", data=data, content_type=media_type) == 400


def test_a_form_has_a_limit_however_it_is_sent(opened: Opened) -> None:
    emitted = opened(form(EVERY[0]))
    for size, code in ((BODY_LIMIT_BYTES, 422), (BODY_LIMIT_BYTES + 1, 413)):
        data = b"name=".ljust(size, b"x")
        assert status(emitted, "read_form", "Thing", data=data, content_type=FORM) == code
    # werkzeug takes a chunked body that has just reached the limit for one that goes on.
    for size, code in ((BODY_LIMIT_BYTES - 1, 422), (BODY_LIMIT_BYTES + 1, 413)):
        data = b"name=".ljust(size, b"x")
        chunked = {"input_stream": io.BytesIO(data), "content_type": FORM}
        ended = {"environ_overrides": {"wsgi.input_terminated": True}}
        assert status(emitted, "read_form", "Thing", **chunked, **ended) == code


def test_a_form_has_so_many_parts(opened: Opened) -> None:
    contract = form(EVERY[0], Member(name="pages", type=COUNT, many=True, max_items=5))
    assert settings_of(contract)["MAX_FORM_PARTS"] == 1006
    parts = MultiDict([("pages", "1")] * 1007)
    emitted = opened(contract)
    sent = {"data": parts, "content_type": "multipart/form-data"}
    assert status(emitted, "read_form", "Thing", **sent) == 413


# --- Files ------------------------------------------------------------------------------------------


def test_a_file_is_read_with_what_it_is(opened: Opened) -> None:
    content = PNG.ljust(20, b"x")
    photo = opened(files(PHOTO)).sent("read_file", "photo", data={"photo": part(content)})
    assert (photo.name, photo.media_type, photo.content) == ("a.png", "image/png", content)
    assert photo.sha256 == hashlib.sha256(content).hexdigest()


def test_a_file_has_a_limit_and_is_read_no_further(opened: Opened) -> None:
    emitted = opened(files(PHOTO))
    large = {"data": {"photo": part(PNG.ljust(21, b"x"))}}
    assert status(emitted, "read_file", "photo", **large) == 413
    reads: list[int] = []

    class Counted(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            reads.append(size or 0)
            return super().read(size)

    file = type("File", (), {"stream": Counted(PNG * 99), "mimetype": "image/png", "filename": "a"})
    assert emitted.bodies
    with pytest.raises(HTTPException):
        emitted.bodies.upload_of(file, emitted.bodies.BODIES["things.make_thing"].files["photo"])
    assert reads == [21]


def test_a_body_has_a_limit_beside_its_files(opened: Opened) -> None:
    emitted = opened(files(PHOTO))
    large = {"data": {"photo": part(PNG * 200_000)}}
    problem = refused(emitted, "read_file", "photo", **large)
    assert (problem["status"], problem["detail"]) == (
        413,
        "The data value transmitted exceeds the capacity limit.",
    )


def test_a_large_file_goes_through_the_disk(opened: Opened) -> None:
    film = FilePart(name="film", max_bytes=3_000_000)
    emitted = opened(files(film))

    def view() -> dict[str, int]:
        assert emitted.bodies
        first, again = emitted.bodies.read_file("film"), emitted.bodies.read_file("film")
        assert first == again
        return {"bytes": len(first.content)}

    emitted.app.view_functions["things.make_thing"] = view
    sent = {"film": part(b"x" * 3_000_000, "f.bin", "application/x-film")}
    response = emitted.app.test_client().post("/things", data=sent)
    response.request.environ["wsgi.input"].close()  # Flask's client puts a large form into a file
    assert response.json == {"bytes": 3_000_000}


def test_the_end_of_a_line_is_one_character_as_browsers_count_it(opened: Opened) -> None:
    emitted = opened(form(*EVERY[:1]))
    assert emitted.sent("read_form", "Thing", data={"name": "ab\r\ncd"}).name == "ab\ncd"
    assert wrong_fields(emitted, name="ab\r\ncde") == ["name"]


JPEG = b"\xff\xd8\xff\xe0"


@pytest.mark.parametrize(
    ("content", "declared", "shown"),
    [
        (PNG, "image/gif", "image/png"),
        (PNG, "image/jpeg", "image/png"),
        (JPEG, "image/png", "image/jpeg"),
        (JPEG, "text/plain", "image/jpeg"),
        (PNG, "", "image/png"),
    ],
)
def test_a_file_is_what_its_content_shows_whatever_its_name_had_a_browser_declare(
    opened: Opened, content: bytes, declared: str, shown: str
) -> None:
    sent = {"data": {"photo": part(content, "a.txt", declared)}}
    assert opened(files(PHOTO)).sent("read_file", "photo", **sent).media_type == shown


@pytest.mark.parametrize(
    ("content", "declared"),
    [(b"<script>", "image/png"), (b"", "image/png"), (b"GIF89a", "image/png"), (b"%PDF-", "")],
)
def test_a_file_that_is_none_of_what_is_wanted_is_refused(
    opened: Opened, content: bytes, declared: str
) -> None:
    sent = {"data": {"photo": part(content, media_type=declared)}}
    assert status(opened(files(PHOTO)), "read_file", "photo", **sent) == 415


def test_a_type_without_a_signature_is_not_taken_for_what_it_is_packed_as(opened: Opened) -> None:
    """Documents of an office are archives: what is wanted of such a type stays what it is declared to be."""
    sheet = "application/vnd.oasis.opendocument.spreadsheet"
    wanted = FilePart(name="photo", media_types=(sheet,), max_bytes=20)
    sent = {"data": {"photo": part(b"PK\x03\x04", media_type=sheet)}}
    assert opened(files(wanted)).sent("read_file", "photo", **sent).media_type == sheet


@pytest.mark.parametrize(
    ("media_type", "good", "bad"),
    [
        ("image/png", PNG, b"\x89PNG\n"),
        ("image/jpeg", b"\xff\xd8\xff\xdb", b"\xff\xd8"),
        ("image/gif", b"GIF89a", b"GIF88a"),
        ("image/webp", b"RIFF\n\0\0\0WEBPVP8", b"RIFF\n\0\0\0WAVE"),
        ("application/pdf", b"%PDF-1.7", b"PDF"),
        ("application/zip", b"PK\x03\x04", b"PK"),
        ("text/plain", "é".encode(), b"\xe9"),
        ("text/csv", b"a,b", b"a\0b"),
        ("application/x-own", b"anything", None),
    ],
)
def test_the_first_bytes_tell_what_content_is(
    opened: Opened, media_type: str, good: bytes, bad: bytes | None
) -> None:
    bodies = opened(files(PHOTO)).bodies
    assert bodies
    assert bodies.fits(media_type, good)
    assert bad is None or not bodies.fits(media_type, bad)
    # Where any file is taken, a false declaration is not passed on.
    assert bodies.media_type_of(media_type, (), good) == media_type
    if bad is not None:
        assert bodies.media_type_of(media_type, (), bad) == "application/octet-stream"


def test_a_pattern_of_media_types(opened: Opened) -> None:
    emitted = opened(files(FilePart(name="photo", media_types=("image/*",), max_bytes=20)))
    sent = {"data": {"photo": part(b"GIF89a", media_type="image/gif")}}
    assert emitted.sent("read_file", "photo", **sent).media_type == "image/gif"
    other = {"data": {"photo": part(b"a", media_type="text/plain")}}
    assert status(emitted, "read_file", "photo", **other) == 415


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\a.png", "a.png"),
        ("..", ".."),
        ("a/", "file"),
        ("x\x07\u202ey.png", "xy.png"),
        ("é 1.png", "é 1.png"),
        ("花\u3000b\u00a0c.mid", "花\u3000b\u00a0c.mid"),
        ("\u0645\u06cc\u200c\u0631.pdf", "\u0645\u06cc\u200c\u0631.pdf"),
        ("a\n\t\x00\u2028b.png", "ab.png"),
        ("n" * 999, "n" * 255),
        ("n" * 255, "n" * 255),
        ("n" * 300 + ".pdf", "n" * 251 + ".pdf"),
    ],
)
def test_a_name_is_for_showing_alone(opened: Opened, given: str, shown: str) -> None:
    bodies = opened(files(PHOTO)).bodies
    assert bodies
    assert bodies.shown_name(given) == shown


@pytest.mark.parametrize(
    ("disposition", "shown"),
    [
        (r'filename="C:\designs\tulip.png"', "tulip.png"),
        (r'filename="a\\b.png"', "b.png"),
        (r'filename="say \"hi\".png"', 'say "hi".png'),
        ('filename="say %22hi%22.png"', 'say "hi".png'),
        ("filename*=UTF-8''%C3%A9.png", "é.png"),
        ("filename=plain.png", "plain.png"),
        ('filename="注册.png"', "注册.png"),
    ],
)
def test_a_file_is_called_as_its_sender_calls_it(
    opened: Opened, disposition: str, shown: str
) -> None:
    head = f'Content-Disposition: form-data; name="it"; {disposition}\r\nContent-Type: image/png'
    sent = b"--x\r\n" + head.encode() + b"\r\n\r\n" + PNG + b"\r\n--x--\r\n"
    emitted = opened(files(FilePart(name="it", media_types=(), max_bytes=99)))
    form = {"data": sent, "content_type": "multipart/form-data; boundary=x"}
    assert emitted.sent("read_file", "it", **form).name == shown


@pytest.mark.parametrize("data", [{}, {"photo": part(b"", "")}])
def test_a_missing_file_is_a_missing_field(opened: Opened, data: dict[str, Any]) -> None:
    sent = {"data": data, "content_type": "multipart/form-data"}
    problem = refused(opened(files(PHOTO)), "read_file", "photo", **sent)
    assert problem["status"] == 422
    assert problem["errors"] == [{"field": "photo", "message": "Field required"}]


def test_one_file_is_one(opened: Opened) -> None:
    sent = {"data": MultiDict([("photo", part(PNG)), ("photo", part(PNG))])}
    problem = refused(opened(files(PHOTO)), "read_file", "photo", **sent)
    assert [error["field"] for error in problem["errors"]] == ["photo"]


def test_an_optional_file_and_many(opened: Opened) -> None:
    photo = PHOTO.model_copy(update={"required": False})
    others = FilePart(name="others", max_bytes=4, many=True)
    emitted = opened(files(photo, others))
    sent = {"data": MultiDict([("others", part(b"ab")), ("others", part(b"cd"))])}
    assert emitted.sent("find_file", "photo", **sent) is None
    assert not hasattr(emitted.bodies, "read_file")
    found = emitted.sent(
        "read_files", "others", data=MultiDict([("others", part(b"ab")), ("others", part(b"cd"))])
    )
    assert [each.content for each in found] == [b"ab", b"cd"]
    assert emitted.sent("find_file", "photo", data={"photo": part(PNG)}).content == PNG
    eleven = MultiDict([("others", part(b"a")) for _ in range(11)])
    assert status(emitted, "read_files", "others", data=eleven) == 422


def test_unknown_parts_are_refused_as_unknown_fields(opened: Opened) -> None:
    emitted = opened(files(PHOTO, cases=(STRICT,)))
    for name, value in (("other", part(PNG)), ("words", "a"), ("photo2", part(b"", ""))):
        problem = refused(emitted, "read_file", "photo", data={"photo": part(PNG), name: value})
        assert [error["field"] for error in problem["errors"]] == [name]


def test_a_text_under_a_files_name_is_unknown_and_so_is_a_file_under_a_fields(
    opened: Opened,
) -> None:
    body = MultipartBody(shape="Thing", files=(PHOTO,))
    emitted = opened(form(EVERY[0], body=body, cases=(STRICT,)))
    text = {"data": {"name": "a", "photo": "b"}, "content_type": "multipart/form-data"}
    for sent, name in ((text, "photo"), ({"data": {"name": part(PNG)}}, "name")):
        problem = refused(emitted, "read_form", "Thing", **sent)
        assert [error["field"] for error in problem["errors"]] == [name]


def test_a_file_comes_in_a_multipart_form_alone(opened: Opened) -> None:
    emitted = opened(files(PHOTO))
    assert status(emitted, "read_file", "photo", data={"photo": "a"}, content_type=FORM) == 415


def test_fields_and_files_of_one_form(opened: Opened) -> None:
    body = MultipartBody(shape="Thing", files=(PHOTO,))
    emitted = opened(form(*EVERY[:2], body=body))
    data = {"name": "a", "count": "1"}
    sent = emitted.sent("read_form", "Thing", data=data | {"photo": part(PNG)})
    assert (sent.name, sent.count) == ("a", 1)
    assert emitted.sent("read_file", "photo", data=data | {"photo": part(PNG)}).content == PNG
    assert wrong_fields(emitted, photo=part(PNG), name="a") == ["count"]


# --- Raw bodies -------------------------------------------------------------------------------------


def test_bytes_have_types_and_a_limit(opened: Opened) -> None:
    emitted = opened(raw(BytesBody(media_types=("image/png",), max_bytes=20)))
    send = {"content_type": "image/png"}
    content = PNG.ljust(20, b"x")
    assert emitted.sent("read_bytes", data=content, **send) == content
    assert status(emitted, "read_bytes", data=content + b"x", **send) == 413
    ended = {"environ_overrides": {"wsgi.input_terminated": True}}
    stream = {"input_stream": io.BytesIO(content + b"x")}
    assert status(emitted, "read_bytes", **stream, **send, **ended) == 413
    stream = {"input_stream": io.BytesIO(content)}
    assert emitted.sent("read_bytes", **stream, **send, **ended) == content
    assert status(emitted, "read_bytes", data=b"x", **send) == 415
    assert status(emitted, "read_bytes", data=PNG, content_type="image/gif") == 415
    assert status(emitted, "read_bytes", data=PNG) == 415


def test_bytes_of_any_type(opened: Opened) -> None:
    emitted = opened(raw(BytesBody()))
    assert emitted.sent("read_bytes", data=b"\0\xff") == b"\0\xff"
    assert status(emitted, "read_bytes", data=b"x" * (BODY_LIMIT_BYTES + 1)) == 413


@pytest.mark.parametrize(
    ("body", "media_type"), [(TextBody(), "text/plain"), (CsvBody(), "text/csv")]
)
def test_a_text_is_utf_8(opened: Opened, body: Body, media_type: str) -> None:
    emitted = opened(raw(body))
    send = {"content_type": media_type}
    assert emitted.sent("read_text", data="é,1".encode(), **send) == "é,1"
    assert emitted.sent("read_text", data=b"\xef\xbb\xbfa", **send) == "a"
    assert status(emitted, "read_text", data=b"\xff", **send) == 415
    assert status(emitted, "read_text", data=b"a\0", **send) == 415
    assert status(emitted, "read_text", data=b"a", content_type="text/html") == 415


# --- What the spec states otherwise -----------------------------------------------------------------


def test_a_stated_case_wins(opened: Opened) -> None:
    cases = (
        case(TooLarge(), 400, "Too big"),
        case(WrongContentType(), 422, "No picture"),
        case(Missing(field="photo"), 400, "No photo"),
        case(MalformedBody(), 418, "Tea"),
        case(UnknownField(), 409, "What"),
    )
    emitted = opened(files(PHOTO, cases=cases))
    for data, answer in (
        ({"photo": part(PNG * 9)}, (400, "Too big")),
        ({"photo": part(PNG * 200_000)}, (400, "Too big")),
        ({"photo": part(b"x")}, (422, "No picture")),
        ({"photo": part(b"", "")}, (400, "No photo")),
        ({"photo": part(PNG), "b": "c"}, (409, "What")),
    ):
        problem = refused(emitted, "read_file", "photo", data=data)
        assert (problem["status"], problem["detail"]) == answer
    json_sent = {"data": "{}", "content_type": "application/json"}
    assert refused(emitted, "read_file", "photo", **json_sent)["detail"] == "No picture"
    torn = {"data": b"x", "content_type": "multipart/form-data; boundary=b"}
    assert status(emitted, "read_file", "photo", **torn) == 418


def test_a_form_states_its_fields_cases(opened: Opened) -> None:
    contract = form(*EVERY[:2], cases=(case(Missing(field="name"), 400, "Who?"),))
    problem = refused(opened(contract), "read_form", "Thing", data={"count": "1"})
    assert (problem["status"], problem["detail"]) == (400, "Who?")


def test_json_beside_uploads_keeps_its_limit(opened: Opened) -> None:
    film = taking(name="film", path="/f", request=BytesBody(max_bytes=5_000_000))
    thing = taking("Thing", request=JsonBody(shape="Thing"))
    contract = contract_of(Shape(name="Thing", members=EVERY[:1]), endpoints=(thing, film))
    emitted = opened(contract)
    assert settings_of(contract)["MAX_CONTENT_LENGTH"] == 5_065_536
    large = {"data": b" " * (BODY_LIMIT_BYTES + 1), "content_type": "application/json"}
    assert status(emitted, "read_json", "Thing", **large) == 413


# --- Headers and cookies ----------------------------------------------------------------------------


def test_headers_and_cookies_are_typed(opened: Opened) -> None:
    emitted = opened(
        asking(
            Parameter(place="header", name="X-Count", type=COUNT),
            Parameter(place="header", name="If-Match", type=EVERY[0].type, required=False),
            Parameter(place="cookie", name="theme", type=ChoiceType(values=("a", "b"))),
        )
    )
    headers = [("x-count", "7"), ("Other", "x"), ("Cookie", "theme=b; other=c")]
    found = emitted.sent("read_headers", "MakeThingHeaders", headers=headers)
    assert (found.x_count, found.if_match) == (7, None)
    assert emitted.sent("read_cookies", "MakeThingCookies", headers=headers).theme == "b"
    wrong = [("X-Count", "10"), ("Cookie", "theme=c")]
    for reader, schema, name in (
        ("read_headers", "MakeThingHeaders", "X-Count"),
        ("read_cookies", "MakeThingCookies", "theme"),
    ):
        for sent in (wrong, []):
            problem = refused(emitted, reader, schema, headers=sent)
            assert [error["field"] for error in problem["errors"]] == [name]


# --- Only what is needed ----------------------------------------------------------------------------


def test_an_app_without_such_bodies_has_no_such_module() -> None:
    contract = contract_of(Shape(name="Thing", members=EVERY))
    assert not module(contract, "bodies").strip()
    assert "read_headers" not in module(contract)
    assert "MAX_FORM_PARTS" not in settings_of(contract)


def test_a_raw_body_needs_nothing_of_forms() -> None:
    text = module(raw(BytesBody(max_bytes=9)), "bodies")
    for name in ("FormParser", "FormField", "FilePart", "Upload", "read_text", "refusals"):
        assert name not in text
    assert f"from {APP}.schemas" not in text


def test_a_view_is_told_of_what_it_needs_alone() -> None:
    body = MultipartBody(
        shape="Thing", files=(PHOTO, PHOTO.model_copy(update={"name": "b", "many": True}))
    )
    contract = form(*EVERY[:1], body=body)
    told = " ".join(readers(contract, contract.endpoints[0]))
    assert "read_form(Thing)" in told
    assert 'read_file("photo")' in told
    assert 'read_files("b")' in told
    assert "read_text" not in told
    plain = contract_of(Shape(name="Thing", members=EVERY))
    assert readers(plain, plain.endpoints[0]) == ()
    assert taken_body(plain, plain.endpoints[0]) is None


# --- Forms that a page shows again ------------------------------------------------------------------

AGAIN = Case(
    when=RuleBroken(statement=StatementId("s")), status=422, body=HtmlBody(), citations=CITED
)


def shown_again(emitted: Emitted, **request: Any) -> tuple[dict[str, str], dict[str, str]]:
    """What a page that catches a refusal shows: what was typed, and what is wrong."""
    given, bodies = {"method": "POST", **request}, emitted.bodies
    assert bodies
    with emitted.app.test_request_context("/things", **given) as context:
        try:
            with pytest.raises(HTTPException) as caught:
                bodies.read_form(emitted.schemas.Thing)
            return bodies.typed(), bodies.errors_of(caught.value)
        finally:
            context.request.environ["wsgi.input"].close()


def test_a_refused_form_keeps_what_was_typed_and_says_what_is_wrong_by_field(
    opened: Opened,
) -> None:
    emitted = opened(form(*EVERY[:2], cases=(AGAIN,)))
    typed, errors = shown_again(emitted, data={"name": "<b>too long", "count": "no", "odd": "x"})
    assert typed == {"name": "<b>too long", "count": "no"}
    assert errors.keys() == {"name", "count"}
    typed, errors = shown_again(emitted, data={"name": "<b>too\r\nlong", "count": "no"})
    assert typed == {"name": "<b>too\nlong", "count": "no"}
    assert errors.keys() == {"name", "count"}


def test_a_form_that_cannot_be_read_keeps_nothing(opened: Opened) -> None:
    emitted = opened(form(*EVERY[:2], cases=(AGAIN,)))
    large = b"name=" + b"x" * BODY_LIMIT_BYTES
    typed, errors = shown_again(emitted, data=large, content_type=FORM)
    assert typed == {}
    assert errors.keys() == {""}
    broken = b"--x\r\nno head"
    typed, errors = shown_again(
        emitted, data=broken, content_type="multipart/form-data; boundary=x"
    )
    assert typed == {}
    assert errors == {"": "The form cannot be parsed."}


def test_only_pages_have_what_shows_a_form_again() -> None:
    assert "def typed" not in module(form(*EVERY[:2]), "bodies")
    plain, page = form(*EVERY[:2]), form(*EVERY[:2], cases=(AGAIN,))
    assert not any("typed()" in line for line in readers(plain, plain.endpoints[0]))
    assert any("typed()" in line for line in readers(page, page.endpoints[0]))


@pytest.mark.parametrize(("text", "done"), [("on", True), ("yes", True), ("1", True), ("0", False)])
def test_a_box_has_the_value_that_its_page_gives_it(opened: Opened, text: str, done: bool) -> None:
    emitted = opened(form(*EVERY))
    assert emitted.sent("read_form", "Thing", data=FILLED | {"done": text}).done is done


def test_a_form_may_have_fields_that_nobody_asked_for_unless_the_spec_refuses_them(
    opened: Opened,
) -> None:
    stray = FILLED | {"unheard_of": "Save"}
    emitted = opened(form(*EVERY))
    assert emitted.sent("read_form", "Thing", data=stray).price == 1234
    strict = opened(form(*EVERY, cases=(STRICT,)))
    assert wrong_fields(strict, **stray) == ["unheard_of"]


def test_a_form_in_which_nothing_was_filled_in_may_come_as_nothing(opened: Opened) -> None:
    emitted = opened(form(*EVERY))
    problem = refused(emitted, "read_form", "Thing")
    assert [error["field"] for error in problem["errors"]] == ["name", "count"]
    assert status(emitted, "read_form", "Thing", data=b"x") == 415


@pytest.mark.parametrize(
    ("name", "taken"),
    [("a.srt", True), ("A.SRT", True), ("a.vtt", True), ("a.srt.exe", False), ("srt", False)],
)
def test_a_file_is_called_with_an_ending_that_is_allowed(
    opened: Opened, name: str, taken: bool
) -> None:
    cues = FilePart(name="cues", max_bytes=99, extensions=(".srt", ".vtt"))
    refusals = (case(WrongContentType(), 418, "Only subtitles"),)
    emitted = opened(files(cues, cases=refusals))
    sent = {"data": {"cues": part(b"1", name, "application/x-subrip")}}
    if taken:
        assert emitted.sent("read_file", "cues", **sent).name == name
    else:
        problem = refused(emitted, "read_file", "cues", **sent)
        assert (problem["status"], problem["detail"]) == (418, "Only subtitles")
