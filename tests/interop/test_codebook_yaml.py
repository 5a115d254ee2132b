"""Codebooks as YAML: what ships, what a person writes by hand, and every mistake by its line."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from qualcode.core.codebook import Example, ValencePolicy
from qualcode.core.errors import FileProblem, FormatProblem, Mistakes
from qualcode.i18n import in_language
from qualcode.interop.codebook_yaml import read_codebook, write_codebook


def written(folder: Path, text: str | bytes) -> Path:
    """A codebook of that text."""
    path = folder / "grille.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def mistakes_in(folder: Path, text: str | bytes) -> list[tuple[int | None, str, str]]:
    """Line, key and message of every mistake."""
    with pytest.raises(Mistakes) as told:
        read_codebook(written(folder, text))
    assert isinstance(told.value, FormatProblem)
    return [(p.line, p.where, str(p)) for p in told.value.problems]


MINIMAL = """\
id: sommeil
codes:
- key: nuits
  label: Nuits
  children:
  - key: reveils
    label: Réveils nocturnes
    example: « Trois heures, et l’œil ouvert. »
"""


def test_a_codebook_by_hand_needs_little(tmp_path: Path) -> None:
    book = read_codebook(written(tmp_path, MINIMAL))
    assert (book.id, book.version, book.title) == ("sommeil", "0.1.0", {"fr": "sommeil"})
    assert [(code.key, code.parent) for code in book.codes] == [
        ("nuits", None),
        ("reveils", "nuits"),
    ]
    assert book.codes[1].wording.label == {"fr": "Réveils nocturnes"}
    assert book.codes[1].wording.example == Example("« Trois heures, et l’œil ouvert. »", "fr")
    assert book.codes[0].policy is ValencePolicy.OPTIONAL


def test_plain_texts_are_in_the_first_language_of_the_file(tmp_path: Path) -> None:
    text = "id: sleep\nlanguages: [en, fr]\ncodes:\n- {key: nights, label: Nights}\n"
    book = read_codebook(written(tmp_path, text))
    assert book.codes[0].wording.label == {"en": "Nights"}
    assert book.extra == {"languages": ["en", "fr"]}


def test_a_byte_order_mark_and_decomposed_accents_do_no_harm(tmp_path: Path) -> None:
    text = unicodedata.normalize("NFD", MINIMAL)
    book = read_codebook(written(tmp_path, b"\xef\xbb\xbf" + text.encode()))
    assert book.by_key["reveils"].wording.label["fr"] == "Réveils nocturnes"


def test_codes_may_name_their_parent_and_come_in_any_order(tmp_path: Path) -> None:
    text = """\
