"""What is certain of forms, files and raw bodies holds of views that use the readers, and fails of those that do not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from codegen.compose import compose
from codegen.contract import (
    Answer,
    Body,
    BooleanType,
    BytesBody,
    Case,
    Citation,
    Contract,
    CsvBody,
    DateType,
    EmptyBody,
    Endpoint,
    FilePart,
    FormBody,
    IntegerType,
    Member,
    MoneyType,
    MultipartBody,
    ProblemBody,
    RuleBroken,
    Shape,
    StatementId,
    TextBody,
    TextType,
    TooLarge,
)
from codegen.generate import draft, open_drafts, settle
from codegen.record import LockedDefinition
from codegen.render import Renderer
from codegen.sandbox.forked import ForkedSandbox
from codegen.scenario import BytesRequest, MultipartRequest, Scenario
from codegen.testgen.content import content_of, is_told_by_content, media_type_of
from codegen.testgen.derive import derive
from codegen.testgen.exchanges import Writer
from codegen.testgen.modules import node_ids
from codegen.types import Candidate
from codegen.verify import VerifyReport, verify

LIMIT = 3_000
FIELDS = Shape(
    name="Entry",
    members=(
        Member(name="title", type=TextType(min_length=2, max_length=20)),
        Member(name="count", type=IntegerType(minimum=1, maximum=9)),
        Member(name="price", type=MoneyType(minimum=0, maximum=9999)),
        Member(name="day", type=DateType(), required=False),
        Member(name="done", type=BooleanType(), required=False),
        Member(name="tags", type=TextType(min_length=1, max_length=5), many=True, min_items=2),
    ),
)
PHOTO = FilePart(name="photo", media_types=("image/png", "image/jpeg"), max_bytes=LIMIT)
NOTES = FilePart(name="notes", media_types=("text/*",), max_bytes=LIMIT, required=False, many=True)
REQUESTS: dict[str, Body] = {
    "take_form": FormBody(shape="Entry"),
    "take_upload": MultipartBody(shape="Entry", files=(PHOTO, NOTES)),
    "take_files": MultipartBody(files=(PHOTO,)),
    "take_picture": BytesBody(media_types=("image/gif",), max_bytes=LIMIT),
    "take_bytes": BytesBody(),
    "take_text": TextBody(),
    "take_table": CsvBody(columns=("a",)),
}
READS = {
    "take_form": "read_form(Entry)",
    "take_upload": 'read_form(Entry), read_file("photo"), read_files("notes")',
    "take_files": 'read_file("photo")',
    "take_picture": "read_bytes()",
    "take_bytes": "read_bytes()",
    "take_text": "read_text()",
    "take_table": "read_text()",
}
VIEW = """\
from flask.typing import ResponseReturnValue

from desk.bodies import read_bytes, read_file, read_files, read_form, read_text
from desk.schemas import Entry


@desks.post("/{name}")
def {name}() -> ResponseReturnValue:
    {reads}
    return "", 204
