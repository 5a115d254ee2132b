"""An edit of a codebook under way: who may, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.core.errors import NotAllowed
from qualcode.core.memo import About, MemoKind
from qualcode.core.people import Role
from qualcode.core.text import normalised
from qualcode.i18n import N_
from qualcode.store.gate import open_rounds
from qualcode.store.rows import codebook_work as work_rows
from qualcode.store.rows.cases import coder_named
from qualcode.store.rows.codebooks import CodeIndex, CodeRow
from qualcode.store.rows.memos import add_memos

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.store.journal import Change
    from qualcode.store.project import Project

EDITORS = frozenset({Role.CODER, Role.ADJUDICATOR})
"""Who may work on codebooks."""


@dataclass(frozen=True, slots=True)
class Edit:
    """An edit of one code under way."""

    change: Change
    coder: int
    """Key of who edits."""
    role: Role
    index: CodeIndex
    """The codes as they stood before the edit."""
    code: CodeRow

    def find(self, name: str) -> CodeRow:
        """Another code of the same codebook, by key, alias or reference.

        Raises:
            NotFound: there is none.
            NotAllowed: it is a code of another codebook.
        """
        return code_in_book(self.index, self.code.codebook, name)

    def explain(self, about: CodeRow, reason: str) -> None:
        """Keep why a code was edited as a memo on method about it."""
        words = normalised(reason).strip()
        if words:
            guid = work_rows.code_guid(self.change.connection, about.id)
            add_memos(self.change, self.coder, About.CODE, [(guid, words)], kind=MemoKind.METHOD)


@contextmanager
def editing(project: Project, action: str, ref: str) -> Iterator[Edit]:
    """One transaction in which a code is edited by somebody who may.

    Raises:
        NotFound: no such code.
        NotAllowed: nobody is acting, or their role does not edit codebooks.
    """
    somebody_acts(project)
    with project.change(action) as change:
        coder, role = editor(project, change)
        index = project.memory.code_index(change.connection)
        code = index.find(ref)
        change.said["code"] = code.ref
        yield Edit(change, coder, role, index, code)


def somebody_acts(project: Project) -> None:
    """Refuse where nobody has said who they are.

    Raises:
        NotAllowed: nobody is acting.
    """
    if project.acting is None:
        raise NotAllowed(
            N_("Who is editing? Name yourself: --as NAME, or QUALCODE_CODER in the environment.")
        )


def editor(project: Project, change: Change) -> tuple[int, Role]:
    """Key and role of who is acting, if they may work on codebooks.

    Raises:
        NotAllowed: nobody is acting, or their role does not edit codebooks.
    """
    somebody_acts(project)
    row = coder_named(change.connection, project.acting or "")
    role = Role(row.role)
    if role not in EDITORS:
        raise NotAllowed(N_("{name} may not work on codebooks."), name=row.name)
    return int(row.id), role


def refuse_in_round(connection: Connection) -> None:
    """Refuse what changes codings, or what they may say, while layers are coded blind.

    Raises:
        NotAllowed: with the names of the open rounds.
    """
    names = open_rounds(connection)
    if names:
        raise NotAllowed(
            N_("The round {rounds} is open: this changes codings, and waits for the reveal."),
            rounds=", ".join(names),
        )


def in_use(row: CodeRow) -> CodeRow:
    """The code, if it is not retired.

    Raises:
        NotAllowed: it is.
    """
    if row.code.retired:
        raise NotAllowed(N_("“{code}” is retired."), code=row.code.label)
    return row


def code_in_book(index: CodeIndex, codebook: str, name: str) -> CodeRow:
    """A code of one codebook, by key, alias or reference.

    Raises:
        NotFound: there is none.
        NotAllowed: it is a code of another codebook.
    """
    row = index.find(name, (codebook,))
    if row.codebook != codebook:
        raise NotAllowed(
            N_("“{code}” stands in the codebook {other}, not in {codebook}."),
            code=row.code.key,
            other=row.codebook,
            codebook=codebook,
        )
    return row


def refuse_with_children(edit: Edit) -> None:
    """Refuse where codes in use stand under the code that is edited.

    Raises:
        NotAllowed: with their labels.
    """
    below = [
        row.code.label
        for row in edit.index.standing
        if row.codebook == edit.code.codebook
        and row.code.parent == edit.code.code.key
        and not row.code.retired
    ]
    if below:
        raise NotAllowed(
            N_("Codes stand under “{code}”: {below}. Move or retire them first."),
            code=edit.code.code.label,
            below=", ".join(below),
        )
