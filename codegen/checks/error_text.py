"""What an exception says stays on the server: statements, values and paths are in it.

CWE-209 https://cwe.mitre.org/data/definitions/209.html. An HTTPException's text is made for clients, and so are the
places and messages of pydantic's ``errors()``: https://flask.palletsprojects.com/en/stable/errorhandling/.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from codegen.checks.app import App
from codegen.checks.base import Example, Hit, Rule
from codegen.checks.flow import handed_out, keywords, last_name, made_of, origins
from codegen.syntax import Source, parameters

_TELLING = frozenset(
    {
        "__cause__",
        "__context__",
        "__dict__",
        "__notes__",
        "__repr__",
        "__str__",
        "__traceback__",
        "args",
        "detail",
        "doc",
        "filename",
        "filename2",
        "json",
        "object",
        "orig",
        "original_exception",
        "params",
        "statement",
        "strerror",
    }
)
_TRACEBACKS = frozenset(
    {
        "traceback.format_exc",
        "traceback.format_exception",
        "traceback.format_exception_only",
        "traceback.format_tb",
        "traceback.format_stack",
        "traceback.TracebackException",
        "sys.exc_info",
        "sys.exception",
    }
)
_SPELLS = frozenset(
    {
        "abort",
        "ascii",
        "dict",
        "dumps",
        "flash",
        "format",
        "jsonify",
        "list",
        "make_response",
        "repr",
        "str",
        "tuple",
        "vars",
    }
)
_ANOTHERS = frozenset({"__cause__", "__context__", "__traceback__", "original_exception"})
"""What an exception that is made for clients has of another one."""
_HANDLERS = frozenset({"errorhandler", "app_errorhandler"})


class NoExceptionTextToClients(Rule):
    """Clients get words that the app chose."""

    name = "no-exception-text-to-clients"
    message = "a client is told what an exception says"
    mend = "Answer with fixed words; log the exception if it matters."
    urls = (
        "https://cwe.mitre.org/data/definitions/209.html",
        "https://flask.palletsprojects.com/en/stable/errorhandling/",
    )

    def check_source(self, source: Source, app: App) -> Iterator[Hit]:
        """Looks at what is returned, raised or aborted with where an exception is at hand."""
        errors = _caught(source, app)
        found = dict[cst.CSTNode, None]()
        for value in handed_out(source):
            if _reaches_client(source, app, value):
                nodes = made_of(source, value, lambda node: _is_logged(source, node))
                found.update((n, None) for n in nodes if _tells(source, app, n, value, errors))
        for node in found:
            if not any(above in found for above in source.ancestors(node)):
                yield Hit(source, node, "this text goes to the client")

    VALID = (
        Example(code="""
from flask import abort


class NotANumber(Exception):
    pass


def number(text: str) -> int:
    if not text.isdigit():
        raise NotANumber("A number has digits alone")
    return int(text)


def total(texts: list[str]) -> int:
    try:
        return sum(map(number, texts))
    except NotANumber as error:
        abort(422, str(error))
    except (OSError, ValueError) as error:
        raise RuntimeError("no total") from error
"""),
        Example(
            path="errors.py",
            code="""
from werkzeug.exceptions import HTTPException as ClientError


def add_handlers(app: Flask) -> None:
    @app.errorhandler(ClientError)
    def answer(error: ClientError) -> tuple[dict[str, object], int]:
        return {"title": error.name, "detail": error.description}, error.code or 500

    @app.errorhandler(404)
    def not_found(error: ClientError) -> tuple[dict[str, object], int]:
        return {"detail": str(error)}, 404
""",
        ),
        Example(code="""
from pydantic import ValidationError


def fields(body: dict[str, object]) -> list[dict[str, object]]:
    try:
        RegisterRequest.model_validate(body)
    except ValidationError as error:
        return [{"at": item["loc"], "what": item["msg"]} for item in error.errors()]
    return []
"""),
        Example(code="""
import logging


