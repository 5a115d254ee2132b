"""Themes: the tree, and what somebody means who names one."""

from __future__ import annotations

import pytest

from qualcode.core.analysis.themes import Theme, as_tree, named_theme
from qualcode.core.errors import NotFound
from qualcode.i18n import in_language

THEMES = (
    Theme("7a10c0de", "Venir use."),
    Theme("2b99aaaa", "Être écouté rassure."),
    Theme("3333bbbb", "La route use plus que la pompe.", parent="7a10c0de"),
    Theme("7a10ffff", "La route isole.", parent="7a10c0de"),
    Theme("90210000", "2 heures aller, 2 heures retour."),
)


@pytest.mark.parametrize(
    ("named", "guid"),
    [
        ("1", "7a10c0de"),
        ("2", "3333bbbb"),
        ("4", "2b99aaaa"),
        ("7a10c", "7a10c0de"),
        ("90210", "90210000"),
        ("etre ecoute", "2b99aaaa"),
        ("E\u0302tre", "2b99aaaa"),
        ("la  route u", "3333bbbb"),
        ("2 heures", "90210000"),
    ],
)
def test_a_theme_goes_by_its_number_its_first_words_or_its_guid(named: str, guid: str) -> None:
    assert named_theme(THEMES, named).guid == guid


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("La route", "Several themes begin with “La route”: 2, 3."),
        ("7a10", "Several themes begin with “7a10”: 1, 3."),
        ("6", "There is no theme “6”. List them with: qualcode theme PROJECT list"),
        ("route", "There is no theme “route”. List them with: qualcode theme PROJECT list"),
        ("", "There is no theme “”. List them with: qualcode theme PROJECT list"),
        (" ", "There is no theme “ ”. List them with: qualcode theme PROJECT list"),
    ],
)
def test_where_none_or_several_are_meant_it_is_said(named: str, said: str) -> None:
    with in_language("en"), pytest.raises(NotFound) as told:
        named_theme(THEMES, named)
    with in_language("en"):
        assert str(told.value) == said


@pytest.mark.parametrize("named", ["9", "0", "90", "7a", "2b9"])
def test_a_number_or_a_word_is_not_taken_for_a_guid(named: str) -> None:
    with pytest.raises(NotFound):
        named_theme(THEMES, named)


def test_numbers_are_those_of_the_list() -> None:
    listed = [theme for _depth, theme in as_tree(THEMES)]
    assert [named_theme(THEMES, str(n + 1)) for n in range(len(listed))] == listed
