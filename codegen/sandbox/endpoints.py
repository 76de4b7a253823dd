"""Watches, in a run's process, which endpoint of the app each request reaches; can replace one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import flask
from werkzeug.exceptions import HTTPException

_NAME_CHARACTERS: Final = 200
_NOT_IMPLEMENTED: Final = '{"status": 501, "title": "Not Implemented", "type": "about:blank"}'


class Endpoints:
    """Notes requests; ``error`` is what the app raised in the last one, if it raised."""

    def __init__(self, replaced: str | None, note: Callable[[str], None]) -> None:
        """``replaced`` (``POST /register``) answers 501; ``note`` is told every endpoint reached."""
        self.error: BaseException | None = None
        self._replaced = replaced
        self._note = note

    def watch(self) -> None:
        """Patches Flask, in this process, for good."""
        dispatch: Callable[..., Any] = flask.Flask.full_dispatch_request
        handle: Callable[..., Any] = flask.Flask.handle_user_exception

        def full_dispatch_request(app: flask.Flask, *context: object) -> Any:
            return self._replacement(app) or dispatch(app, *context)

        def handle_user_exception(app: flask.Flask, *arguments: Any) -> Any:
            if not isinstance(arguments[-1], HTTPException):
                self.error = arguments[-1]
            return handle(app, *arguments)

        flask.Flask.full_dispatch_request = full_dispatch_request  # type: ignore[method-assign, assignment]
        flask.Flask.handle_user_exception = handle_user_exception  # type: ignore[method-assign, assignment]

    def _replacement(self, app: flask.Flask) -> flask.Response | None:
        request = flask.request
        rule = request.url_rule.rule if request.url_rule else request.path
        endpoint = f"{request.method} {rule}"[:_NAME_CHARACTERS]
        self.error = None
        self._note(endpoint)
        if endpoint != self._replaced:
            return None
        return app.response_class(_NOT_IMPLEMENTED, 501, mimetype="application/problem+json")
