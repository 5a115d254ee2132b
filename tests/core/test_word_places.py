"""Words begin where they are listed."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.core.asking.word_places import word_starts
from qualcode.core.text import words


@settings(max_examples=400)
@given(st.text(alphabet="ab é’'-_[]\n…œ😀2²ªĀ.\u202f«»—", max_size=60))
def test_words_begin_where_they_are_listed(text: str) -> None:
    bracketed = {word.start: text[word.start] == "[" for word in words(text)}
    assert word_starts(text).tolist() == [start + inside for start, inside in bracketed.items()]
