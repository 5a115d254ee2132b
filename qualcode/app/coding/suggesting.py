"""Suggestions: the codes of passages that sound like the one at hand, with these as evidence.

They come from the asker's own layer and from what is settled, never from another coder's, and
are off until somebody turns them on. They repeat what has been coded: what is new in a passage
they do not see, so none is given where coding has to be independent.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from qualcode.app.coding.coding import codable_passage, code_passages
from qualcode.app.projects.layers import CONSENSUS
from qualcode.app.projects.studies import codebooks_of_source, study_in
from qualcode.core.address import address_of
from qualcode.core.asking.suggestion import Alike, Ranked, alike, letter_by_letter, nearest, ranked
from qualcode.core.coding import NewCoding, Valence
from qualcode.core.errors import NotAllowed
from qualcode.core.people import Role
from qualcode.core.spans import Span
from qualcode.core.study import Stance
from qualcode.i18n import N_
from qualcode.store.gate import open_rounds, open_rounds_of
from qualcode.store.rows import coding_columns
from qualcode.store.rows import suggesting as rows
from qualcode.store.rows.cases import coder_named

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.core.asking.likeness import Likeness
    from qualcode.store.project import Project

ACCEPTED = "accept_suggestion"
"""The action under which the journal keeps a coding that began as a suggestion."""

_COMPARED = 60
"""Passages, the most alike first, that are looked at letter by letter too."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that was coded before and sounds like the one at hand."""

    source: str
    span: Span
    address: str
    quotation: str
    score: float
    """How alike the two are: 0 to 1."""
    alike: Alike
    """The same in words."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A code that passages like the one at hand have."""

    code: str
    """`codebook:key`."""
    label: str
    evidence: Evidence
    """The passage with this code that is most alike."""
    passages: int
    """How many of the passages that are most alike have the code."""


def suggestions_on(project: Project) -> bool:
    """Whether suggestions were turned on in this copy of the project; at first they are off."""
    with project.read() as connection:
        return _on(project, connection)


def _on(project: Project, connection: Connection) -> bool:
    stamp = coding_columns.moment(connection)

    def load(before: tuple[int, bool] | None) -> tuple[int, bool]:
        return rows.switched_on(connection, before)

    _seen, on = project.memory.renewed("suggestions on", stamp, load)
    return on


def turn_suggestions(project: Project, *, on: bool) -> bool:
    """Turn suggestions on or off for this copy of the project; a step that is not undone.

    Gives False where it was so already, and nothing is written.

    Raises:
        NotAllowed: nobody is acting, or their role does not code.
    """
    with project.read() as connection:
        _coder(project, connection)
        if _on(project, connection) == on:
            return False
    with project.change(rows.SWITCH, kind="barrier", on=on):
        return True


def discouraged(project: Project) -> bool:
    """Whether the stance of the study speaks against suggestions: reflexive coding is reading."""
    with project.read() as connection:
        return study_in(project, connection).stance is Stance.REFLEXIVE


def suggest_codes(project: Project, source: str, span: Span) -> list[Suggestion]:
    """Up to five codes for a passage, each with the passage that speaks most for it.

    Codes that the acting coder gave to words of the passage already are left out, and so are
    headings, retired codes and codes of codebooks that do not apply to the source.

    Raises:
        NotFound: there is no such source.
        NotAllowed: suggestions are off, nobody is acting, their role does not code or codes a
            sample anew, a round is coded blind, or the passage may not be coded.
    """
    with project.read() as connection:
        coder = _allowed(project, connection, source)
        transcript = project.memory.transcript(connection, source)
        place = codable_passage(transcript, span)
        coded = _coded(project, connection, coder)
        words = place.of(transcript.text)
        with coded.lock:
            found = coded.near(words, source, place)
            given = coded.given(source, place, project.acting or "")
            usable = _usable(project, connection, source) - given
            codes_of = partial(coded.codes_of, usable=usable)
            best = [(one, coded.places[one.passage]) for one in ranked(found, codes_of)]
        named = project.memory.code_index(connection)
        labels = {row.ref: row.code.label for row in named.rows}
        return [
            _suggestion(project, connection, labels[one.code], one, whence) for one, whence in best
        ]


def accept_suggestion(
    project: Project, source: str, span: Span, code: str, valence: Valence = Valence.UNSET
) -> str:
    """Give a code that was suggested; the journal says so. Gives the coding's GUID.

    Raises:
        NotFound: no such source or code.
        NotAllowed: as for a coding, and where nothing may be suggested.
    """
    with project.read() as connection:
        _allowed(project, connection, source)
    request = NewCoding(source, span, code, valence)
    return code_passages(project, [request], action=ACCEPTED)[0]


def get_ready(project: Project, source: str) -> None:
    """Read what suggestions for a source are made from, so that the first one comes at once.

    Nothing is done where none may be given.
    """
    with project.read() as connection:
        try:
            coder = _allowed(project, connection, source)
        except NotAllowed:
            return
        _coded(project, connection, coder)


def _suggestion(
    project: Project, connection: Connection, label: str, one: Ranked, whence: _Place
) -> Suggestion:
    transcript = project.memory.transcript(connection, whence.source)
    return Suggestion(
        code=one.code,
        label=label,
        evidence=Evidence(
            source=whence.source,
            span=whence.span,
            address=address_of(transcript, whence.span),
            quotation=whence.span.of(transcript.text),
            score=one.score,
            alike=alike(one.score),
        ),
        passages=one.passages,
    )


