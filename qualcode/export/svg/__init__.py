"""Figures for papers as SVG and PNG: greys stay apart in print, the same bytes each time."""

from __future__ import annotations

from qualcode.export.svg.charts import (
    bars_figure,
    cooccurrence_figure,
    heat_figure,
    intervals_figure,
    saturation_figure,
)
from qualcode.export.svg.drawing import Figure, write_svg
from qualcode.export.svg.raster import write_figure_file

__all__ = [
    "Figure",
    "bars_figure",
    "cooccurrence_figure",
    "heat_figure",
    "intervals_figure",
    "saturation_figure",
    "write_figure_file",
    "write_svg",
]
