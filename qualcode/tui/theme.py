"""Three themes of our own: dark, light, and one for terminals and eyes without colour.

The hues of code families come from the palette of Okabe and Ito (2008), which stays apart for
colour-blind readers, lightened or darkened until each stands out from its background. Colour
never stands alone: letters, signs, underline and brackets say the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from textual.theme import Theme

from qualcode.tui.crash import Discreet
from qualcode.tui.settings import LARGE_PRINT

HUES = 8
"""How many colours code families share; the ninth family takes the first colour again."""

GLYPH_CONTRAST = 3.0
"""Least contrast of letters and signs in the margin (WCAG 2.2, 1.4.11)."""
TEXT_CONTRAST = 4.5
"""Least contrast of words to read (WCAG 2.2, 1.4.3)."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one theme, as hexadecimal, and the text styles that go with them."""

    background: str
    surface: str
    panel: str
    thumb: str
    """The movable part of a scrollbar."""
    text: str
    muted: str
    """Words that are not coded: interviewers, labels, what stands outside turns."""
    accent: str
    hues: tuple[str, ...]
    """One for each code family; `HUES` of them."""
    densities: tuple[str, str, str]
    """Behind text with one coding, with two, with three or more."""
    density_styles: tuple[str, str, str]
    cursor: tuple[str, str, str]
    """The words where the cursor stands: background, text, text style."""
    uncoded_cursor: tuple[str, str, str]
    """The same where nobody coded speaks."""
    selection: tuple[str, str, str]
    hit: tuple[str, str, str]
    """Words found by a search."""
    option: tuple[str, str, str]
    """The highlighted line of a list; not reversed, for lists cannot draw that."""
    barrier: str
    lever: str
    ambivalent: str

    def variables(self) -> dict[str, str]:
        """Names for stylesheets: `$hue-1`, `$density-2`, `$cursor-background` and so on."""
        found = {
            "muted-text": self.muted,
            "barrier": self.barrier,
            "lever": self.lever,
            "ambivalent": self.ambivalent,
        }
        found.update((f"hue-{n}", hue) for n, hue in enumerate(self.hues, 1))
        for n, (tint, style) in enumerate(zip(self.densities, self.density_styles, strict=True), 1):
            found[f"density-{n}"] = tint
            found[f"density-{n}-style"] = style
        states = {
            "passage": self.cursor,
            "uncoded-passage": self.uncoded_cursor,
            "selection": self.selection,
            "hit": self.hit,
            "option": self.option,
        }
        for name, (background, text, style) in states.items():
            found[f"{name}-background"] = background
            found[f"{name}-text"] = text
            found[f"{name}-style"] = style
        return found


DARK = Palette(
    background="#1b1e23",
    surface="#22262c",
    panel="#2a2f37",
    thumb="#5a616d",
    text="#e8e8e6",
    muted="#c6cad1",
    accent="#e2b93b",
    hues=("#e69f00", "#56b4e9", "#2fbf95", "#f0e442", "#8fb0f0", "#ff8a4c", "#dd95bd", "#c9ccd1"),
    densities=("#233342", "#2b4459", "#34566f"),
    density_styles=("none", "underline", "underline"),
    cursor=("#4d431f", "#fff6d8", "none"),
    uncoded_cursor=("#3a3d44", "#d5d8dd", "italic"),
    selection=("#e2b93b", "#16130a", "none"),
    hit=("#5b3a52", "#ffffff", "bold"),
    option=("#4d431f", "#fff6d8", "none"),
    barrier="#ff8a4c",
    lever="#56b4e9",
    ambivalent="#f0e442",
)

