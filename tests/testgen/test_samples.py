"""Samples are judged by what the Contract says of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from codegen.contract import (
    BooleanType,
    ChoiceType,
    DateTimeType,
    DateType,
    EntityField,
    FieldType,
    IntegerType,
    JsonType,
    MoneyType,
    NumberType,
    ReferenceType,
    SecretType,
    TextType,
)
from codegen.defaults import UNLIMITED_LENGTH
from codegen.interpret.simulate import broken_by
from codegen.scenario import JsonValue
from codegen.testgen import samples
from codegen.testgen.samples import Sample

FIELDS: list[FieldType] = [
    TextType(min_length=0, max_length=9),
    TextType(min_length=1, max_length=1),
    TextType(min_length=2, max_length=40),
    TextType(min_length=30, max_length=30),
    SecretType(min_length=8, max_length=255),
    SecretType(min_length=60, max_length=64),
    SecretType(min_length=1, max_length=4),
    IntegerType(minimum=18, maximum=120),
    IntegerType(minimum=-5, maximum=3),
    IntegerType(minimum=0, maximum=0),
    IntegerType(minimum=-(2**63), maximum=2**63 - 1),
    BooleanType(),
    NumberType(),
    NumberType(minimum=0.5, maximum=1.0),
    NumberType(minimum=-3.0),
    NumberType(maximum=-3.0),
    MoneyType(minimum=1, maximum=100_000),
    MoneyType(minimum=-500, maximum=-1),
    DateType(),
    DateTimeType(),
    ChoiceType(values=("open", "closed")),
    JsonType(),
    ReferenceType(entity="User"),
]
TEXTS = [kind for kind in FIELDS if isinstance(kind, TextType | SecretType)]
NUMBERS = [kind for kind in FIELDS if isinstance(kind, IntegerType | MoneyType)]
ALIKE = (IntegerType(minimum=0, maximum=0), ReferenceType(entity="User"))
LIMITED = [
    kind
    for kind in FIELDS
    if isinstance(kind, TextType | SecretType | IntegerType | BooleanType | MoneyType)
]
UNREADABLE = [k for k in FIELDS if k.kind in ("money", "date", "datetime", "choice")]
Samples = Callable[[EntityField], tuple[Sample, ...]]


def field(kind: FieldType) -> EntityField:
    return EntityField(name="x", type=kind)


def kinds(found: tuple[Sample, ...], of: EntityField) -> set[str | None]:
    conditions = (broken_by(of, sample.value) for sample in found)
    return {condition.kind if condition else None for condition in conditions}


@pytest.mark.parametrize("kind", FIELDS, ids=str)
def test_fitting_values_fit(kind: FieldType) -> None:
    for number in range(3):
        assert broken_by(field(kind), samples.fitting(field(kind), number)) is None


@pytest.mark.parametrize("kind", FIELDS, ids=str)
def test_fitting_values_differ_while_the_type_allows(kind: FieldType) -> None:
    one, other = (samples.fitting(field(kind), number) for number in (0, 1))
    assert (one == other) == (kind in ALIKE)


@pytest.mark.parametrize("limits", [(-5, -3), (-5, 0), (0, 1)])
def test_fitting_numbers_differ_below_two(limits: tuple[int, int]) -> None:
    of = field(IntegerType(minimum=limits[0], maximum=limits[1]))
    assert samples.fitting(of, 0) != samples.fitting(of, 1)


@pytest.mark.parametrize("kind", LIMITED, ids=str)
def test_values_at_the_limits_are_the_outermost_that_fit(kind: FieldType) -> None:
    low, high = samples.at_limits(field(kind))
    assert kinds((low, high), field(kind)) == {None}
    match kind:
        case TextType() | SecretType():
            lengths = (len(str(low.value)), len(str(high.value)))
            assert lengths == (kind.min_length, kind.max_length)
        case IntegerType():
            assert (low.value, high.value) == (kind.minimum, kind.maximum)
        case BooleanType():
            assert {low.value, high.value} == {True, False}


@pytest.mark.parametrize(
    ("make", "condition", "types"),
    [
        (samples.null, "null", FIELDS),
        (samples.wrong_type, "wrong_type", [k for k in FIELDS if k.kind != "json"]),
        (samples.unreadable, "wrong_type", UNREADABLE),
        (samples.too_long, "too_long", TEXTS),
        (samples.out_of_range, "out_of_range", NUMBERS),
    ],
)
def test_each_refused_value_breaks_what_it_is_to_break(
    make: Samples, condition: str, types: list[FieldType]
) -> None:
    for kind in types:
        assert kinds(make(field(kind)), field(kind)) == {condition}, kind


@pytest.mark.parametrize("kind", TEXTS, ids=str)
def test_texts_that_cannot_be_stored_break_nothing_else(kind: FieldType) -> None:
    of = field(kind)
    found = samples.unstorable(of)
    assert kinds(found, of) == {"unstorable"}
    assert ["\0" in str(sample.value) for sample in found] == [True, False]
    cleaned = [str(s.value).replace("\0", "y").replace("\ud800", "y") for s in found]
    assert [broken_by(of, text) for text in cleaned] == [None, None]


@pytest.mark.parametrize(
    ("minimum", "texts"), [(0, []), (1, [""]), (2, ["", "x"]), (8, ["", "x" * 7])]
)
def test_texts_that_are_too_short(minimum: int, texts: list[str]) -> None:
    for kind in (
        TextType(min_length=minimum, max_length=9),
        SecretType(min_length=minimum, max_length=9),
    ):
        assert [sample.value for sample in samples.too_short(field(kind))] == texts


def test_the_first_value_beyond_a_limit_is_sent() -> None:
    [long] = samples.too_long(field(TextType(min_length=1, max_length=80)))
    assert long.value == "x" * 81
    numbers = samples.out_of_range(field(IntegerType(minimum=18, maximum=120)))
    assert [sample.value for sample in numbers] == [17, 121]


@pytest.mark.parametrize("kind", FIELDS, ids=str)
def test_every_other_json_type_is_sent(kind: FieldType) -> None:
    every = {str, int, float, bool, list, dict}
    own: dict[str, set[type]] = {
        "integer": {int},
        "reference": {int},
        "number": {int, float},
        "boolean": {bool},
        "json": every,
    }
    sent = {type(sample.value) for sample in samples.wrong_type(field(kind))}
    assert sent == every - own.get(kind.kind, {str})


def test_a_unique_reference_is_to_another_row_each_time() -> None:
    unique = field(ReferenceType(entity="User")).model_copy(update={"unique": True})
    assert [samples.fitting(unique, number) for number in (0, 1)] == [1, 2]


@pytest.mark.parametrize("kind", FIELDS, ids=str)
def test_variants_of_unreadable_texts_are_texts(kind: FieldType) -> None:
    found = samples.unreadable(field(kind))
    assert all(isinstance(sample.value, str) for sample in found)
    assert bool(found) == (kind in UNREADABLE)


@pytest.mark.parametrize("make", [samples.wrong_type, samples.unstorable, samples.too_short])
def test_variants_are_different_words(make: Samples) -> None:
    variants = [sample.variant for sample in make(field(TextType(min_length=3, max_length=9)))]
    assert len(set(variants)) == len(variants) > 1


def test_a_default_makes_null_no_value() -> None:
    optional = EntityField(name="x", type=BooleanType(), required=False)
    value: JsonValue = samples.null(optional)[0].value
    assert broken_by(optional, value) is None
    assert broken_by(optional.model_copy(update={"default": True}), value) is not None


def test_every_choice_is_taken_under_a_plain_name() -> None:
    choice = field(ChoiceType(values=("开", "a[b]")))
    found = [(sample.value, sample.variant) for sample in samples.at_limits(choice)]
    assert found == [("开", "choice 1"), ("a[b]", "choice 2")]


def test_a_text_without_end_has_no_longest_and_none_too_long() -> None:
    endless = EntityField(name="word", type=TextType(min_length=0, max_length=UNLIMITED_LENGTH))
    assert [sample.variant for sample in samples.at_limits(endless)] == ["shortest"]
    assert samples.too_long(endless) == ()
    assert samples.too_short(endless) == ()


@pytest.mark.parametrize("pattern", ["[A-Z]{2}-[0-9]{4}", "[a-z0-9-]*", "red|rose|green"])
def test_samples_of_a_pattern_match_it_or_break_nothing_else(pattern: str) -> None:
    of = field(TextType(min_length=1, max_length=40, pattern=pattern))
    fitting = [samples.fitting(of, number) for number in range(7)]
    assert len(set(map(str, fitting))) == (3 if "red" in pattern else 7)
    assert {broken_by(of, value) for value in fitting} == {None}
    assert kinds(samples.at_limits(of), of) == {None}
    assert len(samples.unreadable(of)) > 3
    assert kinds(samples.unreadable(of), of) == {"pattern"}
