"""Forms, files and raw bodies -> what is certain of them: how each limit of the Contract is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from codegen.contract import (
    BytesBody,
    Citations,
    Condition,
    Contract,
    CsvBody,
    Endpoint,
    FilePart,
    FormBody,
    Member,
    Missing,
    MultipartBody,
    OutOfRange,
    Pattern,
    ReferenceType,
    ShapeType,
    TextBody,
    TooLarge,
    TooLong,
    TooShort,
    UnknownField,
    WrongContentType,
    WrongType,
)
from codegen.defaults import (
    BODY_LIMIT_BYTES,
    CONTENT_TYPE_STATUS,
    INVALID_STATUS,
    TOO_LARGE_STATUS,
)
from codegen.scenario import (
    BytesRequest,
    FormRequest,
    MultipartFile,
    MultipartRequest,
    RequestBody,
    TextRequest,
)
from codegen.schemas import is_stated
from codegen.testgen import samples
from codegen.testgen.content import called, content_of, is_told_by_content, media_type_of
from codegen.testgen.requests import Filler, field_of, is_needed

FORM = "application/x-www-form-urlencoded"
UNHEARD_OF = "application/x-unheard-of"
SENT_BYTES = 8 * 1024 * 1024
"""The largest limit of which both sides are tried: what is larger would make a test slow."""
NUMBERS = ("integer", "number", "reference", "boolean")


@dataclass(frozen=True, slots=True)
class Sent:
    """A body, and the condition that it meets: None where it is one that is taken."""

    words: str
    when: Condition | None
    status: int
    body: RequestBody
    media_type: str | None = None
    cited: Citations = ()


def sent_bodies(contract: Contract, endpoint: Endpoint) -> Iterator[Sent]:
    """The bodies of which it is certain what an endpoint answers."""
    fitting = Filler(contract).body(endpoint)
    match endpoint.request, fitting:
        case FormBody(), FormRequest(pairs=pairs):
            yield _wrong_type(BytesRequest(b"sample"))
            large = TextRequest("x" * (BODY_LIMIT_BYTES + 1))
            yield Sent("a_too_large_body", TooLarge(), TOO_LARGE_STATUS, large, FORM)
            yield from _fields(contract, endpoint, MultipartRequest(pairs, ()))
        case MultipartBody(files=files), MultipartRequest():
            yield _wrong_type(BytesRequest(b"sample"))
            yield from _fields(contract, endpoint, fitting)
            for file in files:
                yield from _file(endpoint, file, fitting)
        case BytesBody(), BytesRequest():
            yield from _raw(endpoint, endpoint.request)
        case TextBody() | CsvBody(), TextRequest():
            yield _wrong_type(BytesRequest(b"sample"))
            long = BytesRequest(b"x" * (BODY_LIMIT_BYTES + 1))
            media_type = "text/csv" if isinstance(endpoint.request, CsvBody) else "text/plain"
            yield Sent("a_too_large_body", TooLarge(), TOO_LARGE_STATUS, long, media_type)


def _wrong_type(body: RequestBody) -> Sent:
    return Sent("another_content_type", WrongContentType(), CONTENT_TYPE_STATUS, body, UNHEARD_OF)


# --- Raw bytes


def _raw(endpoint: Endpoint, body: BytesBody) -> Iterator[Sent]:
    kind = media_type_of(body.media_types)
    if body.media_types:
        yield _wrong_type(BytesRequest(content_of(kind)))
        if is_told_by_content(kind):
            wrong = BytesRequest(content_of(None))
            yield Sent("a_false_content_type", WrongContentType(), CONTENT_TYPE_STATUS, wrong, kind)
    most = BODY_LIMIT_BYTES if body.max_bytes is None else body.max_bytes
    if most <= SENT_BYTES:
        large = BytesRequest(content_of(kind, most + 1))
        yield Sent("a_too_large_body", TooLarge(), TOO_LARGE_STATUS, large, kind)
        if _takes_what_fits(endpoint):
            largest = BytesRequest(content_of(kind, most))
            yield Sent("the_largest_body", None, endpoint.success.status, largest, kind)


# --- Files


def _file(endpoint: Endpoint, file: FilePart, form: MultipartRequest) -> Iterator[Sent]:
    kind, others = media_type_of(file.media_types), _without(form, file)
    if file.required:
        yield Sent(f"a_missing_{file.name}", Missing(field=file.name), INVALID_STATUS, others)
    if file.media_types:
        # What a content shows itself to be counts, whatever it is declared to be.
        content = content_of(None if is_told_by_content(kind) else kind)
        wrong = _with(others, file, UNHEARD_OF, content)
        yield _refused_type(f"another_media_type_of_the_{file.name}", wrong)
        if is_told_by_content(kind):
            false = _with(others, file, kind, content_of(None))
            yield _refused_type(f"a_falsely_declared_{file.name}", false)
    if file.extensions:
        named = MultipartFile(file.name, "sample.unheard_of", kind, content_of(kind))
        wrong = replace(others, files=(*others.files, named))
        yield _refused_type(f"another_ending_of_the_{file.name}", wrong)
    if file.max_bytes <= SENT_BYTES:
        large = _with(others, file, kind, content_of(kind, file.max_bytes + 1))
        yield Sent(f"a_too_large_{file.name}", TooLarge(), TOO_LARGE_STATUS, large)
        if _takes_what_fits(endpoint):
            largest = _with(others, file, kind, content_of(kind, file.max_bytes))
            yield Sent(f"the_largest_{file.name}", None, endpoint.success.status, largest)


def _refused_type(words: str, body: RequestBody) -> Sent:
    return Sent(words, WrongContentType(), CONTENT_TYPE_STATUS, body)


def _without(form: MultipartRequest, file: FilePart) -> MultipartRequest:
    return replace(form, files=tuple(each for each in form.files if each.name != file.name))


def _with(
    form: MultipartRequest, file: FilePart, media_type: str, content: bytes
) -> MultipartRequest:
    sent = MultipartFile(file.name, called(file), media_type, content)
    return replace(form, files=(*form.files, sent))


def _takes_what_fits(endpoint: Endpoint) -> bool:
    """Whether nothing but the request's schema can refuse a request: no rule and no row stands against it."""
    return all(is_stated(case) or not case.citations for case in endpoint.cases) and not any(
        isinstance(parameter.type, ReferenceType) for parameter in endpoint.parameters
    )


