"""Shapes that files of other programs had when they were tried, with invented words."""

from __future__ import annotations

import json

import pytest

from qualcode.core.transcript import Document
from qualcode.interop.transcripts import document_of


def said(document: Document) -> list[tuple[str, str]]:
    return [
        (turn.speaker, turn.speech.of(document.text) if turn.speech else "")
        for turn in document.turns
    ]


def doubted(document: Document) -> str:
    return " ".join(doubt.msgid for doubt in document.doubts)


HEADINGS = "# Entretien\n\n" + "".join(
    f"### Enquêtrice\n\nEt la nuit {n} ?\n\n### Cadre De Santé\n\nMal, n°{n}.\n\n" for n in range(4)
)
BOLD = "".join(f"**Enquêtrice** Et {n} ?\n\n**Cadre De Santé** Mal, {n}.\n\n" for n in range(4))
BLANK = "".join(f"Enquêtrice Et la nuit {n} ?\nParticipante Mal, œdème {n}.\n" for n in range(4))
APART = "WEBVTT\n\n" + "".join(
    f"00:0{n}.000 --> 00:0{n}.900\n{'Zoé Test' if n % 2 else 'Ana Test'}\nPhrase {n}.\n\n"
    for n in range(4)
)


@pytest.mark.parametrize(
    ("name", "text", "speakers", "turns"),
    [
        ("titres.md", HEADINGS, ("Enquêtrice", "Cadre De Santé"), 8),
        ("gras.md", BOLD, ("Enquêtrice", "Cadre De Santé"), 8),
        ("colonnes.txt", BLANK, ("Enquêtrice", "Participante"), 8),
        ("noms.vtt", APART, ("Ana Test", "Zoé Test"), 4),
    ],
)
def test_labels_are_found_where_they_have_no_colon(
    name: str, text: str, speakers: tuple[str, ...], turns: int
) -> None:
    document = document_of(text.encode(), name)
    assert document.speakers == speakers
    assert len(document.turns) == turns


def test_a_short_answer_that_is_a_name_is_no_speaker() -> None:
    text = "".join(f"P01 : Qui venait {n} ?\n\nP02 : Elle.\n\nMarie\n\n" for n in range(4))
    assert document_of(text.encode(), "a.txt").speakers == ("P01", "P02")


def test_captions_out_of_order_are_put_in_order_and_that_is_said() -> None:
    text = (
        "WEBVTT\n\n00:05.000 --> 00:06.000\n<v //P01>Oui\\hbien.\n\n"
        "00:01.000 --> 00:02.000\n<v ENQ>Ça va ?\n"
    )
    document = document_of(text.encode(), "a.vtt")
    assert said(document) == [("ENQ", "Ça va ?"), ("P01", "Oui bien.")]
    assert "order of time" in doubted(document)


WORDS = (("A", "Comment ça va ?"), ("B", "Mal."))
RECOGNISED: dict[str, object] = {
    "meeting": {"sentences": [
        {"speaker_name": who, "start_time": n, "end_time": n + 1, "text": words}
        for n, (who, words) in enumerate(WORDS)
    ]},
    "monologues": {"monologues": [
        {"speaker": who, "elements": [{"type": "text", "value": words}]} for who, words in WORDS
    ]},
    "nested": {"results": {"channels": [{"alternatives": [{
        "transcript": "Comment ça va ? Mal.",
        "paragraphs": {"paragraphs": [
            {"speaker": who, "start": n, "sentences": [{"text": words}]}
            for n, (who, words) in enumerate(WORDS)
        ]},
    }]}]}},
    "items": {"results": {"transcripts": [{"transcript": "Comment ça va ? Mal."}], "items": [
        {"speaker_label": "A", "alternatives": [{"content": "Comment ça va "}]},
        {"type": "punctuation", "alternatives": [{"content": "?"}]},
        {"speaker_label": "B", "alternatives": [{"content": "Mal"}]},
        {"type": "punctuation", "alternatives": [{"content": "."}]},
    ]}},
}  # fmt: skip


@pytest.mark.parametrize("shape", RECOGNISED)
def test_speakers_of_a_recognition_are_found_wherever_they_stand(shape: str) -> None:
    document = document_of(json.dumps(RECOGNISED[shape]).encode(), "a.json")
    assert said(document) == list(WORDS)


def test_a_numbered_speaker_keeps_a_name_and_milliseconds_are_told_from_seconds() -> None:
    held = [
        {"speaker": n, "start": n * 4_000, "end": n * 4_000 + 3_000, "text": "Une phrase entière."}
        for n in range(2)
    ]
    document = document_of(json.dumps({"utterances": held}).encode(), "a.json")
    assert document.speakers == ("Speaker 0", "Speaker 1")
    assert document.turns[1].start_ms == 4_000


def test_words_of_a_numbering_tier_come_from_the_tier_below() -> None:
    slots = "".join(f'<TIME_SLOT TIME_SLOT_ID="t{n}" TIME_VALUE="{n}000"/>' for n in range(4))
    numbers = "".join(
        f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a{n}" TIME_SLOT_REF1="t{n}" '
        f'TIME_SLOT_REF2="t{n + 1}"><ANNOTATION_VALUE>E07-{n}</ANNOTATION_VALUE>'
        "</ALIGNABLE_ANNOTATION></ANNOTATION>"
        for n in range(3)
    )
    words = "".join(
        f'<ANNOTATION><REF_ANNOTATION ANNOTATION_REF="a{n}"><ANNOTATION_VALUE>C’était {n}.'
        "</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>"
        for n in range(3)
    )
    text = (
        f"<ANNOTATION_DOCUMENT><TIME_ORDER>{slots}</TIME_ORDER>"
        f'<TIER TIER_ID="ref" PARTICIPANT="P01">{numbers}</TIER>'
        f'<TIER TIER_ID="orth" PARENT_REF="ref">{words}</TIER></ANNOTATION_DOCUMENT>'
    )
    document = document_of(text.encode(), "a.eaf")
    assert said(document) == [("P01", "C’était 0. C’était 1. C’était 2.")]
    assert document.turns[0].start_ms == 0
    assert "only numbers" in doubted(document)


def test_tiers_that_run_together_are_doubted_and_short_praat_files_read() -> None:
    tiers = "".join(
        f'"IntervalTier" "{name}" 0 4 2 0 2 "{name} un" 2 4 "{name} deux" '
        for name in ("mots", "sons")
    )
    text = f'File type = "ooTextFile short"\n"TextGrid"\n0 4 <exists> 2 {tiers}'
    document = document_of(text.encode(), "a.TextGrid")
    assert document.speakers == ("mots", "sons")
    assert "same time" in doubted(document)


def test_marks_of_conversation_analysis_and_broken_questions_are_read() -> None:
    text = "@Begin\n*ENQ:\tet \x02le\x01 soir +/?\n*P01:\tmal . \x15900_100\x15\n@End\n"
    document = document_of(text.encode(), "a.cha")
    assert said(document) == [("ENQ", "et le soir?"), ("P01", "mal.")]
    assert document.turns[1].end_ms is None
