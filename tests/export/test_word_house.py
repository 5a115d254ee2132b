"""What is true of every Word document of ours, read back with python-docx and as XML."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from qualcode.export.word import document_bytes
from qualcode.export.word.typography import language_tag, printable, typeset
from qualcode.export.word.values import (
    Align,
    Column,
    Document,
    Prose,
    Row,
    RowKind,
    Run,
    Table,
)

MADE_ON = date(2026, 3, 5)
COLUMNS = (
    Column("Thème", 4.0),
    Column("Frein", 3.0, Align.CENTRE, "n participants"),
    Column("Verbatim", 12.0),
)


def table(*rows: Row, title: str = "Freins et leviers", supplement: bool = False) -> Table:
    return Table(
        title,
        COLUMNS,
        rows or (Row(("Accès", "5/8 ; 11", "À trois heures de route…")),),
        "Une ligne par déterminant.",
        lead="Unité : la phrase.",
        notes=("Lecture : n participants.", "Établi le 05/03/2026."),
        supplement=supplement,
        new_page=supplement,
    )


def document(*blocks: Table | Prose, language: str = "fr", footer: str = "") -> Document:
    return Document("Freins et leviers", language, MADE_ON, blocks or (table(),), footer)


def part(made: Document, name: str = "word/document.xml") -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(document_bytes(made))) as archive:
        return etree.fromstring(archive.read(name))


def reopened(made: Document) -> docx.document.Document:
    return docx.Document(io.BytesIO(document_bytes(made)))


def words(element: etree._Element) -> str:
    return "".join(text.text or "" for text in element.iter(qn("w:t")))


def test_the_page_is_a_landscape_a4_sheet() -> None:
    (section,) = reopened(document()).sections
    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert section.page_width
    assert section.page_height
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (29.7, 21.0)


def test_the_header_row_is_repeated_and_no_row_is_split() -> None:
    made = document(table(Row(("Accès",), RowKind.FAMILY), *[Row(("a", "b", "c"))] * 30))
    head, *rows = part(made).iter(qn("w:tr"))
    assert head.find(f".//{qn('w:tblHeader')}") is not None
    assert len(rows) == 31
    assert all(row.find(f".//{qn('w:tblHeader')}") is None for row in rows)
    assert all(row.find(f".//{qn('w:cantSplit')}") is not None for row in [head, *rows])


def test_there_are_three_horizontal_rules_and_nothing_else() -> None:
    tree = part(document(table(Row(("a", "b", "c")), Row(("Total", "1", "2"), RowKind.TOTAL))))
    (borders,) = tree.iter(qn("w:tblBorders"))
    drawn = {rule.tag.split("}")[1] for rule in borders if rule.get(qn("w:val")) != "nil"}
    assert drawn == {"top", "bottom"}
    head, *rows = tree.iter(qn("w:tr"))
    assert [rule.tag for rule in head.iterfind(f".//{qn('w:tcBorders')}/*")] == (
        [qn("w:bottom")] * 3
    )
    assert all(not list(row.iter(qn("w:tcBorders"))) for row in rows)
    assert not list(tree.iter(qn("w:shd")))


@pytest.mark.parametrize(
    ("language", "supplement", "label", "sequence"),
    [
        ("fr", False, "Tableau\u00a01. ", "SEQ Tableau"),
        ("en", False, "Table\u00a01. ", "SEQ Table"),
        ("fr", True, "Tableau\u00a0S1. ", "SEQ Tableau_S"),
        ("en", True, "Table\u00a0S1. ", "SEQ Table_S"),
    ],
)
def test_the_caption_above_the_table_counts_itself(
    language: str, supplement: bool, label: str, sequence: str
) -> None:
    made = document(table(supplement=supplement), language=language)
    caption, lead, grid, *_notes = part(made)[0]
    assert caption.find(f".//{qn('w:pStyle')}").get(qn("w:val")) == "Caption"
    assert caption.find(f".//{qn('w:keepNext')}") is not None
    assert words(caption) == f"{label}Freins et leviers"
    (instruction,) = caption.iter(qn("w:instrText"))
    assert instruction.text == rf" {sequence} \* ARABIC "
    kinds = [mark.get(qn("w:fldCharType")) for mark in caption.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", "end"]
    assert words(lead).startswith("Unité")
    assert grid.tag == qn("w:tbl")
    style = reopened(made).paragraphs[0].style
    assert style
    assert style.name == "Caption"


def test_notes_stand_under_the_table_and_stay_with_its_last_row() -> None:
    made = part(document())
    (last,) = list(made.iter(qn("w:tr")))[1:]
    assert all(p.find(f".//{qn('w:keepNext')}") is not None for p in last.iter(qn("w:p")))
    after = list(made.find(f".//{qn('w:tbl')}").itersiblings(qn("w:p")))
    assert [p.find(f".//{qn('w:pStyle')}").get(qn("w:val")) for p in after] == ["TableNote"] * 2
    assert [p.find(f".//{qn('w:keepNext')}") is not None for p in after] == [True, False]


def test_the_table_tells_what_it_is_to_who_cannot_see_it() -> None:
    tree = part(document(table(title='Freins & "leviers" <A>')))
    (caption,) = tree.iter(qn("w:tblCaption"))
    (description,) = tree.iter(qn("w:tblDescription"))
    assert caption.get(qn("w:val")) == 'Freins & "leviers" <A>'
    assert description.get(qn("w:val")) == "Une ligne par déterminant."


def test_columns_have_their_width_in_a_fixed_layout_that_fits_the_page() -> None:
    tree = part(document())
    assert tree.find(f".//{qn('w:tblLayout')}").get(qn("w:type")) == "fixed"
    grid = [int(column.get(qn("w:w"))) for column in tree.iter(qn("w:gridCol"))]
    assert grid == [2268, 1701, 6804]
    wide = Table("t", (Column("a", 40.0), Column("b", 40.0)), (Row(("1", "2")),), "d")
    grid = [int(column.get(qn("w:w"))) for column in part(document(wide)).iter(qn("w:gridCol"))]
    assert sum(grid) <= 16838 - 2 * 1134


@pytest.mark.parametrize(("language", "tag"), [("fr", "fr-FR"), ("en", "en-GB")])
def test_every_run_is_in_the_language_of_the_document_or_its_own(language: str, tag: str) -> None:
    quotation = ("“", Run("a big commute", verbatim=True, language="en"), "”")
    made = document(table(Row(("Accès", "1", (quotation,)))), language=language)
    tree = part(made)
    languages = {
        words(run): run.find(f".//{qn('w:lang')}").get(qn("w:val"))
        for run in tree.iter(qn("w:r"))
        if words(run) and words(run) != "1"
    }
    assert languages.pop("a big commute") == "en-GB"
    assert set(languages.values()) == {tag}
    defaults = part(made, "word/styles.xml").find(f"{qn('w:docDefaults')}//{qn('w:lang')}")
    assert defaults.get(qn("w:val")) == tag


def test_words_from_right_to_left_are_set_so() -> None:
    spoken = (Run("الألم شديد", verbatim=True, language="ar"),)
    tree = part(document(table(Row(("Accès", "1", (spoken,))))))
    (run,) = (run for run in tree.iter(qn("w:r")) if words(run) == "الألم شديد")
    assert run.find(f".//{qn('w:rtl')}") is not None
    assert run.find(f".//{qn('w:lang')}").get(qn("w:bidi")) == "ar"


def test_the_footer_numbers_the_pages_in_fields() -> None:
    tree = part(document(language="en", footer="Working document"), "word/footer1.xml")
    assert [field.text for field in tree.iter(qn("w:instrText"))] == [" PAGE ", " NUMPAGES "]
    assert words(tree) == "Working documentPage 1 of 1"


def test_the_properties_name_no_person_and_no_clock() -> None:
    properties = reopened(document()).core_properties
    assert properties.title == "Freins et leviers"
    assert properties.language == "fr-FR"
    assert (properties.author, properties.last_modified_by) == ("qualcode", "qualcode")
    assert str(properties.created) == str(properties.modified) == "2026-03-05 00:00:00+00:00"


def test_the_same_document_gives_the_same_bytes() -> None:
    data = document_bytes(document())
    assert document_bytes(document()) == data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"


def test_a_supplement_begins_a_page_and_prose_has_a_heading() -> None:
    prose = Prose("Méthodes", ("Deux codeurs.", ("Puis ", Run("α", italic=True))))
    made = document(table(), prose, table(supplement=True))
    (break_before,) = part(made).iter(qn("w:pageBreakBefore"))
    assert words(break_before.getparent().getparent()).startswith("Tableau\u00a0S1")
    styles = {p.text: p.style and p.style.name for p in reopened(made).paragraphs}
    assert styles["Méthodes"] == "Heading 1"
    assert styles["Puis α"] == "Normal"
    assert len(reopened(made).tables) == 2


def test_an_empty_cell_is_a_dash_and_never_an_empty_paragraph() -> None:
    made = reopened(document(table(Row(("Accès", "", ())))))
    assert [cell.text for cell in made.tables[0].rows[1].cells] == ["Accès", "–", "–"]


def test_a_cell_with_several_lines_has_a_paragraph_for_each() -> None:
    made = reopened(document(table(Row(("Accès", ("5/8 ; 11", "proches 1/2 ; 1"), "…")))))
    lines = [p.text for p in made.tables[0].rows[1].cells[1].paragraphs]
    assert lines == ["5/8\u202f; 11", "proches 1/2\u202f; 1"]


def test_a_row_with_a_wrong_number_of_cells_is_refused() -> None:
    with pytest.raises(ValueError, match="needs 3 cells, not 2"):
        table(Row(("a", "b")))


HOSTILE = [
    "<w:t>&amp;</w:t> ]]> <!-- \" ' & >",
    "e\u0301te\u0301 NFD, ﬁn, œdème",
    "😀 👩🏽‍⚕️ 🇫🇷",
    "\u202eעברית\u202c ؟",
    "deux\nlignes\tet une tabulation",
    "  espaces au bord  ",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_somebodys_words_come_back_as_they_were_said(text: str) -> None:
    spoken = (Run(text, verbatim=True),)
    made = reopened(document(table(Row(("Accès", "1", (spoken,))))))
    assert made.tables[0].rows[1].cells[2].text == text


def test_what_xml_cannot_hold_is_left_out_or_shown_as_unknown() -> None:
    spoken = (Run("a\x00b\x0bc\x1b[31md\ud800e\ufffe", verbatim=True),)
    made = reopened(document(table(Row(("Accès", "1", (spoken,))))))
    assert made.tables[0].rows[1].cells[2].text == "abc[31md\ufffde"


@given(st.text(), st.text())
def test_any_words_at_all_make_a_document_that_opens(ours: str, theirs: str) -> None:
    row = Row((ours, "1", ((Run(theirs, verbatim=True, language=ours),),)))
    made = reopened(document(table(row, title=ours), language="en", footer=ours))
    assert made.tables[0].rows[1].cells[2].text == (printable(theirs) or "–")


@pytest.mark.parametrize(
    ("written", "set_in_french"),
    [
        ("Accès : quoi ?", "Accès\u00a0: quoi\u202f?"),
        ("« Oui »", "«\u00a0Oui\u00a0»"),
        ("trop tard ; non !", "trop tard\u202f; non\u202f!"),
        ("50 %", "50\u202f%"),
        ("l'équipe d'Angers", "l’équipe d’Angers"),
        ("10:30, aujourd’hui", "10:30, aujourd’hui"),
    ],
)
def test_french_words_of_ours_get_their_spaces(written: str, set_in_french: str) -> None:
    assert typeset(written, "fr") == set_in_french
    assert typeset(set_in_french, "fr") == set_in_french
    assert not re.search("[\u00a0\u202f]", typeset(written, "en"))


@pytest.mark.parametrize(
    ("language", "tag"),
    [("fr", "fr-FR"), ("en", "en-GB"), ("pt", "pt"), ("pt-BR", "pt-BR"), ('"/>', "fr-FR")],
)
def test_a_language_is_told_by_its_tag(language: str, tag: str) -> None:
    assert language_tag(language, "fr") == tag
