"""What screens, lists and exports read: every read of a layer passes the gate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qualcode.core.coding import Coding, Valence
from qualcode.core.people import Case, Coder
from qualcode.core.transcript import Speaker, Transcript
from qualcode.store.rows import cases as case_rows
from qualcode.store.rows import codings as coding_rows
from qualcode.store.rows import ledger, progress
from qualcode.store.rows import sources as source_rows
from qualcode.store.rows.sources import SourceSummary

if TYPE_CHECKING:
    from qualcode.store.project import Project


def list_sources(project: Project) -> list[SourceSummary]:
    """The library in the order of import."""
    with project.read() as connection:
        return source_rows.list_sources(connection)


def turns_read(project: Project) -> dict[str, dict[str, int]]:
    """Number of the furthest turn that each coder has read in reading mode, by source."""
    with project.read() as connection:
        return progress.turns_read(connection)


def read_up_to(project: Project, source: str, turn: int) -> None:
    """Remember how far the acting coder has read a source; undo passes it by.

    Raises:
        NotFound: there is no such source, or no such coder.
    """
    with project.change("progress", kind="note", source=source, turns=turn) as change:
        coder = case_rows.coder_named(change.connection, project.acting or "")
        progress.mark_turn(change, source, coder.id, turn)


def list_cases(project: Project) -> list[Case]:
    """All cases by name."""
    with project.read() as connection:
        return case_rows.list_cases(connection)


def list_coders(project: Project) -> list[Coder]:
    """All coders by name."""
    with project.read() as connection:
        return case_rows.list_coders(connection)


def load_transcript(project: Project, source: str) -> Transcript:
    """A source's text with turns, speakers and sentences.

    Raises:
        NotFound: there is no such source.
    """
    with project.read() as connection:
        return project.memory.transcript(connection, source)


def list_speakers(project: Project, source: str | None = None) -> list[tuple[str, Speaker]]:
    """(source, speaker) of one source or of all."""
    with project.read() as connection:
        names = [source] if source else [s.name for s in source_rows.list_sources(connection)]
        return [
            (name, speaker)
            for name in names
            for speaker in source_rows.speakers_of(
                connection, source_rows.source_row(connection, name).id
            ).values()
        ]


def list_codings(
    project: Project,
    *,
    source: str | None = None,
    coder: str | None = None,
    code: str | None = None,
    valence: Valence | None = None,
    objected: bool = False,
) -> list[Coding]:
    """Codings that the acting coder may see, in the order of sources and places.

    With `objected` those too on words of persons who objected to their use: for a transcript
    that is being coded or settled, not for analysis.

    Raises:
        NotFound: no such source, coder or code.
    """
    with project.read() as connection:
        if source is not None:
            source_rows.source_row(connection, source)
        if coder is not None:
            case_rows.coder_named(connection, coder)
        index = project.memory.code_index(connection)
        code_ids = None if code is None else [row.id for row in index.named(code)]
        return coding_rows.list_codings(
            connection,
            project.acting_key(connection),
            source=source,
            coder=coder,
            code_ids=code_ids,
            valence=valence,
            objected=objected,
        )


def count_codings(project: Project) -> dict[tuple[str, str, str], int]:
    """Visible codings by (source, coder, `codebook:key`)."""
    with project.read() as connection:
        return coding_rows.count_codings(connection, project.acting_key(connection))


def count_layers(project: Project) -> dict[tuple[str, str], int]:
    """Visible codings by (source, coder)."""
    with project.read() as connection:
        return coding_rows.count_layers(connection, project.acting_key(connection))


def list_exports(project: Project) -> list[dict[str, Any]]:
    """The ledger of exports: when, what, which file by its digest."""
    with project.read() as connection:
        return ledger.list_exports(connection, project.acting_key(connection))
