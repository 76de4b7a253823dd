from __future__ import annotations

import pytest

from codegen.requirements import Requirement, is_name, names_in, normalised, read_requirement


@pytest.mark.parametrize("name", ["Ruamel.YAML", "ruamel_yaml", "ruamel-yaml", "RUAMEL.-_yaml"])
def test_names_compare_as_indexes_compare_them(name: str) -> None:
    assert normalised(name) == "ruamel-yaml"


@pytest.mark.parametrize(
    ("text", "requirement"),
    [
        ("icalendar", Requirement("icalendar")),
        (" Segno >= 1.6 , <2 ", Requirement("segno", ">=1.6,<2")),
        ("python_dateutil==2.*", Requirement("python-dateutil", "==2.*")),
        ("a~=1.0!=1.3", None),
        ("icalendar[test]", None),
        ("icalendar @ https://example.org/i.whl", None),
        ("icalendar; python_version < '3'", None),
        ("icalendar >=", None),
        ("--index-url=https://example.org", None),
        ("-r other.txt", None),
        ("icalendar\n--pre", None),
        ("", None),
        ("ical endar", None),
        ("日历", None),
    ],
)
def test_a_requirement_is_a_name_and_versions_and_nothing_more(
    text: str, requirement: Requirement | None
) -> None:
    assert read_requirement(text) == requirement


def test_a_requirement_reads_back_as_it_is_written() -> None:
    requirement = Requirement("segno", ">=1.6,<2")
    assert read_requirement(str(requirement)) == requirement


def test_names_are_found_in_prose_of_any_language() -> None:
    text = "用`icalendar`生成日历。Slugs come from Python_Slugify, not from ics."
    assert {"icalendar", "python-slugify", "ics"} <= names_in(text)
    assert "slugify" not in names_in(text)


@pytest.mark.parametrize("name", ["", "-a", "a-", "a b", "a/b", "é", "--pre"])
def test_no_name_of_a_package(name: str) -> None:
    assert not is_name(name)
