"""A project of another program reviewed before it enters: its texts and all that stands beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qualcode.app.programs.moved_rows import MovedIn
from qualcode.app.programs.moving_in import beside, place, prepare_moving, shipped_of
from qualcode.app.texts.besides import change_between, changed_project, with_cases
from qualcode.app.texts.importing import Incoming
from qualcode.core.memo import About
from qualcode.core.revisions.carry_over import Redaction

if TYPE_CHECKING:
    from qualcode.app.pseudonyms.reviewing import Review, Reviewed
    from qualcode.core.portable import PortableCoding, PortableNote, PortableProject
    from qualcode.core.privacy.pseudonyms import Pseudonyms
    from qualcode.core.privacy.screening import Screen
    from qualcode.store.project import Project


@dataclass(frozen=True, slots=True)
class Moving:
    """A project of another program under review."""

    carried: PortableProject
    incoming: Mapping[str, Incoming]
    """Its sources by identity, those too whose text is in the project already."""
    review: Review


def review_moving(
    project: Project,
    carried: PortableProject,
    *,
    kind: str | None = None,
    screen: Screen | None = None,
    pseudonyms: Pseudonyms | None = None,
) -> Moving:
    """A review of all texts that another program's project would bring.

    Args:
        project: where it would enter.
        carried: the project as a reader gave it.
        kind: type of the sources, where the file does not say.
        screen: the identifier screen; the built-in one where None.
        pseudonyms: a key file; without one pseudonyms are stable within this import only.

    Raises:
        NotAllowed: a round is coded blind.
    """
    from qualcode.app.pseudonyms.reviewing import start_review

    incoming = prepare_moving(project, carried, kind)
    review = start_review(
        project,
        [*incoming.values()],
        screen=screen,
        pseudonyms=pseudonyms,
        cases=[one.case.name for one in carried.cases],
        beside=beside(carried),
    )
    return Moving(carried, incoming, review)


def move_in_reviewed(project: Project, moving: Moving, *, accept_reason: str = "") -> MovedIn:
    """Write the reviewed project in one step; what was replaced never reaches ours.

    Codings and memos stand where they stood, over the pseudonyms.

    Args:
        project: where it enters.
        moving: the project and its review.
        accept_reason: why what is open may stay; journalled.

    Raises:
        PrivacyRefusal: something is open and there is no reason to go on.
        NotAllowed: a reason repeats what is replaced.
    """
    from qualcode.app.texts.screening import record_verdict
    from qualcode.store.rows.verdicts import add_terms

    review = moving.review
    reviewed = review.result(accept_reason)
    carried, incoming = _as_reviewed(moving, reviewed)
    names = [one.name for one in reviewed.incoming]
    with project.change("move_in", sources=names) as change:
        change.said["review"] = dict(reviewed.said)
        done = place(project, change, carried, incoming)
        for verdict in reviewed.verdicts:
            record_verdict(change, verdict)
        add_terms(change, reviewed.terms)
    review.pseudonyms.keep(reviewed.given)
    review.entered = reviewed.incoming
    return done


def _as_reviewed(moving: Moving, reviewed: Reviewed) -> tuple[PortableProject, dict[str, Incoming]]:
    """The project with all that was replaced in it, and its sources as they enter."""
    change = change_between(moving.review.beside, reviewed.beside)
    fresh = [key for key, one in moving.incoming.items() if one.already is None]
    edited = {key: Redaction(moving.review.edits_of(number)) for number, key in enumerate(fresh)}
    carried = changed_project(moving.carried, change, shipped_of(moving.carried))
    carried = replace(
        carried,
        codings=tuple(_coding(one, edited) for one in carried.codings),
        notes=tuple(_note(one, edited) for one in carried.notes),
    )
    after = dict(zip(fresh, reviewed.incoming, strict=True))
    attributes = {one.identity: one.attributes for one in carried.sources}
    renamed = {
        before.case.name: now.case.name
        for before, now in zip(moving.carried.cases, carried.cases, strict=True)
    }
    incoming = {
        key: with_cases(after.get(key, one), attributes[key], renamed, change)
        for key, one in moving.incoming.items()
    }
    return carried, incoming


def _coding(coding: PortableCoding, edited: Mapping[str, Redaction]) -> PortableCoding:
    edits = edited.get(coding.source)
    if edits is None:
        return coding
    context = edits.carry(coding.context) if coding.context else None
    return replace(coding, span=edits.carry(coding.span), context=context)


def _note(note: PortableNote, edited: Mapping[str, Redaction]) -> PortableNote:
    edits = edited.get(note.subject) if note.about is About.PASSAGE else None
    if edits is None or note.span is None:
        return note
    return replace(note, span=edits.carry(note.span))
