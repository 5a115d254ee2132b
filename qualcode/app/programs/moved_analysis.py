"""What a team has made of its codings, restored in a project that comes back from a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from qualcode.core.analysis.charting import Cell
from qualcode.core.analysis.themes import Member, MemberKind, Theme, as_tree
from qualcode.core.memo import About
from qualcode.core.portable import Analysis, PortableProject, Remarks
from qualcode.i18n import N_
from qualcode.store import tables
from qualcode.store.rows import answers, charts, displays
from qualcode.store.rows import themes as theme_rows
from qualcode.store.rows.carrying import unused
from qualcode.store.rows.cases import list_coders
from qualcode.store.rows.codebooks import CodeRow
from qualcode.store.rows.memos import guid_of
from qualcode.store.rows.sources import mark_progress

if TYPE_CHECKING:
    from qualcode.store.journal import Change


class AnalysisPlacer:
    """Writes the analysis of one project, after its codes, codings and memos are written."""

    def __init__(
        self,
        change: Change,
        carried: PortableProject,
        rows: Mapping[str, CodeRow],
        guids: Mapping[str, str],
        coders: Mapping[str, int],
        remarks: Remarks,
    ) -> None:
        """Prepare.

        Args:
            change: the change under way.
            carried: the project.
            rows: codes as they stand now, by identity.
            guids: codings and memos as they are called now, by identity.
            coders: keys of coders by identity.
            remarks: what finds no place is added there.
        """
        self._change = change
        self._carried = carried
        self._rows = rows
        self._guids = guids
        self._coders = coders
        self._remarks = remarks
        self._by_ref = {
            f"{code.codebook}:{code.code.key}": rows[code.identity]
            for code in carried.codes
            if code.code is not None and code.identity in rows
        }
        self._themes: dict[str, str] = {}

    def place(self, fresh: Mapping[str, str]) -> None:
        """Write everything; `fresh` are the sources that came in, by identity their names."""
        analysis = self._carried.analysis
        self._put_themes([*analysis.themes, *self._sets_of_codes(analysis)])
        self._put_cells(analysis)
        self._put_displays(analysis)
        held = answers.list_answers(self._change.connection)
        for key, words in analysis.answers.items():
            if key not in held:
                answers.put_answer(self._change, key, words)
        for source, coder, progress in analysis.progress:
            if source in fresh and coder in self._coders:
                mark_progress(self._change, fresh[source], self._coders[coder], progress)

    def _sets_of_codes(self, analysis: Analysis) -> Iterable[Theme]:
        """Sets of codes that another program made, as themes built on those codes."""
        known = {theme.guid for theme in analysis.themes}
        for group in self._carried.sets:
            if group.codes and group.identity not in known:
                members = [
                    Member(MemberKind.CODE, code, "") for code in group.codes if code in self._rows
                ]
                yield Theme(group.identity, group.name or "—", None, tuple(members))

    def _put_themes(self, themes: Sequence[Theme]) -> None:
        connection = self._change.connection
        free = unused(connection, tables.themes, [theme.guid for theme in themes])
        told = {theme.statement for theme in theme_rows.list_themes(connection, None)}
        keys: dict[str, int] = {}
        for _depth, theme in as_tree(themes):
            if theme.statement in told and theme.guid not in free:
                continue
            above = keys.get(theme.parent or "")
            guid = theme.guid if theme.guid in free else ""
            made = theme_rows.add_theme(self._change, theme.statement, above, guid)
            self._themes[theme.guid] = made
            keys[theme.guid] = int(theme_rows.theme_row(connection, made).id)
            for member in theme.members:
                self._put_member(keys[theme.guid], member)

    def _put_member(self, theme: int, member: Member) -> None:
        found = self._guids.get(member.guid)
        if member.kind is MemberKind.CODE and member.guid in self._rows:
            row = self._rows[member.guid]
            found = guid_of(self._change.connection, About.CODE, row.ref)
        if found is None:
            self._remarks.add(N_("members of themes that were not carried"))
            return
        theme_rows.put_member(self._change, theme, member.kind, found, negative=member.negative)

    def _put_cells(self, analysis: Analysis) -> None:
        connection = self._change.connection
        raters = {coder.name: self._key_of(coder.name) for coder in list_coders(connection)}
        summed = {one.cell for one in charts.list_summaries(connection, objected=True)}
        rated = {(one.cell, one.rater) for one in charts.list_ratings(connection, objected=True)}
        for summary in analysis.summaries:
            row, cell = self._placed(summary.cell)
            if row is None or cell in summed:
                self._remarks.add(N_("cells of charts whose place is taken or was not carried"))
            else:
                concerns = self._now(summary.concerns)
                charts.put_summary(self._change, row.id, cell, summary.words, concerns)
        for rating in analysis.ratings:
            row, cell = self._placed(rating.cell)
            rater = raters.get(rating.rater)
            if row is None or rater is None or (cell, rating.rater) in rated:
                self._remarks.add(N_("ratings whose place is taken or was not carried"))
            else:
                said = (rater, rating.strength, rating.rationale)
                charts.put_rating(self._change, row.id, cell, *said)

    def _key_of(self, name: str) -> int | None:
        """The key of a coder whom the file names."""
        names = {said.strip(): key for key, said in self._carried.coders.items()}
        return self._coders.get(names.get(name, ""))

    def _placed(self, cell: Cell) -> tuple[CodeRow | None, Cell]:
        """The code of a cell as it stands now, and the cell as it is called now."""
        row = self._by_ref.get(cell.code)
        return row, cell if row is None else Cell(row.ref, cell.by, cell.value)

    def _now(self, concerns: Iterable[str]) -> list[str]:
        return [self._guids[guid] for guid in concerns if guid in self._guids]

    def _put_displays(self, analysis: Analysis) -> None:
        connection = self._change.connection
        joint = unused(connection, tables.joint_rows, [one.guid for one in analysis.joint_rows])
        for one in analysis.joint_rows:
            theme, code = self._themes.get(one.theme or ""), self._by_ref.get(one.code or "")
            if one.guid not in joint or (one.theme and not theme) or (one.code and not code):
                self._remarks.add(N_("rows of displays that are there, or whose code is not"))
                continue
            displays.add_joint_row(
                self._change,
                one.aggregate,
                one.fit,
                theme_id=int(theme_rows.theme_row(connection, theme).id) if theme else None,
                code_id=code.id if code else None,
                inference=one.inference,
                guid=one.guid,
            )
        guids = [one.guid for one in analysis.objectives]
        wanted = unused(connection, tables.change_objectives, guids)
        for goal in analysis.objectives:
            code = self._by_ref.get(goal.code)
            if code is None or goal.guid not in wanted:
                self._remarks.add(N_("rows of displays that are there, or whose code is not"))
                continue
            displays.add_change_objective(
                self._change, code.id, goal.actor, goal.performance, goal.words,
                self._now(goal.concerns), goal.guid,
            )  # fmt: skip
