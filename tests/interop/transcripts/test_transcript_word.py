"""Word documents: what stands in the body once every change is accepted, and nothing else."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from qualcode.core.errors import FileProblem
from qualcode.core.transcript import Document
from qualcode.interop.transcripts import document_of, package, read_transcript

Word = Any
"""A document, paragraph, run or element of python-docx, which has no types."""


def element(tag: str, *children: Word, **attributes: str) -> Word:
    """An element of WordprocessingML."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    for child in children:
        made.append(child)
    return made


def run(words: str, *properties: Word, tag: str = "t") -> Word:
    """A run of words."""
    text = element(tag)
    text.text = words
    text.set(qn("xml:space"), "preserve")
    return element("r", element("rPr", *properties), text)


def opened(word: Word, tmp_path: Path) -> Document:
    """The document as qualcode reads it."""
    path = tmp_path / "a.docx"
    word.save(path)
    return read_transcript(path)


def with_body(*blocks: Word) -> Word:
    """A Word file with these paragraphs, tables and other elements."""
    word = docx.Document()
    for block in blocks:
        word.element.body.insert(len(word.element.body) - 1, block)
    return word


def paragraph(*inline: Word) -> Word:
    """A paragraph of these elements; words stand in a run."""
    return element("p", *(run(i) if isinstance(i, str) else i for i in inline))


def said(document: Document) -> list[tuple[str, str]]:
    return [
        (turn.speaker, turn.speech.of(document.text) if turn.speech else "")
        for turn in document.turns
    ]


def test_labels_split_over_runs_are_whole(tmp_path: Path) -> None:
    word = docx.Document()
    for label, time, speech in [
        (("[Cher", "cheur", "]"), " (0:01 - 0:11)", "1 - Et la douleur ?"),
        (("[", "Participant", "]"), " (0:11 - 0:20)", "Mal."),
        (("[Chercheur]",), " (0:20 - 0:22)", "Ah."),
        (("[Participant]",), " (0:22 - 0:30)", "Oui."),
    ]:
        line = word.add_paragraph()
        for part in (*label, time):
            line.add_run(part).bold = True
        word.add_paragraph(speech)
        word.add_paragraph()
    document = opened(word, tmp_path)
    assert said(document) == [
        ("Chercheur", "1 - Et la douleur ?"),
        ("Participant", "Mal."),
        ("Chercheur", "Ah."),
        ("Participant", "Oui."),
    ]
    assert [turn.start_ms for turn in document.turns] == [1000, 11000, 20000, 22000]
    assert document.doubts == ()


def test_a_paragraph_is_a_line_and_breaks_and_tabulators_stay(tmp_path: Path) -> None:
    word = docx.Document()
    line = word.add_paragraph("un")
    line.add_run().add_break()
    line.add_run("deux\ttrois")
    line.add_run().add_break(WD_BREAK.PAGE)
    line.add_run("quatre")
    word.add_paragraph("cinq")
    assert opened(word, tmp_path).text == "un\ndeux\ttrois\nquatre\ncinq"


def test_hyphens_are_read_as_they_print(tmp_path: Path) -> None:
    inline = element("r", element("t"), element("noBreakHyphen"), element("softHyphen"))
    inline[0].text = "peut"
    word = with_body(paragraph(inline, "être"))
    assert opened(word, tmp_path).text == "peut-être"


def test_tracked_insertions_are_read_and_deletions_are_not(tmp_path: Path) -> None:
    word = with_body(
        paragraph(
            "J'ai ",
            element("del", run("très ", tag="delText"), id="1", author="A"),
            element("ins", run("bien "), id="2", author="A"),
            element("moveFrom", run("ailleurs ")),
            element("moveTo", run("ici ")),
            "dormi",
        )
    )
    assert opened(word, tmp_path).text == "J'ai bien ici dormi"


