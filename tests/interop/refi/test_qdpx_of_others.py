"""Projects as other programs write them, each with what it does that the standard does not say."""

from __future__ import annotations

import io
import random
import tracemalloc
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from qualcode.core.errors import FileProblem, NotAllowed, QualcodeError
from qualcode.core.memo import About
from qualcode.core.portable import PortableProject
from qualcode.core.spans import Span
from qualcode.interop.refi import archive
from qualcode.interop.refi.counting import Convention, LineEnd, Unit
from qualcode.interop.refi.extra import FAMILY_NAME
from qualcode.interop.refi.reading import ReadProject, read_qdc, read_qdpx

SPACE = "urn:QDA-XML:project:1.0"
G = "0a0a0a0a-0000-4000-8000-0000000000{:02}".format
TEXT = "P01 : Le trajet 😀 est long.\nEnquêtrice : Mm.\nP01 : L’équipe répond toujours.\n"
TRIP, TEAM = "Le trajet 😀 est long.", "L’équipe répond toujours."


def selection(number: int, start: int, end: int, inside: str = "", more: str = "") -> str:
    inside = inside or coding(number + 50)
    return (
        f'<PlainTextSelection guid="{G(number)}" startPosition="{start}" endPosition="{end}" '
        f"{more}>{inside}</PlainTextSelection>"
    )


def coding(number: int, code: int = 1, user: int = 7) -> str:
    return (
        f'<Coding guid="{G(number)}" creatingUser="{G(user)}"><CodeRef targetGUID="{G(code)}"/>'
        "</Coding>"
    )


def place(words: str, text: str = TEXT) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def both(text: str = TEXT) -> str:
    return selection(20, *place(TRIP, text)) + selection(21, *place(TEAM, text))


def project(
    source: str = "",
    *,
    origin: str = "QualCoder-3.5",
    beside: str = "",
    space: str = SPACE,
    codes: str = "",
) -> str:
    codes = codes or f'<Code guid="{G(1)}" name="Distance" isCodable="true"/>'
    return (
        f'<?xml version="1.0" encoding="utf-8"?><Project xmlns="{space}" name="Étude" '
        f'origin="{origin}"><Users><User guid="{G(7)}" name="Zoé"/></Users>'
        f"<CodeBook><Codes>{codes}</Codes></CodeBook>{beside}"
        f"<Sources>{source or text_source(both())}</Sources></Project>"
    )


def text_source(
    inside: str = "",
    path: str = "internal://a.txt",
    attribute: str = "plainTextPath",
    number: int = 2,
) -> str:
    return f'<TextSource guid="{G(number)}" name="P01" {attribute}="{path}">{inside}</TextSource>'


def packed(tmp_path: Path, parts: Mapping[str, str | bytes]) -> Path:
    path = tmp_path / "projet.qdpx"
    with zipfile.ZipFile(path, "w") as held:
        for name, data in parts.items():
            held.writestr(name, data)
    return path


def read(
    tmp_path: Path, xml: str, text: str | bytes = TEXT, name: str = "project.qde",
    where: str = "sources/a.txt", way: Convention | None = None,
) -> ReadProject:  # fmt: skip
    return read_qdpx(packed(tmp_path, {name: xml, where: text}), way)


def quotations(found: PortableProject) -> list[str]:
    texts = {source.identity: source.text for source in found.sources}
    return [one.span.of(texts[one.source]) for one in found.codings]


BRACES = project().replace(G(1), "{" + G(1).upper() + "}", 1)
INLINE = project(
    f'<TextSource guid="{G(2)}" name="P01"><PlainTextContent>{TEXT}</PlainTextContent>{both()}'
    "</TextSource>"
)


