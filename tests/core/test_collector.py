"""The search for cycles rests while very many values are made, and goes on after."""

from __future__ import annotations

import gc

import pytest

from qualcode.core.collector import undisturbed


def test_the_collector_rests_inside_and_goes_on_after() -> None:
    with undisturbed():
        assert not gc.isenabled()
        with undisturbed():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_goes_on_after_a_failure() -> None:
    with pytest.raises(KeyError), undisturbed():
        raise KeyError
    assert gc.isenabled()


def test_one_that_rested_before_is_left_at_rest() -> None:
    gc.disable()
    try:
        with undisturbed():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()