def number(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        logging.getLogger(__name__).warning("no number: %s", error)
        raise Conflict("This is no number") from error
"""),
        Example(code="""
from flask import abort


class BrokenLine(Exception):
    \"\"\"A line cannot be read; its words are for whoever sent it.\"\"\"


def number(text: str, line: int) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise BrokenLine(f"line {line} holds no number") from error


def total(texts: list[str]) -> dict[str, int]:
    try:
        return {"total": sum(number(text, line) for line, text in enumerate(texts, 1))}
    except BrokenLine as trouble:
        abort(422, str(trouble))
"""),
    )
    INVALID = (
        Example(
            lines=(9,),
            code="""
from werkzeug.exceptions import Conflict

def number(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        refusal = Conflict()
        refusal.description = str(error)
        raise refusal
""",
        ),
        Example(
            lines=(6,),
            code="""
def number(text: str) -> dict[str, object]:
    try:
        return {"number": int(text)}
    except ValueError as error:
        return {"error": str(error)}
""",
        ),
        Example(
            lines=(8,),
            code="""
from werkzeug.exceptions import Conflict

def number(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise Conflict(f"no number: {error}") from error
""",
        ),
        Example(
            lines=(9,),
            code="""
from flask import abort

def number(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        reason = error
        words = "no number: %s" % reason
        abort(400, description=words)
""",
        ),
        Example(
            path="errors.py",
            lines=(5,),
            code="""
def add_handlers(app: Flask) -> None:
    @app.errorhandler(Exception)
    def answer(problem: Exception) -> tuple[dict[str, object], int]:
        return {"detail": problem.args[0]}, 500
""",
        ),
        Example(
            lines=(8,),
            code="""
import traceback

def number(text: str) -> object:
    try:
        return int(text)
    except ValueError:
        return {"trace": traceback.format_exc()}, 500
""",
        ),
        Example(
            lines=(17,),
            code="""
from flask import abort

class BrokenLine(Exception):
    pass

def number(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise BrokenLine(f"no number: {error}") from error

def total(texts: list[str]) -> int:
    try:
        return sum(number(text) for text in texts)
    except BrokenLine as trouble:
        abort(422, str(trouble))
""",
        ),
        Example(
            lines=(17,),
            code="""
from flask import abort

class BrokenLine(Exception):
    pass

def number(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise BrokenLine("no number") from error

def total(texts: list[str]) -> int:
    try:
        return sum(number(text) for text in texts)
    except BrokenLine as trouble:
        abort(422, str(trouble.__cause__))
""",
        ),
        Example(
            lines=(8,),
            code="""
def keep() -> tuple[str, int]:
    message = "stored"
    try:
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        message = repr(error.orig)
    return message, 409
""",
        ),
        Example(
            lines=(8,),
            code="""
from pydantic import ValidationError

def fields(body: dict[str, object]) -> object:
    try:
        return RegisterRequest.model_validate(body).username
    except ValidationError as error:
        return {"errors": error.errors()}, 422
""",
        ),
    )


_Errors = dict[tuple[cst.CSTNode, str], bool]
"""The exceptions at hand, by where their name is bound; whether their text is made for clients."""


def _caught(source: Source, app: App) -> _Errors:
    errors = {name: _is_for_clients(source, app, handler.type) for name, handler in _bound(source)}
    for function, of in _handlers(source):
        first = next(parameters(function), None)
        if first:
            errors[function, first.name.value] = _is_for_clients(source, app, of)
    return errors


def _handlers(source: Source) -> Iterator[tuple[cst.FunctionDef, cst.CSTNode | None]]:
    """The functions that answer for an exception, each with the class or status it answers for."""
    functions = {node.name.value: node for node in source.nodes(cst.FunctionDef)}
    for call in source.nodes(cst.Call):
        name, given = last_name(source, call), [arg.value for arg in call.args]
        above = source.parent(call)
        if name in _HANDLERS and isinstance(above, cst.Decorator):
            function = source.parent(above)
            if isinstance(function, cst.FunctionDef):
                yield function, given[0] if given else None
        elif name == "register_error_handler" and len(given) == 2:
            named = functions.get(given[1].value) if isinstance(given[1], cst.Name) else None
            if named:
                yield named, given[0]


def _is_for_clients(source: Source, app: App, of: cst.CSTNode | None) -> bool:
    if isinstance(of, cst.Integer):
        return True
    if isinstance(of, cst.Tuple):
        return all(_is_for_clients(source, app, element.value) for element in of.elements)
    name = (app.name_of(source, of) if of is not None else None) or ""
    return app.is_http_error(name) or (app.defines(name) and not _passes_on(app, name))


def _passes_on(app: App, name: str) -> bool:
    """Whether an exception of the app's own is ever made with the text of another one."""
    for source in app.sources:
        errors = dict.fromkeys((name for name, _ in _bound(source)), False)
        for call in source.nodes(cst.Call):
            if app.called(source, call) == name:
                given = (node for arg in call.args for node in made_of(source, arg.value))
                if any(isinstance(n, cst.Name) and _is_error(source, n, errors) for n in given):
                    return True
    return False


def _bound(source: Source) -> Iterator[tuple[tuple[cst.CSTNode, str], cst.ExceptHandler]]:
    """The exceptions that are caught in a module, by where their names are bound."""
    for handler in source.nodes(cst.ExceptHandler):
        if handler.name and isinstance(handler.name.name, cst.Name):
            yield (next(source.scopes(handler)), handler.name.name.value), handler


def _reaches_client(source: Source, app: App, value: cst.CSTNode) -> bool:
    """Returned and aborted values do; of raised ones those that Flask answers with."""
    if not isinstance(source.parent(value), cst.Raise):
        return True
    raised = (o.func if isinstance(o, cst.Call) else o for o in origins(source, value))
    return any(app.is_http_error(app.name_of(source, node) or "") for node in raised)


def _is_logged(source: Source, node: cst.CSTNode) -> bool:
    if not isinstance(node, cst.Call) or not isinstance(node.func, cst.Attribute):
        return isinstance(node, cst.Comparison)
    return "log" in (source.qualified_name(node.func.value) or "")


def _tells(
    source: Source, app: App, node: cst.CSTNode, value: cst.CSTNode, errors: _Errors
) -> bool:
    """Whether a node of what is handed out is the text of an exception."""
    if isinstance(node, cst.Call) and app.called(source, node) in _TRACEBACKS:
        return True
    if not isinstance(node, cst.Name) or not _is_error(source, node, errors):
        return False
    handler = _handler(source, node)
    if handler:  # several of one function may give their errors the same name
        for_clients = _is_for_clients(source, app, handler.type)
    else:
        for_clients = _is_error(source, node, {k: v for k, v in errors.items() if v})
    above = source.parent(node)
    if isinstance(above, cst.Attribute):
        if above.attr.value == "errors":
            return _is_whole(source, source.parent(above))
        telling = above.attr.value in _TELLING
        return telling and not (for_clients and above.attr.value not in _ANOTHERS)
    return not for_clients and _is_spelled(source, node, value)


def _handler(source: Source, name: cst.Name) -> cst.ExceptHandler | None:
    """The innermost handler around a name that binds it."""
    for above in source.ancestors(name):
        if isinstance(above, cst.ExceptHandler) and above.name:
            bound = above.name.name
            if isinstance(bound, cst.Name) and bound.value == name.value:
                return above
    return None


def _is_spelled(source: Source, name: cst.Name, value: cst.CSTNode) -> bool:
    """Whether an exception becomes text here, or is given to what makes a response of it."""
    above = source.parent(name)
    if isinstance(above, cst.Element):
        above = source.parent(source.parent(above) or above)
    if isinstance(above, cst.Arg):
        call = source.parent(above)
        raised = call is value and isinstance(source.parent(value), cst.Raise)
        return isinstance(call, cst.Call) and (raised or last_name(source, call) in _SPELLS)
    return isinstance(above, cst.FormattedStringExpression | cst.BinaryOperation | cst.DictElement)


def _is_error(source: Source, name: cst.Name, errors: _Errors) -> bool:
    """Whether a name is an exception at hand, by itself or through plain aliases."""
    waiting, seen = [name], set[cst.CSTNode]()
    while waiting:
        current = waiting.pop()
        seen.add(current)
        if any((scope, current.value) in errors for scope in source.scopes(current)):
            return True
        values = source.values(current)
        waiting.extend(v for v in values if isinstance(v, cst.Name) and v not in seen)
    return False


def _is_whole(source: Source, call: cst.CSTNode | None) -> bool:
    """Whether ``error.errors()`` is handed out with its inputs, rather than picked from."""
    if not isinstance(call, cst.Call):
        return False
    picked = isinstance(source.parent(call), cst.CompFor | cst.For)
    return not picked and "include_input" not in dict(keywords(call))
