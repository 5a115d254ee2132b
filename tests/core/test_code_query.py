"""Questions about codings: how they are read, and what they find."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.core.asking.code_answer import Answer, answer
from qualcode.core.asking.code_conditions import Facet, PlacedCode
from qualcode.core.asking.code_query import (
    CodeQuery,
    Named,
    Related,
    Relation,
    Tree,
    Vocabulary,
    code_names,
    parse_code_query,
)
from qualcode.core.coding import Mark, Valence
from qualcode.core.errors import NotFound, UsageProblem
from qualcode.core.spans import Span
from qualcode.core.voices import Voice
from qualcode.i18n import in_language
from tests.stories import CODEBOOK

P01 = Voice("P01", "P01", coded=True, case="P01", person={"group": "implanted"})
P02 = Voice("P02", "P02", coded=True, case="P02", person={"group": "not_implanted"})
ENQ = Voice("P01", "ENQ", coded=False)
WORDS = Vocabulary(
    codes=code_names([CODEBOOK]),
    names={Facet.CODER: ["Zoé", "Anne Marie"], Facet.CASE: ["P01", "P02"], Facet.SOURCE: ["P01"]},
    attributes={Facet.CASE: {"group"}, Facet.SOURCE: {"type"}},
    value_of=lambda _name, value: {"implanté": "implanted"}.get(value, value),
)
D, P, J = "essai:distance", "essai:proches", "essai:joignable"


def asked(text: str) -> CodeQuery:
    return parse_code_query(text, WORDS)


def coding(
    ref: str, start: int, end: int, *, turn: int = 1, voice: Voice = P01, **said: object
) -> PlacedCode:
    guid = f"{ref}{start}-{end}"
    return PlacedCode(guid, voice.source, Span(start, end), ref, turns=(turn, turn), voice=voice,
                      **{"coder": "Zoé", **said})  # type: ignore[arg-type]  # fmt: skip


SAID = (
    coding(D, 0, 10, turn=2, valence=Valence.BARRIER),
    coding(P, 5, 20, turn=2, valence=Valence.LEVER, marks=frozenset({Mark.REPORTED})),
    coding(D, 30, 40, turn=4, valence=Valence.LEVER, coder="Anne Marie"),
    coding(J, 50, 60, turn=8),
    coding(P, 5, 9, turn=3, voice=P02),
)


def spans(text: str, said: Iterable[PlacedCode] = SAID) -> list[tuple[str, int, int]]:
    passages = answer(asked(text), list(said)).passages
    return [(p.source, p.span.start, p.span.end) for p in passages]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("distance", [("P01", 0, 10), ("P01", 30, 40)]),
        ("essai:route", [("P01", 0, 10), ("P01", 30, 40)]),
        ("« Distance et transport »", [("P01", 0, 10), ("P01", 30, 40)]),
        ("acces", [("P01", 0, 10), ("P01", 5, 20), ("P01", 30, 40), ("P02", 5, 9)]),
        ("Accès[lever]", [("P01", 5, 20), ("P01", 30, 40)]),
        ("* case=p02", [("P02", 5, 9)]),
        ("distance and proches", [("P01", 5, 10)]),
        ("proches ET distance", [("P01", 5, 10)]),
        ("distance or joignable", [("P01", 0, 10), ("P01", 30, 40), ("P01", 50, 60)]),
        ("distance not proches", [("P01", 30, 40)]),
        ("distance mais sauf proches", [("P01", 30, 40)]),
        ("distance but not proches", [("P01", 30, 40)]),
        ("distance near/2 joignable", []),
        ("distance near/4 joignable", [("P01", 30, 60)]),
        ("joignable près/4 distance", [("P01", 30, 60)]),
        ("proches then/2 distance", [("P01", 5, 40)]),
        ("distance puis/6 joignable", [("P01", 0, 60), ("P01", 30, 60)]),
        ("joignable then/9 distance", []),
        ("distance in same turn proches", [("P01", 0, 20)]),
        ("distance dans le même tour proches", [("P01", 0, 20)]),
        ("proches then/2 distance then/4 joignable", [("P01", 5, 60)]),
        ("(distance or proches) then/4 joignable", [("P01", 30, 60)]),
        ("distance[frein] and proches[levier]", [("P01", 5, 10)]),
        ("proches[reported]", [("P01", 5, 20)]),
        ("proches[lever, rapporté, coder=Zoé]", [("P01", 5, 20)]),
        ("proches[valence=barrier]", []),
        ("distance[coder=“Anne Marie”]", [("P01", 30, 40)]),
        ("distance coder=zoé", [("P01", 0, 10)]),
        ("distance not coder=Zoé", [("P01", 30, 40)]),
        ("case.group=implanté and acces not joignable",
         [("P01", 0, 10), ("P01", 5, 20), ("P01", 30, 40)]),
        ("proches and cas.group=not_implanted", [("P02", 5, 9)]),
        ("proches not case.group=implanted", [("P02", 5, 9)]),
        ("acces and acces", [("P01", 5, 10)]),
        ("distance and distance", []),
    ],
)  # fmt: skip
def test_a_question_finds_these_passages(text: str, found: list[tuple[str, int, int]]) -> None:
    assert spans(text) == found


@pytest.mark.parametrize(
    ("text", "cases"),
    [
        ("never distance", ("P02",)),
        ("jamais distance[barrier] or joignable", ("P02",)),
        ("never distance case.group=implanted", ()),
        ("never joignable", ("P02",)),
        ("never joignable and case.group=not_implanted", ("P02",)),
        ("case.group=implanted distance", ("P01",)),
        ("never (distance and joignable)", ("P01", "P02")),
        ("distance or proches", ("P01", "P02")),
    ],
)
def test_a_question_tells_cases(text: str, cases: tuple[str, ...]) -> None:
    found = answer(asked(text), SAID, [ENQ, P01, P02])
    assert found.cases == cases
    assert bool(found.passages) is not asked(text).never


def test_a_passage_names_what_it_is_made_of_in_order() -> None:
    (passage,) = answer(asked("proches and distance"), SAID).passages
    assert [c.ref for c in passage.codings] == [D, P]
    assert passage.turns == (2, 2)
    assert passage.cases == ("P01",)


def test_the_codes_and_coders_that_a_question_names_are_known_before_it_is_asked() -> None:
    assert asked("distance and joignable").refs == frozenset({D, J})
    assert asked("* not joignable").refs is None
    assert asked("distance[coder=Zoé]").names_coders
    assert not asked("distance[barrier]").names_coders


@pytest.mark.parametrize(
    ("text", "kind", "told"),
    [
        ("distanse and proches", NotFound, "“distanse” (character 1). Close to it: distance"),
        ("distance andd proches", UsageProblem, "“andd” (character 10) cannot stand there"),
        ("distance and", UsageProblem, "too soon, after “and”"),
        ("", UsageProblem, "too soon"),
        ("(distance", UsageProblem, "“)” is missing at the end"),
        ("(distance ] or", UsageProblem, "“)” is missing before “]” (character 11)"),
        ("distance )", UsageProblem, "“)” (character 10)"),
        ("and distance", UsageProblem, "“and” (character 1)"),
        ("distance and or proches", UsageProblem, "“or” (character 14)"),
        ("distance near proches", UsageProblem, "“near” (character 10): say within how many"),
        ("distance PRÈS/x proches", UsageProblem, "as in PRÈS/3"),
        ("distance near/3", UsageProblem, "too soon, after “near/3”"),
        ("near/3 distance", UsageProblem, "“near/3” (character 1)"),
        ("distance[foo]", UsageProblem, "“foo” (character 10) is no condition"),
        ("distance[]", UsageProblem, "“]” (character 10) is no condition"),
        ("distance[mark=barrier]", UsageProblem, "“barrier” (character 15)"),
        ("distance[barrier", UsageProblem, "“]” is missing at the end"),
        ("distance colour=red", UsageProblem, "“colour” (character 10) is no condition"),
        ("distance coder.x=red", UsageProblem, "“coder.x” (character 10) is no condition"),
        ("distance coder=Ana", NotFound, "no coder “Ana” (character 16)"),
        ("distance case=P9", NotFound, "no case “P9” (character 15)"),
        ("distance case.grup=x", NotFound, "attribute “grup” (character 10). Close to it: group"),
        ("distance source.type=", UsageProblem, "too soon, after “=”"),
        ('distance and "proches', UsageProblem, "quotation mark at character 14"),
        ("distance and never proches", UsageProblem, "“never” (character 14)"),
        (" or ".join(["distance"] * 41), UsageProblem, "40 codes at most"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_the_word_and_its_place(
    text: str, kind: type[Exception], told: str
) -> None:
    with in_language("en"), pytest.raises(kind) as caught:
        asked(text)
    assert told in str(caught.value)


# Against every pair

REFS = ("a:x", "a:y", "a:z")


@st.composite
def material(draw: st.DrawFn) -> list[PlacedCode]:
    """Codings over turns of ten characters, as a text would hold them."""
    found = []
    for index in range(draw(st.integers(0, 12))):
        voice = draw(st.sampled_from([P01, P02]))
        start = draw(st.integers(0, 59))
        end = draw(st.integers(start + 1, min(start + 25, 60)))
        found.append(
            PlacedCode(
                guid=str(index),
                source=voice.source,
                span=Span(start, end),
                ref=draw(st.sampled_from(REFS)),
                coder="Zoé",
                turns=(start // 10, (end - 1) // 10),
                voice=voice,
            )
        )
    return found


NAMED = st.sets(st.sampled_from(REFS), min_size=1).map(lambda refs: Named(frozenset(refs)))
TREES: st.SearchStrategy[Tree] = st.recursive(
    NAMED | st.just(Named(None)),
    lambda part: st.builds(Related, st.sampled_from(Relation), part, part, st.integers(0, 3)),
    max_leaves=4,
)

Slow = tuple[int, int, int, int, frozenset[int]]


def slowly(tree: Tree, said: list[PlacedCode], source: str) -> list[Slow]:
    """The passages of a source, found by looking at every pair."""
    if isinstance(tree, Named):
        return [
            (c.span.start, c.span.end, *c.turns, frozenset({i}))
            for i, c in enumerate(said)
            if c.source == source and (tree.refs is None or c.ref in tree.refs)
        ]
    left, right = slowly(tree.left, said, source), slowly(tree.right, said, source)
    apart = {(a, b) for a in left for b in right if not a[4] & b[4]}
    found: list[Slow] = []
    if tree.relation is Relation.EITHER:
        found = left + right
    elif tree.relation is Relation.WITHOUT:
        return [a for a in left if not any(a[0] < b[1] and b[0] < a[1] for b in right)]
    elif tree.relation is Relation.BOTH:
        found = [shared(a, b) for a, b in apart if a[0] < b[1] and b[0] < a[1]]
    elif tree.relation is Relation.THEN:
        for a in left:
            following = [b for b in right if (a, b) in apart and b[0] >= a[1]]
            if following and (b := min(following, key=lambda b: b[:2]))[2] - a[3] <= tree.turns:
                found.append(hull(a, b))
    else:
        for a in left:
            others = [b for b in right if (a, b) in apart]
            if others and distance(a, b := min(others, key=lambda b: (distance(a, b), b[:2])))[0] \
                    <= tree.turns:  # fmt: skip
                found.append(hull(a, b))
    return one_for_each_place(found)


def shared(a: Slow, b: Slow) -> Slow:
    start, end = max(a[0], b[0]), min(a[1], b[1])
    return start, end, start // 10, (end - 1) // 10, a[4] | b[4]


def hull(a: Slow, b: Slow) -> Slow:
    start, end = min(a[0], b[0]), max(a[1], b[1])
    return start, end, start // 10, (end - 1) // 10, a[4] | b[4]


def distance(a: Slow, b: Slow) -> tuple[int, int]:
    return max(0, b[2] - a[3], a[2] - b[3]), max(0, b[0] - a[1], a[0] - b[1])


def one_for_each_place(found: list[Slow]) -> list[Slow]:
    united: dict[tuple[int, int], Slow] = {}
    for start, end, first, last, codings in found:
        before = united.get((start, end))
        united[start, end] = (start, end, first, last, codings | (before[4] if before else codings))
    return sorted(united.values(), key=lambda piece: piece[:2])


def told(found: Answer) -> list[tuple[str, int, int, tuple[int, int], frozenset[int]]]:
    return [
        (p.source, p.span.start, p.span.end, p.turns, frozenset(int(c.guid) for c in p.codings))
        for p in found.passages
    ]


@given(TREES, material())
def test_sweeping_finds_what_looking_at_every_pair_finds(
    tree: Tree, said: list[PlacedCode]
) -> None:
    said.sort(key=lambda c: c.source)
    wanted = [
        (source, start, end, (first, last), frozenset(int(said[i].guid) for i in codings))
        for source in ("P01", "P02")
        for start, end, first, last, codings in one_for_each_place(slowly(tree, said, source))
    ]
    assert told(answer(CodeQuery("", tree), said)) == wanted


@given(NAMED, NAMED, material())
def test_both_is_the_same_from_either_side(one: Tree, other: Tree, said: list[PlacedCode]) -> None:
    here = answer(CodeQuery("", Related(Relation.BOTH, one, other)), said)
    there = answer(CodeQuery("", Related(Relation.BOTH, other, one)), said)
    assert here == there


@given(TREES, material())
def test_a_case_either_has_it_or_never_has_it(tree: Tree, said: list[PlacedCode]) -> None:
    having = set(answer(CodeQuery("", tree), said).cases)
    never = set(answer(CodeQuery("", tree, never=True), said, [P01, P02]).cases)
    assert having | never == {"P01", "P02"}
    assert not having & never
