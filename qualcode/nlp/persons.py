"""Persons in French sentences, as spaCy's model sees them: a second opinion, never the only one.

Only the model's name finder is loaded and run. Loading it takes some seconds and is done once,
when a sentence is first looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from threading import Lock
from typing import Any

from qualcode.core.errors import FileProblem
from qualcode.core.spans import Span
from qualcode.i18n import N_

MODEL = "fr_core_news_md"
_OTHER_PIPES = ["tok2vec", "morphologizer", "parser", "attribute_ruler", "lemmatizer", "senter"]
_BATCH = 64
_running = Lock()


@cache
def _finder() -> Any:
    import spacy

    try:
        return spacy.load(MODEL, exclude=_OTHER_PIPES)
    except OSError as error:
        raise FileProblem(
            N_("The language model {model} is not installed: names cannot be looked for with it."),
            model=MODEL,
        ) from error


def persons(sentences: Sequence[str]) -> list[list[Span]]:
    """Where the model sees persons, for each sentence, in order.

    Raises:
        FileProblem: the model is not installed.
    """
    if not sentences:
        return []
    with _running:
        found = list(_finder().pipe(sentences, batch_size=_BATCH))
    return [
        [Span(name.start_char, name.end_char) for name in doc.ents if name.label_ == "PER"]
        for doc in found
    ]