@pytest.mark.parametrize(
    ("xml", "name", "where"),
    [
        (project(), "project.qde", "sources/a.txt"),
        (project(), "Trial.qde", "sources/a.txt"),
        (project(), "Project.qde", "Sources/A.txt"),
        (project(text_source(both(), "a.txt")), "project.qde", "sources/a.txt"),
        (project(text_source(both(), "relative:///sources/a.txt")), "project.qde", "sources/a.txt"),
        (project(text_source(both(), attribute="richTextPath")), "project.qde", "sources/a.txt"),
        (BRACES, "project.qde", "sources/a.txt"),
        (INLINE, "project.qde", "sources/.root"),
        ("\ufeff" + project(), "project.qde", "sources/a.txt"),
        (project(space="urn:QDA-XML:project:0:4"), "project.qde", "sources/a.txt"),
    ],
    ids=["standard", "name ATLAS.ti 26", "capitals NVivo", "bare path qc", "relative", "rich text",
         "braces", "inline", "mark before XML", "old namespace"],
)  # fmt: skip
def test_deviations_of_form_are_taken_as_meant(
    tmp_path: Path, xml: str, name: str, where: str
) -> None:
    found = read(tmp_path, xml, name=name, where=where).project
    assert quotations(found) == [TRIP, TEAM]
    assert found.coders == {G(7): "Zoé"}
    assert {one.coder for one in found.codings} == {G(7)}


def test_nvivo_counts_utf16_and_two_for_a_line_end_but_not_its_mark(tmp_path: Path) -> None:
    written = TEXT.replace("\n", "\r\n")

    def units(words: str) -> tuple[int, int]:
        start = written.index(words)
        before = len(written[:start].encode("utf-16-le")) // 2
        return before, before + len(words.encode("utf-16-le")) // 2

    inside = selection(20, *units(TRIP)) + selection(21, *units(TEAM))
    xml = project(text_source(inside), origin="NVivo 12.6.0")
    found = read(tmp_path, xml, ("\ufeff" + written).encode())
    assert quotations(found.project) == [TRIP, TEAM]
    assert found.counting["P01"].way.unit is Unit.UTF16
    assert found.project.sources[0].text == TEXT


def test_atlas_counts_one_for_the_two_characters_of_a_line_end(tmp_path: Path) -> None:
    found = read(tmp_path, project(origin="ATLAS.ti 23.0.6"), TEXT.replace("\n", "\r\n").encode())
    assert quotations(found.project) == [TRIP, TEAM]
    assert found.counting["P01"].way.line_end is LineEnd.LF


def test_maxqda_counts_two_for_the_one_character_of_a_line_end(tmp_path: Path) -> None:
    counted = both(TEXT.replace("\n", "\r\n"))
    found = read(tmp_path, project(text_source(counted), origin="MAXQDA 2024"))
    assert quotations(found.project) == [TRIP, TEAM]
    assert found.counting["P01"].way.line_end is LineEnd.CRLF


def test_where_nobody_can_tell_a_person_is_asked_and_can_say_it(tmp_path: Path) -> None:
    text = "anticonstitutionnellement 😀 anticonstitutionnellement"
    xml = project(text_source(selection(20, 33, 36)), origin="unheard of")
    with pytest.raises(NotAllowed, match="--offsets"):
        read(tmp_path, xml, text)
    found = read(tmp_path, xml, text, way=Convention(Unit.UTF16)).project
    assert quotations(found) == [text[32:35]]


def test_two_coders_on_one_passage_keep_their_names(tmp_path: Path) -> None:
    inside = selection(20, *place(TRIP), coding(70, user=7) + coding(71, user=8))
    users = f'<Users><User guid="{G(7)}" name="Zoé"/><User guid="{G(8)}" name="Maël"/></Users>'
    xml = project(text_source(inside)).replace(
        f'<Users><User guid="{G(7)}" name="Zoé"/></Users>', users
    )
    found = read(tmp_path, xml).project
    assert [found.coders[one.coder] for one in found.codings] == ["Zoé", "Maël"]


def test_an_annotation_without_a_code_becomes_a_memo(tmp_path: Path) -> None:
    start, end = place(TRIP)
    inside = selection(20, start, end, "<Description>à revoir</Description>")
    (note,) = read(tmp_path, project(text_source(inside))).project.notes
    assert (note.about, note.body, note.span) == (About.PASSAGE, "à revoir", Span(start, end))


