"""The table of barriers and levers, worked by hand and by law."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.core.codebook import Code, Codebook, ValencePolicy, Wording
from qualcode.core.coding import Coding, Mark, Valence
from qualcode.core.errors import NotFound
from qualcode.core.people import Case
from qualcode.core.spans import Span
from qualcode.core.tables.illustration import CodedPassage, QuotationRules
from qualcode.core.tables.matrix import (
    Count,
    Provenance,
    TableOptions,
    TableSource,
    ThemeRow,
    ThemeTable,
    theme_table,
)

BARRIER, LEVER, AMBIVALENT = Valence.BARRIER, Valence.LEVER, Valence.AMBIVALENT
NEUTRAL, UNSET = Valence.NEUTRAL, Valence.UNSET

BOOK = Codebook(
    "patients",
    "0.2.0",
    {"fr": "Patients"},
    (
        Code(
            "acces",
            Wording({"fr": "Accès", "en": "Access"}),
            codable=False,
            target={"fr": "obtenir la technique", "en": "obtaining the technique"},
        ),
        Code("distance", Wording({"fr": "Distance", "en": "Distance"}), "acces"),
        Code(
            "errance",
            Wording({"fr": "Errance", "en": "Delay"}),
            "acces",
            policy=ValencePolicy.FIXED,
            fixed=BARRIER,
            aliases=("detours",),
        ),
        Code("decision", Wording({"fr": "Décision", "en": "Decision"}), codable=False),
        Code("craintes", Wording({"fr": "Craintes", "en": "Fears"}), "decision", codable=False),
        Code("peur_geste", Wording({"fr": "Peur du geste", "en": "Fear"}), "craintes"),
        Code(
            "motif",
            Wording({"fr": "Motif décisif", "en": "Reason"}),
            "decision",
            policy=ValencePolicy.NONE,
        ),
        Code("verbatim_fort", Wording({"fr": "Verbatim candidat"}), process=True),
    ),
)
CASES = {
    case.name: case
    for case in (
        Case("P01", "patient", quote_allowed=True, attributes={"network": "R1"}),
        Case("P02", "patient", quote_allowed=True, attributes={"network": "R1"}),
        Case("P03", "patient", quote_allowed=True, attributes={"network": "R2"}),
        Case("P09", "patient", quote_allowed=True, attributes={"minor": "true"}),
        Case("A03", "relative", linked_to="P03", quote_allowed=True),
        Case("N01", "professional"),
        Case("G1", "group", quote_allowed=True),
    )
}
NOW = datetime(2026, 3, 5, tzinfo=UTC)
FROM = Provenance(date(2026, 3, 5))
SOURCES = tuple(
    TableSource(f"E{name}", "patient_interview", (case,))
    for name, case in CASES.items()
    if case.kind == "patient"
)
_numbers = iter(range(10_000_000))


def said(
    case: str | None,
    valence: Valence = BARRIER,
    code: str = "distance",
    *marks: Mark,
    start: int = 0,
    text: str = "Trois heures de route aller et retour, l’ambulance ne voulait plus venir.",
    kind: str = "patient_interview",
) -> CodedPassage:
    source = f"E{case}" if kind == "patient_interview" else f"FG{start // 1000}"
    coding = Coding(
        guid=f"g{next(_numbers):07}",
        source=source,
        span=Span(start, start + len(text)),
        quotation=text,
        codebook="patients",
        code=code,
        coder="C1",
        valence=valence,
        marks=frozenset(marks),
        memo="",
        created=NOW,
    )
    return CodedPassage(coding, CASES[case] if case else None, kind)


def table_of(
    *passages: CodedPassage,
    options: TableOptions | None = None,
    sources: Iterable[TableSource] = SOURCES,
) -> ThemeTable:
    return theme_table([BOOK], passages, sources, provenance=FROM, options=options)


def row_of(*passages: CodedPassage, options: TableOptions | None = None) -> ThemeRow:
    (row,) = table_of(*passages, options=options).rows
    return row


def test_the_two_sides_of_a_code_are_counted_by_hand() -> None:
    row = row_of(
        said("P01", BARRIER, start=0),
        said("P01", BARRIER, start=200),
        said("P02", BARRIER),
        said("P02", LEVER, start=200),
        said("P03", AMBIVALENT),
        said("P03", NEUTRAL, start=200),
        said("P09", UNSET),
        said("A03", BARRIER, start=400),
    )
    assert row.barrier.by_kind == (("patient", Count(3, 4)), ("relative", Count(1, 1)))
    assert row.lever.by_kind == (("patient", Count(2, 2)),)
    assert row.both.by_kind == (("patient", Count(2, 1)),), "P02 in two passages, P03 in one"
    assert row.described.of("patient") == Count(1, 1)
    assert row.unset.of("patient") == Count(1, 1)
    assert row.segments == 8


def test_relatives_are_never_added_to_the_patients() -> None:
    table = table_of(said("P03"), said("A03", start=200))
    assert table.rows[0].barrier.participants == 1
    assert table.rows[0].barrier.of("relative") == Count(1, 1)
    assert table.denominators.persons == (("patient", 4), ("relative", 1))


def test_a_wished_for_lever_is_potential_and_no_lever_yet() -> None:
    row = row_of(said("P01", LEVER, "distance", Mark.POTENTIAL), said("P01", BARRIER, start=200))
    assert row.potential.of("patient") == Count(1, 1)
    assert row.lever.segments == 0
    assert row.both.participants == 0


def test_a_barrier_stays_a_barrier_whatever_its_marks() -> None:
    row = row_of(said("P01", BARRIER, "distance", Mark.POTENTIAL, Mark.INFERRED))
    assert row.barrier.segments == 1
    assert row.potential.segments == 0


@pytest.mark.parametrize("stored", list(Valence))
def test_a_fixed_valence_counts_whatever_was_stored(stored: Valence) -> None:
    row = row_of(said("P01", stored, "errance"))
    assert row.barrier.segments == row.segments == 1
    assert row.sides == {BARRIER}


def test_an_old_key_counts_for_the_code_it_became() -> None:
    assert row_of(said("P01", BARRIER, "detours"), said("P02", BARRIER, "errance")).segments == 2


def test_the_passages_of_a_code_without_valence_are_described() -> None:
    row = row_of(said("P01", UNSET, "motif"), said("P02", BARRIER, "motif"))
    assert row.described.of("patient") == Count(2, 2)
    assert row.sides == frozenset()


def test_a_group_has_passages_and_is_no_participant() -> None:
    row = row_of(said("G1", BARRIER, kind="focus_group"), said(None, LEVER, kind="focus_group"))
    assert row.barrier.by_kind == (("", Count(0, 1)),)
    assert row.lever.by_kind == (("", Count(0, 1)),)
    assert row.barrier.participants == row.lever.participants == 0


def test_rows_stand_in_the_order_of_the_codebook_with_theme_heading_and_target() -> None:
    rows = table_of(said("P01", code="peur_geste"), said("P01", code="distance")).rows
    assert [row.code for row in rows] == ["distance", "peur_geste"]
    assert rows[0].theme["en"] == "Access"
    assert rows[0].heading == {}
    assert rows[0].target["en"] == "obtaining the technique"
    assert rows[1].theme["fr"] == "Décision"
    assert rows[1].heading["fr"] == "Craintes"


def test_working_codes_and_unused_codes_are_left_out_unless_asked_for() -> None:
    passages = (said("P01"), said("P01", UNSET, "verbatim_fort"))
    assert [row.code for row in table_of(*passages).rows] == ["distance"]
    everything = TableOptions(include_process=True, include_unused=True)
    rows = table_of(*passages, options=everything).rows
    assert [row.code for row in rows] == [
        "distance",
        "errance",
        "peur_geste",
        "motif",
        "verbatim_fort",
    ]


def test_a_code_that_no_codebook_has_is_refused_with_its_place() -> None:
    with pytest.raises(NotFound, match=r"EP01 is coded with “patients:inconnu”"):
        table_of(said("P01", code="inconnu"))


def test_the_denominators_are_persons_with_a_source_coded_or_not() -> None:
    denominators = table_of(said("P01")).denominators
    assert denominators.of("patient") == 4
    assert denominators.sources == 4
    assert denominators.groups == denominators.units == 0


def test_a_group_talk_shows_groups_networks_and_speakers_together() -> None:
    members = (
        Case("N01", "professional", attributes={"network": "R1"}),
        Case("N02", "professional", attributes={"network": "R1"}),
        Case("N03", "professional", attributes={"network": "R2"}),
        Case("N04", "professional", attributes={"network": "R3"}),
    )
    passages = [
        replace(said(None, valence, kind="focus_group", start=start), case=member)
        for member, valence, start in (
            (members[0], BARRIER, 0),
            (members[1], BARRIER, 100),
            (members[2], LEVER, 200),
            (members[0], LEVER, 300),
        )
    ]
    table = theme_table(
        [BOOK],
        passages,
        [TableSource("FG0", "focus_group", members)],
        provenance=FROM,
        options=TableOptions(unit="network", unit_words={"en": "networks"}),
    )
    (row,) = table.rows
    assert (table.denominators.groups, table.denominators.units) == (1, 3)
    assert (row.barrier.groups, row.barrier.units, row.barrier.participants) == (1, 1, 2)
    assert (row.lever.groups, row.lever.units, row.lever.participants) == (1, 2, 2)
    assert (row.both.groups, row.both.units, row.both.participants) == (1, 1, 1)


LONG = "Le plus dur, c’était l’ambulance jusqu’au centre, couchée sur la banquette, trois heures. "


def texts(row: ThemeRow) -> list[str]:
    return [quotation.text for quotation in row.quotations]


def test_a_row_shows_one_barrier_and_one_lever_of_two_persons() -> None:
    row = row_of(
        said("P01", BARRIER, text=LONG + "A"),
        said("P01", LEVER, text=LONG + "B", start=300),
        said("P02", LEVER, text=LONG + "C, un peu plus longue que la précédente."),
    )
    assert [(q.valence, q.speaker) for q in row.quotations] == [(BARRIER, "P01"), (LEVER, "P02")]


def test_short_and_endless_quotations_come_last() -> None:
    row = row_of(
        said("P01", text="Non."),
        said("P02", text=LONG),
        said("P03", text=LONG * 9),
    )
    assert texts(row) == [LONG]


def test_a_passage_marked_strong_and_one_the_team_chose_come_first() -> None:
    plain, strong = said("P01", text=LONG), said("P02", text="Non. Jamais.")
    mark = said("P02", UNSET, "verbatim_fort", text="Jamais.", start=5)
    assert texts(row_of(plain, strong)) == [LONG]
    assert texts(row_of(plain, strong, mark)) == ["Non. Jamais."]
    chosen = QuotationRules(chosen=frozenset({plain.coding.guid}))
    assert texts(row_of(plain, strong, mark, options=TableOptions(quotations=chosen))) == [LONG]


def test_quotations_are_shared_out_among_the_participants() -> None:
    ideal, fair = "a" * 140, "b" * 90
    table = table_of(
        said("P01", BARRIER, "distance", text=LONG),
        said("P01", BARRIER, "errance", text=ideal, start=300),
        said("P02", BARRIER, "errance", text=fair),
    )
    assert [row.quotations[0].speaker for row in table.rows] == ["P01", "P02"]


def test_a_second_person_in_the_row_comes_before_one_quoted_less_elsewhere() -> None:
    table = table_of(
        said("P02", BARRIER, "distance", text=LONG),
        said("P02", LEVER, "distance", text=LONG, start=300),
        said("P01", BARRIER, "peur_geste", text=LONG),
        said("P01", LEVER, "peur_geste", text=LONG, start=300),
        said("P02", LEVER, "peur_geste", text=LONG, start=600),
    )
    assert [q.speaker for q in table.rows[1].quotations] == ["P01", "P02"]


def test_a_fitting_length_comes_before_a_person_not_quoted_yet() -> None:
    table = table_of(
        said("P01", BARRIER, "distance", text=LONG),
        said("P01", BARRIER, "errance", text=LONG, start=300),
        said("P02", BARRIER, "errance", text="Non, loin."),
    )
    assert table.rows[1].quotations[0].speaker == "P01"


def test_words_in_one_piece_come_before_words_around_an_interruption() -> None:
    interrupted = "a" * 70 + "\nENQ : mm\n" + "b" * 60
    assert texts(row_of(said("P01", text=interrupted), said("P02", text=LONG))) == [LONG]


def test_the_same_words_do_not_stand_in_two_rows_while_there_are_others() -> None:
    table = table_of(
        said("P01", BARRIER, "distance", text=LONG),
        said("P01", BARRIER, "errance", text=LONG),
        said("P01", BARRIER, "errance", text="Une phrase à part, qui dit autre chose.", start=500),
    )
    assert texts(table.rows[1]) == ["Une phrase à part, qui dit autre chose."]


def test_a_row_without_sides_shows_what_it_describes() -> None:
    (row,) = table_of(said("P01", UNSET, "motif", text=LONG)).rows
    assert texts(row) == [LONG]
    assert row.quotations[0].valence is NEUTRAL


def test_minors_and_persons_without_consent_are_not_quoted_and_counted_as_held_back() -> None:
    table = table_of(
        said("P09", text=LONG),
        said("P09", BARRIER, "errance", text=LONG),
        said("N01", text=LONG),
        said(None, text=LONG),
    )
    assert [texts(row) for row in table.rows] == [[], []]
    assert table.withheld_quotations == 3, "the same words under two codes are one passage"
    assert table.withheld_persons == 2
    allowed = TableOptions(quotations=QuotationRules(allowed=frozenset({"P09"})))
    confirmed = table_of(said("P09", text=LONG), options=allowed)
    assert texts(confirmed.rows[0]) == [LONG]
    assert confirmed.withheld_quotations == 0


def test_what_stands_beside_a_name_comes_from_the_caller() -> None:
    rules = QuotationRules(described_as=lambda case: {"fr": f"réseau {case.attributes['network']}"})
    row = row_of(said("P03", text=LONG), options=TableOptions(quotations=rules))
    assert row.quotations[0].described_as == {"fr": "réseau R2"}


passages_anywhere = st.lists(
    st.builds(
        said,
        st.sampled_from([*CASES, None]),
        st.sampled_from(list(Valence)),
        st.sampled_from(["distance", "errance", "detours", "peur_geste", "motif"]),
        st.sampled_from(list(Mark)),
        start=st.integers(0, 2000),
        text=st.sampled_from([LONG, "Non.", "Là-bas ? é « 😀 »", LONG * 5]),
        kind=st.sampled_from(["patient_interview", "focus_group"]),
    ),
    max_size=25,
)
ROWS = {"distance": "distance", "errance": "errance", "detours": "errance"}


@given(passages_anywhere)
def test_every_coding_is_counted_once_and_no_more_persons_than_there_are(
    passages: list[CodedPassage],
) -> None:
    table = table_of(*passages, options=TableOptions(unit="network"))
    given_codes = Counter(ROWS.get(p.coding.code, p.coding.code) for p in passages)
    assert {row.code: row.segments for row in table.rows} == dict(given_codes)
    for row in table.rows:
        for tally in (row.barrier, row.lever, row.both, row.described, row.potential, row.unset):
            assert tally.units <= table.denominators.units
            assert tally.groups <= table.denominators.groups
            for kind, count in tally.by_kind:
                assert count.participants <= table.denominators.of(kind)
                assert count.participants <= count.segments or tally is row.both
        assert row.both.participants <= min(row.barrier.participants, row.lever.participants)


@given(passages_anywhere, st.randoms(use_true_random=False))
def test_the_order_of_passages_and_sources_changes_nothing(
    passages: list[CodedPassage], chance: random.Random
) -> None:
    shuffled, sources = list(passages), list(SOURCES)
    chance.shuffle(shuffled)
    chance.shuffle(sources)
    assert table_of(*shuffled, sources=sources) == table_of(*passages)


@given(passages_anywhere)
def test_nobody_is_quoted_without_consent(passages: list[CodedPassage]) -> None:
    for row in table_of(*passages).rows:
        assert {q.speaker for q in row.quotations} <= {"P01", "P02", "P03", "A03", "G1"}
        assert len(row.quotations) <= 2
