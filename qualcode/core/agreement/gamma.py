"""Gamma of Mathet, Widlöcher and Métivier 2015, through the library `pygamma-agreement`.

Passages may overlap. The coefficient compares the best alignment of the coders' passages with
those of random continua: it is drawn by lot, and its seed is told with it. The library comes with
the extra `gamma`; without it there is a reason instead of a figure.
"""

from __future__ import annotations

from collections.abc import Sequence

from qualcode.core.agreement.report import Estimate
from qualcode.core.agreement.unitizing import Section
from qualcode.i18n import N_

NOT_INSTALLED = N_(
    "The library for gamma is not installed: install qualcode with its extra “gamma”."
)
TOO_MANY = N_("Gamma is computed for 200 passages at most.")
ONE_CODER = N_("Gamma needs passages of two coders.")
FAILED = N_("The library for gamma found no alignment.")
MOST_PASSAGES = 200


def gamma(layers: Sequence[Sequence[Section]], length: int, seed: int) -> Estimate:
    """Agreement on where passages lie and what they are named.

    Args:
        layers: Passages of each coder, in characters.
        length: Of the continuum.
        seed: Of the random continua.
    """
    if sum(map(len, layers)) > MOST_PASSAGES:
        return Estimate(None, TOO_MANY)
    if sum(map(bool, layers)) < 2:
        return Estimate(None, ONE_CODER)
    try:
        import numpy as np
        from pyannote.core import Segment
        from pygamma_agreement import CombinedCategoricalDissimilarity, Continuum
    except ImportError:
        return Estimate(None, NOT_INSTALLED)
    continuum = Continuum()
    for coder, passages in enumerate(layers):
        continuum.add_annotator(str(coder))
        for one in passages:
            continuum.add(str(coder), Segment(one.start, one.end), str(one.label))
    continuum.bound_inf, continuum.bound_sup = 0, length
    np.random.seed(seed)
    try:
        found = continuum.compute_gamma(CombinedCategoricalDissimilarity())
    except (RuntimeError, ValueError, ArithmeticError):
        return Estimate(None, FAILED)
    return Estimate(float(found.gamma))
