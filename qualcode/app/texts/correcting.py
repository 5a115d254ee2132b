"""Corrections of a text after coding: looked at, made, and what is doubtful settled by a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.app.coding.coding import codable_passage
from qualcode.app.texts.importing import Incoming, guessed_speakers
from qualcode.core.address import address_of
from qualcode.core.errors import NotAllowed, NotFound
from qualcode.core.passages import selection_problem
from qualcode.core.people import Role
from qualcode.core.privacy.screening import Screen, Verdict
from qualcode.core.revisions.carry_over import Carried, CarryOver, Edit, TurnChanges, redact
from qualcode.core.spans import Span, trimmed
from qualcode.core.text import digest, fold, normalised
from qualcode.core.transcript import Document, Speaker, Transcript
from qualcode.i18n import N_
from qualcode.store.rows import cases as case_rows
from qualcode.store.rows import codings as coding_rows
from qualcode.store.rows import revisions
from qualcode.store.rows import sources as source_rows
from qualcode.store.rows.revisions import Anchor, Move, Revision

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.store.journal import Change
    from qualcode.store.project import Project

KINDS = {
    "codings": N_("coding"),
    "memos": N_("memo"),
    "question_turns": N_("guide question"),
    "settlements": N_("settlement"),
    "selected_quotations": N_("chosen quotation"),
}
"""What may be anchored in a text, by table: message ids."""

AROUND = 160
"""How many characters of the old text are told on either side of what is doubtful."""


@dataclass(frozen=True, slots=True)
class Doubtful:
    """Something whose words changed with a correction: a person says where it stands now."""

    guid: str
    kind: str
    """Message id: a coding, a memo and so on."""
    source: str
    coder: str | None
    code: str | None
    """`codebook:key` of a coding."""
    span: Span
    """Where it stood in the text that it was made on."""
    quotation: str
    """The words that stood there."""
    proposal: Span | None
    """Where it may stand in the text that is shown; None where its words are gone."""
    words: str
    """The words that stand there."""
    why: str
    """Message id: what makes it doubtful; "" where its words are the same."""
    before: str = ""
    """What stood before it in the text that it was made on."""
    after: str = ""
    """What followed it there."""


@dataclass(frozen=True, slots=True)
class CorrectionPreview:
    """What a corrected text would do; nothing has been written.

    Only what the acting coder may see is counted; closed layers are carried in the same way.
    """

    source: str
    turns: TurnChanges
    renamed: Mapping[str, str]
    """Labels that became others in every turn."""
    new_speakers: tuple[Speaker, ...]
    """Speakers whom nobody has described yet, as guessed."""
    carried: int
    """How many codings, memos and so on keep their words."""
    doubtful: tuple[Doubtful, ...]
    """Those whose words changed, with a proposal."""
    lost: tuple[Doubtful, ...]
    """Those whose words are gone."""

    @property
    def plain(self) -> bool:
        """Whether nothing waits for a person afterwards, and it is the same interview."""
        return not self.doubtful and not self.lost and self.turns.kept > 0


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a correction does, for all layers."""

    before: Revision
    carry: CarryOver
    speaker_of: Mapping[str, Speaker]
    moves: tuple[Move, ...]
    waiting: tuple[tuple[Anchor, Carried], ...]


def preview_correction(project: Project, source: str, document: Document) -> CorrectionPreview:
    """What would become of a source's codings if its text were replaced by `document`.

    Raises:
        NotFound: there is no such source.
        NotAllowed: it has this text already, or another source has.
    """
    with project.read() as connection:
        plan = _plan(project, connection, source, document)
        return _preview(project, connection, plan)


def rewritten_turn(transcript: Transcript, number: int, words: str) -> Document:
    """The document of a source with other words in one turn, for `preview_correction`.

    Args:
        transcript: the text that is shown.
        number: number of the turn.
        words: what is said in it, as it ought to stand.

    Raises:
        NotFound: there is no such turn, or nothing is said in it.
        NotAllowed: no words are left, or they are the same.
    """
    turn = next((one for one in transcript.turns if one.index == number), None)
    if turn is None or turn.speech is None:
        raise NotFound(N_("There is no turn {n} in {source}."), n=number, source=transcript.source)
    said = normalised(words).strip()
    if not said:
        raise NotAllowed(N_("A turn keeps some words: to take one out, correct the whole text."))
    if said == turn.speech.of(transcript.text):
        raise NotAllowed(N_("The words of the turn are the same as before."))
    text, edits = redact(transcript.text, [Edit(turn.speech.start, turn.speech.end, said)])
    return Document(text, tuple(edits.carry_turn(one) for one in transcript.turns))


