"""Redactions: words are taken out of a source for ever, and all that is coded stays in place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.app.texts.correcting import refuse_viewers
from qualcode.core.errors import NotAllowed
from qualcode.core.privacy.screening import Decided, Screen, Verdict, counted
from qualcode.core.revisions.carry_over import CarryOver, Edit, Redaction, redact
from qualcode.core.revisions.redaction import (
    new_labels,
    opposite_edits,
    refuse_repeating,
    whole_edits,
)
from qualcode.core.text import digest, fold
from qualcode.core.transcript import Document, Turn
from qualcode.i18n import N_
from qualcode.store.rows import revisions, search
from qualcode.store.rows.revisions import Move, Revision
from qualcode.store.safety.backup import list_backups

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.store.journal import Change
    from qualcode.store.project import Project


@dataclass(frozen=True, slots=True)
class RedactionReport:
    """What a redaction did, and where the words may still be read."""

    source: str
    places: int
    """How many passages were replaced."""
    quotations: int
    """How many codings, memos and so on have other words now, as far as the actor may see."""
    still_open: int
    """Direct identifiers that the screen still finds in the text."""
    written_anew: bool
    """Whether the database was written anew, so that nothing of the words stays in it."""
    said_elsewhere: Mapping[str, int]
    """By source, how often somebody still says the same words."""
    written_elsewhere: int
    """How many memos, reasons, and names of sources and cases still hold them."""
    backups: tuple[Path, ...]
    """Backups that were made before and hold the words."""
    exports: tuple[str, ...]
    """Files that were exported and may hold the words."""


def redact_source(
    project: Project,
    source: str,
    edits: Iterable[Edit],
    reason: str,
    *,
    screen: Screen | None = None,
) -> RedactionReport:
    """Replace passages of a source for ever: the texts that held the words are destroyed.

    Everything that is coded stays where it is and covers the replacement. It cannot be undone.
    Texts of taken-back imports are destroyed where they hold the same words.

    Args:
        project: the project.
        source: name of the source.
        edits: what replaces which characters of the text that is shown.
        reason: why; journalled, so it must not repeat the words.
        screen: the identifier screen; the built-in one where None.

    Raises:
        NotFound: there is no such source.
        NotAllowed: nobody is acting, no reason was given, or an edit cannot be made.
    """
    from qualcode.app.texts.screening import study_screen

    _refuse_without_reason(project, reason)
    with project.change("redact", kind="barrier", source=source) as change:
        refuse_viewers(project, change)
        connection = change.connection
        before = revisions.current_revision(connection, source)
        made = whole_edits(before.text, before.turns, edits)
        if not made:
            raise NotAllowed(N_("Say which passage is to be replaced."))
        words = list(dict.fromkeys(before.text[edit.start : edit.end] for edit in made))
        refuse_repeating(words, reason, [edit.replacement for edit in made])
        labels = new_labels(before.text, before.turns, made)
        earlier = _edits_of_earlier_texts(connection, before, made)
        changed = _changed(project, connection, before, Redaction(made))
        after = put_redacted(change, before, made, current=True)
        for former, opposite in earlier:
            put_redacted(change, former, opposite, current=False)
        for forsaken in revisions.forsaken_texts(connection):
            if any(phrase in forsaken.text for phrase in words):
                revisions.destroy_text(change, forsaken)
        revisions.relabel(change, before.source_id, labels)
        search.rebuild_index(connection)
        still_open = _judge(change, _relabelled(after, labels), screen or study_screen(project))
        change.said |= {"n": len(made), "reason": change.write(reason.strip())}
    return replace(
        _left(project, before, words),
        places=len(made),
        quotations=changed,
        still_open=still_open,
        written_anew=project.write_anew(),
    )


def _refuse_without_reason(project: Project, reason: str) -> None:
    if project.acting is None:
        raise NotAllowed(
            N_("Who is redacting? Name yourself: --as NAME, or QUALCODE_CODER in the environment.")
        )
    if not reason.strip():
        raise NotAllowed(N_("A redaction cannot be undone: say why it is made."))


def _edits_of_earlier_texts(
    connection: Connection, before: Revision, made: Sequence[Edit]
) -> list[tuple[Revision, list[Edit]]]:
    """The same edits in every text of the source that was kept."""
    return [
        (
            former,
            opposite_edits(
                CarryOver(before.text, before.turns, former.text, former.turns), made, former.turns
            ),
        )
        for former in revisions.former_revisions(connection, before.source_id)
    ]


def _changed(
    project: Project, connection: Connection, before: Revision, redaction: Redaction
) -> int:
    viewer = project.acting_key(connection)
    return sum(
        anchor.span is not None and redaction.touches(anchor.span)
        for anchor in revisions.visible_anchors(connection, viewer, before.id)
    )


def put_redacted(
    change: Change, before: Revision, edits: Sequence[Edit], *, current: bool
) -> Document:
    """Put the redacted text in the place of one that is destroyed; gives it.

    What had been taken away is carried too, so that none of its quotations keeps the words. A
    text that is not shown and that nothing points into is not kept.
    """
    text, redaction = redact(before.text, edits)
    turns: tuple[Turn, ...] = tuple(redaction.carry_turn(turn) for turn in before.turns)
    anchors = revisions.anchors_on(change.connection, before.id, resting=True)
    if current or anchors:
        text_id = revisions.add_twin(change, before, text, turns, current=current)
        moves = [
            Move(
                anchor,
                redaction.carry(anchor.span) if anchor.span else None,
                redaction.carry(anchor.context) if anchor.context else None,
            )
            for anchor in anchors
        ]
        revisions.move_anchors(change, moves, text_id, text)
    if current:
        units = revisions.sampled_units(change.connection, before.source_id)
        revisions.move_units(change, {key: redaction.carry(span) for key, _, span in units}, ())
    revisions.destroy_text(change, before)
    return Document(text, turns)


def _relabelled(document: Document, labels: Mapping[str, str]) -> Document:
    turns = (replace(t, speaker=labels.get(t.speaker, t.speaker)) for t in document.turns)
    return Document(document.text, tuple(turns))


def _judge(change: Change, document: Document, screen: Screen) -> int:
    """Keep the verdict on a text that passes; gives how many direct identifiers are still open."""
    from qualcode.app.texts.screening import record_verdict, screen_document

    found = screen_document("", document, screen)
    if not found.open:
        verdict = Verdict(
            digest(document.text),
            screen.detector,
            screen.lists_sha256,
            counted(found.findings),
            Decided.PASSED,
        )
        record_verdict(change, verdict)
    return len(found.open)


def _left(project: Project, before: Revision, words: Sequence[str]) -> RedactionReport:
    """Where the words that were taken out may still be read."""
    with project.read() as connection:
        said: Counter[str] = Counter()
        for phrase in words:
            said.update(hit[0] for hit in search.hits(connection, phrase, limit=1000))
        written = revisions.visible_writings(connection, project.acting_key(connection))
        written += revisions.names_given(connection)
        folded = [fold(phrase) for phrase in words]
        exports = revisions.exports_with(connection, before.source_id)
    return RedactionReport(
        source=before.source,
        places=0,
        quotations=0,
        still_open=0,
        written_anew=False,
        said_elsewhere=dict(said),
        written_elsewhere=sum(any(f in fold(body) for f in folded) for body in written),
        backups=tuple(list_backups(project.path)) if project.path else (),
        exports=tuple(exports),
    )
