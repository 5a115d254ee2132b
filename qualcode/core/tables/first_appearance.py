"""First appearance of codes: how many new ones each interview brings.

For codes that were made from the data this is followed as saturation after Guest, Namey & Chen
(PLoS ONE 2020, 15(5):e0232076): a *base* of interviews, *runs* of interviews after it, and the
share of new codes in a run relative to the base, against a threshold. Codes fixed in advance are
told apart: that they are all used says nothing of saturation. The band comes from interviews in
random order, which supposes that they are exchangeable; the original counts one order.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qualcode.core.study import Saturation
from qualcode.i18n import N_

ORDERS = 1000
"""Random orders behind a band."""
SEED = 20250523

NO_INTERVIEWS = N_("There are no interviews.")
TOO_FEW = N_("There are {n} interviews; a base of {base} and a run of {run} need {least}.")
NO_CODES = N_("No code was made from the data.")
EMPTY_BASE = N_("No code stands in the first {base} interviews.")


@dataclass(frozen=True, slots=True)
class Appearances:
    """What each interview brought."""

    interviews: tuple[str, ...]
    """In order."""
    new: tuple[tuple[str, ...], ...]
    """By interview: the codes that stand in none before it."""
    low: tuple[int, ...] = ()
    """By interview: codes known by then, the 5th percentile of random orders."""
    high: tuple[int, ...] = ()
    """The 95th percentile."""

    @property
    def known(self) -> tuple[int, ...]:
        """By interview: codes known by then."""
        total, found = 0, []
        for codes in self.new:
            total += len(codes)
            found.append(total)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class SaturationPoint:
    """Where new codes became few, as “x + y interviews”; or why that cannot be told."""

    after: int | None
    """Interviews before the run; None where it was not reached or cannot be told."""
    run: int
    share: float | None
    """New codes in that run (or in the last one) relative to the base."""
    reached: bool
    not_computable: str = ""
    """Message id; empty where there is a figure."""
    params: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class FirstAppearance:
    """New codes interview by interview, in one group."""

    group: str
    a_priori: Appearances
    from_data: Appearances
    saturation: SaturationPoint


def first_appearance(
    interviews: Sequence[tuple[str, frozenset[str]]],
    inductive: frozenset[str],
    rules: Saturation,
    group: str = "",
) -> FirstAppearance:
    """Follow new codes through interviews in their order.

    Args:
        interviews: name and codes of each, in the order in which they were held.
        inductive: codes that were made from the data.
        rules: base size, run length and threshold.
        group: what the interviews have in common.
    """
    planned = [(name, codes - inductive) for name, codes in interviews]
    made = [(name, codes & inductive) for name, codes in interviews]
    return FirstAppearance(group, appearances(planned), appearances(made), saturation(made, rules))


def appearances(interviews: Sequence[tuple[str, frozenset[str]]]) -> Appearances:
    """What each interview brings, with the band of random orders."""
    every = [codes for _name, codes in interviews]
    low, high = _band(every)
    return Appearances(tuple(name for name, _codes in interviews), _new(every), low, high)


def _new(interviews: Sequence[frozenset[str]]) -> tuple[tuple[str, ...], ...]:
    known: set[str] = set()
    new = []
    for codes in interviews:
        new.append(tuple(sorted(codes - known)))
        known |= codes
    return tuple(new)


def _band(interviews: Sequence[frozenset[str]]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """5th and 95th percentile of the codes known after each interview."""
    if len(interviews) < 2:
        return (), ()
    chance = random.Random(SEED)  # noqa: S311
    numbered = {code: n for n, code in enumerate(sorted(set[str]().union(*interviews)))}
    bits = [sum(1 << numbered[code] for code in codes) for codes in interviews]
    curves: list[list[int]] = []
    for _ in range(ORDERS):
        chance.shuffle(bits)
        seen, curve = 0, []
        for own in bits:
            seen |= own
            curve.append(seen.bit_count())
        curves.append(curve)
    steps = [sorted(step) for step in zip(*curves, strict=True)]
    cut = ORDERS // 20
    return tuple(step[cut] for step in steps), tuple(step[-cut - 1] for step in steps)


def saturation(
    interviews: Sequence[tuple[str, frozenset[str]]], rules: Saturation
) -> SaturationPoint:
    """The first run after the base that brings few new codes."""
    base, run = rules.base_size, rules.run_length
    if not any(codes for _name, codes in interviews):
        return SaturationPoint(None, run, None, False, NO_CODES)
    if len(interviews) < base + run:
        params = {"n": len(interviews), "base": base, "run": run, "least": base + run}
        return SaturationPoint(None, run, None, False, TOO_FEW, params)
    in_base = len(frozenset[str]().union(*(codes for _name, codes in interviews[:base])))
    if not in_base:
        return SaturationPoint(None, run, None, False, EMPTY_BASE, {"base": base})
    new = [len(codes) for codes in _new([codes for _name, codes in interviews])]
    share = 0.0
    for after in range(base, len(interviews) - run + 1):
        share = sum(new[after : after + run]) / in_base
        if share <= rules.threshold:
            return SaturationPoint(after, run, share, True)
    return SaturationPoint(None, run, share, False)