LIGHT = Palette(
    background="#fcfbf8",
    surface="#f4f2ec",
    panel="#eae7de",
    thumb="#a9a498",
    text="#1d1f22",
    muted="#4b4f56",
    accent="#8a5a00",
    hues=("#9a6400", "#1a73a8", "#00735a", "#6f6400", "#2b4fb5", "#b84500", "#a04a7d", "#55585d"),
    densities=("#dfeaf5", "#c5dbed", "#a9c9e2"),
    density_styles=("none", "underline", "underline"),
    cursor=("#f6da7e", "#241d00", "none"),
    uncoded_cursor=("#dcdad3", "#33363b", "italic"),
    selection=("#7a5000", "#ffffff", "none"),
    hit=("#f3d3ea", "#1d1f22", "bold"),
    option=("#f6da7e", "#241d00", "none"),
    barrier="#b84500",
    lever="#1a73a8",
    ambivalent="#6f6400",
)

MONO = Palette(
    background="#000000",
    surface="#000000",
    panel="#1c1c1c",
    thumb="#9a9a9a",
    text="#ffffff",
    muted="#c4c4c4",
    accent="#ffffff",
    hues=("#ffffff",) * HUES,
    densities=("#000000", "#000000", "#000000"),
    density_styles=("underline", "underline bold", "underline bold italic"),
    cursor=("#000000", "#ffffff", "reverse"),
    uncoded_cursor=("#3a3a3a", "#ffffff", "italic"),
    selection=("#000000", "#ffffff", "reverse bold"),
    hit=("#000000", "#ffffff", "italic bold"),
    option=("#ffffff", "#000000", "bold underline"),
    barrier="#ffffff",
    lever="#ffffff",
    ambivalent="#ffffff",
)

LARGE = replace(
    MONO,
    accent="#ffd700",
    cursor=("#ffd700", "#000000", "bold"),
    uncoded_cursor=("#5a5a5a", "#ffffff", "bold"),
    selection=("#ffffff", "#000000", "bold"),
    option=("#ffd700", "#000000", "bold"),
)
"""The strongest contrast, for large print: yellow and white on black."""

PALETTES: Mapping[str, Palette] = {
    "qualcode-dark": DARK,
    "qualcode-light": LIGHT,
    "qualcode-mono": MONO,
    LARGE_PRINT: LARGE,
}
"""By name of theme."""


def _theme(name: str, palette: Palette) -> Theme:
    hint = {"text-disabled": palette.muted} if name == LARGE_PRINT else {}
    return Theme(
        name=name,
        primary=palette.accent,
        secondary=palette.lever,
        accent=palette.accent,
        warning=palette.ambivalent,
        error=palette.barrier,
        success=palette.lever,
        foreground=palette.text,
        background=palette.background,
        surface=palette.surface,
        panel=palette.panel,
        dark=palette is not LIGHT,
        variables={**palette.variables(), **_scrollbar(palette), **hint},
    )


def _scrollbar(palette: Palette) -> dict[str, str]:
    return {
        "scrollbar": palette.thumb,
        "scrollbar-hover": palette.muted,
        "scrollbar-active": palette.text,
        "scrollbar-background": palette.background,
        "scrollbar-background-hover": palette.background,
        "scrollbar-background-active": palette.background,
        "scrollbar-corner-color": palette.background,
    }


THEMES = tuple(_theme(name, palette) for name, palette in PALETTES.items())
"""The themes to register, the default first."""


def theme_for(*, no_color: bool, dark: bool = True) -> str:
    """The name of the theme to start with.

    Args:
        no_color: the terminal has no colours, or the user wants none (`NO_COLOR`).
        dark: the terminal's background is dark.
    """
    if no_color:
        return "qualcode-mono"
    return "qualcode-dark" if dark else "qualcode-light"


class Themed(Discreet):
    """An app that knows our themes, and our colours under anybody's theme."""

    def __init__(self) -> None:
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = theme_for(no_color=self.no_color)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our variables for themes that do not name them: those of the same brightness."""
        return (DARK if self.current_theme.dark else LIGHT).variables()


def contrast(one: str, other: str) -> float:
    """The contrast of two colours given as `#rrggbb`, 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
