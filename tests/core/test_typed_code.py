"""A code, its side and a memo in one line of typing."""

from __future__ import annotations

import pytest

from qualcode.core.asking.typed_code import TypedCode, typed_code
from qualcode.core.coding import Valence


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("dist", TypedCode("dist")),
        ("dist -", TypedCode("dist", Valence.BARRIER)),
        ("coût tr +", TypedCode("coût tr", Valence.LEVER)),
        ("dist ±  ", TypedCode("dist", Valence.AMBIVALENT)),
        ("dist = // à citer", TypedCode("dist", Valence.NEUTRAL, "à citer")),
        ("dist//mémo - avec signe", TypedCode("dist", memo="mémo - avec signe")),
        ("avant-après", TypedCode("avant-après")),
        ("-", TypedCode("-")),
        ("", TypedCode("")),
    ],
)
def test_the_parts_of_what_is_typed(text: str, parts: TypedCode) -> None:
    assert typed_code(text) == parts
