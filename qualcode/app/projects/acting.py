"""Who is acting, for what everybody but a viewer or a trainee may do to the shared analysis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qualcode.core.errors import NotAllowed
from qualcode.core.people import Role
from qualcode.i18n import N_
from qualcode.store.gate import open_rounds_of
from qualcode.store.rows.cases import coder_named

if TYPE_CHECKING:
    from qualcode.store.journal import Change
    from qualcode.store.project import Project


def analyst(project: Project, change: Change) -> int:
    """Key of the acting coder, who may write into charts, ratings, themes and selections.

    What is written there shows what is coded, so whoever codes a blind round waits for its reveal.

    Raises:
        NotAllowed: nobody is acting, or a viewer or trainee is, or they code a round blind.
    """
    if project.acting is None:
        raise NotAllowed(
            N_("Who is writing? Name yourself: --as NAME, or QUALCODE_CODER in the environment.")
        )
    row = coder_named(change.connection, project.acting)
    if Role(row.role) in {Role.VIEWER, Role.TRAINEE}:
        raise NotAllowed(
            N_("{name} may read and comment, but not work on the analysis."), name=row.name
        )
    blind = open_rounds_of(change.connection, row.id)
    if blind:
        raise NotAllowed(
            N_(
                "The round {rounds} is coded blind: the analysis would show what is coded, and "
                "waits for the reveal."
            ),
            rounds=", ".join(blind),
        )
    return int(row.id)
