"""The demonstrations, each made once and opened as its analyst would; copies to write in."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

from qualcode.app.demonstrations.demo import acting_in, make_demo
from qualcode.store.opening import open_project
from qualcode.store.project import Project

Demo = Callable[[str], Project]
Copy = Callable[[str], Path]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The file of a demonstration, made the first time that it is asked for."""

    @cache
    def make(study: str) -> Path:
        return make_demo(tmp_path_factory.mktemp(study), study)[0]

    return make


@pytest.fixture(scope="session")
def demo(made: Callable[[str], Path]) -> Iterator[Demo]:
    """A demonstration to read in: `demo("neon")`."""
    with ExitStack() as opened:

        @cache
        def open_once(study: str) -> Project:
            project = open_project(str(made(study)), acting=acting_in(study))
            return opened.enter_context(project)

        yield open_once


@pytest.fixture
def copy(made: Callable[[str], Path], tmp_path: Path) -> Copy:
    """A copy of a demonstration, to change: `copy("antares")`."""

    def of(study: str) -> Path:
        (tmp_path / "étude").mkdir(exist_ok=True)
        return Path(shutil.copy(made(study), tmp_path / "étude" / f"{study}.qualcode"))

    return of
