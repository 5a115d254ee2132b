"""A figure as PNG, drawn from its SVG with letters of our own: the same on every computer.

Journals ask for 300 dots to the inch. What the figure is set in comes with the program; fonts of
the computer are asked only for characters that it does not hold.
"""

from __future__ import annotations

import re
import struct
import zlib
from importlib.resources import as_file, files
from pathlib import Path

from qualcode.core.errors import UsageProblem
from qualcode.export.svg.drawing import Figure, write_svg
from qualcode.export.word.saving import save
from qualcode.i18n import N_

DOTS = 300
"""To the inch."""
ENDINGS = (".svg", ".png")
"""What a figure can be written as."""

_PIXELS = 96
"""To the inch, in an SVG."""
_FAMILY = "Figure Sans"
_HELD = re.compile(
    "[\n\x20-\u024f\u0300-\u03ff\u0400-\u045f\u1e00-\u1eff\u2000-\u209f\u20ac\u2190-\u2195"
    "\u2200-\u22ff\u25a0-\u25ff]*"
)
_SIGNATURE = 8
_HEADER = 25
"""Bytes of the first chunk of a PNG, which says its size."""


def png_bytes(figure: Figure) -> bytes:
    """The .png file at 300 dots to the inch; the same figure gives the same bytes."""
    import resvg_py

    svg = figure.svg()
    with as_file(files("qualcode.export.svg") / "fonts") as folder:
        drawn = bytes(
            resvg_py.svg_to_bytes(
                svg_string=svg,
                zoom=DOTS / _PIXELS,
                skip_system_fonts=_HELD.fullmatch(svg) is not None,
                sans_serif_family=_FAMILY,
                font_files=[str(folder / f"figures-{w}.ttf") for w in ("regular", "bold")],
            )
        )
    return _with_resolution(drawn)


def _with_resolution(drawn: bytes) -> bytes:
    """The image with a chunk that says how large it is on paper."""
    metre = round(DOTS / 0.0254)
    told = b"pHYs" + struct.pack(">IIB", metre, metre, 1)
    chunk = struct.pack(">I", len(told) - 4) + told + struct.pack(">I", zlib.crc32(told))
    place = _SIGNATURE + _HEADER
    return drawn[:place] + chunk + drawn[place:]


def write_figure_file(figure: Figure, path: Path) -> None:
    """Write a figure as its name ends, .svg or .png, whole or not at all.

    Raises:
        UsageProblem: the ending is neither.
        FileProblem: the folder is missing, or the file is read only or open elsewhere.
    """
    ending = path.suffix.lower()
    if ending == ".png":
        save(path, png_bytes(figure))
    elif ending in {".svg", ""}:
        write_svg(figure, path)
    else:
        raise UsageProblem(
            N_("{file}: this can be written as {endings}."),
            file=path.name,
            endings=", ".join(ENDINGS),
        )
