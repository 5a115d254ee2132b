"""Who is named when a screen asks whom one may quote."""

from __future__ import annotations

import pytest

from qualcode.tui.screens.writing import named_among


@pytest.mark.parametrize(
    ("answer", "named"),
    [
        ("A04, P09", {"A04", "P09"}),
        ("a04 p09", {"A04", "P09"}),
        ("P09;N 01", {"P09", "N 01"}),
        ("A4, personne", set()),
        ("", set()),
    ],
)
def test_names_are_read_in_any_case_and_with_any_mark_between(answer: str, named: set[str]) -> None:
    assert named_among(answer, ["A04", "N 01", "P09"]) == named


def test_a_name_of_two_words_confirms_nobody_called_by_one_of_them() -> None:
    assert named_among("Anne Marie", ["Anne", "Anne Marie"]) == {"Anne Marie"}