def test_a_nameless_case_carries_variables_to_its_source(tmp_path: Path) -> None:
    value = (
        f'<VariableValue><VariableRef targetGUID="{G(30)}"/><IntegerValue>54</IntegerValue>'
        "</VariableValue>"
    )
    beside = (
        f'<Variables><Variable guid="{G(30)}" name="durée" typeOfVariable="Integer"/></Variables>'
        f'<Cases><Case guid="{G(31)}">{value}<SourceRef targetGUID="{G(2)}"/></Case>'
        f'<Case guid="{G(32)}" name="P01">{value}<SourceRef targetGUID="{G(2)}"/></Case></Cases>'
    )
    found = read(tmp_path, project(beside=beside)).project
    assert dict(found.sources[0].attributes) == {"durée": "54"}
    (case,) = found.cases
    assert (case.case.name, dict(case.case.attributes)) == ("P01", {"durée": "54"})
    assert case.sources == (G(2),)


def test_sources_of_one_name_are_all_read(tmp_path: Path) -> None:
    xml = project(text_source(both()) + text_source("", number=3))
    assert [source.name for source in read(tmp_path, xml).project.sources] == ["P01", "P01"]


def test_a_transcript_of_a_recording_is_coded_between_its_marks(tmp_path: Path) -> None:
    start, end = place(TEAM)
    inside = (
        f'<AudioSource guid="{G(3)}" name="P01" path="internal://a.m4a"><Transcript '
        f'guid="{G(2)}" plainTextPath="internal://a.txt"><SyncPoint guid="{G(40)}" '
        f'position="{start}"/><SyncPoint guid="{G(41)}" position="{end}"/><TranscriptSelection '
        f'guid="{G(20)}" fromSyncPoint="{G(40)}" toSyncPoint="{G(41)}">{coding(70)}'
        "</TranscriptSelection></Transcript></AudioSource>"
    )
    found = read(tmp_path, project(inside)).project
    assert quotations(found) == [TEAM]
    assert found.sources[0].name == "P01"


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        (selection(20, 6, 6, "<Description/>"), "passages without any character"),
        (selection(20, 6, 9000), "passages whose place is not in the text"),
        (selection(20, -4, 9), "passages without a place in the text"),
        (selection(20, *place(TRIP), coding(70, code=99)), "codings whose code is not"),
        (coding(70), "codes given to whole texts"),
    ],
)
def test_what_cannot_be_taken_is_counted(tmp_path: Path, inside: str, told: str) -> None:
    xml = project(text_source(inside + selection(29, *place(TEAM))))
    found = read(tmp_path, xml, way=Convention()).project
    assert [one.msgid for one in found.left_out if one.msgid.startswith(told)]
    assert quotations(found) == [TEAM]


def test_sources_without_a_text_are_counted_and_the_others_read(tmp_path: Path) -> None:
    beside = f'<PictureSource guid="{G(3)}" path="internal://b.png"/>' + text_source(
        "", "absolute:///b.txt", number=4
    )
    found = read(tmp_path, project(text_source(both()) + beside)).project
    assert len(found.sources) == 1
    assert sum(one.number for one in found.left_out) == 2


def test_codebooks_of_atlas_nine_and_with_descriptions_as_attributes(tmp_path: Path) -> None:
    path = tmp_path / "grille.qdc"
    path.write_text(
        '<CodeBook xmlns="urn:QDA-XML:codebook:0:4"><Codes>'
        f'<Code guid="{G(1)}" name="Accès" isCodable="false" description="Venir">'
        f'<Code guid="{G(2)}" name="Distance"/></Code></Codes><Sets/></CodeBook>',
        encoding="utf-8",
    )
    above, under = read_qdc(path).codes
    assert (above.name, above.description, above.codable) == ("Accès", "Venir", False)
    assert (under.parent, under.codable) == (above.identity, True)


ENTITY = project().replace(
    "<Project", '<!DOCTYPE p [<!ENTITY e SYSTEM "file:///etc/hostname">]><Project', 1
)
LAUGHS = project().replace(
    "<Project", '<!DOCTYPE p [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><Project', 1
)


@pytest.mark.parametrize(
    "parts",
    [
        {"project.qde": ENTITY},
        {"project.qde": LAUGHS},
        {"project.qde": project(), "../../sources/a.txt": TEXT},
        {"project.qde": project(), "/sources/a.txt": TEXT},
        {"project.qde": project(), "C:/sources/a.txt": TEXT},
        {"a.qde": project(), "b.qde": project()},
        {"notes.txt": "rien"},
        {"project.qde": "<Project"},
        {"project.qde": "<Other/>"},
    ],
    ids=["entity", "laughs", "dots", "absolute", "drive", "two", "none", "cut", "other"],
)
def test_what_is_unsafe_or_no_project_is_refused(tmp_path: Path, parts: Mapping[str, str]) -> None:
    with pytest.raises(FileProblem):
        read_qdpx(packed(tmp_path, parts))


