"""Places counted in any program's way come back to the same words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.core.text import normalised
from qualcode.interop.refi.counting import (
    BOM,
    EVERY,
    Convention,
    LineEnd,
    RawText,
    Unit,
    convention_called,
    counted,
    prior_of,
)
from qualcode.interop.refi.judging import Passage, judge

PIECES = ["a", "é", "e\u0301", "😀", "👩\u200d⚕️", " ", "\n", "\r\n", "\u202f:", "œ", "« mal »", "."]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
WAYS = st.builds(Convention, st.sampled_from(Unit), st.sampled_from(LineEnd), st.booleans())

SAID = (
    "Enquêtrice : Et la douleur, là ?\n"
    "P01 : Le plus dur… c’était la route 😀. Deux heures aller, deux heures retour !\n"
    "Enquêtrice : Mm.\n"
    "P01 : L’infirmière 👩 répondait toujours. Ça, ça change tout.\n"
    "P01 : Après, la pompe, on s’y fait. On oublie même 😀 qu’elle est là.\n"
)
WORDS = (
    "Le plus dur… c’était la route 😀.",
    "Deux heures aller",
    "L’infirmière 👩 répondait toujours.",
    "ça change tout",
    "la pompe, on s’y fait.",
    "On oublie même 😀 qu’elle est là.",
)


def file_of(text: str, way: Convention) -> str:
    """The text as a program that counts in this way keeps it."""
    if way.line_end is LineEnd.CRLF:
        text = text.replace("\n", "\r\n")
    return BOM + text if way.bom else text


def passages(text: str, way: Convention) -> list[Passage]:
    starts = [text.index(words) for words in WORDS]
    ends = [start + len(words) for start, words in zip(starts, WORDS, strict=True)]
    first, last = counted(text, starts, way), counted(text, ends, way)
    return [Passage(a, b - way.inclusive) for a, b in zip(first, last, strict=True)]


@settings(max_examples=60)
@given(TEXTS, WAYS, st.data())
def test_counting_and_leading_back_give_the_same_place(
    raw: str, way: Convention, data: st.DataObject
) -> None:
    text = normalised(raw)
    place = data.draw(st.integers(0, len(text)))
    written = RawText(file_of(text, way))
    assert written.text == text
    assert written.places(counted(text, [place], way), way) == [place]


@settings(max_examples=60)
@given(TEXTS, st.data())
def test_places_in_a_text_of_any_form_keep_the_words_before_them(
    raw: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(raw)))
    (found,) = RawText(raw).places([place], Convention())
    assert found is not None
    before = normalised(raw)[:found]
    assert normalised(raw).startswith(before)
    assert abs(len(before) - len(normalised(raw[:place]))) <= 1


@pytest.mark.parametrize("way", EVERY, ids=str)
def test_the_way_is_found_out_from_where_words_begin_and_end(way: Convention) -> None:
    raw = RawText(file_of(SAID, way))
    found = judge(raw, passages(SAID, way), "some program 1.0")
    spans = list(
        zip(
            raw.places([p.start for p in passages(SAID, way)], found.way),
            raw.places([p.end + found.way.inclusive for p in passages(SAID, way)], found.way),
            strict=True,
        )
    )
    assert [SAID[a:b] for a, b in spans] == list(WORDS)
    assert found.score > 0.8


def test_a_known_program_decides_where_ways_are_close() -> None:
    text = "oui oui oui 😀 oui"
    raw = RawText(text)
    assert judge(raw, [Passage(15, 18)], "NVivo 12").way.unit is Unit.UTF16
    assert judge(raw, [Passage(14, 17)], "QualCoder-3.5").way.unit is Unit.CODE_POINT


def test_where_nothing_fits_nothing_is_sure() -> None:
    raw = RawText("anticonstitutionnellement\r\nanticonstitutionnellement")
    assert not judge(raw, [Passage(5, 9), Passage(30, 33)], "unheard of").sure


def test_passages_called_by_their_words_leave_no_doubt() -> None:
    raw = RawText("x" * 5 + "😀" + "y" * 9)
    found = judge(raw, [Passage(8, 10, "yy")], "unheard of")
    assert found.sure
    assert found.way.unit in {Unit.CODE_POINT, Unit.UTF16}


@pytest.mark.parametrize("way", EVERY, ids=str)
def test_every_way_has_a_name_that_leads_back_to_it(way: Convention) -> None:
    assert convention_called(str(way)) == way


def test_what_is_no_way_of_counting_is_refused() -> None:
    with pytest.raises(ValueError, match="bytes"):
        convention_called("bytes")


def test_programs_are_known_by_how_their_names_begin() -> None:
    assert prior_of("NVivo 12.6") == Convention(Unit.UTF16)
    assert prior_of("ATLAS.ti 23") == Convention(line_end=LineEnd.LF)
    assert prior_of("unheard of") is None
