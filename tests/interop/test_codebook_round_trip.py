"""Any codebook can be written as YAML and read back as it was."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.core.codebook import Code, Codebook, Example, ValencePolicy, Wording
from qualcode.core.coding import Valence
from qualcode.interop.codebook_yaml import read_codebook, write_codebook

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30).map(
    lambda text: unicodedata.normalize("NFC", text)
)
words = st.dictionaries(st.sampled_from(["fr", "en"]), texts, max_size=2)
labels = words.filter(lambda label: any(label.values()))
slugs = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
extras = st.fixed_dictionaries(
    {}, optional={"status": texts, "facets": plain, "crosswalks": plain, "x_équipe": plain}
)


@st.composite
def codebooks(draw: st.DrawFn) -> Codebook:
    """Any codebook: its codes depth first, its references to codes that exist."""
    names = draw(st.lists(slugs, min_size=1, max_size=12, unique=True))
    cut = draw(st.integers(1, len(names)))
    keys, aliases = names[:cut], names[cut:]
    book = draw(slugs)
    path: list[str] = []
    codes = []
    for key in keys:
        path = path[: draw(st.integers(0, len(path)))]
        codes.append(draw(codes_of(key, path[-1] if path else None, names, book)))
        path.append(key)
    codes[0] = replace(codes[0], aliases=tuple(aliases))
    title = draw(words)
    return Codebook(book, draw(texts), title, tuple(codes), draw(words), draw(extras))


@st.composite
def codes_of(draw: st.DrawFn, key: str, parent: str | None, names: list[str], book: str) -> Code:
    """Any code with this key."""
    policy = draw(st.sampled_from(ValencePolicy))
    judged = st.sampled_from([valence for valence in Valence if valence is not Valence.UNSET])
    known = st.lists(st.sampled_from(names), max_size=3)
    others = slugs.filter(lambda name: name != book)
    crosswalk = draw(st.dictionaries(others, st.lists(slugs, max_size=3).map(tuple), max_size=2))
    own = tuple(draw(known))
    example = st.builds(
        Example,
        texts.filter(bool),
        st.sampled_from(["fr", "en"]),
        st.booleans(),
        st.none() | st.sampled_from(Valence),
    )
    wording = Wording(
        draw(labels), draw(words), draw(words), draw(words), tuple(draw(known)),
        draw(st.none() | example),
    )  # fmt: skip
    return Code(
        key=key,
        wording=wording,
        parent=parent,
        codable=draw(st.booleans()),
        policy=policy,
        fixed=draw(judged) if policy is ValencePolicy.FIXED else None,
        usual=tuple(draw(st.lists(st.sampled_from(Valence), max_size=3))),
        target=draw(words),
        process=draw(st.booleans()),
        maps_to={**crosswalk, **({book: own} if own else {})},
        retired=draw(st.booleans()),
        provisional=draw(st.booleans()),
    )


@settings(max_examples=40)
@given(codebooks())
def test_any_codebook_comes_back_as_it_was_written(book: Codebook) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "grille.yaml"
        write_codebook(book, path)
        assert read_codebook(path) == book


def test_a_language_that_the_list_forgot_is_added_when_writing(tmp_path: Path) -> None:
    book = Codebook(
        "a", "1.0", {"fr": "A"}, (Code("k", Wording({"fr": "K", "pt": "K"})),),
        extra={"languages": ["fr"]},
    )  # fmt: skip
    path = tmp_path / "a.yaml"
    write_codebook(book, path)
    assert read_codebook(path).extra == {"languages": ["fr", "pt"]}
    assert read_codebook(path).codes == book.codes
