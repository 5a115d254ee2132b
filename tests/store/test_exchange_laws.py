"""Merging is commutative, associative and idempotent, whatever coders did and where."""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from qualcode.store.exchange.package import opened_package
from qualcode.store.opening import open_project
from tests.store.exchange_stories import (
    CODERS,
    Act,
    do_all,
    hand_out,
    merged,
    new_folder,
    second_hub,
    template,
)

EXAMPLES = int(os.environ.get("QUALCODE_EXCHANGE_EXAMPLES", "4"))
"""More of them find more: set the variable to 500 after changing how packages are merged."""

acts = st.lists(
    st.builds(
        Act,
        st.sampled_from(["code", "code", "uncode", "change", "note", "mark", "undo"]),
        st.integers(0, 24),
        st.integers(1, 8),
        st.integers(0, 5),
    ),
    max_size=4,
)
pairs = st.tuples(st.sampled_from(CODERS[:2]), acts)


WAITING_WINS: dict[str, Any] = {
    "before": ("Ana", [Act("code", 0, 1, 0), Act("code", 14, 5, 0)]),
    "road": [
        (("Ana", [Act("code", 22, 4, 0)]), []),
        (
            (
                "Lou",
                [
                    Act("code", 0, 5, 0),
                    Act("code", 11, 4, 0),
                    Act("code", 19, 7, 5),
                    Act("code", 8, 1, 4),
                ],
            ),
            [
                Act("note", 8, 1, 0),
                Act("uncode", 9, 5, 5),
                Act("undo", 8, 4, 2),
                Act("code", 14, 3, 3),
            ],
        ),
        (
            (
                "Lou",
                [
                    Act("undo", 19, 2, 0),
                    Act("change", 7, 3, 2),
                    Act("uncode", 15, 6, 2),
                    Act("mark", 18, 3, 4),
                ],
            ),
            [
                Act("code", 11, 1, 1),
                Act("uncode", 2, 1, 2),
                Act("undo", 0, 5, 3),
                Act("uncode", 22, 4, 0),
            ],
        ),
    ],
    "home": ("Lou", [Act("undo", 11, 6, 2)]),
}
"""A version that waited comes to stand: its words are those at its place."""


SAID_AGAIN: dict[str, Any] = {
    "before": ("Ana", []),
    "road": [
        (
            ("Lou", [Act("code", 19, 7, 5), Act("undo", 0, 1, 0)]),
            [Act("uncode", 0, 1, 1), Act("undo", 0, 1, 0)],
        ),
        (("Lou", [Act("change", 7, 3, 1)]), []),
    ],
    "home": ("Lou", []),
}
"""Two machines end up with the same words again; a third, which knows one of them, says others."""


@settings(max_examples=EXAMPLES)
@given(before=pairs, road=st.lists(st.tuples(pairs, acts), min_size=2, max_size=3), home=pairs)
@example(**WAITING_WINS)
@example(**SAID_AGAIN)
def test_packages_may_come_back_in_any_order_and_twice(
    before: tuple[str, list[Act]],
    road: list[tuple[tuple[str, list[Act]], list[Act]]],
    home: tuple[str, list[Act]],
) -> None:
    hub = new_folder() / "hub.qualcode"
    shutil.copyfile(template(), hub)
    packages: list[Path] = []
    do_all(hub, *before)
    for number, ((coder, away), meanwhile) in enumerate(road):
        with open_project(hub, acting="Ana") as project:
            packages.append(hand_out(project, coder, hub.with_name(f"p{number}.qualcode")))
        do_all(packages[-1], coder, away)
        do_all(hub, coder, meanwhile)
    do_all(hub, *home)
    with ExitStack() as stack:
        opened = [stack.enter_context(opened_package(package, None)) for package in packages]
        first = merged(hub, opened, "first", sound=True)
        assert merged(hub, reversed(opened), "reversed") == first
        assert merged(hub, [*opened[1:], opened[0], *opened], "round and twice") == first
    shutil.rmtree(hub.parent)


UNITED_ON_THE_WAY: dict[str, Any] = {
    "here": ("Ana", []),
    "there": ("Ana", [Act("code", 11, 2, 0)]),
    "road": [("Ana", [Act("code", 11, 1, 0)])],
}
"""What was united in one place says its own words again before it is taken in by another."""


@settings(max_examples=EXAMPLES)
@given(here=pairs, there=pairs, road=st.lists(pairs, min_size=1, max_size=2))
@example(**UNITED_ON_THE_WAY)
def test_two_places_that_exchange_everything_say_the_same(
    here: tuple[str, list[Act]],
    there: tuple[str, list[Act]],
    road: list[tuple[str, list[Act]]],
) -> None:
    a = new_folder() / "a.qualcode"
    shutil.copyfile(template(), a)
    packages: list[Path] = []
    for number, (coder, away) in enumerate(road):
        with open_project(a, acting="Ana") as project:
            packages.append(hand_out(project, coder, a.with_name(f"p{number}.qualcode")))
        do_all(packages[-1], coder, away)
    b = second_hub(a, "b")
    do_all(a, *here)
    do_all(b, *there)
    with ExitStack() as stack:
        opened = [stack.enter_context(opened_package(package, None)) for package in packages]
        (whole_a, whole_b) = (stack.enter_context(opened_package(hub, None)) for hub in (a, b))
        one = merged(a, [*opened, whole_b], "a first", sound=True)
        assert one == merged(b, [*opened, whole_a], "b first")
        assert one == merged(a, [whole_b, *opened], "b before the packages")
        merged(b, opened, "grouped")
        grouped = stack.enter_context(opened_package(b.with_name("grouped.qualcode"), None))
        assert one == merged(a, [grouped], "a with the group")
    shutil.rmtree(a.parent)
