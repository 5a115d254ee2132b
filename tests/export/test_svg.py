"""Figures: their words are text, they are read aloud, and the same figure gives the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from qualcode.core.study import Saturation
from qualcode.core.tables.first_appearance import first_appearance
from qualcode.export.svg import Figure, cooccurrence_figure, saturation_figure
from qualcode.export.svg.charts import PairCount
from qualcode.export.svg.drawing import lines_of, steps

SVG = "{http://www.w3.org/2000/svg}"
INTERVIEWS = [
    ("P01", frozenset({"a", "b", "c"})),
    ("P02", frozenset({"a", "d"})),
    ("P03", frozenset({"b", "neuf"})),
]
PAIRS = [PairCount("Trajet <long>", "Coût & reste", 3), PairCount("Trajet <long>", "Proches", 1)]


def saturation(language: str) -> Figure:
    found = first_appearance(INTERVIEWS, frozenset({"neuf"}), Saturation(), "implantés")
    return saturation_figure([found], language=language)


def cooccurrence(language: str) -> Figure:
    return cooccurrence_figure(PAIRS, language=language)


FIGURES = [saturation, cooccurrence]


def words(figure: Figure) -> list[str]:
    tree = etree.fromstring(figure.svg().encode())
    return ["".join(text.itertext()) for text in tree.iter(f"{SVG}text")]


@pytest.mark.parametrize("draw", FIGURES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_figure_has_a_title_a_description_and_a_language(
    draw: Callable[[str], Figure], language: str
) -> None:
    tree = etree.fromstring(draw(language).svg().encode())
    assert tree[0].tag == f"{SVG}title"
    assert tree[1].tag == f"{SVG}desc"
    assert all(len(tree[place].text or "") > 10 for place in (0, 1))
    assert tree.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    assert not {"script", "image", "foreignObject"} & {etree.QName(node).localname for node in tree}


@pytest.mark.parametrize("draw", FIGURES)
def test_the_same_figure_gives_the_same_bytes(draw: Callable[[str], Figure]) -> None:
    assert draw("fr").svg() == draw("fr").svg()


@pytest.mark.parametrize("draw", FIGURES)
def test_nothing_stands_outside_of_the_page(draw: Callable[[str], Figure]) -> None:
    figure = draw("fr")
    for node in etree.fromstring(figure.svg().encode()).iter(f"{SVG}text", f"{SVG}circle"):
        x, y = (float(node.get(name) or node.get(f"c{name}") or 0) for name in ("x", "y"))
        assert 0 <= x <= figure.width
        assert 0 <= y <= figure.height


@pytest.mark.parametrize("draw", FIGURES)
def test_colours_are_greys(draw: Callable[[str], Figure]) -> None:
    for node in etree.fromstring(draw("en").svg().encode()).iter():
        for name in ("fill", "stroke"):
            value = node.get(name)
            if value and value.startswith("#"):
                assert value[1:3] == value[3:5] == value[5:7]


def test_codes_from_the_data_have_a_curve_of_their_own() -> None:
    said = words(saturation("en"))
    assert "Codes made from the data" in said
    assert {"P01", "P02", "P03", "implantés"} <= set(said)


def test_words_with_signs_of_xml_stay_words() -> None:
    said = words(cooccurrence("en"))
    assert "1. Trajet <long>" in said
    assert "2. Coût & reste" in said
    assert "3" in said


@given(st.integers(0, 10_000_000))
def test_an_axis_holds_what_it_shows(most: int) -> None:
    ticks = steps(most)
    assert ticks[0] == 0
    assert ticks[-1] >= most
    assert len(ticks) <= 7
    assert len({after - before for before, after in pairwise(ticks)}) <= 1


@given(st.text(st.sampled_from("aé ’\u00a0x"), max_size=120))
def test_breaking_words_loses_none(text: str) -> None:
    assert "".join(" ".join(lines_of(text, 90)).split()) == "".join(text.split())
