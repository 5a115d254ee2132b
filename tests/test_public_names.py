"""What a notebook imports from the package itself, in a process where nothing is loaded yet."""

from __future__ import annotations

import subprocess
import sys

import pytest

ASKED = (
    (
        "from qualcode import open_project, count_asked; print(open_project.__name__)",
        "open_project",
    ),
    ("import qualcode; print(hasattr(qualcode, 'no_such_name'))", "False"),
    ("import qualcode, sys; print('sqlalchemy' in sys.modules)", "False"),
)


@pytest.mark.parametrize(("asked", "answer"), ASKED)
def test_public_names_are_found_when_they_are_first_asked_for(asked: str, answer: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == answer, done.stderr[-500:]
