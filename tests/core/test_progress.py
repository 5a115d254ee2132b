"""Long work is told in hundredths, from the first step on and never beyond the whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.core.progress import Pace


def told(whole: int, steps: int) -> list[tuple[int, int, str]]:
    heard: list[tuple[int, int, str]] = []
    pace = Pace(lambda *words: heard.append(words), whole, "lignes")
    for _ in range(steps):
        pace.step()
    return heard


@given(whole=st.integers(0, 3000), more=st.integers(-50, 50))
def test_a_pace_tells_each_hundredth_once_and_rises(whole: int, more: int) -> None:
    heard = [done for done, _, _ in told(whole, max(whole + more, 0))]
    assert heard == sorted(set(heard))
    assert all(0 <= done <= 100 for done in heard)


def test_a_pace_tells_the_first_step_and_never_how_many_there_are() -> None:
    heard = told(158_842, 158_842)
    assert heard[0] == (0, 100, "lignes")
    assert heard[-1] == (99, 100, "lignes")
    assert {whole for _, whole, _ in heard} == {100}


@pytest.mark.parametrize(("whole", "at"), [(2, [0, 50]), (4, [0, 25, 50, 75])])
def test_a_short_pace_tells_every_step(whole: int, at: list[int]) -> None:
    assert [done for done, _, _ in told(whole, whole)] == at
