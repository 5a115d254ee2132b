"""Agreement of raters on the strength of a code in a case or group, from −2 to +2.

Strengths have an order, so that two raters a step apart agree more than two who see opposite
signs: kappa and AC2 with quadratic weights, alpha for ordered labels and for equal steps. What a
rater did not judge is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qualcode.core.agreement.coefficients import conger, gwet, krippendorff, percent
from qualcode.core.agreement.metrics import interval, ordinal, quadratic
from qualcode.core.agreement.ratings import Ratings
from qualcode.core.agreement.report import Estimate, StrengthAgreement

SCALE = (-2, -1, 0, 1, 2)
Judgement = tuple[str, str, str, int]
"""Code as `codebook:key`, the case or group, the rater, the strength."""


def strengths(judged: Iterable[Judgement]) -> list[StrengthAgreement]:
    """Agreement over all codes, then for each code in the order in which they come."""
    everything = list(judged)
    by_code: dict[str, list[Judgement]] = {}
    for one in everything:
        by_code.setdefault(one[0], []).append(one)
    if not everything:
        return []
    return [_agreement("", everything), *(_agreement(ref, own) for ref, own in by_code.items())]


def _agreement(scope: str, judged: Sequence[Judgement]) -> StrengthAgreement:
    raters = sorted({rater for _code, _cell, rater, _strength in judged})
    cells = list(dict.fromkeys((code, cell) for code, cell, _rater, _strength in judged))
    given = {(code, cell, rater): strength for code, cell, rater, strength in judged}
    rows = [[given.get((*cell, rater)) for cell in cells] for rater in raters]
    ratings = Ratings.of(rows, categories=SCALE)
    weights = quadratic(len(SCALE))
    figures: dict[str, Estimate] = {
        "percent": percent(ratings),
        "weighted_kappa": conger(ratings, weights),
        "ac2": gwet(ratings, weights),
        "alpha_ordinal": krippendorff(ratings, ordinal),
        "alpha_interval": krippendorff(ratings, interval),
    }
    return StrengthAgreement(scope, tuple(raters), int(ratings.pairable.sum()), figures)
