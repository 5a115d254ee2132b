"""What a trainee's coding is beside the settled one: to learn from, in no figure of reliability."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.app.pairs.disagreeing import Differing, Wanted, list_disagreements
from qualcode.app.pairs.rounds import round_status
from qualcode.app.pairs.settling import decisions
from qualcode.app.projects.layers import CONSENSUS
from qualcode.core.errors import NotAllowed
from qualcode.core.pairs.rounds import RoundKind
from qualcode.i18n import N_

if TYPE_CHECKING:
    from qualcode.core.pairs.settlement import Settlement
    from qualcode.store.project import Project


@dataclass(frozen=True, slots=True)
class Learned:
    """One code in a lesson."""

    code: str
    """`codebook:key`."""
    settled: int
    """Passages that bear it in the settled coding."""
    alike: int
    """Those that the trainee gave it to, on the same sentences and on the same side."""
    own: int
    """Passages that the trainee gave it to."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A trainee's coding beside the settled one."""

    round: str
    trainee: str
    codes: tuple[Learned, ...]
    """The codes that either of the two holds."""
    differing: tuple[Differing, ...]
    """Where they differ, in the order of the text; the trainee first."""
    said: tuple[Settlement, ...]
    """What was decided, with a reason, where the coders of the settled coding differed."""

    @property
    def settled(self) -> int:
        """Passages of the settled coding."""
        return sum(one.settled for one in self.codes)

    @property
    def alike(self) -> int:
        """Those that the trainee coded alike."""
        return sum(one.alike for one in self.codes)

    def reason(self, one: Differing) -> str:
        """Why that passage was settled as it is, in the words of who decided; "" without any."""
        found = (
            said.reason
            for said in self.said
            if said.source == one.source and said.span.overlaps(one.span)
        )
        return " ".join(dict.fromkeys(found))


def lesson(project: Project, round_name: str, trainee: str | None = None) -> Lesson:
    """A trainee's coding beside the settled one, once the round is revealed.

    Args:
        project: the project.
        round_name: a round of teaching.
        trainee: who learns; who acts where None.

    Raises:
        NotFound: no such round or coder.
        NotAllowed: no round of teaching, not revealed, or nobody who codes in it is named.
    """
    held = round_status(project, round_name)
    name = trainee or project.acting or ""
    if held.kind is not RoundKind.TEACHING:
        raise NotAllowed(N_("“{round}” is no round of teaching."), round=held.name)
    if held.coder(name) is None:
        raise NotAllowed(
            N_("{name} is no coder of the round “{round}”. It has: {names}."),
            name=name or "—",
            round=held.name,
            names=", ".join(coder.name for coder in held.coders) or "—",
        )
    (pair,) = list_disagreements(project, Wanted(coders=(name, CONSENSUS), round=held.name))
    alike = Counter(one.codes[1] for one in pair.agreed for _ in one.codings[1])
    own, settled = (
        Counter(one.codes[side] for one in pair.agreed for _ in one.codings[side])
        + Counter(f"{c.codebook}:{c.code}" for one in pair.found for c in one.codings[side])
        for side in (0, 1)
    )
    return Lesson(
        round=held.name,
        trainee=name,
        codes=tuple(
            Learned(ref, settled[ref], alike[ref], own[ref])
            for ref in pair.refs
            if settled[ref] or own[ref]
        ),
        differing=pair.found,
        said=tuple(one for one in decisions(project) if one.kind is not None and one.reason),
    )
