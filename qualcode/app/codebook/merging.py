"""Merging and splitting of codes: the only edits that reach into other coders' layers.

A merge touches all layers in one journal entry. It is no barrier: whoever merged can undo it as
long as nobody else has touched one of the codings or codes since. Until then, and after, the
other coders can change the codings that it moved, but not undo what they had done to them before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from qualcode.app.codebook.edits import editing, editor, in_use, refuse_in_round, somebody_acts
from qualcode.core.address import address_of
from qualcode.core.coding import Coding
from qualcode.core.errors import NotAllowed, NotFound
from qualcode.core.people import Role
from qualcode.core.spans import Span
from qualcode.i18n import N_
from qualcode.store.rows import codebook_work as work_rows
from qualcode.store.rows import codings as coding_rows
from qualcode.store.rows import sources as source_rows
from qualcode.store.rows.codebook_work import MergedCode
from qualcode.store.rows.codebooks import CodeIndex, CodeRow

if TYPE_CHECKING:
    from qualcode.store.journal import Change
    from qualcode.store.project import Project


class Choice(StrEnum):
    """Where a coding of a split code goes."""

    A = "a"
    """To the first of the two codes."""
    B = "b"
    """To the second."""
    BOTH = "both"
    NEITHER = "neither"
    """To none: it is taken away."""


@dataclass(frozen=True, slots=True)
class OpenDecision:
    """A coding of a split code that has not been given to one of the two codes yet."""

    coding: Coding
    first: str
    """Reference of code A."""
    second: str
    """Reference of code B."""


def merge_codes(project: Project, ref: str, into: str, *, reason: str = "") -> MergedCode:
    """Make one code of two: what was coded with `ref`, by anybody, is then coded with `into`.

    Passages that overlap one of the same coder, source and valence unite with it, with memos and
    marks. The valence is adapted to the policy of `into`: `fixed` sets its own, `none` takes it
    away, under `required` and `optional` it stays. Codes under `ref` come to stand under `into`;
    memos, themes, summaries and ratings go along where `into` has none. The merged code is
    retired and leaves the grid; its key and aliases lead to `into`. Settlements of former rounds
    keep naming the code that was settled.

    Raises:
        NotFound: no such code.
        NotAllowed: the same code, one of another codebook, retired or a heading; a round is open;
            or who acts may not.
    """
    with editing(project, "merge_codes", ref) as edit:
        connection = edit.change.connection
        refuse_in_round(connection)
        target = in_use(edit.find(into))
        if target.id == edit.code.id:
            raise NotAllowed(N_("A code cannot be merged into itself."))
        coded = edit.code.code.codable or work_rows.living_codings(connection, edit.code.id)
        if coded and not target.code.codable:
            raise NotAllowed(
                N_("“{code}” is a heading: it takes no codings."), code=target.code.label
            )
        merged = work_rows.merge(edit.change, edit.code, target)
        edit.explain(target, reason)
        edit.change.said |= {"into": target.ref, "n": merged.codings}
    return merged


def split_code(project: Project, ref: str, into: Sequence[str], *, reason: str = "") -> int:
    """Queue what was coded with a code for a decision between two others, A and B.

    Both must be there already. The split code takes no codings any more: with codes under it, it
    becomes a heading, else it is retired. Its codings stay where they are until `decide_split`.

    Returns:
        How many codings wait for a decision, as far as one may see.

    Raises:
        NotFound: no such code.
        NotAllowed: not two other codes of the same codebook that may be applied; it was split
            before; a round is open; or who acts may not.
    """
    with editing(project, "split_code", ref) as edit:
        connection = edit.change.connection
        refuse_in_round(connection)
        code = in_use(edit.code)
        takers = {taker.id: taker for taker in map(edit.find, into)}
        if len(takers) != 2 or code.id in takers:
            raise NotAllowed(
                N_("“{code}” is split into two other codes: make them first."), code=code.code.label
            )
        first, second = (_taking(taker) for taker in takers.values())
        if not code.code.codable:
            raise NotAllowed(
                N_("“{code}” is a heading: it takes no codings."), code=code.code.label
            )
        work_rows.split(edit.change, code, first, second)
        edit.explain(code, reason)
        edit.change.said |= {"a": first.ref, "b": second.ref}
        return work_rows.count_visible(connection, edit.coder, code.id)


def _taking(row: CodeRow) -> CodeRow:
    if not row.code.codable:
        raise NotAllowed(N_("“{code}” is a heading: it takes no codings."), code=row.code.label)
    return in_use(row)


def open_decisions(project: Project, coder: str | None = None) -> list[OpenDecision]:
    """Codings of split codes that wait for a decision, of one coder or of all one may see."""
    with project.read() as connection:
        index = project.memory.code_index(connection)
        waiting = {
            index.by_id[code].ref: _takers(index, pair)
            for code, pair in work_rows.splits(connection).items()
        }
        found = coding_rows.list_codings(
            connection,
            project.acting_key(connection),
            coder=coder,
            code_ids=list(work_rows.splits(connection)),
            objected=True,
        )
    return [
        OpenDecision(coding, *(taker.ref for taker in waiting[f"{coding.codebook}:{coding.code}"]))
        for coding in found
    ]


def _takers(index: CodeIndex, pair: tuple[int, int]) -> tuple[CodeRow, CodeRow]:
    """The two codes of a split; where one was merged since, what it became."""
    first, second = (index.find(index.by_id[key].ref) for key in pair)
    return first, second


def decide_split(project: Project, guid: str, choice: Choice | str) -> list[str]:
    """Give a coding of a split code to A, to B, to both or to neither.

    It keeps its GUID where it goes to one; memos and marks go along, and the valence is adapted
    as when codes are merged. A coder decides for their own layer, an adjudicator for all.

    Returns:
        GUIDs of the codings that hold the passage now; none for neither.

    Raises:
        NotFound: no such coding, or one that this coder may not see.
        NotAllowed: it waits for no decision, it is another coder's, or a round is open.
    """
    chosen = Choice(choice)
    somebody_acts(project)
    with project.change("decide_split", choice=chosen.value) as change:
        coder, role = editor(project, change)
        refuse_in_round(change.connection)
        row = work_rows.visible_coding(change.connection, coder, guid)
        if row is None:
            raise NotFound(N_("There is no coding {guid}."), guid=guid)
        if row.coder_id != coder and role is not Role.ADJUDICATOR:
            raise NotAllowed(
                N_("This coding belongs to another coder: they decide, or an adjudicator.")
            )
        index = project.memory.code_index(change.connection)
        pair = work_rows.splits(change.connection).get(row.code_id)
        if pair is None:
            raise NotAllowed(N_("This coding waits for no decision."))
        change.said |= _named(project, change, row, index)
        first, second = _takers(index, pair)
        wanted = {
            Choice.A: (first,),
            Choice.B: (second,),
            Choice.BOTH: (first, second),
            Choice.NEITHER: (),
        }[chosen]
        takers = {taker.id: _taking(taker) for taker in wanted}
        return work_rows.give_to(change, row, list(takers.values()))


def _named(project: Project, change: Change, row: Any, index: CodeIndex) -> dict[str, str]:
    source = source_rows.source_name(change.connection, row.source_id)
    transcript = project.memory.transcript(change.connection, source)
    address = address_of(transcript, Span(row.start, row.end), with_source=False)
    return {"code": index.by_id[row.code_id].ref, "source": source, "address": address}
