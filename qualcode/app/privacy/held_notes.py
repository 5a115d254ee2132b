"""What else is held of a person's words: decisions, themes, objectives, requests, other texts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from qualcode.app.analysis.displaying import list_change_objectives
from qualcode.app.analysis.theming import list_themes
from qualcode.app.projects.undoing import list_journal
from qualcode.core.actions import action_label
from qualcode.i18n import _, plural, translate
from qualcode.store.rows import revisions
from qualcode.store.rows.held import written_as
from qualcode.store.rows.settlements import list_settlements

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.core.coding import Coding
    from qualcode.core.transcript import Transcript
    from qualcode.export.word.access import HeldNote
    from qualcode.store.project import Project

REQUESTS = ("object", "lift_objection", "rectify")

Notes = tuple[str, tuple["HeldNote", ...]]


def further_notes(
    project: Project,
    connection: Connection,
    transcripts: Sequence[Transcript],
    codings: Sequence[Coding],
    case: str,
) -> Iterator[Notes]:
    """What hangs on a person's words beside memos, summaries, ratings and chosen quotations.

    Args:
        project: the project.
        connection: a read of it.
        transcripts: those in which the person speaks.
        codings: the codings on their words that may be seen.
        case: name of the person's case.
    """
    guids = {one.guid for one in codings}
    yield _("Decisions between coders"), tuple(_decisions(project, connection, transcripts, guids))
    yield _("Themes that rest on these words"), tuple(_themes(project, guids))
    yield _("Change objectives"), tuple(_objectives(project, guids))
    yield _("Requests and how they were answered"), tuple(_requests(project, connection, case))
    yield _("Earlier texts that are kept"), tuple(_earlier(connection, transcripts))


def _decisions(
    project: Project,
    connection: Connection,
    transcripts: Sequence[Transcript],
    guids: Collection[str],
) -> Iterator[HeldNote]:
    from qualcode.export.word.access import HeldNote

    viewer = project.acting_key(connection)
    for transcript in transcripts:
        for one in list_settlements(connection, viewer, source=transcript.source):
            concerned = {guid for side in one.codings for guid in side} | set(one.made)
            if one.reason and concerned & set(guids):
                yield HeldNote(f"“{one.quotation}”", one.reason, one.decided_by)


def _themes(project: Project, guids: Collection[str]) -> Iterator[HeldNote]:
    from qualcode.export.word.access import HeldNote

    for theme in list_themes(project):
        if any(member.guid in guids for member in theme.members):
            yield HeldNote(_("Theme"), theme.statement)


def _objectives(project: Project, guids: Collection[str]) -> Iterator[HeldNote]:
    from qualcode.export.word.access import HeldNote

    for one in list_change_objectives(project):
        if set(one.concerns) & set(guids):
            yield HeldNote(one.actor, f"{one.performance}\n{one.words}")


def _requests(project: Project, connection: Connection, case: str) -> Iterator[HeldNote]:
    from qualcode.export.word.access import HeldNote

    for entry in list_journal(project):
        if entry.action in REQUESTS and entry.said.get("case") == case:
            why = written_as(connection, str(entry.said.get("reason", "")))
            what = translate(action_label(entry.action))
            yield HeldNote(f"{entry.created[:10]} {what}", why, entry.coder or "")


def _earlier(connection: Connection, transcripts: Sequence[Transcript]) -> Iterator[HeldNote]:
    """A former text is kept as long as something waits on it, or to show what was corrected."""
    from qualcode.export.word.access import HeldNote

    mine = {transcript.source for transcript in transcripts}
    former = [one.source for one in revisions.former_revisions(connection)]
    for source in sorted(mine & set(former)):
        n = former.count(source)
        told = plural("{n} text before a correction", "{n} texts before corrections", n)
        yield HeldNote(source, told)
