"""Why coders agree little on a code, in one sentence: the cause that explains most of it.

The causes are looked at in an order that keeps false comfort and false alarm apart. A rare code
is told first, since its figures move with one passage. Then comes what the units of disagreement
are made of: a cause is named where it makes up at least half of them. A coefficient that chance
correction alone pulls down (prevalence) is told last, so that it never hides a real disagreement.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from qualcode.core.agreement.disagreement import Disagreements, Kind, Share, Shares
from qualcode.core.agreement.report import CodeAgreement, LowCodes
from qualcode.i18n import N_, N_several, plural, translate
from qualcode.i18n.numbers import percent, quoted

RELIABLE = 0.8
"""Krippendorff's alpha from which there is nothing to explain."""

_MOST = 0.5
_FAR_MORE = 2
"""How many times more often one coder gave the code, where it is called a habit."""


class Cause(StrEnum):
    """Why agreement is low."""

    RARE = "rare"
    HABIT = "habit"
    """One coder gives the code far more readily: bias."""
    NEIGHBOUR = "neighbour"
    """One other code is given instead."""
    BOUNDARIES = "boundaries"
    FURTHER = "further"
    """One coder gives it beside other codes."""
    OMISSIONS = "omissions"
    VALENCE = "valence"
    """The code is agreed, barrier or lever is not."""
    PREVALENCE = "prevalence"
    """Chance correction weighs on a code given almost nowhere or almost everywhere."""
    SEVERAL = "several"


_RARE = N_several(
    "“{code}” is rare ({n} passage at most by one coder): one disagreement moves its figures far. "
    "Read the passages rather than the coefficient.",
    "“{code}” is rare ({n} passages at most by one coder): one disagreement moves its figures far. "
    "Read the passages rather than the coefficient.",
)
_SENTENCES = {
    Cause.HABIT: N_(
        "{coder} gives “{code}” far more often than {other} ({n} units against {m}): a habit of "
        "one coder more than doubtful passages. Agree on how much it takes to give it."
    ),
    Cause.NEIGHBOUR: N_(
        "“{code}” is taken for “{neighbour}” in {n} of its {total} units in disagreement: put the "
        "two definitions side by side."
    ),
    Cause.BOUNDARIES: N_(
        "The same passages are found for “{code}”, but they begin or end elsewhere ({n} of {total} "
        "units in disagreement): agree on how much around the words is coded."
    ),
    Cause.FURTHER: N_(
        "“{code}” is given by one coder beside a code that both gave ({n} of {total} units in "
        "disagreement): agree on whether a passage may have several codes."
    ),
    Cause.OMISSIONS: N_(
        "“{code}” is given by one coder where the other coded nothing ({n} of {total} units in "
        "disagreement): passages overlooked, or not held to be worth a code."
    ),
    Cause.VALENCE: N_(
        "“{code}” itself is agreed, its valence is not ({n} units): a barrier to one is a lever "
        "or described to the other."
    ),
    Cause.PREVALENCE: N_(
        "“{code}” is given almost nowhere or almost everywhere: chance alone is expected to agree, "
        "so that the coefficient is low although the coders agree on {percent} % of the units."
    ),
    Cause.SEVERAL: N_(
        "The disagreements on “{code}” have several causes, none of which makes up half of them."
    ),
}


