"""A chart by network leaves the project with letters: a network's name tells its one referent."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.app.analysis.charting import summarise
from qualcode.app.coding.coding import code_passage, mark_source
from qualcode.app.projects.studies import new_project
from qualcode.app.publishing.documents import export_annex
from qualcode.app.publishing.wishes import Wish
from qualcode.app.texts.importing import map_speaker
from qualcode.core.coding import NewCoding, Valence
from qualcode.core.people import Case
from qualcode.store.rows.cases import put_case
from tests.stories import fill, place


@pytest.mark.parametrize("ending", ["html", "csv"])
def test_networks_stand_as_letters_in_an_exported_chart(tmp_path: Path, ending: str) -> None:
    made = new_project(str(tmp_path / "é.qualcode"), study="antares", acting="Zoé")
    with made as project:
        fill(project)
        with project.change("fill") as change:
            put_case(change, Case("N01", "professional", attributes={"network": "R3"}))
        map_speaker(project, "P01", "P01", coded=True, case="N01")
        wanted = NewCoding("P01", place("c’était la route"), "essai:distance", Valence.BARRIER)
        code_passage(project, wanted)
        mark_source(project, "P01")
        summarise(project, "essai:distance", "R3", "Trop loin pour eux.", by="network")
        out = tmp_path / f"tableau.{ending}"
        export_annex(project, "chart", out, Wish("en", by="network", layer="Zoé"))
    text = out.read_text(encoding="utf-8-sig")
    assert "Trop loin pour eux." in text
    assert "R3" not in text
    assert "Réseau 3" not in text
    assert "Network" in text