"""


def taking(name: str, **more: object) -> Endpoint:
    """A custom endpoint that takes one of the bodies."""
    return Endpoint(
        method="POST",
        path=f"/{name}",
        name=name,
        operation="custom",
        resource="desks",
        request=REQUESTS[name],
        success=Answer(status=204, body=EmptyBody()),
        cases=(),
    ).model_copy(update=more)


def contract(*endpoints: Endpoint) -> Contract:
    return Contract(app="desk", title="Desk", entities=(), endpoints=endpoints, shapes=(FIELDS,))


CONTRACT = contract(*map(taking, REQUESTS))
EVERY = derive(CONTRACT, {})


def names(scenarios: tuple[Scenario, ...], view: str) -> list[str]:
    return [s.name.removeprefix(f"{view}_") for s in scenarios if s.name.startswith(view)]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[ForkedSandbox]:
    with ForkedSandbox() as sandbox:
        yield sandbox


def verified(sandbox: ForkedSandbox, **reads: str) -> VerifyReport:
    """What the derived Scenarios say of views that read their bodies in these ways."""
    drafts = draft(CONTRACT, {}, Renderer())
    written = {}
    for one in open_drafts(drafts, ()):
        assert one.wanted
        [name] = one.wanted.names
        text = VIEW.format(name=name, reads=(READS | reads)[name])
        written[one.slice.name] = (LockedDefinition(one.wanted.module, text),)
    files = compose(CONTRACT, settle(drafts, (), written), EVERY, Renderer())
    return verify(Candidate("desk", files), CONTRACT, node_ids(CONTRACT, EVERY), sandbox)


def failed(report: VerifyReport) -> set[str]:
    return {
        outcome.node_id.partition("::test_")[2]
        for outcome in report.outcomes
        if outcome.verdict != "passed"
    }


def test_views_that_use_the_readers_do_all_that_is_certain(sandbox: ForkedSandbox) -> None:
    report = verified(sandbox)
    assert len(report.outcomes) >= len(EVERY)
    assert failed(report) == set()


def test_views_that_do_not_are_found_out(sandbox: ForkedSandbox) -> None:
    unread = dict.fromkeys(READS, "pass")
    refusing = {s.name for s in EVERY if "_refuses_" in s.name}
    assert failed(verified(sandbox, **unread)) == refusing


def test_both_sides_of_each_limit() -> None:
    assert names(EVERY, "take_picture") == [
        "refuses_another_content_type",
        "refuses_a_false_content_type",
        "refuses_a_too_large_body",
        "takes_the_largest_body",
    ]
    assert names(EVERY, "take_files") == [
        "refuses_another_content_type",
        "refuses_a_missing_photo",
        "refuses_another_media_type_of_the_photo",
        "refuses_a_falsely_declared_photo",
        "refuses_a_too_large_photo",
        "takes_the_largest_photo",
    ]
    sizes = {}
    for scenario in EVERY:
        body = scenario.exchanges[0].body
        if scenario.name.startswith("take_picture") and isinstance(body, BytesRequest):
            sizes[scenario.name] = len(body.content)
        if scenario.name.startswith("take_files") and isinstance(body, MultipartRequest):
            sizes[scenario.name] = sum(len(file.content) for file in body.files)
    assert sizes["take_picture_refuses_a_too_large_body"] == LIMIT + 1
    assert sizes["take_picture_takes_the_largest_body"] == LIMIT
    assert sizes["take_files_refuses_a_too_large_photo"] == LIMIT + 1
    assert sizes["take_files_takes_the_largest_photo"] == LIMIT


def test_the_fields_of_a_form() -> None:
    found = names(EVERY, "take_form")
    assert found == [
        "refuses_another_content_type",
        "refuses_a_too_large_body",
        "refuses_a_missing_title",
        "refuses_a_too_short_title",
        "refuses_a_too_long_title",
        "refuses_a_missing_count",
        "refuses_an_unreadable_count",
        "refuses_a_too_small_count",
        "refuses_a_too_large_count",
        "refuses_a_missing_price",
        "refuses_an_unreadable_price",
        "refuses_a_too_small_price",
        "refuses_a_too_large_price",
        "refuses_an_unreadable_day",
        "refuses_an_unreadable_done",
        "refuses_a_missing_tags",
        "refuses_a_too_long_tags",
    ]


def test_what_the_contract_states_wins() -> None:
    cited = (Citation(statement=StatementId("s"), quote="At most 3 KB, else 400"),)
    large = Case(when=TooLarge(), status=400, body=ProblemBody(detail="Big"), citations=cited)
    found = derive(contract(taking("take_files", cases=(large,))), {})
    [scenario] = [s for s in found if "too_large_photo" in s.name]
    assert scenario.exchanges[0].status == 400
    assert scenario.covers == (StatementId("s"),)


def test_nothing_is_taken_for_certain_where_a_rule_may_refuse_it() -> None:
    cited = (Citation(statement=StatementId("s"), quote="A photo of a cat"),)
    rule = RuleBroken(statement=StatementId("s"))
    case = Case(when=rule, status=409, body=ProblemBody(), citations=cited)
    found = names(derive(contract(taking("take_picture", cases=(case,))), {}), "take_picture")
    assert "takes_the_largest_body" not in found
    assert "refuses_a_too_large_body" in found


def test_what_is_too_large_to_send_is_not_sent() -> None:
    film = BytesBody(media_types=("video/mp4",), max_bytes=50_000_000)
    found = names(derive(contract(taking("take_bytes", request=film)), {}), "take_bytes")
    assert found == ["refuses_another_content_type"]


def test_a_view_with_a_row_in_its_path_is_left_to_others() -> None:
    endpoint = taking("take_picture", path="/desks/{desk_id}")
    assert derive(contract(endpoint), {}) == ()


def test_long_content_is_written_short() -> None:
    [upload] = [s for s in EVERY if s.name == "take_files_refuses_a_too_large_photo"]
    lines = list(Writer(upload.exchanges[0], frozenset(), None).lines())
    assert f"b'\\x00' * {LIMIT + 1 - 8}" in lines[0]
    assert len(lines[0]) < 300


@pytest.mark.parametrize(
    ("media_types", "one"),
    [
        ((), "application/octet-stream"),
        (("image/gif", "image/png"), "image/gif"),
        (("image/*",), "image/png"),
        (("text/*",), "text/plain"),
        (("video/*",), "video/x-sample"),
    ],
)
def test_one_media_type_of_several(media_types: tuple[str, ...], one: str) -> None:
    assert media_type_of(media_types) == one


def test_content_has_the_size_that_is_wanted() -> None:
    for kind in ("image/png", "text/csv", "video/mp4"):
        for size in (0, 3, 50):
            assert len(content_of(kind, size)) == size
    assert is_told_by_content("text/plain")
    assert not is_told_by_content("video/mp4")


@pytest.mark.parametrize("mebibytes, is_tried", [(2, True), (8, True), (9, False)])
def test_both_sides_of_a_files_limit_are_tried_up_to_what_is_quickly_sent(
    mebibytes: int, is_tried: bool
) -> None:
    photo = PHOTO.model_copy(update={"max_bytes": mebibytes * 1024 * 1024})
    found = names(
        derive(contract(taking("take_files", request=MultipartBody(files=(photo,)))), {}), "take"
    )
    for tried in ("files_takes_the_largest_photo", "files_refuses_a_too_large_photo"):
        assert (tried in found) == is_tried
