"""Numbers as they are said."""

from __future__ import annotations

import pytest

from qualcode.deid.numerals import dialled, number_at, number_ending_at, runs
from qualcode.deid.reading import Reading


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("zéro", 0),
        ("seize", 16),
        ("dix-sept", 17),
        ("dix huit", 18),
        ("vingt et un", 21),
        ("vingt-deux", 22),
        ("soixante et onze", 71),
        ("soixante-dix-huit", 78),
        ("septante-huit", 78),
        ("quatre-vingts", 80),
        ("quatre vingt un", 81),
        ("quatre-vingt-dix", 90),
        ("quatre-vingt-dix-neuf", 99),
        ("nonante", 90),
        ("cent", 100),
        ("cent deux", 102),
        ("cinq cent quatre-vingt-huit", 588),
        ("mille neuf cent cinquante-deux", 1952),
        ("dix-neuf cent cinquante-deux", 1952),
        ("deux mille vingt-quatre", 2024),
        ("deux mille", 2000),
        ("twenty three", 23),
        ("ninety-two", 92),
        ("two thousand and twelve", 2012),
        ("one hundred and five", 105),
        ("deux mille vingt-quatre cachets", 2024),
        ("vingt et demi", 20),
        ("soixante, douze", 60),
    ],
)
def test_a_number_is_read_as_it_is_said(said: str, value: int) -> None:
    number = number_at(Reading(said), 0)
    assert number is not None
    assert number.value == value


def test_a_number_is_found_from_its_end() -> None:
    reading = Reading("elle a quatre-vingt-dix-sept ans")
    number = number_ending_at(reading, reading.forms.index("ans") - 1)
    assert number is not None
    assert number.value == 97
    assert number_ending_at(reading, 0) is None


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("zéro un, quatre-vingt-dix-neuf, zéro zéro, douze, trente-quatre", "0199001234"),
        ("zéro un euh 99 zéro zéro douze 34", "0199001234"),
        ("soixante et onze zéro zéro vingt et un", "710021"),
        ("oh one double nine", "0199"),
    ],
)
def test_numbers_that_follow_each_other_make_one_run(said: str, digits: str) -> None:
    found = list(runs(Reading(f"le {said}, voilà"), least=4))
    assert [dialled(run) for run in found] == [digits]


def test_words_between_part_runs() -> None:
    found = list(runs(Reading("12345 fois 67890 et 1,5"), least=5))
    assert [dialled(run) for run in found] == ["12345", "67890"]


def test_a_number_of_thousands_of_digits_is_no_value() -> None:
    number = number_at(Reading("9" * 20_000), 0)
    assert number is not None
    assert number.value == -1


@pytest.mark.parametrize("form", ["0¹", "x²", "½", "Ⅳ", "১২", "٣"])
def test_figures_of_any_script_stop_nothing(form: str) -> None:
    reading = Reading(f"deux {form} trois")
    numbers = [number_at(reading, place) for place in range(len(reading.forms))]
    values = [number.value for number in numbers if number]
    assert (values[0], values[-1]) == (2, 3)
    assert list(runs(reading, least=1))
