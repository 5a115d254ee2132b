"""Layout A in Word: what a reader finds in the cells and under the table, in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from qualcode.core.coding import Valence
from qualcode.core.errors import FileProblem
from qualcode.core.tables.illustration import Illustration
from qualcode.core.tables.matrix import Count, Denominators, Provenance, Tally, ThemeRow, ThemeTable
from qualcode.export.word import (
    document_bytes,
    theme_document,
    write_theme_table,
    write_theme_tables,
)
from qualcode.i18n import in_language, translate

BOTH = frozenset({Valence.BARRIER, Valence.LEVER})
ACCESS = {"fr": "Accès", "en": "Access"}
TARGET = {"fr": "obtenir la technique", "en": "obtaining the technique"}
HARDEST = "Le plus dur… c'était l'ambulance jusqu'au centre."


def _speaks_french() -> bool:
    with in_language("fr"):
        return translate("Barrier") != "Barrier"


needs_french = pytest.mark.skipif(
    not _speaks_french(), reason="the French catalogue has no words for tables yet"
)


def tally(patients: int, segments: int, **others: tuple[int, int]) -> Tally:
    counts = [("patient", Count(patients, segments))] if segments or patients else []
    return Tally((*counts, *((kind, Count(*pair)) for kind, pair in others.items())))


def quotation(
    text: str, speaker: str, valence: Valence, group: str = "implanté", language: str = "fr"
) -> Illustration:
    words = {"fr": group, "en": {"implanté": "implanted", "": ""}[group]}
    return Illustration("g1", text, speaker, words, valence, False, language, f"{speaker} · 45.2")


DISTANCE = ThemeRow(
    codebook="patients",
    code="distance",
    theme=ACCESS,
    determinant={"fr": "Distance et transport", "en": "Distance and transport"},
    heading={},
    target=TARGET,
    sides=BOTH,
    barrier=tally(5, 11, relative=(1, 2)),
    lever=tally(2, 3),
    both=tally(1, 1),
    described=Tally(),
    potential=Tally(),
    unset=Tally(),
    quotations=(
        quotation(HARDEST, "P03", Valence.BARRIER),
        quotation("It was that near, I walked.", "P10", Valence.LEVER, "", "en"),
    ),
)
DELAY = replace(
    DISTANCE,
    code="errance",
    determinant={"fr": "Errance avant l'expertise", "en": "Delayed route"},
    sides=frozenset({Valence.BARRIER}),
    barrier=tally(3, 4),
    lever=Tally(),
    both=Tally(),
    quotations=(),
)
REASON = replace(
    DISTANCE,
    code="motif",
    theme={"fr": "Décision", "en": "Decision"},
    heading={"fr": "Craintes et réserves", "en": "Fears"},
    determinant={"fr": "Motif décisif", "en": "Decisive reason"},
    target={},
    sides=frozenset(),
    barrier=Tally(),
    lever=Tally(),
    both=Tally(),
    described=tally(6, 7),
    quotations=(quotation("Je l'ai dit à ma fille.", "P03", Valence.NEUTRAL),),
)
TABLE = ThemeTable(
    rows=(DISTANCE, DELAY, REASON),
    denominators=Denominators((("patient", 8), ("relative", 2)), sources=9, groups=0, units=0),
    codebooks=("patients 0.2.0",),
    withheld_quotations=1,
    withheld_persons=1,
    provenance=Provenance(date(2026, 3, 5)),
)


def written(table: ThemeTable, tmp_path: Path, language: str) -> docx.document.Document:
    path = tmp_path / f"thèmes {language}.docx"
    write_theme_table(table, path, language=language)
    return docx.Document(str(path))


def cells(document: docx.document.Document) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in document.tables[0].rows]


def notes(document: docx.document.Document) -> str:
    return "\n".join(p.text for p in document.paragraphs[1:])


def test_the_english_table_reads_as_a_journal_prints_it(tmp_path: Path) -> None:
    document = written(TABLE, tmp_path, "en")
    assert document.paragraphs[0].text == (
        "Table\u00a01. Barriers and facilitators by theme and determinant"
    )
    assert cells(document) == [
        [
            "Theme",
            "Determinant",
            "Barrier\nn participants;\nn passages",
            "Facilitator\nn participants;\nn passages",
            "Both sides\nn participants;\nn ambivalent",
            "Described\nn participants;\nn passages",
            "Illustrative quotations",
        ],
        [
            "Access",
            "Distance and transport",
            "5/8; 11\nrelatives\n1/2; 2",
            "2/8; 3",
            "1/8; 1",
            "0",
            (
                "−\u00a0“Le plus dur… c'était l'ambulance jusqu'au centre.” (P03, implanted)\n"
                "+\u00a0“It was that near, I walked.” (P10)"
            ),
        ],
        ["Access", "Delayed route", "3/8; 4", "–", "–", "0", "–"],
        [
            "Decision\nFears",
            "Decisive reason",
            "–",
            "–",
            "–",
            "6/8; 7",
            "=\u00a0“Je l'ai dit à ma fille.” (P03, implanted)",
        ],
    ]


@needs_french
def test_the_french_table_reads_as_a_journal_prints_it(tmp_path: Path) -> None:
    document = written(TABLE, tmp_path, "fr")
    assert document.paragraphs[0].text == (
        "Tableau\u00a01. Freins et leviers par thème et déterminant"
    )
    head, distance, *_rest = cells(document)
    assert [cell.split("\n")[0] for cell in head] == [
        "Thème",
        "Déterminant",
        "Frein",
        "Levier",
        "Les deux",
        "Décrit",
        "Verbatims illustratifs",
    ]
    assert head[2] == "Frein\nn participants\u202f;\nn extraits"
    assert distance[2] == "5/8\u202f; 11\nproches\n1/2\u202f; 2"
    assert "Un refus réfléchi n’est pas un frein à lever\u00a0:" in notes(document)
    assert "Dénominateurs\u00a0: 8 patients, 2 proches, dans 9 transcriptions." in notes(document)


def test_french_numbers_and_marks_do_not_wait_for_a_translation(tmp_path: Path) -> None:
    _head, distance, delay, reason = cells(written(TABLE, tmp_path, "fr"))
    assert distance[1] == "Distance et transport"
    assert distance[3] == "2/8\u202f; 3"
    assert distance[6].split("\n") == [
        "−\u00a0«\u00a0Le plus dur… c'était l'ambulance jusqu'au centre.\u00a0» (P03, implanté)",
        "+\u00a0«\u00a0It was that near, I walked.\u00a0» (P10)",
    ]
    assert delay[1] == "Errance avant l’expertise", "our words are typeset, quotations are not"
    assert reason[0] == "Décision\nCraintes et réserves"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_quotation_keeps_the_language_of_its_source(tmp_path: Path, language: str) -> None:
    document = written(TABLE, tmp_path, language)
    tags = {
        run.text: run._r.find(f".//{qn('w:lang')}").get(qn("w:val"))
        for paragraph in document.tables[0].rows[1].cells[6].paragraphs
        for run in paragraph.runs
    }
    assert tags[HARDEST] == "fr-FR"
    assert tags["It was that near, I walked."] == "en-GB"


def test_the_theme_stands_in_every_row_and_is_bold_where_it_begins(tmp_path: Path) -> None:
    rows = written(TABLE, tmp_path, "fr").tables[0].rows[1:]
    bold = [row.cells[0].paragraphs[0].runs[0].bold for row in rows]
    assert bold == [True, None, True]


def test_the_notes_say_out_of_how_many_by_whom_and_what_was_kept_back(tmp_path: Path) -> None:
    told = notes(written(TABLE, tmp_path, "en"))
    for sentence in (
        "Denominators: 8 patients, 2 relatives, in 9 transcripts.",
        "Relatives are counted apart and never added to the patients.",
        "Barrier or facilitator to “obtaining the technique” (Access).",
        "A considered refusal is not a barrier to be lifted",
        "A dash: the code cannot take this side.",
        "−\u00a0barrier, +\u00a0facilitator, =\u00a0described.",
        "1 passage was kept from quotation",
        "Layer: in each transcript the coders’ consensus where there is one",
        "Codebook: patients 0.2.0.",
        "Made on 2026-03-05 with qualcode",
    ):
        assert sentence in told
    assert "prevalence" not in told
    assert "letters" not in told


@pytest.mark.parametrize(
    ("layer", "sentence"),
    [("consensus", "Layer: the coders’ consensus."), ("C2", "Layer: the codings of C2.")],
)
def test_the_notes_name_the_layer(tmp_path: Path, layer: str, sentence: str) -> None:
    table = replace(TABLE, provenance=replace(TABLE.provenance, layer=layer, letters=True))
    told = notes(written(table, tmp_path, "en"))
    assert sentence in told
    assert "Networks and sites are printed as letters." in told


def test_a_working_table_says_so_on_every_page_and_gives_addresses(tmp_path: Path) -> None:
    provenance = replace(TABLE.provenance, working=True, snapshot="s-12")
    document = written(replace(TABLE, provenance=provenance), tmp_path, "en")
    assert "Working document, not for publication" in document.sections[0].footer.paragraphs[0].text
    assert "(P03, implanted, P03 · 45.2)" in cells(document)[1][6]
    assert "Snapshot: s-12." in notes(document)


def test_columns_for_the_potential_and_the_unset_come_only_with_their_passages(
    tmp_path: Path,
) -> None:
    wished = replace(
        quotation("Une infirmière près d'ici, ce serait bien.", "P04", Valence.LEVER),
        potential=True,
    )
    row = replace(
        DISTANCE, potential=tally(1, 1), unset=tally(1, 2), quotations=(wished,), both=Tally()
    )
    document = written(replace(TABLE, rows=(row,)), tmp_path, "en")
    head, only = cells(document)
    assert [text.split("\n")[0] for text in head[2:-1]] == [
        "Barrier",
        "Facilitator",
        "Potential",
        "Not set",
    ]
    assert only[4:6] == ["1/8; 1", "1/8; 2"]
    assert only[6].startswith("(+)\u00a0“")
    assert "(+)\u00a0potential facilitator." in notes(document)


def test_two_kinds_of_participants_are_named_and_strangers_counted(tmp_path: Path) -> None:
    barrier = Tally((("patient", Count(5, 9)), ("professional", Count(2, 3)), ("", Count(0, 4))))
    out_of = replace(TABLE.denominators, persons=(("patient", 8), ("professional", 7)))
    table = replace(TABLE, rows=(replace(DISTANCE, barrier=barrier),), denominators=out_of)
    document = written(table, tmp_path, "en")
    assert cells(document)[1][2] == "patients\n5/8; 9\nprofessionals\n2/7; 3\nothers\u00a04"
    assert "Others: passages of a group, or of a speaker nobody knows." in notes(document)


@pytest.mark.parametrize(
    ("groups", "head", "cell"),
    [
        (1, "n\u00a0networks;\nn speakers;\nn passages", "3/7; 4/9; 6"),
        (2, "n groups;\nn\u00a0networks;\nn speakers;\nn passages", "1/2; 3/7; 4/9; 6"),
    ],
)
def test_a_group_talk_prints_its_three_denominators_and_a_caution(
    tmp_path: Path, groups: int, head: str, cell: str
) -> None:
    voiced = Tally((("professional", Count(4, 6)),), units=3, groups=1)
    row = replace(DISTANCE, barrier=voiced, lever=Tally(), both=Tally(), quotations=())
    out_of = Denominators((("professional", 9),), sources=groups, groups=groups, units=7)
    document = written(replace(TABLE, rows=(row,), denominators=out_of), tmp_path, "en")
    assert cells(document)[0][2] == f"Barrier\n{head}"
    assert cells(document)[1][2] == cell
    told = notes(document)
    assert f"Denominators: {groups} group" in told
    assert "7 networks, 9 professionals" in told
    assert "these counts are no prevalence" in told


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_same_table_gives_the_same_file(language: str) -> None:
    first, second = (document_bytes(theme_document([TABLE], language=language)) for _ in range(2))
    assert first == second


def test_several_tables_follow_each_other_on_pages_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "tables.docx"
    patients = replace(TABLE, titles=({"fr": "Patients", "en": "Patients"},))
    networks = replace(TABLE, codebooks=("networks 0.1.0",))
    write_theme_tables([patients, networks], path, language="en")
    document = docx.Document(str(path))
    captions = [p for p in document.paragraphs if p.style and p.style.name == "Caption"]
    assert [caption.text for caption in captions] == [
        "Table\u00a01. Barriers and facilitators by theme and determinant. Patients",
        "Table\u00a02. Barriers and facilitators by theme and determinant. networks 0.1.0",
    ]
    assert [c.paragraph_format.page_break_before for c in captions] == [None, True]
    assert len(document.tables) == 2
    with pytest.raises(ValueError, match="needs a table"):
        write_theme_tables([], path, language="en")


def test_a_codebook_without_valence_has_no_columns_for_barriers(tmp_path: Path) -> None:
    document = written(replace(TABLE, rows=(REASON,)), tmp_path, "en")
    assert document.paragraphs[0].text == "Table\u00a01. Themes and determinants"
    assert [text.split("\n")[0] for text in cells(document)[0]] == [
        "Theme",
        "Determinant",
        "Described",
        "Illustrative quotations",
    ]
    assert "refusal" not in notes(document)


def test_relatives_alone_do_not_hide_that_no_patient_spoke(tmp_path: Path) -> None:
    row = replace(DISTANCE, barrier=tally(0, 0, relative=(1, 2)))
    document = written(replace(TABLE, rows=(row,)), tmp_path, "en")
    assert cells(document)[1][2] == "0\nrelatives\n1/2; 2"


def test_title_and_number_can_be_given(tmp_path: Path) -> None:
    path = tmp_path / "t.docx"
    write_theme_table(TABLE, path, language="en", title="Access & <decision>", number=3)
    assert docx.Document(str(path)).paragraphs[0].text == "Table\u00a03. Access & <decision>"


def test_a_table_without_rows_still_has_its_header(tmp_path: Path) -> None:
    assert len(cells(written(replace(TABLE, rows=()), tmp_path, "en"))) == 1


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="There is no folder"):
        write_theme_table(TABLE, tmp_path / "absent" / "t.docx", language="fr")


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(ValueError, match="'de'"):
        theme_document([TABLE], language="de")
