"""What an erasure takes out of a text, and by what its absence is proved."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from qualcode.core.revisions.carry_over import Edit
from qualcode.core.text import fold
from qualcode.core.transcript import Turn

REMOVED = {"fr": "[tour retiré]", "en": "[turn removed]"}
"""What stands where somebody's turn stood, by language of the source."""

_SENTENCE = re.compile(r"[^.!?…\n]+[.!?…]*")
_WORD = re.compile(r"[^\W\d_]{6,}")
PHRASE = 20
"""Characters from which a sentence is looked for: shorter ones anybody may have said."""


def edits_removing(turns: Iterable[Turn], labels: Collection[str], language: str) -> list[Edit]:
    """What puts a mark in the place of every turn under some labels; others stay as they are."""
    mark = REMOVED.get(language, REMOVED["en"])
    return [
        Edit(turn.speech.start, turn.speech.end, mark)
        for turn in turns
        if turn.speaker in labels and turn.speech is not None
    ]


def traces(erased: Iterable[str], kept: Sequence[str]) -> list[str]:
    """Sentences and words that only the erased words hold: none may be found afterwards.

    Args:
        erased: the words that were taken out.
        kept: everything that stays.
    """
    remaining = "\n".join(kept)
    folded = fold(remaining)
    found: dict[str, None] = {}
    for words in erased:
        for match in _SENTENCE.finditer(words):
            sentence = match.group().strip()
            if len(sentence) >= PHRASE and sentence not in remaining:
                found[sentence] = None
        for word in _WORD.findall(words):
            if fold(word) not in folded:
                found[word] = None
                found[fold(word)] = None
    return list(found)


def count_traces(data: bytes, wanted: Iterable[str]) -> int:
    """How many of the traces stand in some bytes, as UTF-8 or UTF-16."""
    return sum(
        any(one.encode(encoding) in data for encoding in ("utf-8", "utf-16-le")) for one in wanted
    )
