"""Short letters for codes: unique, stable, plain capitals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.core.letters import LONGEST, letters_for

names = st.one_of(
    st.sampled_from(
        [
            "Peur du geste",
            "Peur d’une gêne",
            "Coût",
            "L’œdème",
            "À discuter",
            "de la",
            "痛み",
            "",
            "!",
        ]
    ),
    st.text(max_size=20),
)
codebooks = st.dictionaries(
    st.integers(0, 400).map(lambda n: f"grille:code_{n}"), names, max_size=60
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Peur", "PEU"),
        ("Retentissement quotidien", "REQ"),
        ("Échec ou limites des traitements antérieurs", "ELT"),
        ("Peur du geste", "PEG"),
        ("L’œdème", "OED"),
        ("I. Innovation", "INN"),
        ("À discuter", "DIS"),
        ("Avec ou sans", "SAN"),
        ("De la", "DEL"),
        ("Accès aux soins à 20 km", "ASK"),
    ],
)
def test_letters_are_found_in_the_words_that_carry_the_name(name: str, expected: str) -> None:
    assert letters_for({"g:c": name}) == {"g:c": expected}


def test_a_name_in_another_script_takes_letters_from_its_key() -> None:
    assert letters_for({"g:itami_nichijo": "痛み"}) == {"g:itami_nichijo": "ITN"}


def test_equal_names_get_letters_of_their_own() -> None:
    found = letters_for({f"g:{n}": "Peur du geste" for n in range(200)})
    assert len(set(found.values())) == 200
    assert found["g:0"] == "PEG"


@given(codebooks)
def test_letters_are_unique_plain_capitals_and_always_the_same(codes: dict[str, str]) -> None:
    found = letters_for(codes)
    assert list(found) == list(codes)
    assert len(set(found.values())) == len(codes)
    assert all(1 <= len(letters) <= LONGEST for letters in found.values())
    assert all(c.isascii() and (c.isupper() or c.isdigit()) for one in found.values() for c in one)
    assert letters_for(codes) == found


@given(codebooks, codebooks)
def test_codes_that_are_added_take_nobodys_letters(
    old: dict[str, str], new: dict[str, str]
) -> None:
    before = letters_for(old)
    after = letters_for({**new, **old}, before)
    assert {ref: after[ref] for ref in old} == before
    assert len(set(after.values())) == len(after)
