"""What is written as REFI-QDA follows the schema and comes back as it was."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from qualcode.core.analysis.charting import Cell, Summary
from qualcode.core.analysis.displays import Aggregate, ChangeObjective, Fit, JointRow
from qualcode.core.analysis.rating import Rating
from qualcode.core.analysis.themes import Member, MemberKind, Theme
from qualcode.core.coding import Mark, Valence
from qualcode.core.errors import FormatProblem
from qualcode.core.memo import About, MemoKind
from qualcode.core.people import Case, Progress, Role
from qualcode.core.portable import (
    Analysis,
    PortableCase,
    PortableCode,
    PortableCoding,
    PortableNote,
    PortableProject,
    PortableSet,
    PortableSource,
)
from qualcode.core.spans import Span
from qualcode.core.text import normalised
from qualcode.core.transcript import Speaker, Turn
from qualcode.interop.refi.reading import read_qdc, read_qdpx
from qualcode.interop.refi.writing import Target, checked, qdc_bytes, qdpx_bytes

SCHEMAS = Path(__file__).parents[3] / "qualcode/interop/refi/schemas"
PIECES = [
    "mot",
    "é",
    "e\u0301",
    "😀",
    "👩\u200d⚕️",
    " ",
    "\n",
    "\u202f: ",
    "«\u00a0mal\u00a0»",
    "\t",
    "\x0b",
    "\r\n",
    "\ufeff",
]
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=30).map(
    lambda pieces: normalised("P01 : " + "".join(pieces) + " fin")
)
LETTERS = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn"])
WORDS = st.text(LETTERS, max_size=12).map(normalised)


def guid(number: int) -> str:
    return str(UUID(int=number, version=4))


CELLS = st.builds(Cell, st.just("essai:distance"), st.sampled_from(["case", "network"]), WORDS)
MEMBERS = st.builds(Member, st.sampled_from(MemberKind), st.just(guid(100)), WORDS, st.booleans())
ANALYSES = st.builds(
    Analysis,
    roles=st.dictionaries(st.sampled_from([guid(21), guid(22)]), st.sampled_from(Role)),
    progress=st.just(((guid(1), guid(21), Progress.READ),)),
    themes=st.tuples(st.builds(Theme, st.just(guid(50)), WORDS, st.none(), st.tuples(MEMBERS))),
    summaries=st.tuples(st.builds(Summary, CELLS, WORDS, st.just((guid(100),)))),
    ratings=st.tuples(st.builds(Rating, CELLS, st.just("Zoé"), st.integers(-2, 2), WORDS)),
    joint_rows=st.tuples(
        st.builds(
            JointRow,
            st.just(guid(60)),
            st.builds(Aggregate, WORDS, WORDS, WORDS, st.none() | st.integers(0, 99)),
            st.sampled_from(Fit),
            st.none() | st.just(guid(50)),
            st.none() | st.just("essai:distance"),
            WORDS,
        )
    ),
    objectives=st.tuples(st.builds(ChangeObjective, st.just(guid(61)), WORDS, WORDS, WORDS, WORDS)),
    answers=st.dictionaries(st.just("coreq:1"), WORDS),
)


@st.composite
def projects(draw: st.DrawFn) -> PortableProject:
    """Projects of two coders whose codings overlap in every way."""
    text = draw(TEXTS)
    source = PortableSource(
        guid(1), "P01", text, kind="interview", language="fr",
        attributes=draw(st.dictionaries(st.sampled_from(["lieu", "durée"]), st.just("à domicile"))),
        turns=(Turn(1, "P01", Span(0, 5), Span(6, len(text))),),
        speakers={"P01": Speaker("P01", coded=True, case="P01")},
    )  # fmt: skip
    codings = []
    for number in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        context = Span(0, 5) if draw(st.booleans()) else None
        codings.append(
            PortableCoding(
                guid(100 + number), guid(1), Span(start, end),
                draw(st.sampled_from([guid(11), guid(12)])),
                draw(st.sampled_from([guid(21), guid(22)])),
                draw(st.sampled_from(Valence)), draw(st.frozensets(st.sampled_from(Mark))),
                context, "2026-05-04T08:09:10.123456Z",
            )
        )  # fmt: skip
    notes = [
        PortableNote(guid(201), normalised(draw(WORDS)).strip() or "mot", kind=MemoKind.METHOD)
    ]
    if codings:
        notes.append(
            PortableNote(guid(202), "à revoir", About.CODING, codings[0].identity, coder=guid(21))
        )
    notes.append(PortableNote(guid(203), "hésite", About.PASSAGE, guid(1), Span(0, 5)))
    notes.append(PortableNote(guid(204), "discret", About.CASE, guid(31)))
    case = Case("P01", "patient", None, True, {"sexe": "F"})
    return PortableProject(
        name="Étude inventée",
        coders={guid(21): "Zoé", guid(22): "Maël"},
        codes=(
            PortableCode(guid(10), "Accès", codable=False),
            PortableCode(guid(11), "Distance & route", guid(10), "Quand c’est loin <5 km>"),
            PortableCode(guid(12), "Proches", guid(10), color="#0072B2"),
        ),
        cases=(PortableCase(guid(31), case, (guid(1),)),),
        sources=(source,),
        codings=tuple(codings),
        notes=tuple(notes),
        sets=(PortableSet(guid(41), "Thème", "", (guid(11),), (guid(1),)),),
        analysis=draw(ANALYSES),
    )  # fmt: skip


def cleaned(note: PortableNote) -> tuple[object, ...]:
    body = "".join(c if c.isprintable() or c in "\n\t" else "?" for c in note.body)
    return note.identity, len(body), note.about, note.subject, note.span, note.kind, note.coder


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(projects(), st.sampled_from(Target))
def test_a_project_comes_back_from_every_target(
    tmp_path: Path, project: PortableProject, target: Target
) -> None:
    path = tmp_path / "étude.qdpx"
    path.write_bytes(qdpx_bytes(project, target))
    read = read_qdpx(path).project
    assert read.sources == project.sources
    assert sorted(read.codings, key=lambda c: c.identity) == list(project.codings)
    assert read.coders == project.coders
    assert read.codes == project.codes
    assert read.cases == project.cases
    assert read.sets == project.sets
    assert read.analysis == project.analysis
    assert sorted(map(cleaned, read.notes), key=str) == sorted(map(cleaned, project.notes), key=str)
    assert read.left_out == ()


SMALL = PortableProject(
    name="Étude inventée",
    coders={guid(21): "Zoé"},
    codes=(PortableCode(guid(11), "Distance"),),
    sources=(PortableSource(guid(1), "P01", "P01 : Loin 😀,\nc’est loin."),),
    codings=(
        PortableCoding(guid(100), guid(1), Span(14, 25), guid(11), guid(21), Valence.BARRIER),
    ),
)


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("target", Target)
def test_every_target_follows_the_schema_in_its_package_too(target: Target) -> None:
    held = parts(qdpx_bytes(SMALL, target))
    schema = etree.XMLSchema(etree.parse(str(SCHEMAS / "Project.xsd")))
    root = etree.fromstring(held["project.qde"])
    schema.assertValid(root)
    assert set(held) == {"project.qde", f"sources/{guid(1)}.txt"}
    assert root.find(".//{*}TextSource").get("plainTextPath") == f"internal://{guid(1)}.txt"


@pytest.mark.parametrize(
    ("target", "text", "place"),
    [
        (Target.STANDARD, "P01 : Loin 😀,\nc’est loin.".encode(), ("14", "25")),
        (Target.ATLASTI, "P01 : Loin 😀,\nc’est loin.".encode(), ("14", "25")),
        (Target.QUALCODER, "P01 : Loin 😀,\nc’est loin.".encode(), ("14", "25")),
        (Target.MAXQDA, "P01 : Loin 😀,\r\nc’est loin.".encode(), ("15", "26")),
        (Target.NVIVO, "\ufeffP01 : Loin 😀,\r\nc’est loin.".encode(), ("16", "27")),
    ],
)
def test_each_program_gets_the_text_and_the_places_that_it_counts(
    target: Target, text: bytes, place: tuple[str, str]
) -> None:
    held = parts(qdpx_bytes(SMALL, target))
    assert held[f"sources/{guid(1)}.txt"] == text
    selection = etree.fromstring(held["project.qde"]).find(".//{*}PlainTextSelection")
    assert (selection.get("startPosition"), selection.get("endPosition")) == place
    assert selection.get("name") == "c’est loin."


def test_qualcoder_gets_dated_notes_names_of_their_own_and_memos_at_their_passage(
    tmp_path: Path,
) -> None:
    notes = (
        PortableNote(guid(201), "du journal", kind=MemoKind.METHOD),
        PortableNote(guid(202), "à revoir", About.CODING, guid(100)),
    )
    codes = (*SMALL.codes, PortableCode(guid(12), "Distance", codable=False))
    data = qdpx_bytes(replace(SMALL, notes=notes, codes=codes), Target.QUALCODER)
    held = parts(data)
    root = etree.fromstring(held["project.qde"])
    assert all(note.get("creationDateTime") for note in root.iter("{*}Note"))
    assert held[f"sources/{guid(201)}.txt"] == b"du journal"
    assert root.find(".//{*}PlainTextSelection/{*}Description").text == "à revoir"
    names = [code.get("name") for code in root.iter("{*}Code")]
    assert names[:2] == ["Distance", "Distance (2)"]
    path = tmp_path / "étude.qdpx"
    path.write_bytes(data)
    assert [note.body for note in read_qdpx(path).project.notes] == ["du journal", "à revoir"]


@pytest.mark.parametrize("target", [Target.STANDARD, Target.NVIVO])
def test_the_others_find_memos_as_notes_only(target: Target) -> None:
    noted = replace(SMALL, notes=(PortableNote(guid(202), "mot", About.CODING, guid(100)),))
    root = etree.fromstring(parts(qdpx_bytes(noted, target))["project.qde"])
    assert root.find(".//{*}PlainTextSelection/{*}Description") is None
    assert root.find(".//{*}Coding/{*}NoteRef").get("targetGUID") == guid(202)


@pytest.mark.parametrize("target", Target)
def test_none_of_the_deviations_of_other_programs_is_written(target: Target) -> None:
    held = parts(qdpx_bytes(SMALL, target))
    root = etree.fromstring(held["project.qde"])
    assert not [name for name in held if name != name.lower()]
    assert root.get("basePath") is None
    assert not root.xpath("//@richTextPath")
    for element in root.iter("{*}PlainTextSelection"):
        assert int(element.get("startPosition")) < int(element.get("endPosition"))
        assert element.find("{*}Coding") is not None
    guids = root.xpath("//@guid")
    assert len(guids) == len(set(guids))


def test_the_valence_stands_beside_the_code_where_every_program_finds_it() -> None:
    root = etree.fromstring(parts(qdpx_bytes(SMALL))["project.qde"])
    names = {code.get("guid"): code.get("name") for code in root.iter("{*}Code")}
    selection = root.find(".//{*}PlainTextSelection")
    given_codes = [names[ref.get("targetGUID")] for ref in selection.iter("{*}CodeRef")]
    assert given_codes == ["Distance", "barrier"]


def test_the_same_project_gives_the_same_bytes() -> None:
    assert qdpx_bytes(SMALL) == qdpx_bytes(SMALL)


def test_a_codebook_follows_its_schema_and_comes_back(tmp_path: Path) -> None:
    project = PortableProject(
        name="x",
        codes=(
            PortableCode(guid(10), "Accès", codable=False),
            PortableCode(guid(11), "Distance", guid(10), "Loin", color="#abc"),
        ),
        sets=(PortableSet(guid(41), "Thème", "mot", (guid(11),)),),
    )
    data = qdc_bytes(project)
    etree.XMLSchema(etree.parse(str(SCHEMAS / "Codebook.xsd"))).assertValid(etree.fromstring(data))
    path = tmp_path / "grille.qdc"
    path.write_bytes(data)
    assert read_qdc(path).codes == project.codes
    assert read_qdc(path).sets == project.sets


def test_what_would_not_follow_the_schema_is_not_written() -> None:
    with pytest.raises(FormatProblem, match="would not follow REFI-QDA"):
        qdc_bytes(PortableProject(name="x"))
    with pytest.raises(FormatProblem):
        checked(etree.fromstring(b"<Project/>"), "Project.xsd")


@pytest.mark.parametrize(
    ("speech", "speaker"), [(Span(6, 9999), "P01"), (Span(2, 8), "P01"), (Span(6, 9), "inconnu")]
)
def test_turns_that_cannot_be_are_looked_for_anew(
    tmp_path: Path, speech: Span, speaker: str
) -> None:
    turns = (Turn(1, speaker, Span(0, 5), speech),)
    speakers = {"P01": Speaker("P01", coded=True, case="P01")}
    source = replace(SMALL.sources[0], turns=turns, speakers=speakers)
    path = tmp_path / "étude.qdpx"
    path.write_bytes(qdpx_bytes(replace(SMALL, sources=(source,))))
    assert read_qdpx(path).project.sources[0].turns is None


def repacked(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The package with its parts changed by another hand, which leaves its origin as it was."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, held in parts(data).items():
            archive.writestr(name, change(name, held))
    return stream.getvalue()


def shifted(by: int, called: str = "") -> Callable[[str, bytes], bytes]:
    """Every place moved `by` so many characters, and passages renamed where `called` is told."""

    def change(name: str, held: bytes) -> bytes:
        if not name.endswith(".qde"):
            return held
        root = etree.fromstring(held)
        for one in root.iter("{*}PlainTextSelection"):
            for end in ("startPosition", "endPosition"):
                one.set(end, str(int(one.get(end)) + by))
            one.set("name", called or one.get("name"))
        changed: bytes = etree.tostring(root)
        return changed

    return change


SPOILED = {
    "places that moved are found again by their words": (shifted(-5), Span(14, 25), 1),
    "another name in the same text changes no place": (shifted(0, "Passage 1"), Span(14, 25), 0),
    "a line above lets all places move": (
        lambda name, held: held if name.endswith(".qde") else b"Relu\n" + held,
        Span(19, 30),
        1,
    ),
    "line ends of Windows change nothing": (
        lambda name, held: held if name.endswith(".qde") else held.replace(b"\n", b"\r\n"),
        Span(14, 25),
        0,
    ),
}


@pytest.mark.parametrize("name", SPOILED)
def test_our_own_files_are_not_believed_blindly(name: str, tmp_path: Path) -> None:
    change, span, found_again = SPOILED[name]
    path = tmp_path / "étude.qdpx"
    path.write_bytes(repacked(qdpx_bytes(SMALL), change))
    read = read_qdpx(path).project
    assert [coding.span for coding in read.codings] == [span]
    assert sum(one.number for one in read.left_out) == found_again


def test_words_of_our_own_file_that_are_gone_are_told(tmp_path: Path) -> None:
    path = tmp_path / "étude.qdpx"
    data = repacked(
        qdpx_bytes(SMALL), lambda name, held: held if name.endswith(".qde") else b"Oui." * 9
    )
    path.write_bytes(data)
    read = read_qdpx(path).project
    assert read.codings == ()
    assert [one.msgid for one in read.left_out] == ["passages whose place is not in the text"]
