"""What a study allows: values of attributes, terms of retention, and its JSON."""

from __future__ import annotations

from datetime import date

import pytest

from qualcode.core.errors import Mistakes
from qualcode.core.study import Attribute, Retention, ValueType, yes_or_no
from qualcode.core.study_reading import parse_study, study_from_json
from qualcode.i18n import in_language

GROUP = Attribute(
    "group",
    ValueType.CHOICE,
    ("implanted", "not_implanted"),
    {
        "implanted": {"fr": "implanté", "en": "implanted"},
        "not_implanted": {"fr": "non implanté", "en": "not implanted"},
    },
    label={"fr": "Groupe", "en": "Group"},
)
CODE = Attribute("participant_id", ValueType.SLUG, pattern="^(P|A)[0-9]{2}$")
YEAR = Attribute("care_year", ValueType.INTEGER, minimum=2017, maximum=2025)
MINOR = Attribute("minor", ValueType.BOOLEAN)
DAY = Attribute("interview_date", ValueType.DATE)
NOTE = Attribute("note", pattern="[^@]*")


@pytest.mark.parametrize(
    ("attribute", "written", "value"),
    [
        (GROUP, "implanted", "implanted"),
        (GROUP, " Implanté ", "implanted"),
        (GROUP, "NON IMPLANTE", "not_implanted"),
        (GROUP, "non\u00a0implanté", "not_implanted"),
        (GROUP, "refus", None),
        (CODE, "P03", "P03"),
        (CODE, "P3", None),
        (CODE, "P03 ", "P03"),
        (CODE, "XP03", None),
        (YEAR, "2017", "2017"),
        (YEAR, "+2025", "2025"),
        (YEAR, "2016", None),
        (YEAR, "2020.0", None),
        (YEAR, "٢٠٢٠", None),
        (MINOR, "Oui", "true"),
        (MINOR, "0", "false"),
        (MINOR, "peut-être", None),
        (DAY, "2025-05-23", "2025-05-23"),
        (DAY, "23/05/2025", None),
        (DAY, "2025-02-30", None),
        (NOTE, "à l’hôpital", "à l’hôpital"),
        (NOTE, "ici@là", None),
    ],
)
def test_a_value_is_taken_in_its_one_form_or_not_at_all(
    attribute: Attribute, written: str, value: str | None
) -> None:
    assert attribute.value_of(written) == value


@pytest.mark.parametrize(
    ("applies_to", "kind", "attributes", "applies"),
    [
        ("", "patient", {}, True),
        ("patient", "patient", {}, True),
        ("patient", "relative", {}, False),
        ("group=not_implanted", "patient", {"group": "not_implanted"}, True),
        ("group = not_implanted", "patient", {"group": "not_implanted"}, True),
        ("group=not_implanted", "patient", {"group": "implanted"}, False),
        ("group=not_implanted", "professional", {}, False),
    ],
)
def test_an_attribute_is_meant_for_a_kind_or_under_a_condition(
    applies_to: str, kind: str, attributes: dict[str, str], applies: bool
) -> None:
    assert Attribute("x", applies_to=applies_to).applies(kind, attributes) is applies


def test_an_attribute_is_named_in_the_language_of_the_reader() -> None:
    with in_language("fr"):
        assert GROUP.name == "Groupe"
    with in_language("en"):
        assert GROUP.name == "Group"
    assert MINOR.name == "minor"


@pytest.mark.parametrize(
    ("written", "answer"),
    [("oui", True), ("VRAI", True), ("1", True), ("Non", False), ("faux", False), ("", None)],
)
def test_yes_and_no_are_understood_in_both_languages(written: str, answer: bool | None) -> None:
    assert yes_or_no(written) is answer


@pytest.mark.parametrize(
    ("published", "years", "due"),
    [
        (None, 2, None),
        (date(2026, 5, 23), 2, date(2028, 5, 23)),
        (date(2028, 2, 29), 2, date(2030, 3, 1)),
        (date(2028, 2, 29), 4, date(2032, 2, 29)),
    ],
)
def test_data_stay_in_use_for_the_years_after_publication(
    published: date | None, years: int, due: date | None
) -> None:
    assert Retention(published, years).due == due


def test_the_term_is_read_from_the_study() -> None:
    retention = {"active_until": "publication_date + P5Y", "publication_date": "2026-05-23"}
    study = parse_study({"id": "a", "data_protection": {"retention": retention}})
    assert study.retention.due == date(2031, 5, 23)


def test_a_project_made_without_a_study_has_none() -> None:
    assert study_from_json("{}") is None


def test_a_damaged_study_in_a_project_says_what_is_wrong_without_lines() -> None:
    with pytest.raises(Mistakes) as told:
        study_from_json('{"id": "a", "stance": "kappa"}')
    with in_language("en"):
        assert str(told.value).startswith("study, stance: “kappa” is none of: codebook")


def test_one_unit_of_analysis_may_stand_alone_or_in_a_list() -> None:
    types = [
        {"id": "entretien", "unit_of_analysis": "participant"},
        {"id": "groupe", "unit_of_analysis": ["group", "speaker"]},
    ]
    study = parse_study({"id": "a", "source_types": types})
    assert [kind.units for kind in study.source_types] == [("participant",), ("group", "speaker")]


def test_numbers_may_be_values_of_a_choice() -> None:
    study = parse_study({"id": "a", "participant_attributes": [{"id": "x", "values": [1, 2]}]})
    attribute = study.attribute("x")
    assert attribute is not None
    assert attribute.value_of("2") == "2"


def test_a_source_may_have_an_attribute_that_cases_do_not() -> None:
    study = parse_study({"id": "a", "source_attributes": [{"id": "lieu"}]})
    assert study.source_attribute("lieu") is not None
    assert study.attribute("lieu") is None
