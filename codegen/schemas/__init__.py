"""Contract -> the pydantic classes of the emitted ``schemas.py``.

Shapes are used both ways: ``read_json(MoveRequest)`` makes one of a request, and a view answers
``GameView(...).model_dump(mode="json")``.
"""

from __future__ import annotations

from codegen.schemas.annotations import request_field, response_field
from codegen.schemas.classes import parameter_definitions, shape_definition
from codegen.schemas.refusals import Refusal, is_stated, refusal, refusals_of

SKELETON_NAMES = frozenset(
    {
        *("AnySchema", "FromText", "IsoDate", "Moment", "Money", "Schema", "Storable"),
        *(
            "RowId",
            "Email",
            "WebUrl",
            "EMAIL",
            "WEB_URL",
            "NO_ROW",
            "UNCHANGED",
            "LARGEST_ID",
            "EXACT",
            "StorableItem",
            "StorableJson",
            "Trimmed",
            "AMOUNT",
            "DAY",
            "MOMENT",
            "REQUEST",
            "UNSTORABLE",
            "JSON_DEPTH",
        ),
    }
)
"""What the emitted ``schemas.py`` defines for all classes: no shape can have one of these names."""

__all__ = [
    "SKELETON_NAMES",
    "Refusal",
    "is_stated",
    "parameter_definitions",
    "refusal",
    "refusals_of",
    "request_field",
    "response_field",
    "shape_definition",
]
