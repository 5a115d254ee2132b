"""What all tests share: a project on either database, and the rules of generated examples."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from qualcode.store.opening import create_project
from qualcode.store.project import Project
from tests import postgres

hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")


@pytest.fixture(scope="session")
def cluster() -> Iterator[postgres.Cluster]:
    """A PostgreSQL server of this test run; QUALCODE_REQUIRE_POSTGRES=1 forbids to go without."""
    folder = postgres.programs()
    if folder is None:
        missing = "PostgreSQL's programs initdb and pg_ctl are not installed"
        if os.environ.get("QUALCODE_REQUIRE_POSTGRES") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    with postgres.running(folder) as cluster:
        yield cluster


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A place for a project that nobody has used yet: a file, then a PostgreSQL schema."""
    if request.param == "sqlite":
        return str(tmp_path / "étude.qualcode")
    cluster: postgres.Cluster = request.getfixturevalue("cluster")
    return cluster.new_place()


@pytest.fixture
def project(where: str) -> Iterator[Project]:
    """An empty project on each database, in which Zoé acts."""
    with create_project(where, title="Étude inventée", acting="Zoé") as project:
        yield project


@pytest.fixture
def file_project(tmp_path: Path) -> Iterator[Project]:
    """An empty project in a file, for what only files have, in which Zoé acts."""
    place = str(tmp_path / "étude.qualcode")
    with create_project(place, title="Étude inventée", acting="Zoé") as project:
        yield project
