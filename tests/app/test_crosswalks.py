"""Read-outs through crosswalks: counted, labelled derived, refused where a codebook says so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qualcode.app.codebook.crosswalks import read_out, readable_onto
from qualcode.app.coding.coding import code_passage
from qualcode.app.coding.reading import count_codings
from qualcode.app.pairs.comparing import agreement
from qualcode.core.codebook import Code, Codebook, ValencePolicy, Wording
from qualcode.core.coding import NewCoding, Valence
from qualcode.core.errors import NotAllowed, QualcodeError
from qualcode.store.project import Project
from qualcode.store.rows import codebooks as codebook_rows
from tests.stories import CODEBOOK, fill, place

CADRE = Codebook(
    "cadre",
    "1.0.0",
    {"fr": "Cadre d’essai", "en": "Trial framework"},
    (
        Code("moyens", Wording({"fr": "Moyens", "en": "Means"}), policy=ValencePolicy.OPTIONAL),
        Code("liens", Wording({"fr": "Liens", "en": "Ties"}), policy=ValencePolicy.OPTIONAL),
    ),
)
MAPS = {"distance": ("moyens",), "proches": ("liens", "oublie"), "joignable": ("liens",)}


def mapped(*, refused: bool = False) -> Codebook:
    """A codebook whose codes map to the framework."""
    codes = tuple(
        replace(code, maps_to={"cadre": MAPS[code.key]} if code.key in MAPS else {})
        for code in CODEBOOK.codes
    )
    extra: dict[str, object] = {}
    if refused:
        note = {"fr": "Pas ainsi.", "en": "Not so."}
        extra = {"crosswalks": [{"codebook": "cadre", "readout": False, "note": note}]}
    return replace(CODEBOOK, id="grille", codes=codes, extra=extra)


def study(project: Project, book: Codebook) -> Project:
    """An interview coded with a codebook and, once, with the framework itself."""
    fill(project)
    with project.change("import_codebook") as change:
        codebook_rows.add_codebook(change, book)
        codebook_rows.add_codebook(change, CADRE)
    for words, ref, valence in (
        ("Le plus dur… c’était la route.", "grille:distance", Valence.BARRIER),
        ("Ma sœur venait.", "grille:proches", Valence.UNSET),
        ("l’infirmière", "grille:joignable", Valence.LEVER),
        ("répondait", "grille:recit", Valence.UNSET),
        ("au téléphone", "cadre:moyens", Valence.LEVER),
    ):
        code_passage(project, NewCoding("P01", place(words), ref, valence))
    return project


def test_what_was_coded_is_counted_in_the_other_codebooks_words(project: Project) -> None:
    found = read_out(study(project, mapped()), "cadre")
    assert found.derived
    assert [(row.code.key, row.passages, row.sources) for row in found.rows] == [
        ("moyens", 1, 1), ("liens", 2, 1),
    ]  # fmt: skip
    assert found.rows[1].valences[Valence.LEVER] == 1
    assert found.rows[0].follows_from == (("grille:distance", 1),)
    assert found.unmapped == 1
    assert found.unknown == (("grille:proches", "oublie"),)


def test_only_codebooks_that_something_maps_to_are_offered(project: Project) -> None:
    assert [book.id for book in readable_onto(study(project, mapped()))] == ["cadre"]


def test_a_codebook_that_says_so_is_not_read_through(project: Project) -> None:
    held = study(project, mapped(refused=True))
    found = read_out(held, "cadre")
    assert found.rows == ()
    assert [(book.id, why["en"]) for book, why in found.refused] == [("grille", "Not so.")]
    assert readable_onto(held) == []


def test_reading_changes_no_count_and_no_agreement(project: Project) -> None:
    held = study(project, mapped())
    before = count_codings(held)
    read_out(held, "cadre", coder="Zoé")
    assert count_codings(held) == before
    with pytest.raises(QualcodeError):
        agreement(held)


def test_a_codebook_that_is_not_there_is_named(project: Project) -> None:
    with pytest.raises(NotAllowed, match="nulle"):
        read_out(study(project, mapped()), "nulle")
