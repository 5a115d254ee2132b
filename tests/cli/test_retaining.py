"""The end of a study: the clock, the archive that is read back, the purge and its certificate."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from qualcode.core.privacy.retention import Clock, Phase
from qualcode.core.study import Retention
from tests.cli.conftest import Cli

ROUTE = "c’était la route"
TODAY = date.today()  # noqa: DTZ011


@pytest.mark.parametrize(
    ("published", "today", "phase", "left"),
    [
        (None, "2026-01-01", Phase.UNPUBLISHED, None),
        ("2024-01-31", "2025-11-01", Phase.RUNNING, 91),
        ("2024-01-31", "2025-11-02", Phase.DUE_SOON, 90),
        ("2024-01-31", "2026-01-31", Phase.DUE_SOON, 0),
        ("2024-01-31", "2026-02-01", Phase.OVERDUE, -1),
        ("2024-02-29", "2026-03-01", Phase.DUE_SOON, 0),
    ],
)
def test_the_clock_warns_from_ninety_days_before(
    published: str | None, today: str, phase: Phase, left: int | None
) -> None:
    day = None if published is None else date.fromisoformat(published)
    clock = Clock(Retention(day), date.fromisoformat(today))
    assert (clock.phase, clock.days_left) == (phase, left)


def test_every_opening_warns_when_the_end_is_near(cli: Cli, study: Path) -> None:
    assert cli("list", study, "sources").err == ""
    assert cli("retention", study, "--published", "2020-01-01").code == 1
    assert cli("retention", study, "--published", "hier", "--as", "ZOÉ").code == 2
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    assert cli("retention", study, "--published", tomorrow, "--as", "ZOÉ").code == 2
    day = (TODAY - timedelta(days=700)).isoformat()
    assert cli("retention", study, "--published", day, "--as", "ZOÉ").code == 0
    told = cli("list", study, "sources", "--json")
    assert "Prepare the archive" in told.err
    assert told.json["rows"]
    assert cli("retention", study, "--json").json["phase"] == "due_soon"
    assert cli("retention", study, "--published", "2020-01-01", "--as", "ZOÉ").code == 0
    assert "2022-01-01" in cli("list", study, "sources").err
    assert cli("retention", study, "--not-published", "--as", "ZOÉ").code == 0
    assert cli("list", study, "sources").err == ""
    assert cli("check", study).code == 0


@pytest.fixture
def archived(cli: Cli, study: Path, tmp_path: Path) -> Path:
    """The archive of a coded study, on another path."""
    turns = cli("list", study, "turns", "--json").json["rows"]
    start = next(row["start"] for row in turns if row["speaker"] == "P01")
    cli(
        "code", study, "P01_entretien", "--span", f"{start}:{start + 10}",
        "--code", "distance_transport", "--valence", "barrier", "--as", "ZOÉ",
    )  # fmt: skip
    (tmp_path / "support").mkdir()
    target = tmp_path / "support" / "étude-archive"
    done = cli("archive", study, target, "--as", "ZOÉ")
    assert done.code == 0, done.err
    return target


def test_an_archive_holds_everything_in_open_formats(cli: Cli, archived: Path) -> None:
    names = {file.relative_to(archived).as_posix() for file in archived.rglob("*.*")}
    assert {
        "project.qualcode", "project.qualcode.json", "sources/001_P01_entretien.txt", "cases.json",
        "codings.jsonl", "codebooks/antares_patients.yaml", "memos.md", "journal.json",
        "README.txt", "LISEZMOI.txt", "manifest.json", "study.json", "exports.json",
    } <= names  # fmt: skip
    text = (archived / "sources/001_P01_entretien.txt").read_text(encoding="utf-8")
    (coding,) = map(json.loads, (archived / "codings.jsonl").read_text("utf-8").splitlines())
    assert text[coding["start"] : coding["end"]] == coding["quotation"]
    assert ROUTE in text
    journal = json.loads((archived / "journal.json").read_text("utf-8"))
    assert journal[-1]["action"] == "archive"
    assert cli("archive", "--verify", archived).code == 0
    assert cli("check", archived / "project.qualcode").code == 0


@pytest.mark.parametrize("harm", ["changed", "missing", "unknown"])
def test_an_archive_that_was_touched_is_told_and_never_purged_on(
    cli: Cli, study: Path, archived: Path, harm: str
) -> None:
    file = archived / "memos.md"
    if harm == "missing":
        file.unlink()
    elif harm == "changed":
        file.write_text("autre", encoding="utf-8")
    else:
        (archived / "intrus.txt").write_text("x", encoding="utf-8")
    told = cli("archive", "--verify", archived, "--json")
    assert (told.code, len(told.json[harm])) == (1, 1)
    refused = cli("purge", study, "--archive", archived, "--yes", "--as", "ZOÉ")
    assert (refused.code, refused.err.count("\n")) == (1, 1)
    assert cli("check", study).code == 0


def test_where_an_archive_may_not_stand(cli: Cli, study: Path, tmp_path: Path) -> None:
    for target in (study.parent / "archive", study.parent / f"{study.name}.backups" / "a"):
        assert cli("archive", study, target, "--as", "ZOÉ").code == 1
        assert not target.exists()
    (tmp_path / "b").mkdir()
    assert cli("archive", study, tmp_path / "b" / "a").code == 1
    assert list((tmp_path / "b").iterdir()) == []
    assert cli("archive", "--verify", tmp_path / "b").code == 1
    assert cli("archive", study).code == 2


def test_a_purge_leaves_the_archive_and_a_certificate_and_nothing_else(
    cli: Cli, study: Path, archived: Path
) -> None:
    assert cli("backup", study).code == 0
    word = ("purge", study, "--archive", archived)
    assert cli(*word, "--as", "ZOÉ").code == 1
    assert cli(*word, "--yes").code == 1
    assert cli("search", study, "route", "--json").json["rows"]
    done = cli(*word, "--yes", "--as", "ZOÉ")
    assert done.code == 0, done.err
    beside = [file.name for file in study.parent.iterdir() if file.name.startswith(study.stem)]
    assert beside == []
    certificate = json.loads((archived / "certificate.json").read_text("utf-8"))
    assert certificate["by"] == "ZOÉ"
    assert len(certificate["destroyed"]) >= 3
    assert (archived / "certificate.docx").stat().st_size > 1000
    assert cli("archive", "--verify", archived).code == 0
    assert cli("check", archived / "project.qualcode").code == 0


def test_a_project_that_went_on_after_its_archive_is_not_purged(
    cli: Cli, study: Path, archived: Path, tmp_path: Path
) -> None:
    assert cli("done", study, "P01_entretien", "--as", "ZOÉ").code == 0
    refused = cli("purge", study, "--archive", archived, "--yes", "--as", "ZOÉ")
    assert (refused.code, "changed since" in refused.err) == (1, True)
    other = tmp_path / "autre.qualcode"
    assert cli("new", other).code == 0
    refused = cli("purge", other, "--archive", archived, "--yes", "--as", "ZOÉ")
    assert (refused.code, "another project" in refused.err) == (1, True)
    assert study.exists()
