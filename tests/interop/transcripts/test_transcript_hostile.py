"""Hostile and broken files: a clean error or a sound document, and never much memory."""

from __future__ import annotations

import random
import tracemalloc
import zipfile
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest

from qualcode.core.errors import FileProblem, FormatProblem
from qualcode.core.text import normalised
from qualcode.core.transcript import Document
from qualcode.interop.csv_table import read_table
from qualcode.interop.transcripts import document_of
from tests.mutations import mutated, mutated_archive
from tests.recordings import (
    DOCUMENTS,
    RECORDINGS,
    open_document,
    whisper,
    workbook,
    zipped,
)

ROUNDS = 150
SAMPLES = {**DOCUMENTS, **RECORDINGS}
MEGABYTE = 1_000_000


def is_sound(document: Document) -> bool:
    """What holds of every document, however it was read."""
    spans = [span for turn in document.turns for span in (turn.label, turn.speech) if span]
    document.text.encode()
    return (
        document.text == normalised(document.text)
        and "\0" not in document.text
        and all(span.end <= len(document.text) for span in spans)
        and all(a.end <= b.start for a, b in pairwise(spans))
        and [turn.index for turn in document.turns] == list(range(1, len(document.turns) + 1))
        and all(turn.speaker == " ".join(turn.speaker.split()) for turn in document.turns)
        and all(remark.span.end <= len(document.text) for remark in document.remarks)
    )


@pytest.mark.parametrize("name", SAMPLES)
def test_a_file_with_changed_bytes_is_read_soundly_or_refused_cleanly(name: str) -> None:
    chance, raw = random.Random(name), SAMPLES[name]()  # noqa: S311
    change = mutated_archive if zipfile.is_zipfile(BytesIO(raw)) else mutated
    rounds = ROUNDS // 3 if name in {"a.docx", "a.pdf"} else ROUNDS
    read = 0
    for _ in range(rounds):
        try:
            document = document_of(change(raw, chance), name)
        except FileProblem:
            continue
        assert is_sound(document)
        read += 1
    assert read, "some survive"


def test_a_workbook_with_changed_bytes_is_read_or_refused_cleanly(tmp_path: Path) -> None:
    chance, raw, path = random.Random(5), workbook(), tmp_path / "a.xlsx"  # noqa: S311
    read = 0
    for _ in range(ROUNDS):
        path.write_bytes(mutated_archive(raw, chance))
        try:
            read += len(read_table(path, ("id",)).rows)
        except (FileProblem, FormatProblem):
            continue
    assert read


def bomb(name: str) -> bytes:
    """An .odt of a few kilobytes whose content is 120 MB."""
    return zipped(
        {"mimetype": b"application/vnd.oasis.opendocument.text", name: b"<a>" * 40 * MEGABYTE}
    )


LAUGHS = (
    '<!DOCTYPE TEI [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><TEI><text><p>&c;</p></text></TEI>'
)
OUTSIDE = '<!DOCTYPE TEI [<!ENTITY a SYSTEM "file:///etc/hostname">]><TEI><p>&a;</p></TEI>'


@pytest.mark.parametrize(
    ("name", "raw", "told"),
    [
        ("a.odt", bomb("content.xml"), "too much data"),
        ("a.xml", LAUGHS.encode(), "entities of its own"),
        ("a.trs", OUTSIDE.encode(), "entities of its own"),
        ("a.eaf", b"<a/>" * 3_000_000, "too much data"),
        ("a.html", b"<p>" * 3_000_000, "too much data"),
        ("a.json", b"[" * 17 * MEGABYTE, "too much data"),
        ("a.json", b"[" * 100_000, "no JSON"),
        ("a.rtf", b"{\\rtf1 " + b"{" * 5_000, "nested too deep"),
        ("a.odt", zipped({"mimetype": b"x", "content.xml": b"<a/>"}), "not an OpenDocument"),
        ("a.odt", zipped({"content.xml": b"<a/>", "Basic/Standard/M.xml": b""}), "macros"),
        ("a.odt", zipped({"content.xml": b"<a/>", "../x": b""}), "damaged"),
        ("a.xlsm", b"PK\x03\x04", "macros"),
    ],
)
def test_hostile_files_are_refused_before_they_take_memory(
    name: str, raw: bytes, told: str
) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(FileProblem, match=told):
            document_of(raw, name)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < len(raw) * 8 + 20 * MEGABYTE


def test_a_cell_at_the_end_of_the_world_takes_no_memory(tmp_path: Path) -> None:
    raw = workbook()
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(raw)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'r="A2"', b'r="XFD1048576"'))
    path = tmp_path / "a.xlsx"
    path.write_bytes(stream.getvalue())
    with pytest.raises(FileProblem, match="more than 100000 rows or 1000 columns"):
        read_table(path, ("id",))


def test_paragraphs_nested_beyond_measure_are_read_without_recursion() -> None:
    deep = "<text:section>" * 150 + "<text:p>P01 : oui</text:p>" + "</text:section>" * 150
    assert document_of(open_document(deep), "a.odt").text == "P01 : oui"
    page = b"<div>" * 200 + "<p>été".encode()
    assert document_of(page, "a.html").text == "été"


def test_half_characters_of_json_are_replaced() -> None:
    raw = whisper().replace(b"Le matin", b"\\ud83d Le\\u0000 \\ude00matin")
    assert "\ufffd" in document_of(raw, "a.json").text
