"""What to curl: one request for each endpoint that the app's record knows."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from pathlib import Path

from codegen.contract import Contract, Endpoint
from codegen.record import read_record
from codegen.revisions import recorded_data
from codegen.testgen.samples import fitting

ENDPOINT_SLICE = "endpoint-"


def curl_lines(app_dir: Path, base_url: str) -> Iterator[str]:
    """A curl command for each endpoint. Raises Rejected where the record is broken."""
    record = read_record(app_dir)
    if record is None:
        return
    endpoints = tuple(
        Endpoint.model_validate(item.items)
        for item in record.slices
        if item.name.startswith(ENDPOINT_SLICE)
    )
    entities, _ = recorded_data(record)
    contract = Contract(app=record.app, title=record.app, entities=entities, endpoints=endpoints)
    for endpoint in endpoints:
        body = {field.name: fitting(field) for field in contract.inputs(endpoint)}
        url = shlex.quote(base_url + endpoint.path)
        data = shlex.quote(json.dumps(body))
        yield f"curl -i -X {endpoint.method} {url} -H 'Content-Type: application/json' -d {data}"