_SHORT = {
    Cause.RARE: (
        N_("Rare: one disagreement moves its figures far"),
        N_("Read the passages rather than the coefficient."),
    ),
    Cause.HABIT: (
        N_("Given far more often by one coder"),
        N_("Agree on how much it takes to give it."),
    ),
    Cause.NEIGHBOUR: (
        N_("Taken for another code"),
        N_("Put the two definitions side by side."),
    ),
    Cause.BOUNDARIES: (
        N_("The same passages, with other ends"),
        N_("Agree on how much around the words is coded."),
    ),
    Cause.FURTHER: (
        N_("Given by one coder beside a code that both gave"),
        N_("Agree on whether a passage may have several codes."),
    ),
    Cause.OMISSIONS: (
        N_("Given by one coder where the other coded nothing"),
        N_("Look whether passages were overlooked, or not held to be worth a code."),
    ),
    Cause.VALENCE: (
        N_("The code is agreed, its valence is not"),
        N_("Agree on what is a barrier, a lever, or described."),
    ),
    Cause.PREVALENCE: (
        N_("Given almost nowhere or almost everywhere"),
        N_("Read the percentage of agreement beside the coefficient."),
    ),
    Cause.SEVERAL: (
        N_("Several causes, none of which makes up half"),
        N_("Talk over the disagreements one by one."),
    ),
}
"""Each cause in few words, and what helps."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """One sentence for one code."""

    code: str
    """`codebook:key`."""
    cause: Cause
    params: Mapping[str, Any] = field(default_factory=dict)

    passages: int = 0
    """How often the coder who gave it most did so, where it is rare."""

    def __str__(self) -> str:
        if self.cause is Cause.RARE:
            return plural(*_RARE, self.passages, **self.params)
        return translate(_SENTENCES[self.cause], **self.params)

    @property
    def particulars(self) -> str:
        """The figures of the sentence alone."""
        of = self.params
        match self.cause:
            case Cause.RARE:
                return str(self.passages)
            case Cause.HABIT:
                return f"{of['coder']} {of['n']}, {of['other']} {of['m']}"
            case Cause.NEIGHBOUR:
                return f"{quoted(of['neighbour'])} {of['n']}/{of['total']}"
            case Cause.VALENCE:
                return str(of["n"])
            case Cause.PREVALENCE:
                return percent(of["percent"] / 100)
            case Cause.SEVERAL:
                return ""
        return f"{of['n']}/{of['total']}"


def by_cause(told: Iterable[Explanation]) -> tuple[LowCodes, ...]:
    """The codes that are explained, by cause, in the order of `Cause`."""
    found: dict[Cause, list[tuple[str, str]]] = {}
    for one in told:
        found.setdefault(one.cause, []).append((one.code, one.particulars))
    return tuple(LowCodes(*_SHORT[cause], tuple(found[cause])) for cause in Cause if cause in found)


def explanations(
    rows: Sequence[CodeAgreement],
    found: Disagreements,
    refs: Sequence[str],
    coders: Sequence[str],
    labels: Mapping[str, str],
) -> dict[str, Explanation]:
    """One sentence for each code on which two coders agree little, by `codebook:key`.

    Args:
        rows: The rows of their report, of codes alone.
        found: What they differ in, in the same unit.
        refs: `codebook:key` of the codes by the indices that `found` uses.
        coders: Their names.
        labels: Names of the codes by `codebook:key`; the key stands where there is none.
    """
    index = {ref: i for i, ref in enumerate(refs)}
    told: dict[str, Explanation] = {}
    for row in rows:
        if row.code in index and _low(row):
            cause, params = _cause(row, found, index[row.code], refs, coders, labels)
            name = {"code": labels.get(row.code, row.code)}
            told[row.code] = Explanation(row.code, cause, name | params, max(row.segments))
    return told


def _low(row: CodeAgreement) -> bool:
    figures = (row.alpha.value, row.joint_alpha.value)
    low = any(figure is not None and figure < RELIABLE for figure in figures)
    return low or "below" in row.flags


def _cause(
    row: CodeAgreement,
    found: Disagreements,
    code: int,
    refs: Sequence[str],
    coders: Sequence[str],
    labels: Mapping[str, str],
) -> tuple[Cause, dict[str, object]]:
    if "rare" in row.flags:
        return Cause.RARE, {}
    shares = found.by_code.get(code, dict.fromkeys(Kind, Share()))
    total = sum(share.units for kind, share in shares.items() if not kind.of_valence)
    judged = sum(share.units for kind, share in shares.items() if kind.of_valence)
    if judged > total:
        return Cause.VALENCE, {"n": judged}
    for cause, params in (
        _neighbour(found, code, total, refs, labels),
        _of_kind(Kind.BOUNDARY, shares, total),
        _of_kind(Kind.MULTIPLE, shares, total),
        _habit(row, coders, total),
        _of_kind(Kind.OMISSION, shares, total),
    ):
        if cause is not None:
            return cause, params
    if "skewed" in row.flags and row.percent.value is not None:
        return Cause.PREVALENCE, {"percent": round(100 * row.percent.value)}
    return Cause.SEVERAL, {}


_Found = tuple[Cause | None, dict[str, object]]
_NONE: _Found = (None, {})


def _neighbour(
    found: Disagreements, code: int, total: int, refs: Sequence[str], labels: Mapping[str, str]
) -> _Found:
    pair = found.confusion.neighbour(code)
    if pair is None or pair.total < _MOST * total:
        return _NONE
    other = refs[pair.codes[0] if pair.codes[1] == code else pair.codes[1]]
    return Cause.NEIGHBOUR, {
        "neighbour": labels.get(other, other),
        "n": pair.total,
        "total": total,
    }


def _habit(row: CodeAgreement, coders: Sequence[str], total: int) -> _Found:
    (m, other), *_, (n, coder) = sorted(zip(row.applied, coders, strict=True))
    if n < _FAR_MORE * m or n - m < _MOST * total:
        return _NONE
    return Cause.HABIT, {"coder": coder, "other": other, "n": n, "m": m}


_OF_KINDS = {
    Kind.BOUNDARY: Cause.BOUNDARIES,
    Kind.MULTIPLE: Cause.FURTHER,
    Kind.OMISSION: Cause.OMISSIONS,
}


def _of_kind(kind: Kind, shares: Shares, total: int) -> _Found:
    units = shares[kind].units
    if not total or units < _MOST * total:
        return _NONE
    return _OF_KINDS[kind], {"n": units, "total": total}