def test_sizes_are_refused_from_the_index_before_anything_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = packed(tmp_path, {"project.qde": project(), "sources/a.txt": TEXT})
    monkeypatch.setattr(archive, "MOST_BYTES", 100)
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("it was read"))
    with pytest.raises(FileProblem, match="too much data"):
        read_qdpx(path)


BLANK = b" " * 6_000_000


@pytest.mark.parametrize(
    "parts",
    [
        {"project.qde": project().encode() + BLANK},
        {"project.qde": project(), "sources/a.txt": BLANK},
        {"project.qde": b"<Project>" + b"<a/>" * 150_000 + b"</Project>"},
    ],
    ids=["bomb of XML", "bomb of text", "nothing but tags"],
)
def test_bombs_are_refused_before_they_take_memory(
    tmp_path: Path, parts: Mapping[str, str | bytes]
) -> None:
    path = tmp_path / "bombe.qdpx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as held:
        for name, data in parts.items():
            held.writestr(name, data)
    assert path.stat().st_size < 20_000
    tracemalloc.start()
    try:
        with pytest.raises(FileProblem, match="too much data"):
            read_qdpx(path)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_packages_in_packages_and_macros_are_never_opened(tmp_path: Path) -> None:
    inner = packed(tmp_path, {"project.qde": project()}).read_bytes()
    held: dict[str, str | bytes] = {
        "project.qde": project(),
        "sources/a.txt": TEXT,
        "sources/in.qdpx": inner,
        "sources/m.docm": inner,
        "sources/vbaProject.bin": b"x",
    }
    assert len(read_qdpx(packed(tmp_path, held)).project.codings) == 2
    nested = project(text_source(both(), "internal://in.qdpx"))
    found = read_qdpx(packed(tmp_path, {"project.qde": nested, "sources/in.qdpx": inner}))
    assert found.project.sources == ()


def test_a_code_under_what_is_no_code_stands_at_the_top(tmp_path: Path) -> None:
    under = f'<Code guid="{G(1)}" name="Distance"/>'
    family = f'<Code guid="{G(9)}" name="{FAMILY_NAME}" isCodable="false">{under}</Code>'
    escaped = family.replace("valence & marks", "valence &amp; marks")
    (code,) = read(tmp_path, project(codes=escaped)).project.codes
    assert code.parent is None


def test_the_styled_text_is_read_where_the_plain_one_is_empty(tmp_path: Path) -> None:
    paths = 'plainTextPath="internal://a.txt" richTextPath="internal://b.md"'
    source = f'<TextSource guid="{G(2)}" name="P01" {paths}>{both()}</TextSource>'
    held = {"project.qde": project(source), "sources/a.txt": "\n", "sources/b.md": TEXT}
    assert quotations(read_qdpx(packed(tmp_path, held)).project) == [TRIP, TEAM]


def test_parts_that_say_less_than_they_hold_are_refused(tmp_path: Path) -> None:
    path = packed(tmp_path, {"project.qde": project(), "sources/a.txt": TEXT * 50})
    data = bytearray(path.read_bytes())
    size = len(TEXT.encode() * 50)
    at = data.rindex(size.to_bytes(4, "little"))
    data[at : at + 4] = (10).to_bytes(4, "little")
    path.write_bytes(data)
    with pytest.raises(FileProblem):
        read_qdpx(path)


def test_spoiled_packages_give_a_project_or_one_sentence(tmp_path: Path) -> None:
    chance = random.Random(7)  # noqa: S311
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as held:
        held.writestr("project.qde", project())
        held.writestr("sources/a.txt", TEXT)
    path = tmp_path / "gâté.qdpx"
    refused = 0
    for _round in range(300):
        data = bytearray(whole.getvalue())
        for _spot in range(chance.randint(1, 4)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path.write_bytes(data[: chance.choice([len(data), len(data) - chance.randrange(200)])])
        try:
            read_qdpx(path)
        except QualcodeError:
            refused += 1
    assert refused > 0
