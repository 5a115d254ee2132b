"""The tree of a codebook: who stands under whom, and under which name."""

from __future__ import annotations

import pytest

from qualcode.core.codebook import Code, Codebook, Wording, said
from qualcode.i18n import in_language


def code(key: str, parent: str | None = None, **more: object) -> Code:
    """A code whose label is its key in capitals."""
    return Code(key, Wording({"fr": key.upper()}), parent, **more)  # type: ignore[arg-type]


BOOK = Codebook(
    "nuits",
    "1",
    {"fr": "Nuits", "en": "Nights"},
    (
        code("sommeil", target={"fr": "dormir", "en": "sleeping"}),
        code("reveils", "sommeil"),
        code("douleur", "reveils", aliases=("mal", "elancements")),
        code("reves", "sommeil", target={"fr": "rêver"}),
        code("jour"),
    ),
)


def test_codes_are_found_by_key_and_by_what_they_were_called_before() -> None:
    assert BOOK.by_key["mal"] is BOOK.by_key["douleur"]
    assert set(BOOK.by_key) == {
        *("sommeil", "reveils", "douleur", "reves", "jour"),
        *("mal", "elancements"),
    }


def test_a_key_goes_before_an_alias_of_the_same_name() -> None:
    book = Codebook("a", "1", {}, (code("k"), code("m", aliases=("k",))))
    assert book.by_key["k"].key == "k"


@pytest.mark.parametrize(
    ("key", "children"),
    [(None, ["sommeil", "jour"]), ("sommeil", ["reveils", "reves"]), ("jour", [])],
)
def test_children_come_in_the_order_of_the_grid(key: str | None, children: list[str]) -> None:
    assert [child.key for child in BOOK.children(key)] == children


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("sommeil", ["sommeil"]),
        ("douleur", ["sommeil", "reveils", "douleur"]),
        ("elancements", ["sommeil", "reveils", "douleur"]),
    ],
)
def test_the_path_leads_from_the_family_to_the_code(key: str, path: list[str]) -> None:
    assert [step.key for step in BOOK.path(key)] == path
    assert BOOK.depth(key) == len(path) - 1
    assert BOOK.family(key).key == path[0]


@pytest.mark.parametrize(
    ("key", "language", "target"),
    [
        ("douleur", "fr", "dormir"),
        ("douleur", "en", "sleeping"),
        ("reves", "fr", "rêver"),
        ("reves", "en", "rêver"),
        ("jour", "fr", ""),
    ],
)
def test_a_target_comes_from_the_nearest_code_that_has_one(
    key: str, language: str, target: str
) -> None:
    with in_language(language):
        assert BOOK.target(key) == target


@pytest.mark.parametrize(
    ("words", "language", "text"),
    [
        ({"fr": "nuit", "en": "night"}, "en", "night"),
        ({"fr": "nuit", "en": "night"}, "fr", "nuit"),
        ({"fr": "nuit"}, "en", "nuit"),
        ({}, "fr", ""),
        (None, "fr", ""),
    ],
)
def test_words_are_said_in_the_language_or_in_any_there_is(
    words: dict[str, str] | None, language: str, text: str
) -> None:
    assert said(words, language) == text
    with in_language(language):
        assert said(words) == text


def test_a_label_follows_the_language_of_the_reader() -> None:
    both = Code("nuit", Wording({"fr": "Nuit", "en": "Night"}))
    with in_language("en"):
        assert both.label == "Night"
    with in_language("fr"):
        assert both.label == "Nuit"
