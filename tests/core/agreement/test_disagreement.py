"""What two coders differ in: of which type, and how much of what agreement is computed from."""

from __future__ import annotations

from dataclasses import replace

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
from qualcode.core.agreement.confusion import Confused
from qualcode.core.agreement.disagreement import (
    Disagreement,
    Disagreements,
    Kind,
    disagreements,
)
from qualcode.core.agreement.report import Unit
from qualcode.core.codebook import ValencePolicy
from qualcode.core.coding import Valence
from tests.core.agreement.made_up import comparisons

UNITS = (Unit.SENTENCE, Unit.CHARACTER)
PAIRS = comparisons().map(lambda data: data.of_pair(0, 1))
SENTENCES = [(place, place + 9) for place in range(0, 200, 10)]
"""Twenty sentences of nine characters in four turns of five."""
TURNS = [(place, place + 49) for place in range(0, 200, 50)]
TRIP, COST, PAIN = range(3)
BARRIER, LEVER, UNSET, NEUTRAL = Valence.BARRIER, Valence.LEVER, Valence.UNSET, Valence.NEUTRAL


def sentences(first: int, last: int, code: int, valence: Valence = UNSET) -> CodedPassage:
    """A coding of whole sentences, the last one included."""
    return 0, code, first * 10, last * 10 + 9, valence


def interview(first: list[CodedPassage], second: list[CodedPassage]) -> Comparison:
    """One transcript with three codes."""
    codes = [ComparedCode(f"grille:{key}") for key in ("trajet", "coût", "douleur")]
    return Comparison(
        [ComparedSource("P01", TURNS, {Unit.SENTENCE: SENTENCES})], codes, first, second
    )


def only(found: Disagreements) -> Disagreement:
    """The one disagreement there is."""
    (one,) = found.found
    return one


@pytest.mark.parametrize(
    ("first", "second", "kind", "units", "judged"),
    [
        ([sentences(1, 2, TRIP)], [sentences(1, 3, TRIP)], Kind.BOUNDARY, (0, 1), 0),
        (
            [sentences(1, 4, TRIP)],
            [sentences(1, 1, TRIP), sentences(4, 4, TRIP)],
            Kind.BOUNDARY,
            (2, 0),
            0,
        ),
        ([sentences(1, 2, TRIP)], [sentences(1, 2, COST)], Kind.CATEGORY, (2, 2), 0),
        ([sentences(1, 4, TRIP)], [sentences(2, 4, COST)], Kind.CATEGORY, (4, 3), 0),
        ([sentences(1, 4, TRIP)], [sentences(4, 4, COST)], Kind.PARTIAL, (4, 1), 0),
        ([sentences(1, 2, TRIP)], [], Kind.OMISSION, (2, 0), 0),
        ([], [sentences(1, 2, TRIP)], Kind.OMISSION, (0, 2), 0),
        (
            [sentences(1, 2, TRIP, BARRIER)],
            [sentences(1, 2, TRIP, LEVER)],
            Kind.OPPOSITE,
            (0, 0),
            2,
        ),
        (
            [sentences(1, 2, TRIP, BARRIER)],
            [sentences(2, 4, TRIP, LEVER)],
            Kind.OPPOSITE,
            (1, 2),
            1,
        ),
        (
            [sentences(1, 2, TRIP, NEUTRAL)],
            [sentences(1, 2, TRIP, LEVER)],
            Kind.VALENCE,
            (0, 0),
            2,
        ),
        (
            [sentences(1, 2, TRIP), sentences(1, 2, COST)],
            [sentences(1, 2, TRIP)],
            Kind.MULTIPLE,
            (2, 0),
            0,
        ),
        (
            [sentences(1, 9, TRIP), sentences(3, 3, COST)],
            [sentences(1, 9, TRIP)],
            Kind.MULTIPLE,
            (1, 0),
            0,
        ),
    ],
    ids=[
        "a sentence longer",
        "one passage or two",
        "another code",
        "another code on mostly the same words",
        "another code on few of the words",
        "the second gave nothing",
        "the first gave nothing",
        "barrier or lever",
        "barrier or lever, and other ends",
        "neutral or lever",
        "a second code",
        "a second code inside",
    ],
)
def test_a_disagreement_has_a_type(
    first: list[CodedPassage],
    second: list[CodedPassage],
    kind: Kind,
    units: tuple[int, int],
    judged: int,
) -> None:
    one = only(disagreements(interview(first, second), Unit.SENTENCE))
    assert (one.kind, one.units, one.judged) == (kind, units, judged)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ([(0, TRIP, 10, 19, UNSET)], [(0, TRIP, 12, 15, UNSET)]),
        ([sentences(1, 2, TRIP)], [sentences(1, 1, TRIP), sentences(2, 2, TRIP)]),
        ([sentences(1, 2, TRIP, BARRIER)], [sentences(1, 2, TRIP, BARRIER)]),
        (
            [sentences(1, 2, TRIP, BARRIER), sentences(1, 2, TRIP, UNSET)],
            [sentences(1, 2, TRIP, BARRIER)],
        ),
    ],
    ids=["words of one sentence", "one passage or two that touch", "alike", "unset beside barrier"],
)
def test_sentences_given_alike_are_no_disagreement(
    first: list[CodedPassage], second: list[CodedPassage]
) -> None:
    assert not disagreements(interview(first, second), Unit.SENTENCE).found


