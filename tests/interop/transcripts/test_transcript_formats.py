"""The same interview in every format: the same turns, the same speakers, the times kept."""

from __future__ import annotations

import pytest

from qualcode.core.errors import FileProblem
from qualcode.core.transcript import Document
from qualcode.interop.transcripts import document_of
from tests import recordings
from tests.recordings import DOCUMENTS, MOMENTS, RECORDINGS, SAID


def said(document: Document) -> list[tuple[str, str]]:
    return [
        (turn.speaker, turn.speech.of(document.text) if turn.speech else "")
        for turn in document.turns
    ]


@pytest.mark.parametrize("name", RECORDINGS)
def test_every_recording_gives_the_same_turns_with_their_times(name: str) -> None:
    document = document_of(RECORDINGS[name](), name)
    assert said(document) == list(SAID)
    assert document.speakers == ("ENQ", "P01")
    starts = [turn.start_ms for turn in document.turns]
    whole_seconds = [moment // 1000 * 1000 for moment in MOMENTS[:4]]
    assert starts == (whole_seconds if name == "a.otr" else list(MOMENTS[:4]))
    assert document.convention
    for turn in document.turns:
        assert turn.label is not None
        assert turn.label.of(document.text).endswith(f"{turn.speaker} :")


@pytest.mark.parametrize("name", [name for name in RECORDINGS if name != "a.otr"])
def test_every_recording_tells_where_turns_end(name: str) -> None:
    document = document_of(RECORDINGS[name](), name)
    assert [turn.end_ms for turn in document.turns] == list(MOMENTS[1:])


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_document_gives_the_same_turns(name: str) -> None:
    document = document_of(DOCUMENTS[name](), name)
    expected = [(who, words.removesuffix(" 😀")) for who, words in SAID]
    assert [(who, words.removesuffix(" 😀")) for who, words in said(document)] == expected
    assert document.speakers == ("ENQ", "P01")


@pytest.mark.parametrize("name", ["a.pdf", "a.rtf", "teams.vtt", "a.odt", "a.docx"])
def test_a_file_is_known_by_its_first_bytes_under_any_name(name: str) -> None:
    raw = {**DOCUMENTS, **RECORDINGS}[name]()
    assert document_of(raw, "entretien.txt") == document_of(raw, name)


def test_notes_between_captions_are_never_speech() -> None:
    raw = (
        "WEBVTT\n\nNOTE\nune note\nsur deux lignes\n\nSTYLE\n::cue { color: red }\n\n"
        "1 - début\n00:01.000 --> 00:02.000 align:start\n<v.loud P01>Oui &amp; <i>non</i>\n"
        "NOTE Confidence: 0.9\n\n00:03.000 --> 00:04.000\n<v ENQ>Ah"
    )
    document = document_of(raw.encode(), "a.vtt")
    assert said(document) == [("P01", "Oui & non"), ("ENQ", "Ah")]
    assert [turn.start_ms for turn in document.turns] == [1000, 3000]


def test_broken_captions_lose_no_words() -> None:
    raw = (
        "1\n00:00:01,000 --> 00:00:02,000\nP01: un\n2\n00:00:02,000 -> 00:00:03,000\nENQ: deux\n"
        "\nencore\nplus\n\n3\n00:00:04,000 --> 00:00:05\n{\\an8}P01: <font color=red>trois</font>"
    )
    document = document_of(raw.encode(), "a.srt")
    assert said(document) == [("P01", "un"), ("ENQ", "deux encore plus"), ("P01", "trois")]


def test_captions_that_roll_up_are_said_once() -> None:
    raw = (
        "WEBVTT\nKind: captions\nLanguage: fr\n\n00:00:01.000 --> 00:00:02.000\nbonjour\n"
        "alors<00:00:01.500><c> voilà</c>\n\n00:00:02.000 --> 00:00:03.000\nalors voilà\n"
        "la<00:00:02.500><c> suite</c>\n"
    )
    document = document_of(raw.encode(), "a.vtt")
    assert document.text == "bonjour alors voilà la suite"


def test_captions_without_speakers_are_parted_at_pauses_and_doubted() -> None:
    raw = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\nbonjour\n\n00:02.100 --> 00:03.000\nmadame\n\n"
        "00:09.000 --> 00:10.000\nalors"
    )
    document = document_of(raw.encode(), "a.vtt")
    assert said(document) == [("", "bonjour madame"), ("", "alors")]
    assert [turn.label for turn in document.turns] == [None, None]
    assert any("names no speakers" in doubt.msgid for doubt in document.doubts)


def test_words_that_a_recognition_gives_to_two_speakers_are_parted() -> None:
    raw = (
        '{"segments": [{"text": "Et la nuit ? Mal.", "speaker": "A", "words": ['
        '{"word": "Et la", "start": 1, "speaker": "A"}, {"word": "nuit ?"},'
        '{"word": "Mal.", "start": 2.5, "end": 3, "speaker": "B"}]}]}'
    )
    document = document_of(raw.encode(), "a.json")
    assert said(document) == [("A", "Et la nuit ?"), ("B", "Mal.")]
    assert document.turns[1].start_ms == 2500


