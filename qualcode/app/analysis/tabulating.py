"""Tables of barriers and levers from one layer of codings."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from qualcode.app.coding.queries import codings_answering, query_text
from qualcode.app.projects.layers import ANALYSIS, Layer, analysis_layer
from qualcode.app.projects.studies import applicable_codebooks, study_in
from qualcode.core.address import address_of
from qualcode.core.codebook import Codebook, Words
from qualcode.core.coding import Coding
from qualcode.core.errors import NotAllowed
from qualcode.core.people import Case
from qualcode.core.study import Privacy, Study
from qualcode.core.tables.illustration import CodedPassage, QuotationRules
from qualcode.core.tables.matrix import (
    GROUP_TYPES,
    Provenance,
    TableOptions,
    TableSource,
    ThemeTable,
    theme_table,
)
from qualcode.core.transcript import Transcript
from qualcode.i18n import N_
from qualcode.store.rows import cases as case_rows
from qualcode.store.rows import codings as coding_rows
from qualcode.store.rows import sources as source_rows
from qualcode.store.rows.voices import count_objecting

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.store.project import Project

_NETWORKS: Words = {"fr": "réseaux", "en": "networks"}


def theme_tables(
    project: Project,
    *,
    layer: str = ANALYSIS,
    codebook: str | None = None,
    quote: Sequence[str] = (),
    query: str | None = None,
    made_on: date | None = None,
) -> list[ThemeTable]:
    """Barriers and levers by code: one table for each codebook that was used.

    Args:
        project: the project; what its acting coder may not see is not counted.
        layer: `analysis`, `consensus`, or a coder's name.
        codebook: id of the only codebook wanted.
        quote: cases that may be quoted though consent or age asks for confirmation.
        query: name or text of a query; only codings that answer it are counted.
        made_on: date of the table; today where None.

    Raises:
        NotAllowed: nothing is coded in this layer.
        NotFound: no such coder, or a query names what the project does not hold.
    """
    with project.read() as connection:
        viewer = project.acting_key(connection)
        chosen = analysis_layer(connection, viewer, layer)
        material = _Material(project, connection, viewer, chosen, query)
    tables = [
        material.table(book, frozenset(quote), made_on or date.today())  # noqa: DTZ011
        for book in material.codebooks
        if codebook in {None, book.id} and material.uses(book)
    ]
    if not tables and material.query:
        raise NotAllowed(
            N_("Nothing to put into the table: no coding answers the query {query}."),
            query=material.query,
        )
    if not tables:
        raise NotAllowed(
            N_(
                "Nothing to put into the table: the layer “{layer}” has no codings on sources "
                "that were marked read (qualcode done PROJECT SOURCE --as NAME)."
            ),
            layer=layer,
        )
    return tables


class _Material:
    """Everything that the tables of a project are made from, read in one moment."""

    def __init__(
        self,
        project: Project,
        connection: Connection,
        viewer: int | None,
        layer: Layer,
        query: str | None,
    ) -> None:
        self.layer = layer
        self.query = "" if query is None else query_text(connection, query)
        self.study = study_in(project, connection)
        self.codebooks = project.memory.codebooks(connection)
        self.objected = count_objecting(connection)
        self.cases = {case.name: case for case in case_rows.list_cases(connection)}
        self.sources = {
            source.name: source
            for source in source_rows.list_sources(connection)
            if source.name in layer.coder_of and self._counts(source.type)
        }
        self.applies = {
            source.type: applicable_codebooks(connection, self.study, source.type)
            for source in self.sources.values()
        }
        self.transcripts = project.memory.transcripts(connection, self.sources)
        self.codings = [
            coding
            for coder in sorted(set(layer.coder_of.values()))
            for coding in coding_rows.list_codings(connection, viewer, coder=coder)
            if coding.source in self.sources and layer.coder_of[coding.source] == coder
        ]
        if self.query:
            wanted = codings_answering(project, connection, self.query, layer)
            self.codings = [coding for coding in self.codings if coding.guid in wanted]

    def _counts(self, source_type: str) -> bool:
        kind = self.study.source_type(source_type)
        return kind is None or kind.counts_in_matrices

    def uses(self, book: Codebook) -> bool:
        """Whether any result code of the codebook was given."""
        return any(
            coding.codebook == book.id and not book.by_key[coding.code].process
            for coding in self.codings
        )

    def table(self, book: Codebook, allowed: frozenset[str], made_on: date) -> ThemeTable:
        """The table of one codebook over the sources to which it applies."""
        sources = [
            TableSource(source.name, source.type, self._cases_of(source.name))
            for source in self.sources.values()
            if (named := self.applies[source.type]) is None or book.id in named
        ]
        grouped = any(source.type in GROUP_TYPES for source in sources)
        options = TableOptions(
            unit="network" if grouped and self.study.networks else "",
            unit_words=_NETWORKS if grouped and self.study.networks else {},
            quotations=QuotationRules(allowed=allowed, described_as=described_as(self.study)),
        )
        passages = [self._passage(c) for c in self.codings if c.codebook == book.id]
        return theme_table(
            [book],
            passages,
            sources,
            provenance=Provenance(
                made_on=made_on,
                layer=self.layer.name,
                query=self.query,
                objected=self.objected,
            ),
            options=options,
        )

    def _cases_of(self, source: str) -> tuple[Case, ...]:
        speakers = self.transcripts[source].speakers.values()
        names = dict.fromkeys(s.case for s in speakers if s.coded and s.case)
        cases = (self.cases[name] for name in names if name is not None)
        return tuple(case for case in cases if not case.objected)

    def _passage(self, coding: Coding) -> CodedPassage:
        transcript = self.transcripts[coding.source]
        source = self.sources[coding.source]
        return CodedPassage(
            coding=coding,
            case=self._case_at(transcript, coding),
            source_type=source.type,
            language=source.language,
            address=address_of(transcript, coding.span),
        )

    def _case_at(self, transcript: Transcript, coding: Coding) -> Case | None:
        for label in sorted(transcript.coded_speakers_in(coding.span)):
            case = transcript.speakers[label].case
            if case is not None:
                return self.cases.get(case)
        return None


def described_as(study: Study) -> Callable[[Case], Words]:
    """What the study lets stand beside a speaker's name, such as the group: printable facts."""
    labels = study.export_privacy.quote_label

    def describe(case: Case) -> Words:
        names = re.findall(r"\{(\w+)\}", labels.get(case.kind, ""))
        parts = [
            attribute.value_labels.get(case.attributes[name], {})
            for name in names
            if (attribute := study.attribute(name)) is not None
            and attribute.privacy is Privacy.PRINT
            and name in case.attributes
        ]
        languages = [set(part) for part in parts if part]
        shared = set.intersection(*languages) if languages else set()
        return {
            language: ", ".join(part[language] for part in parts if part) for language in shared
        }

    return describe