def test_boundaries_within_a_sentence_are_counted_in_characters_but_not_listed() -> None:
    data = interview([(0, TRIP, 10, 19, UNSET)], [(0, TRIP, 12, 15, UNSET)])
    one = only(disagreements(data, Unit.CHARACTER))
    assert (one.kind, one.units, one.listed) == (Kind.BOUNDARY, (6, 0), False)


def test_two_codes_on_the_two_halves_of_a_sentence_are_the_same_passage() -> None:
    data = interview([(0, TRIP, 10, 14, UNSET)], [(0, COST, 15, 19, UNSET)])
    for unit in UNITS:
        assert only(disagreements(data, unit)).kind is Kind.CATEGORY


def test_hesitations_at_the_ends_do_not_part_a_passage() -> None:
    first, second = [(0, TRIP, 0, 25, UNSET)], [(0, COST, 14, 39, UNSET)]
    data = interview(first, second)
    assert only(disagreements(data, Unit.CHARACTER)).kind is Kind.PARTIAL
    said = ([(12, 25)], [(14, 27)])
    assert only(disagreements(data, Unit.CHARACTER, said=said)).kind is Kind.CATEGORY


def test_the_closest_codes_are_paired_and_the_rest_is_a_further_code() -> None:
    data = interview(
        [sentences(1, 2, TRIP), sentences(1, 4, PAIN)],
        [sentences(1, 4, COST)],
    )
    found = disagreements(data, Unit.SENTENCE).found
    assert [(one.kind, one.codes) for one in found] == [
        (Kind.MULTIPLE, (TRIP, None)),
        (Kind.CATEGORY, (PAIN, COST)),
    ]


def test_a_passage_on_and_of_two_turns_stays_one_matter_where_a_coding_bridges_them() -> None:
    data = interview([sentences(4, 5, TRIP)], [])
    assert only(disagreements(data, Unit.SENTENCE)).units == (2, 0)
    two = interview([sentences(4, 4, TRIP), sentences(5, 5, TRIP)], [])
    assert [one.units for one in disagreements(two, Unit.SENTENCE).found] == [(1, 0), (1, 0)]


def test_the_most_confused_pair_counts_both_ways() -> None:
    data = interview(
        [sentences(0, 1, TRIP), sentences(7, 7, COST), sentences(10, 10, PAIN)],
        [sentences(0, 1, COST), sentences(7, 7, TRIP), sentences(10, 10, TRIP)],
    )
    confusion = disagreements(data, Unit.SENTENCE).confusion
    assert confusion.codes == {(TRIP, COST): 2, (COST, TRIP): 1, (PAIN, TRIP): 1}
    assert confusion.confused()[0] == Confused((TRIP, COST), (2, 1))
    assert confusion.neighbour(PAIN) == Confused((TRIP, PAIN), (0, 1))


def test_valences_are_crossed_on_what_both_gave() -> None:
    data = interview(
        [sentences(0, 2, TRIP, BARRIER), sentences(7, 7, COST)],
        [sentences(1, 3, TRIP, LEVER), sentences(7, 7, COST)],
    )
    fixed = replace(data.codes[COST], policy=ValencePolicy.NONE)
    data = replace(data, codes=[data.codes[0], fixed, data.codes[2]])
    confusion = disagreements(data, Unit.SENTENCE).confusion
    assert confusion.valences == {(frozenset({BARRIER}), frozenset({LEVER})): 2}


