"""Questions about codings: asked, kept by name, and used to narrow a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from qualcode.app.coding.guide import after_questions, question_names
from qualcode.app.coding.placing import placed_codes
from qualcode.app.coding.voices import known_attributes, list_voices
from qualcode.app.projects.layers import ANALYSIS, Layer, analysis_layer
from qualcode.app.projects.studies import study_in
from qualcode.core.asking.code_answer import Answer, Passage, answer
from qualcode.core.asking.code_conditions import Facet, PlacedCode
from qualcode.core.asking.code_query import CodeQuery, Vocabulary, code_names, parse_code_query
from qualcode.core.errors import NotAllowed, UsageProblem
from qualcode.core.voices import written_value
from qualcode.i18n import N_
from qualcode.store.rows import cases as case_rows
from qualcode.store.rows import queries as query_rows
from qualcode.store.rows.queries import SavedQuery

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.store.project import Project

ALL = "all"
"""The layer of everything that the acting coder may see."""


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage that answers a question, with its words."""

    passage: Passage
    quotation: str


@dataclass(frozen=True, slots=True)
class QueryResult:
    """What came of a question."""

    text: str
    layer: str
    """Whose codings were looked at: `analysis`, `consensus`, `all`, or a coder's name."""
    passages: tuple[FoundPassage, ...]
    cases: tuple[str, ...]
    """Who speaks in the passages; the cases asked for, where the question is for cases."""
    of_cases: bool
    """Whether the question is for cases."""


def run_query(project: Project, text: str, *, layer: str | None = None) -> QueryResult:
    """The passages or cases that a question asks for.

    Args:
        project: what its acting coder may not see is not looked at.
        text: the question, as `core.code_query` explains it.
        layer: `analysis`, `consensus`, `all`, or a coder's name. Where None, a question that
            names coders looks at all layers, any other at the analysis layer.

    Raises:
        UsageProblem: a word of the question stands where it cannot stand.
        NotFound: a code, coder, case, source or attribute that the project does not hold.
        NotAllowed: the layer has no source yet.
    """
    with project.read() as connection:
        asked = _Asked(project, connection, text, layer)
        found = asked.answer()
        places = [(passage.source, passage.span) for passage in found.passages]
        words = query_rows.words_at(connection, places)
        passages = tuple(map(FoundPassage, found.passages, words))
    return QueryResult(text, asked.layer, passages, found.cases, asked.query.never)


def codings_answering(
    project: Project, connection: Connection, text: str, layer: Layer
) -> frozenset[str]:
    """GUIDs of the codings of a layer that a table is narrowed to by a question.

    These are the codings that make up its passages; for a question for cases, all of theirs.
    """
    asked = _Asked(project, connection, text, layer)
    found = asked.answer()
    if asked.query.never:
        cases = set(found.cases)
        return frozenset(c.guid for c in asked.codings(None) if c.voice.case in cases)
    return frozenset(coding.guid for passage in found.passages for coding in passage.codings)


class _Asked:
    """A question with the layer that it looks at, read in one moment."""

    def __init__(
        self, project: Project, connection: Connection, text: str, layer: Layer | str | None
    ) -> None:
        self._project = project
        self._connection = connection
        self._voices = list_voices(project, connection)
        self._coder_of: Mapping[str, str] | None
        self.query: CodeQuery = parse_code_query(text, self._vocabulary())
        if isinstance(layer, Layer):
            self.layer, self._coder_of = layer.name, layer.coder_of
        else:
            wanted = layer or (ALL if self.query.names_coders else ANALYSIS)
            self.layer, self._coder_of = self._chosen(wanted)

    def _vocabulary(self) -> Vocabulary:
        study = study_in(self._project, self._connection)
        voices = self._voices
        person, place = known_attributes(study, voices)
        return Vocabulary(
            codes=code_names(self._project.memory.codebooks(self._connection)),
            names={
                Facet.CODER: [c.name for c in case_rows.list_coders(self._connection)],
                Facet.CASE: [c.name for c in case_rows.list_cases(self._connection)],
                Facet.SOURCE: list(dict.fromkeys(voice.source for voice in voices)),
                Facet.QUESTION: question_names(self._connection),
            },
            attributes={Facet.CASE: person, Facet.SOURCE: place},
            value_of=partial(written_value, study),
        )

    def _chosen(self, wanted: str) -> tuple[str, Mapping[str, str] | None]:
        """Name of the layer, and whose codings stand for each source; None for everybody's."""
        if wanted == ALL:
            return ALL, None
        viewer = self._project.acting_key(self._connection)
        chosen = analysis_layer(self._connection, viewer, wanted)
        if not chosen.coder_of:
            raise NotAllowed(
                N_(
                    "There is nothing to look at: no source of the layer “{layer}” was marked "
                    "read (qualcode done PROJECT SOURCE --as NAME). Choose another layer, or all."
                ),
                layer=wanted,
            )
        return chosen.name, chosen.coder_of

    def answer(self) -> Answer:
        """The passages, or the cases among those who speak in the sources of the layer."""
        coder_of = self._coder_of
        heard = [v for v in self._voices if coder_of is None or v.source in coder_of]
        return answer(self.query, list(self.codings(self.query.refs)), heard)

    def codings(self, refs: frozenset[str] | None) -> Iterator[PlacedCode]:
        """The codings of the layer with some codes, or with any, in the order of places."""
        project, connection = self._project, self._connection
        placed = placed_codes(project, connection, self._voices, self._coder_of, refs)
        if self.query.names_questions:
            return after_questions(project, connection, placed)
        return placed


def save_query(project: Project, name: str, text: str) -> None:
    """Keep a question under a name, in the place of the one that had it.

    Raises:
        UsageProblem: no name, or a question that cannot be read.
        NotFound: it names what the project does not hold.
    """
    called = name.strip()
    if not called:
        raise UsageProblem(N_("A saved query needs a name."))
    with project.read() as connection:
        _Asked(project, connection, text, ALL)
    with project.change("save_query", query=called) as change:
        query_rows.put_query(change, called, text.strip())


def list_queries(project: Project) -> list[SavedQuery]:
    """The saved questions by name."""
    with project.read() as connection:
        return query_rows.list_queries(connection)


def query_text(connection: Connection, asked: str) -> str:
    """The text of the saved question of that name; what was given, where there is none."""
    saved = {one.name: one.text for one in query_rows.list_queries(connection)}
    return saved.get(asked, asked)


def query_named(project: Project, name: str) -> str:
    """The text of a saved question.

    Raises:
        NotFound: there is none of that name.
    """
    with project.read() as connection:
        for saved in query_rows.list_queries(connection):
            if saved.name == name:
                return saved.text
        raise query_rows.no_query(connection, name)


def remove_query(project: Project, name: str) -> None:
    """Take a saved question away.

    Raises:
        NotFound: there is none of that name.
    """
    with project.change("remove_query", query=name) as change:
        query_rows.drop_query(change, name)
