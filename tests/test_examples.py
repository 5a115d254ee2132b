"""The example study: invented throughout, and every coding stands where its coder put it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path

import pytest

from qualcode.core.codebook import Code, ValencePolicy
from qualcode.core.coding import Valence
from qualcode.core.passages import selection_problem
from qualcode.core.people import Case
from qualcode.core.revisions.anchors import locate
from qualcode.core.source_sheet import SourceSheet
from qualcode.core.spans import Span
from qualcode.core.text import digest
from qualcode.core.transcript import Document, Speaker, Transcript
from qualcode.interop.cases_csv import read_cases, read_sources
from qualcode.interop.codebook_yaml import read_codebook
from qualcode.interop.codings_jsonl import AnchoredCoding, read_codings
from qualcode.interop.study_yaml import read_study
from qualcode.interop.transcripts import read_transcript

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "transcripts_examples" / "antares"
CODERS = {"C1": 496, "C2": 495}
SOURCES = ["P01_1", "P01_2", "P02", "P03", "P04", "P05", "P06", "P07", "P08", "P09", "P10", "FG"]
CODEBOOKS = {
    "patient_interview": ("antares_patients",),
    "network_focus_group": ("antares_networks", "fg_interaction"),
}
INVENTED = {"fr": "Transcription inventée pour la démonstration", "en": "Invented transcript"}
TURNS = {
    "P01_1": {"Enquêtrice": 26, "P01": 26},
    "P01_2": {"Enquêtrice": 21, "P01": 22},
    "P02": {"Enquêteur": 30, "P02": 30},
    "P03": {"ENQ": 47, "P03": 46},
    "P04": {"Interviewer": 20, "P04": 60, "Conjointe de P04": 48},
    "P05": {"Chercheur": 33, "Participant": 33},
    "P06": {"Q": 28, "R": 28},
    "P07": {"I": 30, "P": 29},
    "P08": {"Interviewer": 23, "Participante 8": 23},
    "P09": {"Intervieweuse": 35, "Parent de P09": 34, "P09": 57},
    "P10": {"Speaker 1": 36, "Speaker 2": 36},
    "FG": {
        "Modératrice": 49,
        "Observateur": 2,
        "R1 (ITARA)": 42,
        "R2 (Angers)": 40,
        "R3 (Réseau 3)": 63,
        "R4 (Réseau 4)": 39,
        "R5 (Réseau 5)": 26,
        "R6 (Réseau 6)": 37,
        "R7 (Réseau 7)": 24,
    },
}
"""How often each label begins a turn; "Q" asks the numbered questions."""
ENDINGS = {
    "P01_1": ("Voilà, donc ça enregistre,", "Y a plus de (inaudible)\u00a0?"),
    "P02": ("Voilà, ça tourne.", "Y en a du chaud."),
    "P04": ("Voilà, ça tourne.", "pour emmener\u00a0?"),
    "P05": ("Voilà, c’est en route.", "Vous direz ce que vous voulez."),
    "P06": ("Bonjour monsieur,", "à part elle."),
    "P09": ("Voilà, donc c'est parti.", "Oh la honte."),
    "P10": ("So, it's recording.", "I've got proper tea."),
    "FG": ("… donc voilà, là ça y est,", "Surtout pas."),
}
"""First and last words that anybody says."""


@cache
def sheets() -> dict[str, SourceSheet]:
    return {sheet.name: sheet for sheet in read_sources(EXAMPLES / "sources.csv")}


@cache
def document(source: str) -> Document:
    return read_transcript(EXAMPLES / sheets()[source].file)


@cache
def transcript(source: str) -> Transcript:
    sheet, read = sheets()[source], document(source)
    speakers = {
        label: Speaker(label, label in sheet.speakers, sheet.speakers.get(label))
        for label in read.speakers
    }
    return Transcript(source, "1", read.text, digest(read.text), read.turns, speakers, ())


@cache
def codings(coder: str) -> tuple[AnchoredCoding, ...]:
    return tuple(read_codings(EXAMPLES / "codings" / f"{coder}.jsonl"))


@cache
def cases() -> tuple[Case, ...]:
    return tuple(read_cases(EXAMPLES / "cases.csv"))


@cache
def codes(kind: str) -> dict[str, Code]:
    books = [read_codebook(ROOT / "codebooks" / f"{book}.yaml") for book in CODEBOOKS[kind]]
    return {code.key: code for book in books for code in book.codes}


def told(coding: AnchoredCoding) -> str:
    return f"line {coding.line}, {coding.source}: {coding.quotation[:50]!r} as {coding.code}"


def codings_of(coder: str) -> Iterator[tuple[AnchoredCoding, Code]]:
    for coding in codings(coder):
        yield coding, codes(sheets()[coding.source].type)[coding.code]


def places(coder: str) -> Iterator[tuple[AnchoredCoding, Span]]:
    for coding in codings(coder):
        yield coding, locate(transcript(coding.source).text, coding.quotation, coding.occurrence)


def test_there_are_twelve_sources_and_nineteen_cases_that_the_study_takes() -> None:
    study = read_study(ROOT / "studies" / "antares.study.yaml")
    checked = read_cases(EXAMPLES / "cases.csv", study)
    assert [case.name for case in checked] == [case.name for case in cases()]
    assert len(checked) == 19
    assert list(sheets()) == SOURCES
    assert list(sheets().values()) == read_sources(EXAMPLES / "sources.csv", study, checked)


def test_every_transcript_is_named_once_and_nothing_else_lies_about() -> None:
    named = [sheet.file for sheet in sheets().values()]
    lying = {f"transcripts/{path.name}" for path in (EXAMPLES / "transcripts").iterdir()}
    assert len({Path(file).name for file in named}) == len(named)
    assert set(named) == lying


def test_every_person_speaks_somewhere() -> None:
    speaking = {case for sheet in sheets().values() for case in sheet.speakers.values()}
    assert speaking == {case.name for case in cases()}


@pytest.mark.parametrize("source", SOURCES)
def test_a_transcript_says_at_its_head_that_it_is_invented(source: str) -> None:
    head = document(source).text[:250]
    assert INVENTED["fr"] in head
    assert INVENTED[sheets()[source].language] in head


def test_the_readme_says_in_both_languages_that_everything_is_invented() -> None:
    told_there = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert "Tout est inventé" in told_there
    assert "Everything is invented" in told_there


def test_word_files_name_nobody_as_their_author() -> None:
    from docx import Document as WordDocument

    for path in sorted((EXAMPLES / "transcripts").glob("*.docx")):
        known = WordDocument(str(path)).core_properties
        assert (known.author, known.last_modified_by) == ("qualcode", "qualcode"), path.name
        assert known.title.startswith("Transcription inventée"), path.name


@pytest.mark.parametrize("source", SOURCES)
def test_each_convention_gives_the_turns_that_its_transcriber_meant(source: str) -> None:
    read = document(source)
    counted = {label: sum(turn.speaker == label for turn in read.turns) for label in read.speakers}
    assert counted == TURNS[source]
    assert all(turn.speech for turn in read.turns)
    assert not read.doubts


@pytest.mark.parametrize("source", ENDINGS)
def test_headers_and_footers_are_said_by_nobody(source: str) -> None:
    said = [turn.speech.of(document(source).text) for turn in document(source).turns if turn.speech]
    first, last = ENDINGS[source]
    assert said[0].startswith(first)
    assert said[-1].endswith(last)


def test_the_tracked_change_reads_as_accepted() -> None:
    text = document("FG").text
    assert "Vous recevrez la transcription pour relecture." in text
    assert "le compte rendu pour" not in text


@pytest.mark.parametrize("source", SOURCES)
def test_the_sources_table_names_only_speakers_that_stand_in_the_transcript(source: str) -> None:
    assert set(sheets()[source].speakers) <= set(document(source).speakers)


@pytest.mark.parametrize(("coder", "number"), CODERS.items())
def test_each_coder_coded_every_source(coder: str, number: int) -> None:
    assert len(codings(coder)) == number
    assert {coding.source for coding in codings(coder)} == set(SOURCES)


@pytest.mark.parametrize("coder", CODERS)
def test_every_quotation_stands_in_the_speech_of_one_coded_speaker(coder: str) -> None:
    for coding, span in places(coder):
        assert span.of(transcript(coding.source).text) == coding.quotation, told(coding)
        assert selection_problem(transcript(coding.source), span) is None, told(coding)


@pytest.mark.parametrize("coder", CODERS)
def test_no_two_codings_of_a_coder_would_unite_when_they_are_loaded(coder: str) -> None:
    def place(found: tuple[AnchoredCoding, Span]) -> tuple[str, str, str]:
        return found[0].source, found[0].code, found[0].valence

    ordered = sorted(places(coder), key=lambda found: (*place(found), found[1]))
    for _, alike in groupby(ordered, key=place):
        spans = [span for _, span in alike]
        assert not any(one.overlaps(after) for one, after in pairwise(spans))


@pytest.mark.parametrize("coder", CODERS)
def test_every_code_stands_in_the_codebook_of_its_source(coder: str) -> None:
    for coding in codings(coder):
        code = codes(sheets()[coding.source].type).get(coding.code)
        assert code is not None, told(coding)
        assert code.codable, told(coding)
        assert not code.retired, told(coding)


@pytest.mark.parametrize("coder", CODERS)
def test_every_valence_is_one_that_its_code_allows(coder: str) -> None:
    for coding, code in codings_of(coder):
        allowed = set(Valence)
        if code.policy is ValencePolicy.NONE:
            allowed = {Valence.UNSET}
        elif code.policy is ValencePolicy.FIXED and code.fixed is not None:
            allowed = {Valence.UNSET, code.fixed}
        elif code.policy is ValencePolicy.REQUIRED:
            allowed -= {Valence.UNSET}
        assert coding.valence in allowed, told(coding)
