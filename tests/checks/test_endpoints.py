"""How routes are counted where blueprints are mounted in other ways than the emitted one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from flask import Flask

from codegen.checks.base import check
from codegen.checks.endpoints import ContractEndpoints
from codegen.contract import Contract

if TYPE_CHECKING:
    from planting import Apps

USERS = """from flask import Blueprint

users = Blueprint("users", __name__{prefix})


@users.post("{path}")
def register() -> dict[str, str]:
    return {{}}
"""
MOUNT = """from flask import Blueprint, Flask

from register.routes.users import users

api = Blueprint("api", __name__{prefix})
blueprints = (users,)


def mount(app: Flask, more: Blueprint) -> None:
    {mount}
"""
CREATE_APP = """from flask import Flask


def create_app() -> Flask:
    return Flask(__name__)
"""


def findings(apps: Apps, contract: Contract, users: str, mount: str) -> list[str]:
    texts = {
        "register/__init__.py": CREATE_APP,
        "register/routes/__init__.py": mount,
        "register/routes/users.py": users,
    }
    found = check(apps.with_files(texts), contract, (ContractEndpoints,)).findings
    return [f"{f.location.path}:{f.location.line} {f.message.partition(': ')[2]}" for f in found]


@pytest.mark.parametrize(
    "own, path, nested, mount",
    [
        ("", "/register", "", "app.register_blueprint(users)"),
        (', url_prefix="/register"', "", "", "app.register_blueprint(users)"),
        (', url_prefix="/old"', "", "", 'app.register_blueprint(users, url_prefix="/register")'),
        (', url_prefix="/old"', "/register", "", 'app.register_blueprint(users, url_prefix="/")'),
        (", url_prefix=None", "/register", "", "app.register_blueprint(blueprint=users)"),
        (
            "",
            "/register",
            "",
            "for one in [users, api]:\n        app.register_blueprint(one)",
        ),
        ("", "/register", "", "for one in blueprints:\n        app.register_blueprint(one)"),
        (
            ', url_prefix="/register"',
            "",
            "",
            "api.register_blueprint(users)\n    app.register_blueprint(api)",
        ),
        (
            "",
            "ter",
            ', url_prefix="/regis"',
            "api.register_blueprint(users)\n    app.register_blueprint(api)",
        ),
    ],
)
def test_prefixes_join_as_flask_joins_them(
    own: str, path: str, nested: str, mount: str, apps: Apps, contract: Contract
) -> None:
    users = USERS.format(prefix=own, path=path)
    mounts = MOUNT.format(prefix=nested, mount=mount)
    found = findings(apps, contract, users, mounts)
    served = _served_by_flask(users, mounts)
    assert (found == []) == (served == ["/register"])


def _served_by_flask(users: str, mount: str) -> list[str]:
    """What Flask itself serves of these two modules."""
    module: dict[str, object] = {"__name__": "register.routes.users"}
    exec(users, module)
    code = mount.replace("from register.routes.users import users", "")
    package: dict[str, object] = {"__name__": "register.routes", "users": module["users"]}
    exec(code, package)
    app = Flask("register", static_folder=None)
    package["mount"](app, None)  # type: ignore[operator]
    return [rule.rule for rule in app.url_map.iter_rules()]


def test_a_blueprint_that_is_registered_nowhere_serves_nothing(
    apps: Apps, contract: Contract
) -> None:
    users = USERS.format(prefix="", path="/register")
    assert findings(apps, contract, users, MOUNT.format(prefix="", mount="pass")) == [
        "register/routes/__init__.py:1 nothing serves 'POST /register'"
        " (registered nowhere: register.probes.probes, register.routes.api, register.routes.users.users)"
    ]


@pytest.mark.parametrize(
    "mount, what",
    [
        ("app.register_blueprint(more)", "which blueprint is registered?"),
        (
            'app.register_blueprint(users, url_prefix=app.config["P"])',
            "this url_prefix is no literal",
        ),
    ],
)
def test_what_cannot_be_read_is_found_and_nothing_else(
    mount: str, what: str, apps: Apps, contract: Contract
) -> None:
    users = USERS.format(prefix="", path="/register")
    found = findings(apps, contract, users, MOUNT.format(prefix="", mount=mount))
    assert found == [f"register/routes/__init__.py:10 {what}"]


def test_a_blueprint_mounted_twice_serves_twice(apps: Apps, contract: Contract) -> None:
    users = USERS.format(prefix="", path="/register")
    mount = 'app.register_blueprint(users)\n    app.register_blueprint(users, name="again")'
    assert findings(apps, contract, users, MOUNT.format(prefix="", mount=mount)) == [
        "register/routes/users.py:6 'POST /register' is served twice"
    ]


def test_blueprints_mounted_on_each_other_end(apps: Apps, contract: Contract) -> None:
    users = USERS.format(prefix="", path="/register")
    mount = "api.register_blueprint(users)\n    users.register_blueprint(api)"
    assert findings(apps, contract, users, MOUNT.format(prefix="", mount=mount)) == [
        "register/routes/__init__.py:1 nothing serves 'POST /register'"
        " (registered nowhere: register.probes.probes)"
    ]
