"""Wire -> the services that an app calls."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Sequence

from codegen import defaults
from codegen.contract import Assumption, Service, ServiceCall, ServiceValue, parameters_in
from codegen.interpret.names import class_name, why_no_table, why_no_view
from codegen.interpret.wire import WireService, WireServiceCall, WireServiceValue
from codegen.interpret.wire_parts import Reading

LONGEST_TIMEOUT_S = 60
"""Seconds; a worker that waits longer is ended by gunicorn.
https://docs.gunicorn.org/en/stable/settings.html#timeout"""
MODULE = "services"
NAMES_IN_CLIENTS = frozenset(
    (
        *("any_answer", "app", "base_model", "decimal", "field", "http", "literal", "mapping"),
        *("request", "service", "service_failed", "service_unavailable", MODULE, "test"),
        *("type_adapter", "type_var", "validation_error"),
    )
)
"""What a service's object or class would hide."""
SETTINGS = frozenset(("DATABASE_URL", "OPENAI_BASE_URL", "OPENAI_API_KEY", "SECRET_KEY"))

_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_PART = r"(?:[A-Za-z0-9._~:@-]|%[0-9A-Fa-f]{2}|\{[a-z][a-z0-9_]*\})"
_PAIR = r"[A-Za-z0-9._~\[\]-]+=(?:\{[a-z][a-z0-9_]*\}|[A-Za-z0-9._~,:-]*)"
_PATH = re.compile(rf"(?:/{_PART}*)+(?:\?{_PAIR}(?:&{_PAIR})*)?")
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")


def read_service(wire: WireService, reading: Reading) -> Service:
    """A service; what is wrong with it is noted in ``reading``."""
    where = f"the service {wire.name!r}"
    wrong = why_no_view(wire.name) or why_no_table(wire.name)
    if not _NAME.fullmatch(wire.name) or wire.name in NAMES_IN_CLIENTS or not class_name(wire.name):
        wrong = "needs a snake_case name of its own, such as rates"
    if wrong:
        reading.problem(f"{where} {wrong}.")
    if not wire.calls:
        reading.problem(f"{where} has no calls: leave it out.")
    if wire.key_header and not _HEADER.fullmatch(wire.key_header):
        reading.problem(
            f"{where} expects its key in {wire.key_header!r}, which is no header's name."
        )
    reading.unique([call.name for call in wire.calls], f"calls of {wire.name}")
    found = Service(
        name=wire.name,
        purpose=wire.purpose,
        timeout_s=_timeout_s(wire, where, reading),
        key_header=wire.key_header or "",
        calls=tuple(_call(call, wire.name, reading) for call in wire.calls),
        citations=reading.citations(wire.cites, where),
    )
    for setting in sorted({*found.settings} & SETTINGS):
        reading.problem(
            f"{where} would need the setting {setting}, which is another thing's: rename it."
        )
    return found


def check_names(services: Sequence[Service], taken: Collection[str], reading: Reading) -> None:
    """Notes services that are called as what else a view's module names."""
    if not services:
        return
    names = [service.name for service in services]
    reading.unique(names, "services")
    for name in sorted({*names} & {*taken}):
        reading.problem(f"the service {name!r} has the name of something else: rename it.")
    if MODULE in taken:
        reading.problem(
            f"{MODULE!r} is the module of the services: call the other thing otherwise."
        )


def _timeout_s(wire: WireService, where: str, reading: Reading) -> float:
    if wire.timeout_s is None:
        row = defaults.default("service time-out")
        reading.assumptions.append(Assumption(topic=row.topic, about=wire.name, chosen=row.chosen))
        return defaults.SERVICE_TIMEOUT_S
    if not 0 < wire.timeout_s <= LONGEST_TIMEOUT_S:
        reading.problem(
            f"{where} is waited for {wire.timeout_s:g} seconds: more than 0 and at most {LONGEST_TIMEOUT_S} can be had."
        )
    return wire.timeout_s


def _call(wire: WireServiceCall, service: str, reading: Reading) -> ServiceCall:
    where = f"the call {service}.{wire.name}"
    wrong = why_no_view(wire.name)
    if wrong or not _NAME.fullmatch(wire.name):
        reading.problem(f"{where} {wrong or 'needs a snake_case name'}.")
    if not _PATH.fullmatch(wire.path):
        reading.problem(
            f"{where} has the path {wire.path!r}, which is not of the form /latest?base={{base}}."
        )
    if wire.method == "GET" and wire.sends:
        reading.problem(f"{where} is a GET, which sends no body: put it into the path's query.")
    _check_parameters(wire, where, reading)
    return ServiceCall(
        name=wire.name,
        method=wire.method,
        path=wire.path,
        parameters=_values(wire.parameters, where, reading),
        sends=_values(wire.sends, where, reading),
        answers=_values(wire.answers, where, reading),
        many=wire.many,
        example=_example(wire, where, reading),
        citations=reading.citations(wire.cites, where),
    )


def _check_parameters(wire: WireServiceCall, where: str, reading: Reading) -> None:
    in_path = parameters_in(wire.path)
    given = [parameter.name for parameter in wire.parameters]
    if sorted(in_path) != sorted(given):
        reading.problem(f"{where} needs exactly the parameters {[*in_path]}, not {given}.")
    always = parameters_in(wire.path.partition("?")[0])
    for parameter in wire.parameters:
        if parameter.holds != "one" or parameter.type == "json":
            reading.problem(
                f"{where} has the parameter {parameter.name!r}, which is no single value."
            )
        if parameter.name in always and not parameter.required:
            reading.problem(f"{where} needs its {parameter.name!r}: only the query can do without.")
    arguments = [*given, *(value.name for value in wire.sends)]
    reading.unique(arguments, f"values that {where} sends")


def _values(
    wires: Iterable[WireServiceValue], where: str, reading: Reading
) -> tuple[ServiceValue, ...]:
    found = tuple(
        ServiceValue(name=w.name, type=w.type, holds=w.holds, required=w.required) for w in wires
    )
    for value in found:
        if not value.name or not value.name.isprintable():
            reading.problem(f"{where} has a value without a name that can be typed.")
    reading.unique([value.name for value in found], f"values of {where}")
    return found


def _example(wire: WireServiceCall, where: str, reading: Reading) -> str:
    if not wire.example:
        return ""
    try:
        json.loads(wire.example)
    except ValueError:
        reading.problem(f"{where} has an example that is no JSON: {wire.example!r}.")
    return wire.example
