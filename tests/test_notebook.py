"""The notebook of the documentation: what stands in it is what its cells do today."""

from __future__ import annotations

import json
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from examples.make_notebook import CELLS, NOTEBOOK, outputs_of
from qualcode import frames
from qualcode.core.errors import InputProblem
from qualcode.i18n import in_language
from qualcode.store.project import Project
from tests.stories import fill


@pytest.fixture(scope="module")
def stored() -> list[dict[str, Any]]:
    """The cells as the file holds them."""
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    cells: list[dict[str, Any]] = notebook["cells"]
    return cells


def test_the_file_holds_the_cells_of_its_script(stored: list[dict[str, Any]]) -> None:
    assert ["".join(cell["source"]) for cell in stored] == [cell.text for cell in CELLS]
    assert [cell["cell_type"] == "code" for cell in stored] == [cell.code for cell in CELLS]
    shown = {
        kind for cell in stored for out in cell.get("outputs", ()) for kind in out.get("data", ())
    }
    assert shown == {"text/html", "text/plain", "image/svg+xml"}


def test_every_cell_runs_in_order_and_shows_what_the_file_holds(
    stored: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    without = find_spec("pandas") is None
    with in_language("en"):
        for cell, held in zip(CELLS, stored, strict=True):
            if cell.code and not (cell.pandas and without):
                outputs = outputs_of(cell, names)
                assert cell.pandas or outputs == held["outputs"], cell.text


def test_without_pandas_it_is_said_what_to_install(
    file_project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(file_project)
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(InputProblem, match="pip install pandas"):
        frames(file_project)
