"""Many files screened at once, and nothing in clear left behind by a refused or accepted import."""

from __future__ import annotations

import json
import pickle
import traceback
from pathlib import Path

import pytest

from qualcode.app.texts import screening
from qualcode.app.texts.importing import import_sources, prepare
from qualcode.app.texts.screening import (
    default_screen,
    found_entities,
    lines,
    screen_document,
    screen_files,
)
from qualcode.core.errors import PrivacyRefusal
from qualcode.core.privacy.screening import Tier
from qualcode.interop.transcripts import SUFFIXES, document_of
from qualcode.store.opening import create_project

PASSAGES = Path(__file__).resolve().parents[2] / "benchmarks" / "deid" / "second_held_out.jsonl"
SAID = ("Le docteur Tchobanyel est venu.", "c'est tchobanyel qui chantait", "la pompe marche bien")


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    made = []
    for number, said in enumerate(SAID, 1):
        path = tmp_path / f"P{number:02}.txt"
        path.write_text(f"ENQ : Oui ?\nP{number:02} : {said}\n", encoding="utf-8")
        made.append(path)
    return made


def test_a_name_that_is_sure_in_one_file_is_looked_for_in_all(files: list[Path]) -> None:
    found = screen_files(files, default_screen())
    assert [[f.tier for f in one.findings] for one in found] == [[Tier.AUTO], [Tier.AUTO], []]
    (person,) = found_entities(found)
    assert [mention.source for mention in person.mentions] == ["P01.txt", "P02.txt"]


def test_the_ending_of_a_file_is_no_name_and_a_name_before_it_is_one() -> None:
    document = document_of(b"ENQ : Oui ?\nP01 : Oui.\n", "a.txt")
    screen = default_screen()
    for ending in SUFFIXES:
        assert screen_document(f"P01_b{ending}", document, screen).in_name == (), ending
    assert screen_document("Tchobanyel.json", document, screen).in_name
    assert screen_document("P01.tchobanyel", document, screen).in_name


def test_progress_is_told_after_each_file(files: list[Path]) -> None:
    told: list[tuple[int, int]] = []
    screen_files(files, default_screen(), progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_cancelled_screening_gives_what_was_done(files: list[Path]) -> None:
    found = screen_files(files, default_screen(), cancelled=lambda: True)
    assert [one.file for one in found] == ["P01.txt"]


def test_processes_find_what_one_process_finds(
    files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = screen_files(files, default_screen())
    monkeypatch.setattr(screening, "WORTH_PROCESSES", 2)
    assert screen_files(files, default_screen()) == alone


def test_a_screen_travels_to_another_process() -> None:
    screen = pickle.loads(pickle.dumps(default_screen(codes=["P01"])))  # noqa: S301
    assert screen.findings("Mme Garancher")


def _invented_study(folder: Path) -> tuple[list[Path], list[str]]:
    """Held-out passages as transcripts, and the names, numbers and addresses in them."""
    paths, secrets = [], []
    for line in PASSAGES.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        path = folder / f"{row['id']}.txt"
        path.write_text(f"ENQ : Oui ?\nP01 : {row['text']}\n", encoding="utf-8")
        paths.append(path)
        secrets += [s["text"] for s in row["spans"] if s["tier"] == "direct" and len(s["text"]) > 5]
    return paths, secrets


def test_a_refused_import_leaves_no_name_in_files_messages_or_tracebacks(tmp_path: Path) -> None:
    paths, secrets = _invented_study(tmp_path)
    kept = tmp_path / "kept"
    kept.mkdir()
    with (
        create_project(str(kept / "étude.qualcode"), title="Essai", acting="Zoé") as project,
        pytest.raises(PrivacyRefusal) as refused,
    ):
        import_sources(project, prepare(project, paths))
    told = str(refused.value) + "".join(traceback.format_exception(refused.value))
    for path in (path for path in kept.rglob("*") if path.is_file()):
        told += path.read_bytes().decode("utf-8", "replace")
    assert [secret for secret in secrets if secret in told] == []


def test_what_is_told_of_findings_is_masked(tmp_path: Path) -> None:
    paths, secrets = _invented_study(tmp_path)
    found = screen_files(paths[:10], default_screen())
    told = "\n".join(line for one in found for line in lines(one, None))
    told += repr(found) + repr(found_entities(found))
    assert told
    assert [secret for secret in secrets if secret in told] == []
