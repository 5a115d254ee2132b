"""Whoever stops long work, at whatever moment it is told, finds everything as it was."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from qualcode.app.pairs.exchange import hand_out, merge_package
from qualcode.app.projects.keeping import back_up_project, check_project, restore_project
from qualcode.core.progress import Progress
from qualcode.store.opening import create_project, open_project
from tests.store import stories

Work = Callable[[Path, Progress], object]


def back_up(folder: Path, progress: Progress) -> object:
    with open_project(folder / "étude.qualcode", read_only=True) as project:
        return back_up_project(project, folder / "copie.qualcode", progress)


def restore(folder: Path, progress: Progress) -> object:
    return restore_project(folder / "original.qualcode", folder / "étude.qualcode", progress)


def hand(folder: Path, progress: Progress) -> object:
    with open_project(folder / "étude.qualcode", acting="Zoé") as project:
        out = folder / "voyage.qualcode"
        return hand_out(project, "Maël", out, progress=progress)


def merge(folder: Path, progress: Progress) -> object:
    with open_project(folder / "étude.qualcode", acting="Zoé") as project:
        return merge_package(project, folder / "retour.qualcode", progress=progress)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a project, a backup of it, and a package that was coded in."""
    folder = tmp_path_factory.mktemp("étude")
    with create_project(str(folder / "étude.qualcode"), title="Étude", acting="Zoé") as project:
        stories.furnish(project)
        stories.code(project, "L’œdème", memo="« œdème »")
        hand_out(project, "Maël", folder / "retour.qualcode")
        back_up_project(project, folder / "original.qualcode")
    with open_project(folder / "retour.qualcode", acting="Maël") as package:
        stories.code(package, "J’ai tenu")
    return folder


def held(folder: Path) -> tuple[list[str], int, list[str]]:
    """The files of a folder, and what is in its project."""
    with open_project(folder / "étude.qualcode", acting="Zoé") as project:
        said = sorted(coding.quotation for coding in stories.seen(project))
        acts = [entry.action for entry in stories.entries(project)]
    names = sorted(
        str(file.relative_to(folder))
        for file in folder.rglob("*")
        if file.is_file() and not file.name.endswith((".lock", ".writer", "-wal", "-shm"))
    )
    return [name for name in names if "before-merge" not in name], len(acts), said


@pytest.mark.parametrize("work", [back_up, restore, merge, hand])
def test_work_that_is_stopped_leaves_nothing_half_done(
    study: Path, tmp_path: Path, work: Work
) -> None:
    heard: list[str] = []
    shutil.copytree(study, tmp_path / "once")
    assert work(tmp_path / "once", lambda _done, _whole, what: heard.append(what))
    assert heard
    firsts = [n for n, what in enumerate(heard) if what not in heard[:n]]
    shutil.copytree(study, tmp_path / "stopped")
    folder = tmp_path / "stopped"
    if work is hand:
        work(folder, lambda _done, _whole, _what: None)
        (folder / "voyage.qualcode").unlink()
    before = held(folder)
    for stop in firsts:
        calls = 0

        def progress(_done: int, _whole: int, _what: str, stop: int = stop) -> None:
            nonlocal calls
            calls += 1
            if calls > stop:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            work(folder, progress)
        assert held(folder) == before
    with open_project(folder / "étude.qualcode", read_only=True) as project:
        assert check_project(project).sound


def test_a_check_that_is_stopped_is_no_finding(study: Path) -> None:
    def stopped(_done: int, _whole: int, _what: str) -> None:
        raise KeyboardInterrupt

    with (
        open_project(study / "étude.qualcode", read_only=True) as project,
        pytest.raises(KeyboardInterrupt),
    ):
        check_project(project, stopped)
