"""Checklist files: the items of a published reporting checklist in two languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qualcode.core.analysis.checklist import Checklist, Item, Mode
from qualcode.core.errors import FileProblem
from qualcode.i18n import N_
from qualcode.interop.yaml_nodes import read_yaml


def read_checklist(path: Path) -> Checklist:
    """A checklist.

    Raises:
        FileProblem: the file is missing, or is no checklist.
        Mistakes: it is no YAML that can be read.
    """
    tree = read_yaml(path)
    tree.refuse([])
    raw: dict[str, Any] = tree.raw
    try:
        items = tuple(
            Item(
                str(one["no"]),
                {"fr": str(one["label_fr"]), "en": str(one["label_en"])},
                Mode(one["mode"]),
            )
            for one in raw["items"]
        )
        return Checklist(str(raw["id"]), str(raw["source"]), items)
    except (KeyError, TypeError, ValueError) as error:
        raise FileProblem(N_("{file} is no checklist."), file=path.name) from error