def _coder(project: Project, connection: Connection) -> Any:
    if project.acting is None:
        raise NotAllowed(
            N_("Who is coding? Name yourself: --as NAME, or QUALCODE_CODER in the environment.")
        )
    coder = coder_named(connection, project.acting)
    if Role(coder.role) is Role.VIEWER:
        raise NotAllowed(N_("{name} may read and comment, but not code."), name=coder.name)
    return coder


def _allowed(project: Project, connection: Connection, source: str) -> Any:
    """The acting coder, if codes may be suggested to them for a source."""
    if not _on(project, connection):
        raise NotAllowed(
            N_("Suggestions of codes are off. Turn them on: qualcode suggest PROJECT --turn on")
        )
    coder = _coder(project, connection)
    if Role(coder.role) is Role.REPEAT:
        raise NotAllowed(
            N_("Who codes a sample anew codes it without suggestions: they would repeat the first.")
        )
    blind = open_rounds_of(connection, coder.id) or open_rounds(connection, source)
    if blind:
        raise NotAllowed(
            N_("The round “{round}” is coded blind: nothing is suggested until it is revealed."),
            round=blind[0],
        )
    return coder


def _usable(project: Project, connection: Connection, source: str) -> frozenset[str]:
    """The codes that may be given on a source, as `codebook:key`."""
    books = codebooks_of_source(project, connection, source)
    return frozenset(
        row.ref
        for row in project.memory.code_index(connection).rows
        if row.code.codable
        and not row.code.retired
        and not row.code.process
        and (books is None or row.ref.partition(":")[0] in books)
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a passage stands."""

    source: str
    text: int
    span: Span


class _Coded:
    """The passages of the layers that suggestions come from, by number, and their codings."""

    def __init__(self, moment: Sequence[tuple[int, int]], found: Iterable[Any]) -> None:
        from qualcode.core.asking.likeness import Likeness

        self.moment = moment
        self.lock = threading.Lock()
        self.places: list[_Place] = []
        self._words: list[str] = []
        self._numbers: dict[_Place, int] = {}
        self._in_source: dict[str, list[int]] = {}
        self._of_passage: dict[int, dict[str, tuple[str, str]]] = {}
        """By passage: code and coder of its codings, by GUID."""
        self._passage_of: dict[str, int] = {}
        self._take(found)
        self.likeness: Likeness = Likeness(self._words)

    def renew(self, gone: Iterable[str], found: Iterable[Any]) -> None:
        """Take over what was changed: GUIDs that stand no more as they did, and what stands now."""
        for guid in gone:
            passage = self._passage_of.pop(guid, None)
            if passage is not None:
                del self._of_passage[passage][guid]
        before = len(self._words)
        self._take(found)
        if len(self._words) > before:
            self.likeness.add(self._words[before:])

    def _take(self, found: Iterable[Any]) -> None:
        for row in found:
            place = _Place(row.source, row.source_text_id, Span(row.start, row.end))
            number = self._numbers.get(place)
            if number is None:
                number = self._numbers[place] = len(self.places)
                self.places.append(place)
                self._in_source.setdefault(row.source, []).append(number)
                self._words.append(row.quotation)
            self._passage_of[row.guid] = number
            codings = self._of_passage.setdefault(number, {})
            codings[row.guid] = (f"{row.codebook}:{row.code}", row.coder)

    def near(self, words: str, source: str, span: Span) -> list[tuple[int, float]]:
        """Number and likeness of the passages most alike, without those that share words of it."""
        scores = self.likeness.scores(words)
        for number, _score in nearest(scores, _COMPARED):
            scores[number] = max(scores[number], letter_by_letter(words, self._words[number]))
        sharing = set(self._sharing(source, span))
        return [one for one in nearest(scores) if one[0] not in sharing]

    def _sharing(self, source: str, span: Span) -> list[int]:
        numbers = self._in_source.get(source, ())
        return [number for number in numbers if self.places[number].span.overlaps(span)]

    def codes_of(self, passage: int, usable: frozenset[str]) -> set[str]:
        """The codes of a passage among those that are usable."""
        return {code for code, _coder in self._of_passage.get(passage, {}).values()} & usable

    def given(self, source: str, span: Span, coder: str) -> set[str]:
        """The codes that a coder gave to words of a passage."""
        return {
            code
            for number in self._sharing(source, span)
            for code, whose in self._of_passage[number].values()
            if whose == coder
        }


def _coded(project: Project, connection: Connection, coder: Any) -> _Coded:
    """The coded passages, read again only as far as something was changed."""
    layers = (coder.name, CONSENSUS)
    stamp = coding_columns.moment(connection)
    read = partial(rows.coded_passages, connection, coder.id, layers)

    def load(before: _Coded | None) -> _Coded:
        if before is None:
            return _Coded(stamp, read())
        changed = coding_columns.codings_changed(connection, before.moment)
        if changed is None:
            return _Coded(stamp, read())
        with before.lock:
            before.renew(changed[1], read(changed[1]))
            before.moment = stamp
        return before

    # Who asks while another thread is reading waits for it, and does not read all once more.
    with project.memory.get("coded passages are read", None, threading.Lock):
        return project.memory.renewed(("coded passages", coder.id), stamp, load)
