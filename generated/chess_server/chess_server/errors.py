"""Errors as problem details (RFC 9457)."""

from flask import Flask, json
from pydantic_core import ErrorDetails
from werkzeug.exceptions import HTTPException, UnprocessableEntity
from werkzeug.wrappers import Response


class InvalidFields(UnprocessableEntity):
    """The request's fields break their limits; ``errors`` says which."""

    description = "Some fields are not valid."

    def __init__(self, items: list[ErrorDetails]) -> None:
        super().__init__()
        self.errors = [
            {"field": ".".join(map(str, item["loc"])), "message": item["msg"]}
            for item in items
        ]


def register_error_handlers(app: Flask) -> None:
    """Has every HTTP error answered as problem details."""
    app.register_error_handler(HTTPException, problem)


def problem(error: HTTPException) -> Response:
    """The error as problem details, under the headers that it came with."""
    body = {
        "type": "about:blank",
        "title": error.name,
        "status": error.code,
        "detail": error.description,
    }
    if isinstance(error, InvalidFields):
        body["errors"] = error.errors
    response = error.get_response()
    response.data = json.dumps(body)
    response.content_type = "application/problem+json"
    return response
