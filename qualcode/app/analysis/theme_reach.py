"""How far themes reach: the codings, persons and chosen quotations that they stand on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.app.analysis.charting import codings_by_cell
from qualcode.app.analysis.theming import list_themes
from qualcode.app.projects.layers import ANALYSIS
from qualcode.core.analysis.charting import BY_CASE
from qualcode.core.analysis.themes import Theme
from qualcode.core.asking.code_conditions import PlacedCode
from qualcode.store.rows import selections

if TYPE_CHECKING:
    from qualcode.store.project import Project


@dataclass(frozen=True, slots=True)
class ThemeReach:
    """What a theme and those under it stand on."""

    theme: Theme
    participants: int
    codings: int
    chosen: int
    """Quotations chosen for the theme itself."""


def reach_of_themes(project: Project, *, layer: str = ANALYSIS) -> list[ThemeReach]:
    """The themes in order, each with how far it reaches in a layer.

    Raises:
        NotFound: no such layer.
    """
    themes = list_themes(project)
    with project.read() as connection:
        cells = codings_by_cell(project, connection, BY_CASE, layer) if themes else {}
        chosen = [one.theme for one in selections.list_selected(connection)]
    by_code: dict[str, list[PlacedCode]] = {}
    for cell, codings in cells.items():
        by_code.setdefault(cell.code, []).extend(codings)
    return [_reach(theme, themes, by_code, chosen.count(theme.guid)) for theme in themes]


def _reach(
    theme: Theme, themes: Sequence[Theme], by_code: Mapping[str, list[PlacedCode]], chosen: int
) -> ThemeReach:
    found = [coding for ref in codes_under(theme, themes) for coding in by_code.get(ref, ())]
    people = {coding.voice.case for coding in found if coding.voice.case}
    return ThemeReach(theme, len(people), len(found), chosen)


def codes_under(theme: Theme, themes: Sequence[Theme]) -> list[str]:
    """The codes that a theme and those under it stand on, as `codebook:key`, each once."""
    under: dict[str | None, list[Theme]] = {}
    for other in themes:
        under.setdefault(other.parent, []).append(other)
    wanted, found = [theme], dict.fromkeys(theme.codes)
    while wanted:
        for other in under.get(wanted.pop().guid, ()):
            wanted.append(other)
            found.update(dict.fromkeys(other.codes))
    return list(found)