def test_a_deleted_paragraph_mark_joins_its_paragraph_to_the_next(tmp_path: Path) -> None:
    first = paragraph("P01 : Oui, ")
    first.insert(0, element("pPr", element("rPr", element("del", id="1", author="A"))))
    gone = paragraph(element("del", run("effacé", tag="delText")))
    gone.insert(0, element("pPr", element("rPr", element("del", id="2", author="A"))))
    assert opened(with_body(first, gone, paragraph("non.")), tmp_path).text == "P01 : Oui, non."


@pytest.mark.parametrize(
    "wrap",
    [
        pytest.param(lambda r: element("hyperlink", r), id="link"),
        pytest.param(lambda r: element("smartTag", r), id="smart tag"),
        pytest.param(lambda r: element("sdt", element("sdtContent", r)), id="content control"),
        pytest.param(lambda r: element("fldSimple", r, instr="AUTHOR"), id="simple field"),
        pytest.param(lambda r: element("customXml", r), id="custom XML"),
    ],
)
def test_words_inside_wrappers_are_read(wrap: Callable[[Word], Word], tmp_path: Path) -> None:
    assert opened(with_body(paragraph("avant ", wrap(run("dedans")), " après")), tmp_path).text == (
        "avant dedans après"
    )


def test_paragraphs_inside_a_content_control_are_read_but_not_its_hint(tmp_path: Path) -> None:
    hint = element("sdt", element("sdtPr", element("showingPlcHdr")), element("sdtContent"))
    hint[1].append(paragraph("Cliquez ici"))
    control = element("sdt", element("sdtPr"), element("sdtContent", paragraph("dedans")))
    assert opened(with_body(control, hint, paragraph("après")), tmp_path).text == "dedans\naprès"


def field(*, closed: bool) -> list[Word]:
    """A complex field that prints « 12 »."""
    runs = [element("r", element("fldChar", fldCharType="begin"))]
    runs.append(run(" PAGE ", tag="instrText"))
    if closed:
        runs.append(run("caché", tag="t"))
        runs.append(element("r", element("fldChar", fldCharType="separate")))
        runs.append(run("12"))
        runs.append(element("r", element("fldChar", fldCharType="end")))
    return runs


def test_a_field_is_read_as_its_result(tmp_path: Path) -> None:
    word = with_body(paragraph("page ", *field(closed=True), " fin"))
    assert opened(word, tmp_path).text == "page 12 fin"


def test_a_field_that_never_ends_swallows_nothing(tmp_path: Path) -> None:
    word = with_body(paragraph("page ", *field(closed=False)), paragraph("suite"))
    assert opened(word, tmp_path).text == "page \nsuite"


def test_hidden_text_and_lost_notes_are_left_out_with_a_doubt(tmp_path: Path) -> None:
    box = element("pict", element("txbxContent", paragraph("encadré")))
    word = with_body(
        paragraph("Bonjour", run(" caché", element("vanish"))),
        paragraph("visible", run(" aussi", element("vanish", val="0"))),
        paragraph("note", element("r", element("footnoteReference", id="1"))),
        paragraph("boîte", element("r", box)),
    )
    document = opened(word, tmp_path)
    assert document.text == "Bonjour\nvisible aussi\nnote\nboîte\nencadré"
    left_out = [(d.line, d.msgid.split()[0]) for d in document.doubts if "n" in d.params]
    assert left_out == [(1, "Hidden"), (3, "Footnotes"), (4, "Text")]


def test_automatic_numbers_are_doubted(tmp_path: Path) -> None:
    word = docx.Document()
    numbered = word.add_paragraph("Question ?")
    numbered._p.get_or_add_pPr().append(element("numPr", element("numId", val="1")))
    assert any("automatic numbers" in doubt.msgid for doubt in opened(word, tmp_path).doubts)


