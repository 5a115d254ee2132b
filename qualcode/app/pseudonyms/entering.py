"""Reviewed files on their way in: written in one step, with what is left to be told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qualcode.app.pseudonyms.review_rows import forms_of
from qualcode.core.privacy.reviewing import Choice
from qualcode.core.text import fold, folded_places
from qualcode.i18n import N_, translate

if TYPE_CHECKING:
    from qualcode.app.pseudonyms.reviewing import Review
    from qualcode.app.texts.importing import Imported
    from qualcode.core.people import Case
    from qualcode.store.project import Project


def import_reviewed(
    project: Project,
    review: Review,
    *,
    cases: Sequence[Case] = (),
    accept_reason: str = "",
) -> Imported:
    """Write the reviewed texts in one step; what was replaced never reaches the project.

    Args:
        project: where they enter.
        review: the review.
        cases: cases with their attributes, written with them.
        accept_reason: why what is open may stay; journalled.

    Raises:
        PrivacyRefusal: something is open and there is no reason to go on.
        NotAllowed: a source of that name exists, or a reason repeats what is replaced.
    """
    from qualcode.app.texts.besides import change_between, changed_cases, with_cases
    from qualcode.app.texts.importing import enter, refuse_corrections
    from qualcode.app.texts.remarks import keep_remarks
    from qualcode.store.rows.verdicts import add_terms

    reviewed = review.result(accept_reason)
    refuse_corrections(reviewed.incoming)
    put = change_between(review.beside, reviewed.beside)
    named = changed_cases(cases, put)
    renamed = {old.name: new.name for old, new in zip(cases, named, strict=True)}
    incoming = [
        with_cases(one, {k: put(v) for k, v in one.attributes.items()}, renamed, put)
        for one in reviewed.incoming
    ]
    with project.change("import", sources=[one.name for one in incoming]) as change:
        change.said["review"] = dict(reviewed.said)
        done = enter(change, incoming, reviewed.verdicts, named)
        for one in incoming:
            keep_remarks(project, change, one.name, one.document.remarks)
        add_terms(change, reviewed.terms)
    review.pseudonyms.keep(reviewed.given)
    review.entered = tuple(incoming)
    return done


def left_in_project(project: Project, review: Review) -> dict[str, int]:
    """By source that the project holds, how often words stand there that are replaced here."""
    from qualcode.store.rows.held import current_texts

    forms = [
        form
        for row in review.rows
        if row.decision and row.decision.choice is Choice.REPLACE and row.kind.direct
        for form in forms_of(review.files, row)
        if len(form) > 3
    ]
    entered = {one.name for one in review.incoming}
    with project.read() as connection:
        texts = [held for held in current_texts(connection) if held[0] not in entered]
    found: dict[str, int] = {}
    for name, text in texts:
        folded = fold(text)
        places = sum(len(folded_places(text, form)) for form in forms if fold(form) in folded)
        if places:
            found[name] = places
    return found


def passing_note(review: Review) -> str:
    """What is to be said where nobody remembers the pseudonyms."""
    if review.pseudonyms.lasting:
        return ""
    return translate(
        N_(
            "Without a key file pseudonyms hold for this import only: import all files of one "
            "person together."
        )
    )
