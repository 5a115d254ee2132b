"""What is different between two states of a codebook."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.core.codebook import Code, Codebook, Example, ValencePolicy, Wording
from qualcode.core.coding import Valence
from qualcode.core.wording.code_rules import key_from, same_meaning, valence_under
from qualcode.core.wording.codebook_diff import (
    Changed,
    CodebookDiff,
    Moved,
    Part,
    Succeeded,
    Turned,
    compared_words,
    diff_codebooks,
)


def named(key: str, parent: str | None = None, **options: object) -> Code:
    """A code whose label is its key."""
    return Code(key, Wording({"fr": key}), parent, **options)  # type: ignore[arg-type]


BEFORE = Codebook(
    id="essai",
    version="1.0.0",
    title={"fr": "Essai"},
    codes=(
        named("acces", codable=False),
        named("distance", "acces"),
        named("cout", "acces"),
        named("proches", "acces"),
        named("soins", codable=False),
        named("equipe", "soins"),
    ),
)


def but(*changes: Code, without: tuple[str, ...] = (), order: str = "") -> Codebook:
    """The codebook with some codes changed or added, left out, or in another order."""
    found = {code.key: code for code in BEFORE.codes if code.key not in without}
    found.update({code.key: code for code in changes})
    keys = order.split() or list(found)
    return replace(BEFORE, version="1.1.0", codes=tuple(found[key] for key in keys))


def test_nothing_is_different_from_itself() -> None:
    diff = diff_codebooks(BEFORE, BEFORE)
    assert diff.empty
    assert diff == CodebookDiff("essai", "1.0.0", "1.0.0")


def test_what_happened_to_each_code_is_told_once() -> None:
    after = but(
        replace(named("cout", "acces"), retired=True),
        named("meteo", "soins"),
        named("equipe", "soins", aliases=("proches",)),
        without=("proches", "distance"),
    )
    diff = diff_codebooks(BEFORE, after)
    assert [code.key for code in diff.added] == ["meteo"]
    assert [code.key for code in diff.retired] == ["cout"]
    assert [code.key for code in diff.removed] == ["distance"]
    assert diff.merged == (Succeeded("proches", ("equipe",)),)
    assert diff.resettled == (Changed("equipe", "aliases", "", "", "proches"),)
    assert (diff.moved, diff.reworded, diff.split) == ((), (), ())
    back = diff_codebooks(after, BEFORE)
    assert [code.key for code in back.revived] == ["cout"]


@pytest.mark.parametrize(
    ("after", "moved"),
    [
        (but(named("cout", "soins")), [Moved("cout", "acces", "soins")]),
        (but(named("cout")), [Moved("cout", "acces", None)]),
        (
            but(order="acces proches distance cout soins equipe"),
            [Moved("proches", "acces", "acces")],
        ),
        (but(order="soins equipe acces distance cout proches"), [Moved("soins", None, None)]),
        (but(named("meteo", "acces"), order="acces meteo distance cout proches soins equipe"), []),
        (but(without=("distance",)), []),
    ],
)
def test_only_codes_that_moved_are_said_to_have_moved(after: Codebook, moved: list[Moved]) -> None:
    assert list(diff_codebooks(BEFORE, after).moved) == moved


def test_wordings_are_compared_language_by_language() -> None:
    wording = Wording(
        {"fr": "Distance", "en": "Distance"},
        definition={"fr": "La route."},
        not_when_see=("cout",),
        example=Example("« Deux heures ! »", valence=Valence.BARRIER),
    )
    diff = diff_codebooks(BEFORE, but(Code("distance", wording, "acces")))
    assert {(c.part, c.language, c.before, c.after) for c in diff.reworded} == {
        ("label", "fr", "distance", "Distance"),
        ("label", "en", "", "Distance"),
        ("definition", "fr", "", "La route."),
        ("not_when_see", "", "", "cout"),
        ("example", "fr", "", "« Deux heures ! »"),
        ("example_valence", "", "", "barrier"),
    }
    assert diff.to_reread == {"distance"}


def test_another_label_alone_is_not_read_again() -> None:
    diff = diff_codebooks(BEFORE, but(Code("distance", Wording({"fr": "Trajet"}), "acces")))
    assert diff.to_reread == frozenset()
    assert not diff.empty


def test_settings_are_compared_one_by_one() -> None:
    settled = named(
        "distance",
        "acces",
        policy=ValencePolicy.FIXED,
        fixed=Valence.BARRIER,
        usual=(Valence.BARRIER, Valence.LEVER),
        target={"fr": "venir"},
        process=True,
        provisional=True,
        maps_to={"cfir2": ("ext_conditions",)},
    )
    told = {
        (c.part, c.language): (c.before, c.after)
        for c in diff_codebooks(BEFORE, but(settled)).resettled
    }
    assert told == {
        ("policy", ""): ("optional", "fixed"),
        ("fixed", ""): ("", "barrier"),
        ("usual", ""): ("", "barrier, lever"),
        ("target", "fr"): ("", "venir"),
        ("process", ""): ("", "yes"),
        ("provisional", ""): ("", "yes"),
        ("maps_to", "cfir2"): ("", "ext_conditions"),
    }


def test_a_split_code_is_told_as_split_whether_retired_or_a_heading() -> None:
    splits = {"cout": ("distance", "proches"), "soins": ("equipe", "cout")}
    for changed in (
        replace(named("cout", "acces"), retired=True),
        named("cout", "acces", codable=False),
    ):
        diff = diff_codebooks(BEFORE, but(changed), splits=splits)
        assert diff.split == (Succeeded("cout", ("distance", "proches")),)
        assert diff.retired == ()


def test_both_states_are_called_what_one_wants() -> None:
    diff = diff_codebooks(BEFORE, BEFORE, names=("vague 1", "maintenant"))
    assert (diff.before, diff.after) == ("vague 1", "maintenant")


@pytest.mark.parametrize(
    ("before", "after", "marked"),
    [
        ("", "", ""),
        ("la route", "la route", "la route"),
        ("", "tout", "{tout}"),
        ("tout", "", "[tout]"),
        ("quand l’équipe vient", "quand l’infirmière vient", "quand l’[équipe]{infirmière} vient"),
        ("peur de la pompe", "peur d’une pompe", "peur [de la]{d’une} pompe"),
        ("la route.", "la route, le prix.", "la route{, le prix}."),
        ("à l’hôpital\u00a0!", "à l’hôpital\u202f!", "à l’hôpital[\u00a0]{\u202f}!"),
    ],
)
def test_words_that_went_and_came_stand_where_they_were(
    before: str, after: str, marked: str
) -> None:
    shown = {Turned.SAME: "{}", Turned.GONE: "[{}]", Turned.NEW: "{{{}}}"}
    told = "".join(shown[part.turned].format(part.text) for part in compared_words(before, after))
    assert told == marked


texts = st.text(st.sampled_from("aé ’.\u00a0\n😀e\u0301_-1"), max_size=40)


@given(texts, texts)
def test_no_character_is_lost_between_two_texts(before: str, after: str) -> None:
    parts = compared_words(before, after)
    assert "".join(p.text for p in parts if p.turned is not Turned.NEW) == before
    assert "".join(p.text for p in parts if p.turned is not Turned.GONE) == after
    assert all(part.text for part in parts)
    same = compared_words(before, before)
    assert same == ((Part(before, Turned.SAME),) if before else ())


books = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.integers(0, 6), st.booleans()), max_size=6
).map(
    lambda drawn: Codebook(
        "essai",
        "1",
        {},
        tuple(
            replace(named(key, None if place == 0 else _above(i, place, drawn)), retired=retired)
            for i, (key, place, retired) in enumerate(drawn)
            if key not in {earlier for earlier, _, _ in drawn[:i]}
        ),
    )
)


def _above(index: int, place: int, drawn: list[tuple[str, int, bool]]) -> str | None:
    """One of the codes that were drawn before, so that no code stands under itself."""
    key = drawn[index][0]
    before = [earlier for earlier, _, _ in drawn[:index] if earlier != key]
    return before[place % len(before)] if before else None


@given(books, books)
def test_a_difference_is_empty_exactly_where_the_grids_are_the_same(
    before: Codebook, after: Codebook
) -> None:
    diff = diff_codebooks(before, after)
    same = {c.key: c for c in before.codes} == {c.key: c for c in after.codes}
    siblings = [[(c.parent, c.key) for c in b.codes] for b in (before, after)]
    in_order = [sorted(pairs, key=lambda pair: str(pair[0])) for pairs in siblings]
    assert diff.empty == (same and in_order[0] == in_order[1])


# The rules that edits go by


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("Coût du trajet", "cout_du_trajet"),
        ("L’équipe « joignable »\u00a0?", "l_equipe_joignable"),
        ("Œdème e\u0301vident", "oedeme_evident"),
        ("2 heures", "code_2_heures"),
        ("😀", "code"),
        ("", "code"),
        ("x" * 60, "x" * 40),
        ("déjà pris", "deja_pris_3"),
    ],
)
def test_a_key_is_made_from_a_label(label: str, key: str) -> None:
    assert key_from(label, {"deja_pris", "deja_pris_2"}) == key


@pytest.mark.parametrize("valence", Valence)
@pytest.mark.parametrize("policy", ValencePolicy)
def test_a_valence_follows_the_policy(policy: ValencePolicy, valence: Valence) -> None:
    fixed = Valence.LEVER if policy is ValencePolicy.FIXED else None
    expected = {ValencePolicy.FIXED: Valence.LEVER, ValencePolicy.NONE: Valence.UNSET}
    found = valence_under(named("k", policy=policy, fixed=fixed), valence)
    assert found is expected.get(policy, valence)


def test_a_meaning_is_all_but_the_label() -> None:
    one = Wording({"fr": "Peur"}, definition={"fr": "craindre"})
    assert same_meaning(one, replace(one, label={"en": "Fear"}))
    assert same_meaning(one, replace(one, definition={"fr": "craindre", "en": ""}))
    assert not same_meaning(one, replace(one, example=Example("« J’ai peur »")))
