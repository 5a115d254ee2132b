"""Who may hold rounds, and what the state of a round allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qualcode.app.codebook.edits import EDITORS
from qualcode.core.errors import NotAllowed
from qualcode.core.pairs.rounds import Round, RoundAction, RoundState
from qualcode.core.people import Role
from qualcode.i18n import N_
from qualcode.store.rows import rounds as round_rows
from qualcode.store.rows.cases import coder_named

if TYPE_CHECKING:
    from qualcode.store.journal import Change
    from qualcode.store.project import Project


def allowed(change: Change, name: str, action: RoundAction) -> tuple[int, Round]:
    """A round in which `action` is allowed; once it is open, that is a barrier."""
    key, held = round_rows.find_round(change.connection, name)
    held.require(action)
    if held.state is not RoundState.DRAFT:
        change.kind = "barrier"
    return key, held


def organiser(project: Project, change: Change) -> int:
    """Key of who acts, if they may hold rounds.

    Raises:
        NotAllowed: nobody is acting, or their role does not.
    """
    if project.acting is None:
        raise nobody()
    row = coder_named(change.connection, project.acting)
    if Role(row.role) not in EDITORS:
        raise NotAllowed(N_("{name} may not hold rounds or give roles."), name=row.name)
    return int(row.id)


def nobody() -> NotAllowed:
    """The error where nobody has said who they are."""
    return NotAllowed(
        N_("Who is acting? Name yourself: --as NAME, or QUALCODE_CODER in the environment.")
    )
