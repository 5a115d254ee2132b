"""Who takes part, and what each may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qualcode.app.pairs.round_rights import organiser
from qualcode.core.errors import NotAllowed
from qualcode.core.pairs.rounds import RoundState
from qualcode.core.people import Role
from qualcode.core.text import normalised
from qualcode.i18n import N_
from qualcode.store.rows import cases as case_rows
from qualcode.store.rows import rounds as round_rows

if TYPE_CHECKING:
    from qualcode.store.project import Project


def enrol_coder(project: Project, name: str, role: Role = Role.CODER) -> bool:
    """Let somebody take part in a role, or give somebody another one.

    Gives False where that was so already.

    Raises:
        NotAllowed: no name, a role that only a round gives, somebody who codes in an open round,
            or who acts may not.
    """
    called = normalised(name).strip()
    if not called or role is Role.REPEAT:
        raise NotAllowed(
            N_("A coder has a name and one of these roles: coder, adjudicator, viewer, trainee.")
        )
    with project.change("enrol", coder=called, role=role.value) as change:
        organiser(project, change)
        known = {coder.name: coder.role for coder in case_rows.list_coders(change.connection)}
        if known.get(called) is role:
            return False
        if called not in known:
            case_rows.add_coder(change, called, role)
            return True
        if known[called] is Role.REPEAT:
            raise NotAllowed(N_("{name} is the second layer of a coder."), name=called)
        for held in round_rows.list_rounds(change.connection):
            if held.state is RoundState.OPEN and held.coder(called) is not None:
                raise NotAllowed(
                    N_("{name} codes in the round “{round}”: the role stays until the reveal."),
                    name=called,
                    round=held.name,
                )
        case_rows.set_role(change, called, role)
        return True
