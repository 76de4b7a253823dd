"""Paths seen together: numbers of what is kept, words beside them, probes."""

from __future__ import annotations

import pytest

from codegen.contract import (
    PATH_PARAMETER,
    Contract,
    FieldType,
    IntegerType,
    Parameter,
    ReferenceType,
    TextType,
)
from emitted import contract_of, taking

FREE: FieldType = IntegerType(minimum=-(2**63), maximum=2**63 - 1)
COUNTED: FieldType = IntegerType(minimum=1, maximum=40)
WORDS: FieldType = TextType(min_length=1, max_length=80)
ROW: FieldType = ReferenceType(entity="Thing")


def made(*paths: tuple[str, dict[str, FieldType]]) -> Contract:
    """A Contract of endpoints on these paths, with the types of their parameters."""
    endpoints = [
        taking(
            path=path,
            name=f"view_{number}",
            parameters=tuple(
                Parameter(place="path", name=name, type=kind) for name, kind in kinds.items()
            ),
        )
        for number, (path, kinds) in enumerate(paths)
    ]
    return contract_of(endpoints=tuple(endpoints))


def ids_alone(*paths: tuple[str, dict[str, FieldType]]) -> bool:
    """Whether a Contract of endpoints on these paths has nothing but ids for numbers in paths."""
    return made(*paths).has_ids_alone_in_paths


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


def served(*paths: str) -> Contract:
    """A Contract of endpoints on these paths; a parameter called ``word`` is a text, others are ids."""
    kinds = [
        {name: WORDS if name == "word" else ROW for name in PATH_PARAMETER.findall(path)}
        for path in paths
    ]
    return made(*zip(paths, kinds, strict=True))


@pytest.mark.parametrize(
    ("paths", "words"),
    [
        (("/todos", "/todos/{id}", "/todos/count"), ("count",)),
        (("/todos/{id}/done", "/todos/all/done", "/todos/all/late"), ("all",)),
        (("/a/{id}/b/{b}", "/a/{id}/b/mine", "/a/first/b/{b}"), ("first", "mine")),
        (("/todos/{id}", "/notes/count", "/todos/count/all"), ()),
        (("/todos/{word}", "/todos/count"), ()),
    ],
)
def test_words_that_stand_where_a_number_may(
    paths: tuple[str, ...], words: tuple[str, ...]
) -> None:
    assert served(*paths).words_beside_numbers == words


@pytest.mark.parametrize(
    ("paths", "has_probes"),
    [
        (("/todos", "/{id}", "/todos/{word}", "/healthy"), True),
        (("/todos", "/ready"), False),
        (("/health",), False),
        (("/{word}",), False),
        (("/{word}/todos",), False),
        (("/h{word}",), False),
    ],
)
def test_probes_stand_where_no_endpoint_can_be_meant(
    paths: tuple[str, ...], has_probes: bool
) -> None:
    assert served(*paths).probes == (("/health", "/ready") if has_probes else ())


def test_a_guard_is_asked_before_probes_so_that_there_are_none() -> None:
    assert served("/todos").model_copy(update={"guard": "look"}).probes == ()


def test_a_resource_of_that_name_keeps_it() -> None:
    of = contract_of(endpoints=(taking(path="/things", resource="probes"),))
    assert of.probes == ()
