"""Settings come in at one place.

What the machine is told in its environment is read in ``config.py``, where a person looks for it and a test can set it: see
https://flask.palletsprojects.com/en/stable/config/#configuring-from-environment-variables.
"""

from __future__ import annotations

from collections.abc import Iterator

from codegen.checks.app import App
from codegen.checks.base import Example, Hit, Rule
from codegen.checks.flow import uses
from codegen.syntax import Source

_ENVIRONMENT = ("os.environ", "os.environb", "os.getenv", "os.getenvb", "os.putenv", "os.unsetenv")

_SET_UP = ("__init__", "config")


class EnvironmentStaysInConfig(Rule):
    """The environment is read where the app is set up: in config.py, create_app() and wsgi.py."""

    name = "environment-stays-in-config"
    message = "the environment is read outside config.py"
    mend = "Read it in config.py, and use flask.current_app.config here."
    urls = (
        "https://flask.palletsprojects.com/en/stable/config/",
        "https://cwe.mitre.org/data/definitions/526.html",
    )
    needs_contract = True

    def check_source(self, source: Source, app: App) -> Iterator[Hit]:
        """Looks at every name that stands for the environment."""
        if source.path in (*(f"{app.package}/{name}.py" for name in _SET_UP), "wsgi.py"):
            return
        for reference, name in uses(source, app, _is_environment):
            yield Hit(source, reference, f"'{name}'")

    VALID = (
        Example(
            path="config.py",
            code="""
def page_size() -> int:
    return int(os.environ.get("PAGE_SIZE", "20"))
""",
        ),
        Example(path="../wsgi.py", code='import os\n\nos.environ.setdefault("TZ", "UTC")\n'),
        Example(code="""
from flask import current_app


def page_size() -> int:
    environ = {"PAGE_SIZE": 20}
    return int(current_app.config.get("PAGE_SIZE", environ["PAGE_SIZE"]))
"""),
    )
    INVALID = (
        Example(
            lines=(5,),
            code="""
import os

def page_size() -> int:
    return int(os.environ["PAGE_SIZE"])
""",
        ),
        Example(
            lines=(5,),
            code="""
from os import getenv as setting

def page_size() -> int:
    return int(setting("PAGE_SIZE", "20"))
""",
        ),
        Example(
            path="models.py",
            lines=(4,),
            code="""
import os as machine

NAMES = dict(machine.environ.items())
""",
        ),
    )


def _is_environment(name: str) -> bool:
    return name in _ENVIRONMENT or name.startswith("os.environ.")
