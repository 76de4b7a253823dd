"""What requests and responses carry."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from codegen.contract.item import Item


class JsonBody(Item):
    """JSON: an object of a ``shape`` (or a list of ``many``), or the entity's ``fields`` by name.

    ``message`` is a member of fixed words beside them.
    """

    kind: Literal["json"] = "json"
    fields: tuple[str, ...] = ()
    message: str | None = None
    shape: str | None = None
    many: bool = False


class ProblemBody(Item):
    """RFC 9457 problem details. ``detail`` is fixed words, or None where the app chooses them."""

    kind: Literal["problem"] = "problem"
    detail: str | None = None


class EmptyBody(Item):
    """No body."""

    kind: Literal["empty"] = "empty"


class FormBody(Item):
    """URL-encoded form fields, those of a ``shape``."""

    kind: Literal["form"] = "form"
    shape: str | None = None


class FilePart(Item):
    """One file of a multipart body, of one of these media types and at most ``max_bytes``.

    Its name has one of the ``extensions`` (``.srt``), whatever their case; any, where there are none.
    ``kept`` where it lies on the app's disk from then on, under a key that a row keeps.
    """

    name: str
    media_types: tuple[str, ...] = ()
    max_bytes: int
    required: bool = True
    many: bool = False
    extensions: tuple[str, ...] = ()
    kept: bool = False


class MultipartBody(Item):
    """Form fields, those of a ``shape``, and files."""

    kind: Literal["multipart"] = "multipart"
    shape: str | None = None
    files: tuple[FilePart, ...] = ()


class TextBody(Item):
    """Plain text; ``text`` is fixed words, or None where it varies."""

    kind: Literal["text"] = "text"
    text: str | None = None


class HtmlBody(Item):
    """An HTML page that shows these texts whatever else it shows."""

    kind: Literal["html"] = "html"
    shows: tuple[str, ...] = ()


class CsvBody(Item):
    """Comma-separated values under a head line of these columns."""

    kind: Literal["csv"] = "csv"
    columns: tuple[str, ...] = ()


class BytesBody(Item):
    """Bytes of one of these media types, at most ``max_bytes`` of them where they are sent to the app."""

    kind: Literal["bytes"] = "bytes"
    media_types: tuple[str, ...] = ()
    max_bytes: int | None = None


class RedirectBody(Item):
    """A redirection; ``location`` is where to, or None where it varies."""

    kind: Literal["redirect"] = "redirect"
    location: str | None = None


Body = Annotated[
    JsonBody
    | ProblemBody
    | EmptyBody
    | FormBody
    | MultipartBody
    | TextBody
    | HtmlBody
    | CsvBody
    | BytesBody
    | RedirectBody,
    Field(discriminator="kind"),
]
