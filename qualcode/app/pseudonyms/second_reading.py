"""A second reader of a review: all that is kept and a tenth of the rest, decided again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qualcode.core.agreement.report import Estimate
from qualcode.core.privacy.reviewing import Choice
from qualcode.i18n import N_, plural, translate
from qualcode.i18n.numbers import decimal
from qualcode.i18n.numbers import percent as as_percent

if TYPE_CHECKING:
    from qualcode.app.pseudonyms.reviewing import Review

TENTH = 10


@dataclass(frozen=True, slots=True)
class SecondReading:
    """What two readers decided of the same rows, and how far they agree."""

    rows: int
    """Rows that both decided."""
    percent: Estimate
    kappa: Estimate
    """Cohen's kappa of keeping or replacing."""
    differing: tuple[str, ...] = field(repr=False)
    """Keys of the rows on which they differ; in memory only."""

    def said(self) -> dict[str, object]:
        """As the journal tells it."""
        return {"rows": self.rows, "percent": self.percent.value, "kappa": self.kappa.value}

    @property
    def line(self) -> str:
        """Both figures in one line, or why there is none."""
        return plural(
            "Second reader, {n} row: agreement {percent}, kappa {kappa}.",
            "Second reader, {n} rows: agreement {percent}, kappa {kappa}.",
            self.rows,
            percent=_figure(self.percent, as_percent),
            kappa=_figure(self.kappa, decimal),
        )


def _figure(estimate: Estimate, shown: Callable[[float], str]) -> str:
    if estimate.value is None:
        return translate(N_("not computable ({why})"), why=translate(estimate.reason))
    return shown(estimate.value)


def sample(review: Review) -> list[str]:
    """The rows for a second reader: every row that is kept, and a tenth of the others, drawn.

    The draw depends on the texts only, so that it can be made again.
    """
    decided = [row for row in review.rows if row.decision is not None]
    kept = [row.key for row in decided if row.decision and row.decision.choice is Choice.KEEP]
    others = [row.key for row in decided if row.key not in set(kept)]
    seal = review.seal
    drawn = sorted(others, key=lambda key: hashlib.sha256(f"{seal}{key}".encode()).digest())
    return [*kept, *drawn[: -(-len(others) // TENTH)]]


def compared(review: Review, second: Mapping[str, Choice]) -> SecondReading:
    """How far a second reader agrees with the decisions of a review.

    Args:
        review: the review, decided.
        second: what the second reader chose, by key of the row.
    """
    from qualcode.core.agreement.coefficients import cohen, percent
    from qualcode.core.agreement.ratings import Ratings

    first = {row.key: row.decision.choice for row in review.rows if row.decision is not None}
    keys = [key for key in second if key in first]
    ratings = Ratings.of([[first[key] for key in keys], [second[key] for key in keys]])
    return SecondReading(
        len(keys),
        percent(ratings),
        cohen(ratings),
        tuple(key for key in keys if first[key] is not second[key]),
    )
