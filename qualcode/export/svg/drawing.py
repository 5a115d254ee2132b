"""Lines, bars, dots and words on a white ground; a title and a description are read aloud."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from qualcode.export.word.saving import save
from qualcode.export.word.typography import printable, typeset

FONT = "Helvetica, Arial, 'Liberation Sans', sans-serif"
SIZE = 11
"""Of most words, in pixels; 8 points in print at 96 pixels to the inch."""
BLACK, DARK, LIGHT, PALE, WHITE = "#000000", "#4d4d4d", "#bdbdbd", "#e6e6e6", "#ffffff"
_OF_A_CHARACTER = 0.56
"""Width of most characters of such fonts, in parts of their size."""
_WIDTHS = (
    dict.fromkeys("ijl'’|", 0.23)
    | dict.fromkeys(" .,:;!()[]ft-/I\u00a0\u202f", 0.3)
    | dict.fromkeys("rsckxyz", 0.48)
    | dict.fromkeys("ABCDEFGHKLNOPQRSTUVXYZÀÉÈÊÎÔÇwœ&+", 0.71)
    | dict.fromkeys("mMW%@æ—", 0.87)
)


@dataclass
class Figure:
    """A figure under way; places are in pixels from the top left corner."""

    title: str
    description: str
    language: str
    width: float = 680
    height: float = 400
    parts: list[str] = field(default_factory=list)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        anchor: str = "start",
        size: float = SIZE,
        bold: bool = False,
        fill: str = BLACK,
        turned: bool = False,
    ) -> None:
        """Words whose base line begins, has its middle or ends at a place."""
        weight = ' font-weight="bold"' if bold else ""
        colour = "" if fill == BLACK else f' fill="{fill}"'
        turn = f' transform="rotate(-90 {_n(x)} {_n(y)})"' if turned else ""
        begins = "" if anchor == "start" else f' text-anchor="{anchor}"'
        said = escape(printable(typeset(words, self.language)))
        self.parts.append(
            f'<text x="{_n(x)}" y="{_n(y)}" font-size="{_n(size)}"{begins}{weight}{colour}{turn}>'
            f"{said}</text>"
        )

    def line(
        self, x1: float, y1: float, x2: float, y2: float, *, width: float = 1, dash: str = "",
        colour: str = BLACK,
    ) -> None:  # fmt: skip
        """A straight line."""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(
            f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}" stroke="{colour}" '
            f'stroke-width="{_n(width)}"{dashed}/>'
        )

    def box(
        self, x: float, y: float, width: float, height: float, *, fill: str, edge: str = ""
    ) -> None:
        """A rectangle."""
        stroke = f' stroke="{edge}" stroke-width="1"' if edge else ""
        self.parts.append(
            f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" '
            f'fill="{fill}"{stroke}/>'
        )

    def dot(self, x: float, y: float, radius: float = 3, *, fill: str = BLACK) -> None:
        """A dot; a white one has a black edge."""
        self.parts.append(
            f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" fill="{fill}" stroke="{BLACK}" '
            'stroke-width="1"/>'
        )

    def path(self, points: Sequence[tuple[float, float]], *, dash: str = "") -> None:
        """A line through points."""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        told = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
        self.parts.append(
            f'<polyline points="{told}" fill="none" stroke="{BLACK}" stroke-width="1.5"{dashed}/>'
        )

    def area(self, points: Sequence[tuple[float, float]], fill: str = PALE) -> None:
        """A filled shape."""
        told = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
        self.parts.append(f'<polygon points="{told}" fill="{fill}"/>')

    def svg(self) -> str:
        """The whole file; the same figure gives the same text."""
        width, height = _n(self.width), _n(self.height)
        title, description = (
            escape(printable(typeset(words, self.language)))
            for words in (self.title, self.description)
        )
        body = "\n".join(self.parts)
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}" role="img" aria-labelledby="title description" '
            f'xml:lang={quoteattr(self.language)} font-family="{FONT}">\n'
            f'<title id="title">{title}</title>\n<desc id="description">{description}</desc>\n'
            f'<rect width="{width}" height="{height}" fill="{WHITE}"/>\n{body}\n</svg>\n'
        )


def write_svg(figure: Figure, path: Path) -> None:
    """Write a figure, whole or not at all.

    Raises:
        FileProblem: the folder is missing, or the file is read only or open elsewhere.
    """
    save(path, figure.svg().encode("utf-8"))


def lines_of(words: str, width: float, size: float = SIZE) -> list[str]:
    """Words broken to lines that fit a width in pixels; a word alone may be wider."""
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines or [""]


def width_of(words: str, size: float = SIZE) -> float:
    """About how wide words are, in pixels."""
    return sum(_WIDTHS.get(sign, _OF_A_CHARACTER) for sign in words) * size


def steps(most: float, wanted: int = 5) -> list[int]:
    """Round whole numbers from 0 to at least `most` for an axis."""
    step = next(
        size
        for power in range(9)
        for size in (1 * 10**power, 2 * 10**power, 5 * 10**power)
        if size * wanted >= most
    )
    last = -(-max(int(most), 1) // step)
    return [step * n for n in range(last + 1)]


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
