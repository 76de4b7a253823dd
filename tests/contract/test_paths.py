"""Numbers in paths: which of them are those of what is kept."""

from __future__ import annotations

import pytest

from codegen.contract import FieldType, IntegerType, Parameter, ReferenceType, TextType
from emitted import contract_of, taking

FREE: FieldType = IntegerType(minimum=-(2**63), maximum=2**63 - 1)
COUNTED: FieldType = IntegerType(minimum=1, maximum=40)
WORDS: FieldType = TextType(min_length=1, max_length=80)
ROW: FieldType = ReferenceType(entity="Thing")


def ids_alone(*paths: tuple[str, dict[str, FieldType]]) -> bool:
    """Whether a Contract of endpoints on these paths has nothing but ids for numbers in paths."""
    made = [
        taking(
            path=path,
            name=f"view_{number}",
            parameters=tuple(
                Parameter(place="path", name=name, type=kind) for name, kind in kinds.items()
            ),
        )
        for number, (path, kinds) in enumerate(paths)
    ]
    return contract_of(endpoints=tuple(made)).has_ids_alone_in_paths


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("flat", ROW, True),
        ("flat", COUNTED, True),
        ("flat_id", FREE, True),
        ("id", FREE, True),
        ("flat", FREE, False),
        ("flat", IntegerType(minimum=0, maximum=40), False),
        ("flat", WORDS, False),
    ],
)
def test_an_id_is_the_number_of_something_from_1(
    name: str, kind: FieldType, expected: bool
) -> None:
    assert ids_alone((f"/flats/{{{name}}}", {name: kind})) is expected


def test_one_free_number_is_enough() -> None:
    row = ("/flats/{flat}", {"flat": ROW})
    assert not ids_alone(row, ("/sums/{a}", {"a": FREE}))
    assert ids_alone(row, ("/pages/{page}", {"page": WORDS}))


def test_a_text_that_may_stand_where_a_number_does_is_no_id() -> None:
    row = ("/flats/{flat}/rooms/{room}", {"flat": ROW, "room": ROW})
    assert ids_alone(row, ("/flats/{flat}/{word}", {"flat": ROW, "word": WORDS}))
    assert not ids_alone(row, ("/flats/{word}", {"word": WORDS}))
    assert not ids_alone(row, ("/flats/{flat}/rooms/{word}", {"flat": ROW, "word": WORDS}))
