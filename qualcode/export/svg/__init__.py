"""Figures for papers as SVG: text stays text, greys stay apart in print, same bytes each time."""

from __future__ import annotations

from qualcode.export.svg.charts import (
    bars_figure,
    cooccurrence_figure,
    heat_figure,
    intervals_figure,
    saturation_figure,
)
from qualcode.export.svg.drawing import Figure, write_svg

__all__ = [
    "Figure",
    "bars_figure",
    "cooccurrence_figure",
    "heat_figure",
    "intervals_figure",
    "saturation_figure",
    "write_svg",
]