def test_of_a_code_its_own_units_are_told() -> None:
    data = interview([sentences(1, 4, TRIP)], [sentences(2, 4, COST)])
    by_code = disagreements(data, Unit.SENTENCE).by_code
    assert by_code[TRIP][Kind.CATEGORY].units == 4
    assert by_code[COST][Kind.CATEGORY].units == 3
    assert disagreements(data, Unit.SENTENCE).shares[Kind.CATEGORY].n == 1


@given(PAIRS, st.sampled_from(UNITS))
def test_the_types_add_up_to_what_agreement_is_computed_from(data: Comparison, unit: Unit) -> None:
    found = disagreements(data, unit)
    sums = count(data, unit)[0].counts.sums
    unlike, judged = sums.unlike, sums.joint - sums.unlike
    for code in range(len(data.codes)):
        shares = found.by_code.get(code, {})
        by_valence = sum(share.units for kind, share in shares.items() if kind.of_valence)
        assert by_valence == judged[code].sum()
        every = sum(share.units for share in shares.values())
        assert every - by_valence == unlike[code].sum()
    for source in range(len(data.sources)):
        every = sum(share.units for share in found.by_source.get(source, {}).values())
        assert every == (unlike + judged)[:, source].sum()
    assert sum(share.units for share in found.shares.values()) == (unlike + judged).sum()
    assert sum(share.n for share in found.shares.values()) == len(found.found)


@given(PAIRS, st.sampled_from(UNITS))
def test_the_diagonal_is_what_both_gave_and_no_cell_is_empty(data: Comparison, unit: Unit) -> None:
    confusion = disagreements(data, unit).confusion
    counts = count(data, unit)[0].counts
    for code in range(len(data.codes)):
        assert confusion.codes.get((code, code), 0) == counts.both[code].sum()
        for mine, theirs, alone in (
            (0, 1, (counts.given[0] - counts.both)[code].sum()),
            (1, 0, (counts.given[1] - counts.both)[code].sum()),
        ):
            against = [
                units
                for cell, units in confusion.codes.items()
                if cell[mine] == code and cell[theirs] != code
            ]
            assert sum(against) >= alone
            assert max(against, default=0) <= alone


@given(PAIRS, st.sampled_from(UNITS))
def test_nothing_depends_on_who_is_the_first_coder(data: Comparison, unit: Unit) -> None:
    found = disagreements(data, unit)
    turned = disagreements(replace(data, first=data.second, second=data.first), unit)
    assert sorted(map(_turned, turned.found), key=repr) == sorted(found.found, key=repr)
    assert {(b, a): n for (a, b), n in turned.confusion.codes.items()} == found.confusion.codes
    assert turned.shares == found.shares


def _turned(one: Disagreement) -> Disagreement:
    return replace(
        one,
        codes=(one.codes[1], one.codes[0]),
        passages=(one.passages[1], one.passages[0]),
        units=(one.units[1], one.units[0]),
        labels=(one.labels[1], one.labels[0]),
    )


@given(PAIRS, st.sampled_from(UNITS), st.data())
def test_cutting_a_passage_in_two_changes_nothing(
    data: Comparison, unit: Unit, drawn: st.DataObject
) -> None:
    if not data.first:
        return
    place = drawn.draw(st.integers(0, len(data.first) - 1))
    source, code, start, end, valence = data.first[place]
    cut = drawn.draw(st.integers(start, end))
    if not start < cut < end or _parts_a_stretch(data, source, unit, cut):
        return
    halves = [(source, code, start, cut, valence), (source, code, cut, end, valence)]
    split = [*data.first[:place], *data.first[place + 1 :], *halves]
    before = disagreements(data, unit)
    after = disagreements(replace(data, first=split), unit)
    assert after.confusion.codes == before.confusion.codes
    assert after.shares == before.shares
    assert [(one.kind, one.units) for one in after.found] == [
        (one.kind, one.units) for one in before.found
    ]


def _parts_a_stretch(data: Comparison, source: int, unit: Unit, cut: int) -> bool:
    """Whether a cut stands between two turns, or where nothing is compared."""
    codable = data.sources[source].codable
    inside = any(start < cut < end for start, end in codable)
    units = data.sources[source].units[unit] if unit is not Unit.CHARACTER else codable
    return not inside or not any(start <= cut <= end for start, end in units)
