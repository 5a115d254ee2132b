"""Words are counted as they are listed, at a fraction of the cost."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.core.spans import Span
from qualcode.core.text import count_words, words

odd = st.text(alphabet="ab é’'-_[]\n…œ😀2²ªĀ.\u202f«»—", max_size=60)


@settings(max_examples=500)
@given(odd, st.data())
def test_words_are_counted_as_they_are_listed(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=4)) | {0, len(text)})
    spans = [Span(a, b) for a, b in pairwise(cuts)]
    assert count_words(text, spans) == sum(len(words(text, span)) for span in spans)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("L’œdème, c’est-à-dire l'eau : 37,5 m²…", 6),
        ("Mme [nom de la voisine] m’a dit", 4),
        ("« […] »", 1),
        ("😀 bien 😀 sûr", 2),
        ("Ānanda va bien", 3),
        ("--- ’’ ' -", 0),
        ("aujourd'--hui", 2),
    ],
)
def test_words_of_people_are_counted(text: str, count: int) -> None:
    assert count_words(text, [Span(0, len(text))]) == count == len(words(text))
