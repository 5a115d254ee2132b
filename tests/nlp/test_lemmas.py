"""The forms of a word in French and in English."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from qualcode.core.errors import FileProblem
from qualcode.core.text import fold
from qualcode.nlp import lemmas
from qualcode.nlp.lemmas import forms_of


@pytest.mark.parametrize(
    ("word", "some", "none"),
    [
        ("porter", "porte portes portait portais portés portées porterons", "portions port"),
        ("portait", "porter porte portait", "porteur"),
        ("être", "est suis était été serait furent", "avoir suivre"),
        ("etre", "est était", "avoir"),
        ("avoir", "ai as a eu aurait", "est"),
        ("prendre", "prends prenait pris prenne", "rendre"),
        ("finir", "finis finissait fini", "fin"),
        ("manger", "mange mangeons mangeait", "mangeoire"),
        ("douleur", "douleurs", "douloureux"),
        ("cheval", "chevaux", "chevalier"),
        ("yeux", "oeil", "œillet"),
        ("infirmière", "infirmier infirmières infirmiers", "infirmerie"),
        ("médical", "médicaux médicale médicales", "médecin"),
        ("medical", "médicaux médicale", "médecin"),
        ("patient", "patients patiente patientes", "patience"),
        ("fatigué", "fatiguée fatigués fatiguées", "fatiguer"),
        ("œdème", "œdèmes", "oedémateux"),
        ("ŒDÈME", "œdèmes", ""),
        ("cancer", "cancers", "cance"),
        ("fer", "fers", "fait fera"),
        ("prix", "", "prixs"),
        ("morphiniser", "morphinise morphinisait morphinisées", "morphine"),
        ("rendez-vous", "rdv", "rendre"),
        ("e\u0301quipe", "équipes", ""),
    ],
)
def test_french_forms(word: str, some: str, none: str) -> None:
    forms = {fold(form) for form in forms_of(word, ["fr"])}
    wanted, unwanted = ({fold(form) for form in words.split()} for words in (some, none))
    assert fold(word) in forms
    assert wanted <= forms
    assert not unwanted & forms


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("pain", ("pain", "pains", "pained", "paining")),
        ("carry", ("carry", "carries", "carried", "carrying")),
        ("nurse", ("nurse", "nurses", "nursed", "nursing")),
        ("watch", ("watch", "watches", "watched", "watching")),
        ("play", ("play", "plays", "played", "playing")),
    ],
)
def test_english_forms_by_rule(word: str, forms: tuple[str, ...]) -> None:
    assert forms_of(word, ["en"]) == forms


@pytest.mark.parametrize(
    ("word", "some"),
    [
        ("stop", {"stopped", "stopping", "stops"}),
        ("felt", {"feel", "feels", "feeling", "felt"}),
        ("be", {"was", "were", "been", "is"}),
        ("children", {"child"}),
    ],
)
def test_english_forms_of_irregular_words(word: str, some: set[str]) -> None:
    assert some <= set(forms_of(word, ["en"]))


def test_a_word_of_another_language_is_looked_for_as_it_is() -> None:
    assert forms_of("Schmerz", ["de"]) == ("schmerz",)
    assert forms_of("pain", []) == ("pain",)


def test_a_word_of_two_languages_has_the_forms_of_both() -> None:
    both = set(forms_of("patient", ["fr", "en"]))
    assert both >= {"patientes", "patients", "patiented"}


def test_a_missing_language_model_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    lemmas._tables.cache_clear()
    monkeypatch.setattr(lemmas, "_MODEL", "fr_core_news_absent")
    with pytest.raises(FileProblem):
        forms_of("porter", ["fr"])
    monkeypatch.undo()
    lemmas._tables.cache_clear()


def test_english_alone_loads_no_language_model() -> None:
    script = (
        "import sys; from qualcode.nlp.lemmas import forms_of; forms_of('stop', ['en']); "
        "print('spacy' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parent.parent.parent,
    )
    assert done.stdout.strip() == "False"
