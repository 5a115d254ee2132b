"""Codings read through another codebook: derived, never taken for what was coded."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.core.codebook import Code, Codebook, Wording
from qualcode.core.coding import Coding, Mark, Valence
from qualcode.core.errors import NotFound
from qualcode.core.spans import Span, unite
from qualcode.core.wording.crosswalk import DerivedReading, counterparts, read_through
from qualcode.i18n import in_language

TEXT = "Ça m’a coûté cher, l’ambulance… et « la route », quoi\u00a0! J’ai tenu 😀."
L, B = Valence.LEVER, Valence.BARRIER


def book(name: str, **maps: dict[str, tuple[str, ...]]) -> Codebook:
    """A codebook of codes with their crosswalks."""
    found = tuple(Code(key, Wording({"fr": key}), maps_to=to) for key, to in maps.items())
    return Codebook(name, "1", {"fr": name}, found)


GRID = book(
    "essai",
    distance={"cfir2": ("conditions",)},
    cout={"cfir2": ("conditions", "moyens")},
    equipe={"cfir2": ("liens", "oublie"), "tdf": ("social",)},
    recit={},
)
CFIR = Codebook(
    "cfir2",
    "1",
    {"fr": "CFIR"},
    (
        Code("moyens", Wording({"fr": "Moyens"})),
        Code("conditions", Wording({"fr": "Conditions"})),
        Code("relations", Wording({"fr": "Relations"}), aliases=("liens",)),
    ),
)


def coded(
    words: str | Span,
    code: str,
    valence: Valence = B,
    *,
    coder: str = "Zoé",
    marks: frozenset[Mark] = frozenset(),
) -> Coding:
    """A coding of some words of the text."""
    span = words
    if isinstance(span, str):
        start = TEXT.index(span)
        span = Span(start, start + len(span))
    return Coding(
        guid=f"{coder}-{code}-{span.start}-{span.end}-{valence}",
        source="P01",
        span=span,
        quotation=span.of(TEXT),
        codebook="essai",
        code=code,
        coder=coder,
        valence=valence,
        marks=marks,
        memo="",
        created=datetime(2030, 1, 1, tzinfo=UTC),
    )


def told(reading: DerivedReading) -> list[tuple[str, str, Valence, str]]:
    """What is read: coder, code, valence, words."""
    return [(d.coder, d.code, d.valence, d.quotation) for d in reading.codings]


def test_one_coding_is_read_as_each_of_its_counterparts() -> None:
    coding = coded("coûté cher", "cout")
    reading = read_through([coding], [GRID], CFIR)
    assert told(reading) == [
        ("Zoé", "moyens", B, "coûté cher"),
        ("Zoé", "conditions", B, "coûté cher"),
    ]
    assert {d.codebook for d in reading.codings} == {"cfir2"}
    assert all(d.follows_from == (coding,) for d in reading.codings)


def test_a_reading_says_that_it_is_derived_and_holds_no_coding() -> None:
    reading = read_through([coded("coûté", "cout")], [GRID], CFIR)
    assert reading.derived
    assert not any(isinstance(derived, Coding) for derived in reading.codings)


def test_two_codes_that_meet_count_a_passage_once() -> None:
    reading = read_through(
        [
            coded("cher, l’ambulance… et « la", "distance", marks=frozenset({Mark.REPORTED})),
            coded("Ça m’a coûté cher", "cout", marks=frozenset({Mark.PROMPTED})),
        ],
        [GRID],
        CFIR,
    )
    whole = "Ça m’a coûté cher, l’ambulance… et « la"
    (met,) = [d for d in reading.codings if d.code == "conditions"]
    assert (met.quotation, met.span) == (whole, Span(0, len(whole)))
    assert met.marks == {Mark.REPORTED, Mark.PROMPTED}
    assert [c.code for c in met.follows_from] == ["cout", "distance"]


def test_coders_valences_and_passages_apart_stay_apart() -> None:
    reading = read_through(
        [
            coded("la route", "distance"),
            coded("la route", "cout", L),
            coded("la route", "distance", coder="Ana"),
            coded("J’ai tenu", "distance"),
        ],
        [GRID],
        CFIR,
    )
    assert len([d for d in reading.codings if d.code == "conditions"]) == 4


def test_what_has_no_counterpart_and_what_is_not_there_is_told() -> None:
    story, team = coded("J’ai tenu", "recit"), coded("la route", "equipe")
    reading = read_through([story, team, team], [GRID], CFIR)
    assert reading.unmapped == (story,)
    assert reading.unknown == (("essai:equipe", "oublie"),)
    assert [code for _, code, _, _ in told(reading)] == ["relations"]


def test_an_alias_leads_to_the_code_that_has_it() -> None:
    found = counterparts(GRID.by_key["equipe"], CFIR)
    assert [code.key for code in found] == ["relations"]


def test_a_codebook_may_map_onto_itself() -> None:
    own = book("essai", a={"essai": ("b",)}, b={})
    reading = read_through([coded("la route", "a"), coded("J’ai tenu", "b")], [own], own)
    assert told(reading) == [("Zoé", "b", B, "la route")]
    assert [coding.code for coding in reading.unmapped] == ["b"]


def test_a_code_that_no_codebook_holds_is_named() -> None:
    with in_language("en"), pytest.raises(NotFound, match="essai:rien"):
        read_through([coded("la route", "rien")], [GRID], CFIR)


spans = st.tuples(st.integers(0, len(TEXT) - 6), st.integers(1, 6)).map(
    lambda pair: Span(pair[0], sum(pair))
)
layers = st.lists(
    st.tuples(spans, st.sampled_from(["distance", "cout", "equipe", "recit"]),
              st.sampled_from([B, L]), st.sampled_from(["Zoé", "Ana"])),
    max_size=12,
    unique=True,
)  # fmt: skip


@given(layers)
def test_every_coded_character_is_read_and_no_other(
    drawn: list[tuple[Span, str, Valence, str]],
) -> None:
    codings = [coded(span, code, valence, coder=coder) for span, code, valence, coder in drawn]
    reading = read_through(codings, [GRID], CFIR)
    for key in ("conditions", "moyens", "relations"):
        for coder in ("Zoé", "Ana"):
            for valence in (B, L):
                expected = unite(
                    c.span
                    for c in codings
                    if (c.coder, c.valence) == (coder, valence)
                    and key in {o.key for o in counterparts(GRID.by_key[c.code], CFIR)}
                )
                found = [
                    d
                    for d in reading.codings
                    if (d.code, d.coder, d.valence) == (key, coder, valence)
                ]
                assert [d.span for d in found] == expected
                assert [d.quotation for d in found] == [span.of(TEXT) for span in expected]
    sources = {c.guid for d in reading.codings for c in d.follows_from}
    assert sources | {c.guid for c in reading.unmapped} == {c.guid for c in codings}
    assert read_through(codings[::-1], [GRID], CFIR).codings == reading.codings