def test_voices_that_overlap_are_parted_in_transcriber() -> None:
    raw = (
        '<Trans><Speakers><Speaker id="a" name="001LOC1"/><Speaker id="b" name="BA725"/></Speakers>'
        '<Episode><Section><Turn startTime="0" endTime="1"><Sync time="0"/>bruit</Turn>'
        '<Turn speaker="a b" startTime="1" endTime="3"><Sync time="1"/><Who nb="1"/>oui '
        '<Event desc="rire" type="noise"/><Who nb="2"/>non</Turn></Section></Episode></Trans>'
    )
    document = document_of(raw.encode(), "a.trs")
    assert said(document) == [("", "bruit"), ("001LOC1", "oui [rire]"), ("BA725", "non")]


def test_marks_of_chat_are_left_out_and_pauses_stay() -> None:
    raw = "*P01:\t<j(e) viens> [/] j(e) viens &-euh (.) &=rire oui +...\n%mor:\tx\n*ENQ:\tah ?\n"
    document = document_of(raw.encode(), "a.cha")
    assert said(document) == [("P01", "je viens je viens euh (.) [rire] oui …"), ("ENQ", "ah ?")]
    assert any("CHAT" in doubt.msgid for doubt in document.doubts)


def test_plays_and_plain_paragraphs_of_tei_are_read() -> None:
    play = (
        "<TEI><text><body><sp><speaker>P01</speaker><p>Oui.</p><p>Non.</p></sp></body></text></TEI>"
    )
    assert said(document_of(play.encode(), "a.xml")) == [("P01", "Oui. Non.")]
    plain = "<TEI><text><body><p>ENQ : Et ?</p><p>P01 : <pause/>Oui.</p></body></text></TEI>"
    assert said(document_of(plain.encode(), "a.xml")) == [("ENQ", "Et ?"), ("P01", "(.) Oui.")]


def test_time_marks_at_the_end_of_paragraphs_in_rich_text_are_times() -> None:
    raw = recordings.rich_text(["I: Et la nuit ? #00:00:06-8#", "B: Mal. #00:00:09-1#"] * 2)
    document = document_of(raw, "a.rtf")
    assert said(document)[:2] == [("I", "Et la nuit ?"), ("B", "Mal.")]
    assert [turn.end_ms for turn in document.turns][:2] == [6_800, 9_100]


def test_rich_text_shows_what_its_reader_sees() -> None:
    raw = (
        rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 A;}{\f1\fcharset204 B;}}{\header page}"
        rb"P01 : \'e9t\'e9 {\v cach\'e9}{\deleted vieux}"
        rb"{\field{\*\fldinst HYPERLINK x}{\fldrslt ici}}\~!\par "
        rb"ENQ : {\f1\'ef}\emdash{\*\unknown non}\{ok\}{\footnote une note}\par}"
    )
    document = document_of(raw, "a.rtf")
    assert document.text == "P01 : été ici\u00a0!\nENQ : п—{ok}"
    assert [(r.span.of(document.text), r.words) for r in document.remarks] == [
        ("п—{ok}", "une note")
    ]


def test_open_documents_keep_notes_comments_and_tables() -> None:
    raw = recordings.open_document(
        "<text:tracked-changes><text:p>retiré</text:p></text:tracked-changes>"
        '<text:p>P01 : Oui<text:s text:c="2"/>et <office:annotation office:name="c1"><text:p>route'
        '</text:p></office:annotation>la route<office:annotation-end office:name="c1"/> '
        "longue<text:note><text:note-body><text:p>vue</text:p></text:note-body></text:note>.</text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>ENQ :</text:p></table:table-cell>"
        "<table:table-cell><text:p>Ah</text:p></table:table-cell></table:table-row></table:table>"
    )
    document = document_of(raw, "a.odt")
    assert document.text == "P01 : Oui  et la route longue.\nENQ :\tAh"
    assert [(r.span.of(document.text), r.words) for r in document.remarks] == [
        ("la route", "route"),
        ("longue", "vue"),
    ]


def test_lines_of_a_pdf_become_paragraphs_again() -> None:
    question = ("nuit depuis le début jusqu’au matin ?", "P01 : Mal.")
    pages = [
        ["Étude inventée", f"ENQ : La nuit {name}, racontez-moi la", *question, "ENQ : Ah.", page]
        for page, name in (("1", "une"), ("2", "deux"), ("3", "trois"))
    ]
    document = document_of(recordings.portable(pages), "a.pdf")
    assert "Étude" not in document.text
    assert said(document)[0][1].startswith("La nuit une, racontez-moi la nuit depuis le")
    assert len(document.turns) == 9
    assert {doubt.params.get("n") for doubt in document.doubts} >= {6}


def test_a_scan_is_told_to_hold_no_text() -> None:
    with pytest.raises(FileProblem, match="pictures of pages"):
        document_of(recordings.portable([[""]]), "a.pdf")


def test_scripts_and_hidden_parts_of_a_page_are_not_read() -> None:
    raw = (
        "<html><script>alert('x')</script><p>P01 : Oui<br>suite</p><p hidden>non</p>"
        "<table><tr><td>ENQ</td><td>Et&nbsp;?</td></tr></table><iframe src='file:///etc/hosts'>"
    )
    assert document_of(raw.encode(), "a.html").text == "P01 : Oui\nsuite\nENQ\tEt\u00a0?"
