"""Persons of one surname in a review. Everybody here is invented."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcode.app.pseudonyms.decision_files import decisions_table
from qualcode.app.pseudonyms.namesakes import Called, apart, called, mixed
from qualcode.app.pseudonyms.reviewing import Review
from qualcode.store.opening import create_project
from qualcode.store.project import Project
from tests.app.review_stories import key_of, review_of


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with create_project(str(tmp_path / "étude.qualcode"), title="Essai", acting="Zoé") as made:
        yield made


def reviewed(project: Project, folder: Path, said: str) -> Review:
    path = folder / "P03.txt"
    path.write_text(f"ENQ : Oui ?\n\nP03 : {said}\n", encoding="utf-8")
    return review_of(project, [path])


def test_a_doctor_and_her_daughter_get_two_pseudonyms(project: Project, tmp_path: Path) -> None:
    said = "Le docteur Garancher est venu, et sa fille Odalie Garancher aussi."
    review = reviewed(project, tmp_path, said)
    doctor, daughter = key_of(review, "Garancher"), key_of(review, "Odalie Garancher")
    assert doctor != daughter
    assert review.proposed(doctor).startswith("[MEDECIN_")
    assert review.proposed(daughter).startswith("[PROCHE_")
    review.accept(daughter)
    review.accept(doctor)
    texts = {row.decision.pseudonym for row in review.rows if row.decision}
    assert len(texts) == 2


def test_a_doctor_by_first_name_or_without_is_one_person(project: Project, tmp_path: Path) -> None:
    said = "Le docteur Odalie Garancher est venue. Garancher, elle écoute, et Garancher répond."
    review = reviewed(project, tmp_path, said)
    proposed = {
        review.proposed(key_of(review, words)) for words in ("Garancher", "Odalie Garancher")
    }
    assert len(proposed) == 1


def test_a_name_with_two_titles_stays_one_row_that_says_so(
    project: Project, tmp_path: Path
) -> None:
    review = reviewed(project, tmp_path, "Madame Kerdoncuff dort, et puis monsieur Kerdoncuff rit.")
    row = review.row(key_of(review, "Kerdoncuff"))
    assert len(row.sightings) == 2
    assert mixed(review, row)
    assert "several persons" in decisions_table(review)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("le docteur Vidou", {Called.CARER}),
        ("sa fille Vidou", {Called.RELATIVE}),
        ("Mme Vidou", {Called.MADAM}),
        ("M. Vidou", {Called.SIR}),
        ("avec Vidou", set()),
    ],
)
def test_what_stands_before_a_name_is_read(text: str, said: set[Called]) -> None:
    assert called([(text, text.index("Vidou"), "Vidou")]) == said


def test_a_doctor_may_be_a_madam_and_no_relative() -> None:
    carer, madam = frozenset({Called.CARER}), frozenset({Called.MADAM})
    relative = frozenset({Called.RELATIVE})
    assert apart(carer, relative)
    assert not apart(carer, madam)
    assert not apart(carer, frozenset())
    assert not apart(carer | relative, relative)
