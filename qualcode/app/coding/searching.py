"""Finding words in all sources, and coding where they stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from qualcode.app.coding.coding import code_passages
from qualcode.app.coding.guide import answer_spans
from qualcode.app.coding.voices import voices_asked_for
from qualcode.core.asking.text_query import Filters, TextQuery, parse_text_query
from qualcode.core.coding import NewCoding, Valence
from qualcode.core.errors import NotAllowed, UsageProblem
from qualcode.core.passages import selection_problem
from qualcode.core.spans import Span
from qualcode.core.text import fold
from qualcode.core.transcript import Transcript
from qualcode.i18n import N_
from qualcode.store.rows import search
from qualcode.store.rows.voices import languages

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.store.project import Project

EVERYBODY = Filters()
"""No filter."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where searched words stand."""

    source: str
    speaker: str
    start: int
    end: int
    before: str
    words: str
    after: str

    @property
    def span(self) -> Span:
        """Where it stands in the text of the source."""
        return Span(self.start, self.end)


def filters_written(typed: str) -> Filters:
    """Filters as a person types them: `group=implanted, source=P03, question=decision, coded`.

    Conditions are parted by commas or semicolons; `coded` (codé) leaves interviewers out, source
    and speaker (locuteur) may stand several times, any other name is an attribute.

    Raises:
        UsageProblem: a condition is neither.
    """
    several: dict[str, list[str]] = {"source": [], "speaker": [], "question": []}
    attributes: list[tuple[str, str]] = []
    coded_only = False
    for condition in filter(None, (part.strip() for part in re.split("[,;]", typed))):
        name, equals, value = (part.strip() for part in condition.partition("="))
        known = _FILTERS.get(fold(name), fold(name))
        if not equals and known == "coded":
            coded_only = True
        elif not (equals and name and value):
            raise UsageProblem(
                N_("“{condition}” is no condition: write ATTRIBUTE=VALUE, as in group=implanted."),
                condition=condition,
            )
        elif known in several:
            several[known].append(value)
        else:
            attributes.append((name, value))
    return Filters(
        coded_only,
        tuple(several["source"]),
        tuple(several["speaker"]),
        tuple(attributes),
        tuple(several["question"]),
    )


_FILTERS = {"locuteur": "speaker", "locutrice": "speaker", "code": "coded", "codes": "coded"}
"""Other folded names of filters; « codé » folds to “code”."""


@dataclass(frozen=True, slots=True)
class CodedHits:
    """What came of coding hits."""

    codings: tuple[str, ...]
    """GUIDs of the codings that hold the hits, each once."""
    left_out: int
    """Hits in words that may not be coded."""


def search_words(
    project: Project,
    query: str,
    *,
    lemma: bool = False,
    filters: Filters = EVERYBODY,
    limit: int | None = 200,
    stopped: Callable[[], bool] = lambda: False,
) -> list[Hit]:
    """Places in all transcripts where what was typed stands, in the order of sources.

    Args:
        project: where to look.
        query: words, alternatives, prefixes, lemmas, or a regular expression between strokes.
        lemma: whether every word stands for all its forms.
        filters: whose words are looked through.
        limit: how many places at most; None for all.
        stopped: asked now and then whether to leave off; what was found so far is given.

    Raises:
        UsageProblem: no word to search for, or an expression that cannot be run.
        NotFound: a filter names what the project does not hold.
    """
    asked = parse_text_query(query, lemma=lemma)
    with project.read() as connection:
        within = None
        if filters.questions:
            within = answer_spans(project, connection, filters.questions)
        voices = voices_asked_for(project, connection, filters)
        if voices is not None and within is not None:
            voices = [(source, label) for source, label in voices if source in within]
        found = search.hits(
            connection,
            _with_forms(connection, asked),
            limit=limit,
            voices=voices,
            within=within,
            stopped=stopped,
        )
    return [Hit(*hit) for hit in found]


def _with_forms(connection: Connection, asked: TextQuery) -> TextQuery:
    """The query with the forms of its lemmas; nothing is loaded where it has none."""
    if not asked.needs_forms:
        return asked
    from qualcode.nlp.lemmas import forms_of

    return asked.with_forms(partial(forms_of, languages=languages(connection)))


def search_in(project: Project, transcript: Transcript, query: str) -> list[Span]:
    """Places in one transcript where what was typed stands.

    Words are found in labels and headers too, a regular expression in what is said.

    Raises:
        UsageProblem: no word to search for, or an expression that cannot be run.
    """
    asked = parse_text_query(query)
    if asked.needs_forms:
        with project.read() as connection:
            asked = _with_forms(connection, asked)
    if not asked.expression:
        return asked.places(transcript.text)
    spoken = [turn.speech for turn in transcript.turns if turn.speech is not None]
    return [
        Span(speech.start + place.start, speech.start + place.end)
        for speech in spoken
        for place in asked.places(speech.of(transcript.text))
    ]


def code_hits(
    project: Project,
    hits: Iterable[Hit],
    code: str | Sequence[str],
    *,
    valence: Valence = Valence.UNSET,
    memo: str = "",
    exactly: bool = False,
) -> CodedHits:
    """Give a code, or several, to the sentence of each hit or to exactly the words, in one step.

    Hits in words that may not be coded (an interviewer's, or of two participants) are left out.

    Raises:
        NotFound: no such code, or a text that has changed since it was searched.
        NotAllowed: the code or the valence is not allowed, or nobody is acting.
    """
    passages: dict[tuple[str, Span], None] = {}
    left_out = 0
    with project.read() as connection:
        for hit in hits:
            transcript = project.memory.transcript(connection, hit.source)
            span = _passage(transcript, hit, exactly=exactly)
            if selection_problem(transcript, span) is not None:
                left_out += 1
            else:
                passages[hit.source, span] = None
    wanted = [
        NewCoding(source, span, one, valence, memo=memo)
        for one in ([code] if isinstance(code, str) else code)
        for source, span in passages
    ]
    given = code_passages(project, wanted, action="code_hits") if wanted else []
    return CodedHits(tuple(dict.fromkeys(given)), left_out)


def _passage(transcript: Transcript, hit: Hit, *, exactly: bool) -> Span:
    if hit.span.of(transcript.text) != hit.words:
        raise NotAllowed(
            N_("The text of {source} has changed since it was searched. Search again."),
            source=hit.source,
        )
    touched = transcript.sentence_locator.touched(hit.span)
    if exactly or not touched:
        return hit.span
    sentences = transcript.sentence_spans
    return sentences[touched[0]].hull(sentences[touched[-1]])
