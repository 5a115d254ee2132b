"""Coefficients of agreement at the letter of their definitions, for any number of coders.

Every function takes `Ratings` and gives an `Estimate`; where the data cannot give the figure,
the estimate holds the reason instead. A scale of which only one label was used leaves nothing
that chance could explain: such data give no chance-corrected coefficient, never 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable

import numpy as np

from qualcode.core.agreement.metrics import Distance, nominal
from qualcode.core.agreement.ratings import Floats, Ratings
from qualcode.core.agreement.report import Estimate
from qualcode.core.errors import NotComputable
from qualcode.i18n import N_

_Chance = Callable[[Ratings, Floats], float]
"""Agreement to be expected by chance, given the likeness of each pair of labels."""

NOTHING_SHARED = N_("No unit was labelled by two coders.")
ONE_LABEL = N_(
    "Only one label was used, so that agreement cannot be told from agreement by chance."
)
NO_DIFFERENCE = N_("The labels used do not differ on this scale.")
NEITHER_USED = N_("No coder used this code.")
TWO_CODERS = N_("This coefficient compares exactly two coders.")


def percent(ratings: Ratings) -> Estimate:
    """Share of the pairs of coders that agree, averaged over the units; chance not corrected."""
    if not ratings.pairable.any():
        return Estimate(None, NOTHING_SHARED)
    return Estimate(_observed(ratings, _same(ratings)))


def dice(both: float, first: float, second: float) -> Estimate:
    """Positive agreement 2·both / (first + second): Dice 1945; over passages, Holsti 1969.

    Args:
        both: Units (or passages) to which both coders gave the code.
        first: Those to which the first coder gave it.
        second: Those to which the second coder gave it.
    """
    if first + second == 0:
        return Estimate(None, NEITHER_USED)
    return Estimate(2 * both / (first + second))


def cohen(ratings: Ratings, weights: Floats | None = None) -> Estimate:
    """Cohen's kappa 1960 of two coders; with `weights`, weighted kappa (Cohen 1968)."""
    _need_two(ratings)
    return conger(ratings.complete(), weights)


def conger(ratings: Ratings, weights: Floats | None = None) -> Estimate:
    """Conger's kappa 1980: each coder has their own frequencies; Cohen's for two coders.

    Chance agreement is the mean, over the pairs of coders, of the agreement that their own
    frequencies would give.
    """
    likeness = _same(ratings) if weights is None else weights
    return _corrected(ratings, likeness, _chance_of_own_frequencies)


def fleiss(ratings: Ratings, weights: Floats | None = None) -> Estimate:
    """Fleiss' kappa 1971: all coders share one set of frequencies; missing labels allowed."""
    likeness = _same(ratings) if weights is None else weights
    return _corrected(ratings, likeness, _chance_of_shared_frequencies)


def scott(ratings: Ratings) -> Estimate:
    """Scott's pi 1955: Fleiss' kappa of exactly two coders."""
    _need_two(ratings)
    return fleiss(ratings)


def fleiss_category(ratings: Ratings, category: Hashable) -> Estimate:
    """Fleiss' kappa of one label against all others (Fleiss 1971)."""
    chosen = ratings.categories.index(category)
    missing = ratings.labels < 0
    labels = np.where(missing, ratings.labels, ratings.labels == chosen)
    return fleiss(Ratings(labels, (False, True), ratings.weight))


def brennan_prediger(ratings: Ratings, weights: Floats | None = None) -> Estimate:
    """Brennan and Prediger 1981 (Bennett's S): chance spreads evenly over the scale."""
    likeness = _same(ratings) if weights is None else weights
    return _corrected(ratings, likeness, lambda _ratings, w: float(w.mean()))


def gwet(ratings: Ratings, weights: Floats | None = None) -> Estimate:
    """Gwet's AC1 2008, or AC2 with `weights`; robust where one label is very frequent."""
    likeness = _same(ratings) if weights is None else weights
    return _corrected(ratings, likeness, _chance_of_hard_units)


def krippendorff(ratings: Ratings, distance: Distance = nominal) -> Estimate:
    """Krippendorff's alpha for any scale, number of coders and missing labels (2011)."""
    reason = _undecidable(ratings)
    if reason:
        return Estimate(None, reason)
    pairs = ratings.coincidences()
    totals = pairs.sum(axis=1)
    apart = distance(ratings.categories, totals)
    expected = float(totals @ apart @ totals)
    if expected <= 0:
        return Estimate(None, NO_DIFFERENCE)
    return Estimate(1 - (totals.sum() - 1) * float((pairs * apart).sum()) / expected)


def cohen_standard_error(ratings: Ratings, weights: Floats | None = None) -> Estimate:
    """Large-sample standard error of (weighted) kappa: Fleiss, Cohen and Everitt 1969.

    It takes units as independent: right for units drawn one by one, wrong for the characters or
    sentences of one transcript.
    """
    _need_two(ratings)
    reason = _undecidable(ratings.complete())
    if reason:
        return Estimate(None, reason)
    table = ratings.table()
    shares = table / table.sum()
    likeness = _same(ratings) if weights is None else weights
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    observed, chance = float((shares * likeness).sum()), float(rows @ likeness @ columns)
    mean_weights = (likeness @ columns)[:, np.newaxis] + (rows @ likeness)
    spread = shares * (likeness * (1 - chance) - mean_weights * (1 - observed)) ** 2
    variance = float(spread.sum()) - (observed * chance - 2 * chance + observed) ** 2
    return Estimate(math.sqrt(max(variance, 0) / table.sum()) / (1 - chance) ** 2)


