"""Watches, in a run's process, which endpoint of the app each request reaches; can replace some."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Sequence
from typing import Any, Final

import flask
from werkzeug.exceptions import HTTPException

from codegen.sandbox.base import Constant

_NAME_CHARACTERS: Final = 200
_NOT_IMPLEMENTED: Final = '{"status": 501, "title": "Not Implemented", "type": "about:blank"}'
_CONVERTER: Final = re.compile(r"<[^<>]*:(\w+)>")


class Endpoints:
    """Notes requests; ``error`` is what the app raised in the last one, if it raised."""

    def __init__(
        self,
        replaced: str | None,
        note: Callable[[str], None],
        constants: Sequence[Constant] = (),
    ) -> None:
        """``replaced`` (``POST /register``) answers 501; ``note`` is told every endpoint reached.

        The endpoints of ``constants`` answer these.
        """
        self.error: BaseException | None = None
        self._replaced = replaced
        self._note = note
        self._constants = {constant.endpoint: constant for constant in constants}

    def watch(self) -> None:
        """Patches Flask, in this process, for good."""
        dispatch: Callable[..., Any] = flask.Flask.full_dispatch_request
        handle: Callable[..., Any] = flask.Flask.handle_user_exception

        def full_dispatch_request(app: flask.Flask, *context: object) -> Any:
            replacement = self._replacement(app)
            return dispatch(app, *context) if replacement is None else replacement

        def handle_user_exception(app: flask.Flask, *arguments: Any) -> Any:
            if not isinstance(arguments[-1], HTTPException):
                self.error = arguments[-1]
            return handle(app, *arguments)

        flask.Flask.full_dispatch_request = full_dispatch_request  # type: ignore[method-assign, assignment]
        flask.Flask.handle_user_exception = handle_user_exception  # type: ignore[method-assign, assignment]

    def _replacement(self, app: flask.Flask) -> flask.Response | None:
        request = flask.request
        rule = request.url_rule.rule if request.url_rule else request.path
        # The contract knows a parameter's name alone: <id> for <int:id>.
        plain = _CONVERTER.sub(r"<\1>", rule)
        endpoint = f"{request.method} {plain}"[:_NAME_CHARACTERS]
        self.error = None
        self._note(endpoint)
        if endpoint == self._replaced:
            return app.response_class(_NOT_IMPLEMENTED, 501, mimetype="application/problem+json")
        constant = self._constants.get(endpoint)
        return None if constant is None else _answer(app, constant)


def _answer(app: flask.Flask, constant: Constant) -> flask.Response:
    body = base64.b64decode(constant.body)
    response = app.response_class(body, constant.status, content_type=constant.content_type)
    if constant.location:
        response.headers["Location"] = constant.location
    return response