def correct_source(
    project: Project,
    source: str,
    document: Document,
    *,
    screen: Screen | None = None,
    accept_reason: str = "",
) -> CorrectionPreview:
    """Replace a source's text by its corrected version; the text before it is kept.

    Everything that points into the text and keeps its words is carried along, in all layers.
    What is doubtful stays on the old text and waits: see `doubtful` and `settle_anchor`.

    Args:
        project: the project.
        source: name of the source.
        document: the corrected text, as a reader gives it.
        screen: the identifier screen; the study's where None.
        accept_reason: why open findings are accepted; journalled.

    Raises:
        NotFound: there is no such source.
        NotAllowed: it has this text already, or another source has; or the actor may only read.
        PrivacyRefusal: identifying details are open and no reason was given.
    """
    from qualcode.app.texts.screening import screened, study_screen

    screen = screen or study_screen(project)
    incoming = Incoming(Path(source), document, source, "", "", {})
    known = words_standing(project, source, screen)
    verdicts = screened([incoming], screen, accept_reason, known=known)
    with project.change("correct", source=source) as change:
        return write_correction(project, change, source, document, verdicts)


def words_standing(project: Project, source: str, screen: Screen) -> frozenset[str]:
    """What a screen finds in the text that stands, folded: a person let it in already."""
    from qualcode.app.texts.screening import screen_document

    with project.read() as connection:
        held = project.memory.transcript(connection, source)
    found = screen_document("", Document(held.text, tuple(held.turns)), screen).open
    return frozenset(fold(finding.span.of(held.text)) for finding in found)


def write_correction(
    project: Project,
    change: Change,
    source: str,
    document: Document,
    verdicts: Iterable[Verdict],
) -> CorrectionPreview:
    """Put a screened text in the place of a source's, within a change under way."""
    from qualcode.app.texts.screening import record_verdict

    refuse_viewers(project, change)
    plan = _plan(project, change.connection, source, document)
    preview = _preview(project, change.connection, plan)
    change.said["turns"] = plan.carry.turn_changes.changed
    text_id = revisions.replace_text(change, plan.before, document, plan.speaker_of)
    revisions.move_anchors(change, plan.moves, text_id, document.text)
    _move_units(change, plan)
    for verdict in verdicts:
        record_verdict(change, verdict)
    return preview


def refuse_viewers(project: Project, change: Change) -> None:
    """See that whoever is acting may change texts.

    Raises:
        NotAllowed: they may read and comment.
    """
    if project.acting is not None:
        row = case_rows.coder_named(change.connection, project.acting)
        if Role(row.role) is Role.VIEWER:
            raise NotAllowed(
                N_("{name} may read and comment, but not change texts."), name=row.name
            )


def _plan(project: Project, connection: Connection, source: str, document: Document) -> _Plan:
    before = revisions.current_revision(connection, source)
    _refuse_known(connection, before, document)
    carry = CarryOver(before.text, before.turns, document.text, document.turns)
    old = project.memory.transcript(connection, source)
    speaker_of = _speakers(connection, old, document, carry.renamed)
    new = _transcript(source, document, speaker_of)
    moves: list[Move] = []
    waiting: list[tuple[Anchor, Carried]] = []
    for anchor in revisions.anchors_on(connection, before.id):
        carried = _carried(carry, anchor, old, new)
        if anchor.span is None or carried.certain:
            moves.append(Move(anchor, carried.span, _context(carry, anchor)))
        else:
            waiting.append((anchor, carried))
    return _Plan(before, carry, speaker_of, tuple(moves), tuple(waiting))


def _refuse_known(connection: Connection, before: Revision, document: Document) -> None:
    sha256 = digest(document.text)
    if sha256 == before.sha256:
        raise NotAllowed(
            N_("{source} has exactly this text already: there is nothing to correct."),
            source=before.source,
        )
    other = source_rows.source_with_text(connection, sha256)
    if other not in {None, before.source}:
        raise NotAllowed(
            N_("This is the text of {other}, not of {source}."), other=other, source=before.source
        )