def test_headers_and_footers_of_pages_are_no_text(tmp_path: Path) -> None:
    word = docx.Document()
    word.sections[0].header.paragraphs[0].text = "Confidentiel"
    word.sections[0].footer.paragraphs[0].text = "page 1"
    word.add_paragraph("P01 : oui")
    assert opened(word, tmp_path).text == "P01 : oui"


def test_a_table_of_speakers_and_words_gives_turns(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph("Entretien inventé")
    rows = [("Locuteur", "Verbatim"), ("ENQ", "Et la nuit ?"), ("P01", "Mal."), ("ENQ", "Ah.")]
    table = word.add_table(len(rows), 2)
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, words in zip(row.cells, cells, strict=True):
            cell.text = words
    table.rows[2].cells[1].add_paragraph("Très mal.")
    table.rows[2].cells[0].add_paragraph("")
    word.add_paragraph("Fin de l'entretien.")
    document = opened(word, tmp_path)
    assert document.text.split("\n") == [
        "Entretien inventé",
        "Locuteur\tVerbatim",
        "ENQ\tEt la nuit ?",
        "P01\tMal.",
        "Très mal.",
        "ENQ\tAh.",
        "Fin de l'entretien.",
    ]
    assert said(document) == [("ENQ", "Et la nuit ?"), ("P01", "Mal.\nTrès mal."), ("ENQ", "Ah.")]


def test_deleted_rows_and_cells_are_not_read_and_layout_tables_are_lines(tmp_path: Path) -> None:
    def cell(words: str, *properties: Word) -> Word:
        return element("tc", element("tcPr", *properties), paragraph(words))

    long = "Un paragraphe qui est bien plus long que ne peut l'être une étiquette de locuteur."
    table = element(
        "tbl",
        element("tr", cell("P01"), cell("oui"), cell("")),
        element("tr", element("trPr", element("del", id="1", author="A")), cell("a"), cell("b")),
        element("tr", cell("P02"), cell("effacé", element("cellDel"))),
        element("tr", cell(long), cell("suite")),
    )
    assert opened(with_body(table), tmp_path).text == f"P01\toui\nP02\n{long}\nsuite"


def test_headings_between_turns_are_not_said(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_heading("Entretien", 0)
    for part in ("Le parcours", "La pompe"):
        word.add_heading(part, 1)
        for line in ("ENQ : Et ?", "P01 : Oui."):
            word.add_paragraph(line)
    assert said(opened(word, tmp_path)) == [("ENQ", "Et ?"), ("P01", "Oui.")] * 2


def packed(parts: dict[str, bytes]) -> bytes:
    """A zip archive of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def relations(target: str, mode: str = "Internal") -> bytes:
    """The relationships of a package whose main part is `target`."""
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r" Type="{OFFICE}" Target="{target}" TargetMode="{mode}"/>'
        "</Relationships>"
    ).encode()


def body_of(words: str, doctype: str = "") -> bytes:
    """A main part with one paragraph."""
    return (
        f'<?xml version="1.0"?>{doctype}<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>{words}'
        "</w:t></w:r></w:p></w:body></w:document>"
    ).encode()


GOOD = {"[Content_Types].xml": TYPES, "word/document.xml": body_of("bonjour")}


@pytest.mark.parametrize("target", ["word/document2.xml", "/word/document2.xml", "main.xml"])
def test_the_main_part_is_found_by_its_relationship(target: str) -> None:
    parts = {**GOOD, "_rels/.rels": relations(target), target.lstrip("/"): body_of("ici")}
    assert document_of(packed(parts), "a.docx").text == "ici"


def test_a_relationship_to_the_outside_is_never_followed() -> None:
    parts = {**GOOD, "_rels/.rels": relations("https://example.org/a.xml", "External")}
    assert document_of(packed(parts), "a.docx").text == "bonjour"


def test_strict_documents_are_read() -> None:
    strict = body_of("strict").replace(
        W.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    )
    assert document_of(packed({**GOOD, "word/document.xml": strict}), "a.docx").text == "strict"


def encrypted(raw: bytes) -> bytes:
    """The archive with the flag of an encrypted part set on its first entry."""
    data = bytearray(raw)
    central = data.rindex(b"PK\x01\x02", 0, data.rindex(b"PK\x05\x06"))
    for place in (6, central + 8):
        data[place] |= 1
    return bytes(data)


LAUGHS = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
OUTSIDE = '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
OLE = package.OLE + bytes(600)


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        pytest.param(b"P01 : du texte", "not a Word document", id="text by another name"),
        pytest.param(OLE, "old Word format", id=".doc renamed"),
        pytest.param(
            OLE + "EncryptedPackage".encode("utf-16-le"), "password", id="password of Word"
        ),
        pytest.param(
            encrypted(packed({"[Content_Types].xml": TYPES})), "password", id="zip password"
        ),
        pytest.param(packed(GOOD)[:-40], "damaged", id="cut off"),
        pytest.param(packed(GOOD)[:60], "damaged", id="only a beginning"),
        pytest.param(packed({"[Content_Types].xml": TYPES}), "damaged", id="no document part"),
        pytest.param(packed({"mimetype": b"x"}), "not a Word document", id="another zip"),
        pytest.param(
            packed({**GOOD, "_rels/.rels": relations("xl/a.xml"), "xl/a.xml": b"<workbook/>"}),
            "not a Word document",
            id="a workbook",
        ),
        pytest.param(packed({**GOOD, "word/document.xml": b"<a><b>"}), "damaged", id="bad XML"),
        pytest.param(packed({**GOOD, "word/document.xml": b""}), "damaged", id="no XML"),
        pytest.param(packed({**GOOD, "../evil": b""}), "damaged", id="a path that climbs"),
        pytest.param(packed({**GOOD, "word/vbaProject.bin": b""}), "macros", id="macros"),
        pytest.param(
            packed({**GOOD, "[Content_Types].xml": TYPES + b"<!-- macroEnabled -->"}),
            "macros",
            id="macro-enabled type",
        ),
        pytest.param(
            packed({**GOOD, "word/document.xml": body_of("&b;", LAUGHS)}), "damaged", id="entities"
        ),
        pytest.param(
            packed({**GOOD, "word/document.xml": body_of("&a;", OUTSIDE)}),
            "damaged",
            id="outside entity",
        ),
        pytest.param(
            packed({**GOOD, "word/media/a": bytes(package.FROM_BYTES + 1)}),
            "too much data",
            id="packed too tight",
        ),
        pytest.param(
            packed({**GOOD, **{f"a{n}": b"" for n in range(package.MOST_PARTS)}}),
            "too much data",
            id="too many parts",
        ),
        pytest.param(packed({**GOOD, "word/document.xml": body_of(" ")}), "no text", id="no words"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_clear_sentence(raw: bytes, what: str) -> None:
    with pytest.raises(FileProblem, match=rf"a\.docx .*{what}|a\.docx {what}"):
        document_of(raw, "a.docx")


def test_an_archive_that_says_it_is_huge_is_never_unpacked() -> None:
    raw = bytearray(packed(GOOD))
    central = raw.rindex(b"PK\x01\x02")
    raw[central + 24 : central + 28] = struct.pack("<I", package.MOST_BYTES)
    with pytest.raises(FileProblem, match="too much data"):
        document_of(bytes(raw), "a.docx")


@pytest.mark.parametrize("place", range(0, 400, 7))
def test_a_damaged_byte_gives_the_text_or_a_clear_refusal(place: int) -> None:
    raw = bytearray(packed(GOOD))
    raw[place % len(raw)] ^= 0xFF
    text, told = "bonjour", "a.docx"
    try:
        text = document_of(bytes(raw), "a.docx").text
    except FileProblem as problem:
        told = str(problem)
    assert text == "bonjour"
    assert "a.docx" in told
