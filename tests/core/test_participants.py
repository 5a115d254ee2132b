"""The participants' table: facts over the same groups betray nothing of each other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qualcode.core.tables.masking import person_table
from qualcode.core.tables.participants import Participants, is_telling, of_groups


def test_facts_stand_below_each_other_where_the_sizes_of_the_groups_are_known() -> None:
    sex = person_table(("F", "M"), ("a", "b"), [[4, 5], [6, 5]], 3)
    site = person_table(("CH", "CHU"), ("a", "b"), [[5, 5], [5, 5]], 3)
    assert of_groups([("Sexe", sex), ("Lieu", site)]) == (("Sexe", sex), ("Lieu", site))


def test_a_group_that_one_fact_masks_is_told_by_no_other() -> None:
    small = person_table(("F", "M"), ("a", "b"), [[1, 9], [0, 8]], 3)
    assert None in small.column_totals
    assert of_groups([("Sexe", small)]) is None
    assert of_groups([]) is None


def test_a_fact_of_which_nothing_is_left_is_not_shown() -> None:
    assert not is_telling(person_table(("F", "M"), ("",), [[1], [1]], 3))
    assert is_telling(person_table(("F", "M"), ("",), [[4], [5]], 3))


@given(st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=2), min_size=1, max_size=4))
def test_no_number_under_the_least_is_told(counts: list[list[int]]) -> None:
    rows = tuple(str(n) for n in range(len(counts)))
    table = person_table(rows, ("a", "b"), counts, 3)
    shown = of_groups([("x", table)])
    if shown is None:
        return
    found = Participants("patient", table.total, ("a", "b"), shown, 3)
    told = [n for _name, one in found.facts for row in one.counts for n in row]
    assert all(n is None or n == 0 or n >= 3 for n in told)
    assert found.masked == any(n is None for n in (*told, *table.row_totals))
