"""The command line as a person types it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from qualcode.cli.main import run


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its stdout, which must be one JSON document and nothing else."""
        return json.loads(self.out)


Cli = Callable[..., Said]


@pytest.fixture
def cli(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    """`cli("list", project, "sources")` runs a command, in English unless it says otherwise."""
    monkeypatch.setenv("QUALCODE_LANG", "en")
    monkeypatch.delenv("QUALCODE_CODER", raising=False)

    def call(*words: str | Path) -> Said:
        capfd.readouterr()
        code = run([str(word) for word in words])
        out, err = capfd.readouterr()
        return Said(code, out, err)

    return call


INTERVIEW = """\
Étude inventée pour un test : aucune personne réelle.

Enquêtrice\u00a0: Comment ça s’est passé, pour venir ?

P01\u00a0: Le plus dur… c’était la route. Deux heures aller, deux heures retour !

Enquêtrice\u00a0: Et avec l’équipe ?

P01\u00a0: L’infirmière répondait toujours. Ça, ça change tout.
"""


@pytest.fixture
def interview(tmp_path: Path) -> Path:
    """An invented interview as a transcriber sends it."""
    path = tmp_path / "P01_entretien.txt"
    path.write_text(INTERVIEW, encoding="utf-8")
    return path


@pytest.fixture
def study(cli: Cli, tmp_path: Path, interview: Path) -> Path:
    """A project of the AnTARES study with one interview in it."""
    project = tmp_path / "étude.qualcode"
    assert cli("new", project, "--study", "antares").code == 0
    done = cli("import", project, interview, "--type", "patient_interview")
    assert done.code == 0, done.err
    return project
