"""Study definitions as YAML files."""

from __future__ import annotations

from pathlib import Path

from qualcode.core.study import Study
from qualcode.core.study_reading import study_and_mistakes
from qualcode.interop.yaml_nodes import read_yaml


def read_study(path: Path) -> Study:
    """Read the definition of a study; `Study.extra` keeps the whole of it.

    Raises:
        FileProblem: the file is missing, empty or cannot be opened.
        Mistakes: every mistake in it, with line and key.
    """
    tree = read_yaml(path)
    study, mistakes = study_and_mistakes(tree.raw)
    tree.refuse(mistakes)
    return study
