"""What is masked cannot be found again by subtraction."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.core.tables.masking import PersonTable, masked_cells, person_table

LEAST = 3

tables = st.integers(1, 3).flatmap(
    lambda columns: st.lists(
        st.lists(st.integers(0, 4), min_size=columns, max_size=columns), min_size=1, max_size=3
    )
)


def with_totals(counts: list[list[int]]) -> list[list[int]]:
    grid = [[*row, sum(row)] for row in counts]
    return [*grid, [sum(column) for column in zip(*grid, strict=True)]]


def could_be(shown: PersonTable, most: int) -> list[tuple[tuple[int, ...], ...]]:
    """Every table that a reader could think of from what is shown."""
    height, width = len(shown.counts), len(shown.columns)
    choices = [range(most + 1) if cell is None else (cell,) for row in shown.counts for cell in row]
    found = []
    for flat in product(*choices):
        rows = tuple(flat[i * width : (i + 1) * width] for i in range(height))
        if sum(flat) != shown.total:
            continue
        if any(t not in {None, sum(r)} for t, r in zip(shown.row_totals, rows, strict=True)):
            continue
        columns = zip(*rows, strict=True)
        if all(t in {None, sum(c)} for t, c in zip(shown.column_totals, columns, strict=True)):
            found.append(rows)
    return found


@settings(max_examples=60)
@given(
    st.integers(1, 2).flatmap(
        lambda columns: st.lists(
            st.lists(st.integers(0, 4), min_size=columns, max_size=columns),
            min_size=1,
            max_size=3,
        )
    )
)
def test_no_small_cell_can_be_found_again_from_the_totals(counts: list[list[int]]) -> None:
    shown = person_table("abc"[: len(counts)], "xyz"[: len(counts[0])], counts, LEAST)
    if len(counts) == 1 and len(counts[0]) == 1:
        return
    possible = could_be(shown, most=max(map(max, counts)) + 1)
    for i, row in enumerate(counts):
        for j, value in enumerate(row):
            if 0 < value < LEAST:
                assert shown.counts[i][j] is None
                assert len({table[i][j] for table in possible}) > 1


@given(tables)
def test_small_totals_are_masked_too_and_what_is_shown_is_true(counts: list[list[int]]) -> None:
    shown = person_table("abc"[: len(counts)], "xyz"[: len(counts[0])], counts, LEAST)
    assert shown.total == sum(map(sum, counts))
    for row, seen, total in zip(counts, shown.counts, shown.row_totals, strict=True):
        assert all(cell in {None, value} for cell, value in zip(seen, row, strict=True))
        assert total in {None, sum(row)}
        if len(counts) > 1 and 0 < sum(row) < LEAST:
            assert total is None


@given(tables)
def test_nothing_is_masked_where_every_group_is_large_enough(counts: list[list[int]]) -> None:
    large = [[value * LEAST for value in row] for row in counts]
    assert masked_cells(with_totals(large), LEAST) == set()
    assert masked_cells(with_totals(counts), 0) == set()


def test_the_least_is_taken_away_that_keeps_a_small_cell_unknown() -> None:
    shown = person_table(("F", "H"), ("CH", "CHU", "CLCC"), [[1, 8, 9], [6, 5, 12]], LEAST)
    assert shown.counts == ((None, None, 9), (None, None, 12))
    assert shown.row_totals == (18, 23)
    assert shown.masked == 4


def test_a_single_column_gives_up_a_total_rather_than_a_person() -> None:
    shown = person_table(("F", "H", "autre"), ("tous",), [[9], [6], [1]], LEAST)
    assert shown.counts == ((9,), (None,), (None,))
    assert shown.row_totals == (9, None, None)
    assert shown.total == 16
