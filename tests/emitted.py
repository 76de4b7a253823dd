"""A module of emitted schemas, made for a Contract and imported for real."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from flask import Flask

from codegen.bodies import body_features
from codegen.contract import (
    Answer,
    Citation,
    Contract,
    EmptyBody,
    Endpoint,
    JsonBody,
    Member,
    Parameter,
    Shape,
    StatementId,
)
from codegen.python import format_python
from codegen.render import Renderer
from codegen.schemas import parameter_definitions, shape_definition
from codegen.splice import compose

APP = "emitted_app"
CITED = (Citation(statement=StatementId("s"), quote="q"),)


def taking(shape: str | None = None, **more: Any) -> Endpoint:
    """A custom endpoint whose request is a shape's."""
    given = {
        "method": "POST",
        "path": "/things",
        "name": "make_thing",
        "operation": "custom",
        "resource": "things",
        "request": JsonBody(shape=shape) if shape else EmptyBody(),
        "success": Answer(status=200, body=EmptyBody()),
        "cases": (),
    }
    return Endpoint(**(given | more))


def contract_of(*shapes: Shape, endpoints: tuple[Endpoint, ...] | None = None) -> Contract:
    """A Contract of shapes, the first of which an endpoint takes."""
    made = (taking(shapes[0].name),) if endpoints is None else endpoints
    return Contract(app=APP, title="Things", entities=(), endpoints=made, shapes=shapes)


def thing(*members: Member) -> Contract:
    """A Contract of one shape, ``Thing``."""
    return contract_of(Shape(name="Thing", members=members))


def asking(*parameters: Parameter, **more: Any) -> Contract:
    """A Contract of one endpoint with these parameters, and nothing else."""
    return contract_of(endpoints=(taking(parameters=parameters, **more),))


def definitions(contract: Contract) -> list[str]:
    """What the slices of the Contract define in ``schemas.py``."""
    renderer = Renderer()
    shapes = (shape_definition(contract, shape, renderer) for shape in contract.shapes)
    found = (parameter_definitions(contract, each, renderer) for each in contract.endpoints)
    texts = (*shapes, *(text for texts in found for text in texts))
    return [format_python(compose("", [text], APP)) for text in texts]


def module(contract: Contract, name: str = "schemas") -> str:
    """The text of the emitted module of that name."""
    made = definitions(contract)
    skeleton = Renderer().render(
        f"app/package/{name}.py.j2", app=APP, **body_features(contract, made)
    )
    return format_python(compose(skeleton, made if name == "schemas" else [], APP))


@dataclass(frozen=True, slots=True)
class Emitted:
    """The modules, and an app that answers errors as they do."""

    schemas: ModuleType
    app: Flask
    bodies: ModuleType | None = None

    def read(self, body: object, schema: str = "Thing", reader: str = "read_json") -> Any:
        """What a view reads of a body of that JSON. Raises an HTTPException where it is refused."""
        text = body if isinstance(body, str | bytes) else json.dumps(body)
        with self.app.test_request_context(
            "/", method="POST", data=text, content_type="application/json"
        ):
            return getattr(self.schemas, reader)(getattr(self.schemas, schema))

    def sent(self, reader: str, *arguments: Any, **request: Any) -> Any:
        """What the view of ``POST /things`` reads of a request that is sent as Flask's test client does."""
        given = [getattr(self.schemas, each, each) for each in arguments]
        module = self.bodies if hasattr(self.bodies, reader) else self.schemas
        with self.app.test_request_context("/things", **{"method": "POST", **request}) as context:
            try:
                return getattr(module, reader)(*given)
            finally:
                # Flask's client puts a large form into a file.
                context.request.environ["wsgi.input"].close()

    def query(self, text: str, schema: str = "MakeThingQuery") -> Any:
        """What a view reads of a query. Raises an HTTPException where it is refused."""
        with self.app.test_request_context(f"/?{text}"):
            return self.schemas.read_query(getattr(self.schemas, schema))


def settings_of(contract: Contract) -> dict[str, object]:
    """The constants of the emitted ``config.py``."""
    found: dict[str, object] = {}
    features = body_features(contract, definitions(contract))
    text = Renderer().render("app/package/config.py.j2", app=APP, contract=contract, **features)
    exec(text, found)  # the emitted module itself
    return {name: value for name, value in found.items() if name.isupper()}


@contextmanager
def imported(contract: Contract, folder: Path) -> Iterator[Emitted]:
    """The emitted ``schemas.py`` and ``errors.py``, imported for the time being."""
    package = folder / APP
    package.mkdir(exist_ok=True)
    (package / "__init__.py").write_text("")
    (package / "errors.py").write_text(module(contract, "errors"), "utf-8")
    (package / "schemas.py").write_text(module(contract), "utf-8")
    bodies = module(contract, "bodies")
    (package / "bodies.py").write_text(bodies, "utf-8")
    names = (APP, *(f"{APP}.{name}" for name in ("errors", "schemas", "bodies")))
    try:
        for name in names:
            path = package / f"{name.rpartition('.')[2] if '.' in name else '__init__'}.py"
            spec = importlib.util.spec_from_file_location(name, path)
            assert spec
            assert spec.loader
            sys.modules[name] = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(sys.modules[name])
        app = Flask("emitted")
        app.config.from_mapping(settings_of(contract))
        sys.modules[f"{APP}.errors"].register_error_handlers(app)
        for endpoint in contract.endpoints:
            view = f"{contract.resource(endpoint)}.{endpoint.name}"
            app.add_url_rule(endpoint.path, view, methods=[endpoint.method])
        yield Emitted(sys.modules[f"{APP}.schemas"], app, sys.modules[f"{APP}.bodies"])
    finally:
        for name in names:
            sys.modules.pop(name, None)