# --- Fields


def _fields(contract: Contract, endpoint: Endpoint, form: MultipartRequest) -> Iterator[Sent]:
    body = endpoint.request
    assert isinstance(body, FormBody | MultipartBody)
    if not contract.passes_over_strays:
        stray = _form(body, replace(form, pairs=(*form.pairs, ("unheard_of", "1"))))
        yield Sent("an_unknown_field", UnknownField(), INVALID_STATUS, stray)
    if body.shape is None:
        return
    shape = contract.shape(body.shape)
    for member in shape.members:
        others = tuple(pair for pair in form.pairs if pair[0] != member.name)
        if is_needed(member):
            left, missing = replace(form, pairs=others), Missing(field=member.name)
            words = f"a_missing_{member.name}"
            yield Sent(words, missing, INVALID_STATUS, _form(body, left), None, shape.citations)
        for words, when, text in _wrong_texts(member):
            wrong = replace(form, pairs=(*others, (member.name, text)))
            yield Sent(words, when, INVALID_STATUS, _form(body, wrong), None, shape.citations)


def _form(body: FormBody | MultipartBody, form: MultipartRequest) -> RequestBody:
    return FormRequest(form.pairs) if isinstance(body, FormBody) else form


def _wrong_texts(member: Member) -> Iterator[tuple[str, Condition, str]]:
    """The texts that a field refuses, one of each kind, in words and as what."""
    if isinstance(member.type, ShapeType):
        return
    field, name = field_of(member), member.name
    if field.type.kind in NUMBERS:
        yield f"an_unreadable_{name}", WrongType(field=name), "seven"
    for sample in samples.unreadable(field)[:1]:
        yield f"an_unreadable_{name}", Pattern(field=name), str(sample.value)
    if field.type.kind in ("text", "secret"):
        short = [sample for sample in samples.too_short(field) if sample.value]
        for sample in short[:1]:
            yield f"a_too_short_{name}", TooShort(field=name), str(sample.value)
        for sample in samples.too_long(field)[:1]:
            yield f"a_too_long_{name}", TooLong(field=name), str(sample.value)
    if field.type.kind in ("integer", "number", "money"):
        for sample in samples.beyond_stated(field):
            words = f"a_{sample.variant.replace(' ', '_')}_{name}"
            yield words, OutOfRange(field=name), str(sample.value)