def _speakers(
    connection: Connection, old: Transcript, document: Document, renamed: Mapping[str, str]
) -> dict[str, Speaker]:
    """Speakers by label: as they were, under a new label where it was corrected, else guessed."""
    was = {new: label for label, new in renamed.items()}
    known_cases = {case.name for case in case_rows.list_cases(connection)}
    guessed = guessed_speakers(old.source, document.speakers, known_cases)
    found: dict[str, Speaker] = {}
    for label in document.speakers:
        known = old.speakers.get(was.get(label, label))
        found[label] = Speaker(label, known.coded, known.case) if known else guessed[label]
    return found


def _transcript(source: str, document: Document, speaker_of: dict[str, Speaker]) -> Transcript:
    return Transcript(source, "", document.text, "", document.turns, speaker_of, ())


def _carried(carry: CarryOver, anchor: Anchor, old: Transcript, new: Transcript) -> Carried:
    """Where an anchor stands in the new text; doubtful where it could not be coded there."""
    if anchor.span is None:
        return Carried(None, certain=True)
    carried = carry.carry(anchor.span)
    if carried.certain and carried.span is not None and anchor.table == "codings":
        problem = selection_problem(new, carried.span)
        if problem is not None and selection_problem(old, anchor.span) is None:
            return Carried(carried.span, certain=False, why=problem)
    return carried


def _context(carry: CarryOver, anchor: Anchor) -> Span | None:
    return carry.carry(anchor.context).span if anchor.context is not None else None


def _move_units(change: Change, plan: _Plan) -> None:
    """Let the parts that rounds sampled follow their words, changed or not."""
    places: dict[int, Span] = {}
    gone: list[str] = []
    for key, guid, span in revisions.sampled_units(change.connection, plan.before.source_id):
        carried = plan.carry.carry(span)
        place = carried.span if carried.certain else plan.carry.opposite(span) or carried.span
        if place is None:
            gone.append(guid)
        else:
            places[key] = place
    revisions.move_units(change, places, gone)


def _preview(project: Project, connection: Connection, plan: _Plan) -> CorrectionPreview:
    viewer = project.acting_key(connection)
    seen = {a.guid for a in revisions.visible_anchors(connection, viewer, plan.before.id)}
    name = _Names(project, connection)
    waiting = [
        name.doubtful(plan.before.source, plan.carry, anchor, carried)
        for anchor, carried in plan.waiting
        if anchor.guid in seen
    ]
    known = project.memory.transcript(connection, plan.before.source).speakers
    return CorrectionPreview(
        source=plan.before.source,
        turns=plan.carry.turn_changes,
        renamed=plan.carry.renamed,
        new_speakers=tuple(
            speaker
            for label, speaker in plan.speaker_of.items()
            if label not in known and label not in plan.carry.renamed.values()
        ),
        carried=sum(move.anchor.guid in seen for move in plan.moves),
        doubtful=tuple(one for one in waiting if one.proposal is not None),
        lost=tuple(one for one in waiting if one.proposal is None),
    )


class _Names:
    """Tells coders and codes by name."""

    def __init__(self, project: Project, connection: Connection) -> None:
        self._coders = revisions.coder_names(connection)
        self._codes = project.memory.code_index(connection).by_id

    def doubtful(self, source: str, carry: CarryOver, anchor: Anchor, carried: Carried) -> Doubtful:
        """An anchor that waits, for people."""
        assert anchor.span is not None  # noqa: S101
        code = self._codes.get(anchor.code_id) if anchor.code_id is not None else None
        return Doubtful(
            guid=anchor.guid,
            kind=KINDS[anchor.table],
            source=source,
            coder=self._coders.get(anchor.coder_id) if anchor.coder_id is not None else None,
            code=code.ref if code else None,
            span=anchor.span,
            quotation=anchor.quotation,
            proposal=carried.span,
            words=carried.span.of(carry.new_text) if carried.span else "",
            why=carried.why,
            before=carry.old_text[max(0, anchor.span.start - AROUND) : anchor.span.start],
            after=carry.old_text[anchor.span.end : anchor.span.end + AROUND],
        )


def doubtful(project: Project, source: str | None = None) -> list[Doubtful]:
    """What waits for its place in a corrected text, of all sources or of one, in order.

    Only what the acting coder may see is told. Until it is settled it is in no screen of the new
    text, no count, no agreement and no export.

    Raises:
        NotFound: there is no such source.
    """
    with project.read() as connection:
        wanted = None if source is None else source_rows.source_row(connection, source).id
        viewer = project.acting_key(connection)
        name = _Names(project, connection)
        found: list[Doubtful] = []
        for former in revisions.former_revisions(connection, wanted):
            anchors = [
                anchor
                for anchor in revisions.visible_anchors(connection, viewer, former.id)
                if anchor.span is not None
            ]
            if anchors:
                carry, old, new = _between(project, connection, former)
                found += [
                    name.doubtful(former.source, carry, anchor, _carried(carry, anchor, old, new))
                    for anchor in sorted(anchors, key=lambda anchor: anchor.span or Span(0, 1))
                ]
        return found