id: plat
codes:
- {key: c, label: C, parent: b}
- {key: a, label: A}
- {key: b, label: B, parent: a}
- {key: d, label: D, parent: a}
"""
    book = read_codebook(written(tmp_path, text))
    assert [code.key for code in book.codes] == ["a", "b", "c", "d"]
    assert book.depth("c") == 2


def test_codes_nest_as_deep_as_anybody_wants(tmp_path: Path) -> None:
    lines = ["id: profond", "codes:"]
    for level in range(40):
        indent = "  " * level
        lines += [f"{indent}- key: n{level}", f"{indent}  label: Niveau {level}"]
        lines += [f"{indent}  children:"] if level < 39 else []
    book = read_codebook(written(tmp_path, "\n".join(lines)))
    assert book.depth("n39") == 39


def test_block_texts_lose_the_line_end_that_the_author_did_not_mean(tmp_path: Path) -> None:
    text = "id: a\ncodes:\n- key: k\n  label: K\n  definition: |\n    Première.\n    Seconde.\n"
    book = read_codebook(written(tmp_path, text))
    assert book.codes[0].wording.definition == {"fr": "Première.\nSeconde."}


def code(*lines: str) -> str:
    """A codebook with one good code, keyed `douleur`, and these lines in it from line 6."""
    return "id: a\nlanguages: [fr, en]\ncodes:\n- key: douleur\n  label: Douleur\n" + "".join(
        f"  {line}\n" for line in lines
    )


CASES: dict[str, tuple[str, list[tuple[int, str, str]]]] = {
    "unknown field": (
        code("defintion: Ce que…"),
        [(6, "douleur › defintion", "is “definition” meant?")],
    ),
    "unknown field at the top": (
        "id: a\nauteur: x\ncodes: [{key: k, label: K}]\n",
        [(2, "auteur", "unknown")],
    ),
    "unknown language": (
        code("definition: {fr: Mal, de: Schmerz}"),
        [(6, "douleur › definition › de", "unknown")],
    ),
    "missing key": ("id: a\ncodes:\n- label: Sans clé\n", [(3, "codes › 1", "“key” is missing")]),
    "missing label": ("id: a\ncodes:\n- key: k\n", [(3, "k", "“label” is missing")]),
    "empty label": (
        "id: a\ncodes:\n- key: k\n  label: ''\n",
        [(4, "k › label", "missing or empty")],
    ),
    "missing id": ("codes:\n- {key: k, label: K}\n", [(1, "", "“id” is missing")]),
    "missing codes": ("id: a\n", [(1, "", "“codes” is missing")]),
    "no codes": ("id: a\ncodes: []\n", [(2, "codes", "missing or empty")]),
    "duplicate key": (
        "id: a\ncodes:\n- {key: k, label: K}\n- {key: k, label: Encore}\n",
        [(4, "k › key", "“k” is already the key or alias")],
    ),
    "alias that is a key": (
        "id: a\ncodes:\n- {key: k, label: K}\n- key: m\n  label: M\n  aliases:\n  - vieux\n  - k\n",
        [(8, "m › aliases › 2", "“k” is already")],
    ),
    "bad slug": ("id: a\ncodes:\n- {key: Été-2, label: E}\n", [(3, "Été-2 › key", "“Été-2” must")]),
    "bad slug of the codebook": ("id: 2a\ncodes: [{key: k, label: K}]\n", [(1, "id", "“2a” must")]),
    "bad slug of an alias": (code("aliases: [Vieux]"), [(6, "douleur › aliases › 1", "“Vieux”")]),
    "unknown policy": (
        code("valence: {policy: mandatory}"),
        [(6, "douleur › valence › policy", "“mandatory” is none of: required, optional, fixed")],
    ),
    "unknown valence": (
        code("valence:", "  policy: fixed", "  value: frein"),
        [(8, "douleur › valence › value", "“frein” is none of: unset, barrier, lever")],
    ),
    "unknown usual valence": (
        code("valence: {usual: [barrier, bon]}"),
        [(6, "douleur › valence › usual › 2", "“bon”")],
    ),
    "fixed without value": (
        code("valence:", "  policy: fixed"),
        [(7, "douleur › valence › policy", "needs a “value”")],
    ),
    "fixed to nothing judged": (
        code("valence: {policy: fixed, value: unset}"),
        [(6, "douleur › valence › policy", "needs a “value”")],
    ),
    "value without fixed": (
        code("valence:", "  policy: required", "  value: lever"),
        [(8, "douleur › valence › value", "only beside the policy “fixed”")],
    ),
    "unknown neighbour": (
        code("not_when:", "  fr: Autre chose", "  see:", "  - peur"),
        [(9, "douleur › not_when › see › 1", "No code of this file has the key “peur”")],
    ),
    "unknown parent": (code("parent: peur"), [(6, "douleur › parent", "“peur”")]),
    "parent other than the one above": (
        "id: a\ncodes:\n- key: k\n  label: K\n  children:\n  - {key: m, label: M, parent: n}\n",
        [(6, "m › parent", "nested under “k”")],
    ),
    "parents in a circle": (
        "id: a\ncodes:\n- {key: k, label: K, parent: m}\n- {key: m, label: M, parent: k}\n",
        [(3, "k › parent", "under itself"), (4, "m › parent", "under itself")],
    ),
    "crosswalk that is a list": (
        code("maps_to: [cfir2]"),
        [(6, "douleur › maps_to", "Named fields")],
    ),
    "crosswalk to a lone text": (
        code("maps_to:", "  cfir2: inn_source"),
        [(7, "douleur › maps_to › cfir2", "A list is expected")],
    ),
    "crosswalk to a number": (
        code("maps_to: {cfir2: [inn_source, 3]}"),
        [(6, "douleur › maps_to › cfir2 › 2", "Put 3 between quotation marks")],
    ),
    "crosswalk to a bad slug": (
        code("maps_to: {cfir2: [Inn source]}"),
        [(6, "douleur › maps_to › cfir2 › 1", "“Inn source” must")],
    ),
    "own crosswalk to nowhere": (
        code("also_comb: [nulle_part]"),
        [(6, "douleur › also_comb", "“nulle_part”")],
    ),
    "number for a text": (code("definition: 12"), [(6, "douleur › definition", "Put 12 between")]),
    "true for a text": (
        code("use_when: {fr: true}"),
        [(6, "douleur › use_when › fr", "Put true between")],
    ),
    "number for a version": (
        "id: a\nversion: 0.2\ncodes: [{key: k, label: K}]\n",
        [(2, "version", "Put 0.2 between")],
    ),
    "text for true or false": (code("codable: oui"), [(6, "douleur › codable", "not “oui”")]),
    "list for a text": (code("definition:", "- un"), [(6, "douleur › definition", "A text")]),
    "list for named fields": (
        code("valence: [required]"),
        [(6, "douleur › valence", "Named fields")],
    ),
    "mapping for a list": (
        "id: a\ncodes:\n  k:\n    label: K\n",
        [(2, "codes", "A list is expected")],
    ),
    "text for a code": ("id: a\ncodes:\n- douleur\n", [(3, "codes › 1", "Named fields")]),
    "example without text": (
        code("example: {lang: fr}"),
        [(6, "douleur › example", "“text” is missing")],
    ),
    "wrong schema": (
        "schema: qualcode.study/1\nid: a\ncodes: [{key: k, label: K}]\n",
        [(1, "schema", "“qualcode.study/1”; “qualcode.codebook/1” is expected")],
    ),
    "half a character": (
        code('definition: "moitié \\ud83d"'),
        [(6, "douleur › definition", "Half")],
    ),
    "field twice": (
        code("definition: un", "definition: deux"),
        [(7, "", "“definition” stands here twice")],
    ),
    "anchor": (code("definition: &mal Mal"), [(6, "definition", "anchors such as &mal")]),
    "tag": (code("definition: !!python/name:os.system Mal"), [(6, "definition", "Tags such as")]),
    "list at the top": ("- key: k\n  label: K\n", [(1, "", "expected at the top")]),
    "only a comment": ("# rien\n", [(1, "", "expected at the top")]),
    "second document": ("id: a\n---\nid: b\n", [(2, "", "A second document")]),
    "tab": ("id: a\ncodes:\n\t- key: k\n", [(3, "", "a tab stands here")]),
    "colon in a text": (code("definition: Mal : le pire"), [(6, "", "between quotation marks")]),
    "open quotation mark": (code('definition: "Mal'), [(6, "", "never closed")]),
    "broken list": ("id: a\ncodes: [{key: k\nlabel: K}\n", [(3, "", "cannot be read as YAML")]),
    "control character": (code("definition: Mal\x07"), [(6, "", "U+0007")]),
    "list for a name": ("id: a\n? [x]\n: y\n", [(2, "", "single word")]),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=list(CASES))
def test_a_mistake_is_told_with_its_line_and_its_key(
    text: str, expected: list[tuple[int, str, str]], tmp_path: Path
) -> None:
    found = mistakes_in(tmp_path, text)
    for line, where, said in expected:
        assert any(
            (line, True, True) == (at, place.endswith(where), said in told)
            for at, place, told in found
        ), found


@pytest.mark.parametrize(
    "name", [name for name in CASES if name not in {"broken list", "parents in a circle"}]
)
def test_one_mistake_is_one_sentence(name: str, tmp_path: Path) -> None:
    text, _ = CASES[name]
    assert len(mistakes_in(tmp_path, text)) == 1


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = "version: 1\n" + code("parent: peur", "codable: oui", "couleur: bleu")
    found = mistakes_in(tmp_path, text)
    assert [line for line, _, _ in found] == [1, 7, 8, 9]


def test_twenty_mistakes_are_listed_and_the_others_counted(tmp_path: Path) -> None:
    codes = "".join(f"- {{key: Clé{n}, label: L}}\n" for n in range(25))
    with pytest.raises(Mistakes) as told, in_language("en"):
        read_codebook(written(tmp_path, f"id: a\ncodes:\n{codes}"))
    lines = str(told.value).splitlines()
    assert lines[0] == "grille.yaml cannot be used as it is."
    assert lines[1].startswith("  line 3, Clé0 › key: “Clé0” must")
    assert len(lines) == 22
    assert lines[-1] == "  and 5 more"
    assert len(told.value.problems) == 25


def test_a_lone_mistake_fits_one_line(tmp_path: Path) -> None:
    with pytest.raises(Mistakes) as told:
        read_codebook(written(tmp_path, code("codable: oui")))
    assert str(told.value) == (
        "grille.yaml, line 6, douleur › codable: true or false is expected, not “oui”."
    )


def test_a_bomb_of_references_is_refused_before_it_goes_off(tmp_path: Path) -> None:
    rows = ["a0: &a0 [boum, boum]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    found = mistakes_in(tmp_path, "\n".join([*rows, "id: a", "codes: *a11"]))
    assert found[0][:2] == (1, "a0")
    assert "not followed" in found[-1][2]


def test_a_tower_of_brackets_is_refused(tmp_path: Path) -> None:
    found = mistakes_in(tmp_path, "id: a\ncodes: " + "[" * 300 + "]" * 300)
    assert "nested too deeply" in found[0][2]


def test_bytes_that_are_not_utf8_are_found_by_line_and_column(tmp_path: Path) -> None:
    found = mistakes_in(tmp_path, "id: a\n# été\ncodes:\n- {key: k, label: Été}\n".encode("cp1252"))
    assert len(found) == 1
    assert found[0][2].startswith("line 2, column 3: This is not UTF-8")


@pytest.mark.parametrize("nothing", [b"", b" \n\n", b"\xef\xbb\xbf\r\n"])
def test_an_empty_file_is_called_empty(nothing: bytes, tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="is empty"):
        read_codebook(written(tmp_path, nothing))


def test_a_missing_file_a_folder_and_a_giant_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="There is no file"):
        read_codebook(tmp_path / "absente.yaml")
    with pytest.raises(FileProblem, match="cannot be read"):
        read_codebook(tmp_path)
    giant = tmp_path / "géant.yaml"
    with giant.open("wb") as file:
        file.truncate(3_000_000)
    with pytest.raises(FileProblem, match="larger than 2 MB"):
        read_codebook(giant)


def test_a_codebook_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="cannot be written"):
        write_codebook(
            read_codebook(written(tmp_path, MINIMAL)), tmp_path / "nulle part" / "x.yaml"
        )


def test_mistakes_are_told_in_the_language_of_the_reader(tmp_path: Path) -> None:
    with pytest.raises(Mistakes) as told:
        read_codebook(written(tmp_path, code("codable: oui")))
    with in_language("fr"):
        assert "douleur › codable\u00a0: " in str(told.value)
