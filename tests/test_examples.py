"""The example study: invented throughout, and every coding stands where its coder put it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

import pytest

from qualcode.core.anchors import locate
from qualcode.core.codebook import Code, ValencePolicy
from qualcode.core.coding import Valence
from qualcode.core.passages import selection_problem
from qualcode.core.people import Case
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
EXAMPLES = ROOT / "transcripts_examples"
CODERS = {"C1": 496, "C2": 495}
SOURCES = ("P01_1 P01_2 P02 P03 P04 P05 P06 P07 P08 P09 P10 FG").split()
CODEBOOKS = {
    "patient_interview": ("antares_patients",),
    "network_focus_group": ("antares_networks", "fg_interaction"),
}
INVENTED = {"fr": "Transcription inventée pour la démonstration", "en": "Invented transcript"}
TURNS = {
    "P01_1": {"Enquêtrice": 25, "P01": 25},
    "P01_2": {"Enquêtrice": 24, "P01": 25},
    "P02": {"Enquêteur": 32, "P02": 31},
}


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