def count_doubtful(project: Project) -> dict[str, int]:
    """How much waits for its place in a corrected text, by source: what lists leave out."""
    with project.read() as connection:
        viewer = project.acting_key(connection)
        found: dict[str, int] = {}
        for former in revisions.former_revisions(connection):
            n = len(revisions.visible_anchors(connection, viewer, former.id))
            if n:
                found[former.source] = found.get(former.source, 0) + n
        return found


def _between(
    project: Project, connection: Connection, former: Revision
) -> tuple[CarryOver, Transcript, Transcript]:
    """What carries passages of a former text into the one that is shown, and both texts."""
    new = project.memory.transcript(connection, former.source)
    carry = project.memory.get(
        ("carry over", former.source_id, former.id),
        new.revision,
        lambda: CarryOver(former.text, former.turns, new.text, new.turns),
    )
    labels = dict.fromkeys(turn.speaker for turn in former.turns)
    speaker_of = {label: new.speakers.get(label, Speaker(label, coded=True)) for label in labels}
    old = _transcript(former.source, Document(former.text, former.turns), speaker_of)
    return carry, old, new


def settle_anchor(project: Project, guid: str, span: Span | None, reason: str = "") -> None:
    """Say where something stands in the corrected text, or let it go.

    Args:
        project: the project.
        guid: GUID of what waits, as `doubtful` tells it.
        span: its place in the text that is shown: the proposal, or another; None lets it go,
            and memos on a coding with it.
        reason: why it is let go, if anybody wants to know later; journalled.

    Raises:
        NotFound: nothing waits under this GUID.
        NotAllowed: nobody is acting, it is in another coder's layer, or the passage may not be
            coded.
    """
    if project.acting is None:
        raise NotAllowed(
            N_("Who is settling? Name yourself: --as NAME, or QUALCODE_CODER in the environment.")
        )
    with project.change("settle_anchor") as change:
        connection = change.connection
        refuse_viewers(project, change)
        own = project.acting_key(connection)
        anchor = revisions.waiting_anchor(connection, own, guid)
        if anchor.table in {"codings", "memos"} and anchor.coder_id not in {None, own}:
            raise NotAllowed(N_("This belongs to another coder, who says where it stands."))
        former = revisions.revision_of(connection, anchor)
        change.said |= {"source": former.source}
        if reason.strip():
            change.said["reason"] = change.write(normalised(reason).strip())
        if span is None:
            _let_go(change, anchor)
        else:
            _settle(project, change, anchor, former, span)


def _let_go(change: Change, anchor: Anchor) -> None:
    if anchor.table == "codings":
        coding_rows.remove_codings(change, [anchor.guid])
    else:
        revisions.let_go(change, anchor)


def _settle(project: Project, change: Change, anchor: Anchor, former: Revision, span: Span) -> None:
    connection = change.connection
    carry, _, new = _between(project, connection, former)
    _, text_id = source_rows.current_text(connection, new)
    if anchor.table == "codings":
        place = codable_passage(new, span)
        row = revisions.coding_row(connection, anchor)
        coding_rows.change_coding(change, row, span=place, text_id=text_id)
        coding_rows.set_context(change, anchor.id, _context(carry, anchor))
        code = project.memory.code_index(connection).by_id.get(row.code_id)
        change.said |= {"code": code.ref} if code else {}
    else:
        place = _words_at(new, span)
        if anchor.table == "question_turns" and revisions.asked_there(
            connection, anchor, text_id, place.start
        ):
            revisions.let_go(change, anchor)
        else:
            revisions.move_anchors(change, [Move(anchor, place)], text_id, new.text)
    change.said |= {"address": address_of(new, place, with_source=False)}


def _words_at(transcript: Transcript, span: Span) -> Span:
    place = trimmed(transcript.text, span.start, min(span.end, len(transcript.text)))
    if place is None or span.end > len(transcript.text):
        raise NotAllowed(
            N_("The passage {start}:{end} lies outside the text of {source} (0:{length})."),
            start=span.start,
            end=span.end,
            source=transcript.source,
            length=len(transcript.text),
        )
    return place
