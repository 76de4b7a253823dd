"""Errors as problem details (RFC 9457)."""

from flask import Flask, current_app, json
from pydantic_core import ErrorDetails
from sqlalchemy.exc import DataError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import Conflict, HTTPException, UnprocessableEntity
from werkzeug.wrappers import Response


class InvalidFields(UnprocessableEntity):
    """The request's fields break their limits; ``errors`` says which."""

    def __init__(self, items: list[ErrorDetails]) -> None:
        super().__init__()
        self.errors = [
            {"field": ".".join(map(str, item["loc"])), "message": item["msg"]}
            for item in items
        ]
        self.description = not_valid(self.errors)


def not_valid(errors: list[dict[str, str]]) -> str:
    """Which fields are not valid, in words; fields without a name are the body itself."""
    names = dict.fromkeys(error["field"] for error in errors if error["field"])
    return f"Not valid: {', '.join(names)}." if names else "The body is not valid."


def register_error_handlers(app: Flask) -> None:
    """Has every HTTP error answered as problem details."""
    app.register_error_handler(HTTPException, problem)
    app.register_error_handler(OverflowError, out_of_range)
    app.register_error_handler(DataError, out_of_range)
    app.register_error_handler(StaleDataError, gone_meanwhile)


def out_of_range(error: OverflowError | DataError) -> Response:
    """What no date and no column holds comes of a request's extreme values; whoever runs the app reads which."""
    current_app.logger.warning("a value is out of range", exc_info=error)
    return problem(UnprocessableEntity("A value is out of range."))


def gone_meanwhile(_: StaleDataError) -> Response:
    """The row was deleted between when it was read and when it was to be written."""
    return problem(Conflict("It was deleted at the same time."))


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
