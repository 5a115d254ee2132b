"""The decision log on its way out: what was settled, why and by whom, as Word, HTML or CSV."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.app.gate.ledgering import recorded
from qualcode.app.pairs.disagreeing import Wanted, compared_pairs
from qualcode.app.pairs.settling import decisions
from qualcode.app.projects.studies import list_codebooks
from qualcode.app.publishing.wishes import Wish
from qualcode.core.address import address_of
from qualcode.core.codebook import said
from qualcode.core.coding import Coding
from qualcode.core.errors import NotAllowed
from qualcode.core.pairs.settlement import Settlement
from qualcode.i18n import N_
from qualcode.store.rows import cases as case_rows
from qualcode.store.rows import codings as coding_rows
from qualcode.store.rows.sources import list_sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    from qualcode.export.word.decisions import Given, Logged
    from qualcode.export.word.values import Document
    from qualcode.store.project import Project


def export_decisions(
    project: Project, out: Path, *, language: str, round_name: str | None = None
) -> list[Settlement]:
    """Write the decision log as the ending of `out` says; gives what stands in it.

    Raises:
        NotFound: there is no such round.
        NotAllowed: nothing is settled yet.
        UsageProblem: the ending is none that can be written.
        FileProblem: the file cannot be written; nothing is left of it.
    """
    from qualcode.export.files import write_as_named

    wish = Wish(language, asked={} if round_name is None else {"round_name": round_name})
    settled: list[Settlement] = []

    def write(snapshot: str) -> Mapping[str, int]:
        document, quoted, found = decisions_made(project, replace(wish, snapshot=snapshot))
        settled.extend(found)
        write_as_named(document, out)
        return quoted

    recorded(project, "decisions", out, write, settings=wish.settings())
    return settled


def decisions_made(
    project: Project, wish: Wish
) -> tuple[Document, Mapping[str, int], list[Settlement]]:
    """The decision log, how many quotations of each case stand in it, and what it lists.

    Raises:
        NotFound: there is no such round.
        NotAllowed: nothing is settled yet.
    """
    from qualcode.export.word.decisions import decisions_document
    from qualcode.export.word.stamping import stamped

    round_name: str | None = wish.asked.get("round_name")
    found = decisions(project, round_name)
    if not found:
        raise NotAllowed(N_("Nothing is settled yet: qualcode settle PROJECT …"))
    with project.read() as connection:
        logged, quoted = _logged(project, connection, found)
        waiting = _still_open(project, connection, found, round_name)
    labels = {
        f"{book.id}:{code.key}": said(code.wording.label, wish.language) or code.key
        for book in list_codebooks(project)
        for code in book.codes
    }
    document = decisions_document(
        logged,
        labels,
        language=wish.language,
        made_on=wish.day,
        round_name=round_name or "",
        still_open=waiting,
    )
    return stamped(document, wish.snapshot), quoted, found


def _logged(
    project: Project, connection: Connection, found: Iterable[Settlement]
) -> tuple[list[Logged], Mapping[str, int]]:
    """The settlements with what each coder gave, and how often each case is quoted."""
    from qualcode.export.word.decisions import Logged

    viewer = project.acting_key(connection)
    every = coding_rows.list_codings(connection, viewer, objected=True)
    by_guid = {one.guid: one for one in every}
    cases = {case.name: case for case in case_rows.list_cases(connection)}
    languages = {source.name: source.language for source in list_sources(connection)}
    logged, quoted = [], Counter[str]()
    for one in found:
        transcript = project.memory.transcript(connection, one.source)
        turn = transcript.turn_at(one.span.start)
        case = transcript.speakers[turn.speaker].case if turn else None
        quotable = case is None or not (cases[case].objected or cases[case].quote_allowed is False)
        if case is not None and quotable and one.kind is not None:
            quoted[case] += 1
        first, second = (_given(by_guid, guids) for guids in one.codings)
        logged.append(
            Logged(
                settlement=one,
                address=address_of(transcript, one.span),
                given=(first, second),
                made=_given(by_guid, one.made),
                quotable=quotable,
                language=languages.get(one.source, ""),
            )
        )
    return logged, quoted


def _given(by_guid: Mapping[str, Coding], guids: Iterable[str]) -> tuple[Given, ...]:
    from qualcode.export.word.decisions import Given

    codings = (by_guid[guid] for guid in guids if guid in by_guid)
    return tuple(Given(f"{one.codebook}:{one.code}", one.valence) for one in codings)


def _still_open(
    project: Project,
    connection: Connection,
    found: Iterable[Settlement],
    round_name: str | None,
) -> int:
    """Disagreements of the same coders that wait."""
    keys: set[str] = set()
    for coders in {one.coders for one in found}:
        wanted = Wanted(coders=coders, round=round_name)
        for pair in compared_pairs(project, connection, wanted):
            keys |= {one.key for one in pair.open}
    return len(keys)
