"""Passages end to end, sets of codes, headings, pairs, fixed units and strengths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.core.agreement.coefficients import gwet_standard_error, krippendorff
from qualcode.core.agreement.compare import count
from qualcode.core.agreement.comparison import ComparedCode, ComparedSource, Comparison
from qualcode.core.agreement.continua import further, sets_of_codes
from qualcode.core.agreement.gamma import NOT_INSTALLED, ONE_CODER, TOO_MANY, gamma
from qualcode.core.agreement.ratings import Ratings
from qualcode.core.agreement.report import Further, Unit, named_unit, unit_name
from qualcode.core.agreement.sets import masi
from qualcode.core.agreement.strengths import strengths
from qualcode.core.agreement.unitizing import OVERLAPPING, Section
from qualcode.core.coding import Valence
from tests.core.agreement.made_up import comparisons, labels_of, reported, units_of

EACH_UNIT = st.sampled_from([Unit.CHARACTER, Unit.SENTENCE])
TREE = ("grille:accès", "grille:décision")


def in_a_tree(data: Comparison) -> Comparison:
    """The codes of a comparison under two headings, the last one under none."""
    above = [TREE[:1], TREE, ()]
    codes = [
        replace(code, ref=f"grille:é{i}", ancestors=above[i % 3])
        for i, code in enumerate(data.codes)
    ]
    return replace(data, codes=codes)


@given(comparisons(4), EACH_UNIT)
def test_masi_looks_at_the_set_of_codes_that_each_coder_gave_a_unit(
    data: Comparison, unit: Unit
) -> None:
    data = replace(data, codes=[replace(code, sources=None) for code in data.codes])
    units: list[list[frozenset[int] | None]] = []
    for source, transcript in enumerate(data.sources):
        if len(data.readers(source)) < 2:
            continue
        by_code = [labels_of(data, unit, code, source) for code in range(len(data.codes))]
        units += [
            [
                None
                if coder not in data.readers(source)
                else frozenset(i for i, labels in enumerate(by_code) if labels[at][coder])
                for coder in range(len(data.layers))
            ]
            for at in range(len(units_of(transcript, unit)))
        ]
    expected = krippendorff(Ratings.of(list(zip(*units, strict=True))), masi).value
    found = krippendorff(sets_of_codes(data, unit), masi).value
    assert found == (None if expected is None else pytest.approx(expected))


@given(comparisons(3), EACH_UNIT)
def test_a_heading_is_given_where_one_of_its_codes_is(data: Comparison, unit: Unit) -> None:
    data = in_a_tree(data)
    above = data.of_headings()
    rows = {row.code: row for row in reported(above, unit).codes}
    for ref, row in rows.items():
        below = [i for i, code in enumerate(data.codes) if ref in code.ancestors]
        shared = 0
        for source in range(len(data.sources)):
            units = [labels_of(data, unit, code, source) for code in below]
            held = [one for one in units if one]
            for cells in zip(*held, strict=True) if held else ():
                readers = [c for c in range(len(data.layers)) if cells[0][c] is not None]
                shared += all(any(labels[coder] for labels in cells) for coder in readers)
        assert row.both == shared


@given(comparisons(4), EACH_UNIT)
def test_a_pair_is_compared_on_what_both_have_read(data: Comparison, unit: Unit) -> None:
    for one, other in combinations(range(len(data.layers)), 2):
        pair = data.of_pair(one, other)
        both = [i for i in range(len(data.sources)) if {one, other} <= data.readers(i)]
        assert len(pair.sources) == len(both)
        if not any(units_of(source, unit) for source in pair.sources):
            continue
        counts = count(pair, unit)[0].counts
        for at, source in enumerate(both):
            for code in range(len(data.codes)):
                labels = labels_of(data, unit, code, source)
                agreed = sum(bool(cell[one] and cell[other]) for cell in labels)
                assert counts.both[code, at] == agreed


def two_turns(first: list[tuple[int, int]], second: list[tuple[int, int]]) -> Comparison:
    layers = [[(0, 0, a, b, Valence.UNSET) for a, b in spans] for spans in (first, second)]
    source = ComparedSource("P01", [(5, 30), (40, 52)], {Unit.SENTENCE: [(5, 30), (40, 52)]})
    return Comparison([source], [ComparedCode("grille:coût")], layers[0], layers[1])


def test_fixed_units_are_cut_from_the_start_of_each_turn() -> None:
    data = two_turns([(0, 16)], [(29, 41)])
    counts = count(data, Unit.FIXED, 10)[0].counts
    assert counts.units[0, 0] == 5
    assert counts.given[:, 0, 0].tolist() == [2, 2]
    assert reported(data, Unit.FIXED, width=10).unit_name == "fixed:10"
    with pytest.raises(ValueError, match="at least one character"):
        count(data, Unit.FIXED, 0)


@pytest.mark.parametrize("name", ["sentence", "character", "token", "turn", "fixed:50"])
def test_a_unit_has_one_name_wherever_it_is_written(name: str) -> None:
    assert unit_name(*named_unit(name)) == name


@pytest.mark.parametrize("name", ["", "paragraph", "fixed:0", "fixed:x", "turn:5"])
def test_other_names_are_no_units(name: str) -> None:
    with pytest.raises(ValueError):
        named_unit(name)


def by_name(data: Comparison) -> dict[tuple[str, str], Further]:
    return {(one.name, one.scope): one for one in further(data, Unit.SENTENCE)}


def test_passages_are_compared_over_the_codable_speech_end_to_end() -> None:
    same = by_name(two_turns([(6, 20)], [(6, 20)]))
    assert same["u_alpha", ""].estimate.value == 1
    assert same["u_alpha_binary", ""].estimate.value == 1
    over_the_question = by_name(two_turns([(20, 45)], [(20, 35), (33, 45)]))
    assert over_the_question["u_alpha", ""].estimate.value == 1
    apart = by_name(two_turns([(6, 20)], [(20, 29)]))
    assert (apart["u_alpha", ""].estimate.value or 0) < 0
    assert apart["cu_alpha", ""].coverage == 0


def test_codes_that_overlap_within_one_coder_have_no_unitizing_alpha_but_a_binary_one() -> None:
    data = two_turns([(6, 20)], [(6, 20)])
    codes = [*data.codes, ComparedCode("grille:peur")]
    layer = [*data.first, (0, 1, 10, 25, Valence.UNSET)]
    found = by_name(replace(data, codes=codes, first=layer, second=layer))
    assert found["u_alpha", ""].estimate.reason == OVERLAPPING
    assert found["u_alpha_binary", ""].estimate.value == 1
    assert found["masi_alpha", ""].estimate.value == 1


def test_gamma_is_left_to_its_library_or_says_why_not() -> None:
    layer = [Section(0, 4, "coût"), Section(6, 9, "peur")]
    assert gamma([layer, []], 20, 1).reason == ONE_CODER
    assert gamma([layer * 60, layer * 60], 20, 1).reason == TOO_MANY
    found = gamma([layer, layer], 20, 1)
    assert found.reason == NOT_INSTALLED or found.value == pytest.approx(1)


def test_strengths_a_step_apart_agree_more_than_opposite_ones() -> None:
    def judged(second: list[int | None]) -> list[tuple[str, str, str, int]]:
        first = [2, 1, -1, -2, 0]
        pairs: list[tuple[str, Sequence[int | None]]] = [("Zoé", first), ("Maël", second)]
        return [
            ("grille:coût", f"P{case:02}", rater, strength)
            for rater, given in pairs
            for case, strength in enumerate(given)
            if strength is not None
        ]

    near, code = strengths(judged([1, 1, -1, -1, 0]))
    far, _code = strengths(judged([-2, 1, -1, 2, 0]))
    assert (near.scope, code.scope, near.cells) == ("", "grille:coût", 5)
    for name in ("weighted_kappa", "ac2", "alpha_ordinal", "alpha_interval"):
        assert (near.figures[name].value or 0) > (far.figures[name].value or 0)
    (missing, _code) = strengths(judged([1, None, -1, None, 0]))
    assert missing.cells == 3
    assert strengths([]) == []


def test_standard_errors_are_those_of_the_units_and_never_of_characters() -> None:
    data = two_turns([(6, 20)], [(6, 20), (41, 45)])
    names = {one.name for one in further(data, Unit.CHARACTER)}
    assert "ac1_standard_error" not in names
    found = {(one.name, one.scope): one for one in further(data, Unit.FIXED, 4)}
    labels = [(1, 1)] * 4 + [(0, 1)] * 2 + [(0, 0)] * 4
    ratings = Ratings.of(list(zip(*labels, strict=True)))
    expected = gwet_standard_error(ratings).value
    assert found["ac1_standard_error", "grille:coût"].estimate.value == pytest.approx(expected)
