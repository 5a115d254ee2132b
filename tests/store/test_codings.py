"""Codings: overlapping passages of one coder, code and valence unite; the others stand apart."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.core.coding import Mark, Valence
from qualcode.core.errors import NotAllowed, NotFound
from qualcode.core.spans import Span
from qualcode.store.project import Project
from qualcode.store.rows import codings as layer
from qualcode.store.rows.codings import mismatched, own_coding, put_codings
from qualcode.store.rows.memos import memos_on_codings
from qualcode.store.rows.sources import load_transcript
from tests.store import stories
from tests.store.stories import COST

POTENTIAL, REPORTED = Mark.POTENTIAL, Mark.REPORTED


@pytest.fixture
def study(project: Project) -> Project:
    """A project with a codebook and an interview."""
    stories.furnish(project)
    return project


def test_a_coding_is_read_as_it_was_made(study: Project) -> None:
    guid = stories.code(
        study,
        COST,
        "essai:cout",
        valence=Valence.BARRIER,
        marks=frozenset({POTENTIAL, REPORTED}),
        memo="À discuter : « cher »",
    )
    (coding,) = stories.seen(study)
    assert (coding.guid, coding.source, coding.coder) == (guid, "E01", "Zoé")
    assert (coding.codebook, coding.code) == ("essai", "cout")
    assert coding.quotation == COST
    assert coding.valence is Valence.BARRIER
    assert coding.marks == {POTENTIAL, REPORTED}
    assert coding.memo == "À discuter : « cher »"


def test_overlapping_passages_unite_with_their_marks_and_memos(study: Project) -> None:
    first = stories.code(study, "Ça m’a coûté", marks=frozenset({POTENTIAL}), memo="un")
    second = stories.code(study, "coûté cher : 40 €", marks=frozenset({REPORTED}), memo="deux")
    (coding,) = stories.seen(study)
    assert first == second == coding.guid
    assert coding.quotation == "Ça m’a coûté cher : 40 €"
    assert coding.marks == {POTENTIAL, REPORTED}
    assert coding.memo == "un\n\ndeux"


def test_a_passage_over_two_codings_makes_one_of_all_three(study: Project) -> None:
    first = stories.code(study, "Ça m’a", memo="un")
    stories.code(study, "par mois", memo="deux", marks=frozenset({REPORTED}))
    whole = stories.code(study, "m’a coûté cher : 40 € par", memo="trois")
    (coding,) = stories.seen(study)
    assert whole == first == coding.guid
    assert coding.quotation == "Ça m’a coûté cher : 40 € par mois"
    assert coding.memo == "un\n\ndeux\n\ntrois"
    assert coding.marks == {REPORTED}


@pytest.mark.parametrize(
    ("words", "options"),
    [
        (" cher", {}),
        ("Ça m’a coûté", {"code": "cout"}),
        ("Ça m’a coûté", {"valence": Valence.LEVER}),
        ("J’ai tenu", {}),
    ],
    ids=["touching", "another code", "another valence", "elsewhere"],
)
def test_what_does_not_overlap_in_code_and_valence_stands_apart(
    study: Project, words: str, options: dict[str, str]
) -> None:
    stories.code(study, "Ça m’a coûté")
    stories.code(study, words, **options)
    assert len(stories.seen(study)) == 2


def test_two_coders_stand_apart_on_the_same_passage(study: Project) -> None:
    stories.code(study, COST)
    with stories.acting_as(study, "Maël"):
        stories.code(study, COST)
    assert sorted(coding.coder for coding in stories.seen(study)) == ["Maël", "Zoé"]


def test_many_passages_in_one_step_unite_among_themselves(study: Project) -> None:
    place = stories.place_of(study, COST)
    spans = [Span(place.start + i, place.start + i + 3) for i in (0, 2, 4, 8)]
    with study.change("merge") as change:
        coder = study.acting_key(change.connection)
        assert coder is not None
        made = [stories.placed(change.connection, span) for span in spans]
        guids = put_codings(change, coder, made)
    assert guids[0] == guids[1] == guids[2] != guids[3]
    assert [coding.span for coding in stories.seen(study)] == [
        Span(place.start, place.start + 7),
        spans[3],
    ]
    assert stories.seen(study)[0].quotation == COST[:7]


def test_words_that_do_not_stand_there_never_enter_a_layer(study: Project) -> None:
    place = stories.place_of(study, COST)

    def put_other_words() -> None:
        with study.change("merge") as change:
            wrong = stories.placed(change.connection, place)
            put_codings(change, 1, [replace(wrong, quotation="Ça m’a coûté bon")])

    with pytest.raises(ValueError, match=f"{place.start}:{place.end}"):
        put_other_words()
    assert stories.seen(study) == []


def change_coding(study: Project, guid: str, **values: object) -> None:
    with study.change("change_coding") as change:
        row = own_coding(change.connection, study.acting_key(change.connection), guid)
        layer.change_coding(change, row, **values)  # type: ignore[arg-type]


def test_moved_ends_take_the_words_with_them(study: Project) -> None:
    guid = stories.code(study, COST)
    place = stories.place_of(study, COST)
    change_coding(study, guid, span=Span(place.start + 3, place.end))
    assert [c.quotation for c in stories.seen(study)] == ["m’a coûté cher"]


def test_a_coding_moved_over_another_unites_with_it(study: Project) -> None:
    other = stories.code(study, "cher : 40 €", marks=frozenset({REPORTED}), memo="prix")
    guid = stories.code(study, "Ça m’a", marks=frozenset({POTENTIAL}))
    place = stories.place_of(study, COST)
    change_coding(study, guid, span=place)
    (coding,) = stories.seen(study)
    assert coding.guid == guid != other
    assert coding.quotation == "Ça m’a coûté cher : 40 €"
    assert coding.marks == {POTENTIAL, REPORTED}
    assert coding.memo == "prix"


def test_a_valence_given_later_may_unite_two_codings(study: Project) -> None:
    stories.code(study, "Ça m’a coûté", valence=Valence.BARRIER)
    guid = stories.code(study, "coûté cher")
    change_coding(study, guid, valence=Valence.BARRIER)
    (coding,) = stories.seen(study)
    assert (coding.quotation, coding.valence) == (COST, Valence.BARRIER)


def test_a_layer_has_one_writer(study: Project) -> None:
    guid = stories.code(study, COST)
    with stories.acting_as(study, "Maël"):
        stories.code(study, COST)
        with pytest.raises(NotAllowed, match="another coder"):
            change_coding(study, guid, valence=Valence.LEVER)


def test_a_coding_that_is_gone_is_not_found(study: Project) -> None:
    guid = stories.code(study, COST)
    with study.change("uncode") as change:
        layer.remove_codings(change, [guid])
    with pytest.raises(NotFound, match=guid):
        change_coding(study, guid, valence=Valence.LEVER)


def test_memos_go_and_come_back_with_their_coding(study: Project) -> None:
    guid = stories.code(study, COST, memo="à garder")
    with study.change("uncode") as change:
        layer.remove_codings(change, [guid])
    with study.read() as connection:
        assert memos_on_codings(connection, 1) == {}
    stories.undo(study)
    assert [coding.memo for coding in stories.seen(study)] == ["à garder"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"source": "E01"}, 3),
        ({"source": "E02"}, 0),
        ({"coder": "Maël"}, 1),
        ({"valence": Valence.LEVER}, 1),
        ({"source": "E01", "coder": "Zoé", "valence": Valence.UNSET}, 1),
    ],
)
def test_codings_are_listed_by_source_coder_and_valence(
    study: Project, wanted: dict[str, object], found: int
) -> None:
    stories.code(study, COST)
    stories.code(study, "J’ai tenu", valence=Valence.LEVER)
    with stories.acting_as(study, "Maël"):
        stories.code(study, COST)
    assert len(stories.seen(study, **wanted)) == found


def test_words_that_no_longer_stand_at_their_place_are_named(study: Project) -> None:
    guid = stories.code(study, COST)
    stories.code(study, "J’ai tenu")
    with study.read() as connection:
        transcript = load_transcript(connection, "E01")
    found = stories.seen(study)
    assert mismatched(found, transcript) == []
    shifted = replace(transcript, text=transcript.text.replace("Ça m’a coûté", "Cela m’a coûté"))
    assert guid in mismatched(found, shifted)
    cut = replace(transcript, text=transcript.text[: found[0].span.end - 1])
    assert mismatched(found, cut) == [coding.guid for coding in found]


spans = st.tuples(st.integers(0, 40), st.integers(1, 12)).map(lambda p: Span(p[0], p[0] + p[1]))


@given(st.lists(spans, min_size=1, max_size=12))
def test_clusters_are_the_connected_passages(found: list[Span]) -> None:
    members = [
        (i, layer.PlacedCoding(1, 1, span, "", 1, 1, Valence.UNSET)) for i, span in enumerate(found)
    ]
    clusters = list(layer._clusters([], members))
    covered = {i for cluster in clusters for i in range(cluster.span.start, cluster.span.end)}
    assert covered == {i for span in found for i in range(span.start, span.end)}
    assert sum(len(cluster.new) for cluster in clusters) == len(found)
    for cluster, following in pairwise(clusters):
        assert not cluster.span.overlaps(following.span)
    for cluster in clusters:
        assert all(coding.span in cluster.span for _, coding in cluster.new)
