"""The codebooks that come with qualcode: counted, complete, and fit to be printed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from qualcode.core.codebook import Codebook, ValencePolicy
from qualcode.interop.codebook_yaml import read_codebook, write_codebook
from qualcode.interop.study_yaml import read_study

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "codebooks").glob("*.yaml"))
BOOKS = {path.stem: read_codebook(path) for path in SHIPPED}


@pytest.mark.parametrize(
    ("name", "nodes", "codable", "families"),
    [
        ("antares_patients", 67, 56, 9),
        ("antares_networks", 67, 55, 12),
        ("cfir2", 74, 67, 5),
        ("fg_interaction", 6, 5, 1),
        ("inca_networks", 25, 20, 5),
        ("neon_pathway", 24, 20, 4),
        ("pacto34", 26, 22, 4),
        ("tdf_comb", 23, 14, 3),
        ("teaching", 13, 10, 3),
        ("vendee_network", 22, 19, 3),
    ],
)
def test_every_codebook_that_ships_has_the_codes_counted_by_hand(
    name: str, nodes: int, codable: int, families: int
) -> None:
    book = BOOKS[name]
    assert book.id == name
    assert len(book.codes) == nodes
    assert sum(code.codable for code in book.codes) == codable
    assert len(list(book.children(None))) == families


def test_no_codebook_ships_without_being_counted() -> None:
    assert len(SHIPPED) == 10


def test_the_updated_cfir_has_48_constructs_and_19_subconstructs() -> None:
    book = BOOKS["cfir2"]
    roles = {"ind_roles", "ind_caracteristiques"}
    constructs = [
        c for c in book.codes if c.codable and (book.depth(c.key) == 1 or c.parent in roles)
    ]
    subconstructs = [c for c in book.codes if book.depth(c.key) == 2 and c.parent not in roles]
    assert (len(constructs), len(subconstructs)) == (48, 19)


def test_the_theoretical_domains_framework_has_14_domains_and_three_stand_twice() -> None:
    book = BOOKS["tdf_comb"]
    assert sum(code.key.startswith("tdf_") for code in book.codes) == 14
    assert {code.key for code in book.codes if "tdf_comb" in code.maps_to} == {
        "tdf_competences",
        "tdf_role_identite",
        "tdf_optimisme",
    }


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_what_ships_can_be_written_and_read_back(path: Path, tmp_path: Path) -> None:
    book = BOOKS[path.stem]
    copy = tmp_path / "copie.yaml"
    write_codebook(book, copy)
    assert read_codebook(copy) == book


@pytest.mark.parametrize("book", BOOKS.values(), ids=list(BOOKS))
def test_what_ships_is_told_in_both_languages(book: Codebook) -> None:
    for code in book.codes:
        wording = code.wording
        texts = [wording.label, wording.definition]
        if code.codable:
            texts += [wording.use_when, wording.not_when]
        assert all(set(text) == {"fr", "en"} and all(text.values()) for text in texts), code.key


@pytest.mark.parametrize("book", BOOKS.values(), ids=list(BOOKS))
def test_crosswalks_lead_to_codes_that_exist(book: Codebook) -> None:
    for code in book.codes:
        for other, keys in code.maps_to.items():
            assert set(keys) <= {found.key for found in BOOKS[other].codes}, code.key


@pytest.mark.parametrize("book", BOOKS.values(), ids=list(BOOKS))
def test_what_not_to_code_names_the_neighbours_it_sends_to(book: Codebook) -> None:
    for code in book.codes:
        for text in code.wording.not_when.values():
            sent = re.findall(r"→ (?:aussi |also )?([a-z_, ]+)", text)
            named = {key for keys in sent for key in keys.split(", ")} & set(book.by_key)
            assert named <= set(code.wording.not_when_see), code.key


@pytest.mark.parametrize("book", BOOKS.values(), ids=list(BOOKS))
def test_examples_are_invented_and_fit_the_valence_of_their_code(book: Codebook) -> None:
    for code in book.codes:
        example = code.wording.example
        if example is None:
            continue
        assert example.invented
        if code.policy is ValencePolicy.FIXED:
            assert example.valence is code.fixed, code.key
        if code.policy is ValencePolicy.NONE:
            assert example.valence is None, code.key
        if code.policy is ValencePolicy.REQUIRED:
            assert example.valence is not None, code.key


@pytest.mark.parametrize("book", BOOKS.values(), ids=list(BOOKS))
def test_french_texts_keep_french_typography(book: Codebook) -> None:
    for code in book.codes:
        wording = code.wording
        words = (wording.label, wording.definition, wording.use_when, wording.not_when, code.target)
        french = [text["fr"] for text in words if "fr" in text]
        french += [wording.example.text] if wording.example else []
        for text in french:
            assert not {"'", '"', "..."} & {*text, *text.split()}, text
            assert not any(f" {mark}" in text for mark in ":;?!»"), text
            assert "« " not in text, text


def test_a_study_names_codebooks_that_ship() -> None:
    for path in (ROOT / "studies").glob("*.yaml"):
        study = read_study(path)
        for kind in study.source_types:
            assert set(study.codebooks_for(kind.id) or ()) <= set(BOOKS), (path.name, kind.id)
