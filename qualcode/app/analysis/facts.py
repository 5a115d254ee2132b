"""What a project knows about itself, for reporting checklists: counts and names, no words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

from qualcode.app.analysis.selecting import list_chosen
from qualcode.app.analysis.theming import list_themes
from qualcode.app.coding.reading import list_cases, list_exports, list_sources
from qualcode.app.projects.layers import CONSENSUS
from qualcode.app.projects.studies import list_codebooks, study_of
from qualcode.app.projects.undoing import list_journal
from qualcode.core.analysis.themes import Theme
from qualcode.core.codebook import Codebook
from qualcode.core.memo import MemoKind
from qualcode.core.people import Case
from qualcode.core.study import Study
from qualcode.store.rows import codings as coding_rows
from qualcode.store.rows import memos as memo_rows
from qualcode.store.rows.guide import list_questions
from qualcode.store.rows.sources import SourceSummary

if TYPE_CHECKING:
    from qualcode.store.project import Project


@dataclass(frozen=True)
class Facts:
    """A project as its checklists see it."""

    study: Study
    sources: Sequence[SourceSummary]
    cases: Sequence[Case]
    codebooks: Sequence[Codebook]
    themes: Sequence[Theme]
    coders: Mapping[str, frozenset[str]]
    """Sources that each coder has coded, consensus apart."""
    memos: Mapping[MemoKind, int]
    actions: Mapping[str, int]
    """How often each thing was done."""
    exports: Sequence[Mapping[str, Any]]
    printed: int
    """Quotations in the files that were exported."""
    questions: int
    """Questions of the interview guides."""
    chosen: int
    """Quotations chosen for print."""
    quoted: int
    """Participants among them."""

    @property
    def persons(self) -> list[Case]:
        """The cases that count as participants and speak in a source."""
        heard = {name for source in self.sources for name in source.cases}
        return [
            case
            for case in self.cases
            if case.is_person and case.name in heard and not case.objected
        ]

    @property
    def repeated(self) -> int:
        """Participants with more than one source."""
        counted = Counter(name for source in self.sources for name in source.cases)
        return sum(counted[case.name] > 1 for case in self.persons)

    @property
    def double_coded(self) -> int:
        """Sources that two coders or more have coded."""
        counted = Counter(source for coded in self.coders.values() for source in coded)
        return sum(n > 1 for n in counted.values())

    def values(self, attribute: str) -> Counter[str]:
        """How many sources have each value of a source attribute."""
        return Counter(
            value for source in self.sources if (value := source.attributes.get(attribute))
        )

    def durations(self) -> tuple[int, float, int, int] | None:
        """Shortest, median and longest duration in minutes, and of how many; None without any."""
        minutes = sorted(
            int(value)
            for source in self.sources
            if (value := source.attributes.get("duration_min", "")).isdecimal()
        )
        if not minutes:
            return None
        return minutes[0], median(minutes), minutes[-1], len(minutes)

    def types(self) -> Counter[str]:
        """How many sources of each type there are, by the name of the type."""
        return Counter(
            kind.name if (kind := self.study.source_type(source.type)) else source.type
            for source in self.sources
        )


def journal_told(project: Project) -> dict[str, Any]:
    """What the journal and the ledger tell of the project; no frozen state holds it."""
    done = Counter(entry.action for entry in list_journal(project) if not entry.undone)
    printed = sum(int(row["quotations"] or 0) for row in list_exports(project))
    return {"actions": dict(sorted(done.items())), "printed": printed}


def facts_of(project: Project, told: Mapping[str, Any] | None = None) -> Facts:
    """What the acting coder may know of the project.

    Args:
        project: the project.
        told: what `journal_told` gave when a file was made that is made again.
    """
    told = journal_told(project) if told is None else told
    with project.read() as connection:
        viewer = project.acting_key(connection)
        counts = coding_rows.count_codings(connection, viewer)
        questions = len(list_questions(connection))
        memos = Counter(memo.kind for memo in memo_rows.list_memos(connection, viewer))
    coders: dict[str, set[str]] = {}
    for source, coder, _code in counts:
        if coder != CONSENSUS:
            coders.setdefault(coder, set()).add(source)
    chosen = list_chosen(project)
    return Facts(
        study=study_of(project),
        sources=list_sources(project),
        cases=list_cases(project),
        codebooks=list_codebooks(project),
        themes=list_themes(project),
        coders={coder: frozenset(found) for coder, found in coders.items()},
        memos=memos,
        actions=told["actions"],
        exports=list_exports(project),
        printed=told["printed"],
        questions=questions,
        chosen=len(chosen),
        quoted=len({one.case.name for one in chosen if one.case}),
    )
