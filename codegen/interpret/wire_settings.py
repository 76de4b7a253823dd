"""Wire -> the settings that an app reads from its environment."""

from __future__ import annotations

import re
from collections.abc import Iterable

from flask import Flask

from codegen.contract import Service, Setting
from codegen.interpret.wire import WireSetting
from codegen.interpret.wire_parts import Reading
from codegen.interpret.wire_services import SETTINGS

RESERVED = SETTINGS.union(
    ("DATA_DIR", "SHORTEST_SECRET_KEY"),
    ("HOME", "HOST", "LANG", "PATH", "PORT", "TZ"),
    Flask.default_config,
)
"""What the app, Flask or the machine means something else by.
https://flask.palletsprojects.com/en/stable/config/#builtin-configuration-values"""
RESERVED_PREFIXES = ("CODEGEN_", "FLASK_", "GUNICORN_", "LD_", "PYTHON", "SQLALCHEMY_", "WERKZEUG_")
NAME = re.compile(r"[A-Z][A-Z0-9_]*")


def read_settings(
    wires: Iterable[WireSetting], services: Iterable[Service], reading: Reading
) -> tuple[Setting, ...]:
    """The settings; what is wrong with them is noted in ``reading``. ``services`` have settings by themselves."""
    found = tuple(_setting(wire, reading) for wire in wires)
    of_services = [name for service in services for name in service.settings]
    reading.unique([*of_services, *(setting.name for setting in found)], "settings")
    return found


def _setting(wire: WireSetting, reading: Reading) -> Setting:
    where = f"the setting {wire.name!r}"
    if not NAME.fullmatch(wire.name):
        reading.problem(f"{where} needs the name of an environment variable, such as SHOP_PIN.")
    if wire.name in RESERVED or wire.name.startswith(RESERVED_PREFIXES):
        reading.problem(f"{where} is there already, or another thing's: leave it out.")
    for what, text in (("a default", wire.default), ("an example", wire.example)):
        if text is not None and not text.isprintable():
            reading.problem(f"{where} has {what} that no environment variable can have.")
    citations = reading.citations(wire.cites, where)
    return Setting(
        name=wire.name,
        default=wire.default,
        does=wire.does,
        citations=citations,
        example=wire.example,
        shortest=max(1, wire.shortest),
    )
