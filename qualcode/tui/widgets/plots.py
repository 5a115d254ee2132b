"""Plots in text: intervals and dots on a scale from 0 to 1, and shades that need no colour."""

from __future__ import annotations

from collections.abc import Sequence

PLOT_WIDTH = 21
"""Cells from 0 to 1: one for every twentieth."""

_LIMITS = (0.667, 0.800)
_SHADES = " ░▒▓█"


def interval_plot(
    value: float | None, low: float | None, high: float | None, dots: Sequence[float | None]
) -> str:
    """A coefficient on its scale: its interval, or the values of the transcripts where none is.

    `├──●──┤` is the interval with the coefficient, `·` a transcript, `•` several of them, `:` the
    limits .667 and .800; what is under 0 stands at the left edge as `‹`.
    """
    cells = [" "] * PLOT_WIDTH
    for limit in _LIMITS:
        cells[_at(limit)] = ":"
    if low is not None and high is not None:
        first, last = _at(low), _at(high)
        cells[first : last + 1] = "─" * (last - first + 1)
        cells[first], cells[last] = "├", "┤"
    else:
        for dot in (dot for dot in dots if dot is not None):
            place = _at(dot)
            cells[place] = "•" if cells[place] in "·•" else "·"
    if value is not None:
        cells[_at(value)] = "●"
        if value < 0:
            cells[0] = "‹"
    return "".join(cells)


def scale() -> str:
    """What stands over such a plot."""
    return "0" + "1".rjust(PLOT_WIDTH - 1)


def shade(amount: int, most: int) -> str:
    """A block as dark as the amount is large, beside the number: readable in black and white."""
    if not amount or not most:
        return _SHADES[0]
    return _SHADES[min(4, 1 + 3 * amount // most)]


def bar(amount: int, most: int, width: int, sign: str) -> str:
    """A bar as long as the amount is large; something is seen of whatever is not nothing."""
    return sign * -(-amount * width // most) if most else ""


def curve(
    known: Sequence[int],
    low: Sequence[int],
    high: Sequence[int],
    other: Sequence[int],
    height: int = 8,
) -> list[str]:
    """Codes known after each interview, as lines from the top: `●` in a band of `░`, and `○`.

    Args:
        known: by interview.
        low: lower edge of the band; empty for none.
        high: its upper edge.
        other: a second curve, left out where it stays at nothing.
        height: lines of the plot.
    """
    most = max([*known, *high, *other, 1])
    cells = [[" "] * (3 * len(known)) for _ in range(height)]

    def line_of(value: int) -> int:
        return height - 1 - round(value / most * (height - 1))

    for place, value in enumerate(known):
        if low:
            for line in range(line_of(high[place]), line_of(low[place]) + 1):
                cells[line][3 * place + 1] = "░"
        if any(other):
            cells[line_of(other[place])][3 * place + 1] = "○"
        cells[line_of(value)][3 * place + 1] = "●"
    width = len(str(most))
    edge = {0: str(most), height - 1: "0"}
    return [f"{edge.get(n, ''):>{width}} ┤{''.join(row)}".rstrip() for n, row in enumerate(cells)]


def _at(value: float) -> int:
    return round(min(max(value, 0.0), 1.0) * (PLOT_WIDTH - 1))
