"""Samples: the same seed gives the same sample, a larger one holds the smaller, strata are fair."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.core.pairs.sampling import Candidate, Pieces, Sampling, draw, strata_of, stretches
from qualcode.core.spans import Span
from qualcode.core.transcript import Speaker, Transcript
from tests.stories import document

names = st.text("abcé 😀", min_size=1, max_size=4)
populations = st.dictionaries(names, st.sampled_from(["", "A", "B", "C", "D"]), max_size=40).map(
    lambda strata: [Candidate(name, stratum) for name, stratum in strata.items()]
)
seeds = st.integers(0, 2**31 - 1)


@given(populations, st.integers(0, 45), seeds, st.randoms())
def test_a_seed_draws_the_same_sample_whatever_the_order(
    population: list[Candidate], number: int, seed: int, random: Random
) -> None:
    shuffled = list(population)
    random.shuffle(shuffled)
    drawn = draw(population, number, seed)
    assert drawn == draw(shuffled, number, seed)
    assert len(drawn) == len(set(drawn)) == min(number, len(population))
    assert set(drawn) <= {candidate.name for candidate in population}


@given(populations, st.integers(0, 40), st.integers(0, 40), seeds)
def test_a_larger_sample_holds_the_smaller_one(
    population: list[Candidate], number: int, more: int, seed: int
) -> None:
    drawn = draw(population, number, seed)
    extended = draw(population, number + more, seed, kept=drawn)
    assert extended[: len(drawn)] == drawn
    assert extended == draw(population, number + more, seed)


@given(populations, populations, st.integers(0, 40), seeds)
def test_what_was_drawn_stays_when_other_candidates_come_and_go(
    before: list[Candidate], after: list[Candidate], number: int, seed: int
) -> None:
    drawn = draw(before, number, seed)
    extended = draw(after, number + 3, seed, kept=drawn)
    assert extended[: len(drawn)] == drawn
    assert len(extended) == len(set(extended))


@given(populations, st.integers(0, 40), seeds)
def test_every_stratum_is_there_and_none_has_more_than_its_share(
    population: list[Candidate], number: int, seed: int
) -> None:
    sizes = Counter(candidate.stratum for candidate in population)
    stratum_of = {candidate.name: candidate.stratum for candidate in population}
    places = Counter(stratum_of[name] for name in draw(population, number, seed))
    assert len(places) == min(number, len(sizes))
    for more, few in ((a, b) for a in sizes for b in sizes):
        if places[more] > 1 and places[few] < sizes[few]:
            # No place could go from one stratum to another and be better used there.
            assert Fraction(sizes[more], 2 * places[more] - 1) >= Fraction(
                sizes[few], 2 * places[few] + 1
            )


@given(st.integers(1, 60), st.integers(1, 60), st.integers(2, 120), seeds)
def test_two_strata_get_places_in_proportion(a: int, b: int, number: int, seed: int) -> None:
    population = [Candidate(f"a{i}", "A") for i in range(a)]
    population += [Candidate(f"b{i}", "B") for i in range(b)]
    places = Counter(name[0] for name in draw(population, number, seed))
    wanted = Fraction(min(number, a + b) * a, a + b)
    assert abs(places["a"] - wanted) <= 1


def test_other_seeds_draw_other_samples() -> None:
    population = [Candidate(f"P{i:02}") for i in range(40)]
    assert len({tuple(draw(population, 4, seed)) for seed in range(50)}) > 40


def test_every_candidate_is_drawn_about_as_often() -> None:
    population = [Candidate(f"P{i}") for i in range(10)]
    drawn = Counter(name for seed in range(1000) for name in draw(population, 2, seed))
    assert all(140 < drawn[candidate.name] < 260 for candidate in population)


@pytest.mark.parametrize(
    ("sampling", "candidates", "size"),
    [
        (Sampling(), 12, 12),
        (Sampling(share=0.1), 10, 1),
        (Sampling(share=0.1), 11, 2),
        (Sampling(share=0.07), 100, 7),
        (Sampling(share=0.3), 10, 3),
        (Sampling(number=5), 12, 5),
        (Sampling(number=50), 12, 12),
        (Sampling(share=0.2), 0, 0),
    ],
)
def test_a_share_is_reached_and_never_overshot_by_rounding(
    sampling: Sampling, candidates: int, size: int
) -> None:
    assert sampling.size(candidates) == size


def test_a_source_with_several_values_is_in_a_stratum_of_its_own() -> None:
    found = strata_of(["E1", "E2", "E3"], {"E1": ["implanté"], "E2": ["réseau B", "réseau A"]})
    assert [c.stratum for c in found] == ["implanté", "réseau A + réseau B", ""]


def transcript(said: tuple[tuple[str, str], ...]) -> Transcript:
    read = document(said)
    speakers = {label: Speaker(label, coded=label != "ENQ") for label in read.speakers}
    return Transcript("P01", "g", read.text, "", read.turns, speakers, ())


SAID = (
    ("ENQ", "Comment ça va ?"),
    ("P01", "Bien."),
    ("A01", "Mieux qu’hier 😀."),
    ("ENQ", "Et l’équipe ?"),
    ("ENQ", "Je veux dire l’infirmière."),
    ("P01", "Présente."),
    ("ENQ", "Merci."),
)


def words(pieces: Pieces, questions: tuple[tuple[str, Span], ...] = ()) -> dict[str, str]:
    whole = transcript(SAID)
    found = stretches(whole, pieces, questions)
    return {name: span.of(whole.text) for name, span in found.items()}


def test_turns_of_coded_speakers_can_be_drawn() -> None:
    assert words(Pieces.TURNS) == {"2": "Bien.", "3": "Mieux qu’hier 😀.", "6": "Présente."}


def test_a_question_is_drawn_with_all_its_answers() -> None:
    found = words(Pieces.EXCHANGES)
    assert list(found) == ["1", "4"]
    assert found["1"].startswith("Comment")
    assert found["1"].endswith("hier 😀.")
    assert found["4"].startswith("Et l’équipe")
    assert found["4"].endswith("Présente.")


def test_guide_questions_reach_to_the_next_one_and_may_come_back() -> None:
    read = document(SAID)
    asked = [turn.speech for turn in read.turns if turn.speaker == "ENQ" and turn.speech]
    marked = (("vécu", asked[0]), ("équipe", asked[1]), ("équipe", asked[3]))
    found = words(Pieces.QUESTIONS, marked)
    assert list(found) == ["vécu", "équipe"]
    assert found["équipe"].endswith("Présente.")
    again = words(Pieces.QUESTIONS, (("vécu", asked[0]), ("vécu", asked[1])))
    assert list(again) == ["vécu", "vécu (2)"]


@given(
    st.lists(st.tuples(st.sampled_from(["ENQ", "P01", "A01"]), st.just("Oui, voilà.")), min_size=1),
    st.sampled_from([Pieces.TURNS, Pieces.EXCHANGES]),
)
def test_stretches_hold_every_coded_word_once(said: list[tuple[str, str]], pieces: Pieces) -> None:
    whole = transcript(tuple(said))
    found = list(stretches(whole, pieces).values())
    assert all(a.end <= b.start for a, b in pairwise(found))
    for speech in whole.codable:
        assert sum(speech in span for span in found) == 1