def fleiss_standard_error(ratings: Ratings) -> Estimate:
    """Standard error of Fleiss' kappa over units drawn independently (Gwet 2008)."""
    frequencies = _shared_frequencies(ratings)
    return _linearised(ratings, fleiss(ratings).value, frequencies)


def gwet_standard_error(ratings: Ratings) -> Estimate:
    """Standard error of AC1 over units drawn independently (Gwet 2008)."""
    rarities = (1 - _shared_frequencies(ratings)) / max(len(ratings.categories) - 1, 1)
    return _linearised(ratings, gwet(ratings).value, rarities)


def _same(ratings: Ratings) -> Floats:
    return np.eye(len(ratings.categories))


def _need_two(ratings: Ratings) -> None:
    if ratings.coders != 2:
        raise NotComputable(TWO_CODERS)


def _undecidable(ratings: Ratings) -> str:
    """Why chance cannot be corrected for, or an empty string."""
    if not ratings.pairable.any():
        return NOTHING_SHARED
    used = ratings.counts[ratings.pairable].any(axis=0)
    return "" if used.sum() > 1 else ONE_LABEL


def _agreement_by_unit(ratings: Ratings, likeness: Floats) -> Floats:
    """For each unit, the mean likeness of its pairs of labels; 0 where there is no pair."""
    counts, raters = ratings.counts, ratings.raters
    agreeing = (counts * (counts @ likeness - 1)).sum(axis=1)
    pairs = np.maximum(raters * (raters - 1), 1)
    return np.where(raters >= 2, agreeing / pairs, 0.0)


def _observed(ratings: Ratings, likeness: Floats) -> float:
    weight = ratings.weight * ratings.pairable
    return float(weight @ _agreement_by_unit(ratings, likeness) / weight.sum())


def _shared_frequencies(ratings: Ratings) -> Floats:
    """Share of each label, every labelled unit counting alike however many coders it had."""
    labelled = ratings.raters >= 1
    shares = ratings.counts[labelled] / ratings.raters[labelled, np.newaxis]
    weight = ratings.weight[labelled]
    return np.asarray(weight @ shares / weight.sum())


def _chance_of_shared_frequencies(ratings: Ratings, likeness: Floats) -> float:
    shares = _shared_frequencies(ratings)
    return float(shares @ likeness @ shares)


def _chance_of_own_frequencies(ratings: Ratings, likeness: Floats) -> float:
    given = ratings.labels[:, :, np.newaxis] == np.arange(len(ratings.categories))
    totals = np.einsum("cuk,u->ck", given, ratings.weight)
    own = totals / totals.sum(axis=1, keepdims=True)
    together = own.sum(axis=0)
    alone = np.einsum("ck,kl,cl->", own, likeness, own)
    coders = ratings.coders
    return float((together @ likeness @ together - alone) / (coders * (coders - 1)))


def _chance_of_hard_units(ratings: Ratings, likeness: Floats) -> float:
    shares = _shared_frequencies(ratings)
    size = len(ratings.categories)
    return float(likeness.sum() / (size * (size - 1)) * (shares * (1 - shares)).sum())


def _corrected(ratings: Ratings, likeness: Floats, chance: _Chance) -> Estimate:
    reason = _undecidable(ratings)
    if reason:
        return Estimate(None, reason)
    by_chance = chance(ratings, likeness)
    if math.isclose(by_chance, 1):
        return Estimate(None, NO_DIFFERENCE)
    return Estimate((_observed(ratings, likeness) - by_chance) / (1 - by_chance))


def _linearised(ratings: Ratings, coefficient: float | None, by_label: Floats) -> Estimate:
    """Standard error of a coefficient whose chance agreement is quadratic in the frequencies.

    Args:
        ratings: The data.
        coefficient: Its value, or None where it is not computable.
        by_label: Chance agreement that a label adds, so that its mean over the frequencies is
            the chance agreement.
    """
    if coefficient is None:
        return Estimate(None, _undecidable(ratings))
    labelled = ratings.raters >= 1
    weight, raters = ratings.weight[labelled], ratings.raters[labelled]
    units = weight.sum()
    chance_of_unit = ratings.counts[labelled] @ by_label / raters
    chance = float(weight @ chance_of_unit / units)
    paired = raters >= 2
    scale = units / weight[paired].sum()
    agreeing = _agreement_by_unit(ratings, _same(ratings))[labelled]
    own = scale * (agreeing - chance * paired) / (1 - chance)
    own -= 2 * (1 - coefficient) * (chance_of_unit - chance) / (1 - chance)
    variance = float(weight @ (own - coefficient) ** 2) / (units * (units - 1))
    return Estimate(math.sqrt(variance))
