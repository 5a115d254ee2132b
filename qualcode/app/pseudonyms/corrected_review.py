"""A corrected text reviewed before it takes the place of the one that stands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.app.texts.correcting import words_standing
from qualcode.app.texts.importing import Incoming
from qualcode.core.text import fold
from qualcode.core.transcript import Document
from qualcode.i18n import N_, translate

if TYPE_CHECKING:
    from qualcode.app.pseudonyms.reviewing import Review
    from qualcode.app.texts.correcting import CorrectionPreview
    from qualcode.core.privacy.pseudonyms import Pseudonyms
    from qualcode.core.privacy.screening import Screen
    from qualcode.store.project import Project

BEFORE = N_("it stands in the text before")
"""Why what was accepted once may stay in a corrected text."""


def review_correction(
    project: Project,
    source: str,
    document: Document,
    *,
    file: str = "",
    screen: Screen | None = None,
    pseudonyms: Pseudonyms | None = None,
) -> Review:
    """A review of a corrected text; what stands in the text before is kept unless said otherwise.

    Args:
        project: the project.
        source: name of the source.
        document: the corrected text.
        file: the file that it comes from; its name does not enter.
        screen: the identifier screen; the study's where None.
        pseudonyms: a key file; without one they are stable within this correction only.

    Raises:
        NotFound: there is no such source.
    """
    from qualcode.app.pseudonyms.review_rows import forms_of
    from qualcode.app.pseudonyms.reviewing import start_review
    from qualcode.app.texts.screening import study_screen

    screen = screen or study_screen(project)
    known = words_standing(project, source, screen)
    incoming = Incoming(Path(file or source), document, source, "", "", {})
    review = start_review(project, [incoming], screen=screen, pseudonyms=pseudonyms)
    for row in review.rows:
        if row.open and all(fold(form) in known for form in forms_of(review.files, row)):
            review.keep(row.key, translate(BEFORE))
    return review


def correct_reviewed(
    project: Project, source: str, review: Review, *, accept_reason: str = ""
) -> CorrectionPreview:
    """Put the reviewed text in the place of the one that stands; gives what became of codings.

    Raises:
        PrivacyRefusal: something is open and there is no reason to go on.
        NotAllowed: it has this text already, or another source has; or the actor may only read.
    """
    from qualcode.app.texts.correcting import write_correction
    from qualcode.store.rows.verdicts import add_terms

    reviewed = review.result(accept_reason)
    with project.change("correct", source=source) as change:
        change.said["review"] = dict(reviewed.said)
        document = reviewed.incoming[0].document
        preview = write_correction(project, change, source, document, reviewed.verdicts)
        add_terms(change, reviewed.terms)
    review.pseudonyms.keep(reviewed.given)
    return preview
