"""A Service of the Contract -> the client class of the emitted ``services.py``."""

from __future__ import annotations

import keyword
from collections.abc import Iterator, Mapping

from codegen.contract import Service, ServiceCall, ServiceValue, parameters_in
from codegen.render import Renderer, literal
from codegen.schemas.annotations import attribute

ANNOTATIONS: Mapping[str, str] = {
    "text": "str",
    "integer": "int",
    "number": "Decimal",
    "boolean": "bool",
    "date": "dt.date",
    "datetime": "dt.datetime",
    "json": "Any",
}
"""What a value is in Python where it comes from a service."""
SENT: Mapping[str, str] = {**ANNOTATIONS, "number": "float"}
"""What it is where it is sent: pydantic writes a Decimal as a text."""

NAMES_IN_METHODS = frozenset(("dict", "list", "quote", "self", "str"))
"""What an argument may not hide."""


def client_definition(service: Service, renderer: Renderer) -> str:
    """The classes of a client and its answers, and the client itself; not formatted yet."""
    header = {service.key_header: service.key_setting} if service.key_header else {}
    return renderer.render(
        "data/service.py.j2",
        service=service,
        name=client_name(service),
        description=service.purpose or f"The service {service.name}",
        timeout_s=f"{service.timeout_s:g}",
        headers=header,
        calls=[_call(service, call) for call in service.calls],
    )


def client_name(service: Service) -> str:
    """The client's class: ``ExchangeRates`` for ``exchange_rates``."""
    return "".join(word.capitalize() for word in service.name.split("_"))


def _call(service: Service, call: ServiceCall) -> dict[str, object]:
    words = "".join(word.capitalize() for word in call.name.split("_"))
    answer = f"{client_name(service)}{words}Answer"
    returns = f"list[{answer}]" if call.many else answer
    return {
        "name": call.name,
        "key": call.key,
        "answer": answer,
        "returns": returns if call.answers else "None",
        "arguments": [_argument(value) for value in (*call.parameters, *call.sends)],
        "sent": [literal(call.method), _path(call), *_query(call), *_body(call)],
        "answers": [_member(value) for value in call.answers],
    }


def _argument(value: ServiceValue) -> str:
    annotation = _held(SENT[value.type], value)
    return f"{_name(value.name)}: {annotation}{'' if value.required else ' | None = None'}"


def _member(value: ServiceValue) -> dict[str, str]:
    name = attribute(value.name)
    held = _held(ANNOTATIONS[value.type], value)
    arguments = [] if value.required else ["None"]
    if name != value.name:
        arguments.append(f"alias={literal(value.name)}")
    default = f"Field({', '.join(arguments)})" if name != value.name else "".join(arguments)
    annotation = held if value.required or held == "Any" else f"{held} | None"
    return {"attribute": name, "annotation": annotation, "default": default}


def _held(annotation: str, value: ServiceValue) -> str:
    match value.holds:
        case "list":
            return f"list[{annotation}]"
        case "by_name":
            return f"dict[str, {annotation}]"
        case _:
            return annotation


def _name(name: str) -> str:
    """The argument's name."""
    found = attribute(name)
    return f"{found}_" if keyword.iskeyword(found) or found in NAMES_IN_METHODS else found


def _path(call: ServiceCall) -> str:
    path = call.path.partition("?")[0]
    values = {value.name: value for value in call.parameters}
    if not parameters_in(path):
        return literal(path)
    for name in parameters_in(path):
        path = path.replace(f"{{{name}}}", f"{{quote({_text(values[name])}, safe='')}}")
    return f'f"{path}"'


def _query(call: ServiceCall) -> Iterator[str]:
    values = {value.name: value for value in call.parameters}
    pairs = [f"{literal(name)}: {_query_value(text, values)}" for name, text in call.query]
    if pairs:
        yield f"query={{{', '.join(pairs)}}}"


def _query_value(text: str, values: Mapping[str, ServiceValue]) -> str:
    named = parameters_in(text)
    if not named:
        return literal(text)
    value = values[named[0]]
    if value.required:
        return _text(value)
    return f"None if {_name(value.name)} is None else {_text(value)}"


def _text(value: ServiceValue) -> str:
    """A value as the text that stands in a path."""
    name = _name(value.name)
    match value.type:
        case "text":
            return name
        case "boolean":
            return f"str({name}).lower()"
        case "date" | "datetime":
            return f"{name}.isoformat()"
        case _:
            return f"str({name})"


def _body(call: ServiceCall) -> Iterator[str]:
    pairs = [f"{literal(value.name)}: {_name(value.name)}" for value in call.sends]
    if pairs:
        yield f"body={{{', '.join(pairs)}}}"
