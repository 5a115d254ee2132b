"""Projects of other programs on the command line."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from tests.cli.conftest import Cli


@pytest.fixture
def coded(cli: Cli, study: Path) -> Path:
    """The study with one coded passage of ANNE."""
    done = cli(
        "code", study, "P01_entretien", "--span", "2.1", "--code", "distance_transport",
        "--valence", "barrier", "--as", "ANNE",
    )  # fmt: skip
    assert done.code == 0, done.err
    return study


def test_a_study_goes_out_and_comes_back_as_a_new_project(
    cli: Cli, coded: Path, tmp_path: Path
) -> None:
    out, back = tmp_path / "étude.qdpx", tmp_path / "retour.qualcode"
    done = cli("export", coded, "qdpx", out, "--target", "nvivo", "--json")
    assert done.code == 0, done.err
    assert done.json["codings"] == 1
    assert "1 whole transcript stands in it" in done.err
    assert "Not carried:" in done.err
    made = cli("new", back, "--from", out)
    assert made.code == 0, made.err
    assert "1 coding by ANNE" in made.err

    def codings(project: Path) -> list[tuple[str, ...]]:
        rows = cli("list", project, "codings", "--json").json["rows"]
        return [(r["quotation"], r["code"], r["coder"], r["valence"]) for r in rows]

    assert codings(back) == codings(coded)
    assert cli("check", back).code == 0


def test_importing_says_as_json_what_came_and_what_did_not(
    cli: Cli, coded: Path, tmp_path: Path
) -> None:
    out, other = tmp_path / "étude.qdpx", tmp_path / "autre.qualcode"
    assert cli("export", coded, "qdpx", out).code == 0
    assert cli("new", other).code == 0
    (told,) = cli("import", other, out, "--json").json["projects"]
    assert told["sources"] == ["P01_entretien"]
    assert told["offsets"] == {"P01_entretien": "codepoint,file"}
    assert told["left_out"] == []


def test_a_project_that_is_refused_leaves_nothing_behind(cli: Cli, tmp_path: Path) -> None:
    bad = tmp_path / "mauvais.qdpx"
    with zipfile.ZipFile(bad, "w") as held:
        held.writestr("notes.txt", "rien")
    done = cli("new", tmp_path / "neuf.qualcode", "--from", bad)
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert "project.qde" in done.err
    assert list(tmp_path.glob("neuf*")) == []


OTHERS = {"csv": ".zip", "rock": ".zip", "iramuteq": ".txt", "qdc": ".qdc"}


@pytest.mark.parametrize("kind", OTHERS)
def test_every_other_form_is_written(cli: Cli, coded: Path, tmp_path: Path, kind: str) -> None:
    out = tmp_path / f"sortie{OTHERS[kind]}"
    done = cli("export", coded, kind, out)
    assert done.code == 0, done.err
    assert out.stat().st_size > 0
    kinds = [row["kind"] for row in cli("list", coded, "exports", "--json").json["rows"]]
    assert kinds == [kind]


@pytest.mark.parametrize(("kind", "name"), [("qdpx", "a.zip"), ("qdc", "a"), ("iramuteq", "a.csv")])
def test_a_name_that_other_programs_would_not_know_is_refused(
    cli: Cli, coded: Path, tmp_path: Path, kind: str, name: str
) -> None:
    done = cli("export", coded, kind, tmp_path / name)
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert f"name it a.{'txt' if kind == 'iramuteq' else kind}" in done.err
    assert not (tmp_path / name).exists()


def test_sources_of_rock_come_back_from_their_folder(cli: Cli, coded: Path, tmp_path: Path) -> None:
    out, back = tmp_path / "rock", tmp_path / "retour.qualcode"
    assert cli("export", coded, "rock", out).code == 0
    assert cli("new", back, "--from", out).code == 0
    (row,) = cli("list", back, "codings", "--json").json["rows"]
    assert (row["source"], row["code"], row["coder"], row["valence"]) == (
        "P01_entretien", "distance_transport", "ANNE", "barrier",
    )  # fmt: skip
    other = cli("new", tmp_path / "autre.qualcode", "--from", tmp_path / "rien")
    assert other.code == 1
    (tmp_path / "codings.csv").write_text("guid\n", encoding="utf-8")
    told = cli("new", tmp_path / "autre.qualcode", "--from", tmp_path / "codings.csv").err
    assert "by qualcode import" in told


def test_a_target_is_for_qdpx_only(cli: Cli, coded: Path, tmp_path: Path) -> None:
    assert cli("export", coded, "qdc", tmp_path / "a.qdc", "--target", "nvivo").code == 2
    assert json.loads(cli("list", coded, "exports", "--json").out)["rows"] == []
