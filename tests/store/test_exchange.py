"""Packages at the store: sealed, killed in the middle of a merge, and a generated life of two."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from qualcode.core.errors import DamagedProject, NotAllowed
from qualcode.core.spans import Span
from qualcode.store.exchange import sealing
from qualcode.store.exchange.canonical import canonical
from qualcode.store.exchange.package import opened_package
from qualcode.store.opening import open_project
from qualcode.store.project import Project
from qualcode.store.safety.check import check
from tests.store import stories
from tests.store.exchange_stories import (
    FIRST,
    Act,
    do_all,
    hand_out,
    merge,
    merged,
    new_folder,
    template,
)

ROOT = Path(__file__).resolve().parent.parent.parent
WORDS = "l’été à Brive, 40 km"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passphrases that cost nothing to try."""
    monkeypatch.setattr(sealing, "COST", 2)


@pytest.mark.parametrize("content", [b"un secret", b"\0" * 100_000, "« 😀 »".encode() * 999])
def test_what_was_sealed_is_unsealed(content: bytes) -> None:
    sealed = sealing.seal(content, WORDS)
    assert content not in sealed
    assert sealing.unseal(sealed, WORDS, "p") == content
    decomposed = "l’e\u0301te\u0301 a\u0300 Brive, 40 km"
    assert sealing.unseal(sealed, decomposed, "p") == content


def test_no_byte_of_a_sealed_file_can_be_changed_unnoticed() -> None:
    sealed = sealing.seal(b"contenu", WORDS)
    for place in range(len(sealing.MAGIC), len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises((DamagedProject, NotAllowed)):
            sealing.unseal(bytes(changed), WORDS, "p")
    for length in range(len(sealing.MAGIC), len(sealed)):
        with pytest.raises((DamagedProject, NotAllowed)):
            sealing.unseal(sealed[:length], WORDS, "p")


def test_two_seals_of_one_content_share_nothing() -> None:
    one, other = sealing.seal(b"contenu", WORDS), sealing.seal(b"contenu", WORDS)
    assert one[-30:] != other[-30:]


def test_killed_at_any_instant_a_merge_was_made_or_was_not() -> None:
    folder = new_folder()
    hub, package = folder / "hub.qualcode", folder / "p.qualcode"
    shutil.copyfile(template(), hub)
    with open_project(hub, acting="Ana") as project:
        hand_out(project, "Zoé", package)
        before = canonical(project)
    do_all(package, "Zoé", [Act("code", n % 24, 3, n) for n in range(12)])
    with opened_package(package, None) as opened:
        after = merged(hub, [opened], "whole")
    seen: list[str] = []
    command = [sys.executable, "-m", "tests.store.merge_victim", str(hub), str(package)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for pause in (0.0, 0.02, 0.05, 0.08, 0.11, 0.15, 0.2):
            process.stdin.write(f"{pause}\n")
            process.stdin.flush()
            assert process.stdout.readline() == "dead\n"
            with open_project(hub) as project:
                assert project.refusal is None
                assert check(project).problems == ()
                seen.append(canonical(project))
        process.stdin.close()
    assert set(seen) <= {before, after}
    with opened_package(package, None) as opened:
        assert merged(hub, [opened], "at last") == after


class TwoPlaces(RuleBasedStateMachine):
    """Zoé at home and on the road; what she says on the road alone is what comes home."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = new_folder()
        place = self.folder / "hub.qualcode"
        shutil.copyfile(template(), place)
        self.home: Project = open_project(place, acting="Zoé")
        self.road: Project | None = None
        self.parted = False
        self.number = 0

    def teardown(self) -> None:
        if self.road is not None:
            self.bring_home()
            assert self.road is not None
            assert check(self.road).problems == ()
            self.road.close()
        assert check(self.home).problems == ()
        self.home.close()
        shutil.rmtree(self.folder)

    acts = st.builds(
        Act,
        st.sampled_from(["code", "uncode", "change", "note", "mark", "undo"]),
        st.integers(0, 24),
        st.integers(1, 8),
        st.integers(0, 5),
    )

    @rule(act=acts)
    def work_at_home(self, act: Act) -> None:
        before = canonical(self.home)
        act.do(self.home)
        self.parted |= self.road is not None and canonical(self.home) != before

    @precondition(lambda self: self.road is not None)
    @rule(act=acts)
    def work_on_the_road(self, act: Act) -> None:
        assert self.road is not None
        act.do(self.road)

    @precondition(lambda self: self.road is None)
    @rule()
    def leave(self) -> None:
        self.number += 1
        package = hand_out(self.home, "Zoé", self.folder / f"p{self.number}.qualcode")
        self.road = open_project(package, acting="Zoé")
        self.parted = False

    @precondition(lambda self: self.road is not None)
    @rule()
    def bring_home(self) -> None:
        assert self.road is not None
        assert self.road.path is not None
        with opened_package(self.road.path, None) as package:
            merge(self.home, package)
            once = canonical(self.home)
            merge(self.home, package)
        assert canonical(self.home) == once
        if not self.parted:
            assert zoe_in(self.home) == zoe_in(self.road)

    @invariant()
    def no_passages_of_one_code_overlap(self) -> None:
        ends: dict[tuple[str, str, str], int] = {}
        for coding in sorted(stories.seen(self.home), key=lambda c: c.span):
            key = (coding.coder, coding.code, coding.valence)
            assert coding.span.start >= ends.get(key, FIRST)
            ends[key] = coding.span.end


def zoe_in(project: Project) -> list[tuple[str, str, Span, str, tuple[str, ...]]]:
    """What Zoé says there."""
    return sorted(
        (c.guid, c.code, c.span, c.valence, tuple(sorted(c.memo.split("\n\n"))))
        for c in stories.seen(project)
        if c.coder == "Zoé"
    )


TestTwoPlaces = TwoPlaces.TestCase
TestTwoPlaces.settings = settings(
    max_examples=int(os.environ.get("QUALCODE_EXCHANGE_EXAMPLES", "4")), stateful_step_count=12
)
