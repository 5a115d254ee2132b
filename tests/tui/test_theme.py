"""The palettes: contrast in every state, and no state by colour alone where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest

from qualcode.tui.theme import (
    GLYPH_CONTRAST,
    HUES,
    MONO,
    PALETTES,
    TEXT_CONTRAST,
    THEMES,
    Palette,
    contrast,
    theme_for,
)

palettes = pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)


def test_contrast_is_that_of_the_published_examples() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#123456", "#123456") == 1.0


@palettes
def test_words_can_be_read_on_every_density(palette: Palette) -> None:
    for background in (palette.background, *palette.densities):
        assert contrast(palette.text, background) >= TEXT_CONTRAST
        assert contrast(palette.muted, background) >= TEXT_CONTRAST


@palettes
def test_words_can_be_read_in_every_state(palette: Palette) -> None:
    states = (
        palette.cursor,
        palette.uncoded_cursor,
        palette.selection,
        palette.hit,
        palette.option,
    )
    for background, text, _style in states:
        assert contrast(text, background) >= TEXT_CONTRAST
    for background in (palette.surface, palette.panel):
        assert contrast(palette.text, background) >= TEXT_CONTRAST
        assert contrast(palette.muted, background) >= TEXT_CONTRAST


def glyphs(palette: Palette) -> Iterator[str]:
    yield from palette.hues
    yield from (palette.barrier, palette.lever, palette.ambivalent, palette.accent)


@palettes
def test_letters_and_signs_of_the_margin_can_be_seen(palette: Palette) -> None:
    assert len(palette.hues) == HUES
    for glyph in glyphs(palette):
        assert contrast(glyph, palette.background) >= GLYPH_CONTRAST


@pytest.mark.parametrize("name", ["qualcode-dark", "qualcode-light"])
def test_more_codings_are_a_stronger_tint_and_overlap_is_underlined(name: str) -> None:
    palette = PALETTES[name]
    steps = [contrast(tint, palette.background) for tint in palette.densities]
    assert steps == sorted(steps)
    assert all(later / earlier > 1.1 for earlier, later in pairwise(steps))
    assert ["underline" in style for style in palette.density_styles] == [False, True, True]


@palettes
def test_the_passage_stands_out_in_brightness_too(palette: Palette) -> None:
    for background, _text, style in (palette.cursor, palette.selection):
        assert "reverse" in style or contrast(background, palette.background) >= 1.3


def test_without_colour_every_state_has_a_text_style_of_its_own() -> None:
    styles = [
        *MONO.density_styles,
        *(state[2] for state in (MONO.cursor, MONO.uncoded_cursor, MONO.selection, MONO.hit)),
    ]
    assert len(set(styles)) == len(styles)
    assert "none" not in styles


@pytest.mark.parametrize(
    ("no_color", "dark", "name"),
    [
        (True, True, "qualcode-mono"),
        (True, False, "qualcode-mono"),
        (False, True, "qualcode-dark"),
        (False, False, "qualcode-light"),
    ],
)
def test_the_first_theme_follows_the_terminal(no_color: bool, dark: bool, name: str) -> None:
    assert theme_for(no_color=no_color, dark=dark) == name
    assert name in {theme.name for theme in THEMES}
