"""Which files are read as what, and what is said of those that are not."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import docx
import pytest

from qualcode.core.errors import FileProblem
from qualcode.interop import transcripts
from qualcode.interop.transcripts import document_of, read_transcript

TALK = "ENQ : Et la nuit ?\n\nP01 : Je dors mal.\n\nENQ : Ah.\n\nP01 : Oui.\n"


def word_bytes() -> bytes:
    """The talk as a Word file."""
    word, stream = docx.Document(), io.BytesIO()
    for line in TALK.rstrip("\n").split("\n"):
        word.add_paragraph(line)
    word.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("name", ["a.txt", "a.TXT", "a.md", "a.markdown", "a", "P01.entretien 2"])
def test_texts_are_read_by_any_of_their_names(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(TALK, encoding="utf-8")
    document = read_transcript(path)
    assert document.speakers == ("ENQ", "P01")
    assert document.text.rstrip("\n") == TALK.rstrip("\n")
    assert document.encoding == "utf-8"
    assert document.convention


@pytest.mark.parametrize("name", ["a.docx", "a.DOCX", "a.txt", "a"])
def test_a_word_file_is_known_by_its_content(name: str) -> None:
    document = document_of(word_bytes(), name)
    assert document.text == TALK.rstrip("\n")
    assert document.speakers == ("ENQ", "P01")


def test_a_text_is_frozen_whole_header_and_footer_included() -> None:
    text = f"Date : 3 mai\nENQ : C1\n\n{TALK}\nTranscription relue.\n"
    document = document_of(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(), "a.txt")
    assert document.text == text
    first, last = document.turns[0], document.turns[-1]
    assert first.label is not None
    assert document.text.index("ENQ : Et") == first.label.start
    assert last.speech is not None
    assert last.speech.of(document.text) == "Oui."
    assert [turn.index for turn in document.turns] == [1, 2, 3, 4]


def test_the_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("ENQ : Ça va ?\nP01 : Évidemment, ma sœur a été là.\n".encode("cp1252"))
    document = read_transcript(path)
    assert document.encoding == "cp1252"
    assert "sœur a été" in document.text


def test_doubts_of_reading_and_of_turns_stand_in_the_order_of_lines() -> None:
    document = document_of("ENQ : oui\nP01 : t\ufffd\nENQ : non\n".encode(), "a.txt")
    assert [doubt.line for doubt in document.doubts] == [2, 2]


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match=r"There is no file .*rien\.txt"):
        read_transcript(tmp_path / "rien.txt")
    (tmp_path / "a.txt").write_text(TALK)
    with pytest.raises(FileProblem, match="There is no file"):
        read_transcript(tmp_path / "a.txt" / "b.txt")
    with pytest.raises(FileProblem, match="There is no file"):
        read_transcript(Path("a\0b.txt"))


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="is a folder"):
        read_transcript(tmp_path)


def test_a_pipe_is_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    with pytest.raises(FileProblem, match="not a file that can be read"):
        read_transcript(tmp_path / "a.txt")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (PermissionError(13, "Permission denied"), "may not be read by you"),
        (OSError(5, "Input/output error"), "cannot be read (Input/output error)"),
    ],
)
def test_a_file_that_the_system_withholds_is_told(
    error: OSError, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def withheld(_: Path) -> bytes:
        raise error

    (tmp_path / "a.txt").write_text(TALK)
    monkeypatch.setattr(Path, "read_bytes", withheld)
    with pytest.raises(FileProblem) as problem:
        read_transcript(tmp_path / "a.txt")
    assert told in str(problem.value)


def test_a_file_beyond_all_measure_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transcripts, "LARGEST", 10)
    (tmp_path / "a.txt").write_text(TALK)
    with pytest.raises(FileProblem, match=r"a\.txt is too large"):
        read_transcript(tmp_path / "a.txt")


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.docx"])
def test_an_empty_file_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"")
    with pytest.raises(FileProblem, match="is empty"):
        read_transcript(tmp_path / name)


@pytest.mark.parametrize("raw", [b" \r\n\t\n", "\ufeff \u00a0\n".encode(), "…\n—\n".encode()])
@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_a_file_without_words_is_refused(raw: bytes, name: str) -> None:
    with pytest.raises(FileProblem, match=rf"{name} holds no text"):
        document_of(raw, name)


@pytest.mark.parametrize(
    ("name", "raw", "told"),
    [
        ("a.pdf", b"%PDF-1.7", "damaged"),
        ("a.txt", b"%PDF-1.7", "damaged"),
        ("a.vtt", b"WEBVTT", "holds no text"),
        ("a.mp3", b"ID3", "(.mp3)"),
        ("a.csv", b"id,reason", "one respondent a row"),
        ("a.xml", b"<a/>", "not TEI"),
        ("a.json", b"{", "no JSON"),
        ("a.json", b"{}", "no segments"),
        ("a.TextGrid", b"oui", "no TextGrid"),
        ("a.eaf", b"<a>", "its XML cannot be read"),
        ("a.odt", b"oui", "is damaged"),
        ("a.docm", b"PK\x03\x04", "macros"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(9), "old Word format"),
        ("a.txt", b"\x00\xff\x00\x01" * 40, "is not a text"),
    ],
)
def test_other_formats_are_refused_with_what_to_do(name: str, raw: bytes, told: str) -> None:
    with pytest.raises(FileProblem) as problem:
        document_of(raw, name)
    assert told in str(problem.value)
    assert name in str(problem.value)


def test_a_line_of_ten_million_characters_is_one_turn() -> None:
    speech = "mot, (mot) [mot : mot. " * 430_000
    document = document_of(f"P01 : {speech}".encode(), "a.txt")
    assert [turn.speech.of(document.text) for turn in document.turns if turn.speech] == [
        speech.strip()
    ]


def test_an_archive_of_something_else_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
    with pytest.raises(FileProblem, match="not a Word document"):
        document_of(stream.getvalue(), "a.txt")
