"""The boundary sweep counts what looking at every character or sentence would count."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.core.agreement.compare import count
from qualcode.core.agreement.comparison import (
    CodedPassage,
    ComparedCode,
    ComparedSource,
    Comparison,
)
from qualcode.core.agreement.continuum import Pieces
from qualcode.core.agreement.counts import Counts
from qualcode.core.agreement.report import Unit
from qualcode.core.coding import Valence
from qualcode.core.errors import NotComputable
from qualcode.core.spans import Span, unite
from tests.core.agreement.made_up import comparisons, labels_of, units_of

UNSET = frozenset({Valence.UNSET})
EACH_UNIT = st.sampled_from([Unit.CHARACTER, Unit.SENTENCE])


def counted(data: Comparison, unit: Unit) -> Counts:
    return count(data, unit)[0].counts


@given(comparisons(4), EACH_UNIT)
def test_every_statistic_is_what_a_look_at_each_unit_gives(data: Comparison, unit: Unit) -> None:
    counts = counted(data, unit)
    assert counts.labels[0] == UNSET
    for code in range(len(data.codes)):
        for source in range(len(data.sources)):
            at = (code, source)
            units = [
                [label for label in labels if label is not None]
                for labels in labels_of(data, unit, code, source)
            ]
            assert counts.units[at] == len(units)
            assert counts.both[at] == sum(all(labels) for labels in units)
            pairs = [
                (pair, len(labels) - 1) for labels in units for pair in combinations(labels, 2)
            ]
            unlike = sum(1 / others for (one, two), others in pairs if bool(one) != bool(two))
            assert counts.sums.unlike[at] == pytest.approx(unlike)
            joint = sum(1 / others for (one, two), others in pairs if one != two)
            assert counts.sums.joint[at] == pytest.approx(joint)
            for many in range(1, len(data.layers) + 1):
                exactly = sum(sum(map(bool, labels)) == many for labels in units)
                assert counts.many[(many - 1, *at)] == exactly
            judged = [[label for label in labels if label and label != UNSET] for labels in units]
            judged = [labels for labels in judged if len(labels) > 1]
            assert counts.judged_units[at] == len(judged)
            for index, label in enumerate(counts.labels):
                given = sum(labels.count(label) for labels in units)
                assert counts.by_label[(index, *at)] == given
            for index, label in enumerate(counts.labels[1:]):
                found = sum(labels.count(label) for labels in judged)
                assert counts.sums.judged[(index, *at)] == found
                assert counts.judged_by[(slice(None), index, *at)].sum() == found


@given(comparisons(4))
def test_passages_are_counted_once_where_they_overlap(data: Comparison) -> None:
    segments = count(data, Unit.SENTENCE)[0].segments
    for coder, layer in enumerate(data.layers):
        for code, compared in enumerate(data.codes):
            for source, transcript in enumerate(data.sources):
                spoken = [start for start, _end in units_of(transcript, Unit.CHARACTER)]
                places = [
                    [i for i, place in enumerate(spoken) if start <= place < end]
                    for at, key, start, end, _valence in layer
                    if (at, key) == (source, code)
                    and (compared.sources is None or source in compared.sources)
                    and coder in data.readers(source)
                    and len(data.readers(source)) > 1
                ]
                spans = [Span(inside[0], inside[-1] + 1) for inside in places if inside]
                assert segments[coder, code, source] == len(unite(spans))


@given(comparisons(4), EACH_UNIT, st.data())
def test_a_passage_split_in_touching_or_overlapping_halves_or_given_twice_counts_the_same(
    data: Comparison, unit: Unit, drawn: st.DataObject
) -> None:
    halves: list[CodedPassage] = []
    for source, code, start, end, valence in data.first:
        middle = drawn.draw(st.integers(start, end))
        overlap = drawn.draw(st.integers(start, middle))
        parts = [(start, middle), (overlap, end)]
        halves += [(source, code, a, b, valence) for a, b in parts if a < b]
    counts = counted(data, unit)
    for first in (halves, [*data.first, *data.first]):
        same = counted(replace(data, first=first), unit)
        assert same.labels == counts.labels
        np.testing.assert_allclose(same.table, counts.table, atol=1e-12)


@given(comparisons(4), EACH_UNIT)
def test_offsets_may_come_as_arrays(data: Comparison, unit: Unit) -> None:
    def array(pairs: object) -> np.ndarray[tuple[int, ...], np.dtype[np.uint32]]:
        return np.array(pairs, dtype=np.uint32).reshape(-1, 2)

    sources = [
        replace(
            source,
            codable=array(source.codable),
            units={kind: array(pairs) for kind, pairs in source.units.items()},
        )
        for source in data.sources
    ]
    same = counted(replace(data, sources=sources), unit)
    assert (same.table == counted(data, unit).table).all()


def two_sentences(*first: tuple[int, int, Valence]) -> Comparison:
    source = ComparedSource("P01", [(0, 40)], {Unit.SENTENCE: [(0, 20), (20, 40)]})
    layer = [(0, 0, start, end, valence) for start, end, valence in first]
    return Comparison([source], [ComparedCode("grille:trajet")], layer, [])


def test_barrier_and_lever_in_one_sentence_are_a_set_and_not_ambivalent() -> None:
    data = two_sentences((2, 8, Valence.BARRIER), (10, 15, Valence.LEVER))
    assert counted(data, Unit.SENTENCE).labels == (
        UNSET,
        frozenset({Valence.BARRIER, Valence.LEVER}),
    )
    assert counted(data, Unit.CHARACTER).labels == (
        UNSET,
        frozenset({Valence.BARRIER}),
        frozenset({Valence.LEVER}),
    )


def test_an_unset_valence_beside_a_judged_one_says_nothing() -> None:
    data = two_sentences((2, 8, Valence.UNSET), (4, 15, Valence.LEVER))
    assert counted(data, Unit.SENTENCE).labels == (UNSET, frozenset({Valence.LEVER}))


def test_a_passage_over_a_question_counts_only_its_coded_speech() -> None:
    source = ComparedSource(
        "P01", [(10, 20), (30, 50)], {Unit.SENTENCE: [(0, 9), (10, 20), (30, 50)]}
    )
    code = ComparedCode("grille:trajet")
    data = Comparison([source], [code], [(0, 0, 5, 35, Valence.UNSET)], [])
    swept, characters = count(data, Unit.CHARACTER)
    assert characters == 30
    assert swept.counts.units[0, 0] == 30
    assert swept.counts.given[0, 0, 0] == 15
    assert swept.segments[:, 0, 0].tolist() == [1, 0]
    assert swept.outside == 0
    sentences = counted(data, Unit.SENTENCE)
    assert (sentences.units[0, 0], sentences.given[0, 0, 0]) == (2, 2)


def test_passages_on_questions_or_under_foreign_codebooks_are_left_out_and_counted() -> None:
    sources = [ComparedSource("P01", [(10, 20)]), ComparedSource("P02", [(0, 50)])]
    codes = [ComparedCode("patients:trajet", sources=frozenset({0}))]
    layer = [(0, 0, 0, 8, Valence.UNSET), (1, 0, 0, 8, Valence.UNSET), (0, 0, 9, 12, Valence.UNSET)]
    swept, _characters = count(Comparison(sources, codes, layer, []), Unit.CHARACTER)
    assert swept.outside == 2
    assert swept.counts.given[0].tolist() == [[2, 0]]
    assert swept.counts.units.tolist() == [[10, 0]]


def test_long_transcripts_cost_no_more_and_lose_no_character() -> None:
    length = 2_000_000_000
    source = ComparedSource("P01", [(0, length)])
    layer = [(0, 0, 5, length - 7, Valence.BARRIER)]
    data = Comparison([source], [ComparedCode("grille:trajet")], layer, layer)
    assert counted(data, Unit.CHARACTER).both[0, 0] == length - 12


def test_nothing_to_compare_is_told_in_plain_words() -> None:
    source, code = ComparedSource("P01", [(0, 9)]), ComparedCode("grille:trajet")
    for data, said in (
        (Comparison([], [code], [], []), "no transcript"),
        (Comparison([source], [], [], []), "no code"),
        (Comparison([ComparedSource("P01", [])], [code], [], []), "no speech"),
    ):
        with pytest.raises(NotComputable, match=said):
            count(data, Unit.CHARACTER)


@pytest.mark.parametrize("pairs", [[(0, 5), (4, 9)], [(5, 9), (0, 5)], [(3, 3)]])
def test_pieces_that_overlap_stand_out_of_order_or_are_empty_are_a_mistake(
    pairs: list[tuple[int, int]],
) -> None:
    with pytest.raises(ValueError, match="in order"):
        Pieces.of([pairs])


@pytest.mark.parametrize("passage", [(1, 0, 0, 5), (0, 1, 0, 5), (0, -1, 0, 5)])
def test_a_passage_of_an_unknown_code_or_source_is_a_mistake(
    passage: tuple[int, int, int, int],
) -> None:
    source, code = ComparedSource("P01", [(0, 9)]), ComparedCode("grille:trajet")
    with pytest.raises(IndexError):
        count(Comparison([source], [code], [(*passage, Valence.UNSET)], []), Unit.CHARACTER)
