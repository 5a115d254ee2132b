"""Bytes become the text that was meant, or are refused; nothing is guessed in silence."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.core.errors import FileProblem
from qualcode.interop.transcripts import read_text

FRENCH = (
    "Enquêtrice : Et la douleur, ça vous réveille ?\n"
    "P01 : « Toute la nuit », j’ai dit à l’infirmière… Ma sœur m’a emmenée à l’hôpital.\n"
    "Enquêtrice : D’accord. Après, ça s’est calmé ?\n"
    "P01 : Où ça ? Là, derrière, jusqu’à Noël. Ça brûlait, ça tirait, j’étais gênée.\n"
)
ENGLISH = "P1: I don’t know… it’s “all right”, love.\nI: And the nights?\n"


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (b"", "utf-8"),
        (b"", "utf-16-le"),
        (b"", "utf-16-be"),
    ],
)
def test_unicode_is_read_with_and_without_a_mark(mark: bytes, encoding: str) -> None:
    decoded = read_text(mark + (FRENCH + "😀").encode(encoding), "a.txt")
    assert (decoded.text, decoded.encoding, decoded.doubts) == (FRENCH + "😀", encoding, ())


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp850"])
def test_french_of_older_machines_is_read_without_a_doubt(encoding: str) -> None:
    text = FRENCH.encode(encoding, "ignore").decode(encoding)
    decoded = read_text(text.encode(encoding), "a.txt")
    assert (decoded.text, decoded.encoding, decoded.doubts) == (text, encoding, ())


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp850"])
@pytest.mark.parametrize("line", range(3))
def test_one_line_of_french_is_enough(encoding: str, line: int) -> None:
    text = FRENCH.split("\n")[line].encode(encoding, "ignore").decode(encoding)
    assert read_text(text.encode(encoding), "a.txt").text == text


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
def test_english_with_curly_marks_is_read(encoding: str) -> None:
    assert read_text(ENGLISH.encode(encoding), "a.txt").text == ENGLISH


def test_a_guess_between_two_code_pages_is_doubted_at_its_line() -> None:
    decoded = read_text("P1 : OUI\nP2 : ÉTÉ\n".encode("cp1252"), "a.txt")
    assert decoded.text == "P1 : OUI\nP2 : ÉTÉ\n"
    assert [(d.line, d.params) for d in decoded.doubts] == [(2, {"encoding": "cp1252"})]


def test_a_text_encoded_twice_is_put_right_with_a_doubt() -> None:
    decoded = read_text("P : oui\nP : été, déjà".encode().decode("cp1252").encode(), "a.txt")
    assert decoded.text == "P : oui\nP : été, déjà"
    assert [doubt.line for doubt in decoded.doubts] == [2]


def test_characters_lost_before_are_doubted() -> None:
    decoded = read_text("P : oui\nP : \ufffdt\ufffd".encode(), "a.txt")
    assert [(d.line, d.params) for d in decoded.doubts] == [(2, {"n": 2})]


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(FRENCH.encode() + FRENCH.encode("cp1252"), id="two encodings in one file"),
        pytest.param("Вечером болит нога, и ночью тоже.".encode("cp1251"), id="another alphabet"),
        pytest.param(codecs.BOM_UTF8 + FRENCH.encode("cp1252"), id="a mark that lies"),
        pytest.param(codecs.BOM_UTF16_LE + b"odd", id="a mark and half a character"),
    ],
)
def test_an_encoding_that_cannot_be_told_is_refused_with_what_to_do(raw: bytes) -> None:
    with pytest.raises(FileProblem, match=r"a\.txt.*UTF-8"):
        read_text(raw, "a.txt")


def test_a_mixed_file_is_refused_at_the_line_where_it_changes() -> None:
    with pytest.raises(FileProblem, match="line 5"):
        read_text(FRENCH.encode() + FRENCH.encode("cp1252"), "a.txt")


@pytest.mark.parametrize(
    "raw",
    [
        b"\x00\x01\x02\x03" * 50,
        bytes(range(256)) * 4,
        b"text with a nul\x00 inside",
        b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + bytes(200),
        b"\x01\x02\x03\x04\x05\x06\x07\x08" * 30,
    ],
)
def test_what_is_no_text_is_refused(raw: bytes) -> None:
    with pytest.raises(FileProblem, match=r"a\.txt is not a text"):
        read_text(raw, "a.txt")


def test_the_end_mark_of_old_files_is_left_out() -> None:
    assert read_text(b"P01 : oui\r\n\x1a", "a.txt").text == "P01 : oui\r\n"


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="ÃÂâ\ufffd\ufeff"))
)
def test_any_utf_8_comes_back(text: str) -> None:
    assert read_text(text.encode(), "a.txt").text == text


@given(st.binary(max_size=300))
def test_any_bytes_give_a_text_or_one_clear_refusal(raw: bytes) -> None:
    text, told = "", "a.txt"
    try:
        text = read_text(raw, "a.txt").text
    except FileProblem as problem:
        told = str(problem)
    assert "\0" not in text
    assert "a.txt" in told
